//! Identifiers: one type per noun, so that identifiers cannot be confused.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// A tenant: a département or métropole.
    TerritoryId,
    /// A partner of the territory.
    OrganisationId,
    /// A place that receives people.
    SiteId,
    /// A professional or a room.
    ResourceId,
    /// A kind of appointment (motif).
    VisitTypeId,
    /// A period when a resource can be booked (plage d'ouverture).
    OpeningId,
    /// The person received (usager).
    BeneficiaryId,
    /// One request to orient a beneficiary; its waiting time is measured.
    ReferralId,
    /// A held or booked appointment; keeps its identifier when rescheduled.
    AppointmentId,
    /// One message to one recipient.
    MessageId,
    /// An outside calendar that is read.
    CalendarSourceId,
    /// An account of the back office.
    AccountId,
}
