//! Claims the messages that a worker may send now.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use domain::channel::Channel;
use domain::ids::{AppointmentId, ResourceId, SiteId};
use domain::notifications::{DropReason, MessageKind, Recipient};
use domain::reminders;
use domain::territory::{Site, Territory};
use domain::time::{Quantum, Span};
use domain::visit::{Mode, Role};
use domain::zone;

use crate::actions::invitations::invite;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::Snapshots;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::actions::messages::due::{Also, Batch, Due, Redelivery};
use crate::actions::messages::error::MessageError;
use crate::actions::messages::validity::{can_choose, expected, is_asked, is_offered, is_true, reachable};
use crate::context::Context;
use crate::keys::return_paths;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::messages::{self, Message, Status};
use crate::store::professionals::{self, Member};
use crate::store::referrals::{self, Referral};
use crate::store::{Tx, addressees, sms_replies};

/// When a message that needs a link is looked at again while the service has no public address.
const WAIT_FOR_ADDRESS: Duration = Duration::minutes(1);
/// When a chase is looked at again while there is nothing to choose.
const WAIT_FOR_START: Duration = Duration::days(1);
/// Who did something so long ago no longer waits at their screen for what tells of it.
const LATE: Duration = Duration::hours(1);

/// Takes up to `most` due messages of a channel for this worker. What is no longer true is dropped here, in the
/// transaction that looked; what would come at an indecent hour is put off. Messages a lost worker left are first marked
/// doubtful, or planned again when twice is harmless.
///
/// # Errors
/// [`MessageError::Store`].
pub async fn claim_due(
    ctx: &Context,
    channel: Channel,
    most: u64,
    twice: Redelivery,
) -> Result<Batch, MessageError> {
    retry(ctx, || attempt(ctx, channel, most, twice)).await
}

async fn attempt(
    ctx: &Context,
    channel: Channel,
    most: u64,
    twice: Redelivery,
) -> Result<Batch, MessageError> {
    let now = ctx.now();
    let territories = messages::territories_due(ctx.db.read(), channel, now).await?;
    let snapshots = Snapshots::load(ctx, territories, now).await?;
    let write = Write::begin(ctx, now).await?;
    let tx = write.tx();
    let left_behind = match twice {
        Redelivery::Unsafe => Status::Doubtful,
        Redelivery::Safe => Status::Planned,
    };
    messages::reap(tx, channel, left_behind, now).await?;
    let mut batch = Batch::default();
    // What an earlier one of the batch says too.
    let mut said = BTreeSet::new();
    for message in messages::claim(tx, ctx.db.kind(), channel, most, now).await? {
        let id = message.id;
        batch.looked_at += 1;
        if message.before.is_some_and(|before| said.contains(&(message.appointment, before))) {
            let why = DropReason::SaidTogether.word();
            messages::settle(tx, id, Status::Dropped, Some(why), now).await?;
            continue;
        }
        let snapshot = snapshots.of(ctx, message.territory, now).await;
        let looked = match snapshot {
            Ok(snapshot) => look_up(&write, &snapshot, message).await,
            Err(error) => Err(error.into()),
        };
        match looked {
            Ok(Look::Send(due, together)) => {
                if let Some(before) = due.message.before {
                    messages::say_together(tx, &together, before, channel, now).await?;
                    said.extend(together.into_iter().map(|other| (Some(other), before)));
                }
                batch.due.push(*due);
            }
            Ok(Look::Wait(until)) => messages::put_off(tx, id, until).await?,
            Ok(Look::Drop(why)) => {
                messages::settle(tx, id, Status::Dropped, Some(why.word()), now).await?;
            }
            // One message about something that is gone must not hold up everybody's mail.
            Err(error @ MessageError::NotFound(_)) => {
                messages::settle(tx, id, Status::Failed, Some(&error.to_string()), now).await?;
            }
            Err(error) => return Err(error),
        }
    }
    write.commit(JournalEntry::several("claim", Noun::Message), &()).await?;
    Ok(batch)
}

/// What is to be done with a message that was claimed.
enum Look {
    /// Send it; it says what is planned for these other appointments too.
    Send(Box<Due>, Vec<AppointmentId>),
    /// It may not leave before.
    Wait(DateTime<Utc>),
    /// It is not to be sent.
    Drop(DropReason),
}

/// The message with its names, or why it is not to be sent.
async fn look_up(write: &Write<'_>, snapshot: &Snapshot, mut message: Message) -> Result<Look, MessageError> {
    let (ctx, tx, now, territory) = (write.ctx(), write.tx(), write.now(), message.territory);
    let referral = referrals::get(tx, territory, message.referral).await?;
    let referral = referral.ok_or(MessageError::NotFound(Noun::Referral))?;
    let appointment = match message.appointment {
        Some(id) => Some(
            appointments::get(tx, territory, id).await?.ok_or(MessageError::NotFound(Noun::Appointment))?,
        ),
        None => None,
    };
    // The one that the person keeps when they do not take the place that became free.
    let kept = match message.kind {
        MessageKind::PlaceFreed => expected(tx, &referral).await?.into_iter().next(),
        _ => None,
    };
    if let Some(kept) = &kept {
        message.facts.previous_start = Some(kept.visit.start.0);
    }
    let about = appointment.as_ref();
    if let Err(why) = is_still_to_be_sent(write, snapshot, &message, &referral, about, kept.as_ref()).await? {
        return Ok(Look::Drop(why));
    }
    if message.kind == MessageKind::Chase && !can_choose(tx, snapshot, &referral, now).await? {
        return Ok(Look::Wait(now + WAIT_FOR_START));
    }
    let hash = |address: &str| ctx.address_hash(address);
    let addressee = addressees::of_beneficiary(tx, territory, referral.beneficiary, hash).await?;
    let addressee = addressee.ok_or(MessageError::NotFound(Noun::Beneficiary))?;
    let facts = &message.facts;
    let site = snapshot.territory.sites.get(&SiteId(facts.site)).cloned();
    let (mut address, mut link, mut stop) = (None, None, None);
    if message.recipient == Recipient::Beneficiary {
        address = match reachable(&message, &addressee) {
            Ok(address) => Some(address),
            Err(why) => return Ok(Look::Drop(why)),
        };
        let leaves = leaves(&message, &snapshot.territory, site.as_ref(), now);
        if leaves > now {
            return Ok(Look::Wait(leaves));
        }
        let theirs = appointment.as_ref().or(kept.as_ref());
        if let Some(doors) =
            invite::message_links(ctx, tx, theirs, &referral, snapshot, &addressee.person, now).await?
        {
            stop =
                matches!(message.kind, MessageKind::Reminder | MessageKind::PlaceFreed).then_some(doors.stop);
            link = Some(if message.channel == Channel::Sms { doors.sms } else { doors.mail });
        }
        // An invitation without a link is useless: it stays planned until a worker has the public address.
        if matches!(message.kind, MessageKind::Choose | MessageKind::Chase) && link.is_none() {
            return Ok(Look::Wait(now + WAIT_FOR_ADDRESS));
        }
    }
    let tells_when = appointment.is_some() || message.kind == MessageKind::PlaceFreed;
    if tells_when && site.is_none() {
        return Err(MessageError::NotFound(Noun::Site));
    }
    let mode = if tells_when {
        Mode::from_word(&facts.mode).ok_or(MessageError::NotFound(Noun::Mode))?
    } else {
        Mode::Onsite
    };
    let (team, professional) = names(tx, &message).await?;
    let (also, together) = match (&appointment, &site) {
        (Some(appointment), Some(site)) => {
            same_day(tx, &message, appointment, site, &referral, snapshot, now).await?
        }
        _ => (Vec::new(), Vec::new()),
    };
    let asks = appointment.as_ref().is_some_and(|about| asks(&message, about, &snapshot.territory));
    let territory = Arc::clone(&snapshot.territory);
    let key = ctx.links.as_ref().map(|links| &links.key);
    let answers = match (message.recipient, message.appointment) {
        (Recipient::Professional(resource), Some(about)) => {
            key.map(|key| return_paths::answer_tag(key, about, resource))
        }
        _ => None,
    };
    let reports = key.map(|key| return_paths::report_tag(key, message.id));
    let due = Due {
        message,
        beneficiary: addressee.person,
        address,
        territory,
        site,
        mode,
        team,
        professional,
        link,
        also,
        stop,
        asks,
        answers,
        reports,
    };
    Ok(Look::Send(Box::new(due), together))
}

/// Whether what a message says is true and of use now.
async fn is_still_to_be_sent(
    write: &Write<'_>,
    snapshot: &Snapshot,
    message: &Message,
    referral: &Referral,
    about: Option<&Appointment>,
    kept: Option<&Appointment>,
) -> Result<Result<(), DropReason>, MessageError> {
    let (tx, now) = (write.tx(), write.now());
    match about {
        Some(appointment) => is_true(tx, message, appointment, referral, now).await,
        None if message.kind == MessageKind::PlaceFreed => is_offered(snapshot, message, referral, kept, now),
        None if message.kind.is_answer() => Ok(Ok(())),
        None => is_asked(tx, referral).await,
    }
}

/// When a message to a person may leave.
fn leaves(
    message: &Message,
    territory: &Territory,
    site: Option<&Site>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let zone = site.map_or(territory.zone, |site| site.zone);
    let start = message.appointment.map(|_| Quantum(message.facts.start).instant());
    let is_late = message.attempts > 0 || now - message.due_at > LATE;
    let leaves = if is_late { reminders::delayed_sending_time } else { reminders::sending_time };
    leaves(message.kind, message.before, territory.contact_hours, zone, start, now)
}

/// Whether a message asks the person to answer.
fn asks(message: &Message, about: &Appointment, territory: &Territory) -> bool {
    let kind = territory.visit_types.get(&about.visit_type);
    let reminders = kind.map_or(&[][..], |kind| kind.cadence.reminders.as_slice());
    reminders.iter().any(|reminder| Some(reminder.before) == message.before && reminder.asks)
}

/// The team that a message tells of, and the professional it goes to.
async fn names(tx: &Tx, message: &Message) -> Result<(Vec<(Member, Role)>, Option<Member>), MessageError> {
    let facts = &message.facts;
    let mut ids: Vec<ResourceId> = facts.team.iter().map(|(id, _)| ResourceId(*id)).collect();
    if let Recipient::Professional(resource) = message.recipient {
        ids.push(resource);
    }
    let members = professionals::members(tx, message.territory, &ids).await?;
    let find = |id: ResourceId| members.iter().find(|member| member.id == id).cloned();
    let team = facts
        .team
        .iter()
        .filter_map(|(id, role)| Some((find(ResourceId(*id))?, Role::parse(role)?)))
        .collect();
    let professional = match message.recipient {
        Recipient::Professional(resource) => {
            Some(find(resource).ok_or(MessageError::NotFound(Noun::Professional))?)
        }
        Recipient::Beneficiary => None,
    };
    Ok((team, professional))
}

/// The person's other appointments to come on the same local day as `first`, of which a message tells too: a reminder and
/// the answer to who wants to change of all, the answer to who comes of those that they said so of.
async fn same_day(
    tx: &Tx,
    message: &Message,
    first: &Appointment,
    site: &Site,
    referral: &Referral,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
) -> Result<(Vec<Also>, Vec<AppointmentId>), MessageError> {
    let (mut also, mut together) = (Vec::new(), Vec::new());
    if !matches!(message.kind, MessageKind::Reminder | MessageKind::AnswerComes | MessageKind::AnswerChange) {
        return Ok((also, together));
    }
    let day = zone::day_span(site.zone, zone::local_start(site.zone, first.visit.start).date());
    let later = Span::new(day.start.max(Quantum::ceil(now)), day.end);
    let found = appointments::expected_of(tx, first.territory, referral.beneficiary, later).await?;
    for other in found.into_iter().filter(|other| other.id != first.id) {
        if message.kind == MessageKind::AnswerComes
            && sms_replies::comes_to(tx, other.territory, other.id).await?.is_none()
        {
            continue;
        }
        let site =
            snapshot.territory.sites.get(&other.site).cloned().ok_or(MessageError::NotFound(Noun::Site))?;
        also.push(Also { start: other.visit.start.instant(), site, mode: other.mode });
        together.push(other.id);
    }
    Ok((also, together))
}
