//! Mail: what is said (`page`), how it is wrapped (`message`), how it leaves (`transport`).
//!
//! Pure up to the bytes: a [`Letter`] holds every fact, filled by a job from rows. Signing (DKIM) is the relay's.

mod folder;
mod letter;
mod message;
mod page;
mod smtp;
#[cfg(test)]
mod tests;
mod transport;

pub use folder::MailFolder;
pub use letter::{Colleague, Letter, Person, Place, Service, method};
pub use message::{LetterError, Mail, write};
pub use smtp::{Encryption, Login, Secret, Smtp, SmtpSettings, SmtpSetupError};
pub use transport::{Cause, SendError, Stage, Transport};
