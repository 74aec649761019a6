//! Ask to choose: invites the person of a referral to choose an appointment, by every channel that reaches them.

use chrono::Days;
use domain::appointment_state::State;
use domain::channel::Channels;
use domain::ids::{MessageId, ReferralId, TerritoryId, VisitTypeId};
use domain::notifications::{DropReason, MessageKind, Recipient};
use domain::time::MinuteOfDay;
use domain::{reminders, zone};

use crate::actions::invitations::error::InvitationError;
use crate::actions::invitations::invite::{LinkSet, invite};
use crate::actions::kit::error::Noun;
use crate::actions::offers::offer;
use crate::context::Context;
use crate::store::messages::{self, MessageScope, NewMessage, Payload};
use crate::store::{appointments, channels, referrals};

/// When a chase leaves, minute of the day: at ten.
const MORNING: u16 = 10 * 60;

/// Writes the invitation to choose, and the one that chases it when nobody answers within the days that the visit type
/// says; both leave in decent hours, and only while they are still needed. Those planned before are dropped. Says by
/// which channels the person is asked; none when they are reached by none, and nothing is then written.
///
/// # Errors
/// [`InvitationError::MissingSetting`], [`InvitationError::NotFound`], [`InvitationError::ReferralClosed`], [`InvitationError::AlreadyBooked`], [`InvitationError::Store`].
pub async fn send_invitation(
    ctx: &Context,
    territory: TerritoryId,
    referral: ReferralId,
    visit_type: VisitTypeId,
) -> Result<Channels, InvitationError> {
    // The link is made for this visit type, and stands when the message leaves.
    invite(ctx, territory, referral, visit_type, LinkSet::DeliveryContext).await?;
    let now = ctx.now();
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let tx = ctx.db.begin().await?;
    let referral =
        referrals::lock(&tx, territory, referral).await?.ok_or(InvitationError::NotFound(Noun::Referral))?;
    if referral.is_over() {
        return Err(InvitationError::ReferralClosed);
    }
    let expected = [State::Booked];
    if !appointments::of_referral(&tx, territory, referral.id, &expected).await?.is_empty() {
        return Err(InvitationError::AlreadyBooked);
    }
    let person = referrals::beneficiary(&tx, territory, referral.beneficiary).await?;
    let person = person.ok_or(InvitationError::NotFound(Noun::Beneficiary))?;
    let reach =
        channels::reach(&tx, &person, &ctx.address_hashes(&person)).await?.channels_for(MessageKind::Choose);
    let asked = [MessageKind::Choose, MessageKind::Chase];
    messages::drop_planned(&tx, MessageScope::Referral(referral.id), &asked, DropReason::Overtaken, now)
        .await?;
    let (hours, zone) = (snapshot.territory.contact_hours, snapshot.territory.zone);
    let kind = snapshot.territory.visit_types.get(&visit_type);
    let chase_days = kind.ok_or(InvitationError::NotFound(Noun::VisitType))?.cadence.chase_days;
    let later = |at| reminders::sending_time(MessageKind::Choose, None, hours, zone, None, at);
    let round = messages::times_asked(&tx, referral.id).await? + 1;
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
            messages::put(&tx, &new).await?;
        }
    }
    tx.commit().await?;
    Ok(reach)
}
