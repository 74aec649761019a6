//! `unisson close`.

use clap::Args;
use domain::referral::ExitReason;

use super::error::CliError;
use crate::actions;
use crate::cli::lookup::TerritoryArgument;
use crate::cli::output::Output;
use crate::context::Context;

/// The referral, and why.
#[derive(Args, Debug)]
pub struct Close {
    #[command(flatten)]
    which: TerritoryArgument,
    /// File number of the referral
    #[arg(long)]
    referral: String,
    /// Why: `moved_away`, `rights_ended`, `found_work` or elsewhere
    #[arg(long, value_parser = exit)]
    why: ExitReason,
}

fn exit(word: &str) -> Result<ExitReason, String> {
    let found = ExitReason::ALL.into_iter().find(|exit| exit.word() == word);
    found.ok_or_else(|| format!("use one of {}", ExitReason::ALL.map(ExitReason::word).join(", ")))
}

impl Close {
    /// Closes it.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let referral = found.referral(ctx, &self.referral).await?;
        actions::close_referral(ctx, found.id, referral.id, self.why, None).await?;
        out.line("closed");
        Ok(())
    }
}
