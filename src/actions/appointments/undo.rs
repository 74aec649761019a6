//! Undo: takes back, within moments, that an appointment was called off or missed. What was to be said about it has
//! not left, and never does.

use std::collections::BTreeSet;

use domain::appointment_state::{Event, State, next};
use domain::ids::{AppointmentId, BeneficiaryId, TerritoryId};
use domain::notifications::{MessageKind, Notice, Recipient};
use domain::search::Team;

use crate::actions::appointments::book::{load, question, referral_of};
use crate::actions::appointments::error::AppointmentError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::metered::metered;
use crate::actions::kit::notify;
use crate::actions::kit::reserve_team;
use crate::actions::kit::reserve_team::{Seated, Try, choose, members, reserve_team, retry_on_conflict};
use crate::actions::kit::search_request::Ask;
use crate::actions::offers::offer;
use crate::actions::receptions::record_step::unmiss;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::messages;
use crate::store::reception::{self, Before};
use crate::store::{Tx, events, referrals};

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
        let (appointment, referral) = load(ctx, territory, id).await?;
        let ask = Ask::any(territory, referral.id, appointment.visit_type, appointment.mode);
        Err(reserve_team::taken(ctx, &ask).await)
    })
    .await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<Try<()>, AppointmentError> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    // The referral is locked before its appointment, as where it is held or closed.
    let known =
        appointments::get(&tx, territory, id).await?.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
    referrals::lock(&tx, territory, known.referral).await?;
    let old =
        appointments::lock(&tx, territory, id).await?.ok_or(AppointmentError::NotFound(Noun::Appointment))?;
    let before = reception::before(&tx, territory, id).await?.ok_or(AppointmentError::UndoOver)?;
    if before.ends_at <= now {
        return Err(AppointmentError::UndoOver);
    }
    let nobody_knows = messages::take_back(&tx, id, old.revision, before.ends_at).await?;
    if old.state == State::Cancelled && !nobody_knows {
        return Err(AppointmentError::UndoOver);
    }
    if old.state == State::NoShow {
        unmiss(ctx, &tx, old, &before, now).await?;
        reception::forget_before(&tx, id).await?;
        tx.commit().await?;
        return Ok(Try::Done(()));
    }
    let live = [State::Held, State::Booked];
    if !appointments::of_referral(&tx, territory, old.referral, &live).await?.is_empty() {
        return Err(AppointmentError::AlreadyBooked);
    }
    let referral = referral_of(&tx, &old).await?;
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let mut question = question(&snapshot, &old, &referral, now)?;
    question.keep = members(&before.team);
    let Some((team, _claim)) = choose(ctx, &snapshot, &mut question, old.start()) else {
        return Ok(Try::Nobody);
    };
    let event = Event::Restore(before.state);
    let restored =
        Appointment { state: next(old.state, event)?, revision: old.revision + 1, cancelled: None, ..old };
    appointments::update(&tx, &restored).await?;
    if reserve_team(&tx, &snapshot, &question, &restored, &team, None).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    say_what_was_not_said(ctx, &tx, &restored, &team, referral.beneficiary).await?;
    events::append(&tx, ctx.new_id(), now, event, &restored, &team).await?;
    reception::forget_before(&tx, id).await?;
    tx.commit().await?;
    reserve_team::reload(ctx, &restored, &[&before.team, &team]).await;
    Ok(Try::Done(()))
}

/// Calling it off dropped what was still to be said of it: whoever was never told is told now, whoever knows
/// something else learns what is so.
async fn say_what_was_not_said(
    ctx: &Context,
    tx: &Tx,
    restored: &Appointment,
    team: &Team,
    beneficiary: BeneficiaryId,
) -> Result<(), AppointmentError> {
    let now = ctx.now();
    let told = messages::about(tx, restored.territory, restored.id).await?;
    let told: Vec<_> =
        told.iter().filter(|message| message.kind.is_change() && message.status.is_told()).collect();
    let facts = notify::facts(restored, team);
    let people = notify::people(team).into_iter().map(Recipient::Professional);
    let mut notices = Vec::new();
    for to in people.chain([Recipient::Beneficiary]) {
        let last = told.iter().rfind(|message| message.recipient == to);
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
        .filter(|to| matches!(to, Recipient::Professional(who) if !team.has(*who)))
        .collect();
    notices.extend(gone.into_iter().map(|to| Notice { to, kind: MessageKind::Withdrawal }));
    notify::write_notices(ctx, tx, restored, team, beneficiary, notices, now).await?;
    Ok(())
}

/// What stands to be taken back, for the page that offers it.
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
