//! SMS replies, each stored once.

use chrono::{DateTime, Utc};
use domain::channel::Channel;
use domain::ids::{AppointmentId, BeneficiaryId, ReferralId, SiteId, TerritoryId};
use domain::notifications::MessageKind;
use domain::sms::{PhoneNumber, ReplyMeaning};
use domain::time::Quantum;
use entity::column::{Id, Word};
use entity::{beneficiary, message, sms_reply};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;
use super::messages::{Payload, Status};
use crate::store::bulk::insert_all;

/// Stands for the provider on the lines of a reply about several appointments, but for the first: no provider brought
/// them a second time.
const ALSO: &str = "also";

/// A possible sender: who, and the last SMS they got.
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
    /// What it said.
    pub kind: MessageKind,
}

/// Who writes from that number: the person, of any territory, whom a short message was last sent to. One provider serves
/// every territory of the service, and a person known in two of them answers the last message they got. What we said to
/// an earlier reply is no such message: it was about the same.
///
/// # Errors
/// [`StoreError`].
pub async fn any_territory_writer(tx: &Tx, from: &PhoneNumber) -> Result<Option<Writer>, StoreError> {
    let people = people_of(tx, from).await?.into_iter().map(|(_, person)| person.0);
    let last = told_last()
        .filter(message::COLUMN.recipient_id.is_in(people))
        .filter(message::COLUMN.kind.is_not_in(MessageKind::ANSWERS.map(Word)))
        .one(tx)
        .await?;
    let Some(row) = last else { return Ok(None) };
    Ok(Some(Writer {
        territory: row.territory_id.0,
        beneficiary: BeneficiaryId(row.recipient_id),
        referral: row.referral_id.0,
        appointment: row.appointment_id.map(|id| id.0),
        kind: row.kind.0,
    }))
}

/// Everybody who gave that number, of any territory, in the order of their identifiers.
///
/// # Errors
/// [`StoreError`].
pub async fn people_of(
    db: &impl ConnectionTrait,
    number: &PhoneNumber,
) -> Result<Vec<(TerritoryId, BeneficiaryId)>, StoreError> {
    let found: Vec<(Id<TerritoryId>, Id<BeneficiaryId>)> = beneficiary::Entity::find()
        .select_only()
        .columns([beneficiary::Column::TerritoryId, beneficiary::Column::Id])
        .filter(beneficiary::COLUMN.phone.is_in(number.stored_forms()))
        .order_by_asc(beneficiary::COLUMN.id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|(territory, person)| (territory.0, person.0)).collect())
}

/// The short messages that were read, or may have been, the last one first.
fn told_last() -> Select<message::Entity> {
    let told = Status::ALL.into_iter().filter(|status| status.is_told()).map(Word);
    message::Entity::find()
        .filter(message::COLUMN.channel.eq(Word(Channel::Sms)))
        .filter(message::COLUMN.state.is_in(told))
        .order_by_desc(message::COLUMN.settled_at)
        .order_by_desc(message::COLUMN.due_at)
        .order_by_desc(message::COLUMN.id)
}

/// What somebody was reminded of last by SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminded {
    /// First quantum of the appointment that the reminder was of; it told the others of that day too.
    pub start: Quantum,
    /// Where.
    pub site: SiteId,
    /// When it was to leave, and looked at what stood then.
    pub due_at: DateTime<Utc>,
}

/// What the person was reminded of last by SMS.
///
/// # Errors
/// [`StoreError`].
pub async fn reminded(tx: &Tx, writer: &Writer) -> Result<Option<Reminded>, StoreError> {
    let last = told_last()
        .filter(message::COLUMN.territory_id.eq(Id(writer.territory)))
        .filter(message::COLUMN.recipient_id.eq(writer.beneficiary.0))
        .filter(message::COLUMN.kind.eq(Word(MessageKind::Reminder)))
        .one(tx)
        .await?;
    let Some(row) = last else { return Ok(None) };
    let facts: Payload = serde_json::from_str(&row.payload)?;
    Ok(Some(Reminded { start: Quantum(facts.start), site: SiteId(facts.site), due_at: row.due_at }))
}

/// What somebody wrote.
#[derive(Clone, Debug)]
pub struct NewSmsReply<'a> {
    /// Identifier.
    pub id: Uuid,
    /// Which provider brought it.
    pub provider: &'a str,
    /// Its name there, or a hash of it.
    pub name: &'a str,
    /// Who wrote; none for a number nobody knows.
    pub writer: Option<Writer>,
    /// The appointments it is about, each with an identifier for its line beside the first's.
    pub appointments: &'a [(AppointmentId, Uuid)],
    /// What it means.
    pub meaning: ReplyMeaning,
    /// What they wrote, when a person has to read it.
    pub text: Option<&'a str>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// Stores it, a row for each appointment it is about; false when it was there already.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(tx: &Tx, new: &NewSmsReply<'_>) -> Result<bool, StoreError> {
    let first = new.appointments.first().map(|(appointment, _)| Id(*appointment));
    let row = sms_reply::ActiveModel {
        id: Set(new.id),
        provider: Set(new.provider.to_owned()),
        reference: Set(new.name.to_owned()),
        territory_id: Set(new.writer.map(|writer| Id(writer.territory))),
        beneficiary_id: Set(new.writer.map(|writer| Id(writer.beneficiary))),
        referral_id: Set(new.writer.map(|writer| Id(writer.referral))),
        appointment_id: Set(first),
        meaning: Set(Word(new.meaning)),
        text: Set(new.text.map(str::to_owned)),
        received_at: Set(new.received_at),
    };
    let inserted = sms_reply::Entity::insert_many([row.clone()])
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if inserted == 0 {
        return Ok(false);
    }
    let others = new.appointments.iter().skip(1).map(|(appointment, id)| sms_reply::ActiveModel {
        id: Set(*id),
        provider: Set(ALSO.to_owned()),
        reference: Set(format!("{} {appointment}", new.id)),
        appointment_id: Set(Some(Id(*appointment))),
        text: Set(None),
        ..row.clone()
    });
    insert_all(tx, others.collect()).await?;
    Ok(true)
}

/// True when a reply of one of these names is stored.
///
/// # Errors
/// [`StoreError`].
pub async fn any_is_known(tx: &Tx, provider: &str, names: &[String]) -> Result<bool, StoreError> {
    let known = sms_reply::Entity::find()
        .filter(sms_reply::COLUMN.provider.eq(provider))
        .filter(sms_reply::COLUMN.reference.is_in(names.iter().cloned()))
        .count(tx)
        .await?;
    Ok(known > 0)
}

/// How often somebody wrote, ever and since then.
///
/// # Errors
/// [`StoreError`].
pub async fn count(tx: &Tx, person: BeneficiaryId, since: DateTime<Utc>) -> Result<(i32, u64), StoreError> {
    let theirs = || {
        sms_reply::Entity::find()
            .filter(sms_reply::COLUMN.beneficiary_id.eq(Id(person)))
            .filter(sms_reply::COLUMN.provider.ne(ALSO))
    };
    let ever = theirs().count(tx).await?;
    let ever = i32::try_from(ever).map_err(|_| StoreError::Corrupt {
        column: "sms_reply.beneficiary_id".to_owned(),
        found: format!("{ever} replies of one beneficiary"),
        wanted: "a number of 31 bits",
    })?;
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
        .filter(sms_reply::COLUMN.territory_id.eq(Id(territory)))
        .filter(sms_reply::COLUMN.referral_id.eq(Id(referral)))
        .order_by_asc(sms_reply::COLUMN.received_at)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.received_at, row.text?))).collect())
}

/// When the person last answered that they come to an appointment; none when they have asked to change it since.
///
/// # Errors
/// [`StoreError`].
pub async fn comes_to(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    appointment: AppointmentId,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row = sms_reply::Entity::find()
        .filter(sms_reply::COLUMN.territory_id.eq(Id(territory)))
        .filter(sms_reply::COLUMN.appointment_id.eq(Id(appointment)))
        .filter(sms_reply::COLUMN.meaning.is_in([ReplyMeaning::Comes, ReplyMeaning::Change].map(Word)))
        .order_by_desc(sms_reply::COLUMN.received_at)
        .order_by_desc(sms_reply::COLUMN.id)
        .one(db)
        .await?;
    Ok(row.filter(|row| row.meaning.0 == ReplyMeaning::Comes).map(|row| row.received_at))
}

/// Forgets what was written before `since`, and keeps what it meant; returns how many.
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
