//! Note report: what became of a message after it left.

use chrono::{DateTime, Utc};
use domain::channel::{AddressFault, Channel};
use domain::ids::MessageId;
use domain::incoming_mail::ReportedOutcome;
use domain::notifications::Recipient;

use crate::actions::callbacks::open::open_callback;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::kit::retry::retry;
use crate::actions::messages::error::MessageError;
use crate::context::Context;
use crate::store::callbacks::CallbackReason;
use crate::store::messages::{self, Message, Status};
use crate::store::{Tx, channels, referrals};

/// Writes down what a report says of a message. When it came back for good, the person's channel is bad from now on,
/// reminders go another way, and the desk is to call them. A report that comes twice changes nothing. Says whether the
/// message is known.
///
/// # Errors
/// [`MessageError::Store`].
pub async fn note_report(ctx: &Context, id: MessageId, fate: ReportedOutcome) -> Result<bool, MessageError> {
    retry(ctx, || attempt(ctx, id, fate)).await
}

async fn attempt(ctx: &Context, id: MessageId, fate: ReportedOutcome) -> Result<bool, MessageError> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let Some(message) = messages::get(&tx, id).await? else { return Ok(false) };
    match fate {
        ReportedOutcome::Delayed => {}
        ReportedOutcome::Delivered => {
            messages::report(&tx, id, Status::Delivered, None, now).await?;
        }
        ReportedOutcome::Failed => {
            messages::report(&tx, id, Status::Bounced, Some("came back, for a reason that may pass"), now)
                .await?;
        }
        ReportedOutcome::Gone(bad) => {
            let problem = match bad {
                AddressFault::Unknown => "came back: nobody is there",
                AddressFault::Refused => "came back: refused for good",
            };
            messages::report(&tx, id, Status::Bounced, Some(problem), now).await?;
            lose(ctx, &tx, &message, bad, now).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Marks the channel of the person `message` was for as bad, plans their reminders anew and puts them on the worklist;
/// nothing when their address is another one since the message left.
pub(in crate::actions) async fn lose(
    ctx: &Context,
    tx: &Tx,
    message: &Message,
    bad: AddressFault,
    now: DateTime<Utc>,
) -> Result<(), MessageError> {
    if message.recipient != Recipient::Beneficiary {
        return Ok(());
    }
    let Some(referral) = referrals::get(tx, message.territory, message.referral).await? else {
        return Ok(());
    };
    let Some(person) = referrals::beneficiary(tx, message.territory, referral.beneficiary).await? else {
        return Ok(());
    };
    let sent_to = match message.channel {
        Channel::Mail => message.receipt.as_ref().and_then(|receipt| receipt.reference.as_deref()),
        Channel::Sms => message.sent_to.as_deref(),
    };
    let hashes = ctx.address_hashes(&person);
    if sent_to.is_some_and(|sent_to| hashes.by(message.channel) != Some(sent_to)) {
        return Ok(());
    }
    if channels::mark_bad(tx, message.territory, &person, &hashes, message.channel, bad, now).await? {
        open_callback(ctx, tx, &referral, CallbackReason::Unreachable, now).await?;
        replan_reminders(ctx, tx, message.territory, person.id, now).await?;
    }
    Ok(())
}
