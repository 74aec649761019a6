//! Sends due messages: from rows to letters to the way out.

use chrono::{DateTime, Duration, Utc};
use domain::notices::Kind;
use domain::time::{Minutes, QUANTUM_MINUTES, Quantum};
use domain::visit::Language;
use thiserror::Error;

use crate::actions::{self, Delivery, Due, Twice};
use crate::adapters::mail::{
    Colleague, Letter, LetterError, Person, Place, SendError, Service, Transport, write,
};
use crate::adapters::mailbox::{Address, Mailbox, NotAnAddress};
use crate::ctx::Ctx;
use crate::text::{Catalogue, TextError, roles};

/// Messages taken at once when sending twice does no harm.
const BATCH: u64 = 50;
/// After so many tries a message is given up: about two days.
const MOST_TRIES: i32 = 12;

/// The way out, and who writes.
#[derive(Clone)]
pub struct Mailer {
    /// The way out.
    pub transport: Transport,
    /// Who writes.
    pub service: Service,
}

impl Mailer {
    const fn twice(&self) -> Twice {
        match self.transport {
            Transport::Folder(_) => Twice::IsHarmless,
            Transport::Smtp(_) => Twice::Harms,
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
    Letter(#[from] LetterError),
}

/// Sends what is due and says how many messages were looked at, those no longer true included; none means that
/// nothing is due.
///
/// # Errors
/// [`actions::Error`] when the database fails; what was claimed is then looked at again after its lease.
pub async fn run(ctx: &Ctx, mailer: &Mailer) -> Result<usize, actions::Error> {
    // With a relay one at a time: a worker that is lost then leaves a single doubt, and what it sends has just been
    // found true.
    let most = match mailer.twice() {
        Twice::Harms => 1,
        Twice::IsHarmless => BATCH,
    };
    let batch = actions::claim_due(ctx, most, mailer.twice()).await?;
    for message in &batch.due {
        let delivery = deliver(message, mailer, ctx.now()).await;
        ctx.metrics.delivered(message.message.kind.word(), delivery.word());
        if delivery != Delivery::Sent {
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
pub async fn run_all(ctx: &Ctx, mailer: &Mailer) -> Result<usize, actions::Error> {
    let mut sent = 0;
    loop {
        match run(ctx, mailer).await? {
            0 => return Ok(sent),
            some => sent += some,
        }
    }
}

async fn deliver(due: &Due, mailer: &Mailer, now: DateTime<Utc>) -> Delivery {
    let mail = letter(due).and_then(|letter| Ok(write(&letter, &mailer.service, now)?));
    let mail = match mail {
        Ok(mail) => mail,
        Err(error) => return Delivery::Failed(error.to_string()),
    };
    match mailer.transport.send(&mail).await {
        Ok(()) => Delivery::Sent,
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

/// How long to wait after a failure that may pass: a minute, then twice as long each time, six hours at most.
fn pause(tries: i32) -> Duration {
    let doublings = u32::try_from(tries.clamp(0, 9)).unwrap_or(0);
    Duration::minutes(2_i64.pow(doublings)).min(Duration::hours(6))
}

fn letter(due: &Due) -> Result<Letter, Unwritable> {
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
            address: Address::parse(due.beneficiary.email.as_deref().unwrap_or_default())?,
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
    Ok(Letter {
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
            .filter(|_| matches!(due.message.kind, Kind::Moved | Kind::Update))
            .map(|start| Quantum(start).instant()),
        mode: due.mode,
        place: Place {
            name: due.site.name.clone(),
            address: due.site.address.clone(),
            phone: due.site.phone.clone(),
            room,
            zone: due.site.zone,
        },
        team,
        person: Person {
            given_name: due.beneficiary.given_name.clone(),
            initials: initials(&due.beneficiary.given_name, &due.beneficiary.family_name),
        },
        link: due.link.clone(),
    })
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
