//! `unisson repair-appointments`.

use clap::Args;

use super::error::CliError;
use crate::actions;
use crate::cli::lookup::TerritoryArgument;
use crate::cli::output::Output;
use crate::context::Context;

/// Which territory, and whether to do something.
#[derive(Args, Debug)]
pub struct RepairAppointments {
    #[command(flatten)]
    which: TerritoryArgument,
    /// Only list them: their id, their start, how many of the team have no opening any more
    #[arg(long)]
    dry_run: bool,
}

impl RepairAppointments {
    /// Lists what is broken, then finds colleagues or opens callbacks.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let broken = actions::broken_appointments(&ctx.db, &ctx.agendas, found.id, ctx.now()).await?;
        for one in &broken {
            let start = one.start.format("%Y-%m-%dT%H:%MZ");
            out.line(format!("{}  {start}  {} without an opening", one.id, one.missing.len()));
        }
        if broken.is_empty() {
            out.line("every appointment to come has an opening for each of its team");
        } else if !self.dry_run {
            let repaired = actions::repair_broken(ctx, found.id).await?;
            out.line(format!(
                "{} replaced at the same time, {} to be called",
                repaired.replaced, repaired.callbacks
            ));
        }
        Ok(())
    }
}
