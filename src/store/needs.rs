//! What people need to be received well, and how they do not want to be written to.

use chrono::{DateTime, Utc};
use domain::channel::Channel;
use domain::ids::{BeneficiaryId, ReferralId, TerritoryId};
use domain::needs::BeneficiaryNeed;
use entity::referral_need;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};

use crate::store::channels;
use crate::store::db::Tx;
use crate::store::error::StoreError;
use crate::store::territory_documents::insert_all;

/// What a referral's person asked for, in the order of screens.
///
/// # Errors
/// [`StoreError`].
pub async fn of(db: &impl ConnectionTrait, referral: ReferralId) -> Result<Vec<BeneficiaryNeed>, StoreError> {
    let rows = referral_need::Entity::find()
        .filter(referral_need::COLUMN.referral_id.eq(referral.0))
        .all(db)
        .await?;
    let mut wishes = rows
        .into_iter()
        .map(|row| {
            BeneficiaryNeed::from_word(&row.need).ok_or_else(|| StoreError::Corrupt {
                table: "referral_need",
                found: row.need,
                wanted: "a need",
            })
        })
        .collect::<Result<Vec<BeneficiaryNeed>, StoreError>>()?;
    wishes.sort_unstable();
    Ok(wishes)
}

/// Makes the wishes of a referral exactly these.
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
        .filter(referral_need::COLUMN.territory_id.eq(territory.0))
        .filter(referral_need::COLUMN.referral_id.eq(referral.0))
        .exec(tx)
        .await?;
    let rows = wishes.iter().map(|wish| referral_need::ActiveModel {
        referral_id: Set(referral.0),
        need: Set(wish.word().to_owned()),
        territory_id: Set(territory.0),
    });
    insert_all(tx, rows.collect()).await
}

/// True when the person does not want short messages.
///
/// # Errors
/// [`StoreError`].
pub async fn refuses_sms(db: &impl ConnectionTrait, person: BeneficiaryId) -> Result<bool, StoreError> {
    Ok(channels::refused(db, person).await?.contains(Channel::Sms))
}

/// Writes down whether the person wants short messages.
///
/// # Errors
/// [`StoreError`].
pub async fn set_refuses_sms(
    tx: &Tx,
    territory: TerritoryId,
    person: BeneficiaryId,
    refuses: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    channels::set_refused(tx, territory, person, Channel::Sms, refuses, now).await
}
