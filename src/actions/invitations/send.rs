//! Sends an invitation: asks the person of a referral for a choice, by every channel that reaches them.

use chrono::Days;
use domain::appointment_state::State;
use domain::channel::Channels;
use domain::ids::{MessageId, ReferralId, TerritoryId, VisitTypeId};
use domain::notifications::{DropReason, MessageKind, Recipient};
use domain::time::MinuteOfDay;
use domain::{reminders, zone};

use crate::actions::invitations::error::InvitationError;
use crate::actions::invitations::invite::standing;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::messages::{self, MessageScope, NewMessage, Payload};
use crate::store::referrals::{self, Moment};
use crate::store::{addressees, appointments};

/// When a chase leaves, minute of the day: at ten.
const MORNING: u16 = 10 * 60;

/// Writes the invitation to choose, and the one that chases it when nobody answers within the days that the visit type
/// says; both leave in contact hours, and only while they are still needed. Those planned before are dropped. Says by
/// which channels the person is asked; none when they are reached by none, and no message is then written. The invitation is
/// an offer: it is recorded as the first one of the referral unless there was one before.
///
/// # Errors
/// [`InvitationError::MissingSetting`], [`InvitationError::NotFound`], [`InvitationError::ReferralClosed`], [`InvitationError::AlreadyBooked`], [`InvitationError::Store`].
pub async fn send_invitation(
    ctx: &Context,
    territory: TerritoryId,
    referral: ReferralId,
    visit_type: VisitTypeId,
) -> Result<Channels, InvitationError> {
    let now = ctx.now();
    let links = ctx.links.as_ref().ok_or(InvitationError::MissingSetting(Setting::KeyFile))?;
    let snapshot = snapshot(ctx, territory, now).await?;
    let kind = snapshot.territory.visit_types.get(&visit_type);
    let chase_days = kind.ok_or(InvitationError::NotFound(Noun::VisitType))?.cadence.chase_days;
    let mut write = Write::begin(ctx, now).await?;
    let tx = write.tx();
    let referral =
        referrals::lock(tx, territory, referral).await?.ok_or(InvitationError::NotFound(Noun::Referral))?;
    if referral.is_over() {
        return Err(InvitationError::ReferralClosed);
    }
    let expected = [State::Booked];
    if !appointments::of_referral(tx, territory, referral.id, &expected).await?.is_empty() {
        return Err(InvitationError::AlreadyBooked);
    }
    // The link is made for this visit type, and is good when the message leaves.
    standing(ctx, tx, links, territory, &referral, visit_type, now).await?;
    let hash = |address: &str| ctx.address_hash(address);
    let addressee = addressees::of_beneficiary(tx, territory, referral.beneficiary, hash).await?;
    let addressee = addressee.ok_or(InvitationError::NotFound(Noun::Beneficiary))?;
    let reach = addressee.reach.channels_for(MessageKind::Choose);
    let round = messages::times_asked(tx, referral.id).await? + 1;
    let asked = [MessageKind::Choose, MessageKind::Chase];
    write.drop_planned(MessageScope::Referral(referral.id), &asked, DropReason::Overtaken).await?;
    let (hours, zone) = (snapshot.territory.contact_hours, snapshot.territory.zone);
    let later = |at| reminders::sending_time(MessageKind::Choose, None, hours, zone, None, at);
    let mut plan = vec![(MessageKind::Choose, later(now))];
    if chase_days > 0 {
        let day = zone::to_local(zone, now).date() + Days::new(u64::from(chase_days));
        let morning = MinuteOfDay(MORNING.max(hours.from.0));
        plan.push((MessageKind::Chase, later(zone::to_utc(zone, zone::at_minute(day, morning)))));
    }
    for (kind, due_at) in plan {
        for channel in reach.iter() {
            let facts = Payload::none();
            let facts = Payload { site: referral.site.map_or(facts.site, |site| site.0), ..facts };
            let new = NewMessage {
                id: MessageId(ctx.new_id()),
                territory,
                referral: referral.id,
                appointment: None,
                revision: round,
                kind,
                before: None,
                channel,
                recipient: Recipient::Beneficiary,
                beneficiary: referral.beneficiary,
                facts,
                due_at,
            };
            write.plan(new);
        }
    }
    if referral.first_offered_at.is_none() && !reach.is_empty() {
        referrals::mark_first(write.tx(), territory, referral.id, Moment::FirstOffered, now).await?;
    }
    write.commit(JournalEntry::of("send invitation", Noun::Referral, referral.id.0), &()).await?;
    Ok(reach)
}
