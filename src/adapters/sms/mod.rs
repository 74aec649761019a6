//! SMS: sent through a provider, or kept in a folder when there is none.
//!
//! `smpp` talks to an operator's SMPP server, `http` to providers over HTTP, `folder` writes files; `gateway` falls back
//! to a second provider when the first cannot be reached. What providers report is queued in an [`EventSink`].

mod event_sink;
mod folder;
mod gateway;
pub mod http;
mod outcome;
pub mod smpp;

pub use event_sink::EventSink;
pub use folder::SmsFolder;
pub use gateway::{Gateway, Provider};
pub use outcome::{Cause, Outcome};
