//! Divert: short messages that nobody takes go by mail.

use domain::channel::{Channel, Channels};
use domain::ids::{BeneficiaryId, MessageId};
use domain::notices::{Kind, Recipient, Untold};
use domain::reach::Reach;

use super::error::Error;
use super::once::insist;
use super::promise::promise;
use crate::ctx::Ctx;
use crate::store::callbacks::Why;
use crate::store::messages::{self, Message, New, Status};
use crate::store::{Tx, channels, referrals};

/// The most that is diverted in one transaction.
const BATCH: u64 = 50;

/// Drops the short messages that are due, for nobody takes any, and writes the same for mail where the person has an
/// address and a mail does not say it already; whom nothing but short messages reaches is to be called. Says
/// how many were looked at; none means that nothing is due.
///
/// # Errors
/// [`Error::Store`].
pub async fn divert(ctx: &Ctx) -> Result<usize, Error> {
    insist(|| attempt(ctx)).await
}

async fn attempt(ctx: &Ctx) -> Result<usize, Error> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let due = messages::claim(&tx, ctx.db.kind(), Channel::Sms, BATCH, now).await?;
    for message in &due {
        let why = Untold::NoProvider.word();
        messages::settle(&tx, message.id, Status::Dropped, Some(why), now).await?;
        let reach = reach(&tx, message).await?;
        if !message.kind.is_answer() && reach.by(message.kind).contains(Channel::Mail) {
            let new = New {
                id: MessageId(ctx.fresh()),
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
            messages::put(&tx, &new).await?;
        } else if is_news(message.kind)
            && reach.good == Channels::of([Channel::Sms])
            && let Some(referral) = referrals::get(&tx, message.territory, message.referral).await?
        {
            promise(ctx, &tx, &referral, Why::Unreachable, now).await?;
        }
    }
    tx.commit().await?;
    Ok(due.len())
}

/// Whether somebody whom nothing reached must be called: a reminder and a chase told nothing new.
const fn is_news(kind: Kind) -> bool {
    !kind.is_answer() && !matches!(kind, Kind::Reminder | Kind::PlaceFreed | Kind::Chase)
}

async fn reach(tx: &Tx, message: &Message) -> Result<Reach, Error> {
    let person = referrals::beneficiary(tx, message.territory, BeneficiaryId(message.recipient_id)).await?;
    match person {
        Some(person) => Ok(channels::reach(tx, &person).await?),
        None => Ok(Reach::NONE),
    }
}
