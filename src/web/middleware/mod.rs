//! Middleware: limits, headers, cross-site protection, request logging, draining.

pub mod csrf;
pub mod drain;
pub mod per_minute;
pub mod rate_limit;
pub mod requests;
pub mod security_headers;
