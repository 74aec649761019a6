//! Imports with faults: every one is named, and nothing is stored or only the good lines.

use super::{Folder, fixture, is_empty, listed};
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![
    each_wrong_line_is_named_and_nothing_is_stored,
    everything_that_is_wrong_is_named_at_once,
    the_good_lines_are_kept_when_that_is_wanted,
    a_fault_of_the_document_changes_nothing_even_then,
    a_social_security_number_is_refused_and_never_repeated,
];

/// A sheet of the example, the wrong one in its place, and for each fault its place and its text.
type Case = (&'static str, &'static str, &'static [&'static [&'static str]]);

const CASES: &[Case] = &[
    ("agents.csv", "agents-colonne-manquante.csv", &[&["line 1:", "\"Courriel\" is missing", "\"email\""]]),
    (
        "agents.csv",
        "agents-colonne-inconnue.csv",
        &[&["line 1, column \"Numéro de sécu\"", "unknown", "Identifiant, Nom"]],
    ),
    (
        "agents.csv",
        "agents-deux-fois.csv",
        &[&["line 6, column \"Identifiant\"", "stands on line 2", "its own"]],
    ),
    (
        "agents.csv",
        "agents-hors-limites.csv",
        &[
            &["line 2, column \"Quotité\"", "180 per cent", "1 to 100"],
            &["line 3, column \"Quotité\"", "not a share", "1 to 100"],
            &["line 4, column \"Plafond par jour\"", "not a number", "whole number"],
        ],
    ),
    (
        "agents.csv",
        "agents-largeur.csv",
        &[&["line 3:", "4 cells stand under 5 columns"], &["line 4:", "6 cells stand under 5 columns"]],
    ),
    ("plages.csv", "plages-lieu-inconnu.csv", &[&["line 2, column \"Lieu\"", "meaux", "one of the sites"]]),
    (
        "plages.csv",
        "plages-hors-limites.csv",
        &[
            &["line 2, column \"De\"", "multiple of five"],
            &["line 3, column \"Premier jour\"", "2000 to 2199"],
            &["line 4, column \"Jours\"", "not a day of the week", "lun mar"],
            &["line 5, column \"Premier jour\"", "not a date", "31/12/2026"],
            &["line 6, column \"Dernier jour\"", "before the first day"],
            &["line 7, column \"Toutes les n semaines\"", "1 to 52"],
            &["line 8, column \"À\"", "later end"],
            &["line 9, column \"De\"", "not a time", "9h30"],
            &["line 9, column \"Modes\"", "unknown", "présentiel"],
            &["line 10, column \"Agent\"", "\"zoe\" does not stand among the professionals"],
        ],
    ),
    (
        "plages.csv",
        "plages-regle.csv",
        &[
            &["line 2, column \"Répétition\"", "daily or slower"],
            &["line 3:", "7 cells stand under 6 columns", "quotation marks"],
        ],
    ),
    (
        "absences.csv",
        "absences-faux.csv",
        &[&["line 2, column \"Au\"", "ends before it starts"], &["line 3, column \"Du\"", "fill the cell"]],
    ),
    (
        "orientations.csv",
        "orientations-future.csv",
        &[&["line 3, column \"Reçu le\"", "received in the future", "day it came in"]],
    ),
    (
        "orientations.csv",
        "orientations-faux.csv",
        &[
            &["line 2, column \"Reçu le\"", "not a date"],
            &["line 3, column \"Courriel\"", "not a mail address"],
        ],
    ),
];

async fn each_wrong_line_is_named_and_nothing_is_stored(db: &TestDb) {
    let ctx = db.ctx(1).await;
    for (sheet, wrong, faults) in CASES {
        let said = Folder::example().with(sheet, fixture(wrong)).is_refused(&ctx).await;
        for words in *faults {
            let line = said.lines().find(|line| line.starts_with(&format!("{sheet}, {}", words[0])));
            let Some(line) = line else { panic!("{wrong}: {} is not in\n{said}", words[0]) };
            for word in &words[1..] {
                assert!(line.contains(word), "{wrong}: {word:?} is not in {line}");
            }
        }
        assert!(is_empty(db).await, "{wrong}");
    }
    let whole: [(&str, Folder, &[&str]); 6] = [
        (
            "a missing file",
            Folder::example().change("territoire.toml", "agents.csv", "agent.csv"),
            &["territoire.toml, line 10", "\"agent.csv\" cannot be read"],
        ),
        ("an empty sheet", Folder::example().with("plages.csv", " \r\n"), &["plages.csv, line 1", "empty"]),
        (
            "a workbook",
            Folder::example().with("plages.csv", *b"PK\x03\x04\0\0"),
            &["plages.csv", "save the sheet as CSV"],
        ),
        ("a picture", Folder::example().with("plages.csv", *b"GIF89a\0\0\0"), &["plages.csv", "not text"]),
        (
            "an unknown sheet",
            Folder::example().change("territoire.toml", "professionals = ", "people = "),
            &["territoire.toml, line 9", "people"],
        ),
        (
            "an open quotation mark",
            Folder::example().change("orientations.csv", "o-1;Samia", "o-1;\"Samia"),
            &["orientations.csv, line 2"],
        ),
    ];
    for (what, folder, words) in whole {
        let said = folder.is_refused(&ctx).await;
        for word in words {
            assert!(said.contains(word), "{what}: {word:?} is not in {said}");
        }
        assert!(is_empty(db).await, "{what}");
    }
    Folder::example().goes_in(&ctx).await;
}

async fn everything_that_is_wrong_is_named_at_once(db: &TestDb) {
    let ctx = db.ctx(1).await;
    let said = Folder::example()
        .change("territoire.toml", "Europe/Paris", "Europe/Pariss")
        .with("plages.csv", fixture("plages-lieu-inconnu.csv"))
        .change("agents.csv", "lea.petit@departement.example", "lea.petit")
        .with("orientations.csv", fixture("orientations-future.csv"))
        .is_refused(&ctx)
        .await;
    for start in [
        "territoire.toml, line 6, time_zone: ",
        "agents.csv, line 3, column \"Courriel\": ",
        "plages.csv, line 2, column \"Lieu\": ",
        "orientations.csv, line 3, column \"Reçu le\": ",
    ] {
        assert!(said.lines().any(|line| line.starts_with(start)), "{start:?} is not in\n{said}");
    }
    assert!(!said.contains("lea.petit"), "what stands in a cell of a person is not repeated:\n{said}");
    assert!(is_empty(db).await);
}

async fn the_good_lines_are_kept_when_that_is_wanted(db: &TestDb) {
    let ctx = db.ctx(1).await;
    let folder = Folder::example()
        .add("agents.csv", "zoe;Roux;Zoé;pas-une-adresse;ft-melun;employment;fr;;")
        .add("agents.csv", "yann;Le Goff;Yann;yann@ft.example;ft-melun;employment;fr;beaucoup;")
        .add("plages.csv", "zoe;melun;04/01/2027;;lun;9h;12h;;")
        .add("plages.csv", "yann;melun;04/01/2027;;lun;9h;12h;;")
        .add("plages.csv", "lea;meaux;04/01/2027;;lun;9h;12h;;")
        .add("absences.csv", "zoe;11/01/2027;15/01/2027")
        .add("orientations.csv", "o-3;Awa;Diop;02/01/2027;;;;;;;zoe")
        .add("orientations.csv", "o-4;Ana;Silva;02/01/2037;;;;;;;");
    let (imported, left_out) = folder.try_in(&ctx, true).await.unwrap();
    assert!(imported.is_new);
    let said = listed(&left_out);
    for line in [
        "agents.csv, line 5, column \"Courriel\"",
        "agents.csv, line 6, column \"Quotité\"",
        "plages.csv, line 7, column \"Agent\": line 5 of the professionals",
        "plages.csv, line 8, column \"Agent\": line 6 of the professionals",
        "plages.csv, line 9, column \"Lieu\"",
        "absences.csv, line 4, column \"Agent\": line 5 of the professionals",
        "orientations.csv, line 4, column \"Référent\"",
        "orientations.csv, line 5, column \"Reçu le\"",
    ] {
        assert!(said.contains(line), "{line:?} is not in\n{said}");
    }
    assert_eq!(left_out.len(), 8, "{said}");
    let raw = db.raw().await;
    for (table, rows) in [("professional", 3), ("opening", 5), ("absence", 2), ("referral", 2)] {
        assert_eq!(raw.counts(&format!("SELECT COUNT(*) AS n FROM {table}")).await, rows, "{table}");
    }
    let (again, _) = folder.try_in(&ctx, true).await.unwrap();
    assert!(!again.has_changed);
}

async fn a_fault_of_the_document_changes_nothing_even_then(db: &TestDb) {
    let ctx = db.ctx(1).await;
    let bad = Folder::example().change("territoire.toml", "minutes = 45", "minutes = 44");
    let faults = bad.try_in(&ctx, true).await.unwrap_err();
    assert!(
        listed(&faults).starts_with("territoire.toml, line 47, travel[0].minutes: "),
        "{}",
        listed(&faults)
    );
    // Without the one counsellor nobody can fill the role: a matter of the document.
    let nobody = Folder::example().change("agents.csv", "karim.belkacem@ft.example", "karim").change(
        "agents.csv",
        "social employment",
        "social",
    );
    let said = listed(&nobody.try_in(&ctx, true).await.unwrap_err());
    assert!(said.contains("agents.csv, line 4, column \"Courriel\""), "{said}");
    assert!(said.contains("territoire.toml, line 70, visit_types[diagnostic].roles[1].role: "), "{said}");
    assert!(is_empty(db).await);
}

async fn a_social_security_number_is_refused_and_never_repeated(db: &TestDb) {
    let ctx = db.ctx(1).await;
    let folders = [
        Folder::example().with("agents.csv", fixture("agents-nir.csv")),
        Folder::example().with("orientations.csv", fixture("orientations-nir.csv")),
        Folder::example().change("territoire.toml", "Salle 1", "Salle 285057800608441"),
        Folder::example().add("territoire.toml", "[[referrals]]\nkey = \"2850578006084\"\ngiven_name = \"Samia\"\nfamily_name = \"Benali\"\nreceived_on = \"2026-01-05\""),
        Folder::example().change("orientations.csv", "Dossier;", "2850578006084;"),
    ];
    let starts = [
        "agents.csv, line 2, column \"Nom\": it holds a social",
        "orientations.csv, line 2, column \"Dossier\": it holds a social",
        "territoire.toml, line 51, rooms[melun-1].name: it holds a social",
        "territoire.toml, line 74, referrals[0].key: it holds a social",
        "orientations.csv, line 1, column \"\": this column is unknown",
    ];
    for (folder, start) in folders.iter().zip(starts) {
        let said = folder.is_refused(&ctx).await;
        assert!(said.lines().any(|line| line.starts_with(start)), "{start:?} is not in\n{said}");
        let digits: String = said.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(!digits.contains("78006"), "{said}");
        assert!(is_empty(db).await);
    }
}
