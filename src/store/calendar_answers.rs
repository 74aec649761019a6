//! What professionals' calendars answered last.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::appointment_state::State;
use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::incoming_mail::{InvitationAnswer, InvitationReply, ReplyOrder, TimeProposal};
use domain::time::Quantum;
use entity::column::{Id, Word};
use entity::{appointment, calendar_answer};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::appointments::Appointment;
use super::db::Tx;
use super::error::StoreError;

/// What somebody's calendar answered last about an appointment, and its position in the order of answers.
///
/// # Errors
/// [`StoreError`].
pub async fn last(
    db: &impl ConnectionTrait,
    appointment: AppointmentId,
    of: ResourceId,
) -> Result<Option<(InvitationAnswer, ReplyOrder)>, StoreError> {
    let row = calendar_answer::Entity::find_by_id((Id(appointment), Id(of))).one(db).await?;
    Ok(row.map(|row| (row.answer.0, ReplyOrder { sequence: row.sequence, stamp: row.stamped_at })))
}

/// What somebody's calendar answered last about an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedAnswer {
    /// Whose.
    pub of: ResourceId,
    /// What.
    pub answer: InvitationAnswer,
    /// The time proposed with it.
    pub proposes: Option<TimeProposal>,
}

/// What each professional's calendar answered last about an appointment as it stands: an answer to an older invitation says
/// nothing of it.
///
/// # Errors
/// [`StoreError`].
pub async fn about(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    appointment: &Appointment,
) -> Result<Vec<RecordedAnswer>, StoreError> {
    let rows = calendar_answer::Entity::find()
        .filter(calendar_answer::COLUMN.territory_id.eq(Id(territory)))
        .filter(calendar_answer::COLUMN.appointment_id.eq(Id(appointment.id)))
        .filter(calendar_answer::COLUMN.sequence.gte(appointment.revision - 1))
        .all(db)
        .await?;
    let said = |row: &calendar_answer::Model| {
        let proposes = row.proposed_from.map(|from| TimeProposal { from, to: row.proposed_to });
        RecordedAnswer { of: row.resource_id.0, answer: row.answer.0, proposes }
    };
    Ok(rows.iter().map(said).collect())
}

/// The professionals who may come to an appointment that is expected after `now`, says their calendar's answer to its newest
/// invitation; by appointment.
///
/// # Errors
/// [`StoreError`].
pub async fn unsure(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    now: Quantum,
) -> Result<BTreeMap<AppointmentId, Vec<ResourceId>>, StoreError> {
    let rows = calendar_answer::Entity::find()
        .filter(calendar_answer::COLUMN.territory_id.eq(Id(territory)))
        .filter(calendar_answer::COLUMN.answer.eq(Word(InvitationAnswer::Tentative)))
        .all(db)
        .await?;
    let expected: BTreeMap<Id<AppointmentId>, i32> = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::Id)
        .column(appointment::Column::Revision)
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::COLUMN.id.is_in(rows.iter().map(|row| row.appointment_id)))
        .filter(appointment::COLUMN.state.eq(Word(State::Booked)))
        .filter(appointment::COLUMN.from_quantum.gt(now.0))
        .into_tuple::<(Id<AppointmentId>, i32)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let mut found: BTreeMap<AppointmentId, Vec<ResourceId>> = BTreeMap::new();
    for row in rows {
        // An answer to an older invitation says nothing of the current one.
        if expected.get(&row.appointment_id).is_some_and(|revision| row.sequence >= revision - 1) {
            found.entry(row.appointment_id.0).or_default().push(row.resource_id.0);
        }
    }
    Ok(found)
}

/// Stores what somebody's calendar answered, in the place of what it answered before.
///
/// # Errors
/// [`StoreError`].
pub async fn set(
    tx: &Tx,
    territory: TerritoryId,
    of: ResourceId,
    reply: &InvitationReply,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = calendar_answer::ActiveModel {
        appointment_id: Set(Id(reply.appointment)),
        resource_id: Set(Id(of)),
        territory_id: Set(Id(territory)),
        answer: Set(Word(reply.answer)),
        sequence: Set(reply.sequence),
        stamped_at: Set(reply.stamp),
        proposed_from: Set(reply.proposes.map(|proposes| proposes.from)),
        proposed_to: Set(reply.proposes.and_then(|proposes| proposes.to)),
        received_at: Set(now),
    };
    let mut conflict =
        OnConflict::columns([calendar_answer::Column::AppointmentId, calendar_answer::Column::ResourceId]);
    conflict.update_columns([
        calendar_answer::Column::Answer,
        calendar_answer::Column::Sequence,
        calendar_answer::Column::StampedAt,
        calendar_answer::Column::ProposedFrom,
        calendar_answer::Column::ProposedTo,
        calendar_answer::Column::ReceivedAt,
    ]);
    calendar_answer::Entity::insert_many([row]).on_conflict(conflict).exec_without_returning(tx).await?;
    Ok(())
}
