//! People as a desk sees them: who they are, since when they wait, what they have.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::appointment_state::State;
use domain::ids::{BeneficiaryId, OrganisationId, ReferralId, SiteId, TerritoryId};
use domain::time::Quantum;
use entity::column::{Id, Word};
use entity::{appointment, beneficiary, referral};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::store::appointments;
use crate::store::appointments::Appointment;
use crate::store::error::StoreError;
use crate::store::referrals::{Beneficiary, erased_key, read_person};

/// A referral of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralSummary {
    /// Identifier.
    pub id: ReferralId,
    /// File number.
    pub key: String,
    /// When the clock started, local date.
    pub received_on: NaiveDate,
    /// The organisation in charge.
    pub organisation: Option<OrganisationId>,
    /// Preferred site.
    pub site: Option<SiteId>,
    /// True when the person was received.
    pub is_attended: bool,
    /// True when it was closed without an appointment.
    pub is_closed: bool,
    /// The appointment that is expected, today or later.
    pub expected: Option<Appointment>,
}

impl ReferralSummary {
    /// True while something may be offered.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !self.is_attended && !self.is_closed
    }
}

/// A person with their referrals, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Who.
    pub person: Beneficiary,
    /// What is about them.
    pub files: Vec<ReferralSummary>,
}

impl Card {
    /// The referral that is served next: the one with an appointment, or the one that has waited longest.
    #[must_use]
    pub fn open_file(&self) -> Option<&ReferralSummary> {
        let open = || self.files.iter().filter(|file| file.is_open());
        open().find(|file| file.expected.is_some()).or_else(|| open().min_by_key(|file| file.received_on))
    }

    /// The appointment that is expected next.
    #[must_use]
    pub fn expected(&self) -> Option<&Appointment> {
        self.files.iter().filter_map(|file| file.expected.as_ref()).min_by_key(|found| found.visit.start)
    }
}

/// The people called `ids`, in that order, with what they have from `since` on. Who is not of the territory, or no
/// longer known, is left out.
///
/// # Errors
/// [`StoreError`].
pub async fn of(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    ids: &[BeneficiaryId],
    since: Quantum,
) -> Result<Vec<Card>, StoreError> {
    let wanted = ids.iter().copied().map(Id);
    // By identifier alone, the territory looked at here: given both, SQLite walks through the whole territory.
    let mut people = beneficiary::Entity::find().filter(beneficiary::COLUMN.id.is_in(wanted)).all(db).await?;
    people.retain(|person| person.territory_id.0 == territory);
    let files = referral::Entity::find()
        .filter(referral::COLUMN.beneficiary_id.is_in(people.iter().map(|person| person.id)))
        .order_by_desc(referral::COLUMN.received_on)
        .order_by_desc(referral::COLUMN.id)
        .all(db)
        .await?;
    let expected = appointment::Entity::find()
        .filter(appointment::COLUMN.referral_id.is_in(files.iter().map(|file| file.id)))
        .filter(appointment::COLUMN.state.eq(Word(State::Booked)))
        .filter(appointment::COLUMN.to_quantum.gt(since.0))
        .all(db)
        .await?;
    let mut expected: BTreeMap<ReferralId, Appointment> =
        expected.into_iter().map(|row| (row.referral_id.0, appointments::read(&row))).collect();
    let mut by_person: BTreeMap<BeneficiaryId, Vec<ReferralSummary>> = BTreeMap::new();
    for row in files.into_iter().filter(|row| row.key != erased_key(row.id.0)) {
        let file = ReferralSummary {
            id: row.id.0,
            key: row.key,
            received_on: row.received_on,
            organisation: row.organisation_id.map(|id| id.0),
            site: row.site_id.map(|id| id.0),
            is_attended: row.attended_at.is_some(),
            is_closed: row.closed_on.is_some(),
            expected: expected.remove(&row.id.0),
        };
        by_person.entry(row.beneficiary_id.0).or_default().push(file);
    }
    let mut cards: BTreeMap<BeneficiaryId, Card> = BTreeMap::new();
    for row in people {
        let files = by_person.remove(&row.id.0).unwrap_or_default();
        cards.insert(row.id.0, Card { person: read_person(row), files });
    }
    Ok(ids.iter().filter_map(|id| cards.remove(id)).collect())
}
