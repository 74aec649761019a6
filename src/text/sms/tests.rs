//! Every message fits into one, whatever it is filled with; nothing in it tells what a person lives on.

use chrono::{NaiveDateTime, NaiveTime};
use domain::credentials::{CODE_LENGTH, TOKEN_LENGTH};
use domain::sms::alphabet::{SmsCoding, is_gsm7};
use domain::time::Minutes;
use domain::visit::{Language, Mode};

use super::check::{longest, longest_link};
use super::content::{SentenceBuilder, names_a_benefit};
use super::fit::Sentence;
use super::*;
use crate::text::Catalogue;
use domain::territory::Site;

/// The longest name of the service that is promised to fit with a code in every language.
const LONGEST_HOST: usize = 24;
/// The longest telephone number there is: E.164 of fifteen digits.
const LONGEST_PHONE: &str = "+590690123456789";

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn language(code: &str) -> Language {
    Language::parse(code).unwrap()
}

fn melun() -> SmsVisit<'static> {
    SmsVisit {
        at: at("2027-01-12 09:30"),
        mode: Mode::Onsite,
        place: SmsPlace { name: "Maison de l'insertion", address: "4 rue Hugo, Melun" },
        duration: Minutes(60),
        people: 2,
    }
}

fn said(code: &str, kind: SmsKind) -> String {
    let content = SmsContent {
        kind,
        visit: Some(melun()),
        same_day: SameDayAppointments::default(),
        link: Some("rdv.dep99.fr/r/K7M2QX9B"),
        phone: "01 23 45 67 89",
    };
    write(&language(code), &content).unwrap().text
}

fn every_saying() -> Vec<SmsKind> {
    let moment = at("2027-09-22 10:30");
    vec![
        SmsKind::Choose,
        SmsKind::Chase,
        SmsKind::Confirmation,
        SmsKind::Moved { before: None },
        SmsKind::Moved { before: Some(moment.date()) },
        SmsKind::Reminder { answerable: true },
        SmsKind::Reminder { answerable: false },
        SmsKind::Today,
        SmsKind::PlaceFreed { kept: None },
        SmsKind::PlaceFreed { kept: Some(moment.date()) },
        SmsKind::CalledOff,
        SmsKind::CancelledByPerson,
        SmsKind::Missed,
        SmsKind::AnswerComes,
        SmsKind::AnswerChange,
        SmsKind::AnswerStop,
        SmsKind::AnswerCall { by: moment.date() },
    ]
}

#[test]
fn what_french_readers_read() {
    for (kind, text) in [
        (
            SmsKind::Choose,
            "Vous pouvez choisir votre 1er rendez-vous. C'est gratuit et utile pour vos droits. Choisir le jour : \
             rdv.dep99.fr/r/K7M2QX9B Besoin d'aide ? 01 23 45 67 89",
        ),
        (
            SmsKind::Confirmation,
            "RDV noté : mardi 12 janvier à 9h30. Lieu : Maison de l'insertion, 4 rue Hugo, Melun. Changer ou annuler : \
             rdv.dep99.fr/r/K7M2QX9B ou 01 23 45 67 89",
        ),
        (
            SmsKind::Reminder { answerable: true },
            "Rappel : RDV mardi 12 janvier à 9h30. Lieu : 4 rue Hugo, Melun. 2 personnes vous attendent (1 heure). \
             Répondez 1 = je viens, 2 = je change. Aide 01 23 45 67 89",
        ),
        (
            SmsKind::Today,
            "C'est aujourd'hui à 9h30. Lieu : 4 rue Hugo, Melun. Venez avec ce message. En retard ? Appelez le \
             01 23 45 67 89",
        ),
        (
            SmsKind::CalledOff,
            "Votre RDV du mardi 12 janvier est annulé par nos services. Pardon. Choisir un autre jour : \
             rdv.dep99.fr/r/K7M2QX9B ou 01 23 45 67 89",
        ),
        (
            SmsKind::Missed,
            "Nous ne vous avons pas vu le mardi 12 janvier. Ce n'est pas grave. Choisir un autre jour : \
             rdv.dep99.fr/r/K7M2QX9B ou 01 23 45 67 89",
        ),
        (
            SmsKind::PlaceFreed { kept: Some(at("2027-01-20 14:00").date()) },
            "Une place est libre avant : mardi 12 janvier à 9h30. La prendre : rdv.dep99.fr/r/K7M2QX9B \
             Une seule personne l'aura. Sinon, votre RDV du 20/01 est gardé.",
        ),
        (
            SmsKind::PlaceFreed { kept: None },
            "Une place est libre : mardi 12 janvier à 9h30. Lieu : 4 rue Hugo, Melun. La prendre : \
             rdv.dep99.fr/r/K7M2QX9B Une seule personne l'aura.",
        ),
        (SmsKind::AnswerChange, "Changer ou annuler : rdv.dep99.fr/r/K7M2QX9B ou 01 23 45 67 89"),
    ] {
        assert_eq!(said("fr", kind), text);
    }
}

fn reminded(code: &str, kind: SmsKind, hours: &[(u32, u32)], place: &str) -> String {
    let at: Vec<NaiveTime> =
        hours.iter().map(|(hour, minute)| NaiveTime::from_hms_opt(*hour, *minute, 0).unwrap()).collect();
    let content = SmsContent {
        kind,
        visit: Some(SmsVisit { place: SmsPlace { name: "", address: place }, ..melun() }),
        same_day: SameDayAppointments { at: &at, elsewhere: false },
        link: Some("rdv.dep99.fr/r/K7M2QX9B"),
        phone: "01 23 45 67 89",
    };
    let written = write(&language(code), &content).unwrap();
    assert_eq!(written.encoded.segments(), 1, "{}", written.text);
    written.text
}

#[test]
fn several_on_a_day_are_counted_with_their_hours() {
    let (days, today) = (SmsKind::Reminder { answerable: true }, SmsKind::Today);
    let (comes, change) = (SmsKind::AnswerComes, SmsKind::AnswerChange);
    let melun = "4 rue Hugo, Melun";
    for (code, kind, hours, begins) in [
        (
            "fr",
            days,
            &[(14, 0)][..],
            "Rappel : 2 RDV mardi 12 janvier, à 9h30 et 14h. Lieu : 4 rue Hugo, Melun. Rép",
        ),
        ("fr", days, &[(11, 0), (14, 0)], "Rappel : 3 RDV mardi 12 janvier, à 9h30, 11h et 14h. Lieu"),
        ("fr", today, &[(14, 0)], "C'est aujourd'hui : 2 RDV, à 9h30 et 14h. Lieu"),
        ("fr-x-falc", days, &[(14, 0)], "Vous avez 2 rendez-vous mardi 12 janvier : à 9h30 et 14h."),
        ("en", days, &[(14, 0)], "Reminder: 2 appointments on Tuesday 12 January, at 09:30 and 14:00."),
        ("ar", today, &[(14, 0)], "اليوم موعدان: 9:30 و 14:00."),
        ("fr", comes, &[(14, 0)], "Merci, c'est noté : 2 RDV mardi 12 janvier, à 9h30 et 14h. Lieu"),
        ("en", comes, &[(14, 0)], "Thank you. 2 appointments on Tuesday 12 January, at 09:30 and 14:00."),
        (
            "fr",
            change,
            &[(14, 0)],
            "RDV mardi 12 janvier à 9h30. Changer ou annuler : rdv.dep99.fr/r/K7M2QX9B",
        ),
        ("ar", change, &[(14, 0)], "موعدكم: "),
        // Too many to be read one by one.
        (
            "fr",
            days,
            &[(10, 0), (11, 0), (14, 0), (15, 0)],
            "Rappel : RDV mardi 12 janvier à 9h30 et 4 autres ce jour.",
        ),
        (
            "fr",
            today,
            &[(10, 0), (11, 0), (14, 0), (15, 0)],
            "C'est aujourd'hui à 9h30, et 4 autres RDV après.",
        ),
    ] {
        let text = reminded(code, kind, hours, melun);
        assert!(text.starts_with(begins), "{text}");
    }
    let text = reminded("ar", days, &[(14, 0)], melun);
    assert!(text.starts_with("تذكير: موعدان") && text.contains("9:30 و 14:00"), "{text}");
    // The page leads on when the answer does not reach us.
    let text = reminded("fr", SmsKind::Reminder { answerable: false }, &[(14, 0)], melun);
    assert!(text.contains("2 RDV") && text.contains("rdv.dep99.fr/r/K7M2QX9B"), "{text}");
}

#[test]
fn a_place_of_one_is_not_taken_for_that_of_the_other() {
    let at = [NaiveTime::from_hms_opt(14, 0, 0).unwrap()];
    let same_day = SameDayAppointments { at: &at, elsewhere: true };
    let kind = SmsKind::Reminder { answerable: false };
    let content = SmsContent { kind, visit: Some(melun()), same_day, link: None, phone: "01 23 45 67 89" };
    let text = write(&language("fr"), &content).unwrap().text;
    assert!(text.starts_with("Rappel : 2 RDV") && !text.contains("Hugo"), "{text}");
}

#[test]
fn every_message_is_one_with_the_longest_values() {
    for words in Catalogue::all().unwrap() {
        let language = language(words.code());
        let long = longest(&language).unwrap();
        let place = SmsPlace { name: &"Ŵ".repeat(200), address: &"e".repeat(200) };
        let host = "w".repeat(LONGEST_HOST);
        let links = [
            None,
            Some(longest_link(&host, CODE_LENGTH)),
            Some(longest_link(&host, TOKEN_LENGTH)),
            Some("w".repeat(200)),
        ];
        let hours = [10, 11, 13, 14, 15, 16].map(|hour| NaiveTime::from_hms_opt(hour, 45, 0).unwrap());
        for (kind, several) in every_saying().into_iter().flat_map(|kind| [0, 1, 3, 6].map(|n| (kind, n))) {
            let same_day = SameDayAppointments { at: &hours[..several], elsewhere: several == 3 };
            for mode in Mode::ALL {
                for link in &links {
                    let visit = Some(SmsVisit { mode, place, ..long });
                    let content =
                        SmsContent { kind, visit, same_day, link: link.as_deref(), phone: LONGEST_PHONE };
                    let written = write(&language, &content).unwrap();
                    assert_eq!(written.encoded.segments(), 1, "{} {kind:?}: {}", words.code(), written.text);
                    let latin = words.code() != "ar";
                    assert_eq!(written.encoded.coding == SmsCoding::Gsm7, latin, "{}", written.text);
                    assert_eq!(written.encoded.text(), written.text);
                    let way_back = link.as_deref().is_some_and(|link| written.text.contains(link))
                        || written.text.replace('\u{a0}', " ").contains(LONGEST_PHONE);
                    let needs_none = matches!(
                        kind,
                        SmsKind::Reminder { answerable: true }
                            | SmsKind::AnswerComes
                            | SmsKind::AnswerStop
                            | SmsKind::AnswerCall { .. }
                    );
                    assert!(way_back || needs_none, "{} {kind:?}: {}", words.code(), written.text);
                }
            }
        }
    }
}

/// A name of that length keeps its link in every message of every language, so that nobody has to telephone.
#[test]
fn a_name_of_the_promised_length_keeps_its_link() {
    let host = "w".repeat(LONGEST_HOST);
    assert_eq!(too_long(std::iter::empty(), Some(&host)).unwrap(), []);
    let host = "w".repeat(LONGEST_HOST + 20);
    let found = too_long(std::iter::empty(), Some(&host)).unwrap();
    assert_eq!(found.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["links.public_url"]);
}

#[test]
fn french_sentences_need_no_letter_that_halves_the_room() {
    for words in Catalogue::all().unwrap().iter().filter(|words| words.code() != "ar") {
        for kind in every_saying() {
            let content = SmsContent {
                kind,
                visit: Some(melun()),
                same_day: SameDayAppointments::default(),
                link: Some("x.fr/r/K7M2QX9B"),
                phone: "01",
            };
            let sentences = SentenceBuilder { catalogue: words, content: &content }.sentences().unwrap();
            for way in sentences.iter().flat_map(Sentence::every_way) {
                // Dates keep their circumflex (août): it is taken off on the way out.
                assert!(is_gsm7(&way.replace("août", "")), "{}: {way}", words.code());
            }
        }
    }
}

#[test]
fn what_a_person_lives_on_is_not_named() {
    let place = SmsPlace { name: "Pôle RSA de Melun", address: "4 rue Hugo, Melun" };
    for words in Catalogue::all().unwrap() {
        for kind in every_saying() {
            let visit = Some(SmsVisit { place, ..melun() });
            let content = SmsContent {
                kind,
                visit,
                same_day: SameDayAppointments::default(),
                link: None,
                phone: "01 23 45 67 89",
            };
            let text = write(&language(words.code()), &content).unwrap().text.to_lowercase();
            assert!(!text.contains("rsa") && !text.contains("insertion"), "{text}");
        }
    }
    assert!(said("fr", SmsKind::Confirmation).contains("Maison de l'insertion"));
    assert!(!names_a_benefit("Maison Corsaire"));
}

#[test]
fn an_address_that_has_no_room_is_named_with_its_mend() {
    let site = |address: &str| Site {
        id: domain::ids::SiteId(uuid::Uuid::nil()),
        key: "melun".to_owned(),
        name: "Maison de l'insertion".to_owned(),
        address: address.to_owned(),
        phone: "01 23 45 67 89".to_owned(),
        zone: chrono_tz::Tz::Europe__Paris,
        access: domain::accessibility::Accessibility::default(),
        hours: Vec::new(),
    };
    let check = |address: &str| too_long([site(address)].iter(), Some("rdv.dep99.fr")).unwrap();
    assert_eq!(check("4 rue de l’Hôtel-de-Ville, 77000 Melun"), []);
    let found = check(
        "Bâtiment administratif des services, escalier C, deuxième étage, 4 rue de l'Hôtel-de-Ville, 77000 Melun",
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].field, "sites[melun].address");
}

#[test]
fn an_arabic_reminder_is_one_message() {
    let text = said("ar", SmsKind::Reminder { answerable: true });
    assert!(text.contains("12/01") && text.contains("9:30") && text.contains("1 ="), "{text}");
    assert!(said("ar", SmsKind::Confirmation).contains("rdv.dep99.fr/r/K7M2QX9B"));
}
