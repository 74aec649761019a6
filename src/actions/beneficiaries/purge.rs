//! Forgets what has been kept long enough.

use domain::ids::BeneficiaryId;
use domain::retention::{answers_since, contents_since, people_since, receipts_since, replies_since};
use uuid::Uuid;

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::{retention, sms_parts, sms_replies};

/// People forgotten in one transaction: others who write wait no longer than that takes.
const BATCH: u64 = 100;

/// How much was forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// People of whom nothing is known any more.
    pub people: u64,
    /// Answers kept to be given again.
    pub answers: u64,
}

/// Forgets, in every territory, the people whose last contact is too long ago, what old messages said, and old answers of
/// writes. Dates and
/// states stay, so that the statistics say the same before and after. Doing it again changes nothing.
///
/// # Errors
/// [`BeneficiaryError::Store`]; what was forgotten before stays forgotten.
pub async fn purge(ctx: &Context) -> Result<Purged, BeneficiaryError> {
    let now = ctx.now();
    let since = people_since(now);
    let mut purged = Purged::default();
    let mut last = BeneficiaryId(Uuid::nil());
    loop {
        let overdue = retention::overdue(ctx.db.read(), since, last, BATCH).await?;
        let Some(end) = overdue.last() else { break };
        purged.people += retry(ctx, async || {
            let write = Write::begin(ctx, ctx.now()).await?;
            let tx = write.tx();
            let erased = retention::erase(tx, &overdue, since).await?;
            write.commit(JournalEntry::several("erase", Noun::Beneficiary), &()).await?;
            Ok::<_, BeneficiaryError>(erased)
        })
        .await?;
        last = *end;
    }
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    purged.answers = retention::forget_answers(tx, answers_since(now)).await?;
    retention::forget_tries(tx, now).await?;
    retention::forget_contents(tx, contents_since(now)).await?;
    sms_replies::forget_texts(tx, replies_since(now)).await?;
    sms_parts::forget(tx, receipts_since(now)).await?;
    write.commit(JournalEntry::several("forget what messages said", Noun::Message), &()).await?;
    Ok(purged)
}
