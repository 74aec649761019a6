//! `unisson duplicates`.

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::lookup::TerritoryArgument;
use crate::cli::output::Output;
use crate::context::Context;
use crate::store::self_registrations;
use crate::store::self_registrations::Alike;

/// The territory to look through.
#[derive(Args, Debug)]
pub struct Duplicates {
    #[command(flatten)]
    which: TerritoryArgument,
}

impl Duplicates {
    /// Lists the referrals that may be about one beneficiary.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let groups = self_registrations::alike(ctx.db.read(), found.id).await?;
        if groups.is_empty() {
            out.line("nobody who came alone has the name and birthday of somebody else");
            return Ok(());
        }
        for group in &groups {
            for file in group {
                out.line(line(file));
            }
            out.line("");
        }
        out.line("When two are one person, keep the file received first and close the other:");
        out.line("  unisson close --referral KEY --why elsewhere");
        Ok(())
    }
}

fn line(file: &Alike) -> String {
    format!(
        "{}  received {}  {}  {}  {} {}",
        file.key,
        file.received_on,
        if file.is_alone { "came alone" } else { "handed in " },
        if file.is_booked { "booked" } else { "waits " },
        file.given_name,
        file.family_name,
    )
}
