//! Beneficiaries: registering, finding, merging, contact details, forgetting.

pub(in crate::actions) mod change_contact;
pub(in crate::actions) mod choose_language;
pub(in crate::actions) mod error;
pub(in crate::actions) mod find;
pub(in crate::actions) mod merge;
pub(in crate::actions) mod purge;
pub(in crate::actions) mod refuse_reminders;
pub(in crate::actions) mod refuse_sms;
pub(in crate::actions) mod register;
pub(in crate::actions) mod self_register;
pub(in crate::actions) mod settle_check;

pub use change_contact::{Contact, change_contact};
pub use choose_language::choose_language;
pub use error::BeneficiaryError;
pub use find::find_beneficiaries;
pub use merge::merge_beneficiaries;
pub use purge::{Purged, purge};
pub use refuse_reminders::{refuse_reminders, stop_reminders};
pub use refuse_sms::refuse_sms;
pub use register::{DuplicateCheck, Person, Registration, open_referral, register_beneficiary};
pub use self_register::{SelfRegistered, SelfRegistration, self_register};
pub use settle_check::{Settlement, settle_check};
