//! Divert: short messages that nobody takes go by mail.

use domain::channel::Channel;
use domain::ids::{BeneficiaryId, MessageId};
use domain::notices::{Recipient, Untold};

use super::error::Error;
use super::once::insist;
use crate::ctx::Ctx;
use crate::store::messages::{self, Message, New, Status};
use crate::store::{Tx, channels, referrals};

/// The most that is diverted in one transaction.
const BATCH: u64 = 50;

/// Drops the short messages that are due, for nobody takes any, and writes the same for mail where the person has an
/// address and a mail does not say it already. Says how many were looked at; none means that nothing is due.
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
        if !message.kind.is_answer() && reads_mail(&tx, message).await? {
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
        }
    }
    tx.commit().await?;
    Ok(due.len())
}

async fn reads_mail(tx: &Tx, message: &Message) -> Result<bool, Error> {
    let person = referrals::beneficiary(tx, message.territory, BeneficiaryId(message.recipient_id)).await?;
    let Some(person) = person else { return Ok(false) };
    Ok(channels::reach(tx, &person).await?.by(message.kind).contains(Channel::Mail))
}
