//! Forgets what has been kept long enough, once a day.

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::retention::contents_since;
use domain::zone::to_local;

use crate::actions;
use crate::adapters::mail::MailFolder;
use crate::context::Context;

/// The wall clock by which a day begins, whatever territories there are.
const ZONE: Tz = Tz::Europe__Paris;

/// The days on which it was done.
#[derive(Clone, Debug, Default)]
pub struct Daily {
    last: Option<NaiveDate>,
    folder: Option<MailFolder>,
}

impl Daily {
    /// With the folder in which messages are kept that do not leave.
    #[must_use]
    pub const fn over(folder: Option<MailFolder>) -> Self {
        Self { last: None, folder }
    }

    /// Forgets, unless it was tried today already. A failure is logged, and tried again the next day.
    pub async fn run(&mut self, ctx: &Context) {
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
        let Some(folder) = &self.folder else { return };
        match folder.forget(contents_since(ctx.now())).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "old messages in the folder are forgotten"),
            Err(error) => {
                tracing::error!(%error, "old messages stay in the folder: the next try is tomorrow");
            }
        }
    }
}
