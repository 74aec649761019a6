//! What people wrote back, each once.

use chrono::{DateTime, Utc};
use domain::ids::{AppointmentId, BeneficiaryId, ReferralId, TerritoryId};
use domain::sms::{Number, Reply};
use entity::{beneficiary, message, sms_reply};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;
use super::messages::Status;

/// Somebody who may have written: who, and what they were told last by SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writer {
    /// Their territory.
    pub territory: TerritoryId,
    /// Who.
    pub beneficiary: BeneficiaryId,
    /// The referral of the last message.
    pub referral: ReferralId,
    /// The appointment it was about.
    pub appointment: Option<AppointmentId>,
}

/// Who writes from that number: the person, of any territory, whom a short message was last sent to. One provider serves
/// every territory of the service, and a person known in two of them answers the last message they got.
///
/// # Errors
/// [`StoreError`].
pub async fn any_territory_writer(tx: &Tx, from: &Number) -> Result<Option<Writer>, StoreError> {
    let people: Vec<Uuid> = beneficiary::Entity::find()
        .select_only()
        .column(beneficiary::Column::Id)
        .filter(beneficiary::COLUMN.phone.is_in(from.written()))
        .into_tuple()
        .all(tx)
        .await?;
    let told = [Status::Sent, Status::Delivered, Status::Doubtful, Status::Sending].map(Status::word);
    let last = message::Entity::find()
        .filter(message::COLUMN.recipient_id.is_in(people))
        .filter(message::COLUMN.channel.eq("sms"))
        .filter(message::COLUMN.state.is_in(told))
        .order_by_desc(message::COLUMN.settled_at)
        .order_by_desc(message::COLUMN.due_at)
        .order_by_desc(message::COLUMN.id)
        .one(tx)
        .await?;
    Ok(last.map(|row| Writer {
        territory: TerritoryId(row.territory_id),
        beneficiary: BeneficiaryId(row.recipient_id),
        referral: ReferralId(row.referral_id),
        appointment: row.appointment_id.map(AppointmentId),
    }))
}

/// What somebody wrote.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Identifier.
    pub id: Uuid,
    /// Which provider brought it.
    pub provider: &'a str,
    /// Its name there, or a hash of it.
    pub name: &'a str,
    /// Who wrote; none for a number nobody knows.
    pub writer: Option<Writer>,
    /// The appointment it is about.
    pub appointment: Option<AppointmentId>,
    /// What it means.
    pub meaning: Reply,
    /// What they wrote, when a person has to read it.
    pub text: Option<&'a str>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// Writes it down; false when it was there already.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(tx: &Tx, new: &New<'_>) -> Result<bool, StoreError> {
    let row = sms_reply::ActiveModel {
        id: Set(new.id),
        provider: Set(new.provider.to_owned()),
        name: Set(new.name.to_owned()),
        territory_id: Set(new.writer.map(|writer| writer.territory.0)),
        beneficiary_id: Set(new.writer.map(|writer| writer.beneficiary.0)),
        referral_id: Set(new.writer.map(|writer| writer.referral.0)),
        appointment_id: Set(new.appointment.map(|appointment| appointment.0)),
        meaning: Set(new.meaning.word().to_owned()),
        text: Set(new.text.map(str::to_owned)),
        received_at: Set(new.received_at),
    };
    let inserted = sms_reply::Entity::insert_many([row])
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(inserted == 1)
}

/// True when a reply of one of these names was written down.
///
/// # Errors
/// [`StoreError`].
pub async fn any_is_known(tx: &Tx, provider: &str, names: &[String]) -> Result<bool, StoreError> {
    let known = sms_reply::Entity::find()
        .filter(sms_reply::COLUMN.provider.eq(provider))
        .filter(sms_reply::COLUMN.name.is_in(names.iter().cloned()))
        .count(tx)
        .await?;
    Ok(known > 0)
}

/// How often somebody wrote, ever and since then.
///
/// # Errors
/// [`StoreError`].
pub async fn count(tx: &Tx, person: BeneficiaryId, since: DateTime<Utc>) -> Result<(i32, u64), StoreError> {
    let theirs = || sms_reply::Entity::find().filter(sms_reply::COLUMN.beneficiary_id.eq(person.0));
    let ever = i32::try_from(theirs().count(tx).await?).unwrap_or(i32::MAX);
    let lately = theirs().filter(sms_reply::COLUMN.received_at.gte(since)).count(tx).await?;
    Ok((ever, lately))
}

/// What the person of a referral wrote for somebody to read, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub async fn to_read(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    referral: ReferralId,
) -> Result<Vec<(DateTime<Utc>, String)>, StoreError> {
    let rows = sms_reply::Entity::find()
        .filter(sms_reply::COLUMN.territory_id.eq(territory.0))
        .filter(sms_reply::COLUMN.referral_id.eq(referral.0))
        .order_by_asc(sms_reply::COLUMN.received_at)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.received_at, row.text?))).collect())
}

/// When the person last answered that they come to an appointment.
///
/// # Errors
/// [`StoreError`].
pub async fn comes_to(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    appointment: AppointmentId,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row = sms_reply::Entity::find()
        .filter(sms_reply::COLUMN.territory_id.eq(territory.0))
        .filter(sms_reply::COLUMN.appointment_id.eq(appointment.0))
        .filter(sms_reply::COLUMN.meaning.eq(Reply::Comes.word()))
        .order_by_desc(sms_reply::COLUMN.received_at)
        .one(db)
        .await?;
    Ok(row.map(|row| row.received_at))
}

/// Forgets what was written before `since`, and keeps what it meant; says how many.
///
/// # Errors
/// [`StoreError`].
pub async fn forget_texts(tx: &Tx, since: DateTime<Utc>) -> Result<u64, StoreError> {
    let forgotten = sms_reply::Entity::update_many()
        .col_expr(sms_reply::COLUMN.text, Expr::value(Option::<String>::None))
        .filter(sms_reply::COLUMN.received_at.lt(since))
        .filter(sms_reply::COLUMN.text.is_not_null())
        .exec(tx)
        .await?;
    Ok(forgotten.rows_affected)
}
