//! Refuse reminders: a person stops the reminders by mail, or wants them again.

use domain::channel::Channel;
use domain::credentials::{Credential, Token};
use domain::ids::{BeneficiaryId, TerritoryId};

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::kit::error::Setting;
use crate::actions::kit::notify::replan_reminders;
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
    let tx = ctx.db.begin().await?;
    channels::set_refused(&tx, territory, person, Channel::Mail, refuses, now).await?;
    replan_reminders(ctx, &tx, territory, person, now).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`refuse_reminders`], for whom a link of a reminder belongs to, also when it no longer lets in: who was written to
/// may stop it. Nothing for a link of nobody; nobody is told which it was.
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
