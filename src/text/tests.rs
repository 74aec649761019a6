//! Tests of the catalogues: complete, and without unused messages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use domain::visit::Language;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::languages::{LANGUAGES, OFFICE, Source};
use super::{Arg, Catalogue, Key, TextError};

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

/// Every message of some files: its key and the variables it is filled with.
fn messages(files: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for file in files {
        for entry in fluent_syntax::parser::parse(*file).unwrap().body {
            if let Entry::Message(message) = entry {
                let mut variables = BTreeSet::new();
                variables_of(&message.value.unwrap(), &mut variables);
                let key = message.id.name.to_owned();
                assert_eq!(found.insert(key, variables), None, "{} stands twice", message.id.name);
            }
        }
    }
    found
}

fn variables_of(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let inline = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                for variant in variants {
                    variables_of(&variant.value, found);
                }
                selector
            }
        };
        if let InlineExpression::VariableReference { id } = inline {
            found.insert(id.name.to_owned());
        }
    }
}

fn everywhere() -> BTreeMap<String, BTreeSet<String>> {
    messages(LANGUAGES[0].files)
}

/// The lines a person may read.
fn said(files: &[&str]) -> String {
    let lines = files.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#'));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_keys_used_are_the_keys_defined() {
    let mut used = BTreeSet::new();
    keys_used(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut used);
    assert!(used.len() > 10, "the scan finds the keys");
    let files: Vec<_> = LANGUAGES[0].files.iter().chain(OFFICE).copied().collect();
    assert_eq!(used, messages(&files).into_keys().collect());
}

#[test]
fn every_language_has_every_message_with_every_variable() {
    let french = everywhere();
    for source in LANGUAGES {
        let here = messages(source.files);
        let keys = |of: &BTreeMap<String, _>| of.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&here), keys(&french), "{}", source.code);
        for (key, variables) in here {
            assert_eq!(variables, french[&key], "{key} in {}", source.code);
        }
    }
}

/// A file in a folder that no list embeds would be a translation that nobody reads.
#[test]
fn every_file_of_the_folders_is_embedded() {
    let text = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text");
    let mut folders = BTreeSet::new();
    for entry in fs::read_dir(text).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
        let holds = |folder: &Path| -> BTreeSet<String> {
            let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
            files
                .filter(|file| file.extension().is_some_and(|ext| ext == "ftl"))
                .map(|file| fs::read_to_string(file).unwrap())
                .collect()
        };
        let code = entry.file_name().into_string().unwrap();
        let Some(source) = LANGUAGES.into_iter().find(|source| source.code == code) else {
            assert!(holds(&entry.path()).is_empty(), "{code} is not in the list");
            continue;
        };
        let embedded = |files: &[&str]| files.iter().map(|&file| file.to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(holds(&entry.path()), embedded(source.files), "{code}");
        if !source.office.is_empty() {
            assert_eq!(holds(&entry.path().join("office")), embedded(source.office));
        }
        folders.insert(code);
    }
    assert_eq!(folders.len(), LANGUAGES.len());
}

#[test]
fn a_machine_s_translation_says_so() {
    for source in LANGUAGES.into_iter().skip(1) {
        for file in source.files {
            assert!(
                file.contains("# Written by a machine: must be read by a professional"),
                "{}",
                source.code
            );
        }
    }
}

#[test]
fn a_missing_message_is_an_error() {
    let french = Catalogue::french().unwrap();
    let asked = french.get(Key("no-such-message"), &[]);
    assert_eq!(asked, Err(TextError::Missing { key: "no-such-message", language: "fr" }));
}

/// A French catalogue of one message.
fn written(source: &str) -> Result<Catalogue, TextError> {
    let files: &'static [&'static str] = Box::leak(Box::new([&*String::leak(source.to_owned())]));
    Catalogue::read(Source { files, office: &[], ..LANGUAGES[0] })
}

#[test]
fn a_missing_argument_is_an_error() {
    let catalogue = written("hello = Bonjour { $name }\n").unwrap();
    assert!(matches!(catalogue.get(Key("hello"), &[]), Err(TextError::Incomplete { .. })));
    assert_eq!(catalogue.get(Key("hello"), &[("name", "Ana".into())]).unwrap(), "Bonjour Ana");
}

#[test]
fn a_broken_catalogue_is_an_error() {
    let read = written("hello = { $name\n");
    assert!(matches!(read, Err(TextError::Catalogue { language: "fr", .. })));
}

#[test]
fn counts_choose_singular_and_plural() {
    let source = "seen = { $count ->\n    [one] une personne\n   *[other] { $count } personnes\n}\n";
    let catalogue = written(source).unwrap();
    let say = |count| catalogue.get(Key("seen"), &[("count", Arg::Count(count))]).unwrap();
    assert_eq!(
        (say(1), say(2), say(1200)),
        ("une personne".into(), "2 personnes".into(), "1200 personnes".into())
    );
}

#[test]
fn no_invisible_mark_surrounds_an_argument() {
    let catalogue = written("hello = Bonjour { $name }.\n").unwrap();
    assert_eq!(catalogue.get(Key("hello"), &[("name", "Ana".into())]).unwrap(), "Bonjour Ana.");
}

#[test]
fn arabic_counts_in_six_ways() {
    let arabic = Catalogue::for_language(&language("ar")).unwrap();
    let say = |count| arabic.get(Key("person-team"), &[("count", Arg::Count(count))]).unwrap();
    // intl_pluralrules 7.0.2 takes 103 for "other", CLDR for "few": nobody is awaited by so many.
    let said = [0, 1, 2, 3, 10, 11, 99, 100].map(say);
    let first = said.map(|sentence| sentence.split(". ").next().unwrap().trim_end_matches('.').to_owned());
    assert_eq!(
        first,
        [
            "لا ينتظركم أحد",
            "ينتظركم شخص واحد",
            "ينتظركم شخصان",
            "ينتظركم 3 أشخاص",
            "ينتظركم 10 أشخاص",
            "ينتظركم 11 شخصا",
            "ينتظركم 99 شخصا",
            "ينتظركم 100 شخص",
        ]
    );
}

fn language(code: &str) -> Language {
    Language::parse(code).unwrap()
}

#[test]
fn the_nearest_language_is_found_and_french_is_the_last_resort() {
    for (asked, code, lang, dir) in [
        ("fr", "fr", "fr", "ltr"),
        ("fr-x-falc", "fr-x-falc", "fr", "ltr"),
        ("fr-ca", "fr", "fr", "ltr"),
        ("en-gb", "en", "en", "ltr"),
        ("ar", "ar", "ar", "rtl"),
        ("ar-dz", "ar", "ar", "rtl"),
        ("uk", "fr", "fr", "ltr"),
        ("arc", "fr", "fr", "ltr"),
    ] {
        let found = Catalogue::for_language(&language(asked)).unwrap();
        let (found_lang, found_dir) = (found.language(), found.direction().word());
        assert_eq!((found.code(), found_lang, found_dir), (code, lang, dir), "{asked}");
    }
    let names: Vec<_> = Catalogue::all().unwrap().iter().map(Catalogue::own_name).collect();
    assert_eq!(names, ["Français", "Français facile", "English", "العربية"]);
}

#[test]
fn what_was_chosen_comes_before_the_browser_and_the_browser_before_the_territory() {
    let french = Language::french();
    for (chosen, accepted, default, found) in [
        (Some("ar"), Some("en"), "fr", "ar"),
        (Some("fr-x-falc"), Some("en"), "fr", "fr-x-falc"),
        (Some("uk"), Some("en"), "fr", "en"),
        (None, Some("ar-DZ,ar;q=0.9,fr;q=0.8"), "fr", "ar"),
        (None, Some("kab, fr-FR;q=0.3 , EN-gb;q=0.7"), "fr", "en"),
        (None, Some("uk,tr;q=0.5"), "en", "en"),
        (None, Some("ar;q=0,*;q=0.1"), "fr", "fr"),
        (None, Some("en;q=2,ar;q=x"), "fr", "fr"),
        (None, Some(""), "ar", "ar"),
        (None, None, "uk", "fr"),
    ] {
        let (chosen, default) = (chosen.map(language), language(default));
        let catalogue = Catalogue::negotiate(chosen.as_ref(), accepted, &default).unwrap();
        assert_eq!(catalogue.code(), found, "{chosen:?} {accepted:?}");
    }
    let long = format!("{},en", "xx,".repeat(100_000));
    assert_eq!(Catalogue::negotiate(None, Some(&long), &french).unwrap().code(), "fr");
}

#[test]
fn a_word_of_the_back_office_is_french_in_every_language() {
    let arabic = Catalogue::for_language(&language("ar")).unwrap();
    assert_eq!(arabic.get(Key("role-room"), &[]).unwrap(), "salle");
    let asked = arabic.get(Key("no-such-message"), &[]);
    assert_eq!(asked, Err(TextError::Missing { key: "no-such-message", language: "fr" }));
}

/// On a narrow screen a question mark must not begin a line (Lexique des règles typographiques en usage à l'Imprimerie
/// nationale). Messages and terminal output have ordinary spaces: every telephone and every
/// mail program reads them alike, and whoever searches types them.
#[test]
fn no_french_line_begins_with_a_mark_that_belongs_to_the_word_before() {
    fn walk(folder: &Path, wrong: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, wrong);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap();
            let is_plain = ["sms", "mail", "professional_emails", "waiting_time", "demo"].contains(&name);
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let parts = [" ?", " !", " :", " ;", " »", "« "].iter().any(|mark| line.contains(mark));
                if if is_plain { line.contains('\u{a0}') } else { parts } {
                    wrong.push(format!("{}: {line}", path.display()));
                }
            }
        }
    }
    let mut wrong = Vec::new();
    for code in ["fr", "fr-x-falc"] {
        walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text").join(code), &mut wrong);
    }
    assert!(wrong.is_empty(), "a no-break space belongs there:\n{}", wrong.join("\n"));
}

#[test]
fn a_telephone_number_keeps_its_order_from_right_to_left() {
    let arabic = Catalogue::for_language(&language("ar")).unwrap();
    assert_eq!(arabic.telephone("01 23 45"), "01\u{a0}23\u{a0}45");
    assert_eq!(Catalogue::french().unwrap().telephone("01 23 45"), "01 23 45");
}

#[test]
fn what_fills_a_message_is_isolated_and_escaped_in_html() {
    let arabic = Catalogue::for_language(&language("ar")).unwrap();
    let said = arabic.html(Key("person-help"), &[("phone", "<b>01 23</b>\u{f8f1}\"'&".into())]).unwrap().0;
    assert_eq!(
        said,
        "هل تحتاجون إلى مساعدة؟ اتصلوا على الرقم <bdi>&lt;b&gt;01 23&lt;/b&gt;&quot;&#39;&amp;</bdi>."
    );
    let french = Catalogue::french().unwrap();
    let said = french.html(Key("person-team"), &[("count", Arg::Count(1))]).unwrap().0;
    assert_eq!(said, "Une personne vous attend.");
    let said = french.html(Key("missing-title"), &[]).unwrap().0;
    assert_eq!(said, "Cette page n&#39;existe pas");
}

/// The words a public service must not use here (ux.md: no threat, no jargon, no benefit's name).
#[test]
fn no_message_threatens_or_names_a_benefit() {
    let files: Vec<_> =
        LANGUAGES[..2].iter().flat_map(|source| source.files).chain(OFFICE).copied().collect();
    let said = said(&files).to_lowercase();
    let words: BTreeSet<&str> = said.split(|c: char| !c.is_alphabetic()).collect();
    for word in [
        "rsa",
        "veuillez",
        "obligatoire",
        "obligatoires",
        "sanction",
        "sanctions",
        "convocation",
        "convocations",
        "radiation",
        "usager",
        "usagers",
        "bénéficiaire",
        "bénéficiaires",
    ] {
        assert!(!words.contains(word), "{word}");
    }
}

/// FALC: twelve words a sentence at most; what a message is filled with counts as one.
#[test]
fn easy_french_keeps_its_sentences_short() {
    let falc = LANGUAGES.into_iter().find(|source| source.code == "fr-x-falc").unwrap();
    let mut sentences = 0;
    for line in said(falc.files).lines() {
        let text = line.split_once(" = ").map_or(line, |(_, text)| text);
        let text =
            text.trim_start_matches([' ', '*']).trim_start_matches("[one]").trim_start_matches("[other]");
        for sentence in text.replace("{ $", "").replace(" }", "").split(['.', '?', '!', ':']) {
            let words = sentence.split_whitespace().count();
            assert!(words <= 12, "{words} words: {sentence}");
            sentences += 1;
        }
    }
    assert!(sentences > 30, "the scan finds the sentences");
}
