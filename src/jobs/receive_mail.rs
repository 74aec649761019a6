//! Receives mail from a maildir or over LMTP: delivery reports and calendar answers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::actions;
use crate::adapters::lmtp::{self, Taken};
use crate::adapters::maildir::Maildir;
use crate::context::Context;
use crate::formats::authentication_results::is_authentic;
use crate::formats::calendars::read_answer;
use crate::formats::incoming_mail::{Incoming, MAX_BYTES, read};
use crate::formats::mail_address::Address;
use crate::jobs::job::{Job, JobContext, JobError, Next};
use crate::keys::return_paths;
use crate::keys::return_paths::Returned;

/// The name of the LMTP listener in logs and metrics.
pub const LMTP: &str = "receive_lmtp";

/// How long to wait after a connection that could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_secs(5);
/// LMTP sessions at once; a relay needs few.
const SESSIONS: usize = 16;

/// Where mail is received.
#[derive(Clone, Debug)]
pub struct IncomingMail {
    /// The folder in which a relay delivers it.
    pub maildir: Option<Maildir>,
    /// The address at which a relay delivers it over LMTP.
    pub lmtp_listen: Option<SocketAddr>,
    /// The service's own address, before any tag.
    pub address: ReturnAddress,
}

/// The service's own address, and who confirms that mail sent to it is authentic. Not shown by `Debug`.
#[derive(Clone)]
pub struct ReturnAddress {
    /// The address, before any tag.
    pub address: Address,
    /// The `authserv-id` of the trusted relay: a calendar answer counts only when it confirms that the mail comes from the
    /// domain of its author. Without one, the address that only the recipient knows is enough.
    pub trusted_authserv_id: Option<String>,
}

impl std::fmt::Debug for ReturnAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReturnAddress { .. }")
    }
}

/// What was done with a received mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handled {
    /// It was for the service, and what it says is stored.
    Recorded,
    /// An automatic mail for nobody.
    Ignored,
    /// A person wrote it, for people to read.
    ForPeople,
}

/// Handles one mail. Whoever sends it, it changes nothing unless it comes to an address that only the recipient of one
/// message knows, and the trusted relay confirms calendar answers when one is set ([`ReturnAddress::trusted_authserv_id`]);
/// automatic mails are never answered.
///
/// # Errors
/// [`actions::MessageError`] when the database fails: the same mail may be handled again.
pub async fn handle(
    ctx: &Context,
    own: &ReturnAddress,
    bytes: &[u8],
    recipients: &[String],
) -> Result<Handled, actions::MessageError> {
    let Some(links) = &ctx.links else { return Ok(Handled::ForPeople) };
    match read(bytes, &own.address, recipients) {
        Incoming::Automatic => Ok(Handled::Ignored),
        Incoming::Other => Ok(Handled::ForPeople),
        Incoming::Report { tag, fate } => {
            let Some(Returned::Report(message)) = return_paths::read(&links.key, &tag) else {
                return Ok(Handled::Ignored);
            };
            let known = actions::note_report(ctx, message, fate).await?;
            tracing::info!(message.id = %message, ?fate, known, "a delivery report was received");
            Ok(Handled::Recorded)
        }
        Incoming::Calendar { tag, file, automatic } => {
            let Some(Returned::Answer(appointment, proof)) = return_paths::read(&links.key, &tag) else {
                return Ok(if automatic { Handled::Ignored } else { Handled::ForPeople });
            };
            let Some(invitee) = actions::whose_answer(ctx, appointment, proof).await? else {
                return Ok(if automatic { Handled::Ignored } else { Handled::ForPeople });
            };
            if own.trusted_authserv_id.as_deref().is_some_and(|authority| !is_authentic(bytes, authority)) {
                tracing::warn!(appointment.id = %appointment, "a calendar answer was not confirmed by the trusted relay");
                return Ok(if automatic { Handled::Ignored } else { Handled::ForPeople });
            }
            let reply = read_answer(&file, &invitee.email, invitee.zone);
            let reply = reply.filter(|reply| reply.appointment == appointment);
            let Some(reply) = reply else {
                return Ok(if automatic { Handled::Ignored } else { Handled::ForPeople });
            };
            let noted = actions::note_answer(ctx, &invitee, &reply, automatic).await?;
            let answer = reply.answer.word();
            tracing::info!(appointment.id = %appointment, answer, ?noted, "a calendar answer was received");
            Ok(Handled::Recorded)
        }
    }
}

/// Handles the new mails of the maildir; says how many. What was for the service is deleted, what people wrote is set aside.
///
/// # Errors
/// When the maildir cannot be read or changed. A mail that cannot be handled now stays for the next run.
pub async fn read_maildir(ctx: &Context, maildir: &Maildir, own: &ReturnAddress) -> std::io::Result<usize> {
    let reading = maildir.clone();
    let entries = tokio::task::spawn_blocking(move || reading.new_mails()).await??;
    let mut handled = 0;
    for entry in entries {
        let reading = entry.clone();
        let bytes = tokio::task::spawn_blocking(move || reading.bytes(MAX_BYTES)).await??;
        match handle(ctx, own, &bytes, &[]).await {
            Ok(Handled::Recorded | Handled::Ignored) => entry.remove()?,
            Ok(Handled::ForPeople) => maildir.set_aside(&entry)?,
            Err(error) => {
                tracing::error!(%error, "a received mail waits for the database");
                continue;
            }
        }
        handled += 1;
    }
    Ok(handled)
}

/// Reads the maildir every few seconds.
#[derive(Clone, Debug)]
pub struct ReceiveMaildir {
    maildir: Maildir,
    address: ReturnAddress,
}

impl ReceiveMaildir {
    /// Reads `maildir`, which has the mail for `address`.
    #[must_use]
    pub const fn new(maildir: Maildir, address: ReturnAddress) -> Self {
        Self { maildir, address }
    }
}

impl Job for ReceiveMaildir {
    const NAME: &'static str = "receive_maildir";
    const EVERY: Duration = Duration::from_secs(5);

    async fn run(&mut self, job: &JobContext) -> Result<Next, JobError> {
        let handled = read_maildir(&job.ctx, &self.maildir, &self.address).await?;
        Ok(if handled > 0 { Next::AtOnce } else { Next::AfterInterval })
    }
}

/// Receives mail over LMTP until the service stops.
pub async fn listen(job: JobContext, listener: Arc<TcpListener>, own: ReturnAddress) {
    let sessions = Arc::new(Semaphore::new(SESSIONS));
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::error!(%error, "an LMTP connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
            () = job.stopped() => return,
        };
        let Ok(place) = Arc::clone(&sessions).try_acquire_owned() else { continue };
        let (ctx, own) = (job.ctx.clone(), own.clone());
        tokio::spawn(async move {
            let session = lmtp::session(stream, &own.address, |bytes, recipients| {
                let (ctx, own) = (ctx.clone(), own.clone());
                async move { receive(&ctx, &own, &bytes, &recipients).await }
            });
            if let Err(error) = session.await {
                tracing::info!(%error, "an LMTP session broke");
            }
            drop(place);
        });
    }
}

async fn receive(ctx: &Context, own: &ReturnAddress, bytes: &[u8], recipients: &[String]) -> Taken {
    match handle(ctx, own, bytes, recipients).await {
        Ok(Handled::Recorded | Handled::Ignored) => Taken::Yes,
        Ok(Handled::ForPeople) => Taken::NotRead,
        Err(error) => {
            tracing::error!(%error, "a received mail waits for the database");
            Taken::Later
        }
    }
}
