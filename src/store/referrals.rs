//! Referrals and the people they are about.

use chrono::{DateTime, NaiveDate, Utc};
use domain::appointment_state::State;
use domain::ids::{BeneficiaryId, ReferralId, ResourceId, SiteId, TerritoryId};
use domain::needs::BeneficiaryNeed;
use domain::referral::{ExitReason, ReferralOrigin};
use domain::visit::Language;
use entity::column::{Id, Word};
use entity::{appointment, beneficiary, referral, referral_need};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};

use super::db::Tx;
use super::error::StoreError;
use crate::store::beneficiary_search;

/// One request to orient somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// Identifier.
    pub id: ReferralId,
    /// Its territory.
    pub territory: TerritoryId,
    /// File number.
    pub key: String,
    /// Who.
    pub beneficiary: BeneficiaryId,
    /// When the clock started, local date of the territory.
    pub received_on: NaiveDate,
    /// Preferred site.
    pub site: Option<SiteId>,
    /// The professional who knows the person.
    pub referent: Option<ResourceId>,
    /// Language an interpreter is needed for.
    pub interpreter: Option<Language>,
    /// What the person needs to be received well.
    pub wishes: Vec<BeneficiaryNeed>,
    /// Language of messages.
    pub language: Language,
    /// When offers were first shown.
    pub first_offered_at: Option<DateTime<Utc>>,
    /// When an appointment was first booked.
    pub booked_at: Option<DateTime<Utc>>,
    /// When the clock stopped: start of the first attended appointment.
    pub attended_at: Option<DateTime<Utc>>,
    /// How it came.
    pub origin: ReferralOrigin,
    /// True when it was closed without an appointment.
    pub is_closed: bool,
    /// True when nothing is known of the person any more.
    pub is_erased: bool,
}

impl Referral {
    /// True when nothing more is to be offered or booked: the person was received, is no longer
    /// concerned, or is no longer known.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.is_closed || self.is_erased || self.attended_at.is_some()
    }
}

/// How a person is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beneficiary {
    /// Identifier.
    pub id: BeneficiaryId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Birthday.
    pub born_on: Option<NaiveDate>,
    /// Language of messages.
    pub language: Language,
}

/// The referral `id` of that territory.
///
/// # Errors
/// [`StoreError`].
pub async fn get(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    id: ReferralId,
) -> Result<Option<Referral>, StoreError> {
    let wanted = referral::Entity::find_by_id(id).filter(referral::COLUMN.territory_id.eq(Id(territory)));
    read(db, wanted).await
}

/// As [`get`], and keeps others from holding, booking or closing it until the transaction ends.
///
/// # Errors
/// [`StoreError`].
pub async fn lock(tx: &Tx, territory: TerritoryId, id: ReferralId) -> Result<Option<Referral>, StoreError> {
    // Read after it was locked: whoever had the lock before may have changed what the referral needs.
    let locked: Option<Id<ReferralId>> = referral::Entity::find_by_id(id)
        .select_only()
        .column(referral::Column::Id)
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .lock(LockType::Update)
        .into_tuple()
        .one(tx)
        .await?;
    if locked.is_none() {
        return Ok(None);
    }
    get(tx, territory, id).await
}

/// The referral with file number `key`.
///
/// # Errors
/// [`StoreError`].
pub async fn by_key(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    key: &str,
) -> Result<Option<Referral>, StoreError> {
    let wanted = referral::Entity::find()
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.key.eq(key));
    read(db, wanted).await
}

/// Every referral that waits, without an expected appointment, attended or closed: the one received first comes
/// first.
///
/// # Errors
/// [`StoreError`].
pub async fn waiting(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
) -> Result<Vec<ReferralId>, StoreError> {
    let rows = referral::Entity::find()
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.attended_at.is_null())
        .filter(referral::COLUMN.closed_on.is_null())
        .filter(
            referral::Column::Id.not_in_subquery(
                appointment::Entity::find()
                    .select_only()
                    .column(appointment::Column::ReferralId)
                    .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
                    .filter(appointment::COLUMN.state.eq(Word(State::Booked)))
                    .into_query(),
            ),
        )
        .order_by_asc(referral::COLUMN.received_on)
        .order_by_asc(referral::COLUMN.key)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter(|row| !is_erased(row)).map(|row| row.id.0).collect())
}

/// The file number of a referral whose person was forgotten: unique, and of no other use.
#[must_use]
pub fn erased_key(id: ReferralId) -> String {
    format!("erased-{id}")
}

fn is_erased(row: &referral::Model) -> bool {
    row.key == erased_key(row.id.0)
}

/// A referral with the language of its beneficiary, once for each need.
#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    referral: referral::Model,
    language: Option<Word<Language>>,
    need: Option<Word<BeneficiaryNeed>>,
}

/// The one referral that is `wanted`, with all that belongs to it, in one statement.
async fn read(
    db: &impl ConnectionTrait,
    wanted: Select<referral::Entity>,
) -> Result<Option<Referral>, StoreError> {
    let person = referral::Entity::belongs_to(beneficiary::Entity)
        .from(referral::Column::BeneficiaryId)
        .to(beneficiary::Column::Id);
    let need = referral::Entity::belongs_to(referral_need::Entity)
        .from(referral::Column::Id)
        .to(referral_need::Column::ReferralId);
    let rows = wanted
        .join(JoinType::LeftJoin, person.into())
        .join(JoinType::LeftJoin, need.into())
        .column_as(beneficiary::Column::Language, "language")
        .column_as(referral_need::Column::Need, "need")
        .into_model::<Row>()
        .all(db)
        .await?;
    let mut wishes: Vec<_> = rows.iter().filter_map(|row| row.need.map(|need| need.0)).collect();
    wishes.sort_unstable();
    let Some(Row { referral: row, language, .. }) = rows.into_iter().next() else { return Ok(None) };
    let language = language.ok_or_else(|| StoreError::Corrupt {
        column: "referral.beneficiary_id".to_owned(),
        found: row.beneficiary_id.0.to_string(),
        wanted: "a beneficiary",
    })?;
    let is_erased = is_erased(&row);
    Ok(Some(Referral {
        id: row.id.0,
        territory: row.territory_id.0,
        key: row.key,
        beneficiary: row.beneficiary_id.0,
        received_on: row.received_on,
        site: row.site_id.map(|id| id.0),
        referent: row.referent_id.map(|id| id.0),
        interpreter: row.interpreter.map(|language| language.0),
        wishes,
        language: language.0,
        first_offered_at: row.first_offered_at,
        booked_at: row.booked_at,
        attended_at: row.attended_at,
        origin: row.origin.0,
        is_closed: row.closed_on.is_some(),
        is_erased,
    }))
}

/// The person `id` of that territory.
///
/// # Errors
/// [`StoreError`].
pub async fn beneficiary(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    id: BeneficiaryId,
) -> Result<Option<Beneficiary>, StoreError> {
    let row = beneficiary::Entity::find_by_id(id)
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .one(db)
        .await?;
    Ok(row.map(read_person))
}

pub(super) fn read_person(row: beneficiary::Model) -> Beneficiary {
    Beneficiary {
        id: row.id.0,
        given_name: row.given_name,
        family_name: row.family_name,
        email: row.email,
        phone: row.phone,
        born_on: row.born_on,
        language: row.language.0,
    }
}

/// Stores how a person is reached.
///
/// # Errors
/// [`StoreError`].
pub async fn set_contact(
    tx: &Tx,
    territory: TerritoryId,
    id: BeneficiaryId,
    phone: Option<&str>,
    email: Option<&str>,
) -> Result<(), StoreError> {
    beneficiary::Entity::update_many()
        .col_expr(beneficiary::COLUMN.phone, Expr::value(phone))
        .col_expr(beneficiary::COLUMN.email, Expr::value(email))
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .filter(beneficiary::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    beneficiary_search::index(tx, territory, &[id]).await
}

/// Stores the language a person is written to in.
///
/// # Errors
/// [`StoreError`].
pub async fn set_language(
    tx: &Tx,
    territory: TerritoryId,
    id: BeneficiaryId,
    language: &Language,
) -> Result<(), StoreError> {
    beneficiary::Entity::update_many()
        .col_expr(beneficiary::COLUMN.language, Expr::value(Word(language.clone())))
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .filter(beneficiary::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Stores the language an interpreter is needed for.
///
/// # Errors
/// [`StoreError`].
pub async fn set_interpreter(
    tx: &Tx,
    territory: TerritoryId,
    id: ReferralId,
    language: Option<&Language>,
) -> Result<(), StoreError> {
    referral::Entity::update_many()
        .col_expr(referral::COLUMN.interpreter, Expr::value(language.cloned().map(Word)))
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// A moment of a referral's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Offers were shown.
    FirstOffered,
    /// An appointment was booked.
    Booked,
}

/// Stores when `moment` came first; a later one changes nothing.
///
/// # Errors
/// [`StoreError`].
pub async fn mark_first(
    tx: &Tx,
    territory: TerritoryId,
    id: ReferralId,
    moment: Moment,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let column = match moment {
        Moment::FirstOffered => referral::Column::FirstOfferedAt,
        Moment::Booked => referral::Column::BookedAt,
    };
    referral::Entity::update_many()
        .col_expr(column, Expr::value(Some(at)))
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.id.eq(Id(id)))
        .filter(column.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Stops the clock at `at`, or sets it running again with `None`.
///
/// # Errors
/// [`StoreError`].
pub async fn set_attended(
    tx: &Tx,
    territory: TerritoryId,
    id: ReferralId,
    at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    referral::Entity::update_many()
        .col_expr(referral::COLUMN.attended_at, Expr::value(at))
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Closes a referral without an appointment on the local date `day`.
///
/// # Errors
/// [`StoreError`].
pub async fn close(
    tx: &Tx,
    territory: TerritoryId,
    id: ReferralId,
    day: NaiveDate,
    why: ExitReason,
) -> Result<(), StoreError> {
    referral::Entity::update_many()
        .col_expr(referral::COLUMN.closed_on, Expr::value(Some(day)))
        .col_expr(referral::COLUMN.closed_reason, Expr::value(Some(Word(why))))
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.id.eq(Id(id)))
        .exec(tx)
        .await?;
    Ok(())
}
