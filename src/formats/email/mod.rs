//! Emails as bytes: what is said (`page`), from which content (`content`), as which MIME tree (`message`), signed with
//! DKIM when the service has a key (`dkim`).

mod content;
mod dkim;
mod message;
mod page;
mod plain_notice;
#[cfg(test)]
pub(crate) mod tests;

pub use content::{Colleague, EmailContent, EmailPlace, OtherAppointment, Person, Service, method};
pub use dkim::{Dkim, DkimKeyError, SignError};
pub use message::{EmailError, Mail, write};
pub use plain_notice::Notice;
