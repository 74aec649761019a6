//! What use cases share: the write transaction, what is loaded before it, retries, the guard, notifications.

pub(in crate::actions) mod attempt_limit;
pub(in crate::actions) mod error;
pub(in crate::actions) mod journal;
pub(in crate::actions) mod loaded;
pub(in crate::actions) mod metered;
pub(in crate::actions) mod notify;
pub(in crate::actions) mod password_hashing;
pub(in crate::actions) mod reserve_team;
pub(in crate::actions) mod retry;
pub(in crate::actions) mod search_request;
pub(in crate::actions) mod write;
