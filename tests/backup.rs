//! A backup taken while bookings go on is whole, sound, and never in anybody's way.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use unisson::store::DatabaseKind;

use crate::support::database::{TestDb, play};
use crate::support::territory::Draft;

fn unisson(folder: &Path, url: &str, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unisson"));
    command.args(args).current_dir(folder).env("DATABASE_URL", url).output().unwrap()
}

fn complained(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_booking_load_holds_no_half_booking() {
    play(DatabaseKind::Sqlite, async |db: &TestDb| {
        const PEOPLE: usize = 60;
        let mut draft = Draft::new().site("melun").teams(6, "melun");
        for number in 0..PEOPLE {
            draft = draft.referral(&format!("r-{number}"), |_| {});
        }
        let app = db.app(draft).await;
        let done = Arc::new(AtomicBool::new(false));
        let folder = TempDir::new().unwrap();
        let copying = tokio::task::spawn_blocking({
            let (done, url, folder) = (Arc::clone(&done), db.url().to_owned(), folder.path().to_owned());
            move || {
                let mut copies = Vec::new();
                while !done.load(Ordering::Relaxed) || copies.len() < 3 {
                    let name = format!("{}.db", copies.len());
                    let output = unisson(&folder, &url, &["backup", "--to", &name]);
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                    copies.push(name);
                }
                copies
            }
        });
        let mut booking = tokio::task::JoinSet::new();
        for number in 0..PEOPLE {
            let client = app.client(&format!("r-{number}"));
            booking.spawn(async move {
                let held = client.takes(&client.first_offer().await).await;
                if let Ok(held) = held {
                    client.app.books(&held).await.unwrap();
                }
            });
        }
        while let Some(booked) = booking.join_next().await {
            booked.unwrap();
        }
        done.store(true, Ordering::Relaxed);
        let mut counts = Vec::new();
        for copy in copying.await.unwrap() {
            let doctor = unisson(folder.path(), &format!("sqlite://{copy}"), &["doctor"]);
            let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
            // The people of the test live in 2027: only the machine's clock may be found at fault.
            let faults: Vec<&str> = said
                .lines()
                .filter(|line| line.starts_with("fault") && !line.contains("newest event"))
                .collect();
            assert_eq!(faults, Vec::<&str>::new());
            assert!(said.contains("ok         database       the file is whole"), "{said}");
            let copy = TestDb::sqlite_at(&folder.path().join(copy));
            let booked =
                copy.raw().await.counts("SELECT COUNT(*) AS n FROM appointment WHERE state = 'booked'").await;
            let told = copy
                .raw()
                .await
                .counts("SELECT COUNT(DISTINCT appointment_id) AS n FROM message WHERE kind = 'invitation'")
                .await;
            assert_eq!(
                booked, told,
                "every booking in the copy has its messages, and none is told of without one"
            );
            counts.push(booked);
        }
        assert!(counts.is_sorted(), "{counts:?}");
        assert!(*counts.last().unwrap() > 0);
    })
    .await;
}

#[test]
fn a_backup_is_its_owners_and_writes_over_nothing() {
    let folder = TempDir::new().unwrap();
    let url = "sqlite://unisson.db";
    assert!(unisson(folder.path(), url, &["migrate", "up"]).status.success());
    let output = unisson(folder.path(), url, &["backup", "--to", "copy.db"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("copy.db: "));
    let mode = fs::metadata(folder.path().join("copy.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::write(folder.path().join("letter.txt"), "dear").unwrap();
    for taken in ["copy.db", "letter.txt"] {
        let again = complained(&unisson(folder.path(), url, &["backup", "--to", taken]));
        assert!(again.contains("there is such a file already, name another"), "{again}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("letter.txt")).unwrap(), "dear");
    let nowhere = complained(&unisson(folder.path(), url, &["backup", "--to", "no/such/folder.db"]));
    assert!(nowhere.contains("--to no/such/folder.db"), "{nowhere}");
    let none = complained(&unisson(folder.path(), "sqlite://other.db", &["backup", "--to", "x.db"]));
    assert!(none.contains("no such database"), "{none}");
    let drafts = fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".draft"));
    assert_eq!(drafts.count(), 0);
}

#[test]
fn a_database_with_what_must_never_be_is_not_called_a_backup() {
    let folder = TempDir::new().unwrap();
    let url = "sqlite://unisson.db";
    assert!(unisson(folder.path(), url, &["migrate", "up"]).status.success());
    fs::write(folder.path().join("unisson.db"), vec![0xff; 40_000]).unwrap();
    let _ = fs::remove_file(folder.path().join("unisson.db-wal"));
    assert!(!unisson(folder.path(), url, &["backup", "--to", "copy.db"]).status.success());
    assert!(!folder.path().join("copy.db").exists());
}

#[test]
fn a_backup_of_postgresql_names_the_tools_of_postgresql() {
    let folder = TempDir::new().unwrap();
    let url = "postgres://unisson@localhost/unisson";
    let complaint = complained(&unisson(folder.path(), url, &["backup", "--to", "copy.db"]));
    assert!(complaint.contains("pg_dump --format=custom") && complaint.contains("pg_restore"), "{complaint}");
}
