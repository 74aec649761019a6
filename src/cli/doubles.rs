//! `unisson doubles`.

use clap::Args;

use super::error::CliError;
use super::out::Out;
use super::territory::Which;
use crate::ctx::Ctx;
use crate::store::newcomers::{self, Alike};

/// Whose.
#[derive(Args, Debug)]
pub struct Doubles {
    #[command(flatten)]
    which: Which,
}

impl Doubles {
    /// Lists the files that may be about one person.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Ctx, out: &mut Out) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let groups = newcomers::alike(ctx.db.read(), found.id).await?;
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
