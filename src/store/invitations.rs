//! Personal links: found by the keyed hash of what opens them.

use chrono::{DateTime, Utc};
use domain::ids::{ReferralId, TerritoryId, VisitTypeId};
use entity::column::Id;
use entity::invitation;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;

/// A personal link and its code. No `Debug`: with the key, the seed is the link.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Identifier.
    pub id: Uuid,
    /// Its territory.
    pub territory: TerritoryId,
    /// Whom it lets in.
    pub referral: ReferralId,
    /// The kind of appointment it is for.
    pub visit_type: VisitTypeId,
    /// Random bytes, in hexadecimal.
    pub seed: String,
    /// Keyed hash of the token.
    pub token_hash: String,
    /// Keyed hash of the code.
    pub code_hash: String,
    /// Keyed hash of the token of the calendar feed.
    pub feed_hash: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops letting in.
    pub expires_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Invitation {
    /// True while it lets somebody in.
    #[must_use]
    pub fn lets_in(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

fn read(row: invitation::Model) -> Invitation {
    Invitation {
        id: row.id,
        territory: row.territory_id.0,
        referral: row.referral_id.0,
        visit_type: row.visit_type_id.0,
        seed: row.seed,
        token_hash: row.token_hash,
        code_hash: row.code_hash,
        feed_hash: row.feed_hash,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    }
}

/// The invitation `id`.
///
/// # Errors
/// [`StoreError`].
pub async fn get(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Invitation>, StoreError> {
    Ok(invitation::Entity::find_by_id(id).one(db).await?.map(read))
}

/// The invitation whose token or code has that hash, also one that is over.
///
/// # Errors
/// [`StoreError`].
pub async fn by_hash(db: &impl ConnectionTrait, hash: &str) -> Result<Option<Invitation>, StoreError> {
    let either = Condition::any()
        .add(invitation::COLUMN.token_hash.eq(hash))
        .add(invitation::COLUMN.code_hash.eq(hash));
    Ok(invitation::Entity::find().filter(either).one(db).await?.map(read))
}

/// The invitation whose calendar feed has that hash.
///
/// # Errors
/// [`StoreError`].
pub async fn by_feed(db: &impl ConnectionTrait, hash: &str) -> Result<Option<Invitation>, StoreError> {
    let found = invitation::Entity::find().filter(invitation::COLUMN.feed_hash.eq(hash)).one(db).await?;
    Ok(found.map(read))
}

/// The invitation of a referral that was not taken back; it may have expired.
///
/// # Errors
/// [`StoreError`].
pub async fn active(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    referral: ReferralId,
) -> Result<Option<Invitation>, StoreError> {
    let row = invitation::Entity::find()
        .filter(invitation::COLUMN.territory_id.eq(Id(territory)))
        .filter(invitation::COLUMN.referral_id.eq(Id(referral)))
        .filter(invitation::COLUMN.revoked_at.is_null())
        .one(db)
        .await?;
    Ok(row.map(read))
}

/// Stores a new one. False when the referral has an active one, or chance made a code that is taken: nothing is
/// then stored.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(tx: &Tx, new: &Invitation) -> Result<bool, StoreError> {
    let row = invitation::ActiveModel {
        id: Set(new.id),
        territory_id: Set(Id(new.territory)),
        referral_id: Set(Id(new.referral)),
        visit_type_id: Set(Id(new.visit_type)),
        seed: Set(new.seed.clone()),
        token_hash: Set(new.token_hash.clone()),
        code_hash: Set(new.code_hash.clone()),
        feed_hash: Set(new.feed_hash.clone()),
        created_at: Set(new.created_at),
        expires_at: Set(new.expires_at),
        revoked_at: Set(new.revoked_at),
    };
    let inserted = invitation::Entity::insert_many([row])
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(inserted == 1)
}

/// Lets it live until `until` at least.
///
/// # Errors
/// [`StoreError`].
pub async fn prolong(tx: &Tx, id: Uuid, until: DateTime<Utc>) -> Result<(), StoreError> {
    invitation::Entity::update_many()
        .col_expr(invitation::COLUMN.expires_at, Expr::value(until))
        .filter(invitation::COLUMN.id.eq(id))
        .filter(invitation::COLUMN.expires_at.lt(until))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes the active invitation of a referral back; says whether there was one.
///
/// # Errors
/// [`StoreError`].
pub async fn revoke(
    tx: &Tx,
    territory: TerritoryId,
    referral: ReferralId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = invitation::Entity::update_many()
        .col_expr(invitation::COLUMN.revoked_at, Expr::value(Some(now)))
        .filter(invitation::COLUMN.territory_id.eq(Id(territory)))
        .filter(invitation::COLUMN.referral_id.eq(Id(referral)))
        .filter(invitation::COLUMN.revoked_at.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}
