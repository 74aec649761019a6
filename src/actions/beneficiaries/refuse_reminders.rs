//! Stops the reminders of a beneficiary by mail, or sends them again.

use domain::channel::Channel;
use domain::credentials::{Credential, Token};
use domain::ids::{BeneficiaryId, TerritoryId};

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::{channels, invitations, referrals};

/// Stores whether a person refuses reminders by mail, and plans those of their appointments anew; news of an appointment
/// still comes.
///
/// # Errors
/// [`BeneficiaryError::Store`].
pub async fn refuse_reminders(
    ctx: &Context,
    territory: TerritoryId,
    person: BeneficiaryId,
    refuses: bool,
) -> Result<(), BeneficiaryError> {
    let now = ctx.now();
    let snapshot = snapshot(ctx, territory, now).await?;
    let mut write = Write::begin(ctx, now).await?;
    channels::set_refused(write.tx(), territory, person, Channel::Mail, refuses, now).await?;
    replan_reminders(&mut write, &snapshot, territory, person).await?;
    write.commit(JournalEntry::of("refuse reminders", Noun::Beneficiary, person.0), &()).await?;
    Ok(())
}

/// As [`refuse_reminders`], for whom a link of a reminder belongs to, also when it no longer lets in: who was written to
/// may stop it. Nothing for a link of nobody; the answer does not say which it was.
///
/// # Errors
/// [`BeneficiaryError::MissingSetting`], [`BeneficiaryError::Store`].
pub async fn stop_reminders(ctx: &Context, token: &Token) -> Result<(), BeneficiaryError> {
    let links = ctx.links.as_ref().ok_or(BeneficiaryError::MissingSetting(Setting::KeyFile))?;
    let hash = links.lookup_hash(&Credential::Token(token.clone()));
    let Some(invitation) = invitations::by_hash(ctx.db.read(), &hash).await? else { return Ok(()) };
    let referral = referrals::get(ctx.db.read(), invitation.territory, invitation.referral).await?;
    let Some(referral) = referral.filter(|referral| !referral.is_erased) else { return Ok(()) };
    refuse_reminders(ctx, invitation.territory, referral.beneficiary, true).await
}
