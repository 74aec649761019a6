//! Sends by mail the short messages that no provider takes.

use domain::channel::{Channel, Channels};
use domain::ids::{BeneficiaryId, MessageId};
use domain::notifications::{DropReason, MessageKind, Recipient};
use domain::reachability::Reachability;

use crate::actions::callbacks::open::open_callback;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::Snapshots;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::actions::messages::error::MessageError;
use crate::context::Context;
use crate::store::callbacks::CallbackReason;
use crate::store::messages::{self, Message, NewMessage, Status};
use crate::store::{addressees, referrals};

/// The most that is diverted in one transaction.
const BATCH: u64 = 50;

/// Drops the short messages that are due, for nobody takes any, and writes the same for mail where the person has an
/// address and a mail does not say it already; whom nothing but short messages reaches is to be called. Says
/// how many were looked at; none means that nothing is due.
///
/// # Errors
/// [`MessageError::Store`].
pub async fn fall_back_to_mail(ctx: &Context) -> Result<usize, MessageError> {
    retry(ctx, || attempt(ctx)).await
}

async fn attempt(ctx: &Context) -> Result<usize, MessageError> {
    let now = ctx.now();
    let due = messages::territories_due(ctx.db.read(), Channel::Sms, now).await?;
    let snapshots = Snapshots::load(ctx, due, now).await?;
    let mut write = Write::begin(ctx, now).await?;
    let due = messages::claim(write.tx(), ctx.db.kind(), Channel::Sms, BATCH, now).await?;
    for message in &due {
        let why = DropReason::NoProvider.word();
        messages::settle(write.tx(), message.id, Status::Dropped, Some(why), now).await?;
        let reach = reach(&write, message).await?;
        if !message.kind.is_answer() && reach.channels_for(message.kind).contains(Channel::Mail) {
            let new = NewMessage {
                id: MessageId(ctx.new_id()),
                territory: message.territory,
                referral: message.referral,
                appointment: message.appointment,
                revision: message.revision,
                kind: message.kind,
                before: message.before,
                channel: Channel::Mail,
                recipient: Recipient::Beneficiary,
                beneficiary: BeneficiaryId(message.recipient_id),
                facts: message.facts.clone(),
                due_at: now,
            };
            write.plan(new);
        } else if is_news(message.kind)
            && reach.good == Channels::of([Channel::Sms])
            && let Some(referral) = referrals::get(write.tx(), message.territory, message.referral).await?
        {
            let snapshot = snapshots.of(ctx, message.territory, now).await?;
            open_callback(&write, &snapshot, &referral, CallbackReason::Unreachable).await?;
        }
    }
    write.commit(JournalEntry::several("fall back to mail", Noun::Message), &()).await?;
    Ok(due.len())
}

/// Whether somebody whom nothing reached must be called: a reminder and a chase told nothing new.
const fn is_news(kind: MessageKind) -> bool {
    !kind.is_answer() && !matches!(kind, MessageKind::Reminder | MessageKind::PlaceFreed | MessageKind::Chase)
}

async fn reach(write: &Write<'_>, message: &Message) -> Result<Reachability, MessageError> {
    let hash = |address: &str| write.ctx().address_hash(address);
    let person = BeneficiaryId(message.recipient_id);
    let known = addressees::of_beneficiary(write.tx(), message.territory, person, hash).await?;
    Ok(known.map_or(Reachability::NONE, |known| known.reach))
}
