//! Beneficiaries and their referrals: created, merged, deleted.

use chrono::{DateTime, NaiveDate, Utc};
use domain::appointment_state::State;
use domain::channel::Channel;
use domain::ids::{BeneficiaryId, OrganisationId, ReferralId, SiteId, TerritoryId};
use domain::provenance::StatedField;
use domain::referral::ReferralOrigin;
use domain::visit::Language;
use entity::column::{Id, Word};
use entity::{appointment, bad_channel, beneficiary, message, referral, refused_channel};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::store::beneficiary_search;
use crate::store::bulk::insert_all;
use crate::store::db::Tx;
use crate::store::error::StoreError;

/// A beneficiary to be stored.
#[derive(Clone, Copy)]
pub struct NewPerson<'a> {
    /// Identifier.
    pub id: BeneficiaryId,
    /// Given name.
    pub given_name: &'a str,
    /// Family name.
    pub family_name: &'a str,
    /// Mail address.
    pub email: Option<&'a str>,
    /// Telephone.
    pub phone: Option<&'a str>,
    /// Birthday.
    pub born_on: Option<NaiveDate>,
    /// Language of messages.
    pub language: &'a Language,
}

impl NewPerson<'_> {
    /// The fields that hold a value.
    #[must_use]
    pub fn filled_fields(&self) -> Vec<StatedField> {
        let mut fields = vec![StatedField::GivenName, StatedField::FamilyName, StatedField::Language];
        fields.extend(self.email.map(|_| StatedField::Email));
        fields.extend(self.phone.map(|_| StatedField::Phone));
        fields.extend(self.born_on.map(|_| StatedField::BornOn));
        fields
    }
}

/// Stores a beneficiary.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(tx: &Tx, territory: TerritoryId, new: &NewPerson<'_>) -> Result<(), StoreError> {
    let row = beneficiary::ActiveModel {
        id: Set(Id(new.id)),
        territory_id: Set(Id(territory)),
        given_name: Set(new.given_name.to_owned()),
        family_name: Set(new.family_name.to_owned()),
        email: Set(new.email.map(str::to_owned)),
        phone: Set(new.phone.map(str::to_owned)),
        born_on: Set(new.born_on),
        language: Set(Word(new.language.clone())),
    };
    insert_all(tx, vec![row]).await
}

/// A referral to be stored.
#[derive(Clone, Copy)]
pub struct NewReferral<'a> {
    /// Identifier.
    pub id: ReferralId,
    /// File number.
    pub key: &'a str,
    /// Who.
    pub beneficiary: BeneficiaryId,
    /// When the clock starts, local date.
    pub received_on: NaiveDate,
    /// The organisation in charge.
    pub organisation: Option<OrganisationId>,
    /// Preferred site.
    pub site: Option<SiteId>,
    /// Language an interpreter is needed for.
    pub interpreter: Option<&'a Language>,
    /// How it came.
    pub origin: ReferralOrigin,
}

/// Stores a referral.
///
/// # Errors
/// [`StoreError`]; a duplicate when its file number is known.
pub async fn insert_file(tx: &Tx, territory: TerritoryId, new: &NewReferral<'_>) -> Result<(), StoreError> {
    let row = referral::ActiveModel {
        id: Set(Id(new.id)),
        territory_id: Set(Id(territory)),
        key: Set(new.key.to_owned()),
        beneficiary_id: Set(Id(new.beneficiary)),
        received_on: Set(new.received_on),
        organisation_id: Set(new.organisation.map(Id)),
        site_id: Set(new.site.map(Id)),
        referent_id: Set(None),
        interpreter: Set(new.interpreter.cloned().map(Word)),
        first_offered_at: Set(None),
        booked_at: Set(None),
        attended_at: Set(None),
        closed_on: Set(None),
        closed_reason: Set(None),
        origin: Set(Word(new.origin)),
    };
    insert_all(tx, vec![row]).await
}

/// The open referral of a person, the one that has waited longest.
///
/// # Errors
/// [`StoreError`].
pub async fn open_file(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    person: BeneficiaryId,
) -> Result<Option<ReferralId>, StoreError> {
    let row = referral::Entity::find()
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.beneficiary_id.eq(Id(person)))
        .filter(referral::COLUMN.closed_on.is_null())
        .filter(referral::COLUMN.attended_at.is_null())
        .order_by_asc(referral::COLUMN.received_on)
        .order_by_asc(referral::COLUMN.id)
        .one(db)
        .await?;
    Ok(row.map(|row| row.id.0))
}

/// Keeps others from holding, booking or closing anything of these people until the transaction ends.
///
/// # Errors
/// [`StoreError`].
pub async fn lock_files(tx: &Tx, territory: TerritoryId, people: &[BeneficiaryId]) -> Result<(), StoreError> {
    referral::Entity::find()
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.beneficiary_id.is_in(people.iter().copied().map(Id)))
        .order_by_asc(referral::COLUMN.id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    Ok(())
}

/// True when a person has an expected appointment, or a hold that has not ended.
///
/// # Errors
/// [`StoreError`].
pub async fn has_live(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    person: BeneficiaryId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let theirs = referral::Entity::find()
        .select_only()
        .column(referral::Column::Id)
        .filter(referral::COLUMN.beneficiary_id.eq(Id(person)))
        .into_query();
    let held = Condition::all()
        .add(appointment::COLUMN.state.eq(Word(State::Held)))
        .add(appointment::COLUMN.hold_ends_at.gt(now));
    let expected = appointment::COLUMN.state.eq(Word(State::Booked));
    let row = appointment::Entity::find()
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::Column::ReferralId.in_subquery(theirs))
        .filter(Condition::any().add(expected).add(held))
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// Reassigns everything of one beneficiary to another: referrals with their appointments, links and calls; messages;
/// refused channels.
///
/// # Errors
/// [`StoreError`].
pub async fn reassign(
    tx: &Tx,
    territory: TerritoryId,
    from: BeneficiaryId,
    to: BeneficiaryId,
) -> Result<(), StoreError> {
    referral::Entity::update_many()
        .col_expr(referral::COLUMN.beneficiary_id, Expr::value(Id(to)))
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.beneficiary_id.eq(Id(from)))
        .exec(tx)
        .await?;
    message::Entity::update_many()
        .col_expr(message::COLUMN.recipient_id, Expr::value(to.0))
        .filter(message::COLUMN.territory_id.eq(Id(territory)))
        .filter(message::COLUMN.recipient_id.eq(from.0))
        .exec(tx)
        .await?;
    let known: Vec<Word<Channel>> = refused_channel::Entity::find()
        .select_only()
        .column(refused_channel::Column::Channel)
        .filter(refused_channel::COLUMN.beneficiary_id.eq(Id(to)))
        .into_tuple()
        .all(tx)
        .await?;
    refused_channel::Entity::update_many()
        .col_expr(refused_channel::COLUMN.beneficiary_id, Expr::value(Id(to)))
        .filter(refused_channel::COLUMN.beneficiary_id.eq(Id(from)))
        .filter(refused_channel::COLUMN.channel.is_not_in(known))
        .exec(tx)
        .await?;
    refused_channel::Entity::delete_many()
        .filter(refused_channel::COLUMN.beneficiary_id.eq(Id(from)))
        .exec(tx)
        .await?;
    reassign_bad_channels(tx, from, to).await
}

/// Reassigns the marks of failing channels; a mark that the other beneficiary has stays.
async fn reassign_bad_channels(tx: &Tx, from: BeneficiaryId, to: BeneficiaryId) -> Result<(), StoreError> {
    let known: Vec<Word<Channel>> = bad_channel::Entity::find()
        .select_only()
        .column(bad_channel::Column::Channel)
        .filter(bad_channel::COLUMN.beneficiary_id.eq(Id(to)))
        .into_tuple()
        .all(tx)
        .await?;
    bad_channel::Entity::update_many()
        .col_expr(bad_channel::COLUMN.beneficiary_id, Expr::value(Id(to)))
        .filter(bad_channel::COLUMN.beneficiary_id.eq(Id(from)))
        .filter(bad_channel::COLUMN.channel.is_not_in(known))
        .exec(tx)
        .await?;
    bad_channel::Entity::delete_many()
        .filter(bad_channel::COLUMN.beneficiary_id.eq(Id(from)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Stores how a person is reached, and when they were born. Their terms are left to whoever calls.
///
/// # Errors
/// [`StoreError`].
pub async fn complete(
    tx: &Tx,
    territory: TerritoryId,
    person: BeneficiaryId,
    phone: Option<&str>,
    email: Option<&str>,
    born_on: Option<NaiveDate>,
) -> Result<(), StoreError> {
    beneficiary::Entity::update_many()
        .col_expr(beneficiary::COLUMN.phone, Expr::value(phone))
        .col_expr(beneficiary::COLUMN.email, Expr::value(email))
        .col_expr(beneficiary::COLUMN.born_on, Expr::value(born_on))
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .filter(beneficiary::COLUMN.id.eq(Id(person)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes a beneficiary that nothing refers to any more.
///
/// # Errors
/// [`StoreError`].
pub async fn delete(tx: &Tx, territory: TerritoryId, person: BeneficiaryId) -> Result<(), StoreError> {
    beneficiary_search::forget(tx, territory, person).await?;
    beneficiary::Entity::delete_many()
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .filter(beneficiary::COLUMN.id.eq(Id(person)))
        .exec(tx)
        .await?;
    Ok(())
}
