//! Extractors: sessions, cookies, forms and addresses read from a request.

pub mod beneficiary_cookie;
pub mod beneficiary_session;
pub mod client_address;
pub mod form;
pub mod language;
pub mod office_cookie;
pub mod office_session;
pub mod start;
