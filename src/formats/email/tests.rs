//! Tests of emails: one of each kind, calm and hostile, for the files below.

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::ids::{AppointmentId, MessageId};
use domain::notifications::MessageKind;
use domain::time::Minutes;
use domain::visit::{Language, Mode};
use uuid::Uuid;

use super::message::{Html, Plain};
use super::page::Page;
use super::*;
use crate::formats::invitations::Method;
use crate::formats::mail_address::{Address, HostName, Mailbox};
use crate::text::Catalogue;

mod languages;
mod mime_tree;
mod peers;
mod wording;

pub(crate) fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox { name: name.to_owned(), address: Address::parse(address).unwrap() }
}

pub(crate) fn service() -> Service {
    Service {
        from: mailbox("Rendez-vous Seine-et-Marne", "rdv@dep77.fr"),
        reply_to: mailbox("Rendez-vous Seine-et-Marne", "rdv+answers@dep77.fr"),
        host: HostName::parse("rdv.dep77.fr").unwrap(),
        dkim: None,
        reads_returns: false,
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    "2027-01-04T10:20:30Z".parse().unwrap()
}

fn is_professional(kind: MessageKind) -> bool {
    kind.is_to_professional()
}

pub(crate) fn letter(kind: MessageKind) -> EmailContent {
    let moved = matches!(kind, MessageKind::Update | MessageKind::Moved | MessageKind::PlaceFreed);
    let karim = Colleague {
        name: "Karim Belkacem".to_owned(),
        role: "conseiller emploi".to_owned(),
        address: Some(Address::parse("karim.belkacem@ml77.fr").unwrap()),
    };
    let anne =
        Colleague { name: "Anne Martin".to_owned(), role: "assistante sociale".to_owned(), address: None };
    let (to, team) = if is_professional(kind) {
        (mailbox("Anne Martin", "anne.martin@dep77.fr"), vec![karim])
    } else {
        (mailbox("Samia Diallo", "samia@example.org"), vec![anne, karim])
    };
    EmailContent {
        message: MessageId(Uuid::from_u128(0x100 + kind as u128)),
        kind,
        language: Language::french(),
        to,
        appointment: Some(AppointmentId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0042))),
        sequence: u32::from(moved) + 2 * u32::from(matches!(method(kind), Some(Method::Cancel(_)))),
        start: "2027-01-12T08:30:00Z".parse().unwrap(),
        duration: Minutes(60),
        previous_start: moved.then(|| "2027-01-07T13:00:00Z".parse().unwrap()),
        mode: Mode::Onsite,
        place: EmailPlace {
            name: "Maison de l'insertion".to_owned(),
            address: "4 rue Hugo, 77000 Melun".to_owned(),
            phone: "01 23 45 67 89".to_owned(),
            room: Some("Salle 2".to_owned()),
            zone: Tz::Europe__Paris,
        },
        territory: "Département de Seine-et-Marne".to_owned(),
        team,
        person: Person { given_name: "Samia".to_owned(), initials: "S. D.".to_owned() },
        link: Some("https://rdv.dep77.fr/r/K7M2QX".to_owned()),
        stop: (kind == MessageKind::Reminder).then(|| "https://rdv.dep77.fr/stop/K7M2QX".to_owned()),
        also: Vec::new(),
        answers: None,
        reports: None,
    }
}

/// The same letter with everything a person could type put in.
fn hostile(kind: MessageKind) -> EmailContent {
    let attack = "Zoé \"Zo\"\r\nBcc: x@y.fr\r\nATTENDEE;RSVP=TRUE:mailto:x@y.fr\r\n\r\n<script>alert(1)</script> \
                  \u{202E}evil\u{202C}\u{200B} 👩‍🚀🎉; a, b\\n ^n \u{0}";
    let accents = "Éléonore-Anaïs de l'Hôpital-Çà-et-Là du Château d'Œuvre ".repeat(6);
    let mut letter = letter(kind);
    letter.message = MessageId(Uuid::from_u128(0x200 + kind as u128));
    letter.to.name = attack.to_owned();
    letter.place.name = attack.to_owned();
    letter.place.address.clone_from(&accents);
    letter.place.room = Some(attack.to_owned());
    letter.place.phone = "01 23\r\n45".to_owned();
    letter.person = Person { given_name: attack.to_owned(), initials: "É\r\n. \u{202E}D.".to_owned() };
    for colleague in &mut letter.team {
        colleague.name = format!("{accents}{attack}");
        colleague.role = attack.to_owned();
    }
    letter.link = Some("https://rdv.dep77.fr/r/\"><b>\r\nX".to_owned());
    letter
}

pub(crate) fn text_of(mail: &Mail) -> &str {
    std::str::from_utf8(mail.bytes()).unwrap()
}

fn page(letter: &EmailContent) -> Page {
    let text = Catalogue::for_language(&letter.language).unwrap();
    Page::of(letter, "Rendez-vous Seine-et-Marne", text).unwrap()
}

fn plain(letter: &EmailContent) -> String {
    Plain { page: &page(letter) }.render().unwrap()
}

fn html(letter: &EmailContent) -> String {
    let text = Catalogue::for_language(&letter.language).unwrap();
    Html { page: &page(letter), lang: text.language(), dir: text.direction().word() }.render().unwrap()
}
