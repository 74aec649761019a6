//! Error pages of the back office and of beneficiaries.

pub mod beneficiary_error;
mod faults;
pub mod office_error;
