//! `unisson doctor`.

use super::error::CliError;
use super::out::Out;
use crate::ctx::Ctx;
use crate::store::{calendars, checks};

/// Looks for what must never be, by plain SQL, and for calendars that could not be read.
///
/// # Errors
/// [`CliError::Said`] when something that must never be was found.
pub async fn run(ctx: &Ctx, out: &mut Out) -> Result<(), CliError> {
    let mut found = 0;
    for (what, count) in checks::run(ctx.db.read()).await? {
        out.line(format!("{count:8}  {what}"));
        found += count;
    }
    let degraded = calendars::degraded(ctx.db.read()).await?;
    out.line(format!(
        "{:8}  calendar(s) that could not be read last time: their last good busy times stand",
        degraded.len()
    ));
    for calendar in degraded {
        let good = calendar.good_at.map(|at| at.format("%Y-%m-%dT%H:%MZ").to_string());
        let good = good.unwrap_or_else(|| "never".to_owned());
        out.line(format!(
            "          {} {}: last good {good}; {}",
            calendar.owner, calendar.name, calendar.problem
        ));
    }
    if found == 0 {
        out.line("sound");
        Ok(())
    } else {
        Err(CliError::said(format!("{found} thing(s) that must never be: stop booking and look at them")))
    }
}
