//! Writes the messages of a change, in the transaction of the change.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::appointment_state::{Party, State};
use domain::channel::{Channel, Channels};
use domain::ids::{BeneficiaryId, MessageId, ResourceId, TerritoryId};
use domain::notifications;
use domain::notifications::{Change, DropReason, MessageKind, Notice, Recipient};
use domain::reachability::Reachability;
use domain::reminders;
use domain::search::Team;
use domain::time::{Quantum, Span};

use crate::actions::callbacks::open::open_callback;
use crate::actions::kit::error::{LoadError, Noun};
use crate::actions::offers::offer;
use crate::context::Context;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::CallbackReason;
use crate::store::channels;
use crate::store::messages::{self, MessageScope, NewMessage, Payload};
use crate::store::{Tx, referrals};

/// What changed, for the messages.
#[derive(Clone, Copy, Debug)]
pub(in crate::actions) enum AppointmentChange<'a> {
    /// Newly booked.
    Booked,
    /// Moved; `before` would have received the person.
    Moved {
        /// The team before.
        before: &'a Team,
    },
    /// Somebody else in the team.
    Replaced {
        /// The team before.
        before: &'a Team,
    },
    /// Called off.
    Cancelled {
        /// By whom.
        by: Party,
    },
}

/// The professionals of a team, rooms left out.
pub(in crate::actions) fn people(team: &Team) -> Vec<ResourceId> {
    team.seats.iter().filter(|seat| !seat.role.is_room()).map(|seat| seat.resource).collect()
}

/// Writes one message for everybody who must know, by each channel that reaches them, and plans the reminders; `team` is the team now, or the one that was called off.
pub(in crate::actions) async fn notify(
    ctx: &Context,
    tx: &Tx,
    appointment: &Appointment,
    team: &Team,
    beneficiary: BeneficiaryId,
    news: AppointmentChange<'_>,
    now: DateTime<Utc>,
) -> Result<(), LoadError> {
    let after = people(team);
    let before = match news {
        AppointmentChange::Moved { before } | AppointmentChange::Replaced { before } => people(before),
        AppointmentChange::Booked | AppointmentChange::Cancelled { .. } => Vec::new(),
    };
    let change = match news {
        AppointmentChange::Booked => Change::Booked { team: &after },
        AppointmentChange::Moved { .. } => Change::Moved { before: &before, after: &after },
        AppointmentChange::Replaced { .. } => Change::Replaced { before: &before, after: &after },
        AppointmentChange::Cancelled { by } => Change::Cancelled { team: &after, by },
    };
    write_notices(ctx, tx, appointment, team, beneficiary, notifications::plan(change), now).await?;
    if let AppointmentChange::Booked = news {
        let asked = [MessageKind::Choose, MessageKind::Chase];
        messages::drop_planned(
            tx,
            MessageScope::Referral(appointment.referral),
            &asked,
            DropReason::Overtaken,
            now,
        )
        .await?;
    }
    Ok(())
}

/// Writes these notices, by each channel that reaches whom they are for, and plans the reminders. Whom nothing reaches is to
/// be called when the service calls the appointment off.
pub(in crate::actions) async fn write_notices(
    ctx: &Context,
    tx: &Tx,
    appointment: &Appointment,
    team: &Team,
    beneficiary: BeneficiaryId,
    notices: Vec<Notice>,
    now: DateTime<Utc>,
) -> Result<(), LoadError> {
    let snapshot = offer::snapshot(ctx, appointment.territory, now).await?;
    let person = referrals::beneficiary(tx, appointment.territory, beneficiary).await?;
    let reach = match &person {
        Some(person) => channels::reach(tx, person, &ctx.address_hashes(person)).await?,
        None => Reachability::NONE,
    };
    let facts = facts(appointment, team);
    let start = Some(appointment.visit.start.instant());
    let hours = snapshot.territory.contact_hours;
    let zone = zone_of(&snapshot, appointment);
    if reach.good.is_empty() && notices.iter().any(|notice| notice.kind == MessageKind::CalledOff) {
        let referral = referrals::get(tx, appointment.territory, appointment.referral).await?;
        if let Some(referral) = referral {
            open_callback(ctx, tx, &referral, CallbackReason::Unreachable, now).await?;
        }
    }
    for notice in notices {
        let channels = match notice.to {
            Recipient::Professional(_) => Channels::of([Channel::Mail]),
            // Whoever can be written to in no way is so told in a row: somebody sees that they do not know.
            Recipient::Beneficiary if reach.good.is_empty() => Channels::of([Channel::Mail]),
            Recipient::Beneficiary => reach.channels_for(notice.kind),
        };
        for channel in channels.iter() {
            let new = NewMessage {
                id: MessageId(ctx.new_id()),
                territory: appointment.territory,
                referral: appointment.referral,
                appointment: Some(appointment.id),
                revision: appointment.revision,
                kind: notice.kind,
                before: None,
                channel,
                recipient: notice.to,
                beneficiary,
                facts: facts.clone(),
                due_at: reminders::sending_time(notice.kind, None, hours, zone, start, now),
            };
            messages::write(tx, new, now).await?;
        }
    }
    remind(ctx, tx, &snapshot, appointment, team, beneficiary, reach, now).await
}

/// What a message about `appointment` tells.
pub(in crate::actions) fn facts(appointment: &Appointment, team: &Team) -> Payload {
    Payload {
        start: appointment.visit.start.0,
        end: appointment.visit.end.0,
        site: appointment.site.0,
        mode: appointment.mode.word().to_owned(),
        sequence: appointment.revision - 1,
        previous_start: None,
        team: team.seats.iter().map(|seat| (seat.resource.0, seat.role.name().to_owned())).collect(),
        call_by: None,
        visit_type: None,
    }
}

/// The wall clock by which the person of an appointment lives that day.
pub(in crate::actions) fn zone_of(snapshot: &Snapshot, appointment: &Appointment) -> Tz {
    snapshot.territory.sites.get(&appointment.site).map_or(snapshot.territory.zone, |site| site.zone)
}

/// Puts the reminders of `appointment` in the place of those planned before: none when it is no longer expected.
#[expect(clippy::too_many_arguments, reason = "all of it is what the plan is a function of")]
async fn remind(
    ctx: &Context,
    tx: &Tx,
    snapshot: &Snapshot,
    appointment: &Appointment,
    team: &Team,
    beneficiary: BeneficiaryId,
    reach: Reachability,
    now: DateTime<Utc>,
) -> Result<(), LoadError> {
    let old = [MessageKind::Reminder];
    messages::drop_planned(tx, MessageScope::Appointment(appointment.id), &old, DropReason::Overtaken, now)
        .await?;
    if !appointment.state.is_expected() {
        return Ok(());
    }
    let territory = &snapshot.territory;
    let kind = territory.visit_types.get(&appointment.visit_type);
    let cadence = &kind.ok_or(LoadError::NotFound(Noun::VisitType))?.cadence;
    let (zone, start) = (zone_of(snapshot, appointment), appointment.visit.start.instant());
    let planned = reminders::plan(
        cadence,
        reach.channels_for(MessageKind::Reminder),
        territory.contact_hours,
        zone,
        start,
        now,
    );
    // Who was reminded of this start from that far is not reminded so again, whatever has changed beside it.
    let reminded = messages::reminded(tx, appointment.id, appointment.visit.start).await?;
    for reminder in planned.into_iter().filter(|one| !reminded.contains(&one.before)) {
        let new = NewMessage {
            id: MessageId(ctx.new_id()),
            territory: appointment.territory,
            referral: appointment.referral,
            appointment: Some(appointment.id),
            revision: appointment.revision,
            kind: MessageKind::Reminder,
            before: Some(reminder.before),
            channel: reminder.channel,
            recipient: Recipient::Beneficiary,
            beneficiary,
            facts: facts(appointment, team),
            due_at: reminder.due,
        };
        messages::put(tx, &new).await?;
    }
    Ok(())
}

/// Plans the reminders of every appointment that `person` has to come again, after the ways to reach them changed.
pub(in crate::actions) async fn replan_reminders(
    ctx: &Context,
    tx: &Tx,
    territory: TerritoryId,
    person: BeneficiaryId,
    now: DateTime<Utc>,
) -> Result<(), LoadError> {
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let Some(known) = referrals::beneficiary(tx, territory, person).await? else { return Ok(()) };
    let reach = channels::reach(tx, &known, &ctx.address_hashes(&known)).await?;
    let to_come = Span::new(Quantum::ceil(now), Quantum(i64::MAX));
    for appointment in appointments::expected_of(tx, territory, person, to_come).await? {
        let team = appointments::team(tx, appointment.id).await?;
        remind(ctx, tx, &snapshot, &appointment, &team, person, reach, now).await?;
    }
    Ok(())
}

/// Tells the person that they were missed, or no longer when that was corrected.
pub(in crate::actions) async fn notify_missed(
    ctx: &Context,
    tx: &Tx,
    appointment: &Appointment,
    team: &Team,
    now: DateTime<Utc>,
) -> Result<(), LoadError> {
    let (territory, start) = (appointment.territory, appointment.visit.start.instant());
    if appointment.state != State::NoShow {
        let missed = [MessageKind::Missed];
        messages::drop_planned(
            tx,
            MessageScope::Appointment(appointment.id),
            &missed,
            DropReason::NotExpected,
            now,
        )
        .await?;
        return Ok(());
    }
    let referral = referrals::get(tx, territory, appointment.referral).await?;
    let referral = referral.ok_or(LoadError::NotFound(Noun::Referral))?;
    let Some(person) = referrals::beneficiary(tx, territory, referral.beneficiary).await? else {
        return Ok(());
    };
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let (hours, zone) = (snapshot.territory.contact_hours, zone_of(&snapshot, appointment));
    for channel in channels::reach(tx, &person, &ctx.address_hashes(&person))
        .await?
        .channels_for(MessageKind::Missed)
        .iter()
    {
        let new = NewMessage {
            id: MessageId(ctx.new_id()),
            territory,
            referral: referral.id,
            appointment: Some(appointment.id),
            revision: appointment.revision,
            kind: MessageKind::Missed,
            before: None,
            channel,
            recipient: Recipient::Beneficiary,
            beneficiary: referral.beneficiary,
            facts: facts(appointment, team),
            due_at: reminders::sending_time(MessageKind::Missed, None, hours, zone, Some(start), now),
        };
        messages::put(tx, &new).await?;
    }
    Ok(())
}
