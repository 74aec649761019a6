//! The doctor: each wrong setting and each sick surrounding has its line.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use chrono::Duration;
use clap::CommandFactory;
use tempfile::TempDir;
use unisson::actions;
use unisson::cli::Cli;
use unisson::cli::doctor::report::{Grade, Report};
use unisson::cli::doctor::{examine, without_address};
use unisson::clock::Clock;
use unisson::config::{LinkSettings, setting};
use unisson::store::DatabaseKind;

use crate::flows::sending::one_team;
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::relay::{Answer, Relay};

both_databases![
    a_sound_database_has_no_fault_of_ours,
    a_clock_that_is_wrong_is_reported,
    what_must_never_be_is_a_fault,
    stuck_messages_and_unread_calendars_are_reported,
    invitations_that_wait_for_the_public_address_are_told,
    a_zone_no_territory_is_in_is_a_fault,
    a_schema_that_is_behind_is_a_fault,
];

async fn examined(db: &TestDb, clock: &Clock) -> Report {
    let mut report = Report::default();
    examine(&db.open().await, clock, &mut report).await.unwrap();
    report
}

/// The findings about `about` of that grade.
fn told(report: &Report, grade: Grade, about: &str) -> Vec<String> {
    let found = report.0.iter().filter(|finding| finding.grade == grade && finding.about == about);
    found.map(|finding| finding.what.clone()).collect()
}

async fn booked(db: &TestDb) -> App {
    let app = db.app(one_team()).await;
    app.client("r-1").books_at("2027-01-05 09:00", "melun").await.unwrap();
    app
}

async fn a_sound_database_has_no_fault_of_ours(db: &TestDb) {
    db.app(one_team()).await;
    let report = examined(db, &Clock::System).await;
    let faults: Vec<_> = report.0.iter().filter(|finding| finding.grade == Grade::Fault).collect();
    // The PostgreSQL of the tests is set to be fast and not safe, and the doctor reports it.
    let expected = match db.kind() {
        DatabaseKind::Sqlite => vec![],
        DatabaseKind::Postgres => vec!["fsync = off", "full_page_writes = off"],
    };
    assert_eq!(faults.len(), expected.len(), "{faults:?}");
    for (fault, words) in faults.iter().zip(expected) {
        assert!(fault.what.contains(words) && fault.what.contains("postgresql.conf"), "{fault}");
    }
    assert_eq!(told(&report, Grade::Ok, "bookings").len(), 5);
    assert!(told(&report, Grade::Ok, "time zones")[0].contains("Europe/Paris +0"));
    assert_eq!(told(&report, Grade::Attention, "messages"), Vec::<String>::new());
}

async fn a_clock_that_is_wrong_is_reported(db: &TestDb) {
    let app = booked(db).await;
    let standing = Clock::standing_at(app.ctx.now());
    let far = told(&examined(db, &standing).await, Grade::Fault, "clock");
    match db.kind() {
        DatabaseKind::Sqlite => assert_eq!(far, Vec::<String>::new(), "it has no clock of its own"),
        DatabaseKind::Postgres => {
            assert!(far[0].contains("that of the database") && far[0].contains("NTP"), "{far:?}");
        }
    }
    standing.set(app.ctx.now() - Duration::seconds(90));
    let back = told(&examined(db, &standing).await, Grade::Fault, "clock");
    assert!(back.iter().any(|line| line.contains("90 s behind the newest event")), "{back:?}");
    standing.set(app.ctx.now() - Duration::seconds(5));
    let some = told(&examined(db, &standing).await, Grade::Attention, "clock");
    assert!(some.iter().any(|line| line.contains("5 s behind the newest event")), "{some:?}");
}

async fn what_must_never_be_is_a_fault(db: &TestDb) {
    let app = booked(db).await;
    let clock = Clock::standing_at(app.ctx.now());
    assert_eq!(told(&examined(db, &clock).await, Grade::Fault, "bookings"), Vec::<String>::new());
    let raw = db.raw().await;
    raw.tries("CREATE TABLE kept AS SELECT * FROM reservation").await.unwrap();
    raw.tries("DELETE FROM reservation WHERE quantum = (SELECT MIN(quantum) FROM reservation)")
        .await
        .unwrap();
    let faults = told(&examined(db, &clock).await, Grade::Fault, "bookings");
    assert!(faults[0].contains("that is not reserved for it: stop booking"), "{faults:?}");
    raw.tries("DELETE FROM reservation").await.unwrap();
    raw.tries("INSERT INTO reservation SELECT * FROM kept").await.unwrap();
}

async fn stuck_messages_and_unread_calendars_are_reported(db: &TestDb) {
    let app = booked(db).await;
    let raw = db.raw().await;
    let clock = Clock::standing_at(app.ctx.now() + Duration::hours(1));
    let late = told(&examined(db, &clock).await, Grade::Attention, "messages");
    assert_eq!(late.len(), 1);
    assert!(late[0].contains("due for 60 min") && late[0].contains("is a service running"), "{late:?}");
    raw.tries("UPDATE message SET state = 'doubtful'").await.unwrap();
    let stuck = told(&examined(db, &clock).await, Grade::Attention, "messages");
    assert!(stuck[0].contains("0 failed, 5 in doubt: `unisson messages`"), "{stuck:?}");
    let source = "INSERT INTO calendar_source (id, territory_id, resource_id, name, last_attempt_at, problem) \
                  SELECT resource_id, territory_id, resource_id, 'outlook', created_at, 'no VCALENDAR' \
                  FROM professional JOIN territory ON territory.id = territory_id";
    assert!(raw.tries(source).await.unwrap() > 0);
    let unread = told(&examined(db, &clock).await, Grade::Attention, "calendars");
    assert!(unread[0].contains("outlook could not be read last time (no VCALENDAR)"), "{unread:?}");
}

async fn invitations_that_wait_for_the_public_address_are_told(db: &TestDb) {
    let app = db.app(one_team()).await;
    let links = |public_url| LinkSettings { public_url, key_file: "unisson.key".into(), trusted_proxies: 0 };
    let waiting = async |public_url| {
        let mut report = Report::default();
        without_address(&app.ctx.db, &links(public_url), &mut report).await.unwrap();
        told(&report, Grade::Attention, "messages")
    };
    assert_eq!(waiting(None).await, Vec::<String>::new());
    let ask = app.client("r-1").ask;
    actions::send_invitation(&app.ctx, app.territory, ask.referral, ask.visit_type).await.unwrap();
    let found = waiting(None).await;
    assert!(found[0].contains("invitation(s) wait for a link: set UNISSON_PUBLIC_URL"), "{found:?}");
    assert_eq!(waiting(Some("https://rdv.exemple.fr".to_owned())).await, Vec::<String>::new());
}

async fn a_zone_no_territory_is_in_is_a_fault(db: &TestDb) {
    db.app(one_team()).await;
    db.raw().await.tries("UPDATE site SET time_zone = 'Europe/Londres'").await.unwrap();
    let zones = told(&examined(db, &Clock::System).await, Grade::Fault, "time zones");
    assert!(zones[0].contains("site melun is in \"Europe/Londres\"") && zones[0].contains("Europe/Paris"));
}

async fn a_schema_that_is_behind_is_a_fault(_: &TestDb) {
    for kind in [DatabaseKind::Sqlite, DatabaseKind::Postgres] {
        let db = TestDb::empty(kind).await;
        let schema = told(&examined(&db, &Clock::System).await, Grade::Fault, "schema");
        assert!(schema[0].contains("m0001_territory") && schema[0].contains("`unisson migrate up`"));
    }
}

/// Runs `unisson doctor` in `folder`, its environment holding nothing of ours but `settings`.
fn doctor(folder: &Path, settings: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unisson"));
    for setting in setting::all(&Cli::command()) {
        command.env_remove(setting.variable);
    }
    command.env_remove("UNISSON_CONFIG").arg("doctor").current_dir(folder).envs(settings.iter().copied());
    command.output().unwrap()
}

/// The lines of a doctor who found no fault.
fn well(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.lines().last().unwrap().starts_with("sound"), "{text}");
    text
}

/// The lines of a doctor who found a fault, and says so by its exit code.
fn sick(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success(), "{text}");
    assert!(String::from_utf8_lossy(&output.stderr).contains(" fault(s)"));
    assert!(text.lines().any(|line| line.starts_with("fault ")), "{text}");
    text
}

fn migrated() -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut up = Command::new(env!("CARGO_BIN_EXE_unisson"));
    up.args(["migrate", "up"]).current_dir(folder.path()).env("DATABASE_URL", "sqlite://unisson.db");
    assert!(up.status().unwrap().success());
    folder
}

#[test]
fn a_new_installation_is_sound_and_says_that_mails_reach_nobody() {
    let folder = migrated();
    let text = well(&doctor(folder.path(), &[]));
    for line in [
        "attention  mail           no relay: mails stay in outbox",
        "ok         schema         up to date",
        "ok         translations   fr: ",
        "attention  translations   ar: ",
        " sentences were written by a machine and read by nobody: let a professional read src/text/ar",
        "ok         database       the file is whole",
        "ok         database       a commit lasts: WAL",
        "MiB free in .",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn nothing_is_made_where_there_is_no_database() {
    let folder = TempDir::new().unwrap();
    let text = sick(&doctor(folder.path(), &[]));
    assert!(text.contains("unisson.db: there is no such file: `unisson migrate up` makes it"), "{text}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_file_of_settings_with_faults_is_reported_line_by_line() {
    let folder = migrated();
    fs::write(folder.path().join("unisson.toml"), "[smtp]\nprot = 25\nencryption = \"ssl\"\n").unwrap();
    let text = sick(&doctor(folder.path(), &[]));
    assert!(
        text.contains("fault      settings       unisson.toml:2: smtp.prot: there is no such key"),
        "{text}"
    );
    assert!(text.contains("fault      settings       unisson.toml:3: smtp.encryption: \"ssl\""), "{text}");
}

#[test]
fn an_unknown_variable_and_a_readable_secret_are_reported() {
    let folder = migrated();
    let key = folder.path().join("dkim.pem");
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys/dkim_for_tests.pem"), &key).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let settings = [
        ("UNISSON_SMPT_HOST", "x"),
        ("UNISSON_DKIM_SELECTOR", "rdv2027"),
        ("UNISSON_DKIM_KEY_FILE", "dkim.pem"),
    ];
    let text = well(&doctor(folder.path(), &settings));
    assert!(text.contains("UNISSON_SMPT_HOST is set and nobody reads it"), "{text}");
    assert!(text.contains("everybody on this machine can read dkim.pem: chmod o= dkim.pem"), "{text}");
    assert!(text.contains("rdv2027._domainkey.unisson.example TXT \"v=DKIM1; k=rsa; p="), "{text}");
    assert!(!text.contains("PRIVATE KEY"));
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(!well(&doctor(folder.path(), &settings)).contains("everybody on this machine"));
}

#[test]
fn links_without_an_address_or_a_key_are_reported() {
    let folder = migrated();
    assert!(
        well(&doctor(folder.path(), &[])).contains("attention  settings       UNISSON_PUBLIC_URL is not set")
    );
    let good = doctor(folder.path(), &[("UNISSON_PUBLIC_URL", "https://rdv.exemple.fr")]);
    assert!(well(&good).contains("ok         settings       links in messages have an address"));
    let text = sick(&doctor(folder.path(), &[("UNISSON_PUBLIC_URL", "rdv.exemple.fr")]));
    assert!(text.contains("fault      settings       UNISSON_PUBLIC_URL"), "{text}");
    fs::write(folder.path().join("unisson.key"), "no key\n").unwrap();
    let text = sick(&doctor(folder.path(), &[]));
    assert!(text.contains("fault      settings       UNISSON_KEY_FILE"), "{text}");
}

#[test]
fn a_relay_is_greeted_and_given_nothing() {
    let folder = migrated();
    let relay = Relay::listening(|| Answer::Takes);
    let port = relay.port.to_string();
    let settings = [
        ("UNISSON_SMTP_HOST", "localhost"),
        ("UNISSON_SMTP_PORT", &port),
        ("UNISSON_SMTP_ENCRYPTION", "none"),
    ];
    let text = well(&doctor(folder.path(), &settings));
    assert!(
        text.contains(&format!("ok         mail           the relay localhost:{port} answers")),
        "{text}"
    );
    assert_eq!((relay.greeted(), relay.mails().len()), (1, 0));
    let text = sick(&doctor(folder.path(), &settings[..2]));
    assert!(text.contains("STARTTLS: it offers no STARTTLS, or its certificate"), "{text}");
}

#[test]
fn a_relay_that_is_not_there_and_a_folder_that_cannot_be_are_faults() {
    let folder = migrated();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let text =
        sick(&doctor(folder.path(), &[("UNISSON_SMTP_HOST", "localhost"), ("UNISSON_SMTP_PORT", &closed)]));
    assert!(text.contains("check UNISSON_SMTP_HOST, UNISSON_SMTP_PORT"), "{text}");
    let text = sick(&doctor(folder.path(), &[("UNISSON_MAIL_FOLDER", "unisson.db/outbox")]));
    assert!(text.contains("UNISSON_MAIL_FOLDER unisson.db/outbox cannot be written"), "{text}");
    let text =
        sick(&doctor(folder.path(), &[("UNISSON_SMTP_HOST", "localhost"), ("UNISSON_SMTP_USER", "u")]));
    assert!(text.contains("UNISSON_SMTP_USER and UNISSON_SMTP_PASSWORD_FILE go together"), "{text}");
}

#[test]
fn a_damaged_file_is_a_fault() {
    let folder = migrated();
    // A backup is one file, without a log beside it.
    let mut backup = Command::new(env!("CARGO_BIN_EXE_unisson"));
    backup.args(["backup", "--to", "copy.db"]).current_dir(folder.path());
    assert!(backup.env("DATABASE_URL", "sqlite://unisson.db").status().unwrap().success());
    let file = folder.path().join("copy.db");
    let mut bytes = fs::read(&file).unwrap();
    // Its last page only, so that it still opens.
    let last = bytes.len() - 4096;
    bytes[last..last + 512].fill(0xff);
    fs::write(&file, bytes).unwrap();
    let output = doctor(folder.path(), &[("DATABASE_URL", "sqlite://copy.db")]);
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!output.status.success() && text.contains("damaged"), "{text}");
}
