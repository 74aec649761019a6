//! The commands of the binary, on SQLite.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs `unisson` with a database in `folder`.
fn unisson(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unisson"))
        .args(args)
        .current_dir(folder)
        .env("DATABASE_URL", format!("sqlite://{}", folder.join("unisson.db").display()))
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complained(output: &Output) -> String {
    assert!(!output.status.success(), "{}", said(output));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The documented example, with `change` made to its text.
fn territory(change: impl FnOnce(&str) -> String) -> String {
    change(include_str!("../docs/territory.example.toml"))
}

/// A folder in which that territory has been taken over.
fn taken_over() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("essai.toml"), territory(str::to_owned)).unwrap();
    let output = unisson(folder.path(), &["import", "territory", "essai.toml"]);
    assert!(output.status.success(), "{}", complained(&output));
    folder
}

#[test]
fn a_territory_is_taken_over_searched_and_booked() {
    let folder = taken_over();
    let offers = unisson(folder.path(), &["offer", "--referral", "r-1", "--explain"]);
    let text = said(&offers);
    assert!(
        text.contains("Premier rendez-vous conjoint possible"),
        "{text}{}",
        String::from_utf8_lossy(&offers.stderr)
    );
    let start =
        text.lines().map(str::trim).find(|line| line.starts_with("20") && line.ends_with('Z')).unwrap();
    let all = said(&unisson(folder.path(), &["offer", "--referral", "r-1", "--all"]));
    assert!(all.lines().next().unwrap().starts_with(start), "the first of all is the earliest");
    assert!(all.lines().count() > 100, "{all}");
    let booked = unisson(folder.path(), &["book", "--referral", "r-1", "--start", start, "--site", "melun"]);
    let booked = said(&booked);
    let id = booked.split_whitespace().next().unwrap();
    assert!(said(&unisson(folder.path(), &["send"])).contains("3 message(s)"));
    assert_eq!(fs::read_dir(folder.path().join("outbox")).unwrap().count(), 2, "Samia has no address");
    let twice = unisson(folder.path(), &["book", "--referral", "r-1", "--start", start, "--site", "melun"]);
    assert!(complained(&twice).contains("move it instead"));
    let off = ["cancel", "--appointment", id, "--by", "beneficiary", "--why", "asked"];
    assert!(unisson(folder.path(), &off).status.success());
    assert!(said(&unisson(folder.path(), &["doctor"])).contains("sound"));
}

#[test]
fn a_territory_with_faults_is_refused_whole_and_each_is_named() {
    let wrong = [
        ("Europe/Paris", "Europe/Londres", "time_zone", "Europe/Paris"),
        ("horizon_days = 60", "horizon_days = 3650", "visit_types[diagnostic].horizon_days", "1 to 400"),
        ("duration = 60", "duration = 52", "visit_types[diagnostic].duration", "five minutes"),
        ("to = \"12:00\"", "to = \"08:30\"", "professionals[anne].openings[0].to", "later end"),
        (
            "first_day = \"2026-01-05\"",
            "first_day = \"1900-01-01\"",
            "professionals[anne].openings[0].first_day",
            "2000",
        ),
        ("role = \"room\"", "role = \"interpreter:ar\"", "visit_types[diagnostic].roles[2].role", "somebody"),
        (
            "received_on = \"2026-01-05\"",
            "received_on = \"2100-01-05\"",
            "referrals[r-1].received_on",
            "day it came in",
        ),
    ];
    let folder = TempDir::new().unwrap();
    for (right, bad, field, fix) in wrong {
        fs::write(folder.path().join("essai.toml"), territory(|text| text.replace(right, bad))).unwrap();
        let complaint = complained(&unisson(folder.path(), &["import", "territory", "essai.toml"]));
        assert!(complaint.contains(field) && complaint.contains(fix), "{complaint}");
        let nothing = complained(&unisson(folder.path(), &["offer", "--referral", "r-1"]));
        assert!(nothing.contains("there is no territory yet"), "nothing was stored: {nothing}");
    }
    fs::write(folder.path().join("essai.toml"), "key = ").unwrap();
    let complaint = complained(&unisson(folder.path(), &["import", "territory", "essai.toml"]));
    assert!(complaint.contains("line 1"), "{complaint}");
}

#[test]
fn a_territory_with_its_sheets_is_taken_over_once_and_again() {
    let folder = TempDir::new().unwrap();
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/territoire/territoire.toml");
    let first = said(&unisson(folder.path(), &["import", "territory", document]));
    assert!(first.starts_with("Territoire de la Brie: set up"), "{first}");
    assert!(first.contains("professionals: 3 added, 0 changed, 0 left alone"), "{first}");
    let again = said(&unisson(folder.path(), &["import", "territory", document]));
    assert!(again.starts_with("Territoire de la Brie: nothing has changed"), "{again}");
    assert!(again.contains("professionals: 0 added, 0 changed, 3 left alone"), "{again}");
    let waiting = said(&unisson(folder.path(), &["waiting-time", "--organisation", "ft-melun"]));
    assert!(waiting.contains("organisation chargée : France Travail Melun"), "{waiting}");
    assert!(
        complained(&unisson(folder.path(), &["waiting-time", "--organisation", "caf"]))
            .contains("departement, ft-melun")
    );

    for file in ["territoire.toml", "agents.csv", "plages.csv", "absences.csv", "orientations.csv"] {
        let text = fs::read_to_string(Path::new(document).with_file_name(file)).unwrap();
        let text = text.replace("lea.petit@departement.example", "lea.petit").replace("100 %", "90 %");
        fs::write(folder.path().join(file), text).unwrap();
    }
    let wrong = complained(&unisson(folder.path(), &["import", "territory", "territoire.toml"]));
    assert!(wrong.contains("nothing was stored, 1 fault(s)"), "{wrong}");
    assert!(wrong.contains("agents.csv, line 3, column \"Courriel\": this is not a mail address"), "{wrong}");
    let kept = said(&unisson(folder.path(), &["import", "territory", "territoire.toml", "--keep-good"]));
    assert!(kept.starts_with("Territoire de la Brie: brought up to date"), "{kept}");
    assert!(
        kept.contains("professionals: 0 added, 1 changed, 1 left alone; 1 not in the files, kept"),
        "{kept}"
    );
    assert!(kept.contains("left out: 3 line(s)"), "{kept}");
    fs::remove_file(folder.path().join("plages.csv")).unwrap();
    let gone =
        complained(&unisson(folder.path(), &["import", "territory", "territoire.toml", "--keep-good"]));
    assert!(
        gone.contains("territoire.toml, line 11, sheets.openings: \"plages.csv\" cannot be read"),
        "{gone}"
    );
    assert!(said(&unisson(folder.path(), &["doctor"])).contains("sound"));
}

#[test]
fn no_file_is_read_without_end() {
    let folder = taken_over();
    let calendar = ["import", "calendar", "--professional", "anne", "/dev/zero"];
    assert!(said(&unisson(folder.path(), &calendar)).contains("more than 10485760 bytes"));
    let document = complained(&unisson(folder.path(), &["import", "territory", "/dev/zero"]));
    assert!(document.contains("too large"), "{document}");
    let text = "key = \"k\"\nname = \"n\"\ntime_zone = \"Europe/Paris\"\nholidays = \"metropolitan\"\nsites = []\n\
        visit_types = []\n[sheets]\nreferrals = \"/dev/zero\"\n";
    fs::write(folder.path().join("endless.toml"), text).unwrap();
    let sheet = complained(&unisson(folder.path(), &["import", "territory", "endless.toml"]));
    assert!(sheet.contains("/dev/zero, line 1: the sheet is too large"), "{sheet}");
}

#[test]
fn a_calendar_is_taken_over_or_refused_by_name() {
    let folder = taken_over();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/calendars");
    let output = unisson(folder.path(), &["import", "calendar", "--professional", "anne", fixtures]);
    let text = said(&output);
    assert!(text.contains("busy stretches") && text.contains("refused: "), "{text}");
    assert!(complained(&output).contains("what was known of them before stands"));
    fs::write(folder.path().join("empty.ics"), "").unwrap();
    let empty = unisson(folder.path(), &["import", "calendar", "--professional", "anne", "empty.ics"]);
    assert!(said(&empty).contains("empty.ics: refused: "), "{}", said(&empty));
    fs::create_dir(folder.path().join("other")).unwrap();
    fs::write(folder.path().join("other/empty.ics"), "").unwrap();
    let same = ["import", "calendar", "--professional", "anne", "empty.ics", "other/empty.ics"];
    assert!(complained(&unisson(folder.path(), &same)).contains("would be one calendar"));
    let nobody = unisson(folder.path(), &["import", "calendar", "--professional", "zoe", "empty.ics"]);
    assert!(complained(&nobody).contains("--professional: nobody has key"));
}

#[test]
fn the_schema_is_taken_down_only_when_it_is_meant() {
    let folder = taken_over();
    assert!(said(&unisson(folder.path(), &["migrate", "status"])).contains("up to date"));
    assert!(complained(&unisson(folder.path(), &["migrate", "down"])).contains("--yes"));
    assert!(said(&unisson(folder.path(), &["migrate", "down", "--yes"])).contains("step(s) to take"));
    assert!(said(&unisson(folder.path(), &["migrate", "up"])).contains("up to date"));
}

#[test]
fn the_old_name_of_a_command_is_refused_with_the_new_one() {
    let folder = TempDir::new().unwrap();
    for (old, new) in
        [("move", "reschedule"), ("calls", "callbacks"), ("doubles", "duplicates"), ("wait", "waiting-time")]
    {
        let complaint = complained(&unisson(folder.path(), &[old, "--territory", "essai"]));
        assert!(complaint.contains(&format!("`unisson {old}` is now `unisson {new}`")), "{complaint}");
        let help = said(&unisson(folder.path(), &[new, "--help"]));
        assert!(help.contains("Usage: unisson"), "{help}");
    }
    let unknown = complained(&unisson(folder.path(), &["postpone"]));
    assert!(unknown.contains("unrecognized subcommand 'postpone'"), "{unknown}");
}

#[test]
fn an_address_that_is_no_database_is_refused() {
    let folder = TempDir::new().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_unisson"))
        .args(["migrate", "status"])
        .current_dir(folder.path())
        .env("DATABASE_URL", "mysql://localhost/unisson")
        .output()
        .unwrap();
    assert!(complained(&output).contains("sqlite://FILE"));
    let output = Command::new(env!("CARGO_BIN_EXE_unisson"))
        .args(["migrate", "status"])
        .env("DATABASE_URL", "sqlite:///nowhere/at/all/unisson.db")
        .output()
        .unwrap();
    assert!(complained(&output).contains("the file's folder"));
}

#[test]
fn the_waiting_time_is_printed_and_drawn() {
    let folder = taken_over();
    let all = said(&unisson(folder.path(), &["waiting-time", "--svg", "attente.svg"]));
    assert!(all.contains("encore en attente") && all.contains("Trop peu"), "{all}");
    assert!(fs::read_to_string(folder.path().join("attente.svg")).unwrap().starts_with("<svg "));
    let none = said(&unisson(folder.path(), &["waiting-time", "--month", "2001-01", "--site", "melun"]));
    assert!(none.contains("Aucune orientation."), "{none}");
    for (args, fix) in [
        (["waiting-time", "--month", "janvier"], "2026-09"),
        (["waiting-time", "--site", "nulle-part"], "name one of"),
    ] {
        assert!(complained(&unisson(folder.path(), &args)).contains(fix));
    }
}

#[test]
fn those_who_wait_are_invited_once_and_the_others_named() {
    let folder = TempDir::new().unwrap();
    let referral = |key: &str, more: &str| {
        format!(
            "\n[[referrals]]\nkey = \"{key}\"\ngiven_name = \"Zoé\"\nfamily_name = \"{key}\"\nlanguage = \"fr\"\n\
             received_on = \"2026-01-05\"\n{more}\n"
        )
    };
    let sheet = territory(|text| {
        let mail = referral("r-mail", "email = \"zoe@exemple.fr\"");
        format!("{text}{mail}{}", referral("r-line", "phone = \"01 23 45 67 89\""))
    });
    fs::write(folder.path().join("essai.toml"), sheet).unwrap();
    assert!(unisson(folder.path(), &["import", "territory", "essai.toml"]).status.success());
    for way in [&["invite", "--waiting"][..], &["invite", "--referral", "r-mail", "--send"]] {
        let nowhere = complained(&unisson(folder.path(), way));
        assert!(nowhere.contains("--public-url"), "{nowhere}");
    }
    let with_url = |args: &[&str]| {
        let url = ["--public-url", "https://rdv.exemple.fr"];
        said(&unisson(folder.path(), &[args, &url].concat()))
    };
    let asked = with_url(&["invite", "--waiting"]);
    assert!(asked.contains("1 asked in decent hours"), "{asked}");
    assert!(asked.contains("2 reached by no channel"), "{asked}");
    assert!(asked.contains("r-line  Zoé r-line  01 23 45 67 89"), "{asked}");
    assert!(asked.contains("r-1  Samia Benali  no telephone"), "{asked}");
    let again = with_url(&["invite", "--waiting"]);
    assert!(!again.contains("asked in") && again.contains("2 reached by no channel"), "{again}");
    let one = with_url(&["invite", "--referral", "r-mail", "--send"]);
    assert!(
        one.contains("https://rdv.exemple.fr/a/") && one.contains("sent   by mail in decent hours"),
        "{one}"
    );
    let nobody = with_url(&["invite", "--referral", "r-1", "--send"]);
    assert!(nobody.contains("sent   by no channel"), "{nobody}");
}
