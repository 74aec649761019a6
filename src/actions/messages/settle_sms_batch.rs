//! Settles short messages that a worker had claimed, and those that a provider has already.

use chrono::{DateTime, Utc};
use domain::channel::AddressFault;
use domain::ids::MessageId;
use domain::sms::ReceiptStatus;

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::Snapshots;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::actions::messages::bad_channel::{mark_channel_bad, snapshots_of};
use crate::actions::messages::error::MessageError;
use crate::actions::messages::settle::{Delivery, settle_message};
use crate::context::Context;
use crate::store::messages::{self, Receipt, Status};
use crate::store::sms_parts;

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

/// The most that is recorded in one transaction.
const BATCH: usize = 50;

/// Records what became of messages this worker had claimed. One whose receipt came before is settled at once; one in
/// doubt whose name came meanwhile is in doubt no more.
///
/// # Errors
/// [`MessageError::Store`]; those not recorded stay claimed until their lease ends.
pub async fn settle_sms_batch(ctx: &Context, handed_over: &[SettledSms]) -> Result<(), MessageError> {
    let now = ctx.now();
    for batch in handed_over.chunks(BATCH) {
        // What has left must not be in doubt because somebody else was in the way.
        retry(ctx, || settle_batch(ctx, batch, now)).await?;
    }
    Ok(())
}

async fn settle_batch(ctx: &Context, batch: &[SettledSms], now: DateTime<Utc>) -> Result<(), MessageError> {
    let ids: Vec<MessageId> = batch.iter().map(|one| one.message).collect();
    let snapshots = snapshots_of(ctx, &ids, now).await?;
    let mut write = Write::begin(ctx, now).await?;
    for one in batch {
        settle(&mut write, &snapshots, one).await?;
    }
    write.commit(JournalEntry::several("settle", Noun::Message), &()).await?;
    Ok(())
}

async fn settle(write: &mut Write<'_>, snapshots: &Snapshots, one: &SettledSms) -> Result<(), MessageError> {
    let (tx, now) = (write.tx(), write.now());
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
        settle_message(write, snapshots, one.message, &one.delivery).await?;
        if let Some(sent_to) = sent_to {
            messages::note_sent_to(write.tx(), one.message, sent_to).await?;
        }
    }
    if one.bad_number {
        lose_number(write, snapshots, one.message).await?;
    }
    if !one.references.is_empty() {
        report(write, snapshots, one.message).await?;
    }
    Ok(())
}

/// Nothing more is sent to a number that does not answer, until the person has another; the desk is to call.
async fn lose_number(
    write: &mut Write<'_>,
    snapshots: &Snapshots,
    id: MessageId,
) -> Result<(), MessageError> {
    match messages::get(write.tx(), id).await? {
        Some(message) => mark_channel_bad(write, snapshots, &message, AddressFault::Unknown).await,
        None => Ok(()),
    }
}

/// Records what a provider's receipt says of the message, or of the part, that it calls `reference`. A receipt that
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
    let named = sms_parts::message_of(ctx.db.read(), provider, reference).await?;
    let snapshots = snapshots_of(ctx, named.as_slice(), now).await?;
    let mut write = Write::begin(ctx, now).await?;
    if let Some(message) = sms_parts::told(write.tx(), provider, reference, fate, now).await? {
        report(&mut write, &snapshots, message).await?;
    }
    write.commit(JournalEntry::several("record receipt", Noun::Message), &()).await?;
    Ok(())
}

/// Records that a message in doubt was taken after all, under that name.
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
    let snapshots = snapshots_of(ctx, &[message], now).await?;
    let mut write = Write::begin(ctx, now).await?;
    let known = messages::get(write.tx(), message).await?;
    if let Some(known) = known {
        sms_parts::named(write.tx(), provider, reference, message, now).await?;
        if known.status == Status::Doubtful {
            let (provider, reference) = (provider.to_owned(), Some(reference.to_owned()));
            let receipt = Receipt { provider, reference, segments: 1, cost: None };
            messages::settle_sent(write.tx(), message, &receipt, None, now).await?;
        }
        report(&mut write, &snapshots, message).await?;
    }
    write.commit(JournalEntry::of("record acceptance", Noun::Message, message.0), &()).await?;
    Ok(())
}

/// What the receipts of all its parts say of a message.
async fn report(
    write: &mut Write<'_>,
    snapshots: &Snapshots,
    message: MessageId,
) -> Result<(), MessageError> {
    let (tx, now) = (write.tx(), write.now());
    let parts: Vec<Option<ReceiptStatus>> =
        sms_parts::of(tx, message).await?.into_iter().map(|(_, _, fate)| fate).collect();
    match ReceiptStatus::of_parts(&parts) {
        Some(ReceiptStatus::Delivered) => {
            messages::report(tx, message, Status::Delivered, None, now).await?;
        }
        Some(ReceiptStatus::Undelivered) => {
            let why = "the operator cannot deliver to that number";
            if messages::report(tx, message, Status::Bounced, Some(why), now).await? {
                lose_number(write, snapshots, message).await?;
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
