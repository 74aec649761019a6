//! Records what is reported of a message after it left.

use domain::channel::AddressFault;
use domain::ids::MessageId;
use domain::incoming_mail::ReportedOutcome;

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::actions::messages::bad_channel::{mark_channel_bad, snapshots_of};
use crate::actions::messages::error::MessageError;
use crate::context::Context;
use crate::store::messages::{self, Status};

/// Records what a report says of a message. When it came back for good, the person's channel is bad from now on,
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
    let snapshots = snapshots_of(ctx, &[id], now).await?;
    let mut write = Write::begin(ctx, now).await?;
    let Some(message) = messages::get(write.tx(), id).await? else { return Ok(false) };
    match fate {
        ReportedOutcome::Delayed => {}
        ReportedOutcome::Delivered => {
            messages::report(write.tx(), id, Status::Delivered, None, now).await?;
        }
        ReportedOutcome::Failed => {
            let problem = "came back, for a reason that may pass";
            messages::report(write.tx(), id, Status::Bounced, Some(problem), now).await?;
        }
        ReportedOutcome::Gone(bad) => {
            let problem = match bad {
                AddressFault::Unknown => "came back: nobody is there",
                AddressFault::Refused => "came back: refused for good",
            };
            messages::report(write.tx(), id, Status::Bounced, Some(problem), now).await?;
            mark_channel_bad(&mut write, &snapshots, &message, bad).await?;
        }
    }
    write.commit(JournalEntry::of("record delivery report", Noun::Message, id.0), &()).await?;
    Ok(true)
}
