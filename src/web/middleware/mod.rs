//! Middleware: limits, headers, cross-site protection, error pages, request logging, draining.

pub mod beneficiary_error_page;
pub mod csrf;
pub mod drain;
pub mod office_error_page;
pub mod rate_limit;
pub mod requests;
pub mod security_headers;
