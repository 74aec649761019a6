//! What the emails in French say.

use std::collections::BTreeSet;

use super::*;

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
Nous ne demandons jamais d'argent ni de numéro de carte bancaire.
À bientôt.

Rendez-vous Seine-et-Marne, Département de Seine-et-Marne";
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
Nous ne demandons jamais d'argent ni de numéro de carte bancaire.

Rendez-vous Seine-et-Marne, Département de Seine-et-Marne";
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

Rendez-vous Seine-et-Marne, Département de Seine-et-Marne";
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
    for source in [include_str!("../message.html"), include_str!("../message.txt")] {
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
Nous ne demandons jamais d'argent ni de numéro de carte bancaire.
À bientôt.

Rendez-vous Seine-et-Marne, Département de Seine-et-Marne

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
Nous ne demandons jamais d'argent ni de numéro de carte bancaire.
À bientôt.

Rendez-vous Seine-et-Marne, Département de Seine-et-Marne";
    assert_eq!(plain(&letter(MessageKind::Missed)), expected);
}
