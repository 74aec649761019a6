//! Finds the beneficiaries whom a desk typed, among those it may see.

use chrono::NaiveDate;
use domain::beneficiary_search::BeneficiaryQuery;
use domain::credentials::{Code, Credential};
use domain::ids::{BeneficiaryId, TerritoryId};
use domain::rights::AccessScope;
use domain::zone;

use crate::actions::beneficiaries::error::BeneficiaryError;
use crate::actions::kit::loaded::snapshot;
use crate::context::Context;
use crate::store::beneficiary_search;
use crate::store::beneficiary_search::{SearchHit, SearchHits};
use crate::store::{invitations, referrals};

/// The people of `scope` who are what was typed, the nearest first, `most` at most. A short code finds its person and
/// nobody else. `None` when too little was typed to look for anybody.
///
/// # Errors
/// [`BeneficiaryError::NotFound`] territory, [`BeneficiaryError::Store`].
pub async fn find_beneficiaries(
    ctx: &Context,
    territory: TerritoryId,
    scope: &AccessScope,
    typed: &str,
    most: usize,
) -> Result<Option<SearchHits>, BeneficiaryError> {
    if let Some(person) = by_code(ctx, territory, scope, typed).await? {
        let people = vec![SearchHit { person, distance: 0 }];
        return Ok(Some(SearchHits { people, more: false }));
    }
    let today = today(ctx, territory).await?;
    let Some(query) = BeneficiaryQuery::parse(typed, today) else { return Ok(None) };
    Ok(Some(beneficiary_search::find(ctx.db.read(), territory, &query, scope, most).await?))
}

/// The local date.
pub(in crate::actions) async fn today(
    ctx: &Context,
    territory: TerritoryId,
) -> Result<NaiveDate, BeneficiaryError> {
    let now = ctx.now();
    let snapshot = snapshot(ctx, territory, now).await?;
    Ok(zone::to_local(snapshot.territory.zone, now).date())
}

/// Whose code was typed, if it is one of somebody they may see.
async fn by_code(
    ctx: &Context,
    territory: TerritoryId,
    scope: &AccessScope,
    typed: &str,
) -> Result<Option<BeneficiaryId>, BeneficiaryError> {
    let (Some(code), Some(links)) = (Code::parse(typed.trim()), &ctx.links) else { return Ok(None) };
    let db = ctx.db.read();
    let found = invitations::by_hash(db, &links.lookup_hash(&Credential::Code(code))).await?;
    let Some(invitation) = found.filter(|found| found.territory == territory) else { return Ok(None) };
    let Some(referral) = referrals::get(db, territory, invitation.referral).await? else { return Ok(None) };
    let is_seen = beneficiary_search::is_seen(db, scope, referral.beneficiary).await?;
    Ok(is_seen.then_some(referral.beneficiary))
}
