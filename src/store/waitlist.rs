//! Places that became free, until those who wait were told; and who waits.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::appointment_state::State;
use domain::ids::{BeneficiaryId, ReferralId, SiteId, TerritoryId, VisitTypeId};
use domain::notifications::MessageKind;
use domain::time::{Quantum, Span};
use domain::visit::Mode;
use domain::waitlist::{WaitingFor, WaitlistCandidate};
use entity::{appointment, callback, invitation, message, referral, waitlist_slot};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockType, OnConflict};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::store::appointments;
use crate::store::appointments::Appointment;
use crate::store::callbacks::CallbackReason;
use crate::store::db::Tx;
use crate::store::error::StoreError;
use crate::store::messages::Status;
use crate::store::{columns, referrals};

/// A place that became free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreedSlot {
    /// Identifier.
    pub id: Uuid,
    /// The kind of appointment it was for.
    pub visit_type: VisitTypeId,
    /// Where.
    pub site: SiteId,
    /// How.
    pub mode: Mode,
    /// When.
    pub visit: Span,
    /// The referral that had it.
    pub left_by: ReferralId,
    /// How often people were told of it.
    pub rounds: u16,
    /// When they are told next.
    pub due_at: DateTime<Utc>,
}

fn read(row: &waitlist_slot::Model) -> Result<FreedSlot, StoreError> {
    Ok(FreedSlot {
        id: row.id,
        visit_type: VisitTypeId(row.visit_type_id),
        site: SiteId(row.site_id),
        mode: columns::mode("waitlist_slot", &row.mode)?,
        visit: Span::new(Quantum(row.from_quantum), Quantum(row.to_quantum)),
        left_by: ReferralId(row.freed_by),
        rounds: columns::number("waitlist_slot", row.rounds)?,
        due_at: row.due_at,
    })
}

/// Writes down that the place of `appointment` became free, for whoever waits to be told at `due_at`. One that became
/// free before, and of which people are still being told, stays as it is.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(
    tx: &Tx,
    id: Uuid,
    appointment: &Appointment,
    due_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = waitlist_slot::ActiveModel {
        id: Set(id),
        territory_id: Set(appointment.territory.0),
        visit_type_id: Set(appointment.visit_type.0),
        site_id: Set(appointment.site.0),
        mode: Set(appointment.mode.word().to_owned()),
        from_quantum: Set(appointment.visit.start.0),
        to_quantum: Set(appointment.visit.end.0),
        freed_by: Set(appointment.referral.0),
        rounds: Set(0),
        due_at: Set(due_at),
    };
    waitlist_slot::Entity::insert_many([row])
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The territories in which people are to be told of a place.
///
/// # Errors
/// [`StoreError`].
pub async fn territories_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<BTreeSet<TerritoryId>, StoreError> {
    let ids: Vec<Uuid> = waitlist_slot::Entity::find()
        .select_only()
        .column(waitlist_slot::Column::TerritoryId)
        .filter(waitlist_slot::COLUMN.due_at.lte(now))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(TerritoryId).collect())
}

/// The places of a territory of which people are to be told, earliest first. All its places are kept from others until
/// the transaction ends, so that nobody is told of two by two workers.
///
/// # Errors
/// [`StoreError`].
pub async fn lock_due(
    tx: &Tx,
    territory: TerritoryId,
    now: DateTime<Utc>,
) -> Result<Vec<FreedSlot>, StoreError> {
    let rows = waitlist_slot::Entity::find()
        .filter(waitlist_slot::COLUMN.territory_id.eq(territory.0))
        .order_by_asc(waitlist_slot::COLUMN.id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    let due = rows.iter().filter(|row| row.due_at <= now);
    let mut places: Vec<FreedSlot> = due.map(read).collect::<Result<_, _>>()?;
    places.sort_by_key(|place| (place.visit.start, place.id));
    Ok(places)
}

/// Others are told of that place at `due_at`, after `rounds` rounds.
///
/// # Errors
/// [`StoreError`].
pub async fn put_off(tx: &Tx, id: Uuid, rounds: u16, due_at: DateTime<Utc>) -> Result<(), StoreError> {
    waitlist_slot::Entity::update_many()
        .col_expr(waitlist_slot::COLUMN.rounds, Expr::value(i32::from(rounds)))
        .col_expr(waitlist_slot::COLUMN.due_at, Expr::value(due_at))
        .filter(waitlist_slot::COLUMN.id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Nobody is told of that place any more.
///
/// # Errors
/// [`StoreError`].
pub async fn delete(tx: &Tx, id: Uuid) -> Result<(), StoreError> {
    waitlist_slot::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Everybody who may want a place of that kind: invited to choose one, or on the worklist because nothing suited, and
/// without an appointment; or with an appointment of that kind and way that starts after the place does. Whoever holds a
/// place at this moment is choosing already, and whoever had this one does not want it.
///
/// # Errors
/// [`StoreError`].
pub async fn candidates(
    tx: &Tx,
    territory: TerritoryId,
    place: &FreedSlot,
    now: DateTime<Utc>,
) -> Result<Vec<WaitlistCandidate>, StoreError> {
    let mut waits: BTreeMap<ReferralId, (WaitingFor, Option<SiteId>)> = BTreeMap::new();
    let free: BTreeSet<ReferralId> = referrals::waiting(tx, territory).await?.into_iter().collect();
    for (id, why) in asked(tx, territory, place.visit_type, now).await? {
        if free.contains(&id) {
            waits.insert(id, (why, None));
        }
    }
    let later = appointment::Entity::find()
        .filter(appointment::COLUMN.territory_id.eq(territory.0))
        .filter(appointment::COLUMN.visit_type_id.eq(place.visit_type.0))
        .filter(appointment::COLUMN.mode.eq(place.mode.word()))
        .filter(appointment::COLUMN.state.eq(State::Booked.word()))
        .filter(appointment::COLUMN.from_quantum.gt(place.visit.start.0))
        .all(tx)
        .await?;
    for row in later {
        let own = appointments::read(row)?;
        waits.insert(own.referral, (WaitingFor::Earlier(own.visit.start.instant()), Some(own.site)));
    }
    for id in held(tx, territory, now).await?.into_iter().chain([place.left_by]) {
        waits.remove(&id);
    }
    let told = told(tx, territory).await?;
    let rows: Vec<(Uuid, Uuid, chrono::NaiveDate, Option<Uuid>)> = referral::Entity::find()
        .select_only()
        .column(referral::Column::Id)
        .column(referral::Column::BeneficiaryId)
        .column(referral::Column::ReceivedOn)
        .column(referral::Column::SiteId)
        .filter(referral::COLUMN.territory_id.eq(territory.0))
        .filter(referral::COLUMN.attended_at.is_null())
        .filter(referral::COLUMN.closed_on.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let candidate = |(id, person, received_on, asked_site): (Uuid, Uuid, chrono::NaiveDate, Option<Uuid>)| {
        let (waits, own_site) = waits.get(&ReferralId(id)).copied()?;
        Some(WaitlistCandidate {
            person: BeneficiaryId(person),
            referral: ReferralId(id),
            received_on,
            waiting_for: waits,
            site: own_site.or(asked_site.map(SiteId)),
            notified_at: told.get(&person).copied(),
        })
    };
    Ok(rows.into_iter().filter_map(candidate).collect())
}

/// Who was invited to choose an appointment of that kind, and whom nothing suited.
async fn asked(
    tx: &Tx,
    territory: TerritoryId,
    kind: VisitTypeId,
    now: DateTime<Utc>,
) -> Result<BTreeMap<ReferralId, WaitingFor>, StoreError> {
    let invitations: Vec<(Uuid, Uuid)> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::ReferralId)
        .column(invitation::Column::VisitTypeId)
        .filter(invitation::COLUMN.territory_id.eq(territory.0))
        .filter(invitation::COLUMN.revoked_at.is_null())
        .filter(invitation::COLUMN.expires_at.gt(now))
        .into_tuple()
        .all(tx)
        .await?;
    let unsuited: Vec<Uuid> = callback::Entity::find()
        .select_only()
        .column(callback::Column::ReferralId)
        .filter(callback::COLUMN.territory_id.eq(territory.0))
        .filter(callback::COLUMN.reason.eq(CallbackReason::NothingSuits.word()))
        .filter(callback::COLUMN.done_at.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let mut found: BTreeMap<ReferralId, WaitingFor> =
        unsuited.into_iter().map(|id| (ReferralId(id), WaitingFor::NothingSuits)).collect();
    for (id, of) in invitations {
        let id = ReferralId(id);
        if of == kind.0 {
            found.entry(id).or_insert(WaitingFor::Invited);
        } else {
            // What did not suit them was of another kind.
            found.remove(&id);
        }
    }
    Ok(found)
}

/// Who holds a place at this moment.
async fn held(tx: &Tx, territory: TerritoryId, now: DateTime<Utc>) -> Result<Vec<ReferralId>, StoreError> {
    let ids: Vec<Uuid> = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::ReferralId)
        .filter(appointment::COLUMN.territory_id.eq(territory.0))
        .filter(appointment::COLUMN.state.eq(State::Held.word()))
        .filter(appointment::COLUMN.hold_ends_at.gt(now))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().map(ReferralId).collect())
}

/// When each person was last told of a place, or is to be.
async fn told(tx: &Tx, territory: TerritoryId) -> Result<BTreeMap<Uuid, DateTime<Utc>>, StoreError> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = message::Entity::find()
        .select_only()
        .column(message::Column::RecipientId)
        .column(message::Column::DueAt)
        .filter(message::COLUMN.territory_id.eq(territory.0))
        .filter(message::COLUMN.kind.eq(MessageKind::PlaceFreed.word()))
        .filter(message::COLUMN.state.ne(Status::Dropped.word()))
        .order_by_asc(message::COLUMN.due_at)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().collect())
}
