//! `unisson purge`.

use super::error::CliError;
use super::out::Out;
use crate::actions;
use crate::ctx::Ctx;

/// Forgets what has been kept long enough, in every territory.
///
/// # Errors
/// [`CliError`].
pub async fn run(ctx: &Ctx, out: &mut Out) -> Result<(), CliError> {
    let purged = actions::purge(ctx).await?;
    out.line(format!("{} person(s) and {} old answer(s) forgotten", purged.people, purged.answers));
    Ok(())
}
