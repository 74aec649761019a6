//! Repairs appointments that a change of agendas broke.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::ids::TerritoryId;

use crate::actions;
use crate::context::Context;
use crate::jobs::job::{Job, JobContext, JobError, Next};
use crate::store::territories;

/// Looks at the appointments of each territory whose agendas have changed since it last did, and once after the start.
#[derive(Clone, Debug, Default)]
pub struct RepairAppointments {
    /// The revision of the agendas that each territory was looked at with.
    seen: BTreeMap<TerritoryId, i64>,
}

impl RepairAppointments {
    /// Repairs what is broken.
    ///
    /// # Errors
    /// [`JobError`] when the database fails: what was not looked at is looked at by the next run.
    pub async fn run_once(&mut self, ctx: &Context) -> Result<(), JobError> {
        for (territory, ..) in territories::list(ctx.db.read()).await? {
            let Some(snapshot) = ctx.agendas.snapshot(&ctx.db, territory, ctx.now()).await? else { continue };
            let revision = snapshot.revision();
            if self.seen.get(&territory) == Some(&revision) {
                continue;
            }
            let repaired = actions::repair_broken(ctx, territory).await?;
            if repaired != actions::Repaired::default() {
                let actions::Repaired { replaced, callbacks } = repaired;
                tracing::info!(replaced, callbacks, "agendas have changed: appointments are repaired");
            }
            self.seen.insert(territory, revision);
        }
        Ok(())
    }
}

impl Job for RepairAppointments {
    const NAME: &'static str = "repair_appointments";
    const EVERY: Duration = Duration::from_mins(5);

    async fn run(&mut self, job: &JobContext) -> Result<Next, JobError> {
        self.run_once(&job.ctx).await?;
        Ok(Next::AfterInterval)
    }
}
