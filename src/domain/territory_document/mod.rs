//! Territory document: import format of a territory, with keys in place of identifiers, validated as a whole before
//! anything is stored.

mod agendas;
mod changes;
mod document;
mod places;
mod professionals;
mod validate;
mod validated;
mod validator;
mod visits;

pub use changes::{ChangeCounts, ListChanges, TerritoryChanges};
pub use document::{
    AbsenceSpec, ExceptionSpec, HoursSpec, LegalLimitSpec, MessagesSpec, OpeningSpec, OrganisationSpec,
    ProfessionalSpec, ReferralSpec, ReminderSpec, RoleSpec, RoomSpec, SiteSpec, TerritoryDocument, ThemeSpec,
    TravelSpec, VisitTypeSpec, WaitlistSpec,
};
pub use validated::{
    KnownIds, Organisation, Professional, Referral, Room, ValidatedAgenda, ValidatedTerritory,
};
