//! Forgets what has been kept long enough, once a day.

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::zone::to_local;

use crate::actions;
use crate::ctx::Ctx;

/// The wall clock by which a day begins, whatever territories there are.
const ZONE: Tz = Tz::Europe__Paris;

/// The days on which it was done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Daily {
    last: Option<NaiveDate>,
}

impl Daily {
    /// Forgets, unless it was tried today already. A failure is logged, and tried again the next day.
    pub async fn run(&mut self, ctx: &Ctx) {
        let today = to_local(ZONE, ctx.now()).date();
        if self.last.replace(today) == Some(today) {
            return;
        }
        match actions::purge(ctx).await {
            Ok(purged) => tracing::info!(purged.people, purged.answers, "old data is forgotten"),
            Err(error) => {
                tracing::error!(%error, "old data could not be forgotten: the next try is tomorrow");
            }
        }
    }
}
