//! What beneficiaries need to be received well.

use domain::ids::{ReferralId, TerritoryId};
use domain::needs::BeneficiaryNeed;
use entity::column::{Id, Word};
use entity::referral_need;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::store::bulk::insert_all;
use crate::store::db::Tx;
use crate::store::error::StoreError;

/// What a referral's person asked for, in the order of screens.
///
/// # Errors
/// [`StoreError`].
pub async fn of(db: &impl ConnectionTrait, referral: ReferralId) -> Result<Vec<BeneficiaryNeed>, StoreError> {
    let rows = referral_need::Entity::find()
        .filter(referral_need::COLUMN.referral_id.eq(Id(referral)))
        .all(db)
        .await?;
    let mut wishes: Vec<BeneficiaryNeed> = rows.into_iter().map(|row| row.need.0).collect();
    wishes.sort_unstable();
    Ok(wishes)
}

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
