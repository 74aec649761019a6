//! The room table of the design: who may use whom. An arrow that is not in it fails here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every room under `src/`, and the rooms of ours it may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain", "entity", "migration"]),
    ("text", &["domain"]),
    ("adapters", &["domain", "text"]),
    ("actions", &["domain", "store", "text"]),
    ("jobs", &["domain", "store", "adapters", "actions", "text"]),
    ("web", &["domain", "adapters", "actions", "store", "text"]),
    ("cli", &["domain", "entity", "migration", "store", "text", "adapters", "actions", "jobs", "web"]),
];

/// What every room from actions upwards stands on: not rooms, but files beside them.
const GROUND: &[&str] = &["clock", "config", "ctx", "links", "metrics", "telemetry"];
/// The rooms that may use it.
const STAND_ON_GROUND: &[&str] = &["actions", "jobs", "web", "cli"];
/// Members of the workspace, named by their crate.
const MEMBERS: &[&str] = &["domain", "entity", "migration"];

#[test]
fn every_arrow_between_rooms_is_in_the_table() {
    let source = root().join("src");
    let mut wrong = Vec::new();
    for (room, may_use) in ROOMS {
        for file in rust_files(&source.join(room)) {
            let text = fs::read_to_string(&file).unwrap();
            for used in uses(&text).into_iter().filter(|used| used != room) {
                let known = ROOMS.iter().any(|(name, _)| *name == used) || MEMBERS.contains(&used.as_str());
                let allowed = if known {
                    may_use.contains(&used.as_str())
                } else if GROUND.contains(&used.as_str()) {
                    STAND_ON_GROUND.contains(room)
                } else {
                    // A module of the member's own crate root, which only domain has.
                    *room == "domain"
                };
                if !allowed {
                    let file = file.strip_prefix(&source).unwrap().display();
                    wrong.push(format!("{file}: {room} -> {used}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that are not in the table:\n{}", wrong.join("\n"));
}

#[test]
fn every_folder_of_src_is_a_room_of_the_table() {
    let folders: BTreeSet<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir() && !rust_files(&entry.path()).is_empty())
        .map(|entry| entry.file_name().into_string().unwrap())
        // A file of the ground may have parts of its own in a folder of its name.
        .filter(|name| !GROUND.contains(&name.as_str()))
        .collect();
    let rooms: BTreeSet<String> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert!(folders.is_subset(&rooms), "not in the table: {:?}", folders.difference(&rooms));
}

#[test]
fn the_members_depend_on_nothing_of_ours() {
    for manifest in ["src/domain/Cargo.toml", "entity/Cargo.toml", "migration/Cargo.toml"] {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        let manifest: toml::Table = text.parse().unwrap();
        for list in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(list) = manifest.get(list).and_then(toml::Value::as_table) else { continue };
            let ours = list.keys().find(|name| MEMBERS.contains(&name.as_str()) || name.contains("unisson"));
            assert_eq!(ours, None, "{}", manifest["package"]["name"]);
        }
    }
}

#[test]
fn an_arrow_is_seen_however_it_is_written() {
    let text = "use crate::store::Db;\nuse crate::{ctx::Context, actions};\nlet x = crate::web::page();\n\
                // crate::cli is only spoken of\nuse entity::message;\nlet m = migration::Migrator;\n\
                use domain::ids;\nuse super::super::jobs;\n";
    let seen: Vec<String> = uses(text).into_iter().collect();
    assert_eq!(seen, ["actions", "ctx", "domain", "entity", "migration", "store", "web"]);
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The first word behind every `crate::`, and every member of the workspace named by a path.
fn uses(text: &str) -> BTreeSet<String> {
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    let mut seen = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => seen.extend(first_words(list)),
            None => seen.extend(first_word(rest)),
        }
    }
    for member in MEMBERS {
        let path = format!("{member}::");
        let is_root =
            |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        if code.match_indices(&path).any(|(at, _)| is_root(at)) {
            seen.insert((*member).to_owned());
        }
    }
    seen
}

/// The first words of the paths in a list, up to its closing brace.
fn first_words(list: &str) -> Vec<String> {
    let (mut depth, mut word_begins, mut words) = (0, true, Vec::new());
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => word_begins = true,
            _ if depth == 0 && word_begins && !character.is_whitespace() => {
                word_begins = false;
                words.extend(first_word(&list[at..]));
            }
            _ => {}
        }
    }
    words
}

fn first_word(path: &str) -> Option<String> {
    let word: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}
