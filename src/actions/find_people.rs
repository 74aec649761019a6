//! Find people: what a desk typed, among those it may see.

use chrono::NaiveDate;
use domain::access::{Code, Door};
use domain::finding::Query;
use domain::ids::{BeneficiaryId, TerritoryId};
use domain::rights::Circle;
use domain::zone;

use super::error::Error;
use super::offer;
use crate::ctx::Ctx;
use crate::store::finding::{self, Findings, Found};
use crate::store::{invitations, referrals};

/// The people of `circle` who are what was typed, the nearest first, `most` at most. A short code finds its person and
/// nobody else. `None` when too little was typed to look for anybody.
///
/// # Errors
/// [`Error::Unknown`] territory, [`Error::Store`].
pub async fn find_people(
    ctx: &Ctx,
    territory: TerritoryId,
    circle: &Circle,
    typed: &str,
    most: usize,
) -> Result<Option<Findings>, Error> {
    if let Some(person) = by_code(ctx, territory, circle, typed).await? {
        let people = vec![Found { person, distance: 0 }];
        return Ok(Some(Findings { people, more: false }));
    }
    let today = today(ctx, territory).await?;
    let Some(query) = Query::parse(typed, today) else { return Ok(None) };
    Ok(Some(finding::find(ctx.db.read(), territory, &query, circle, most).await?))
}

/// The local date.
pub(super) async fn today(ctx: &Ctx, territory: TerritoryId) -> Result<NaiveDate, Error> {
    let now = ctx.now();
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    Ok(zone::to_local(snapshot.territory.zone, now).date())
}

/// Whose code was typed, if it is one of somebody they may see.
async fn by_code(
    ctx: &Ctx,
    territory: TerritoryId,
    circle: &Circle,
    typed: &str,
) -> Result<Option<BeneficiaryId>, Error> {
    let (Some(code), Some(links)) = (Code::parse(typed.trim()), &ctx.links) else { return Ok(None) };
    let db = ctx.db.read();
    let found = invitations::by_hash(db, &links.finding(&Door::Code(code))).await?;
    let Some(invitation) = found.filter(|found| found.territory == territory) else { return Ok(None) };
    let Some(referral) = referrals::get(db, territory, invitation.referral).await? else { return Ok(None) };
    let is_seen = finding::is_seen(db, circle, referral.beneficiary).await?;
    Ok(is_seen.then_some(referral.beneficiary))
}
