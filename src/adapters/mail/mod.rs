//! How mail leaves: a relay over SMTP (`smtp`, `relay_session`) or a folder (`folder`).

mod folder;
mod relay_session;
mod send_error;
mod smtp;
#[cfg(test)]
mod tests;
mod transport;

pub use folder::MailFolder;
pub use relay_session::RelaySession;
pub use send_error::{Cause, SendError, Stage};
pub use smtp::{Encryption, Login, Smtp, SmtpSettings, SmtpSetupError};
pub use transport::Transport;
