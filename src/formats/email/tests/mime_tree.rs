//! MIME trees and headers of the emails, whatever is typed into them.

use proptest::prelude::*;

use super::*;

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
