//! The table of rooms: which room may use which, and no circle of files inside a room.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::rust_source::{CRATES, ModulePath, Workspace, files_below, root};

/// Every room, and the rooms it may use. A room is a crate of the workspace, or a module below `src/`: a folder or a
/// single file.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("entity", &["domain"]),
    ("migration", &[]),
    ("clock", &[]),
    ("telemetry", &[]),
    ("keys", &["domain"]),
    ("text", &["domain"]),
    ("formats", &["domain", "text"]),
    ("store", &["domain", "entity", "migration"]),
    ("adapters", &["domain", "text", "formats", "telemetry"]),
    ("config", &["domain"]),
    ("context", &["domain", "store", "clock", "keys", "telemetry"]),
    ("actions", &["domain", "store", "text", "formats", "context", "keys", "clock", "telemetry"]),
    (
        "jobs",
        &[
            "domain",
            "store",
            "text",
            "formats",
            "context",
            "keys",
            "clock",
            "telemetry",
            "adapters",
            "actions",
        ],
    ),
    (
        "web",
        &[
            "domain",
            "store",
            "text",
            "formats",
            "context",
            "keys",
            "clock",
            "telemetry",
            "adapters::sso",
            "actions",
        ],
    ),
    ("cli", EVERYTHING),
    ("main", EVERYTHING),
];

/// Lines of the longest file there may be.
const LONGEST_FILE: usize = 500;

/// For the two rooms that turn settings into adapters, jobs and web.
const EVERYTHING: &[&str] = &[
    "domain",
    "entity",
    "migration",
    "clock",
    "telemetry",
    "keys",
    "text",
    "formats",
    "store",
    "adapters",
    "config",
    "context",
    "actions",
    "jobs",
    "web",
    "cli",
];

/// Rooms whose arrows, circles and long files are still to be put right: empty when the work is done.
const NOT_YET: &[&str] = &[];

#[test]
fn every_arrow_between_rooms_is_in_the_table() {
    let mut wrong = wrong_arrows(Workspace::ours());
    wrong.retain(|line| !NOT_YET.iter().any(|room| line.contains(&format!(": {room} -> "))));
    assert!(wrong.is_empty(), "arrows that are not in the table:\n{}", wrong.join("\n"));
}

#[test]
fn no_room_holds_a_circle_of_files() {
    let mut circles = circles(Workspace::ours());
    circles.retain(|line| !NOT_YET.iter().any(|room| line.starts_with(&format!("{room}: "))));
    assert!(circles.is_empty(), "files that use each other in a circle:\n{}", circles.join("\n"));
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let mut long = Vec::new();
    for folder in ["src", "entity", "migration", "tests", "benches"] {
        for path in
            ["rs", "mjs", "py", "html", "sh"].iter().flat_map(|kind| files_below(&root().join(folder), kind))
        {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            if lines > LONGEST_FILE && !NOT_YET.iter().any(|room| name.split('/').any(|part| part == *room)) {
                long.push(format!("{name}: {lines} lines"));
            }
        }
    }
    assert!(long.is_empty(), "split by noun:\n{}", long.join("\n"));
}

/// What only `src/actions/kit` does: beginning a transaction, and what is written with it when it is committed.
const KIT_ONLY: &[&str] = &[
    "db.begin(",
    "appointment_events::append",
    "idempotency::claim",
    "idempotency::record",
    "messages::add(",
];

#[test]
fn a_transaction_is_begun_and_committed_by_the_kit_only() {
    let mut wrong = Vec::new();
    let kit = root().join("src/actions/kit");
    for path in files_below(&root().join("src"), "rs") {
        let is_query = path.starts_with(root().join("src/store"));
        if !is_query && !path.starts_with(&kit) {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            wrong.extend(left_to_the_kit(&name, &fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(wrong.is_empty(), "to be left to actions::kit::write:\n{}", wrong.join("\n"));
    let begins = fs::read_to_string(kit.join("write.rs")).unwrap();
    assert_eq!(left_to_the_kit("write.rs", &begins).len(), KIT_ONLY.len(), "the kit does it otherwise");
}

#[test]
fn a_write_beside_the_kit_is_found_and_a_key_is_none() {
    let text = "use crate::store::idempotency::Key;\nlet tx = ctx\n    .db\n    .begin()\n    .await?;\n\
                // messages::add(tx, all) is the kit's\nappointment_events::append(tx, all).await?;";
    assert_eq!(left_to_the_kit("a.rs", text), ["a.rs: db.begin(", "a.rs: appointment_events::append"]);
}

/// What a file does that is left to the kit.
fn left_to_the_kit(name: &str, text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = code.flat_map(str::chars).filter(|character| !character.is_whitespace()).collect();
    KIT_ONLY.iter().filter(|one| code.contains(**one)).map(|one| format!("{name}: {one}")).collect()
}

#[test]
fn every_file_and_folder_of_src_is_a_room_of_the_table() {
    let rooms: BTreeSet<String> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    let mut found: BTreeSet<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() || !files_below(path, "rs").is_empty())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    found.remove("lib");
    found.extend(["entity", "migration"].map(str::to_owned));
    assert_eq!(found, rooms);
}

#[test]
fn the_members_depend_on_the_rooms_of_the_table_only() {
    for (name, folder) in CRATES.iter().skip(1) {
        let folder = root().join(folder.strip_suffix("/src").unwrap_or(folder));
        let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap();
        let (_, may_use) = ROOMS.iter().find(|(room, _)| room == name).unwrap();
        for list in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(list) = manifest.get(list).and_then(toml::Value::as_table) else { continue };
            let is_ours =
                |used: &str| used.contains("unisson") || CRATES.iter().any(|(name, _)| *name == used);
            let wrong = list.keys().find(|used| is_ours(used) && !may_use.contains(&used.as_str()));
            assert_eq!(wrong, None, "{name}");
        }
    }
}

#[test]
fn an_arrow_is_seen_however_it_is_written() {
    let workspace = workspace(&[
        ("adapters", "pub mod mail;"),
        ("adapters::mail", "use super::super::web::Page; // crate::cli is only mentioned\nuse super::sso;"),
        ("adapters::sso", "fn f() { println!(\"{}\", crate::actions::name()); }"),
        ("store", "use crate::{text::{self, Key}, jobs as work};"),
        ("text", "use entity::message; #[cfg(test)] mod tests { use crate::web; }"),
        (
            "web",
            "pub struct Page; use crate::adapters::{mail, sso}; fn f() -> super::cli::Output { todo!() }",
        ),
        ("jobs", ""),
        ("actions", "pub fn name() {}"),
        ("cli", "pub use output::Output;"),
        ("cli::output", "pub struct Output;"),
    ]);
    let expected = [
        "adapters/mail.rs: adapters -> web",
        "adapters/sso.rs: adapters -> actions",
        "store.rs: store -> jobs",
        "store.rs: store -> text",
        "text.rs: text -> entity",
        "web.rs: web -> adapters::mail",
        "web.rs: web -> cli",
        "web.rs: web -> cli::output",
    ];
    assert_eq!(wrong_arrows(&workspace), expected);
}

#[test]
fn a_circle_is_found_through_super_and_through_a_re_export() {
    let workspace = workspace(&[
        ("store", "mod a; mod b; pub mod c; pub use a::Table; pub use c::Other;"),
        ("store::a", "use super::b; pub struct Table;"),
        ("store::b", "use super::Table;"),
        ("store::c", "use super::Table; pub struct Other; #[cfg(test)] mod tests { use super::super::d; }"),
        ("text", "mod x; mod y; pub use x::X;"),
        ("text::x", "pub struct X;"),
        ("text::y", "use super::X;"),
    ]);
    assert_eq!(circles(&workspace), ["store: store/a.rs, store/b.rs"]);
}

/// The small workspace of these modules of the main package.
fn workspace(modules: &[(&str, &str)]) -> Workspace {
    let files = modules.iter().map(|(module, text)| {
        let path = format!("{}.rs", module.replace("::", "/"));
        let module = ["unisson"].into_iter().chain(module.split("::")).map(str::to_owned).collect();
        (path.into(), module, (*text).to_owned())
    });
    Workspace::of(files.chain([("entity.rs".into(), vec!["entity".to_owned()], String::new())]).collect())
}

/// Names a module as the table of rooms does.
fn in_table(module: &[String]) -> String {
    let module = if module[0] == "unisson" { &module[1..] } else { &module[..1] };
    module.join("::")
}

/// The room that a module belongs to; none for the root of the main package.
fn room(module: &[String]) -> Option<&str> {
    if module[0] == "unisson" { module.get(1).map(String::as_str) } else { Some(&module[0]) }
}

/// Every use of another room that the table does not have: file, room, module used.
fn wrong_arrows(workspace: &Workspace) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in workspace.files() {
        let Some(from) = room(&file.module) else { continue };
        let (_, may_use) = ROOMS.iter().find(|(room, _)| *room == from).unwrap_or(&("", &[]));
        for used in workspace.uses(file) {
            // `unisson::cli` in the binary: the crate itself is no room.
            let Some(to) = room(&used).filter(|to| *to != from) else { continue };
            let used = in_table(&used);
            let is_allowed = |allowed: &&&str| {
                to == **allowed || used == **allowed || used.starts_with(&format!("{allowed}::"))
            };
            if may_use.iter().find(is_allowed).is_none() {
                wrong.push(format!("{}: {from} -> {used}", file.path.display()));
            }
        }
    }
    wrong
}

/// Every circle of files inside a room, each as one line with its files.
fn circles(workspace: &Workspace) -> Vec<String> {
    let arrows: BTreeMap<&ModulePath, BTreeSet<ModulePath>> = workspace
        .files()
        .map(|file| {
            let mut uses = workspace.depends_on(file);
            uses.retain(|used| room(used) == room(&file.module));
            (&file.module, uses)
        })
        .collect();
    let reachable: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> =
        arrows.keys().map(|module| (*module, reachable_from(module, &arrows))).collect();
    let mut circles = BTreeSet::new();
    for (module, others) in &reachable {
        if others.contains(module) {
            let circle = others.iter().filter(|other| reachable[*other].contains(module));
            let files: Vec<String> = circle.map(|module| workspace.path_of(module)).collect();
            circles.insert(format!("{}: {}", room(module).unwrap_or("lib"), files.join(", ")));
        }
    }
    circles.into_iter().collect()
}

/// All modules that are used from one, directly or not.
fn reachable_from<'a>(
    module: &ModulePath,
    arrows: &'a BTreeMap<&ModulePath, BTreeSet<ModulePath>>,
) -> BTreeSet<&'a ModulePath> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&ModulePath> = arrows.get(module).into_iter().flatten().collect();
    while let Some(module) = next.pop() {
        if reached.insert(module) {
            next.extend(arrows.get(module).into_iter().flatten());
        }
    }
    reached
}
