//! `unisson demo`: its folder, its database, and messages that are not stuck.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;
use unisson::store::territories;

use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

/// Runs `unisson` in `folder`, with the database at `url` when one is named.
fn unisson(folder: &Path, url: Option<&str>, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unisson"));
    command.args(args).current_dir(folder).env_remove("DATABASE_URL");
    if let Some(url) = url {
        command.args(["--database-url", url]);
    }
    command.output().unwrap()
}

/// Runs the small demo to its end.
fn demo(folder: &Path, url: Option<&str>) -> Output {
    unisson(folder, url, &["demo", "--no-serve", "--professionals", "12"])
}

fn printed(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert!(!errors.contains("ERROR"), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complaint(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// One small demo in a folder of its own, and what it printed: made once, it takes seconds.
fn finished_demo() -> &'static (TempDir, String) {
    static FINISHED: OnceLock<(TempDir, String)> = OnceLock::new();
    FINISHED.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let text = printed(&demo(folder.path(), None));
        (folder, text)
    })
}

#[test]
fn the_demo_runs_to_its_end_inside_its_folder() {
    let (folder, text) = finished_demo();
    for words in [
        "Val-de-Brume",
        "Premier rendez-vous conjoint",
        "C'est noté",
        "Invitation (mail)",
        ".eml",
        "L'attente au",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert!(fs::read_to_string(folder.path().join("demo/attente.svg")).unwrap().ends_with("</svg>\n"));
    assert!(folder.path().join("demo/unisson.db").exists() && !folder.path().join("unisson.db").exists());
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/letter.txt"), "dear").unwrap();
    let other = unisson(folder.path(), None, &["demo", "--no-serve", "--dir", "mine"]);
    assert!(complaint(&other).contains("name another"));
    assert_eq!(fs::read_dir(folder.path().join("mine")).unwrap().count(), 1, "nothing in it has changed");
}

#[test]
fn no_message_of_the_history_looks_stuck_when_the_demo_starts() {
    let (folder, _) = finished_demo();
    let doctor = unisson(folder.path(), Some("sqlite://demo/unisson.db"), &["doctor"]);
    let findings = String::from_utf8_lossy(&doctor.stdout);
    assert!(findings.contains("bookings"), "{findings}");
    assert!(!findings.contains("nothing has left since"), "{findings}");
    assert!(!findings.contains("not sent: is a service running"), "{findings}");
}

async fn a_named_database_is_used_and_only_its_own_demo_is_replaced(db: &TestDb) {
    let folder = TempDir::new().unwrap();
    let db = TestDb::empty(db.kind()).await;
    for _ in 0..2 {
        printed(&demo(folder.path(), Some(db.url())));
        let all = territories::list(db.open().await.read()).await.unwrap();
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(!folder.path().join("demo/unisson.db").exists());
    }
    let other = TempDir::new().unwrap();
    let refused = complaint(&demo(other.path(), Some(db.url())));
    assert!(refused.contains("--database-url") && refused.contains("not the demo's"), "{refused}");
}

async fn a_database_with_territories_is_left_alone(db: &TestDb) {
    let _app = db.app(Draft::new().site("melun").teams(1, "melun")).await;
    let folder = TempDir::new().unwrap();
    let before = territories::list(db.open().await.read()).await.unwrap();
    for _ in 0..2 {
        let refused = complaint(&demo(folder.path(), Some(db.url())));
        assert!(refused.contains("not the demo's"), "{refused}");
    }
    assert_eq!(territories::list(db.open().await.read()).await.unwrap(), before);
}

both_databases!(
    a_named_database_is_used_and_only_its_own_demo_is_replaced,
    a_database_with_territories_is_left_alone
);
