//! Sends due mails: from rows to letters to the way out.

use chrono::Duration;
use domain::channel::{AddressFault, Channel};
use domain::notifications::MessageKind;
use domain::territory::Site;
use domain::time::{Minutes, QUANTUM_MINUTES, Quantum};
use domain::visit::Language;
use thiserror::Error;

use crate::actions::{self, Delivery, Due, Redelivery};
use crate::adapters::mail::{Cause, RelaySession, SendError, Transport};
use crate::context::Context;
use crate::formats::email::{
    Colleague, EmailContent, EmailError, EmailPlace, OtherAppointment, Person, Service, write,
};
use crate::formats::mail_address::{Address, Mailbox, NotAnAddress};
use crate::store::messages::Receipt;
use crate::text::{Catalogue, TextError, roles};

/// The name of the relay in receipts.
const RELAY: &str = "relay";
/// Messages taken at once when sending twice does no harm.
const BATCH: u64 = 50;
/// After so many tries a message is given up: about two days.
pub(super) const MOST_TRIES: i32 = 12;

/// The way out, and who writes.
#[derive(Clone)]
pub struct Mailer {
    /// The way out.
    pub transport: Transport,
    /// Who writes.
    pub service: Service,
}

impl Mailer {
    /// A way out for one worker.
    #[must_use]
    pub fn line(&self) -> RelaySession {
        RelaySession::over(self.transport.clone())
    }

    const fn twice(&self) -> Redelivery {
        match self.transport {
            Transport::Folder(_) => Redelivery::Safe,
            Transport::Smtp(_) => Redelivery::Unsafe,
        }
    }
}

/// A letter that cannot be written: a fault of ours or of an address, not of the relay.
#[derive(Debug, Error)]
enum Unwritable {
    #[error(transparent)]
    Address(#[from] NotAnAddress),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    EmailContent(#[from] EmailError),
}

/// Sends what is due over `line` and says how many messages were looked at, those no longer true included; none means
/// that nothing is due.
///
/// # Errors
/// [`actions::MessageError`] when the database fails; what was claimed is then looked at again after its lease.
pub async fn run(
    ctx: &Context,
    mailer: &Mailer,
    line: &mut RelaySession,
) -> Result<usize, actions::MessageError> {
    // With a relay one at a time: a worker that is lost then leaves a single doubt, and what it sends has just been
    // found true.
    let most = match mailer.twice() {
        Redelivery::Unsafe => 1,
        Redelivery::Safe => BATCH,
    };
    let batch = actions::claim_due(ctx, Channel::Mail, most, mailer.twice()).await?;
    for message in &batch.due {
        let delivery = deliver(ctx, message, mailer, line).await;
        ctx.metrics.delivered(message.message.kind.word(), delivery.word());
        if !matches!(delivery, Delivery::Sent | Delivery::Taken(_)) {
            tracing::warn!(message.id = %message.message.id, ?delivery, "a message did not leave");
        }
        actions::settle(ctx, message.message.id, &delivery).await?;
    }
    Ok(batch.looked_at)
}

/// As [`run`], until nothing is due.
///
/// # Errors
/// As [`run`].
pub async fn run_all(ctx: &Context, mailer: &Mailer) -> Result<usize, actions::MessageError> {
    let (mut line, mut sent) = (mailer.line(), 0);
    loop {
        match run(ctx, mailer, &mut line).await? {
            0 => break,
            some => sent += some,
        }
    }
    line.rest().await;
    Ok(sent)
}

async fn deliver(ctx: &Context, due: &Due, mailer: &Mailer, line: &mut RelaySession) -> Delivery {
    let now = ctx.now();
    let mail = letter(due).and_then(|letter| Ok(write(&letter, &mailer.service, now)?));
    let mail = match mail {
        Ok(mail) => mail,
        Err(error) => return Delivery::Failed(error.to_string()),
    };
    match line.send(&mail).await {
        Ok(()) => sent(ctx, due, mailer),
        Err(error @ SendError::Permanent(Cause::NoMailbox(_))) if due.address.is_some() => {
            Delivery::Gone(AddressFault::Unknown, error.to_string())
        }
        Err(error @ SendError::Permanent(_)) => Delivery::Failed(error.to_string()),
        Err(error @ SendError::Unknown(_)) => Delivery::Doubtful(error.to_string()),
        Err(error @ SendError::Temporary(_)) => {
            // `attempts` is what it was before this try.
            let tries = due.message.attempts;
            if tries + 1 >= MOST_TRIES {
                Delivery::Failed(error.to_string())
            } else {
                Delivery::Again(now + pause(tries), error.to_string())
            }
        }
    }
}

/// It left; for a person it is noted to which of their addresses, lest a report on it be taken for one on another.
fn sent(ctx: &Context, due: &Due, mailer: &Mailer) -> Delivery {
    match (&due.address, &mailer.transport) {
        (Some(address), Transport::Smtp(_)) => Delivery::Taken(Receipt {
            provider: RELAY.to_owned(),
            reference: ctx.address_hash(address),
            segments: 1,
            cost: None,
        }),
        _ => Delivery::Sent,
    }
}

/// How long to wait after a failure that may pass: a minute, then twice as long each time, six hours at most.
pub(super) fn pause(tries: i32) -> Duration {
    let doublings = u32::try_from(tries.clamp(0, 9)).unwrap_or(0);
    Duration::minutes(2_i64.pow(doublings)).min(Duration::hours(6))
}

fn letter(due: &Due) -> Result<EmailContent, Unwritable> {
    let facts = &due.message.facts;
    let french = Language::french();
    let language = if due.professional.is_some() { &french } else { &due.beneficiary.language };
    let words = Catalogue::for_language(language)?;
    let to = match &due.professional {
        Some(professional) => Mailbox {
            name: professional.name.clone(),
            address: Address::parse(professional.email.as_deref().unwrap_or_default())?,
        },
        None => Mailbox {
            name: format!("{} {}", due.beneficiary.given_name, due.beneficiary.family_name),
            address: Address::parse(due.address.as_deref().unwrap_or_default())?,
        },
    };
    let mut team = Vec::new();
    let recipient = due.professional.as_ref().map(|professional| professional.id);
    for (member, role) in
        due.team.iter().filter(|(member, role)| !role.is_room() && Some(member.id) != recipient)
    {
        let address = member.email.as_deref().map(Address::parse).transpose()?;
        team.push(Colleague {
            name: member.name.clone(),
            role: roles::label(role, words)?,
            address: address.filter(|_| due.professional.is_some()),
        });
    }
    let room = due.team.iter().find(|(_, role)| role.is_room()).map(|(room, _)| room.name.clone());
    let minutes = (facts.end - facts.start) * QUANTUM_MINUTES;
    Ok(EmailContent {
        message: due.message.id,
        kind: due.message.kind,
        language: language.clone(),
        to,
        appointment: due.message.appointment,
        sequence: u32::try_from(facts.sequence).unwrap_or(0),
        start: Quantum(facts.start).instant(),
        duration: Minutes(u32::try_from(minutes).unwrap_or(0)),
        previous_start: facts
            .previous_start
            .filter(|_| {
                matches!(due.message.kind, MessageKind::Moved | MessageKind::Update | MessageKind::PlaceFreed)
            })
            .map(|start| Quantum(start).instant()),
        mode: due.mode,
        place: place(due, room),
        team,
        person: Person {
            given_name: due.beneficiary.given_name.clone(),
            initials: initials(&due.beneficiary.given_name, &due.beneficiary.family_name),
        },
        link: due.link.clone(),
        stop: due.stop.clone(),
        answers: due.answers.clone(),
        reports: due.reports.clone(),
        also: due
            .also
            .iter()
            .map(|other| OtherAppointment {
                start: other.start,
                mode: other.mode,
                place: of_site(&other.site, None),
            })
            .collect(),
    })
}

/// Where the person is expected; the territory, for somebody who is to choose.
fn place(due: &Due, room: Option<String>) -> EmailPlace {
    match &due.site {
        Some(site) => of_site(site, room),
        None => EmailPlace {
            name: due.territory.name.clone(),
            address: String::new(),
            phone: due.territory.theme.phone.clone(),
            room,
            zone: due.territory.zone,
        },
    }
}

fn of_site(site: &Site, room: Option<String>) -> EmailPlace {
    EmailPlace {
        name: site.name.clone(),
        address: site.address.clone(),
        phone: site.phone.clone(),
        room,
        zone: site.zone,
    }
}

fn initials(given: &str, family: &str) -> String {
    let initial = |name: &str| name.chars().find(|c| c.is_alphabetic()).map(|c| format!("{c}."));
    [given, family].into_iter().filter_map(initial).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let minutes: Vec<i64> = (0..11).map(|tries| pause(tries).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
    }

    #[test]
    fn a_person_is_two_letters_to_professionals() {
        assert_eq!(initials("Samia", "Ben Ali"), "S. B.");
        assert_eq!(initials("'Élodie", ""), "É.");
    }
}
