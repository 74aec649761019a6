//! Erasure at the end of retention. Dates and states stay for the statistics, without a person to them.

use chrono::{DateTime, Utc};
use domain::ids::{BeneficiaryId, ReferralId, TerritoryId};
use domain::time::Quantum;
use domain::visit::Language;
use entity::column::{Id, Word};
use entity::{
    appointment, attempt, bad_channel, beneficiary, booking_session, callback, idempotency_key, invitation,
    message, referral, referral_need, refused_channel, sms_reply,
};
use sea_orm::prelude::Date;
use sea_orm::sea_query::{Condition, Expr, LockType, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::db::Tx;
use super::error::StoreError;
use super::messages::{Payload, Status};
use super::referrals::erased_key;
use crate::store::{beneficiary_search, provenance};

/// What every neutral file number begins with.
const NEUTRAL: &str = "erased-%";

/// Up to `most` people behind `after` whose last contact lies before `since` and of whom something is still known,
/// in the order of their identifiers. A contact is a referral received or closed, an appointment's end, a link made
/// or used, a call asked for or made; dates count as days of UTC.
///
/// # Errors
/// [`StoreError`].
pub async fn overdue(
    db: &impl ConnectionTrait,
    since: DateTime<Utc>,
    after: BeneficiaryId,
    most: u64,
) -> Result<Vec<BeneficiaryId>, StoreError> {
    let ids: Vec<Id<BeneficiaryId>> = beneficiary::Entity::find()
        .select_only()
        .column(beneficiary::Column::Id)
        .filter(is_overdue(since))
        .filter(beneficiary::COLUMN.id.gt(Id(after)))
        .order_by_asc(beneficiary::COLUMN.id)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

fn is_overdue(since: DateTime<Utc>) -> Condition {
    let people = |wanted: Condition| -> SelectStatement {
        referral::Entity::find()
            .select_only()
            .column(referral::Column::BeneficiaryId)
            .filter(wanted)
            .into_query()
    };
    let is_known = Condition::any()
        .add(beneficiary::COLUMN.given_name.ne(""))
        .add(beneficiary::COLUMN.family_name.ne(""))
        .add(beneficiary::COLUMN.email.is_not_null())
        .add(beneficiary::COLUMN.phone.is_not_null())
        .add(beneficiary::COLUMN.born_on.is_not_null())
        .add(
            beneficiary::Column::Id
                .in_subquery(people(Condition::all().add(referral::Column::Key.not_like(NEUTRAL)))),
        );
    Condition::all()
        .add(is_known)
        // Somebody without a referral is about to get one.
        .add(beneficiary::Column::Id.in_subquery(people(Condition::all())))
        .add(beneficiary::Column::Id.not_in_subquery(people(has_contact(since))))
}

/// The referrals with a contact since then.
fn has_contact(since: DateTime<Utc>) -> Condition {
    let day: Date = since.date_naive();
    let met = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::ReferralId)
        .filter(appointment::COLUMN.to_quantum.gte(Quantum::ceil(since).0))
        .into_query();
    let came = booking_session::Entity::find()
        .select_only()
        .column(booking_session::Column::InvitationId)
        .filter(booking_session::COLUMN.created_at.gte(since))
        .into_query();
    let invited = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::ReferralId)
        .filter(
            Condition::any()
                .add(invitation::COLUMN.created_at.gte(since))
                .add(invitation::Column::Id.in_subquery(came)),
        )
        .into_query();
    let called = callback::Entity::find()
        .select_only()
        .column(callback::Column::ReferralId)
        .filter(
            Condition::any()
                .add(callback::COLUMN.asked_at.gte(since))
                .add(callback::COLUMN.done_at.gte(since)),
        )
        .into_query();
    Condition::any()
        .add(referral::COLUMN.received_on.gte(day))
        .add(referral::COLUMN.closed_on.gte(day))
        .add(referral::Column::Id.in_subquery(met))
        .add(referral::Column::Id.in_subquery(invited))
        .add(referral::Column::Id.in_subquery(called))
}

/// Forgets those of `people` who are still overdue once nobody else can change their referrals: names, ways to reach
/// them, birthday, needs, file numbers, links, sessions, calls, and what failed messages say. Returns how many. What is
/// kept: the dates of the clock, appointments with their times and states, and which messages there were.
///
/// # Errors
/// [`StoreError`].
pub async fn erase(tx: &Tx, people: &[BeneficiaryId], since: DateTime<Utc>) -> Result<u64, StoreError> {
    let wanted: Vec<Id<BeneficiaryId>> = people.iter().copied().map(Id).collect();
    referral::Entity::find()
        .filter(referral::COLUMN.beneficiary_id.is_in(wanted.clone()))
        .order_by_asc(referral::COLUMN.id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    // A contact may have come just before the lock.
    let people: Vec<Id<BeneficiaryId>> = beneficiary::Entity::find()
        .select_only()
        .column(beneficiary::Column::Id)
        .filter(is_overdue(since))
        .filter(beneficiary::COLUMN.id.is_in(wanted))
        .into_tuple()
        .all(tx)
        .await?;
    let referrals: Vec<Id<ReferralId>> = referral::Entity::find()
        .select_only()
        .column(referral::Column::Id)
        .filter(referral::COLUMN.beneficiary_id.is_in(people.clone()))
        .into_tuple()
        .all(tx)
        .await?;
    forget_links(tx, &referrals).await?;
    callback::Entity::delete_many()
        .filter(callback::COLUMN.referral_id.is_in(referrals.clone()))
        .exec(tx)
        .await?;
    referral_need::Entity::delete_many()
        .filter(referral_need::COLUMN.referral_id.is_in(referrals.clone()))
        .exec(tx)
        .await?;
    forget_problems(tx, &referrals).await?;
    provenance::forget_statements(tx, &referrals).await?;
    provenance::forget_people(tx, &people).await?;
    for id in referrals {
        referral::Entity::update_many()
            .col_expr(referral::COLUMN.key, Expr::value(erased_key(id.0)))
            .col_expr(referral::COLUMN.interpreter, Expr::value(Option::<String>::None))
            .filter(referral::COLUMN.id.eq(id))
            .exec(tx)
            .await?;
    }
    sms_reply::Entity::update_many()
        .col_expr(sms_reply::COLUMN.text, Expr::value(Option::<String>::None))
        .filter(sms_reply::COLUMN.beneficiary_id.is_in(people.clone()))
        .exec(tx)
        .await?;
    bad_channel::Entity::delete_many()
        .filter(bad_channel::COLUMN.beneficiary_id.is_in(people.clone()))
        .exec(tx)
        .await?;
    refused_channel::Entity::delete_many()
        .filter(refused_channel::COLUMN.beneficiary_id.is_in(people.clone()))
        .exec(tx)
        .await?;
    let result = beneficiary::Entity::update_many()
        .col_expr(beneficiary::COLUMN.given_name, Expr::value(""))
        .col_expr(beneficiary::COLUMN.family_name, Expr::value(""))
        .col_expr(beneficiary::COLUMN.email, Expr::value(Option::<String>::None))
        .col_expr(beneficiary::COLUMN.phone, Expr::value(Option::<String>::None))
        .col_expr(beneficiary::COLUMN.born_on, Expr::value(Option::<Date>::None))
        .col_expr(beneficiary::COLUMN.language, Expr::value(Word(Language::french())))
        .filter(beneficiary::COLUMN.id.is_in(people.clone()))
        .exec(tx)
        .await?;
    for territory in territories_of(tx, &people).await? {
        let theirs: Vec<BeneficiaryId> = people.iter().map(|id| id.0).collect();
        beneficiary_search::index(tx, territory, &theirs).await?;
    }
    Ok(result.rows_affected)
}

/// The territories these people live in.
async fn territories_of(tx: &Tx, people: &[Id<BeneficiaryId>]) -> Result<Vec<TerritoryId>, StoreError> {
    let ids: Vec<Id<TerritoryId>> = beneficiary::Entity::find()
        .select_only()
        .column(beneficiary::Column::TerritoryId)
        .distinct()
        .filter(beneficiary::COLUMN.id.is_in(people.to_vec()))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

async fn forget_links(tx: &Tx, referrals: &[Id<ReferralId>]) -> Result<(), StoreError> {
    let links = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::Id)
        .filter(invitation::COLUMN.referral_id.is_in(referrals.to_vec()))
        .into_query();
    booking_session::Entity::delete_many()
        .filter(booking_session::Column::InvitationId.in_subquery(links))
        .exec(tx)
        .await?;
    invitation::Entity::delete_many()
        .filter(invitation::COLUMN.referral_id.is_in(referrals.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

/// What was noted of a message may tell of an address.
async fn forget_problems(tx: &Tx, referrals: &[Id<ReferralId>]) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::COLUMN.problem, Expr::value(Option::<String>::None))
        .col_expr(message::COLUMN.reference, Expr::value(Option::<String>::None))
        .col_expr(message::COLUMN.sent_to, Expr::value(Option::<String>::None))
        .filter(message::COLUMN.referral_id.is_in(referrals.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets what messages said that were settled before `since` and whose appointment was over by then; that there was
/// one, to whom it went by what channel, and what became of it, stays. Returns how many.
///
/// # Errors
/// [`StoreError`].
pub async fn forget_contents(tx: &Tx, since: DateTime<Utc>) -> Result<u64, StoreError> {
    let nothing = serde_json::to_string(&Payload::none())?;
    let to_come = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::Id)
        .filter(appointment::COLUMN.to_quantum.gte(Quantum::ceil(since).0))
        .into_query();
    let is_over = Condition::any()
        .add(message::COLUMN.appointment_id.is_null())
        .add(message::Column::AppointmentId.not_in_subquery(to_come));
    let result = message::Entity::update_many()
        .col_expr(message::COLUMN.payload, Expr::value(nothing.clone()))
        .col_expr(message::COLUMN.problem, Expr::value(Option::<String>::None))
        .col_expr(message::COLUMN.reference, Expr::value(Option::<String>::None))
        .col_expr(message::COLUMN.sent_to, Expr::value(Option::<String>::None))
        .filter(message::COLUMN.settled_at.lt(since))
        .filter(message::COLUMN.payload.ne(nothing))
        .filter(message::COLUMN.state.is_not_in([Word(Status::Planned), Word(Status::Sending)]))
        .filter(is_over)
        .exec(tx)
        .await?;
    Ok(result.rows_affected)
}

/// Deletes the answers stored before `since`; returns how many.
///
/// # Errors
/// [`StoreError`].
pub async fn forget_answers(tx: &Tx, since: DateTime<Utc>) -> Result<u64, StoreError> {
    let result = idempotency_key::Entity::delete_many()
        .filter(idempotency_key::COLUMN.created_at.lt(since))
        .exec(tx)
        .await?;
    Ok(result.rows_affected)
}

/// Deletes the attempts that no longer count. They are keyed hashes of a link, and of no use without it.
///
/// # Errors
/// [`StoreError`].
pub async fn forget_tries(tx: &Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    attempt::Entity::delete_many().filter(attempt::COLUMN.ends_at.lt(now)).exec(tx).await?;
    Ok(())
}
