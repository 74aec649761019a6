//! Self-registrations on the public page, and the referrals that may be about the same person.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::beneficiary_search::whole_name;
use domain::ids::{BeneficiaryId, ReferralId, TerritoryId};
use domain::referral::ReferralOrigin;
use entity::column::{Id, Word};
use entity::{beneficiary, booking_session, callback, invitation, referral};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::store::beneficiaries::NewPerson;
use crate::store::db::Tx;
use crate::store::error::StoreError;

/// Requests that the same person, by name and birthday, began on the public page on that same day and left: nothing
/// was booked, no call was asked for, and no page is open. What somebody else handed in is not looked at.
///
/// # Errors
/// [`StoreError`].
pub async fn left(
    tx: &Tx,
    territory: TerritoryId,
    new: &NewPerson<'_>,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<ReferralId>, StoreError> {
    let Some(born_on) = new.born_on else { return Ok(Vec::new()) };
    let open_pages = booking_session::Entity::find()
        .select_only()
        .column(booking_session::Column::InvitationId)
        .filter(booking_session::COLUMN.expires_at.gt(now))
        .into_query();
    let visited = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::ReferralId)
        .filter(invitation::COLUMN.territory_id.eq(Id(territory)))
        .filter(invitation::Column::Id.in_subquery(open_pages))
        .into_query();
    let to_call = callback::Entity::find()
        .select_only()
        .column(callback::Column::ReferralId)
        .filter(callback::COLUMN.territory_id.eq(Id(territory)))
        .filter(callback::COLUMN.done_at.is_null())
        .into_query();
    let born_alike = beneficiary::Entity::find()
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .filter(beneficiary::COLUMN.born_on.eq(born_on))
        .filter(beneficiary::COLUMN.id.ne(Id(new.id)))
        .all(tx)
        .await?;
    let wanted = whole_name(new.given_name, new.family_name);
    let same = born_alike
        .into_iter()
        .filter(|person| whole_name(&person.given_name, &person.family_name) == wanted)
        .map(|person| person.id);
    let rows: Vec<Id<ReferralId>> = referral::Entity::find()
        .select_only()
        .column(referral::Column::Id)
        .filter(referral::COLUMN.beneficiary_id.is_in(same))
        .filter(referral::COLUMN.origin.eq(Word(ReferralOrigin::SelfRegistered)))
        .filter(referral::COLUMN.received_on.eq(day))
        .filter(referral::COLUMN.booked_at.is_null())
        .filter(referral::COLUMN.closed_on.is_null())
        .filter(referral::Column::Id.not_in_subquery(visited))
        .filter(referral::Column::Id.not_in_subquery(to_call))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}

/// The referrals of those people that they made themselves, on the public page.
///
/// # Errors
/// [`StoreError`].
pub async fn files_of(
    tx: &Tx,
    territory: TerritoryId,
    people: &[BeneficiaryId],
) -> Result<Vec<ReferralId>, StoreError> {
    let rows: Vec<Id<ReferralId>> = referral::Entity::find()
        .select_only()
        .column(referral::Column::Id)
        .filter(referral::COLUMN.territory_id.eq(Id(territory)))
        .filter(referral::COLUMN.beneficiary_id.is_in(people.iter().copied().map(Id)))
        .filter(referral::COLUMN.origin.eq(Word(ReferralOrigin::SelfRegistered)))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}

/// One of several files that may be about the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// File number.
    pub key: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// When the clock started, local date.
    pub received_on: NaiveDate,
    /// True when the person made it alone, on the public page.
    pub is_alone: bool,
    /// True when an appointment was booked.
    pub is_booked: bool,
}

/// Files that still wait and may be about one person, by name and birthday, at least one of which the person made
/// alone: each group with the file received first at its head.
///
/// # Errors
/// [`StoreError`].
pub async fn alike(db: &impl ConnectionTrait, territory: TerritoryId) -> Result<Vec<Vec<Alike>>, StoreError> {
    let waiting = || {
        referral::Entity::find()
            .filter(referral::COLUMN.territory_id.eq(Id(territory)))
            .filter(referral::COLUMN.closed_on.is_null())
            .filter(referral::COLUMN.attended_at.is_null())
    };
    let alone = waiting()
        .select_only()
        .column(referral::Column::BeneficiaryId)
        .filter(referral::COLUMN.origin.eq(Word(ReferralOrigin::SelfRegistered)))
        .into_query();
    let days = beneficiary::Entity::find()
        .select_only()
        .column(beneficiary::Column::BornOn)
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .filter(beneficiary::Column::Id.in_subquery(alone))
        .into_query();
    let people: BTreeMap<Id<BeneficiaryId>, beneficiary::Model> = beneficiary::Entity::find()
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .filter(beneficiary::Column::BornOn.in_subquery(days.clone()))
        .all(db)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let theirs = beneficiary::Entity::find()
        .select_only()
        .column(beneficiary::Column::Id)
        .filter(beneficiary::COLUMN.territory_id.eq(Id(territory)))
        .filter(beneficiary::Column::BornOn.in_subquery(days))
        .into_query();
    let rows = waiting()
        .filter(referral::Column::BeneficiaryId.in_subquery(theirs))
        .order_by_asc(referral::COLUMN.received_on)
        .order_by_asc(referral::COLUMN.key)
        .all(db)
        .await?;
    let mut groups: BTreeMap<(NaiveDate, (String, String)), Vec<Alike>> = BTreeMap::new();
    for row in rows {
        let Some(person) = people.get(&row.beneficiary_id) else { continue };
        let Some(born_on) = person.born_on else { continue };
        let name = whole_name(&person.given_name, &person.family_name);
        groups.entry((born_on, name)).or_default().push(Alike {
            key: row.key,
            given_name: person.given_name.clone(),
            family_name: person.family_name.clone(),
            received_on: row.received_on,
            is_alone: row.origin.0 == ReferralOrigin::SelfRegistered,
            is_booked: row.booked_at.is_some(),
        });
    }
    let mut groups: Vec<Vec<Alike>> = groups.into_values().collect();
    groups.retain(|group| group.len() > 1 && group.iter().any(|file| file.is_alone));
    groups.sort_by_key(|group| group.first().map(|file| (file.received_on, file.key.clone())));
    Ok(groups)
}
