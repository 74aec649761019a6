//! `unisson callbacks`.

use chrono::NaiveDate;
use clap::Args;
use domain::contact::phone_shown;
use domain::zone::to_local;
use uuid::Uuid;

use crate::actions;
use crate::cli::error::CliError;
use crate::cli::lookup::{FoundTerritory, TerritoryArgument};
use crate::cli::offer;
use crate::cli::output::Output;
use crate::context::Context;
use crate::store::callbacks::{self, DueCallback};
use crate::store::sms_replies;

/// Which callback; without an option those to make are listed.
#[derive(Args, Debug)]
pub struct Callbacks {
    #[command(flatten)]
    which: TerritoryArgument,
    /// This callback was made, or is no longer needed
    #[arg(long, value_name = "ID")]
    done: Option<Uuid>,
}

impl Callbacks {
    /// Lists the callbacks to make, the most urgent first, or settles one.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        if let Some(id) = self.done {
            actions::settle_callback(ctx, found.id, id).await?;
            out.line("done");
            return Ok(());
        }
        for line in to_make(ctx, &found).await? {
            out.line(line);
        }
        Ok(())
    }
}

/// The callbacks to make, the most urgent first, a line each; below it what the beneficiary wrote, and the starts to propose
/// instead of an appointment that its team cannot keep, as `unisson reschedule` takes them.
///
/// # Errors
/// [`CliError`].
pub async fn to_make(ctx: &Context, found: &FoundTerritory) -> Result<Vec<String>, CliError> {
    let today = to_local(found.snapshot.territory.zone, ctx.now()).date();
    let calls = callbacks::to_make(ctx.db.read(), found.id).await?;
    if calls.is_empty() {
        return Ok(vec!["nobody waits for a call".to_owned()]);
    }
    let mut lines = Vec::new();
    for call in &calls {
        lines.push(line(call, today));
        for (at, text) in sms_replies::to_read(ctx.db.read(), found.id, call.call.referral).await? {
            lines.push(format!("    {}  {text}", at.format("%Y-%m-%dT%H:%MZ")));
        }
        let Some(appointment) = call.to_replace(ctx.now()) else { continue };
        let starts = actions::propose(ctx, found.id, appointment).await?;
        let current = offer::line(found, appointment.start());
        lines.push(format!("    not kept  {current}  {}", appointment.id));
        if starts.is_empty() {
            lines.push("    no other time is free".to_owned());
        }
        lines.extend(starts.iter().map(|start| format!("    free      {}", offer::line(found, *start))));
    }
    Ok(lines)
}

fn line(call: &DueCallback, today: NaiveDate) -> String {
    let reasons: Vec<&str> = call.reasons.iter().map(|why| why.word()).collect();
    format!(
        "{}  {:4} {}  {:9}  {:19}  {}  {} {}  {}",
        call.call.id,
        if call.call.is_late(today) { "LATE" } else { "by" },
        call.call.due_on,
        call.call.half_word(),
        reasons.join("+"),
        call.key,
        call.given_name,
        call.family_name,
        call.phone.as_deref().map_or_else(|| "no telephone".to_owned(), phone_shown),
    )
}
