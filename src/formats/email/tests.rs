//! One email of each kind: wording, MIME tree, hostile names.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use askama::Template;
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use domain::ids::{AppointmentId, MessageId};
use domain::notifications::MessageKind;
use domain::time::Minutes;
use domain::visit::{Language, Mode};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::message::{Html, Plain};
use super::page::Page;
use super::*;
use crate::adapters::mail::MailFolder;
use crate::formats::invitations::Method;
use crate::formats::mail_address::{Address, HostName, Mailbox};
use crate::text::Catalogue;

mod languages;

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

/// Base64 by the alphabet of RFC 4648, written apart from the library that encodes.
fn from_base64(text: &str) -> Vec<u8> {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let six = alphabet.iter().position(|known| *known == letter).unwrap();
        bits = (bits << 6 | u32::try_from(six).unwrap()) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xFF).unwrap());
        }
    }
    bytes
}

/// Headers and body of each leaf, in order, found by the boundaries alone.
fn leaves(mail: &Mail) -> Vec<(String, String)> {
    text_of(mail)
        .split("\r\n--=_")
        .filter_map(|part| part.split_once("\r\n")?.1.split_once("\r\n\r\n"))
        .filter(|(head, _)| head.contains("Content-Transfer-Encoding"))
        .map(|(head, body)| (head.to_owned(), body.trim_end().to_owned()))
        .collect()
}

#[test]
fn the_confirmation_says_what_is_needed_and_no_more() {
    let expected = "\
Bonjour Samia,

C'est noté.
Vous avez rendez-vous le mardi 12 janvier 2027 à 9 h 30.

Quand : mardi 12 janvier 2027 à 9 h 30 (matin)
Durée : 1 heure
Lieu : Maison de l'insertion, 4 rue Hugo, 77000 Melun
À apporter : votre carte d'identité. C'est tout.
Téléphone : 01 23 45 67 89

2 personnes vous attendent. Vous les voyez en même temps.
Le fichier joint met le rendez-vous dans votre téléphone.

Changer ou annuler le rendez-vous :
https://rdv.dep77.fr/r/K7M2QX

Besoin d'aide ? Appelez le 01 23 45 67 89.
Personne ne lit les réponses à ce mail.
Nous ne demandons jamais d'argent ni de code.
À bientôt.

Rendez-vous Seine-et-Marne";
    assert_eq!(plain(&letter(MessageKind::Confirmation)), expected);
}

#[test]
fn the_cancellation_offers_another_day() {
    let expected = "\
Bonjour Samia,

Votre rendez-vous est annulé.
Le rendez-vous du mardi 12 janvier 2027 à 9 h 30 n'a plus lieu. Vous n'avez pas besoin de venir.

Quand : mardi 12 janvier 2027 à 9 h 30 (matin)
Durée : 1 heure
Lieu : Maison de l'insertion, 4 rue Hugo, 77000 Melun

Choisir un autre jour :
https://rdv.dep77.fr/r/K7M2QX

Pour choisir un autre jour, appelez le 01 23 45 67 89.
Personne ne lit les réponses à ce mail.
Nous ne demandons jamais d'argent ni de code.
À bientôt.

Rendez-vous Seine-et-Marne";
    assert_eq!(plain(&letter(MessageKind::CalledOff)), expected);
}

#[test]
fn the_update_to_a_professional_says_before_and_after() {
    let expected = "\
Bonjour,

Rendez-vous modifié
Le rendez-vous a maintenant lieu le mardi 12 janvier 2027 à 9 h 30.

Quand : mardi 12 janvier 2027 à 9 h 30 (matin)
Avant : jeudi 7 janvier 2027 à 14 h
Durée : 1 heure
Lieu : Maison de l'insertion, 4 rue Hugo, 77000 Melun
Salle : Salle 2
Personne reçue : S. D.
Avec : Karim Belkacem (conseiller emploi)
Téléphone : 01 23 45 67 89

Acceptez l'invitation pour mettre à jour votre agenda.

Ce message est envoyé automatiquement.

Rendez-vous Seine-et-Marne";
    assert_eq!(plain(&letter(MessageKind::Update)), expected);
}

#[test]
fn subjects_tell_the_day() {
    let subjects: Vec<_> = MessageKind::ALL.map(|kind| page(&letter(kind)).subject).into();
    assert_eq!(
        subjects,
        [
            "Rendez-vous le mardi 12 janvier 2027 à 9 h 30",
            "Rendez-vous modifié : mardi 12 janvier 2027 à 9 h 30",
            "Rendez-vous retiré de votre agenda : mardi 12 janvier 2027 à 9 h 30",
            "Rendez-vous annulé : mardi 12 janvier 2027 à 9 h 30",
            "Le rendez-vous reste le mardi 12 janvier 2027 à 9 h 30",
            "Votre rendez-vous : mardi 12 janvier à 9h30",
            "Votre rendez-vous a changé : mardi 12 janvier à 9h30",
            "Votre rendez-vous du mardi 12 janvier à 9h30 est annulé",
            "Votre rendez-vous du mardi 12 janvier à 9h30 est annulé",
            "Rappel : rendez-vous mardi 12 janvier à 9h30",
            "Choisissez un autre jour",
            "Une place est libre avant : mardi 12 janvier à 9h30",
            "Vous pouvez choisir votre rendez-vous",
            "Votre rendez-vous vous attend",
        ]
    );
}

#[test]
fn a_moved_appointment_names_the_day_that_is_over() {
    let said = plain(&letter(MessageKind::Moved));
    assert!(said.contains("Le rendez-vous du jeudi 7 janvier 2027 à 14 h n'a plus lieu."), "{said}");
    let unnamed = plain(&EmailContent { previous_start: None, ..letter(MessageKind::Moved) });
    assert!(!unnamed.contains("n'a plus lieu"), "{unnamed}");
}

#[test]
fn by_telephone_there_is_nowhere_to_go_and_nothing_to_bring() {
    let letter = EmailContent { mode: Mode::Phone, ..letter(MessageKind::Confirmation) };
    let said = plain(&letter);
    assert!(said.contains("Lieu : Par téléphone\n") && said.contains("Gardez votre téléphone"), "{said}");
    assert!(!said.contains("apporter") && !said.contains("rue Hugo"), "{said}");
    let said = plain(&EmailContent { mode: Mode::Video, ..letter });
    assert!(said.contains("Lieu : En vidéo\n") && said.contains("en vidéo à cette heure"), "{said}");
}

#[test]
fn what_is_not_known_leaves_no_hole() {
    for kind in MessageKind::ALL {
        let mut letter = letter(kind);
        letter.stop = None;
        letter.place.phone.clear();
        letter.place.room = None;
        letter.person.given_name = "\u{200B}".to_owned();
        letter.team.clear();
        letter.link = None;
        let said = plain(&letter);
        assert!(said.starts_with("Bonjour,\n"), "{said}");
        for hole in ["{", "  ", " ,", "Appelez", "appelez", "Salle", "Avec", "\n\n\n", "http"] {
            assert!(!said.contains(hole), "{kind:?} {hole:?}\n{said}");
        }
    }
}

#[test]
fn a_professional_never_reads_who_the_person_is() {
    for kind in MessageKind::ALL.into_iter().filter(|kind| is_professional(*kind)) {
        for said in [plain(&letter(kind)), html(&letter(kind)), page(&letter(kind)).description()] {
            assert!(said.contains("S. D."));
            assert!(!said.contains("Samia") && !said.contains("K7M2QX"), "{said}");
        }
    }
}

#[test]
fn only_web_addresses_become_links() {
    for link in ["javascript:alert(1)", "data:text/html,x", "rdv.dep77.fr", "\u{200B}javascript:https://"] {
        let letter = EmailContent { link: Some(link.to_owned()), ..letter(MessageKind::Confirmation) };
        assert!(page(&letter).link.is_none(), "{link}");
    }
}

#[test]
fn the_html_is_plain_and_escaped() {
    for kind in MessageKind::ALL {
        let said = html(&hostile(kind));
        assert!(said.starts_with("<!doctype html>\n<html lang=\"fr\" dir=\"ltr\">"), "{said}");
        for absent in ["<script", "<b>", "<img", "url(", "@import", "<link", "\u{202E}", "{{"] {
            assert!(!said.contains(absent), "{kind:?} {absent}");
        }
        let tags: BTreeSet<_> =
            said.split('<').skip(1).map(|rest| rest.split(['>', ' ']).next().unwrap()).collect();
        for tag in tags {
            let known = [
                "!doctype", "html", "head", "meta", "title", "style", "body", "main", "p", "h1", "dl", "dt",
                "dd", "a", "bdi",
            ];
            assert!(known.contains(&tag.trim_start_matches('/')), "{tag}");
        }
        assert!(said.len() < 14 * 1024, "{} bytes", said.len());
    }
}

#[test]
fn templates_hold_no_word_of_their_own() {
    for source in [include_str!("message.html"), include_str!("message.txt")] {
        let body = source.split_once("</head>").map_or(source, |(_, body)| body);
        let mut bare = String::new();
        let mut depth = 0_i32;
        for c in body.chars() {
            depth += i32::from(matches!(c, '{' | '<')) - i32::from(matches!(c, '}' | '>'));
            if depth == 0 && !matches!(c, '}' | '>') {
                bare.push(c);
            }
        }
        assert!(!bare.chars().any(char::is_alphabetic), "{bare}");
    }
}

#[test]
fn an_invitation_has_the_tree_outlook_wants() {
    for (kind, method) in MessageKind::ALL.into_iter().filter_map(|kind| Some((kind, method(kind)?))) {
        let mail = write(&letter(kind), &service(), now()).unwrap();
        let leaves = leaves(&mail);
        let types: Vec<_> = leaves
            .iter()
            .map(|(head, _)| head.split("Content-Type: ").nth(1).unwrap().split("\r\n").next().unwrap())
            .collect();
        let inline_type = format!("text/calendar; charset=utf-8; method={}", method.word());
        let file = "application/ics; name=\"rendez-vous.ics\"";
        let (text, html) = ("text/plain; charset=utf-8", "text/html; charset=utf-8");
        if is_professional(kind) {
            assert_eq!(types, [text, html, inline_type.as_str(), file]);
            assert!(!leaves[2].0.contains("Content-Disposition"));
            assert!(leaves[2].0.contains("Content-Transfer-Encoding: base64"));
            assert_eq!(leaves[2].1, leaves[3].1, "the same bytes twice");
        } else {
            assert_eq!(types, [text, html, file]);
        }
        let (head, body) = leaves.last().unwrap();
        assert!(head.contains("Content-Disposition: attachment; filename=\"rendez-vous.ics\""), "{head}");
        assert!(head.contains("Content-Transfer-Encoding: base64"));
        let calendar = String::from_utf8(from_base64(body)).unwrap();
        assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
        assert!(calendar.contains(&format!("METHOD:{}\r\n", method.word())));
        let outer = text_of(&mail).find("multipart/mixed").unwrap();
        assert!(outer < text_of(&mail).find("multipart/alternative").unwrap());
    }
}

#[test]
fn what_comes_back_comes_to_an_address_of_its_own() {
    let tags = |kind| EmailContent {
        answers: Some("r2abc".to_owned()),
        reports: Some("b7xyz".to_owned()),
        ..letter(kind)
    };
    let service = Service { reads_returns: true, ..service() };
    let service = Service { reply_to: service.from.clone(), ..service };
    let mail = write(&tags(MessageKind::Invitation), &service, now()).unwrap();
    assert_eq!(mail.from().as_str(), "rdv+b7xyz@dep77.fr", "reports");
    let (head, _) = text_of(&mail).split_once("\r\n\r\n").unwrap();
    assert!(head.contains("From: \"Rendez-vous Seine-et-Marne\" <rdv@dep77.fr>"), "{head}");
    assert!(head.contains("Reply-To: \"Rendez-vous Seine-et-Marne\" <rdv+r2abc@dep77.fr>"), "{head}");
    let calendar = String::from_utf8(from_base64(&leaves(&mail).last().unwrap().1)).unwrap();
    assert!(calendar.replace("\r\n ", "").contains(":mailto:rdv+r2abc@dep77.fr\r\n"), "{calendar}");
    let deaf = Service { reads_returns: false, ..service };
    let mail = write(&tags(MessageKind::Invitation), &deaf, now()).unwrap();
    assert_eq!(mail.from().as_str(), "rdv@dep77.fr");
    assert!(!text_of(&mail).contains("r2abc"), "nobody would read what comes there");
}

#[test]
fn what_tells_of_no_change_has_no_calendar() {
    for kind in MessageKind::ALL.into_iter().filter(|kind| method(*kind).is_none()) {
        let mail = write(&letter(kind), &service(), now()).unwrap();
        let said = text_of(&mail);
        assert!(said.contains("Content-Type: multipart/alternative"), "{kind:?}");
        assert!(!said.contains("calendar") && !said.contains("application/ics"), "{kind:?}");
        assert_eq!(leaves(&mail).len(), 2, "{kind:?}");
    }
}

#[test]
fn a_reminder_says_what_is_needed_and_how_to_stop_them() {
    let mut letter = letter(MessageKind::Reminder);
    let place = EmailPlace {
        name: "Antenne".to_owned(),
        address: "1 place du Marché, Provins".to_owned(),
        ..letter.place.clone()
    };
    letter.also =
        vec![OtherAppointment { start: "2027-01-12T13:00:00Z".parse().unwrap(), mode: Mode::Onsite, place }];
    let expected = "\
Bonjour Samia,

Votre rendez-vous approche.
Nous vous attendons le mardi 12 janvier 2027 à 9 h 30.

Quand : mardi 12 janvier 2027 à 9 h 30 (matin)
Durée : 1 heure
Lieu : Maison de l'insertion, 4 rue Hugo, 77000 Melun
Aussi ce jour-là : mardi 12 janvier 2027 à 14 h, Antenne, 1 place du Marché, Provins
À apporter : votre carte d'identité. C'est tout.
Téléphone : 01 23 45 67 89

2 personnes vous attendent. Vous les voyez en même temps.

Changer ou annuler le rendez-vous :
https://rdv.dep77.fr/r/K7M2QX

Besoin d'aide ? Appelez le 01 23 45 67 89.
Personne ne lit les réponses à ce mail.
Nous ne demandons jamais d'argent ni de code.
À bientôt.

Rendez-vous Seine-et-Marne

Ne plus recevoir de rappels par mail :
https://rdv.dep77.fr/stop/K7M2QX";
    assert_eq!(plain(&letter), expected);
    let mail = write(&letter, &service(), now()).unwrap();
    let (head, _) = text_of(&mail).split_once("\r\n\r\n").unwrap();
    assert!(head.contains("\r\nList-Unsubscribe: <https://rdv.dep77.fr/stop/K7M2QX>\r\n"), "{head}");
    assert!(head.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{head}");
}

#[test]
fn whoever_was_missed_is_not_blamed_and_may_choose_again() {
    let expected = "\
Bonjour Samia,

Nous ne vous avons pas vu. Ce n'est pas grave.
Le rendez-vous était le mardi 12 janvier 2027 à 9 h 30.

Choisissez un autre jour qui vous va.

Choisir un autre jour :
https://rdv.dep77.fr/r/K7M2QX

Pour choisir un autre jour, appelez le 01 23 45 67 89.
Personne ne lit les réponses à ce mail.
Nous ne demandons jamais d'argent ni de code.
À bientôt.

Rendez-vous Seine-et-Marne";
    assert_eq!(plain(&letter(MessageKind::Missed)), expected);
}

#[test]
fn headers_say_who_when_and_that_no_person_wrote() {
    let mail = write(&letter(MessageKind::Invitation), &service(), now()).unwrap();
    let (head, _) = text_of(&mail).split_once("\r\n\r\n").unwrap();
    for line in [
        "From: \"Rendez-vous Seine-et-Marne\" <rdv@dep77.fr>",
        "Reply-To: \"Rendez-vous Seine-et-Marne\" <rdv+answers@dep77.fr>",
        "To: \"Anne Martin\" <anne.martin@dep77.fr>",
        "Date: Mon, 04 Jan 2027 10:20:30 +0000",
        "Message-ID: <00000000-0000-0000-0000-000000000100@rdv.dep77.fr>",
        "Auto-Submitted: auto-generated",
        "Content-Language: fr",
        "MIME-Version: 1.0",
    ] {
        assert_eq!(head.split("\r\n").filter(|found| *found == line).count(), 1, "{line}\n{head}");
    }
    assert_eq!(mail.from().as_str(), "rdv@dep77.fr");
    assert_eq!(mail.to().as_str(), "anne.martin@dep77.fr");
}

fn header_names(mail: &Mail) -> Vec<String> {
    let (head, _) = text_of(mail).split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", "").split("\r\n").map(|line| line.split(": ").next().unwrap().to_owned()).collect()
}

#[test]
fn hostile_names_change_no_header() {
    for kind in MessageKind::ALL {
        let mail = write(&hostile(kind), &service(), now()).unwrap();
        let calm = write(&letter(kind), &service(), now()).unwrap();
        assert_eq!(header_names(&mail), header_names(&calm));
        assert!(mail.bytes().is_ascii());
        assert_eq!(mail.to().as_str(), calm.to().as_str());
    }
}

#[test]
fn the_same_letter_is_the_same_mail() {
    for kind in MessageKind::ALL {
        let write = || write(&hostile(kind), &service(), now()).unwrap();
        assert_eq!(write().bytes(), write().bytes(), "{kind:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_name_adds_a_header_or_breaks_a_line(
        name in any::<String>(), place in any::<String>(), given in any::<String>(),
        from in any::<String>(), kind in prop::sample::select(MessageKind::ALL.to_vec()),
    ) {
        let mut letter = letter(kind);
        letter.to.name = name;
        letter.place.name = place;
        letter.person.given_name = given;
        let mut service = service();
        service.from.name = from;
        let mail = write(&letter, &service, now()).unwrap();
        prop_assert!(mail.bytes().is_ascii());
        let mut expected = vec![
            "From", "Reply-To", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language",
            "MIME-Version", "Content-Type",
        ];
        if kind == MessageKind::Reminder {
            expected.splice(8..8, ["List-Unsubscribe", "List-Unsubscribe-Post"]);
        }
        prop_assert_eq!(header_names(&mail), expected);
        for line in text_of(&mail).split("\r\n") {
            prop_assert!(line.len() <= 998 && !line.contains(['\r', '\n', '\0']));
        }
    }
}

/// Signs with a key that was made for these tests.
fn signer() -> Dkim {
    let name = |text| HostName::parse(text).unwrap();
    let pem = include_bytes!("../../../tests/fixtures/keys/dkim_for_tests.pem");
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

/// Writes a mail of every kind, calm and hostile, overseas and in every language, with what each must say: for
/// `tests/peers/agree.py` and `tests/browser/mails.spec.mjs`, which name the folder in `UNISSON_PEER_MAILS`; without it,
/// into a folder that is thrown away.
#[tokio::test]
async fn one_mail_of_each_kind_is_written_for_the_peers() {
    let thrown_away = tempfile::tempdir().unwrap();
    let dir = std::env::var_os("UNISSON_PEER_MAILS").map_or(thrown_away.path().to_owned(), PathBuf::from);
    let folder = MailFolder::new(&dir);
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
        folder.keep(&mail).await.unwrap();
        assert_eq!(fs::read(folder.file(&mail)).unwrap(), mail.bytes());
        fs::write(dir.join(format!("{}.html", letter.message)), html(&letter)).unwrap();
        expected.push(expectation(&letter));
    }
    // Every kind once more, signed: `agree.py` has somebody else's verifier look at them, which refuses a signature of a
    // day to come.
    let gone_by = "2026-01-05T10:20:30Z".parse().unwrap();
    let signing = Service { dkim: Some(signer()), ..service() };
    let signed = MailFolder::new(dir.join("signed"));
    for kind in MessageKind::ALL {
        for letter in [letter(kind), hostile(kind)] {
            signed.keep(&write(&letter, &signing, gone_by).unwrap()).await.unwrap();
        }
    }
    fs::write(dir.join("expected.json"), serde_json::to_vec_pretty(&expected).unwrap()).unwrap();
    assert_eq!(expected.len(), 96);
}
