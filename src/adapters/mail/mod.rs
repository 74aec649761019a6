//! Mail: what is said (`page`), how it is wrapped (`message`), how it leaves (`transport`, `line`).
//!
//! Pure up to the bytes: a [`Letter`] holds every fact, filled by a job from rows. The
//! service signs them itself when it has a key (`dkim`); else the relay does.

mod dkim;
mod folder;
mod letter;
mod line;
mod message;
mod notice;
mod page;
mod smtp;
#[cfg(test)]
mod tests;
mod transport;

pub use dkim::{Dkim, DkimKeyError, SignError};
pub use folder::MailFolder;
pub use letter::{Also, Colleague, Letter, Person, Place, Service, method};
pub use line::Line;
pub use message::{LetterError, Mail, write};
pub use notice::Notice;
pub use smtp::{Encryption, Login, Secret, Smtp, SmtpSettings, SmtpSetupError};
pub use transport::{Cause, SendError, Stage, Transport};
