//! One referral from search to booking, each step printed.

use domain::channel::Channel;
use domain::ids::{AppointmentId, ReferralId};
use domain::visit::Mode;
use domain::zone;

use super::folder::DemoFolder;
use super::generator::JOINT;
use crate::actions::{self, Explain, SlotRequest};
use crate::cli::error::CliError;
use crate::cli::lookup::FoundTerritory;
use crate::cli::offer;
use crate::cli::output::Output;
use crate::context::Context;
use crate::jobs::{Mailer, send_messages};
use crate::store::messages::{self, Status};
use crate::store::referrals;
use crate::text::{Arg, Catalogue, Key};
use crate::web::layout::messages as shown;
use crate::web::layout::messages::Wall;

/// Books the first offer for one referral: offers, why not earlier, hold, booking, invitations. Returns the referral.
///
/// # Errors
/// [`CliError`].
pub(super) async fn walk(
    ctx: &Context,
    found: &FoundTerritory,
    mailer: &Mailer,
    folder: &DemoFolder,
    words: &Catalogue,
    out: &mut Output,
) -> Result<ReferralId, CliError> {
    let nobody = || CliError::said("nobody who waits can be offered anything: take another --seed");
    let waiting = referrals::waiting(ctx.db.read(), found.id).await?;
    let kind = found.visit_type(Some(JOINT))?;
    // The oldest, unless the interpreter it needs is taken for the whole horizon.
    let mut chosen = None;
    for referral in &waiting {
        let ask = SlotRequest::any(found.id, *referral, kind, Mode::Onsite);
        if !actions::starts(ctx, &ask).await?.is_empty() {
            chosen = Some((*referral, ask));
            break;
        }
    }
    let (referral, ask) = chosen.ok_or_else(nobody)?;
    let known = referrals::get(ctx.db.read(), found.id, referral).await?.ok_or_else(nobody)?;
    out.line("");
    let waiting = Arg::from(waiting.len());
    let received = crate::text::dates::day_long(known.received_on);
    out.line(words.get(
        Key("demo-referral"),
        &[("key", Arg::from(&known.key)), ("received", Arg::from(&received)), ("count", waiting)],
    )?);
    let answer = actions::offer(ctx, &ask, Explain::Yes).await?;
    offer::say(ctx, found, &answer, out).await?;
    let first = answer.offers.first().ok_or_else(nobody)?;
    let wanted =
        actions::Hold { start: first.start, site: first.site, minutes: domain::time::Minutes(10), ask };
    let held = actions::hold(ctx, &wanted, None).await?;
    out.line("");
    let ends =
        crate::text::dates::time_long(zone::to_local(found.snapshot.territory.zone, held.ends_at).time());
    out.line(words.get(Key("demo-held"), &[("until", Arg::from(&ends))])?);
    let booked = actions::book(ctx, found.id, held.appointment, None).await?;
    let id = booked.appointment.to_string();
    out.line(words.get(Key("demo-booked"), &[("id", Arg::from(&id))])?);
    send_messages::run_all(ctx, mailer).await?;
    say_messages(ctx, found, booked.appointment, folder, words, out).await?;
    Ok(referral)
}

/// Prints the messages of the booking: the file of each mail, or why there is none.
async fn say_messages(
    ctx: &Context,
    found: &FoundTerritory,
    appointment: AppointmentId,
    folder: &DemoFolder,
    words: &Catalogue,
    out: &mut Output,
) -> Result<(), CliError> {
    let messages = messages::about(ctx.db.read(), found.id, appointment).await?;
    out.line(words.get(Key("demo-mails"), &[("count", Arg::from(messages.len()))])?);
    let wall = Wall { zone: found.snapshot.territory.zone, now: ctx.now() };
    for message in &messages {
        let path = folder.outbox.join(format!("{}.eml", message.id));
        let has_file = message.status == Status::Sent && message.channel == Channel::Mail;
        let line = match &message.problem {
            _ if has_file => path.display().to_string(),
            Some(problem) => shown::why(problem, words)?.unwrap_or_else(|| problem.clone()),
            None => shown::life(message, wall, words)?,
        };
        let channel = words.get(shown::channel_key(message.channel), &[])?;
        out.line(format!("  {} ({channel}) : {line}", shown::kind(message, words)?));
        if message.status == Status::Failed || (has_file && !path.exists()) {
            return Err(CliError::said(format!("{}: the mail was not written", path.display())));
        }
    }
    Ok(())
}
