//! `unisson purge`.

use super::error::CliError;
use crate::actions;
use crate::cli::output::Output;
use crate::context::Context;

/// Erases what has been kept for its retention period, in every territory.
///
/// # Errors
/// [`CliError`].
pub async fn run(ctx: &Context, out: &mut Output) -> Result<(), CliError> {
    let purged = actions::purge(ctx).await?;
    out.line(format!("{} person(s) and {} old answer(s) forgotten", purged.people, purged.answers));
    Ok(())
}
