//! Reply addresses: the service's own address with an unguessable tag after a plus sign (RFC 5233). Each message has its
//! own address for delivery reports (VERP), each appointment and professional one for calendar answers.
//!
//! Tags are letters and digits in one case, since some relays change the case of addresses. They hold an identifier and
//! 80 bits of a keyed hash of it.

use data_encoding::{BASE32_NOPAD, Encoding};
use domain::ids::{AppointmentId, MessageId, ResourceId};
use uuid::Uuid;

use crate::keys::service_key::{Purpose, ServiceKey};

/// Bytes of the keyed hash in a tag.
const PROOF: usize = 10;
/// Characters of an identifier in base 32.
const ID: usize = 26;
/// First letter of a tag for delivery reports.
const REPORT: char = 'b';
/// First letter of a tag for calendar answers.
const ANSWER: char = 'r';

/// What the tag of a reply address refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned<'a> {
    /// A delivery report on that message.
    Report(MessageId),
    /// A calendar answer about that appointment, with the proof of whose it is ([`is_answer_of`]).
    Answer(AppointmentId, &'a str),
}

/// The tag for delivery reports on a message.
#[must_use]
pub fn report_tag(key: &ServiceKey, message: MessageId) -> String {
    let id = message.0.as_bytes();
    format!("{REPORT}{}{}", written(id), written(&proof(key, Purpose::Report, id)))
}

/// The tag for calendar answers of a professional about an appointment. It never changes: calendars identify the
/// organizer by it.
#[must_use]
pub fn answer_tag(key: &ServiceKey, appointment: AppointmentId, of: ResourceId) -> String {
    let proof = proof(key, Purpose::Answer, &both(appointment, of));
    format!("{ANSWER}{}{}", written(appointment.0.as_bytes()), written(&proof))
}

/// What a tag refers to; `None` when it was not made with `key`.
#[must_use]
pub fn read<'a>(key: &ServiceKey, tag: &'a str) -> Option<Returned<'a>> {
    let id = Uuid::from_slice(&bytes(tag.get(1..=ID)?)?).ok()?;
    let rest = tag.get(ID + 1..)?;
    match tag.chars().next()?.to_ascii_lowercase() {
        REPORT => {
            let expected = proof(key, Purpose::Report, id.as_bytes());
            key.same(&expected, &bytes(rest)?).then_some(Returned::Report(MessageId(id)))
        }
        ANSWER => Some(Returned::Answer(AppointmentId(id), rest)),
        _ => None,
    }
}

/// True when `shown`, the proof in an answer's tag, is that of the professional `of`.
#[must_use]
pub fn is_answer_of(key: &ServiceKey, appointment: AppointmentId, of: ResourceId, shown: &str) -> bool {
    let expected = proof(key, Purpose::Answer, &both(appointment, of));
    bytes(shown).is_some_and(|shown| key.same(&expected, &shown))
}

fn both(appointment: AppointmentId, of: ResourceId) -> Vec<u8> {
    [appointment.0.as_bytes().as_slice(), of.0.as_bytes()].concat()
}

fn proof(key: &ServiceKey, purpose: Purpose, text: &[u8]) -> [u8; PROOF] {
    let mut proof = [0; PROOF];
    proof.copy_from_slice(&key.hash(purpose, text)[..PROOF]);
    proof
}

const ALPHABET: Encoding = BASE32_NOPAD;

fn written(bytes: &[u8]) -> String {
    ALPHABET.encode(bytes).to_ascii_lowercase()
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    ALPHABET.decode(text.to_ascii_uppercase().as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::keys::return_paths::*;
    use crate::keys::service_key::KEY_BYTES;

    fn key(byte: u8) -> ServiceKey {
        ServiceKey::new(&[byte; KEY_BYTES])
    }

    #[test]
    fn a_report_finds_its_message_whatever_the_case() {
        let message = MessageId(Uuid::from_u128(7));
        let tag = report_tag(&key(1), message);
        assert_eq!(read(&key(1), &tag), Some(Returned::Report(message)));
        assert_eq!(read(&key(1), &tag.to_ascii_uppercase()), Some(Returned::Report(message)));
        assert_eq!(read(&key(2), &tag), None, "another service's key");
        // Twenty characters are left for the service's own name (RFC 5321 section 4.5.3.1.1: 64 in all).
        assert_eq!(tag.len(), 43);
        let mut forged = tag.clone();
        forged.replace_range(26..27, if tag[26..27] == *"a" { "b" } else { "a" });
        assert_ne!(read(&key(1), &forged), Some(Returned::Report(message)));
    }

    #[test]
    fn an_answer_is_that_of_one_professional_about_one_appointment() {
        let (appointment, anne) = (AppointmentId(Uuid::from_u128(1)), ResourceId(Uuid::from_u128(2)));
        let tag = answer_tag(&key(1), appointment, anne);
        let Some(Returned::Answer(about, shown)) = read(&key(1), &tag) else { panic!("{tag}") };
        assert_eq!(about, appointment);
        assert!(is_answer_of(&key(1), appointment, anne, shown));
        for (key, about, of) in [
            (key(2), appointment, anne),
            (key(1), AppointmentId(Uuid::from_u128(3)), anne),
            (key(1), appointment, ResourceId(Uuid::from_u128(3))),
        ] {
            assert!(!is_answer_of(&key, about, of, shown));
        }
        assert!(!is_answer_of(&key(1), appointment, anne, ""));
    }

    proptest! {
        #[test]
        fn no_text_is_taken_for_a_report(text in any::<String>()) {
            prop_assert!(!matches!(read(&key(1), &text), Some(Returned::Report(_))));
        }
    }
}
