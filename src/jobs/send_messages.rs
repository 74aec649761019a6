//! Sends due mails: claims messages, writes them as emails, hands them to the relay, records the outcome.

use domain::channel::{AddressFault, Channel};
use domain::notifications::MessageKind;
use domain::territory::Site;
use domain::time::{Minutes, QUANTUM_MINUTES, Quantum};
use domain::visit::Language;
use std::time::Duration;
use thiserror::Error;
use tracing::Instrument;

use crate::actions::{self, Delivery, Due, Redelivery};
use crate::adapters::mail::{Cause, RelaySession, SendError, Transport};
use crate::context::Context;
use crate::formats::email::{
    Colleague, EmailContent, EmailError, EmailPlace, OtherAppointment, Person, write,
};
use crate::formats::mail_address::{Address, Mailbox, NotAnAddress};
use crate::jobs::job::{Job, JobContext, JobError, Next};
use crate::jobs::mailer::{Mailer, SharedSession};
use crate::jobs::retry_schedule::{MOST_TRIES, pause};
use crate::store::messages::Receipt;
use crate::text::{Catalogue, TextError, roles};

/// The name of the relay in receipts.
const RELAY: &str = "relay";
/// Messages claimed at once when sending twice does no harm.
const BATCH: u64 = 50;

/// Sends due mails over one session with the relay. Several may run at once.
#[derive(Clone)]
pub struct SendMessages {
    mailer: Mailer,
    session: SharedSession,
}

impl SendMessages {
    /// Over `session`.
    #[must_use]
    pub const fn new(mailer: Mailer, session: SharedSession) -> Self {
        Self { mailer, session }
    }
}

impl Job for SendMessages {
    const NAME: &'static str = "send_messages";
    const EVERY: Duration = Duration::from_secs(1);

    async fn run(&mut self, job: &JobContext) -> Result<Next, JobError> {
        let mut session = self.session.lock().await;
        let sent = run(&job.ctx, &self.mailer, &mut session).await;
        if matches!(sent, Ok(1..)) {
            return Ok(Next::AtOnce);
        }
        session.rest().await;
        sent?;
        Ok(Next::AfterInterval)
    }

    async fn finish(&mut self) {
        self.session.lock().await.rest().await;
    }
}

/// An email that cannot be written: a fault of ours or of an address, not of the relay.
#[derive(Debug, Error)]
enum Unwritable {
    #[error(transparent)]
    Address(#[from] NotAnAddress),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    EmailContent(#[from] EmailError),
    #[error("the stored message says {0}, which is below zero")]
    Negative(i64),
}

/// Sends what is due over `session` and says how many messages were looked at, including those that no longer apply; none
/// means that nothing is due.
///
/// # Errors
/// [`actions::MessageError`] when the database fails; what was claimed is then looked at again after its lease.
pub async fn run(
    ctx: &Context,
    mailer: &Mailer,
    session: &mut RelaySession,
) -> Result<usize, actions::MessageError> {
    // With a relay one at a time: a worker that is lost then leaves a single message in doubt, and what it sends has just
    // been checked.
    let most = match mailer.redelivery() {
        Redelivery::Unsafe => 1,
        Redelivery::Safe => BATCH,
    };
    let batch = actions::claim_due(ctx, Channel::Mail, most, mailer.redelivery()).await?;
    for message in &batch.due {
        let span = tracing::info_span!("mail", message.id = %message.message.id);
        let delivery = deliver(ctx, message, mailer, session).instrument(span).await;
        ctx.metrics.delivered(message.message.kind.word(), delivery.word());
        if !matches!(delivery, Delivery::Sent | Delivery::Taken(_)) {
            tracing::warn!(message.id = %message.message.id, ?delivery, "a message was not sent");
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
    let (mut session, mut sent) = (mailer.session(), 0);
    loop {
        match run(ctx, mailer, &mut session).await? {
            0 => break,
            some => sent += some,
        }
    }
    session.rest().await;
    Ok(sent)
}

async fn deliver(ctx: &Context, due: &Due, mailer: &Mailer, session: &mut RelaySession) -> Delivery {
    let now = ctx.now();
    let mail = content(due).and_then(|content| Ok(write(&content, &mailer.service, now)?));
    let mail = match mail {
        Ok(mail) => mail,
        Err(error) => return Delivery::Failed(error.to_string()),
    };
    match session.send(&mail).await {
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

/// It was sent; for a beneficiary the receipt names which of their addresses, lest a report on it be taken for one on
/// another.
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

fn content(due: &Due) -> Result<EmailContent, Unwritable> {
    let facts = &due.message.facts;
    let french = Language::french();
    let language = if due.professional.is_some() { &french } else { &due.beneficiary.language };
    let words = Catalogue::for_language(language)?;
    let to = match &due.professional {
        Some(professional) => Mailbox {
            name: professional.name.clone(),
            address: Address::parse(professional.email.as_deref().unwrap_or(""))?,
        },
        None => Mailbox {
            name: format!("{} {}", due.beneficiary.given_name, due.beneficiary.family_name),
            address: Address::parse(due.address.as_deref().unwrap_or(""))?,
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
        sequence: unsigned(facts.sequence.into())?,
        start: Quantum(facts.start).instant(),
        duration: Minutes(unsigned(minutes)?),
        previous_start: facts
            .previous_start
            .filter(|_| {
                matches!(due.message.kind, MessageKind::Moved | MessageKind::Update | MessageKind::PlaceFreed)
            })
            .map(|start| Quantum(start).instant()),
        mode: due.mode,
        place: place(due, room),
        territory: due.territory.name.clone(),
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

fn unsigned(number: i64) -> Result<u32, Unwritable> {
    u32::try_from(number).map_err(|_| Unwritable::Negative(number))
}

/// Where the beneficiary is expected; the territory, for an invitation to choose. The beneficiary reads the number that
/// helps, colleagues that of the site.
fn place(due: &Due, room: Option<String>) -> EmailPlace {
    match &due.site {
        Some(site) if due.professional.is_some() => of_site(site, room),
        Some(site) => EmailPlace {
            phone: due.territory.help_phone(Some(site.id)).unwrap_or_default().to_owned(),
            ..of_site(site, room)
        },
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
    fn a_beneficiary_is_two_initials_to_professionals() {
        assert_eq!(initials("Samia", "Ben Ali"), "S. B.");
        assert_eq!(initials("'Élodie", ""), "É.");
    }
}
