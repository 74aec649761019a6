//! The emails that other people's software reads in `tests/peers` and `tests/browser`, and what it must find there.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::Duration;
use serde_json::{Value, json};

use super::*;

/// Signs with a key that was made for these tests.
fn signer() -> Dkim {
    let name = |text| HostName::parse(text).unwrap();
    let pem = include_bytes!("../../../../tests/fixtures/keys/dkim_for_tests.pem");
    Dkim::new(name("dep77.fr"), name("rdv2027"), pem).unwrap()
}

/// What the peers of `tests/peers` must find in the calendar file of `letter`.
fn expectation(letter: &EmailContent) -> Value {
    let page = page(letter);
    let utc = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let method = method(letter.kind);
    json!({
        "message": letter.message.to_string(),
        "kind": format!("{:?}", letter.kind),
        "professional": is_professional(letter.kind),
        "language": letter.language.code(),
        "overseas": letter.place.zone != Tz::Europe__Paris,
        "hostile": letter.place.room.as_deref() != Some("Salle 2"),
        "lang": Catalogue::for_language(&letter.language).unwrap().language(),
        "dir": Catalogue::for_language(&letter.language).unwrap().direction().word(),
        "method": method.map(Method::word),
        "status": match letter.kind {
            MessageKind::Withdrawal | MessageKind::CounterDeclined => Value::Null,
            MessageKind::Cancellation | MessageKind::CalledOff | MessageKind::CancelledByPerson => json!("CANCELLED"),
            _ if method.is_none() => Value::Null,
            _ => json!("CONFIRMED"),
        },
        "uid": letter.appointment.map(|appointment| format!("{appointment}@rdv.dep77.fr")),
        "sequence": letter.sequence,
        "dtstamp": utc(now()),
        "start": utc(letter.start),
        "end": utc(letter.start + Duration::minutes(i64::from(letter.duration.0))),
        "tzid": letter.place.zone.name(),
        "summary": page.event,
        "location": page.location,
        "description": page.description(),
        "organizer": "rdv+answers@dep77.fr",
        "to": letter.to.address.as_str(),
        "subject": page.subject,
        "attendees": match letter.kind {
            kind if !is_professional(kind) => json!([]),
            MessageKind::Withdrawal | MessageKind::CounterDeclined => json!(["anne.martin@dep77.fr"]),
            _ => json!(["anne.martin@dep77.fr", "karim.belkacem@ml77.fr"]),
        },
    })
}

fn keep(mail: &Mail, folder: &Path) {
    fs::write(folder.join(format!("{}.eml", mail.message())), mail.bytes()).unwrap();
}

/// Writes a mail of every kind, calm and hostile, overseas and in every language, with what each must say: for
/// `tests/peers/agree.py` and `tests/browser/mails.spec.mjs`, which name the folder in `UNISSON_PEER_MAILS`; without it,
/// into a folder that is thrown away.
#[test]
fn one_mail_of_each_kind_is_written_for_the_peers() {
    let thrown_away = tempfile::tempdir().unwrap();
    let dir = std::env::var_os("UNISSON_PEER_MAILS").map_or(thrown_away.path().to_owned(), PathBuf::from);
    fs::create_dir_all(dir.join("signed")).unwrap();
    let overseas = domain::zone::FRENCH_ZONES.into_iter().enumerate().map(|(index, zone)| {
        let mut letter = letter(MessageKind::Invitation);
        letter.message = MessageId(Uuid::from_u128(0x300 + index as u128));
        letter.start = "2027-07-12T20:30:00Z".parse().unwrap();
        letter.place.zone = zone;
        letter
    });
    let foreign = languages::letters();
    let letters = MessageKind::ALL
        .map(letter)
        .into_iter()
        .chain(MessageKind::ALL.map(hostile))
        .chain(overseas)
        .chain(foreign);
    let mut expected = Vec::new();
    for letter in letters {
        let mail = write(&letter, &service(), now()).unwrap();
        keep(&mail, &dir);
        fs::write(dir.join(format!("{}.html", letter.message)), html(&letter)).unwrap();
        expected.push(expectation(&letter));
    }
    // Every kind once more, signed: `agree.py` has somebody else's verifier look at them, which refuses a signature of a
    // day to come.
    let gone_by = "2026-01-05T10:20:30Z".parse().unwrap();
    let signing = Service { dkim: Some(signer()), ..service() };
    for kind in MessageKind::ALL {
        for letter in [letter(kind), hostile(kind)] {
            keep(&write(&letter, &signing, gone_by).unwrap(), &dir.join("signed"));
        }
    }
    fs::write(dir.join("expected.json"), serde_json::to_vec_pretty(&expected).unwrap()).unwrap();
    assert_eq!(expected.len(), 96);
}
