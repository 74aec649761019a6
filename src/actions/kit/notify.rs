//! Plans the messages of a change, in the transaction of the change.

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
use crate::actions::kit::write::Write;
use crate::store::addressees;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::CallbackReason;
use crate::store::messages::{self, Message, MessageScope, NewMessage, Payload};
use crate::store::referrals::Referral;

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
    /// Cancelled.
    Cancelled {
        /// By whom.
        by: Party,
    },
}

/// An appointment of which messages tell.
#[derive(Clone, Copy, Debug)]
pub(in crate::actions) struct About<'a> {
    /// The agendas of its territory.
    pub(in crate::actions) snapshot: &'a Snapshot,
    /// The referral it serves.
    pub(in crate::actions) referral: &'a Referral,
    /// The appointment as it is now.
    pub(in crate::actions) appointment: &'a Appointment,
    /// The team now, or the one that was cancelled.
    pub(in crate::actions) team: &'a Team,
}

/// The professionals of a team, rooms left out.
pub(in crate::actions) fn people(team: &Team) -> Vec<ResourceId> {
    team.seats.iter().filter(|seat| !seat.role.is_room()).map(|seat| seat.resource).collect()
}

/// Plans one message for everybody who must know, by each channel that reaches them, and the reminders.
///
/// # Errors
/// [`LoadError`].
pub(in crate::actions) async fn notify(
    write: &mut Write<'_>,
    about: About<'_>,
    news: AppointmentChange<'_>,
) -> Result<(), LoadError> {
    let after = people(about.team);
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
    let known = match news {
        // A hold tells nobody anything.
        AppointmentChange::Booked => Vec::new(),
        _ => messages::lock_about(write.tx(), about.appointment.id).await?,
    };
    write_notices(write, about, notifications::plan(change), &known).await?;
    if let AppointmentChange::Booked = news {
        let asked = [MessageKind::Choose, MessageKind::Chase];
        let of = MessageScope::Referral(about.appointment.referral);
        write.drop_planned(of, &asked, DropReason::Overtaken).await?;
    }
    Ok(())
}

/// Plans these notices, by each channel that reaches whom they are for, and the reminders; `known` are the messages about the
/// appointment so far, as [`messages::lock_about`] gives them. Whom nothing reaches is to be called when the service calls
/// the appointment off.
///
/// # Errors
/// [`LoadError`].
pub(in crate::actions) async fn write_notices(
    write: &mut Write<'_>,
    about: About<'_>,
    notices: Vec<Notice>,
    known: &[Message],
) -> Result<(), LoadError> {
    let About { snapshot, referral, appointment, team } = about;
    let hash = |address: &str| write.ctx().address_hash(address);
    let addressee =
        addressees::of_referral(write.tx(), appointment.territory, appointment.referral, hash).await?;
    // Who was erased is written to no more.
    let beneficiary = addressee.as_ref().map_or(referral.beneficiary, |addressee| addressee.person.id);
    let reach = addressee.map_or(Reachability::NONE, |addressee| addressee.reach);
    let (facts, now) = (facts(appointment, team), write.now());
    let start = Some(appointment.visit.start.instant());
    let (hours, zone) = (snapshot.territory.contact_hours, zone_of(snapshot, appointment));
    if reach.good.is_empty() && notices.iter().any(|notice| notice.kind == MessageKind::CalledOff) {
        open_callback(write, snapshot, referral, CallbackReason::Unreachable).await?;
    }
    let mut overtaken = Vec::new();
    for notice in notices {
        let channels = match notice.to {
            Recipient::Professional(_) => Channels::of([Channel::Mail]),
            // Whoever can be written to in no way is so told in a row: somebody sees that they do not know.
            Recipient::Beneficiary if reach.good.is_empty() => Channels::of([Channel::Mail]),
            Recipient::Beneficiary => reach.channels_for(notice.kind),
        };
        for channel in channels.iter() {
            let new = NewMessage {
                id: MessageId(write.ctx().new_id()),
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
            let after = new.after(known);
            overtaken.extend(after.drops);
            if let Some(message) = after.says {
                write.plan(message);
            }
        }
    }
    messages::drop_overtaken(write.tx(), &overtaken, now).await?;
    // Before the first messages about it there are no reminders.
    if !known.is_empty() {
        drop_reminders(write, appointment).await?;
    }
    remind(write, snapshot, appointment, team, beneficiary, reach, known)
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

/// Drops the reminders of `appointment` that have not left.
async fn drop_reminders(write: &mut Write<'_>, appointment: &Appointment) -> Result<(), LoadError> {
    let of = MessageScope::Appointment(appointment.id);
    Ok(write.drop_planned(of, &[MessageKind::Reminder], DropReason::Overtaken).await?)
}

/// Plans the reminders of `appointment`, none when it is no longer expected. Those planned before have been dropped;
/// `known` are the messages about it so far.
fn remind(
    write: &mut Write<'_>,
    snapshot: &Snapshot,
    appointment: &Appointment,
    team: &Team,
    beneficiary: BeneficiaryId,
    reach: Reachability,
    known: &[Message],
) -> Result<(), LoadError> {
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
        write.now(),
    );
    // Who was reminded of this start from that far is not reminded so again, whatever has changed beside it.
    let is_said = |message: &&Message| {
        message.kind == MessageKind::Reminder
            && message.status.is_told()
            && message.facts.start == appointment.visit.start.0
    };
    let said: Vec<_> = known.iter().filter(is_said).filter_map(|message| message.before).collect();
    for reminder in planned.into_iter().filter(|one| !said.contains(&one.before)) {
        let new = NewMessage {
            id: MessageId(write.ctx().new_id()),
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
        write.plan(new);
    }
    Ok(())
}

/// Plans the reminders of every appointment that `person` has to come again, after the ways to reach them changed.
///
/// # Errors
/// [`LoadError`].
pub(in crate::actions) async fn replan_reminders(
    write: &mut Write<'_>,
    snapshot: &Snapshot,
    territory: TerritoryId,
    person: BeneficiaryId,
) -> Result<(), LoadError> {
    let hash = |address: &str| write.ctx().address_hash(address);
    let known = addressees::of_beneficiary(write.tx(), territory, person, hash).await?;
    let Some(known) = known else { return Ok(()) };
    let to_come = Span::new(Quantum::ceil(write.now()), Quantum(i64::MAX));
    for appointment in appointments::expected_of(write.tx(), territory, person, to_come).await? {
        let team = appointments::team(write.tx(), appointment.id).await?;
        drop_reminders(write, &appointment).await?;
        let told = messages::about(write.tx(), territory, appointment.id).await?;
        remind(write, snapshot, &appointment, &team, person, known.reach, &told)?;
    }
    Ok(())
}

/// Tells the person that they were missed, or no longer when that was corrected.
///
/// # Errors
/// [`LoadError`].
pub(in crate::actions) async fn notify_missed(
    write: &mut Write<'_>,
    about: About<'_>,
) -> Result<(), LoadError> {
    let About { snapshot, referral, appointment, team } = about;
    let (territory, start) = (appointment.territory, appointment.visit.start.instant());
    if appointment.state != State::NoShow {
        let of = MessageScope::Appointment(appointment.id);
        write.drop_planned(of, &[MessageKind::Missed], DropReason::NotExpected).await?;
        return Ok(());
    }
    let hash = |address: &str| write.ctx().address_hash(address);
    let addressee = addressees::of_referral(write.tx(), territory, referral.id, hash).await?;
    let Some(addressee) = addressee else { return Ok(()) };
    let (hours, zone) = (snapshot.territory.contact_hours, zone_of(snapshot, appointment));
    for channel in addressee.reach.channels_for(MessageKind::Missed).iter() {
        let due_at =
            reminders::sending_time(MessageKind::Missed, None, hours, zone, Some(start), write.now());
        let new = NewMessage {
            id: MessageId(write.ctx().new_id()),
            territory,
            referral: referral.id,
            appointment: Some(appointment.id),
            revision: appointment.revision,
            kind: MessageKind::Missed,
            before: None,
            channel,
            recipient: Recipient::Beneficiary,
            beneficiary: addressee.person.id,
            facts: facts(appointment, team),
            due_at,
        };
        write.plan(new);
    }
    Ok(())
}
