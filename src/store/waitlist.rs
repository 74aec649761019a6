//! Waitlist slots: free slots, until the people who wait have been notified of them; and who waits.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::appointment_state::State;
use domain::ids::{BeneficiaryId, ReferralId, SiteId, TerritoryId, VisitTypeId};
use domain::notifications::MessageKind;
use domain::time::{Quantum, Span};
use domain::visit::Mode;
use domain::waitlist::{WaitingFor, WaitlistCandidate};
use entity::column::{Id, Number, Word};
use entity::{appointment, callback, invitation, message, referral, waitlist_slot};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockType, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::store::appointments;
use crate::store::appointments::Appointment;
use crate::store::callbacks::CallbackReason;
use crate::store::db::Tx;
use crate::store::error::StoreError;
use crate::store::messages::Status;
use crate::store::referrals;

/// A slot that became free.
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
    /// How many rounds of notifications it had.
    pub rounds: u16,
    /// When the next round is due.
    pub due_at: DateTime<Utc>,
}

const fn read(row: &waitlist_slot::Model) -> FreedSlot {
    FreedSlot {
        id: row.id,
        visit_type: row.visit_type_id.0,
        site: row.site_id.0,
        mode: row.mode.0,
        visit: Span::new(Quantum(row.from_quantum), Quantum(row.to_quantum)),
        left_by: row.freed_by.0,
        rounds: row.rounds.0,
        due_at: row.due_at,
    }
}

/// Stores that the slot of `appointment` became free; its first round of notifications is due at `due_at`. A slot that is
/// stored already stays as it is.
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
        territory_id: Set(Id(appointment.territory)),
        visit_type_id: Set(Id(appointment.visit_type)),
        site_id: Set(Id(appointment.site)),
        mode: Set(Word(appointment.mode)),
        from_quantum: Set(appointment.visit.start.0),
        to_quantum: Set(appointment.visit.end.0),
        freed_by: Set(Id(appointment.referral)),
        rounds: Set(Number(0)),
        due_at: Set(due_at),
    };
    waitlist_slot::Entity::insert_many([row])
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The territories with a round of notifications due.
///
/// # Errors
/// [`StoreError`].
pub async fn territories_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<BTreeSet<TerritoryId>, StoreError> {
    let ids: Vec<Id<TerritoryId>> = waitlist_slot::Entity::find()
        .select_only()
        .column(waitlist_slot::Column::TerritoryId)
        .filter(waitlist_slot::COLUMN.due_at.lte(now))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// The slots of a territory with a round due, earliest first. All slots of the territory are locked until the transaction
/// ends, so that two workers never notify the same person of two slots.
///
/// # Errors
/// [`StoreError`].
pub async fn lock_due(
    tx: &Tx,
    territory: TerritoryId,
    now: DateTime<Utc>,
) -> Result<Vec<FreedSlot>, StoreError> {
    let rows = waitlist_slot::Entity::find()
        .filter(waitlist_slot::COLUMN.territory_id.eq(Id(territory)))
        .order_by_asc(waitlist_slot::COLUMN.id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    let due = rows.iter().filter(|row| row.due_at <= now);
    let mut places: Vec<FreedSlot> = due.map(read).collect();
    places.sort_by_key(|place| (place.visit.start, place.id));
    Ok(places)
}

/// The next round of a slot is due at `due_at`, after `rounds` rounds.
///
/// # Errors
/// [`StoreError`].
pub async fn put_off(tx: &Tx, id: Uuid, rounds: u16, due_at: DateTime<Utc>) -> Result<(), StoreError> {
    waitlist_slot::Entity::update_many()
        .col_expr(waitlist_slot::COLUMN.rounds, Expr::value(Number(rounds)))
        .col_expr(waitlist_slot::COLUMN.due_at, Expr::value(due_at))
        .filter(waitlist_slot::COLUMN.id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Nobody is notified of that slot any more.
///
/// # Errors
/// [`StoreError`].
pub async fn delete(tx: &Tx, id: Uuid) -> Result<(), StoreError> {
    waitlist_slot::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Referral, beneficiary, day of receipt and preferred site.
type CandidateRow = (Id<ReferralId>, Id<BeneficiaryId>, NaiveDate, Option<Id<SiteId>>);

/// Everybody who may want a slot of that kind: invited to choose one, or waiting for a callback because nothing suited,
/// and without an appointment; or with an appointment of that visit type and mode that starts after the slot does. Whoever
/// has a hold at this moment is choosing already, and whoever gave this slot up does not want it.
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
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::COLUMN.visit_type_id.eq(Id(place.visit_type)))
        .filter(appointment::COLUMN.mode.eq(Word(place.mode)))
        .filter(appointment::COLUMN.state.eq(Word(State::Booked)))
        .filter(appointment::COLUMN.from_quantum.gt(place.visit.start.0))
        .all(tx)
        .await?;
    for row in later {
        let own = appointments::read(&row);
        waits.insert(own.referral, (WaitingFor::Earlier(own.visit.start.instant()), Some(own.site)));
    }
    for id in held(tx, territory, now).await?.into_iter().chain([place.left_by]) {
        waits.remove(&id);
    }
    let notified = notified(tx, territory).await?;
    let rows: Vec<CandidateRow> = referral::Entity::find()
        .select_only()
        .column(referral::Column::Id)
        .column(referral::Column::BeneficiaryId)
        .column(referral::Column::ReceivedOn)
        .column(referral::Column::SiteId)
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.attended_at.is_null())
        .filter(referral::COLUMN.closed_on.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let candidate = |(Id(referral), Id(person), received_on, asked_site): CandidateRow| {
        let (waits, own_site) = waits.get(&referral).copied()?;
        Some(WaitlistCandidate {
            person,
            referral,
            received_on,
            waiting_for: waits,
            site: own_site.or(asked_site.map(|site| site.0)),
            notified_at: notified.get(&person).copied(),
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
    let invitations: Vec<(Id<ReferralId>, Id<VisitTypeId>)> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::ReferralId)
        .column(invitation::Column::VisitTypeId)
        .filter(invitation::COLUMN.territory_id.eq(Id(territory)))
        .filter(invitation::COLUMN.revoked_at.is_null())
        .filter(invitation::COLUMN.expires_at.gt(now))
        .into_tuple()
        .all(tx)
        .await?;
    let unsuited: Vec<Id<ReferralId>> = callback::Entity::find()
        .select_only()
        .column(callback::Column::ReferralId)
        .filter(callback::COLUMN.territory_id.eq(Id(territory)))
        .filter(callback::COLUMN.reason.eq(Word(CallbackReason::NothingSuits)))
        .filter(callback::COLUMN.done_at.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let mut found: BTreeMap<ReferralId, WaitingFor> =
        unsuited.into_iter().map(|id| (id.0, WaitingFor::NothingSuits)).collect();
    for (Id(id), Id(of)) in invitations {
        if of == kind {
            found.entry(id).or_insert(WaitingFor::Invited);
        } else {
            // What did not suit them was of another kind.
            found.remove(&id);
        }
    }
    Ok(found)
}

/// Referrals with a hold at this moment.
async fn held(tx: &Tx, territory: TerritoryId, now: DateTime<Utc>) -> Result<Vec<ReferralId>, StoreError> {
    let ids: Vec<Id<ReferralId>> = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::ReferralId)
        .filter(appointment::COLUMN.territory_id.eq(Id(territory)))
        .filter(appointment::COLUMN.state.eq(Word(State::Held)))
        .filter(appointment::COLUMN.hold_ends_at.gt(now))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// When each beneficiary was last notified of a slot, or is to be.
async fn notified(
    tx: &Tx,
    territory: TerritoryId,
) -> Result<BTreeMap<BeneficiaryId, DateTime<Utc>>, StoreError> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = message::Entity::find()
        .select_only()
        .column(message::Column::RecipientId)
        .column(message::Column::DueAt)
        .filter(message::COLUMN.territory_id.eq(Id(territory)))
        .filter(message::COLUMN.kind.eq(Word(MessageKind::PlaceFreed)))
        .filter(message::COLUMN.state.ne(Word(Status::Dropped)))
        .order_by_asc(message::COLUMN.due_at)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(recipient, due_at)| (BeneficiaryId(recipient), due_at)).collect())
}
