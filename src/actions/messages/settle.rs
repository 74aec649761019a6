//! What became of a message that a worker had claimed.

use chrono::{DateTime, Utc};
use domain::channel::AddressFault;
use domain::ids::MessageId;

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::Snapshots;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::actions::messages::bad_channel::{mark_channel_bad, snapshots_of};
use crate::actions::messages::error::MessageError;
use crate::context::Context;
use crate::store::messages::{self, Receipt, Status};

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

/// Records what became of a message this worker had claimed.
///
/// # Errors
/// [`MessageError::Store`]; the message then stays claimed until its lease ends.
pub async fn settle(ctx: &Context, id: MessageId, delivery: &Delivery) -> Result<(), MessageError> {
    // What has left must not be in doubt because somebody else was in the way.
    retry(ctx, || async {
        let now = ctx.now();
        let snapshots = match delivery {
            Delivery::Gone(..) => snapshots_of(ctx, &[id], now).await?,
            _ => Snapshots::default(),
        };
        let mut write = Write::begin(ctx, now).await?;
        settle_message(&mut write, &snapshots, id, delivery).await?;
        write.commit(JournalEntry::of("settle", Noun::Message, id.0), &()).await?;
        Ok(())
    })
    .await
}

/// Records what became of a message, as a part of another write.
///
/// # Errors
/// [`MessageError::Store`].
pub(in crate::actions) async fn settle_message(
    write: &mut Write<'_>,
    snapshots: &Snapshots,
    id: MessageId,
    delivery: &Delivery,
) -> Result<(), MessageError> {
    let (tx, now) = (write.tx(), write.now());
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
                mark_channel_bad(write, snapshots, &message, *bad).await?;
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
