//! Undoes, within moments, that an appointment was cancelled or missed. What was to be said about it has not
//! left, and never does.

use std::collections::BTreeSet;

use domain::appointment_state::{Event, State, next};
use domain::ids::{AppointmentId, TerritoryId};
use domain::notifications::{MessageKind, Notice, Recipient};

use crate::actions::appointments::alternatives;
use crate::actions::appointments::error::AppointmentError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::AppointmentContext;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify;
use crate::actions::kit::notify::About;
use crate::actions::kit::reserve_team::{
    Seated, Seats, Try, claim_team, members, reload, reserve_team, retry_on_conflict,
};
use crate::actions::kit::search_request::SlotRequest;
use crate::actions::kit::write::Write;
use crate::actions::receptions::record_step::restore_missed;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::messages;
use crate::store::reception::{self, Before};

/// Takes the last change of an appointment back: it stands again where it stood, with the same people where they are
/// still free, with others of their role where not.
///
/// # Errors
/// [`AppointmentError::UndoOver`] when it is too late, [`AppointmentError::AlreadyBooked`] when the referral has another appointment by now,
/// [`AppointmentError::Taken`] when nobody is left at that time; nothing is then changed.
pub async fn undo(ctx: &Context, territory: TerritoryId, id: AppointmentId) -> Result<(), AppointmentError> {
    metered(ctx, "undo", async {
        if retry_on_conflict(ctx, territory, |_| attempt(ctx, territory, id)).await?.is_some() {
            return Ok(());
        }
        let known = appointments::get(ctx.db.read(), territory, id).await?;
        let known = known.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
        let ask = SlotRequest::any(territory, known.referral, known.visit_type, known.mode);
        Err(alternatives::taken(ctx, &ask).await)
    })
    .await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<Try<()>, AppointmentError> {
    let now = ctx.now();
    let mut context = AppointmentContext::load(ctx, territory, id, now).await?;
    let mut write = Write::begin(ctx, now).await?;
    context.lock_referral(&write).await?;
    context.lock(&write).await?;
    let before = reception::before(write.tx(), territory, id).await?.ok_or(AppointmentError::UndoOver)?;
    if before.ends_at <= now {
        return Err(AppointmentError::UndoOver);
    }
    let old = &context.appointment;
    let nobody_knows = messages::take_back(write.tx(), id, old.revision, before.ends_at).await?;
    if old.state == State::Cancelled && !nobody_knows {
        return Err(AppointmentError::UndoOver);
    }
    reception::forget_before(write.tx(), id).await?;
    if old.state == State::NoShow {
        restore_missed(&mut write, old, &before).await?;
        write.commit(JournalEntry::of("undo", Noun::Appointment, id.0), &()).await?;
        return Ok(Try::Done(()));
    }
    let live = [State::Held, State::Booked];
    if !appointments::of_referral(write.tx(), territory, old.referral, &live).await?.is_empty() {
        return Err(AppointmentError::AlreadyBooked);
    }
    let mut question = context.question(now)?;
    question.keep = members(&before.team);
    let Some((team, _claim)) = claim_team(ctx, &context.snapshot, &mut question, old.start()) else {
        return Ok(Try::Nobody);
    };
    let AppointmentContext { snapshot, referral, appointment: old, team: now_in_it } = context;
    let event = Event::Restore(before.state);
    let restored =
        Appointment { state: next(old.state, event)?, revision: old.revision + 1, cancelled: None, ..old };
    appointments::update(write.tx(), &restored).await?;
    let seats = Seats { of: &restored, team: &now_in_it };
    if reserve_team(&write, &snapshot, &question, seats, &team, None).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    let about = About { snapshot: &snapshot, referral: &referral, appointment: &restored, team: &team };
    notify_what_was_not_said(&mut write, about).await?;
    write.event(event, &restored, &team);
    write.commit(JournalEntry::of("undo", Noun::Appointment, id.0), &()).await?;
    reload(ctx, &restored, &[&before.team, &team]).await;
    Ok(Try::Done(()))
}

/// Cancelling dropped what was still to be said of the appointment: whoever was never notified is now, whoever knows
/// something else learns what is so.
async fn notify_what_was_not_said(write: &mut Write<'_>, about: About<'_>) -> Result<(), AppointmentError> {
    let so_far = messages::lock_about(write.tx(), about.appointment.id).await?;
    let told: Vec<_> =
        so_far.iter().filter(|message| message.kind.is_change() && message.status.is_told()).collect();
    let facts = notify::facts(about.appointment, about.team);
    let people = notify::people(about.team).into_iter().map(Recipient::Professional);
    let mut notices = Vec::new();
    for to in people.chain([Recipient::Beneficiary]) {
        // The latest change comes first.
        let last = told.iter().find(|message| message.recipient == to);
        let knows = last.filter(|message| !message.kind.retracts());
        let same = knows.is_some_and(|message| {
            let said = &message.facts;
            (said.start, said.site, &said.mode) == (facts.start, facts.site, &facts.mode)
        });
        let kind = match (to, knows.is_some()) {
            (Recipient::Beneficiary, false) => MessageKind::Confirmation,
            (Recipient::Beneficiary, true) => MessageKind::Moved,
            (Recipient::Professional(_), false) => MessageKind::Invitation,
            (Recipient::Professional(_), true) => MessageKind::Update,
        };
        notices.extend((!same).then_some(Notice { to, kind }));
    }
    let gone: BTreeSet<_> = told
        .iter()
        .map(|message| message.recipient)
        .filter(|to| matches!(to, Recipient::Professional(who) if !about.team.has(*who)))
        .collect();
    notices.extend(gone.into_iter().map(|to| Notice { to, kind: MessageKind::Withdrawal }));
    notify::write_notices(write, about, notices, &so_far).await?;
    Ok(())
}

/// What can be undone now, for the page that offers it.
///
/// # Errors
/// [`AppointmentError::Store`].
pub async fn undoable(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<Option<Before>, AppointmentError> {
    let now = ctx.now();
    let before = reception::before(ctx.db.read(), territory, id).await?;
    Ok(before.filter(|before| before.ends_at > now))
}
