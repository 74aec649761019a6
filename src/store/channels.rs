//! By which channels a person is reached: what they gave, without what they refuse and what has come back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::channel::{AddressFault, Channel, Channels};
use domain::ids::{BeneficiaryId, TerritoryId};
use domain::reachability::Reachability;
use domain::sms::PhoneNumber;
use entity::column::{Id, Word};
use entity::{bad_channel, refused_channel};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use super::db::Tx;
use super::error::StoreError;
use super::referrals::{self, Beneficiary};

/// A channel by which a person is no longer reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadChannel {
    /// Which.
    pub channel: Channel,
    /// Why.
    pub why: AddressFault,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The address by which `person` is written to over `channel`, if they gave one that can be.
#[must_use]
pub fn address(person: &Beneficiary, channel: Channel) -> Option<&str> {
    match channel {
        Channel::Mail => person.email.as_deref(),
        Channel::Sms => person.phone.as_deref().filter(|number| PhoneNumber::parse(number).is_some()),
    }
}

/// Keyed hashes of the present addresses of a beneficiary, made by the caller: this room has no key. They tell one
/// address from another without being it, so that a new one is not bad because the one before was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressHashes {
    mail: Option<String>,
    sms: Option<String>,
}

impl AddressHashes {
    /// The hashes that `hash` makes of the addresses `of` gave.
    pub fn of(of: &Beneficiary, hash: impl Fn(&str) -> Option<String>) -> Self {
        let hashed = |channel| address(of, channel).and_then(&hash);
        Self { mail: hashed(Channel::Mail), sms: hashed(Channel::Sms) }
    }

    /// The hash of the address for `channel`; `None` when there is none, or no key.
    #[must_use]
    pub fn by(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Mail => self.mail.as_deref(),
            Channel::Sms => self.sms.as_deref(),
        }
    }
}

/// The hash without a key that rows held before, from which a number can be found by trying all.
fn unkeyed_hash(address: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(address.as_bytes())[..16])
}

/// Characters of [`unkeyed_hash`]; a keyed hash is longer.
const UNKEYED_LENGTH: usize = 22;

/// True when there are rows whose hash was made without a key.
///
/// # Errors
/// [`StoreError`].
pub async fn has_unkeyed(db: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let rows = bad_channel::Entity::find().all(db).await?;
    Ok(rows.iter().any(|row| row.address_hash.len() == UNKEYED_LENGTH))
}

/// Replaces the hashes without a key that were stored before by those that `hash` makes, and deletes the rows of
/// addresses that are no longer anybody's. Returns how many rows were looked at.
///
/// # Errors
/// [`StoreError`].
pub async fn rekey_bad_channels(tx: &Tx, hash: impl Fn(&str) -> Option<String>) -> Result<usize, StoreError> {
    let mut rows = bad_channel::Entity::find().all(tx).await?;
    rows.retain(|row| row.address_hash.len() == UNKEYED_LENGTH);
    for row in &rows {
        let channel = row.channel.0;
        let person = referrals::beneficiary(tx, row.territory_id.0, row.beneficiary_id.0).await?;
        let present = person.as_ref().and_then(|person| address(person, channel));
        let is_same = |address: &&str| unkeyed_hash(address) == row.address_hash;
        match present.filter(is_same).and_then(&hash) {
            Some(keyed) => {
                bad_channel::Entity::update_many()
                    .col_expr(bad_channel::COLUMN.address_hash, Expr::value(keyed))
                    .filter(bad_channel::COLUMN.beneficiary_id.eq(row.beneficiary_id))
                    .filter(bad_channel::COLUMN.channel.eq(Word(channel)))
                    .exec(tx)
                    .await?;
            }
            None => mark_good(tx, row.beneficiary_id.0, channel).await?,
        }
    }
    Ok(rows.len())
}

/// By which channels `person` is reached now.
///
/// # Errors
/// [`StoreError`].
pub async fn reach(
    db: &impl ConnectionTrait,
    person: &Beneficiary,
    hashes: &AddressHashes,
) -> Result<Reachability, StoreError> {
    let refused = refused(db, person.id).await?;
    let bad = bad(db, person, hashes).await?;
    let good = |channel: &Channel| {
        address(person, *channel).is_some() && !bad.iter().any(|bad| bad.channel == *channel)
    };
    Ok(Reachability { good: Channels::of(Channel::ALL.into_iter().filter(good)), refused })
}

/// The channels by which the present address of `person` is no longer reached.
///
/// # Errors
/// [`StoreError`].
pub async fn bad(
    db: &impl ConnectionTrait,
    person: &Beneficiary,
    hashes: &AddressHashes,
) -> Result<Vec<BadChannel>, StoreError> {
    let rows = bad_channel::Entity::find()
        .filter(bad_channel::COLUMN.beneficiary_id.eq(Id(person.id)))
        .all(db)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        let channel = row.channel.0;
        if hashes.by(channel) == Some(&row.address_hash) {
            found.push(BadChannel { channel, why: row.reason.0, since: row.since });
        }
    }
    Ok(found)
}

/// Stores that the present address of `person` is no longer reached; says whether that is news.
///
/// # Errors
/// [`StoreError`].
pub async fn mark_bad(
    tx: &Tx,
    territory: TerritoryId,
    person: &Beneficiary,
    hashes: &AddressHashes,
    channel: Channel,
    why: AddressFault,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(hash) = hashes.by(channel) else { return Ok(false) };
    if bad(tx, person, hashes).await?.iter().any(|known| known.channel == channel) {
        return Ok(false);
    }
    let row = bad_channel::ActiveModel {
        beneficiary_id: Set(Id(person.id)),
        channel: Set(Word(channel)),
        territory_id: Set(Id(territory)),
        address_hash: Set(hash.to_owned()),
        reason: Set(Word(why)),
        since: Set(now),
    };
    let mut conflict =
        OnConflict::columns([bad_channel::Column::BeneficiaryId, bad_channel::Column::Channel]);
    conflict.update_columns([
        bad_channel::Column::AddressHash,
        bad_channel::Column::Reason,
        bad_channel::Column::Since,
    ]);
    bad_channel::Entity::insert_many([row]).on_conflict(conflict).exec_without_returning(tx).await?;
    Ok(true)
}

/// Deletes the mark: somebody confirmed that the address is good.
///
/// # Errors
/// [`StoreError`].
pub async fn mark_good(tx: &Tx, person: BeneficiaryId, channel: Channel) -> Result<(), StoreError> {
    bad_channel::Entity::delete_by_id((Id(person), Word(channel))).exec(tx).await?;
    Ok(())
}

/// The channels by which a person wants no reminders.
///
/// # Errors
/// [`StoreError`].
pub async fn refused(db: &impl ConnectionTrait, person: BeneficiaryId) -> Result<Channels, StoreError> {
    let rows = refused_channel::Entity::find()
        .filter(refused_channel::COLUMN.beneficiary_id.eq(Id(person)))
        .all(db)
        .await?;
    Ok(Channels::of(rows.iter().map(|row| row.channel.0)))
}

/// Stores whether the person refuses reminders by `channel`.
///
/// # Errors
/// [`StoreError`].
pub async fn set_refused(
    tx: &Tx,
    territory: TerritoryId,
    person: BeneficiaryId,
    channel: Channel,
    refuses: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if !refuses {
        refused_channel::Entity::delete_by_id((Id(person), Word(channel))).exec(tx).await?;
        return Ok(());
    }
    let row = refused_channel::ActiveModel {
        beneficiary_id: Set(Id(person)),
        channel: Set(Word(channel)),
        territory_id: Set(Id(territory)),
        since: Set(now),
    };
    refused_channel::Entity::insert_many([row])
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// True when the person does not want short messages.
///
/// # Errors
/// [`StoreError`].
pub async fn refuses_sms(db: &impl ConnectionTrait, person: BeneficiaryId) -> Result<bool, StoreError> {
    Ok(refused(db, person).await?.contains(Channel::Sms))
}

/// Stores whether the person wants short messages.
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
    set_refused(tx, territory, person, Channel::Sms, refuses, now).await
}
