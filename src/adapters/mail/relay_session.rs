//! One SMTP session with the relay, shared by emails that follow each other (RFC 5321 section 3.3).

use crate::adapters::mail::send_error::SendError;
use crate::adapters::mail::smtp::{Session, Smtp};
use crate::adapters::mail::transport::Transport;
use crate::formats::email::Mail;

/// After so many mails a session ends: relays that count them end it at worse moments.
const MOST_MAILS: u32 = 100;

/// A way out that keeps its session with the relay from one mail to the next. Each worker has its own.
#[derive(Debug)]
pub struct RelaySession {
    transport: Transport,
    /// With how many mails it has taken.
    kept: Option<(Session, u32)>,
}

impl RelaySession {
    /// A line over `transport`. Connects to nothing yet.
    #[must_use]
    pub const fn over(transport: Transport) -> Self {
        Self { transport, kept: None }
    }

    /// Hands `mail` over. `Ok` means the relay (or the disk) has taken it in charge.
    ///
    /// # Errors
    /// [`SendError`] tells whether to try again: yes when temporary, no when permanent; when unknown it may have left
    /// already, and a second sending has the same Message-ID and the same UID and SEQUENCE inside.
    pub async fn send(&mut self, mail: &Mail) -> Result<(), SendError> {
        match &self.transport {
            Transport::Folder(folder) => folder.keep(mail).await,
            Transport::Smtp(smtp) => speak(smtp, &mut self.kept, mail).await,
        }
    }

    /// Ends the session, when there is one: nothing follows soon, and relays close idle sessions.
    pub async fn rest(&mut self) {
        if let Some((session, _)) = self.kept.take() {
            session.end().await;
        }
    }
}

async fn speak(smtp: &Smtp, kept: &mut Option<(Session, u32)>, mail: &Mail) -> Result<(), SendError> {
    let (mut session, mut taken) = match kept.take() {
        Some(kept) => kept,
        None => (smtp.connect().await?, 0),
    };
    let mut sent = session.transfer(mail).await;
    // A relay may end a session between two mails as it likes; of this one it has taken nothing.
    if taken > 0 && sent.is_err_and(SendError::is_end_of_session) {
        session.end().await;
        (session, taken) = (smtp.connect().await?, 0);
        sent = session.transfer(mail).await;
    }
    if sent.is_ok() && taken + 1 < MOST_MAILS {
        *kept = Some((session, taken + 1));
    } else {
        // What an unfinished mail has left in it is not worth knowing.
        session.end().await;
    }
    sent
}
