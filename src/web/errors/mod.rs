//! Error pages of the back office and of beneficiaries.

pub mod beneficiary_error;
pub mod office_error;
