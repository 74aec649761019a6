//! The catalogue is complete, and nothing in it is left over.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use domain::visit::Language;

use super::{Arg, Catalogue, Direction, FRENCH, Key, TextError};

/// Keys written as `Key("...")` anywhere in the sources, tests apart.
fn keys_used(folder: &Path, keys: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keys_used(&path, keys);
        } else if path.extension().is_some_and(|ext| ext == "rs" || ext == "html")
            && !path.ends_with("tests.rs")
        {
            let source = fs::read_to_string(&path).unwrap();
            keys.extend(
                source.split("Key(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()),
            );
        }
    }
}

fn keys_defined(catalogue: &str) -> BTreeSet<String> {
    catalogue
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .map(|line| line.split(" =").next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_keys_used_are_the_keys_defined() {
    let mut used = BTreeSet::new();
    keys_used(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut used);
    assert!(used.len() > 10, "the scan finds the keys");
    assert_eq!(used, keys_defined(FRENCH));
}

#[test]
fn every_message_defined_can_be_found() {
    let french = Catalogue::french().unwrap();
    for key in keys_defined(FRENCH) {
        let key = Key(String::leak(key));
        assert!(!matches!(french.get(key, &[]), Err(TextError::Missing { .. })), "{key:?}");
    }
}

#[test]
fn a_missing_message_is_an_error() {
    let french = Catalogue::french().unwrap();
    let asked = french.get(Key("no-such-message"), &[]);
    assert_eq!(asked, Err(TextError::Missing { key: "no-such-message", language: "fr" }));
}

#[test]
fn a_missing_argument_is_an_error() {
    let catalogue = Catalogue::read("fr", Direction::LeftToRight, "hello = Bonjour { $name }\n").unwrap();
    assert!(matches!(catalogue.get(Key("hello"), &[]), Err(TextError::Incomplete { .. })));
    assert_eq!(catalogue.get(Key("hello"), &[("name", "Ana".into())]).unwrap(), "Bonjour Ana");
}

#[test]
fn a_broken_catalogue_is_an_error() {
    let read = Catalogue::read("fr", Direction::LeftToRight, "hello = { $name\n");
    assert!(matches!(read, Err(TextError::Catalogue { language: "fr", .. })));
}

#[test]
fn counts_choose_singular_and_plural() {
    let source = "seen = { $count ->\n    [one] une personne\n   *[other] { $count } personnes\n}\n";
    let catalogue = Catalogue::read("fr", Direction::LeftToRight, source).unwrap();
    let say = |count| catalogue.get(Key("seen"), &[("count", Arg::Count(count))]).unwrap();
    assert_eq!(
        (say(1), say(2), say(1200)),
        ("une personne".into(), "2 personnes".into(), "1200 personnes".into())
    );
}

#[test]
fn no_invisible_mark_surrounds_an_argument() {
    let catalogue = Catalogue::read("fr", Direction::LeftToRight, "hello = Bonjour { $name }.\n").unwrap();
    assert_eq!(catalogue.get(Key("hello"), &[("name", "Ana".into())]).unwrap(), "Bonjour Ana.");
}

#[test]
fn other_languages_fall_back_to_french_and_say_so() {
    let arabic = Language::parse("ar").unwrap();
    let catalogue = Catalogue::for_language(&arabic).unwrap();
    assert_eq!((catalogue.language(), catalogue.direction().word()), ("fr", "ltr"));
}

/// The words a public service must not use here (ux.md: no threat, no jargon, no benefit's name).
#[test]
fn no_message_threatens_or_names_a_benefit() {
    let said = FRENCH.lines().filter(|line| !line.starts_with('#')).collect::<String>().to_lowercase();
    for word in
        ["rsa", "veuillez", "obligatoire", "sanction", "convocation", "radiation", "usager", "bénéficiaire"]
    {
        assert!(!said.contains(word), "{word}");
    }
}
