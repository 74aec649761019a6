//! What beneficiaries need to be received well.

use domain::ids::{ReferralId, TerritoryId};
use domain::needs::BeneficiaryNeed;
use entity::column::{Id, Word};
use entity::referral_need;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::store::bulk::insert_all;
use crate::store::db::Tx;
use crate::store::error::StoreError;

/// Replaces the needs of a referral by these.
///
/// # Errors
/// [`StoreError`].
pub async fn set(
    tx: &Tx,
    territory: TerritoryId,
    referral: ReferralId,
    wishes: &[BeneficiaryNeed],
) -> Result<(), StoreError> {
    referral_need::Entity::delete_many()
        .filter(referral_need::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral_need::COLUMN.referral_id.eq(Id(referral)))
        .exec(tx)
        .await?;
    let rows = wishes.iter().map(|wish| referral_need::ActiveModel {
        referral_id: Set(Id(referral)),
        need: Set(Word(*wish)),
        territory_id: Set(Id(territory)),
    });
    insert_all(tx, rows.collect()).await
}
