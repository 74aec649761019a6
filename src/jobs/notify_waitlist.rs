//! Notifies waiting beneficiaries of earlier slots that opened up.

use std::time::Duration;

use crate::actions;
use crate::context::Context;
use crate::jobs::job::{Job, JobContext, JobError, Next};

/// Plans the messages about earlier slots.
#[derive(Clone, Copy, Debug, Default)]
pub struct NotifyWaitlist;

impl Job for NotifyWaitlist {
    const NAME: &'static str = "notify_waitlist";
    const EVERY: Duration = Duration::from_secs(10);

    async fn run(&mut self, job: &JobContext) -> Result<Next, JobError> {
        run(&job.ctx).await?;
        Ok(Next::AfterInterval)
    }
}

/// Plans the messages that are due now; what could not be planned is planned by the next run.
///
/// # Errors
/// [`actions::WaitlistError`] when the database fails.
pub async fn run(ctx: &Context) -> Result<(), actions::WaitlistError> {
    let messages = actions::notify_waitlist(ctx).await?;
    if messages > 0 {
        tracing::info!(messages, "waiting beneficiaries are notified of an earlier slot");
    }
    Ok(())
}
