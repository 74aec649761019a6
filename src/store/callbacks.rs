//! Callbacks: calls promised to beneficiaries. A row is one reason; all open reasons of a referral are one call.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::callback::due;
pub use domain::callback::{Callback, CallbackReason, one_call};
use domain::ids::{BeneficiaryId, ReferralId, SiteId, TerritoryId};
use domain::time::HalfDay;
use domain::zone::local_start;
use entity::column::{Id, Word};
use entity::{beneficiary, callback, referral, site};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::appointments::{Appointment, expected_of_referrals};
use super::db::Tx;
use super::error::StoreError;

/// A call to be made, with what is needed to make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCallback {
    /// The call.
    pub call: Callback,
    /// Every reason of it, the most urgent first.
    pub reasons: Vec<CallbackReason>,
    /// The appointment that they had before them when it was asked for: the call is due on its day at the latest.
    pub appointment: Option<Appointment>,
    /// File number.
    pub key: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Telephone.
    pub phone: Option<String>,
}

impl DueCallback {
    /// The appointment, still to come, that its team cannot keep or wants at another time: another is proposed.
    #[must_use]
    pub fn to_replace(&self, now: DateTime<Utc>) -> Option<&Appointment> {
        let about = self.appointment.as_ref().filter(|about| about.visit.start.instant() > now)?;
        self.reasons.iter().any(|why| why.is_of_team()).then_some(about)
    }
}

const fn read(row: &callback::Model) -> Callback {
    Callback {
        id: row.id,
        territory: row.territory_id.0,
        referral: row.referral_id.0,
        why: row.reason.0,
        half_day: row.half_day.0,
        due_on: row.due_on,
        asked_at: row.asked_at,
    }
}

/// The call promised to that referral and not made yet.
///
/// # Errors
/// [`StoreError`].
pub async fn open_for(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    referral: ReferralId,
) -> Result<Option<Callback>, StoreError> {
    Ok(one_call(&reasons_of(db, territory, referral).await?).map(|(call, _)| call))
}

/// The open reasons of the call promised to that referral, in the order in which they came.
///
/// # Errors
/// [`StoreError`].
pub async fn reasons_of(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    referral: ReferralId,
) -> Result<Vec<Callback>, StoreError> {
    let rows = callback::Entity::find()
        .filter(callback::COLUMN.territory_id.eq(Id(territory)))
        .filter(callback::COLUMN.referral_id.eq(Id(referral)))
        .filter(callback::COLUMN.done_at.is_null())
        .order_by_asc(callback::COLUMN.asked_at)
        .order_by_asc(callback::COLUMN.id)
        .all(db)
        .await?;
    Ok(rows.iter().map(read).collect())
}

/// The open reasons of all calls promised and not made yet, in the order in which they came.
///
/// # Errors
/// [`StoreError`].
pub async fn open(db: &impl ConnectionTrait, territory: TerritoryId) -> Result<Vec<Callback>, StoreError> {
    let rows = callback::Entity::find()
        .filter(callback::COLUMN.territory_id.eq(Id(territory)))
        .filter(callback::COLUMN.done_at.is_null())
        .order_by_asc(callback::COLUMN.asked_at)
        .order_by_asc(callback::COLUMN.id)
        .all(db)
        .await?;
    Ok(rows.iter().map(read).collect())
}

/// How many people wait for a call.
///
/// # Errors
/// [`StoreError`].
pub async fn count(db: &impl ConnectionTrait, territory: TerritoryId) -> Result<usize, StoreError> {
    let open = open(db, territory).await?;
    Ok(open.iter().map(|row| row.referral).collect::<BTreeSet<_>>().len())
}

/// The calls promised and not made yet, with whom to call: the earliest due first, of those of a day what comes before an
/// appointment of that day. Somebody who is no longer
/// concerned, or has been received, waits for none.
///
/// # Errors
/// [`StoreError`].
pub async fn to_make(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
) -> Result<Vec<DueCallback>, StoreError> {
    let mut rows: BTreeMap<ReferralId, Vec<Callback>> = BTreeMap::new();
    for row in open(db, territory).await? {
        rows.entry(row.referral).or_default().push(row);
    }
    let about = appointments(db, territory, &rows).await?;
    let with_appointment = |rows: &Vec<Callback>| {
        let (call, reasons) = one_call(rows)?;
        let about = about.get(&call.referral).cloned();
        let due_on = due(call.due_on, about.as_ref().map(|(_, day)| *day));
        Some((Callback { due_on, ..call }, reasons, about.map(|(appointment, _)| appointment)))
    };
    let mut calls: Vec<(Callback, Vec<CallbackReason>, Option<Appointment>)> =
        rows.values().filter_map(with_appointment).collect();
    calls.sort_by_key(|(call, _, about)| {
        let start = about.as_ref().map(|about| about.visit.start.instant());
        (call.due_on, start.unwrap_or(DateTime::<Utc>::MAX_UTC), call.asked_at)
    });
    let files: BTreeMap<Id<ReferralId>, referral::Model> = referral::Entity::find()
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.id.is_in(calls.iter().map(|(call, ..)| Id(call.referral))))
        .filter(referral::COLUMN.closed_on.is_null())
        .filter(referral::COLUMN.attended_at.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|file| (file.id, file))
        .collect();
    let people: BTreeMap<Id<BeneficiaryId>, beneficiary::Model> = beneficiary::Entity::find()
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .filter(beneficiary::COLUMN.id.is_in(files.values().map(|file| file.beneficiary_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let with_person = |(call, reasons, appointment): (Callback, Vec<CallbackReason>, Option<Appointment>)| {
        let file = files.get(&Id(call.referral))?;
        let person = people.get(&file.beneficiary_id)?;
        Some(DueCallback {
            call,
            reasons,
            appointment,
            key: file.key.clone(),
            given_name: person.given_name.clone(),
            family_name: person.family_name.clone(),
            phone: person.phone.clone(),
        })
    };
    Ok(calls.into_iter().filter_map(with_person).collect())
}

/// The appointment that each of those to be called had before them when that was asked for first, and its local day.
async fn appointments(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    rows: &BTreeMap<ReferralId, Vec<Callback>>,
) -> Result<BTreeMap<ReferralId, (Appointment, NaiveDate)>, StoreError> {
    let ids: Vec<ReferralId> = rows.keys().copied().collect();
    let expected = expected_of_referrals(db, territory, &ids).await?;
    let sites: BTreeMap<Id<SiteId>, site::Model> = site::Entity::find()
        .filter(site::COLUMN.territory_id.eq(Id(territory)))
        .all(db)
        .await?
        .into_iter()
        .map(|site| (site.id, site))
        .collect();
    let mut found = BTreeMap::new();
    for appointment in expected {
        let asked_at = rows.get(&appointment.referral).and_then(|rows| Some(rows.first()?.asked_at));
        let is_before_them = asked_at.is_some_and(|asked_at| asked_at < appointment.visit.start.instant());
        let Some(site) = sites.get(&Id(appointment.site)).filter(|_| is_before_them) else { continue };
        let day = local_start(site.time_zone.0, appointment.visit.start).date();
        found.entry(appointment.referral).or_insert((appointment, day));
    }
    Ok(found)
}

/// The call of that reason was made, or is no longer needed: so are the reasons of the same call that came before it, for who
/// called knew them. One that came later stays. False when no such reason is open.
///
/// # Errors
/// [`StoreError`].
pub async fn done(tx: &Tx, territory: TerritoryId, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let known = callback::Entity::find_by_id(id)
        .filter(callback::COLUMN.territory_id.eq(Id(territory)))
        .filter(callback::COLUMN.done_at.is_null())
        .one(tx)
        .await?;
    let Some(known) = known else { return Ok(false) };
    let result = callback::Entity::update_many()
        .col_expr(callback::COLUMN.done_at, Expr::value(Some(now)))
        .filter(callback::COLUMN.territory_id.eq(Id(territory)))
        .filter(callback::COLUMN.referral_id.eq(known.referral_id))
        .filter(callback::COLUMN.asked_at.lte(known.asked_at))
        .filter(callback::COLUMN.done_at.is_null())
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Promises a call for a reason; nothing when one is promised for that reason already.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(tx: &Tx, new: &Callback) -> Result<(), StoreError> {
    let row = callback::ActiveModel {
        id: Set(new.id),
        territory_id: Set(Id(new.territory)),
        referral_id: Set(Id(new.referral)),
        reason: Set(Word(new.why)),
        half_day: Set(Word(new.half_day)),
        due_on: Set(new.due_on),
        asked_at: Set(new.asked_at),
        done_at: Set(None),
    };
    callback::Entity::insert_many([row])
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The person prefers the other half of the day; the day stays as promised.
///
/// # Errors
/// [`StoreError`].
pub async fn prefer(
    tx: &Tx,
    territory: TerritoryId,
    referral: ReferralId,
    half: HalfDay,
) -> Result<(), StoreError> {
    callback::Entity::update_many()
        .col_expr(callback::COLUMN.half_day, Expr::value(Word(half)))
        .filter(callback::COLUMN.territory_id.eq(Id(territory)))
        .filter(callback::COLUMN.referral_id.eq(Id(referral)))
        .filter(callback::COLUMN.done_at.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// As [`settle`], for these reasons alone.
///
/// # Errors
/// [`StoreError`].
pub async fn settle_of(
    tx: &Tx,
    territory: TerritoryId,
    referral: ReferralId,
    reasons: &[CallbackReason],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    callback::Entity::update_many()
        .col_expr(callback::COLUMN.done_at, Expr::value(Some(now)))
        .filter(callback::COLUMN.territory_id.eq(Id(territory)))
        .filter(callback::COLUMN.referral_id.eq(Id(referral)))
        .filter(callback::COLUMN.reason.is_in(reasons.iter().copied().map(Word)))
        .filter(callback::COLUMN.done_at.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The call was made, or is no longer needed.
///
/// # Errors
/// [`StoreError`].
pub async fn settle(
    tx: &Tx,
    territory: TerritoryId,
    referral: ReferralId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    callback::Entity::update_many()
        .col_expr(callback::COLUMN.done_at, Expr::value(Some(now)))
        .filter(callback::COLUMN.territory_id.eq(Id(territory)))
        .filter(callback::COLUMN.referral_id.eq(Id(referral)))
        .filter(callback::COLUMN.done_at.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
