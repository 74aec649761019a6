//! Deletes personal data whose retention period is over, once a day.

use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::retention::contents_since;
use domain::zone::to_local;

use crate::actions;
use crate::adapters::mail::MailFolder;
use crate::context::Context;
use crate::jobs::job::{Job, JobContext, JobError, Next};

/// The time zone in which a day begins, whatever territories there are.
const ZONE: Tz = Tz::Europe__Paris;

/// Purges at the start and at the beginning of each day.
#[derive(Clone, Debug, Default)]
pub struct Purge {
    done_on: Option<NaiveDate>,
    folder: Option<MailFolder>,
}

impl Purge {
    /// With the folder in which messages are kept when there is no relay.
    #[must_use]
    pub const fn new(folder: Option<MailFolder>) -> Self {
        Self { done_on: None, folder }
    }

    /// Purges, unless that succeeded today already.
    ///
    /// # Errors
    /// [`JobError`] when the database or the folder fails: what was not deleted is deleted by the next run.
    pub async fn run_today(&mut self, ctx: &Context) -> Result<(), JobError> {
        let today = to_local(ZONE, ctx.now()).date();
        if self.done_on == Some(today) {
            return Ok(());
        }
        let purged = actions::purge(ctx).await?;
        tracing::info!(beneficiaries = purged.people, answers = purged.answers, "old data is deleted");
        if let Some(folder) = &self.folder {
            let files = folder.forget(contents_since(ctx.now())).await?;
            if files > 0 {
                tracing::info!(files, "old messages in the mail folder are deleted");
            }
        }
        self.done_on = Some(today);
        Ok(())
    }
}

impl Job for Purge {
    const NAME: &'static str = "purge";
    const EVERY: Duration = Duration::from_mins(10);

    async fn run(&mut self, job: &JobContext) -> Result<Next, JobError> {
        self.run_today(&job.ctx).await?;
        Ok(Next::AfterInterval)
    }
}
