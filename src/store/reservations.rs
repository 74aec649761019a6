//! The guard: one row per resource and quantum, under a primary key. Whatever else goes wrong, nobody is booked
//! twice, because a second row cannot be.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::time::{Quantum, Span};
use entity::column::Id;
use entity::reservation;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::db::Tx;
use super::error::StoreError;

/// What an appointment takes of one resource.
pub type Taking = (ResourceId, Span);

/// Whether an appointment may have reservations already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// It has none: it is new, or gave them all back.
    None,
    /// It may have some.
    Possible,
}

/// Makes the reservations of `appointment` exactly `wanted`, until `expires` (for good when `None`): what is new is
/// taken first, then what is no longer wanted is given back. False when a quantum belongs to somebody else; the
/// transaction must then be dropped. A quantum of a hold that has ended by `now` is taken over by the very
/// statement that needs it.
///
/// # Errors
/// [`StoreError`].
pub async fn take(
    tx: &Tx,
    territory: TerritoryId,
    appointment: AppointmentId,
    earlier: Earlier,
    wanted: &[Taking],
    expires: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let wanted: BTreeSet<(ResourceId, Quantum)> = wanted
        .iter()
        .flat_map(|(resource, span)| span.quanta().map(|quantum| (*resource, quantum)))
        .collect();
    let rows = match earlier {
        Earlier::None => Vec::new(),
        Earlier::Possible => {
            let own = reservation::COLUMN.appointment_id.eq(Id(appointment));
            reservation::Entity::find().filter(own).all(tx).await?
        }
    };
    let owned: BTreeSet<(ResourceId, Quantum)> =
        rows.into_iter().map(|row| (row.resource_id.0, Quantum(row.quantum))).collect();
    // A set of pairs comes out sorted by resource and quantum: no two transactions wait for each other.
    let new: Vec<reservation::ActiveModel> = wanted
        .difference(&owned)
        .map(|(resource, quantum)| reservation::ActiveModel {
            resource_id: Set(Id(*resource)),
            quantum: Set(quantum.0),
            territory_id: Set(Id(territory)),
            appointment_id: Set(Id(appointment)),
            expires_at: Set(expires),
        })
        .collect();
    if !new.is_empty() {
        let count = new.len() as u64;
        let taken = reservation::Entity::insert_many(new)
            .on_conflict(
                OnConflict::columns([reservation::Column::ResourceId, reservation::Column::Quantum])
                    .update_columns([
                        reservation::Column::TerritoryId,
                        reservation::Column::AppointmentId,
                        reservation::Column::ExpiresAt,
                    ])
                    .action_and_where(
                        Expr::col((reservation::Entity, reservation::Column::ExpiresAt)).lte(now),
                    )
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
        if taken != count {
            return Ok(false);
        }
    }
    if wanted.intersection(&owned).next().is_some() {
        reservation::Entity::update_many()
            .col_expr(reservation::COLUMN.expires_at, Expr::value(expires))
            .filter(reservation::COLUMN.appointment_id.eq(Id(appointment)))
            .exec(tx)
            .await?;
    }
    let spare: BTreeSet<ResourceId> = owned.difference(&wanted).map(|(resource, _)| *resource).collect();
    for resource in spare {
        let kept = wanted.range((resource, Quantum(i64::MIN))..=(resource, Quantum(i64::MAX)));
        reservation::Entity::delete_many()
            .filter(reservation::COLUMN.appointment_id.eq(Id(appointment)))
            .filter(reservation::COLUMN.resource_id.eq(Id(resource)))
            .filter(reservation::COLUMN.quantum.is_not_in(kept.map(|(_, quantum)| quantum.0)))
            .exec(tx)
            .await?;
    }
    Ok(true)
}

/// Gives everything of `appointment` back.
///
/// # Errors
/// [`StoreError`].
pub async fn give_back(tx: &Tx, appointment: AppointmentId) -> Result<(), StoreError> {
    reservation::Entity::delete_many()
        .filter(reservation::COLUMN.appointment_id.eq(Id(appointment)))
        .exec(tx)
        .await?;
    Ok(())
}
