//! The clocks of the referrals, read for the statistics of the wait.

use chrono::NaiveDate;
use domain::ids::{OrganisationId, SiteId};
use domain::territory::Territory;
use domain::waiting_time::{Month, ReferralWait};
use domain::zone::to_local;
use entity::column::Id;
use entity::referral;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::store::error::StoreError;

/// Which referrals; all without a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those that asked for this site.
    pub site: Option<SiteId>,
    /// Those that this organisation is in charge of.
    pub organisation: Option<OrganisationId>,
    /// Those received in this month.
    pub month: Option<Month>,
}

/// The clocks of the referrals of `territory` as seen on `today`; an appointment counts on its local date there.
///
/// # Errors
/// [`StoreError`].
pub async fn clocks(
    db: &impl ConnectionTrait,
    territory: &Territory,
    filter: Filter,
    today: NaiveDate,
) -> Result<Vec<ReferralWait>, StoreError> {
    let mut wanted = Condition::all().add(referral::COLUMN.territory_id.eq(Id(territory.id)));
    if let Some(site) = filter.site {
        wanted = wanted.add(referral::COLUMN.site_id.eq(Id(site)));
    }
    if let Some(organisation) = filter.organisation {
        wanted = wanted.add(referral::COLUMN.organisation_id.eq(Id(organisation)));
    }
    if let Some(month) = filter.month {
        wanted = wanted.add(referral::COLUMN.received_on.between(month.first(), month.last()));
    }
    let rows = referral::Entity::find().filter(wanted).all(db).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let attended_on = row.attended_at.map(|at| to_local(territory.zone, at).date());
            ReferralWait::seen_on(today, row.received_on, attended_on, row.closed_on)
        })
        .collect())
}
