//! Deliver: what the worker may send now, and what became of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use domain::appointment_state::State;
use domain::channel::{AddressFault, Channel};
use domain::ids::{AppointmentId, MessageId, ResourceId, SiteId, TerritoryId, VisitTypeId};
use domain::notifications;
use domain::notifications::{
    DeliveryContext, DropReason, InvitationContext, MessageKind, OfferContext, Recipient,
};
use domain::reminders;
use domain::search::Start;
use domain::territory::{Site, Territory};
use domain::time::{Quantum, Span};
use domain::visit::{Mode, Role};
use domain::waitlist::WaitingFor;
use domain::zone;

use crate::actions::invitations::invite;
use crate::actions::kit::error::Noun;
use crate::actions::kit::retry::retry;
use crate::actions::messages::error::MessageError;
use crate::actions::messages::record_delivery_report::lose;
use crate::actions::offers::offer;
use crate::actions::waitlist::notify::can_have;
use crate::context::Context;
use crate::keys::return_paths;
use crate::store::Tx;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::channels;
use crate::store::messages::{self, Message, Receipt, Status};
use crate::store::professionals;
use crate::store::professionals::Member;
use crate::store::referrals::{self, Beneficiary, Referral};
use crate::store::sms_replies;

/// When a message that needs a link is looked at again while the service has no public address.
const WAIT_FOR_ADDRESS: Duration = Duration::minutes(1);
/// Who did something so long ago no longer waits at their screen for what tells of it.
const LATE: Duration = Duration::hours(1);

/// A message that is true now, with the names it needs.
#[derive(Clone, Debug)]
pub struct Due {
    /// The message.
    pub message: Message,
    /// The person received.
    pub beneficiary: Beneficiary,
    /// Their address or number for the message's channel, when it is for them.
    pub address: Option<String>,
    /// The territory: its name, telephone and clock.
    pub territory: Arc<Territory>,
    /// Where; none for an invitation to choose without a preferred site.
    pub site: Option<Site>,
    /// How.
    pub mode: Mode,
    /// Who was in the team, with their role, in the order of the visit type.
    pub team: Vec<(Member, Role)>,
    /// The recipient, when it is a professional.
    pub professional: Option<Member>,
    /// The page where the person received sees, changes or chooses the appointment, when the service has an address; for
    /// an SMS as short as it may be.
    pub link: Option<String>,
    /// The person's other appointments of the same day, which a reminder tells too; for the answer to who comes, those
    /// that they said so of.
    pub also: Vec<Also>,
    /// The address at which a reminder's reader stops reminders by mail.
    pub stop: Option<String>,
    /// Whether the person is asked to answer.
    pub asks: bool,
    /// The tag of the address for answers of a professional's calendar ([`crate::keys::return_paths`]).
    pub answers: Option<String>,
    /// The tag of the address for reports on the message.
    pub reports: Option<String>,
}

/// Another appointment of the same day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Also {
    /// First instant.
    pub start: DateTime<Utc>,
    /// Where.
    pub site: Site,
    /// How.
    pub mode: Mode,
}

/// What a worker has taken.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// How many messages were looked at, those dropped included: none means that nothing is due.
    pub looked_at: usize,
    /// Those to be sent.
    pub due: Vec<Due>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It left.
    Sent,
    /// It left, and whoever took it said so in these words.
    Taken(Receipt),
    /// Whoever takes it takes no more before then: it was no try.
    Later(DateTime<Utc>),
    /// It will never leave.
    Failed(String),
    /// It will never leave, nor will any other to that address.
    Gone(AddressFault, String),
    /// It may have left, nobody knows.
    Doubtful(String),
    /// It did not leave; try again then.
    Again(DateTime<Utc>, String),
}

impl Delivery {
    /// In one word, for what is counted.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Sent | Self::Taken(_) => "sent",
            Self::Failed(_) | Self::Gone(..) => "failed",
            Self::Doubtful(_) => "doubtful",
            Self::Again(..) | Self::Later(_) => "again",
        }
    }
}

/// Whether sending the same message twice does harm: a mail server delivers it twice, a folder replaces a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redelivery {
    /// It does.
    Unsafe,
    /// It does not.
    Safe,
}

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
    let tx = ctx.db.begin().await?;
    let left_behind = match twice {
        Redelivery::Unsafe => Status::Doubtful,
        Redelivery::Safe => Status::Planned,
    };
    messages::reap(&tx, channel, left_behind, now).await?;
    let mut batch = Batch::default();
    // What an earlier one of the batch says too.
    let mut said = BTreeSet::new();
    for message in messages::claim(&tx, ctx.db.kind(), channel, most, now).await? {
        let id = message.id;
        batch.looked_at += 1;
        if message.before.is_some_and(|before| said.contains(&(message.appointment, before))) {
            let why = DropReason::SaidTogether.word();
            messages::settle(&tx, id, Status::Dropped, Some(why), now).await?;
            continue;
        }
        match look_up(ctx, &tx, message, now).await {
            Ok(Look::Send(due, together)) => {
                if let Some(before) = due.message.before {
                    messages::say_together(&tx, &together, before, channel, now).await?;
                    said.extend(together.into_iter().map(|other| (Some(other), before)));
                }
                batch.due.push(*due);
            }
            Ok(Look::Wait(until)) => messages::put_off(&tx, id, until).await?,
            Ok(Look::Drop(why)) => {
                messages::settle(&tx, id, Status::Dropped, Some(why.word()), now).await?;
            }
            // One message about something that is gone must not hold up everybody's mail.
            Err(error @ MessageError::NotFound(_)) => {
                messages::settle(&tx, id, Status::Failed, Some(&error.to_string()), now).await?;
            }
            Err(error) => return Err(error),
        }
    }
    tx.commit().await?;
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
async fn look_up(
    ctx: &Context,
    tx: &Tx,
    mut message: Message,
    now: DateTime<Utc>,
) -> Result<Look, MessageError> {
    let territory: TerritoryId = message.territory;
    let snapshot = offer::snapshot(ctx, territory, now).await?;
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
    let told = match &appointment {
        Some(appointment) => is_true(tx, &message, appointment, &referral, now).await?,
        None if message.kind == MessageKind::PlaceFreed => {
            is_offered(&snapshot, &message, &referral, kept.as_ref(), now)?
        }
        None if message.kind.is_answer() => Ok(()),
        None => is_asked(tx, &referral).await?,
    };
    if let Err(why) = told {
        return Ok(Look::Drop(why));
    }
    let beneficiary = referrals::beneficiary(tx, territory, referral.beneficiary).await?;
    let beneficiary = beneficiary.ok_or(MessageError::NotFound(Noun::Beneficiary))?;
    let facts = &message.facts;
    let site = snapshot.territory.sites.get(&SiteId(facts.site)).cloned();
    let (mut address, mut link, mut stop) = (None, None, None);
    if message.recipient == Recipient::Beneficiary {
        address = match reachable(ctx, tx, &message, &beneficiary).await? {
            Ok(address) => Some(address),
            Err(why) => return Ok(Look::Drop(why)),
        };
        let leaves = leaves(&message, &snapshot.territory, site.as_ref(), now);
        if leaves > now {
            return Ok(Look::Wait(leaves));
        }
        let theirs = appointment.as_ref().or(kept.as_ref());
        if let Some(doors) =
            invite::message_links(ctx, tx, theirs, &referral, &snapshot, &beneficiary, now).await?
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
            same_day(tx, &message, appointment, site, &referral, &snapshot, now).await?
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
        beneficiary,
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

/// Whether a message about an appointment tells the truth now.
async fn is_true(
    tx: &Tx,
    message: &Message,
    appointment: &Appointment,
    referral: &Referral,
    now: DateTime<Utc>,
) -> Result<Result<(), DropReason>, MessageError> {
    let facts = &message.facts;
    let start = Quantum(facts.start).instant();
    let latest = match (message.kind, message.before) {
        (kind, _) if kind == MessageKind::Missed || kind.is_answer() => {
            reminders::latest_missed_notice(start)
        }
        (_, Some(before)) => reminders::latest_useful_time(before, start),
        _ => start,
    };
    let is_settled =
        message.kind == MessageKind::Missed && (referral.is_over() || is_booked(tx, referral).await?);
    let team = appointments::team(tx, appointment.id).await?;
    let standing = DeliveryContext {
        state: appointment.state,
        in_team: match message.recipient {
            Recipient::Professional(resource) => team.has(resource),
            Recipient::Beneficiary => true,
        },
        same_facts: facts.start == appointment.visit.start.0
            && facts.site == appointment.site.0
            && facts.mode == appointment.mode.word(),
        is_late: latest <= now,
        is_settled,
    };
    Ok(notifications::check_still_valid(message.kind, standing))
}

/// Whether somebody is still to be told of a place that became free; `kept` is the appointment they have.
fn is_offered(
    snapshot: &Snapshot,
    message: &Message,
    referral: &Referral,
    kept: Option<&Appointment>,
    now: DateTime<Utc>,
) -> Result<Result<(), DropReason>, MessageError> {
    let facts = &message.facts;
    let rule = snapshot.territory.waitlist;
    let start = Quantum(facts.start).instant();
    let until = |kept: &Appointment| WaitingFor::Earlier(kept.visit.start.instant());
    let visit_type = VisitTypeId(facts.visit_type.ok_or(MessageError::NotFound(Noun::VisitType))?);
    let mode = Mode::from_word(&facts.mode).ok_or(MessageError::NotFound(Noun::Mode))?;
    let place = Start { at: Quantum(facts.start), site: SiteId(facts.site) };
    Ok(notifications::check_still_offered(OfferContext {
        is_over: referral.is_over(),
        is_late: rule.latest_useful_time(start) <= now,
        is_served: kept.is_some_and(|kept| !rule.is_enough_earlier(start, until(kept))),
        is_free: can_have(snapshot, referral, visit_type, mode, place, now),
    }))
}

/// The appointments of a referral that are expected.
async fn expected(tx: &Tx, referral: &Referral) -> Result<Vec<Appointment>, MessageError> {
    let states = [State::Booked];
    Ok(appointments::of_referral(tx, referral.territory, referral.id, &states).await?)
}

async fn is_booked(tx: &Tx, referral: &Referral) -> Result<bool, MessageError> {
    Ok(!expected(tx, referral).await?.is_empty())
}

/// Whether the person is still to be asked to choose.
async fn is_asked(tx: &Tx, referral: &Referral) -> Result<Result<(), DropReason>, MessageError> {
    let waiting =
        InvitationContext { is_booked: is_booked(tx, referral).await?, is_over: referral.is_over() };
    Ok(notifications::check_still_invited(waiting))
}

/// The person's address for the channel of the message, or why nothing is sent there.
async fn reachable(
    ctx: &Context,
    tx: &Tx,
    message: &Message,
    person: &Beneficiary,
) -> Result<Result<String, DropReason>, MessageError> {
    let Some(address) = channels::address(person, message.channel) else {
        return Ok(Err(DropReason::NoAddress));
    };
    let reach = channels::reach(tx, person, &ctx.address_hashes(person)).await?;
    if !reach.good.contains(message.channel) {
        return Ok(Err(DropReason::BadChannel));
    }
    // Who has just written is answered, once more also to STOP.
    if message.kind.is_answer() {
        return Ok(Ok(address.to_owned()));
    }
    Ok(if reach.channels_for(message.kind).contains(message.channel) {
        Ok(address.to_owned())
    } else {
        Err(DropReason::Refused)
    })
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

/// Writes down what became of a message this worker had claimed.
///
/// # Errors
/// [`MessageError::Store`]; the message then stays claimed until its lease ends.
pub async fn settle(ctx: &Context, id: MessageId, delivery: &Delivery) -> Result<(), MessageError> {
    // What has left must not be in doubt because somebody else was in the way.
    retry(ctx, || async {
        let tx = ctx.db.begin().await?;
        write_down(ctx, &tx, id, delivery, ctx.now()).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Writes down what became of a message, in the transaction of somebody else.
pub(in crate::actions) async fn write_down(
    ctx: &Context,
    tx: &Tx,
    id: MessageId,
    delivery: &Delivery,
    now: DateTime<Utc>,
) -> Result<(), MessageError> {
    match delivery {
        Delivery::Sent => messages::settle(tx, id, Status::Sent, None, now).await?,
        Delivery::Taken(receipt) => messages::settle_sent(tx, id, receipt, None, now).await?,
        Delivery::Later(at) => {
            messages::put_off(tx, id, *at).await?;
            messages::waits(tx, id, now).await?;
        }
        Delivery::Failed(why) => messages::settle(tx, id, Status::Failed, Some(why), now).await?,
        Delivery::Gone(bad, why) => {
            messages::settle(tx, id, Status::Failed, Some(why), now).await?;
            if let Some(message) = messages::get(tx, id).await? {
                lose(ctx, tx, &message, *bad, now).await?;
            }
        }
        Delivery::Doubtful(why) => messages::settle(tx, id, Status::Doubtful, Some(why), now).await?,
        Delivery::Again(at, why) => {
            messages::postpone(tx, id, *at, why).await?;
            messages::waits(tx, id, now).await?;
        }
    }
    Ok(())
}
