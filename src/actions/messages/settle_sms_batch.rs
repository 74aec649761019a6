//! Hand over: what became of short messages that a worker had claimed, and of those already in somebody's hands.

use chrono::{DateTime, Utc};
use domain::channel::AddressFault;
use domain::ids::MessageId;
use domain::sms::ReceiptStatus;

use crate::actions::kit::retry::retry;
use crate::actions::messages::deliver::{Delivery, write_down};
use crate::actions::messages::error::MessageError;
use crate::actions::messages::record_delivery_report::lose;
use crate::context::Context;
use crate::store::messages::{self, Receipt, Status};
use crate::store::{Tx, sms_parts};

/// What became of a short message that was handed over.
#[derive(Clone, Debug)]
pub struct SettledSms {
    /// Which.
    pub message: MessageId,
    /// What became of it.
    pub delivery: Delivery,
    /// The provider's names for its parts, when it was taken.
    pub references: Vec<String>,
    /// True when no message will ever reach that number.
    pub bad_number: bool,
    /// The keyed hash of the number it went to ([`Context::address_hash`]).
    pub sent_to: Option<String>,
}

/// The most that is written down in one transaction.
const BATCH: usize = 50;

/// Writes down what became of messages this worker had claimed. One whose receipt came before is settled at once; one in
/// doubt whose name came meanwhile is in doubt no more.
///
/// # Errors
/// [`MessageError::Store`]; those not written down stay claimed until their lease ends.
pub async fn settle_sms_batch(ctx: &Context, handed_over: &[SettledSms]) -> Result<(), MessageError> {
    let now = ctx.now();
    for batch in handed_over.chunks(BATCH) {
        // What has left must not be in doubt because somebody else was in the way.
        retry(ctx, || settle_batch(ctx, batch, now)).await?;
    }
    Ok(())
}

async fn settle_batch(ctx: &Context, batch: &[SettledSms], now: DateTime<Utc>) -> Result<(), MessageError> {
    let tx = ctx.db.begin().await?;
    for one in batch {
        settle(ctx, &tx, one, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn settle(ctx: &Context, tx: &Tx, one: &SettledSms, now: DateTime<Utc>) -> Result<(), MessageError> {
    let sent_to = one.sent_to.as_deref();
    let named = match &one.delivery {
        Delivery::Doubtful(_) => sms_parts::of(tx, one.message).await?.into_iter().next(),
        _ => None,
    };
    if let Delivery::Taken(receipt) = &one.delivery {
        for reference in &one.references {
            sms_parts::named(tx, &receipt.provider, reference, one.message, now).await?;
        }
        messages::settle_sent(tx, one.message, receipt, sent_to, now).await?;
    } else if let Some((provider, reference, _)) = named {
        let receipt = Receipt { provider, reference: Some(reference), segments: 1, cost: None };
        messages::settle_sent(tx, one.message, &receipt, sent_to, now).await?;
    } else {
        write_down(ctx, tx, one.message, &one.delivery, now).await?;
        if let Some(sent_to) = sent_to {
            messages::note_sent_to(tx, one.message, sent_to).await?;
        }
    }
    if one.bad_number {
        lose_number(ctx, tx, one.message, now).await?;
    }
    if !one.references.is_empty() {
        report(ctx, tx, one.message, now).await?;
    }
    Ok(())
}

/// Nothing more is sent to a number that does not answer, until the person has another; the desk is to call.
async fn lose_number(ctx: &Context, tx: &Tx, id: MessageId, now: DateTime<Utc>) -> Result<(), MessageError> {
    match messages::get(tx, id).await? {
        Some(message) => lose(ctx, tx, &message, AddressFault::Unknown, now).await,
        None => Ok(()),
    }
}

/// Writes down what a provider's receipt says of the message, or of the part, that it calls `reference`. A receipt that
/// comes twice changes nothing; one that comes before the message's own name waits for it.
///
/// # Errors
/// [`MessageError::Store`].
pub async fn record_sms_receipt(
    ctx: &Context,
    provider: &str,
    reference: &str,
    fate: ReceiptStatus,
) -> Result<(), MessageError> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    if let Some(message) = sms_parts::told(&tx, provider, reference, fate, now).await? {
        report(ctx, &tx, message, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes down that a message in doubt was taken after all, under that name.
///
/// # Errors
/// [`MessageError::Store`].
pub async fn record_sms_accepted(
    ctx: &Context,
    message: MessageId,
    provider: &str,
    reference: &str,
) -> Result<(), MessageError> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let known = messages::get(&tx, message).await?;
    if let Some(known) = known {
        sms_parts::named(&tx, provider, reference, message, now).await?;
        if known.status == Status::Doubtful {
            let (provider, reference) = (provider.to_owned(), Some(reference.to_owned()));
            let receipt = Receipt { provider, reference, segments: 1, cost: None };
            messages::settle_sent(&tx, message, &receipt, None, now).await?;
        }
        report(ctx, &tx, message, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What the receipts of all its parts say of a message.
async fn report(ctx: &Context, tx: &Tx, message: MessageId, now: DateTime<Utc>) -> Result<(), MessageError> {
    let parts: Vec<Option<ReceiptStatus>> =
        sms_parts::of(tx, message).await?.into_iter().map(|(_, _, fate)| fate).collect();
    match ReceiptStatus::of_parts(&parts) {
        Some(ReceiptStatus::Delivered) => {
            messages::report(tx, message, Status::Delivered, None, now).await?;
        }
        Some(ReceiptStatus::Undelivered) => {
            let why = "the operator cannot deliver to that number";
            if messages::report(tx, message, Status::Bounced, Some(why), now).await? {
                lose_number(ctx, tx, message, now).await?;
            }
        }
        Some(ReceiptStatus::NotDelivered) => {
            let why = "the operator did not deliver it, for a reason that may pass";
            messages::report(tx, message, Status::Bounced, Some(why), now).await?;
        }
        _ => {}
    }
    Ok(())
}
