//! Beneficiaries and the channels that reach them, in one statement.

use domain::channel::{Channel, Channels};
use domain::ids::{BeneficiaryId, ReferralId, TerritoryId};
use domain::reachability::Reachability;
use entity::column::{Id, Word};
use entity::{bad_channel, beneficiary, referral, refused_channel};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    QueryTrait, Select,
};

use super::channels::{AddressHashes, address};
use super::error::StoreError;
use super::referrals::{Beneficiary, read_person};

/// A beneficiary whom messages are written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// Who.
    pub person: Beneficiary,
    /// By which channels they are reached, and by which they refuse reminders.
    pub reach: Reachability,
}

/// A beneficiary, once for each pair of a channel that they refuse and one that no longer reaches them.
#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    person: beneficiary::Model,
    refused: Option<Word<Channel>>,
    bad: Option<Word<Channel>>,
    bad_hash: Option<String>,
}

/// The beneficiary `id` of that territory; `hash` makes the keyed hash of an address.
///
/// # Errors
/// [`StoreError`].
pub async fn of_beneficiary(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    id: BeneficiaryId,
    hash: impl Fn(&str) -> Option<String>,
) -> Result<Option<Addressee>, StoreError> {
    read(db, territory, beneficiary::Entity::find_by_id(id), hash).await
}

/// The beneficiary of a referral, as of now: two entries of one person may have become one.
///
/// # Errors
/// [`StoreError`].
pub async fn of_referral(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    id: ReferralId,
    hash: impl Fn(&str) -> Option<String>,
) -> Result<Option<Addressee>, StoreError> {
    let of =
        referral::Entity::find_by_id(id).select_only().column(referral::Column::BeneficiaryId).into_query();
    read(db, territory, beneficiary::Entity::find().filter(beneficiary::Column::Id.in_subquery(of)), hash)
        .await
}

async fn read(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    wanted: Select<beneficiary::Entity>,
    hash: impl Fn(&str) -> Option<String>,
) -> Result<Option<Addressee>, StoreError> {
    let refused = beneficiary::Entity::belongs_to(refused_channel::Entity)
        .from(beneficiary::Column::Id)
        .to(refused_channel::Column::BeneficiaryId);
    let bad = beneficiary::Entity::belongs_to(bad_channel::Entity)
        .from(beneficiary::Column::Id)
        .to(bad_channel::Column::BeneficiaryId);
    let rows = wanted
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .join(JoinType::LeftJoin, refused.into())
        .join(JoinType::LeftJoin, bad.into())
        .column_as(refused_channel::Column::Channel, "refused")
        .column_as(bad_channel::Column::Channel, "bad")
        .column_as(bad_channel::Column::AddressHash, "bad_hash")
        .into_model::<Row>()
        .all(db)
        .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let person = read_person(first.person.clone());
    let hashes = AddressHashes::of(&person, hash);
    let refused = rows.iter().filter_map(|row| row.refused.map(|channel| channel.0));
    let is_bad = |channel: Channel| {
        rows.iter().any(|row| row.bad == Some(Word(channel)) && row.bad_hash.as_deref() == hashes.by(channel))
    };
    let good = |channel: &Channel| address(&person, *channel).is_some() && !is_bad(*channel);
    let reach = Reachability {
        good: Channels::of(Channel::ALL.into_iter().filter(good)),
        refused: Channels::of(refused),
    };
    Ok(Some(Addressee { person, reach }))
}
