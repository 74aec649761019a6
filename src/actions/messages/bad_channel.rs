//! An address that no longer reaches its beneficiary.

use chrono::{DateTime, Utc};
use domain::channel::{AddressFault, Channel};
use domain::ids::MessageId;
use domain::notifications::Recipient;

use crate::actions::callbacks::open::open_callback;
use crate::actions::kit::loaded::Snapshots;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::kit::write::Write;
use crate::actions::messages::error::MessageError;
use crate::context::Context;
use crate::store::callbacks::CallbackReason;
use crate::store::messages::{self, Message};
use crate::store::{channels, referrals};

/// The agendas of the territories of these messages, for [`mark_channel_bad`].
///
/// # Errors
/// [`MessageError::Store`].
pub(in crate::actions) async fn snapshots_of(
    ctx: &Context,
    messages: &[MessageId],
    now: DateTime<Utc>,
) -> Result<Snapshots, MessageError> {
    let territories = messages::territories_of(ctx.db.read(), messages).await?;
    Ok(Snapshots::load(ctx, territories, now).await?)
}

/// Marks the channel of the person `message` was for as bad, plans their reminders anew and opens a callback; nothing when
/// their address is another one since the message left.
///
/// # Errors
/// [`MessageError`].
pub(in crate::actions) async fn mark_channel_bad(
    write: &mut Write<'_>,
    snapshots: &Snapshots,
    message: &Message,
    bad: AddressFault,
) -> Result<(), MessageError> {
    if message.recipient != Recipient::Beneficiary {
        return Ok(());
    }
    let territory = message.territory;
    let Some(referral) = referrals::get(write.tx(), territory, message.referral).await? else {
        return Ok(());
    };
    let Some(person) = referrals::beneficiary(write.tx(), territory, referral.beneficiary).await? else {
        return Ok(());
    };
    let sent_to = match message.channel {
        Channel::Mail => message.receipt.as_ref().and_then(|receipt| receipt.reference.as_deref()),
        Channel::Sms => message.sent_to.as_deref(),
    };
    let hashes = write.ctx().address_hashes(&person);
    if sent_to.is_some_and(|sent_to| hashes.by(message.channel) != Some(sent_to)) {
        return Ok(());
    }
    let (tx, now) = (write.tx(), write.now());
    if channels::mark_bad(tx, territory, &person, &hashes, message.channel, bad, now).await? {
        let snapshot = snapshots.of(write.ctx(), territory, now).await?;
        open_callback(write, &snapshot, &referral, CallbackReason::Unreachable).await?;
        replan_reminders(write, &snapshot, territory, person.id).await?;
    }
    Ok(())
}
