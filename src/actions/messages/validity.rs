//! Whether a message that is due is still to be sent: what it says is true, and somebody can be reached.

use chrono::{DateTime, Utc};
use domain::appointment_state::State;
use domain::ids::{SiteId, VisitTypeId};
use domain::notifications;
use domain::notifications::{
    DeliveryContext, DropReason, InvitationContext, MessageKind, OfferContext, Recipient,
};
use domain::reminders;
use domain::search::Start;
use domain::time::Quantum;
use domain::visit::Mode;
use domain::waitlist::WaitingFor;

use crate::actions::invitations::invite_waiting::has_a_start;
use crate::actions::kit::error::{Noun, QuestionError};
use crate::actions::messages::error::MessageError;
use crate::actions::waitlist::notify::can_have;
use crate::store::Tx;
use crate::store::addressees::Addressee;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::channels;
use crate::store::invitations;
use crate::store::messages::Message;
use crate::store::referrals::Referral;

/// Whether a message about an appointment tells the truth now.
pub(in crate::actions) async fn is_true(
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

/// Whether somebody is still to be notified of a slot that became free; `kept` is the appointment they have.
pub(in crate::actions) fn is_offered(
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
pub(in crate::actions) async fn expected(
    tx: &Tx,
    referral: &Referral,
) -> Result<Vec<Appointment>, MessageError> {
    let states = [State::Booked];
    Ok(appointments::of_referral(tx, referral.territory, referral.id, &states).await?)
}

async fn is_booked(tx: &Tx, referral: &Referral) -> Result<bool, MessageError> {
    Ok(!expected(tx, referral).await?.is_empty())
}

/// Whether the person is still to be asked to choose.
pub(in crate::actions) async fn is_asked(
    tx: &Tx,
    referral: &Referral,
) -> Result<Result<(), DropReason>, MessageError> {
    let waiting =
        InvitationContext { is_booked: is_booked(tx, referral).await?, is_over: referral.is_over() };
    Ok(notifications::check_still_invited(waiting))
}

/// Whether the person could book what their link is for. Who is chased and finds nothing is chased in vain.
pub(in crate::actions) async fn can_choose(
    tx: &Tx,
    snapshot: &Snapshot,
    referral: &Referral,
    now: DateTime<Utc>,
) -> Result<bool, MessageError> {
    let Some(link) = invitations::active(tx, referral.territory, referral.id).await? else { return Ok(true) };
    match has_a_start(snapshot, referral, link.visit_type, now) {
        Ok(has_one) => Ok(has_one),
        // The visit type is no longer given.
        Err(QuestionError::NotFound(_) | QuestionError::ModeNotOffered(_)) => Ok(false),
    }
}

/// The person's address for the channel of the message, or why nothing is sent there.
pub(in crate::actions) fn reachable(message: &Message, addressee: &Addressee) -> Result<String, DropReason> {
    let Addressee { person, reach } = addressee;
    let address = channels::address(person, message.channel).ok_or(DropReason::NoAddress)?;
    if !reach.good.contains(message.channel) {
        return Err(DropReason::BadChannel);
    }
    // Who has just written is answered, once more also to STOP.
    if message.kind.is_answer() || reach.channels_for(message.kind).contains(message.channel) {
        return Ok(address.to_owned());
    }
    Err(DropReason::Refused)
}
