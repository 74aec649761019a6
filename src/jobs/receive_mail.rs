//! Receives mail: reports on what left, and answers of calendars, from a maildir or over LMTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::actions;
use crate::adapters::lmtp::{self, Taken};
use crate::adapters::maildir::Maildir;
use crate::context::Context;
use crate::formats::authentication_results::is_authentic;
use crate::formats::calendars::read_answer;
use crate::formats::incoming_mail::{Incoming, MAX_BYTES, read};
use crate::formats::mail_address::Address;
use crate::keys::return_paths;
use crate::keys::return_paths::Returned;

/// How long to rest between two looks into the maildir.
const REST: Duration = Duration::from_secs(5);
/// Sessions at once; a relay needs few, and everybody else none.
const SESSIONS: usize = 16;

/// Where mail comes in.
#[derive(Clone, Debug)]
pub struct Inbox {
    /// The folder a relay puts it into.
    pub maildir: Option<Maildir>,
    /// The address at which a relay hands it over.
    pub listen: Option<SocketAddr>,
    /// The service's own address, before any tag.
    pub own: Own,
}

/// An address of ours, shown nowhere, like any other; and who says whether what comes to it is authentic.
#[derive(Clone)]
pub struct Own {
    /// The address, before any tag.
    pub address: Address,
    /// The relay whose results are asked for: an answer counts only when it says that the mail comes from the domain of
    /// its author. Without one, the address that only the recipient knows is enough.
    pub authority: Option<String>,
}

impl std::fmt::Debug for Own {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Own { .. }")
    }
}

/// What is to become of a mail that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dealt {
    /// It was for the service, which has written down what it says, or knew it.
    Done,
    /// A machine sent it to nobody.
    Nothing,
    /// A person wrote it.
    ForPeople,
}

/// Deals with one mail. Whoever sends it, it changes nothing unless it comes to an address that only the recipient of one
/// message knows, and a relay vouches for answers when one is to ([`Own::authority`]); nothing is ever answered to a machine.
///
/// # Errors
/// [`actions::MessageError`] when the database fails: the same mail may be dealt with again.
pub async fn deal(
    ctx: &Context,
    own: &Own,
    bytes: &[u8],
    recipients: &[String],
) -> Result<Dealt, actions::MessageError> {
    let Some(links) = &ctx.links else { return Ok(Dealt::ForPeople) };
    match read(bytes, &own.address, recipients) {
        Incoming::Automatic => Ok(Dealt::Nothing),
        Incoming::Other => Ok(Dealt::ForPeople),
        Incoming::Report { tag, fate } => {
            let Some(Returned::Report(message)) = return_paths::read(&links.key, &tag) else {
                return Ok(Dealt::Nothing);
            };
            let known = actions::note_report(ctx, message, fate).await?;
            tracing::info!(message.id = %message, ?fate, known, "a report came in");
            Ok(Dealt::Done)
        }
        Incoming::Calendar { tag, file, automatic } => {
            let Some(Returned::Answer(appointment, proof)) = return_paths::read(&links.key, &tag) else {
                return Ok(if automatic { Dealt::Nothing } else { Dealt::ForPeople });
            };
            let Some(invitee) = actions::whose_answer(ctx, appointment, proof).await? else {
                return Ok(if automatic { Dealt::Nothing } else { Dealt::ForPeople });
            };
            if own.authority.as_deref().is_some_and(|authority| !is_authentic(bytes, authority)) {
                tracing::warn!(appointment.id = %appointment, "an answer came that nobody vouches for");
                return Ok(if automatic { Dealt::Nothing } else { Dealt::ForPeople });
            }
            let reply = read_answer(&file, &invitee.email, invitee.zone);
            let reply = reply.filter(|reply| reply.appointment == appointment);
            let Some(reply) = reply else {
                return Ok(if automatic { Dealt::Nothing } else { Dealt::ForPeople });
            };
            let noted = actions::note_answer(ctx, &invitee, &reply, automatic).await?;
            let answer = reply.answer.word();
            tracing::info!(appointment.id = %appointment, answer, ?noted, "a calendar answered");
            Ok(Dealt::Done)
        }
    }
}

/// Deals with what has come into the maildir; says how many mails. What was for the service is taken away, what people
/// wrote is set aside for people.
///
/// # Errors
/// When the maildir cannot be read or changed. A mail that cannot be dealt with now stays for the next look.
pub async fn look(ctx: &Context, maildir: &Maildir, own: &Own) -> std::io::Result<usize> {
    let reading = maildir.clone();
    let entries = tokio::task::spawn_blocking(move || reading.new_mails()).await??;
    let mut dealt = 0;
    for entry in entries {
        let reading = entry.clone();
        let bytes = tokio::task::spawn_blocking(move || reading.bytes(MAX_BYTES)).await??;
        match deal(ctx, own, &bytes, &[]).await {
            Ok(Dealt::Done | Dealt::Nothing) => entry.remove()?,
            Ok(Dealt::ForPeople) => maildir.set_aside(&entry)?,
            Err(error) => {
                tracing::error!(%error, "a mail that came in waits for the database");
                continue;
            }
        }
        dealt += 1;
    }
    Ok(dealt)
}

/// Looks into the maildir every few seconds until `stop` says so.
pub async fn watch_maildir(ctx: Context, maildir: Maildir, own: Own, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match look(&ctx, &maildir, &own).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::error!(%error, "the maildir cannot be read"),
        }
        tokio::select! {
            () = tokio::time::sleep(REST) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Takes mail over LMTP until `stop` says so.
pub async fn listen(ctx: Context, listener: TcpListener, own: Own, mut stop: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(SESSIONS));
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::error!(%error, "no mail can be taken over LMTP");
                    tokio::time::sleep(REST).await;
                    continue;
                }
            },
            changed = stop.changed() => {
                if changed.is_err() || *stop.borrow() { return }
                continue;
            }
        };
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else { continue };
        let (ctx, own) = (ctx.clone(), own.clone());
        tokio::spawn(async move {
            let session = lmtp::session(stream, &own.address, |bytes, recipients| {
                let (ctx, own) = (ctx.clone(), own.clone());
                async move { taken(&ctx, &own, &bytes, &recipients).await }
            });
            if let Err(error) = session.await {
                tracing::info!(%error, "a session over LMTP broke");
            }
            drop(place);
        });
    }
}

async fn taken(ctx: &Context, own: &Own, bytes: &[u8], recipients: &[String]) -> Taken {
    match deal(ctx, own, bytes, recipients).await {
        Ok(Dealt::Done | Dealt::Nothing) => Taken::Yes,
        Ok(Dealt::ForPeople) => Taken::NotRead,
        Err(error) => {
            tracing::error!(%error, "a mail that came in waits for the database");
            Taken::Later
        }
    }
}
