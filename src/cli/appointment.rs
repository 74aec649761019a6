//! `unisson book`, `reschedule`, `cancel`, `outcome`.

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use domain::appointment_state::{Party, Reason};
use domain::ids::AppointmentId;
use domain::time::Minutes;
use domain::visit::Mode;

use super::error::CliError;
use super::offer;
use crate::actions::{self, SlotRequest};
use crate::cli::lookup::{FoundTerritory, TerritoryArgument, mode};
use crate::cli::output::Output;
use crate::context::Context;
use crate::store::appointments;

/// Minutes of a hold made at the command line, as at a desk.
const HOLD: Minutes = Minutes(3);

/// Returns what was done; when the start was taken, prints the next offers first.
async fn or_next<T>(
    ctx: &Context,
    found: &FoundTerritory,
    done: Result<T, actions::AppointmentError>,
    out: &mut Output,
) -> Result<T, CliError> {
    if let Err(actions::AppointmentError::Taken(offers)) = &done {
        offer::say_offers(ctx, found, offers, out).await?;
    }
    Ok(done?)
}

/// The start to book.
#[derive(Args, Debug)]
pub struct Book {
    #[command(flatten)]
    which: TerritoryArgument,
    /// File number of the referral
    #[arg(long)]
    referral: String,
    /// Key of the visit type
    #[arg(long)]
    visit_type: Option<String>,
    /// onsite, phone or video
    #[arg(long, value_parser = mode, default_value = "onsite")]
    mode: Mode,
    /// Start, as offered: 2027-01-12T08:30:00Z
    #[arg(long)]
    start: DateTime<Utc>,
    /// Key of the site
    #[arg(long)]
    site: String,
}

impl Book {
    /// Holds and books.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let referral = found.referral(ctx, &self.referral).await?;
        let visit_type = found.visit_type(self.visit_type.as_deref())?;
        let wanted = actions::Hold {
            ask: SlotRequest::any(found.id, referral.id, visit_type, self.mode),
            start: self.start,
            site: found.site(&self.site)?,
            minutes: HOLD,
        };
        let held = or_next(ctx, &found, actions::hold(ctx, &wanted, None).await, out).await?;
        let booked = actions::book(ctx, found.id, held.appointment, None).await;
        let booked = or_next(ctx, &found, booked, out).await?;
        out.line(format!("{}  {}", booked.appointment, booked.start.to_rfc3339()));
        Ok(())
    }
}

/// The new start of an appointment.
#[derive(Args, Debug)]
pub struct Reschedule {
    #[command(flatten)]
    which: TerritoryArgument,
    /// The appointment
    #[arg(long)]
    appointment: AppointmentId,
    /// New start
    #[arg(long)]
    start: DateTime<Utc>,
    /// Key of the new site
    #[arg(long)]
    site: String,
    /// New mode; the same as before without it
    #[arg(long, value_parser = mode)]
    mode: Option<Mode>,
}

impl Reschedule {
    /// Reschedules.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let known = appointments::get(ctx.db.read(), found.id, self.appointment).await?;
        let known = known.ok_or(actions::AppointmentError::NotFound(actions::Noun::Appointment))?;
        let to = actions::Reschedule {
            appointment: self.appointment,
            start: self.start,
            site: found.site(&self.site)?,
            mode: self.mode.unwrap_or(known.mode),
            version: None,
        };
        let moved = or_next(ctx, &found, actions::reschedule(ctx, found.id, to, None).await, out).await?;
        out.line(format!("{}  {}", moved.appointment, moved.start.to_rfc3339()));
        Ok(())
    }
}

/// The appointment to cancel.
#[derive(Args, Debug)]
pub struct Cancel {
    #[command(flatten)]
    which: TerritoryArgument,
    /// The appointment
    #[arg(long)]
    appointment: AppointmentId,
    /// Who cancels: beneficiary, professional or service
    #[arg(long, value_parser = party)]
    by: Party,
    /// Why: asked, `team_away`, `site_closed`, `not_concerned` or mistake
    #[arg(long, value_parser = reason)]
    why: Reason,
}

fn party(word: &str) -> Result<Party, String> {
    let found = Party::ALL.into_iter().find(|party| party.word() == word);
    found.ok_or_else(|| format!("use one of {}", Party::ALL.map(Party::word).join(", ")))
}

fn reason(word: &str) -> Result<Reason, String> {
    let found = Reason::ALL.into_iter().find(|reason| reason.word() == word);
    found.ok_or_else(|| format!("use one of {}", Reason::ALL.map(Reason::word).join(", ")))
}

impl Cancel {
    /// Cancels.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let done = actions::cancel(ctx, found.id, self.appointment, self.by, self.why, None).await?;
        out.line(format!("{}  cancelled", done.appointment));
        Ok(())
    }
}

/// Whether the beneficiary came.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Came {
    /// They came
    Attended,
    /// They did not
    NoShow,
}

/// The outcome to record.
#[derive(Args, Debug)]
pub struct Outcome {
    #[command(flatten)]
    which: TerritoryArgument,
    /// The appointment
    #[arg(long)]
    appointment: AppointmentId,
    /// What happened
    #[arg(value_enum)]
    came: Came,
}

impl Outcome {
    /// Records it.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let outcome = match self.came {
            Came::Attended => actions::Outcome::Attended,
            Came::NoShow => actions::Outcome::NoShow,
        };
        actions::record_outcome(ctx, found.id, self.appointment, outcome, None).await?;
        out.line("written down");
        Ok(())
    }
}
