//! `unisson purge`.

use super::error::CliError;
use crate::actions;
use crate::cli::output::Out;
use crate::context::Context;

/// Forgets what has been kept long enough, in every territory.
///
/// # Errors
/// [`CliError`].
pub async fn run(ctx: &Context, out: &mut Out) -> Result<(), CliError> {
    let purged = actions::purge(ctx).await?;
    out.line(format!("{} person(s) and {} old answer(s) forgotten", purged.people, purged.answers));
    Ok(())
}
