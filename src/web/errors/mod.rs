//! Error pages of the back office and of beneficiaries, and what the two share.

pub mod beneficiary_error;
mod faults;
pub mod not_in_territory;
pub mod office_error;
