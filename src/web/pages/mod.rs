//! Handlers and templates: one folder per part of the service, one file per page.

pub mod booking;
pub mod desk;
pub mod home;
pub mod office;
pub mod outbox;
pub mod territory;
