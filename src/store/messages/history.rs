//! What was sent before, and messages looked up.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::channel::Channel;
use domain::ids::{AppointmentId, MessageId, ReferralId, ResourceId, TerritoryId};
use domain::message::Status;
use domain::notifications::MessageKind;
use entity::column::{Id, Word};
use entity::message;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::record::{Message, read};
use crate::store::db::{Db, Tx};
use crate::store::error::StoreError;

/// The territories of these messages.
///
/// # Errors
/// [`StoreError`].
pub async fn territories_of(
    db: &impl ConnectionTrait,
    ids: &[MessageId],
) -> Result<BTreeSet<TerritoryId>, StoreError> {
    territories(db, Condition::all().add(message::COLUMN.id.is_in(ids.iter().copied().map(Id)))).await
}

/// The territories in which a message is due by that channel.
///
/// # Errors
/// [`StoreError`].
pub async fn territories_due(
    db: &impl ConnectionTrait,
    channel: Channel,
    now: DateTime<Utc>,
) -> Result<BTreeSet<TerritoryId>, StoreError> {
    let due = Condition::all()
        .add(message::COLUMN.channel.eq(Word(channel)))
        .add(message::COLUMN.state.eq(Word(Status::Planned)))
        .add(message::COLUMN.due_at.lte(now));
    territories(db, due).await
}

async fn territories(
    db: &impl ConnectionTrait,
    which: Condition,
) -> Result<BTreeSet<TerritoryId>, StoreError> {
    let ids: Vec<Id<TerritoryId>> = message::Entity::find()
        .select_only()
        .column(message::Column::TerritoryId)
        .distinct()
        .filter(which)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// The referrals of a territory whose person was ever asked to choose an appointment.
///
/// # Errors
/// [`StoreError`].
pub async fn asked(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
) -> Result<BTreeSet<ReferralId>, StoreError> {
    let ids: Vec<Id<ReferralId>> = message::Entity::find()
        .select_only()
        .column(message::Column::ReferralId)
        .filter(message::COLUMN.territory_id.eq(Id(territory)))
        .filter(message::COLUMN.kind.eq(Word(MessageKind::Choose)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// How often the person of a referral was asked to choose an appointment.
///
/// # Errors
/// [`StoreError`].
pub async fn times_asked(tx: &Tx, referral: ReferralId) -> Result<i32, StoreError> {
    last_revision(tx, referral, Condition::all().add(message::COLUMN.kind.eq(Word(MessageKind::Choose))))
        .await
}

/// How many messages of that kind and channel about no appointment there are for a referral, planned ones and dropped
/// ones included.
///
/// # Errors
/// [`StoreError`].
pub async fn times_told(
    tx: &Tx,
    referral: ReferralId,
    kind: MessageKind,
    channel: Channel,
) -> Result<i32, StoreError> {
    let such = Condition::all()
        .add(message::COLUMN.appointment_id.is_null())
        .add(message::COLUMN.kind.eq(Word(kind)))
        .add(message::COLUMN.channel.eq(Word(channel)));
    last_revision(tx, referral, such).await
}

/// The highest revision among the messages of a referral that are `such`; 0 without any.
async fn last_revision(tx: &Tx, referral: ReferralId, such: Condition) -> Result<i32, StoreError> {
    let last: Option<i32> = message::Entity::find()
        .select_only()
        .column(message::Column::Revision)
        .filter(message::COLUMN.referral_id.eq(Id(referral)))
        .filter(such)
        .order_by_desc(message::COLUMN.revision)
        .limit(1)
        .into_tuple()
        .one(tx)
        .await?;
    Ok(last.unwrap_or(0))
}

/// The message, of any territory.
///
/// # Errors
/// [`StoreError`].
pub async fn get(db: &impl ConnectionTrait, id: MessageId) -> Result<Option<Message>, StoreError> {
    message::Entity::find_by_id(id).one(db).await?.map(read).transpose()
}

/// The message that a provider calls `reference`, of any territory.
///
/// # Errors
/// [`StoreError`].
pub async fn by_reference(
    db: &impl ConnectionTrait,
    provider: &str,
    reference: &str,
) -> Result<Option<Message>, StoreError> {
    let row = message::Entity::find()
        .filter(message::COLUMN.reference.eq(Some(reference)))
        .filter(message::COLUMN.provider.eq(Some(provider)))
        .order_by_desc(message::COLUMN.settled_at)
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// The messages that failed, came back or are in doubt, oldest first: they wait for somebody.
///
/// # Errors
/// [`StoreError`].
pub async fn stuck(db: &impl ConnectionTrait, territory: TerritoryId) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::COLUMN.territory_id.eq(Id(territory)))
        .filter(message::COLUMN.state.is_in(Status::STUCK.map(Word)))
        .order_by_asc(message::COLUMN.id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The latest messages of every territory, newest first.
///
/// # Errors
/// [`StoreError`].
pub async fn latest(db: &Db, most: u64) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find().order_by_desc(message::COLUMN.id).limit(most).all(db.read()).await?;
    rows.into_iter().map(read).collect()
}

/// The messages about an appointment, in the order of its changes.
///
/// # Errors
/// [`StoreError`].
pub async fn about(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    appointment: AppointmentId,
) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::COLUMN.territory_id.eq(Id(territory)))
        .filter(message::COLUMN.appointment_id.eq(Id(appointment)))
        .order_by_asc(message::COLUMN.revision)
        .order_by_asc(message::COLUMN.id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The appointments that a professional ever got a message about.
///
/// # Errors
/// [`StoreError`].
pub async fn invited_to(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    resource: ResourceId,
) -> Result<BTreeSet<AppointmentId>, StoreError> {
    let ids: Vec<Option<Id<AppointmentId>>> = message::Entity::find()
        .select_only()
        .column(message::Column::AppointmentId)
        .filter(message::COLUMN.territory_id.eq(Id(territory)))
        .filter(message::COLUMN.recipient_id.eq(resource.0))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().flatten().map(|id| id.0).collect())
}

/// The professionals who ever got a message about an appointment, of any territory.
///
/// # Errors
/// [`StoreError`].
pub async fn professionals_told(
    db: &impl ConnectionTrait,
    about: AppointmentId,
) -> Result<BTreeSet<(TerritoryId, ResourceId)>, StoreError> {
    let kinds = MessageKind::ALL.into_iter().filter(|kind| kind.is_to_professional());
    let rows: Vec<(Id<TerritoryId>, Uuid)> = message::Entity::find()
        .select_only()
        .column(message::Column::TerritoryId)
        .column(message::Column::RecipientId)
        .filter(message::COLUMN.appointment_id.eq(Id(about)))
        .filter(message::COLUMN.kind.is_in(kinds.map(Word)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(territory, resource)| (territory.0, ResourceId(resource))).collect())
}

/// The SEQUENCE of the newest invitation that a professional was sent to an appointment; `None` when they were never
/// invited, or what was sent last takes it back.
///
/// # Errors
/// [`StoreError`].
pub async fn last_invitation(
    tx: &Tx,
    territory: TerritoryId,
    appointment: AppointmentId,
    of: ResourceId,
) -> Result<Option<i32>, StoreError> {
    let theirs = about(tx, territory, appointment).await?.into_iter();
    let told = theirs.filter(|message| {
        message.recipient_id == of.0 && message.kind.is_change() && message.status.is_told()
    });
    let newest = told.max_by_key(|message| message.revision);
    Ok(newest.filter(|newest| !newest.kind.retracts()).map(|newest| newest.facts.sequence))
}

/// How many messages there are in all.
///
/// # Errors
/// [`StoreError`].
pub async fn count(db: &Db) -> Result<u64, StoreError> {
    Ok(message::Entity::find().count(db.read()).await?)
}
