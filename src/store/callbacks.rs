//! Calls promised to people: lines of the desk's worklist.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{ReferralId, TerritoryId};
use domain::time::HalfDay;
use entity::{beneficiary, callback, referral};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::db::Tx;
use super::error::StoreError;
use super::plans::insert_all;

/// Why a call was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No day that can be offered suits the person.
    NothingSuits,
    /// What was sent to the person came back.
    Unreachable,
    /// Somebody of the team cannot come, and nobody else can then.
    TeamDeclined,
    /// Somebody of the team proposes another time.
    OtherTimeProposed,
    /// The person wrote a short message that only a person can answer.
    SmsReply,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::NothingSuits, Self::Unreachable, Self::TeamDeclined, Self::OtherTimeProposed, Self::SmsReply];

    /// The word used in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NothingSuits => "nothing_suits",
            Self::Unreachable => "unreachable",
            Self::TeamDeclined => "team_declined",
            Self::OtherTimeProposed => "other_time_proposed",
            Self::SmsReply => "sms_reply",
        }
    }
}

const fn half_word(half: HalfDay) -> &'static str {
    match half {
        HalfDay::Morning => "morning",
        HalfDay::Afternoon => "afternoon",
    }
}

/// A promised call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// Identifier.
    pub id: Uuid,
    /// Its territory.
    pub territory: TerritoryId,
    /// Whom to call.
    pub referral: ReferralId,
    /// Why.
    pub why: Why,
    /// When they prefer it.
    pub half_day: HalfDay,
    /// The day by which it was promised, local date.
    pub due_on: NaiveDate,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
}

impl Callback {
    /// True when it should have been made before `today`, local date.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.due_on < today
    }

    /// When they prefer it, in one word.
    #[must_use]
    pub const fn half_word(&self) -> &'static str {
        half_word(self.half_day)
    }
}

/// A call to be made, with what is needed to make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToCall {
    /// The call.
    pub call: Callback,
    /// File number.
    pub key: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Telephone.
    pub phone: Option<String>,
}

fn read(row: &callback::Model) -> Result<Callback, StoreError> {
    let corrupt =
        |found: &str, wanted| StoreError::Corrupt { table: "callback", found: found.to_owned(), wanted };
    let half_day = [HalfDay::Morning, HalfDay::Afternoon]
        .into_iter()
        .find(|half| half_word(*half) == row.half_day)
        .ok_or_else(|| corrupt(&row.half_day, "morning or afternoon"))?;
    let why = Why::ALL.into_iter().find(|why| why.word() == row.why);
    Ok(Callback {
        id: row.id,
        territory: TerritoryId(row.territory_id),
        referral: ReferralId(row.referral_id),
        why: why.ok_or_else(|| corrupt(&row.why, "a reason"))?,
        half_day,
        due_on: row.due_on,
        asked_at: row.asked_at,
    })
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
    let row = callback::Entity::find()
        .filter(callback::COLUMN.territory_id.eq(territory.0))
        .filter(callback::COLUMN.referral_id.eq(referral.0))
        .filter(callback::COLUMN.done_at.is_null())
        .one(db)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The calls promised and not made yet, the most urgent first.
///
/// # Errors
/// [`StoreError`].
pub async fn open(db: &impl ConnectionTrait, territory: TerritoryId) -> Result<Vec<Callback>, StoreError> {
    let rows = callback::Entity::find()
        .filter(callback::COLUMN.territory_id.eq(territory.0))
        .filter(callback::COLUMN.done_at.is_null())
        .order_by_asc(callback::COLUMN.due_on)
        .order_by_asc(callback::COLUMN.asked_at)
        .all(db)
        .await?;
    rows.iter().map(read).collect()
}

/// The calls promised and not made yet, the most urgent first, with whom to call. Somebody who is no longer
/// concerned, or has been received, waits for none.
///
/// # Errors
/// [`StoreError`].
pub async fn to_make(db: &impl ConnectionTrait, territory: TerritoryId) -> Result<Vec<ToCall>, StoreError> {
    let open = open(db, territory).await?;
    let files: BTreeMap<Uuid, referral::Model> = referral::Entity::find()
        .filter(referral::COLUMN.territory_id.eq(territory.0))
        .filter(referral::COLUMN.id.is_in(open.iter().map(|call| call.referral.0)))
        .filter(referral::COLUMN.closed_on.is_null())
        .filter(referral::COLUMN.attended_at.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|file| (file.id, file))
        .collect();
    let people: BTreeMap<Uuid, beneficiary::Model> = beneficiary::Entity::find()
        .filter(beneficiary::COLUMN.territory_id.eq(territory.0))
        .filter(beneficiary::COLUMN.id.is_in(files.values().map(|file| file.beneficiary_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let with_person = |call: Callback| {
        let file = files.get(&call.referral.0)?;
        let person = people.get(&file.beneficiary_id)?;
        Some(ToCall {
            call,
            key: file.key.clone(),
            given_name: person.given_name.clone(),
            family_name: person.family_name.clone(),
            phone: person.phone.clone(),
        })
    };
    Ok(open.into_iter().filter_map(with_person).collect())
}

/// That call was made, or is no longer needed; false when no such call is open.
///
/// # Errors
/// [`StoreError`].
pub async fn done(tx: &Tx, territory: TerritoryId, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let result = callback::Entity::update_many()
        .col_expr(callback::COLUMN.done_at, Expr::value(Some(now)))
        .filter(callback::COLUMN.territory_id.eq(territory.0))
        .filter(callback::COLUMN.id.eq(id))
        .filter(callback::COLUMN.done_at.is_null())
        .exec(tx)
        .await?;
    Ok(result.rows_affected > 0)
}

/// Promises a call.
///
/// # Errors
/// [`StoreError`]; a duplicate when one is promised already.
pub async fn insert(tx: &Tx, new: &Callback) -> Result<(), StoreError> {
    let row = callback::ActiveModel {
        id: Set(new.id),
        territory_id: Set(new.territory.0),
        referral_id: Set(new.referral.0),
        why: Set(new.why.word().to_owned()),
        half_day: Set(half_word(new.half_day).to_owned()),
        due_on: Set(new.due_on),
        asked_at: Set(new.asked_at),
        done_at: Set(None),
    };
    insert_all(tx, vec![row]).await
}

/// The person prefers the other half of the day; the day stays as promised.
///
/// # Errors
/// [`StoreError`].
pub async fn prefer(tx: &Tx, id: Uuid, half: HalfDay) -> Result<(), StoreError> {
    callback::Entity::update_many()
        .col_expr(callback::COLUMN.half_day, Expr::value(half_word(half)))
        .filter(callback::COLUMN.id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// As [`settle`], when it was promised for one of these reasons.
///
/// # Errors
/// [`StoreError`].
pub async fn settle_of(
    tx: &Tx,
    territory: TerritoryId,
    referral: ReferralId,
    reasons: &[Why],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    callback::Entity::update_many()
        .col_expr(callback::COLUMN.done_at, Expr::value(Some(now)))
        .filter(callback::COLUMN.territory_id.eq(territory.0))
        .filter(callback::COLUMN.referral_id.eq(referral.0))
        .filter(callback::COLUMN.why.is_in(reasons.iter().map(|why| why.word())))
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
        .filter(callback::COLUMN.territory_id.eq(territory.0))
        .filter(callback::COLUMN.referral_id.eq(referral.0))
        .filter(callback::COLUMN.done_at.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
