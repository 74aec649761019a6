//! A territory handed in as an office exports it: one document and its sheets, once, twice, changed, and wrong.

mod faults;
mod sources;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{Duration, NaiveDate};
use domain::appointment_state::{Party, Reason, State};
use domain::channel::Channel;
use domain::fault::Fault;
use domain::notifications::MessageKind;
use domain::territory_document::ChangeCounts;
use domain::visit::Mode;
use unisson::actions::{self, Imported, Replaced};
use unisson::cli::error::CliError;
use unisson::cli::import::{DEFAULT_SOURCE, import_referrals};
use unisson::context::Context;
use unisson::formats::sheets;
use unisson::store::messages::{self, Status};
use unisson::store::provenance::ListSource;
use unisson::store::territories;

use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![
    the_documented_example_is_taken_over_and_booked,
    the_same_files_change_nothing,
    sheets_are_read_however_they_were_saved,
    what_is_new_is_added_and_what_differs_is_changed,
    what_is_no_longer_in_the_files_stays,
    an_empty_cell_takes_nothing_away,
    the_beginning_of_a_wait_never_moves,
    an_old_sheet_brings_nobody_back,
    whoever_is_still_known_may_stand_in_an_old_sheet,
    another_replica_sees_it_within_a_second,
    a_replica_that_has_not_seen_it_books_by_the_new_rules,
    what_is_booked_stays_booked,
    who_has_another_telephone_is_reminded_there,
    two_imports_at_once_are_one,
];

/// The files of a territory.
#[derive(Clone)]
struct Folder(BTreeMap<String, Vec<u8>>);

fn read(folder: &str, file: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(file)).unwrap()
}

fn fixture(file: &str) -> Vec<u8> {
    read("tests/fixtures/sheets", file)
}

impl Folder {
    /// The documented example.
    fn example() -> Self {
        let files = ["territoire.toml", "agents.csv", "plages.csv", "absences.csv", "orientations.csv"];
        Self(files.map(|file| (file.to_owned(), read("docs/territoire", file))).into())
    }

    fn with(mut self, file: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(file.to_owned(), bytes.into());
        self
    }

    fn text(&self, file: &str) -> String {
        String::from_utf8(self.0[file].clone()).unwrap()
    }

    /// With one piece of text for another, which must be there.
    fn change(self, file: &str, from: &str, to: &str) -> Self {
        let text = self.text(file);
        assert!(text.contains(from), "{from:?} is not in {file}");
        self.with(file, text.replace(from, to))
    }

    /// With one more line.
    fn add(self, file: &str, line: &str) -> Self {
        let text = self.text(file) + line + "\n";
        self.with(file, text)
    }

    fn without_line(self, file: &str, start: &str) -> Self {
        let text = self.text(file);
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with(start)).collect();
        assert!(kept.len() < text.lines().count(), "no line of {file} starts with {start:?}");
        self.with(file, kept.join("\n"))
    }

    async fn try_in(&self, ctx: &Context, keep_good: bool) -> Result<(Imported, Vec<Fault>), Vec<Fault>> {
        self.try_as_of(ctx, keep_good, None).await
    }

    async fn try_as_of(
        &self,
        ctx: &Context,
        keep_good: bool,
        as_of: Option<NaiveDate>,
    ) -> Result<(Imported, Vec<Fault>), Vec<Fault>> {
        let open = |name: &str| self.0.get(name).cloned().ok_or_else(|| "not found".to_owned());
        let handed = sheets::read("territoire.toml", &self.0["territoire.toml"], open)?;
        let source = ListSource { name: DEFAULT_SOURCE.to_owned(), as_of };
        match import_referrals(ctx, handed, keep_good, &source).await {
            Ok(done) => Ok(done),
            Err(CliError::Faults(faults)) => Err(faults),
            Err(other) => panic!("{other}"),
        }
    }

    async fn goes_in(&self, ctx: &Context) -> Imported {
        match self.try_in(ctx, false).await {
            Ok((imported, left_out)) => {
                assert!(left_out.is_empty());
                imported
            }
            Err(faults) => panic!("{}", listed(&faults)),
        }
    }

    /// What is said when it is refused.
    async fn is_refused(&self, ctx: &Context) -> String {
        match self.try_in(ctx, false).await {
            Ok((imported, _)) => panic!("{imported:?}"),
            Err(faults) => listed(&faults),
        }
    }
}

fn listed(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn tally(of: &Imported, list: &str) -> ChangeCounts {
    of.tallies.iter().find(|(name, _)| *name == list).unwrap().1
}

/// The revisions of the agendas, and the territory's.
async fn revisions(db: &TestDb) -> (i64, i64) {
    let raw = db.raw().await;
    (
        raw.counts("SELECT CAST(SUM(agenda_revision) AS BIGINT) AS n FROM resource").await,
        raw.counts("SELECT revision AS n FROM territory").await,
    )
}

async fn revision_of(db: &TestDb, professional: &str) -> i64 {
    let sql = format!(
        "SELECT agenda_revision AS n FROM resource WHERE id = (SELECT resource_id FROM professional WHERE key = '{professional}')"
    );
    db.raw().await.counts(&sql).await
}

async fn is_empty(db: &TestDb) -> bool {
    let raw = db.raw().await;
    for table in ["territory", "site", "resource", "opening", "referral", "beneficiary"] {
        if raw.counts(&format!("SELECT COUNT(*) AS n FROM {table}")).await != 0 {
            return false;
        }
    }
    true
}

/// A way to save a sheet, and what it makes of the text.
type Saving = (&'static str, fn(&str) -> Vec<u8>);

/// The service with the example in it.
async fn example(db: &TestDb) -> App {
    let ctx = db.ctx(1).await;
    let imported = Folder::example().goes_in(&ctx).await;
    db.app_over(ctx, imported.territory).await
}

async fn the_documented_example_is_taken_over_and_booked(db: &TestDb) {
    let app = example(db).await;
    let booked = app.client("o-1").books_at("2027-01-04 09:00", "melun").await.unwrap();
    assert_eq!(app.team_of(booked.appointment).await, ["anne", "lea", "melun-1"], "the referent first");
    let there = app.client("o-2").only_at("provins").first_offer().await;
    assert_eq!(there.start, at("2027-01-05 09:30"), "on Tuesdays both receive at Provins");
    let raw = db.raw().await;
    let born = "SELECT COUNT(*) AS n FROM beneficiary WHERE born_on = '1990-07-14' AND phone = '0199000011'";
    assert_eq!(raw.counts(born).await, 1);
    let named = "SELECT COUNT(*) AS n FROM beneficiary WHERE family_name = 'Durand; dit Polo'";
    assert_eq!(raw.counts(named).await, 1);
    assert_eq!(raw.counts("SELECT COUNT(*) AS n FROM referral WHERE organisation_id IS NOT NULL").await, 2);
}

async fn the_same_files_change_nothing(db: &TestDb) {
    let app = example(db).await;
    app.client("o-1").books_at("2027-01-04 09:00", "melun").await.unwrap();
    let before = revisions(db).await;
    let again = Folder::example().goes_in(&app.ctx).await;
    assert!(!again.has_changed && !again.is_new);
    for (list, tally) in &again.tallies {
        assert_eq!((tally.added, tally.changed, tally.absent), (0, 0, 0), "{list}");
        assert!(tally.same > 0, "{list}");
    }
    assert_eq!(revisions(db).await, before);
}

async fn sheets_are_read_however_they_were_saved(db: &TestDb) {
    let app = example(db).await;
    let sheets = ["agents", "plages", "absences", "orientations"];
    let mut windows = Folder::example();
    for sheet in sheets {
        windows = windows.with(&format!("{sheet}.csv"), fixture(&format!("{sheet}-windows-1252.csv")));
    }
    let saved: [Saving; 5] = [
        ("with a mark", |text| [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("by Excel as Unicode", |text| {
            let units = text.replace(';', "\t").replace("\"Durand\t dit", "\"Durand; dit");
            [0xFEFF].into_iter().chain(units.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }),
        ("with commas", |text| {
            text.replace("Durand; dit", "Durand| dit").replace(';', ",").replace('|', ";").into()
        }),
        ("with its separator told", |text| format!("sep=;\r\n{text}").into()),
        ("with blank lines and cells", |text| text.replace('\n', ";;\r\n;;\r\n\r\n").into()),
    ];
    let again = windows.goes_in(&app.ctx).await;
    assert!(!again.has_changed, "Windows-1252: {:?}", again.tallies);
    for (how, save) in saved {
        let mut folder = Folder::example();
        for sheet in sheets.map(|sheet| format!("{sheet}.csv")) {
            let bytes = save(&folder.text(&sheet));
            folder = folder.with(&sheet, bytes);
        }
        let again = folder.goes_in(&app.ctx).await;
        assert!(!again.has_changed, "{how}: {:?}", again.tallies);
    }
    let english = Folder::example().change(
        "agents.csv",
        "Identifiant;Nom;Prénom;Courriel",
        "KEY;Name;given_name;email",
    );
    assert!(!english.goes_in(&app.ctx).await.has_changed);
    let other_dates =
        Folder::example().change("absences.csv", "21/12/2026;26/12/2026", "2026-12-21;2026-12-26");
    assert!(!other_dates.goes_in(&app.ctx).await.has_changed);
}

async fn what_is_new_is_added_and_what_differs_is_changed(db: &TestDb) {
    let app = example(db).await;
    let before =
        [revision_of(db, "anne").await, revision_of(db, "lea").await, revision_of(db, "karim").await];
    let changed = Folder::example()
        .add("agents.csv", "zoe;Roux;Zoé;zoe.roux@ft.example;ft-melun;employment;fr;;")
        .add("plages.csv", "zoe;melun;04/01/2027;;lun;9h;12h;;")
        .change("plages.csv", "anne;provins;06/01/2026;31/12/2027", "anne;provins;06/01/2026;30/06/2027")
        .add("absences.csv", "lea;11/01/2027;15/01/2027")
        .change("agents.csv", "karim.belkacem@ft.example", "k.belkacem@ft.example")
        .change("orientations.csv", "01 99 00 00 12", "01 99 00 00 13")
        .add("orientations.csv", "o-3;Awa;Diop;02/01/2027;;;;;;;");
    let imported = changed.goes_in(&app.ctx).await;
    let counts = |list| {
        let ChangeCounts { added, changed, same, absent } = tally(&imported, list);
        (added, changed, same, absent)
    };
    assert_eq!(counts("professionals"), (1, 1, 2, 0));
    assert_eq!(counts("openings"), (1, 1, 4, 0));
    assert_eq!(counts("absences"), (1, 0, 2, 0));
    assert_eq!(counts("referrals"), (1, 1, 1, 0));
    assert_eq!(counts("sites"), (0, 0, 2, 0));
    let after = [revision_of(db, "anne").await, revision_of(db, "lea").await, revision_of(db, "karim").await];
    assert_eq!(after, [before[0] + 1, before[1] + 1, before[2]], "an address is nobody's agenda");
    assert_eq!(revisions(db).await.1, 1, "the territory is built as before");
    assert!(!changed.goes_in(&app.ctx).await.has_changed);
    let raw = db.raw().await;
    let moved = "SELECT COUNT(*) AS n FROM opening WHERE rule LIKE '%UNTIL=20270630'";
    assert_eq!(raw.counts(moved).await, 1);
    assert_eq!(raw.counts("SELECT COUNT(*) AS n FROM opening").await, 6);
    let app = db.app_over(app.ctx, app.territory).await;
    let offer = app.client("o-3").only_at("melun").first_offer().await;
    assert_eq!(offer.start, at("2027-01-04 09:00"));

    let rebuilt = changed
        .change("territoire.toml", "days = 42", "days = 30")
        .change("territoire.toml", "minutes = 45", "minutes = 50")
        .change("territoire.toml", "4 rue Hugo", "5 rue Hugo")
        .change("territoire.toml", "horizon_days = 60", "horizon_days = 90")
        .change("territoire.toml", "Salle 1", "Salle bleue");
    let imported = rebuilt.goes_in(&app.ctx).await;
    for (list, changes) in [("legal limits", 1), ("ways", 2), ("sites", 1), ("visit types", 1), ("rooms", 1)]
    {
        assert_eq!(tally(&imported, list).changed, changes, "{list}");
    }
    assert_eq!(revisions(db).await.1, 2);
    let territory = territories::load(app.ctx.db.read(), app.territory).await.unwrap().unwrap();
    assert_eq!((territory.limits.len(), territory.limits[0].days), (1, 30));
    assert!(territory.sites.values().any(|site| site.address.starts_with("5 rue Hugo")));
    assert!(!rebuilt.goes_in(&app.ctx).await.has_changed);
}

async fn what_is_no_longer_in_the_files_stays(db: &TestDb) {
    let app = example(db).await;
    let before = revisions(db).await;
    let shorter = Folder::example()
        .without_line("agents.csv", "lea")
        .without_line("plages.csv", "lea")
        .without_line("plages.csv", "karim;provins")
        .without_line("absences.csv", "lea")
        .without_line("orientations.csv", "o-2");
    let imported = shorter.goes_in(&app.ctx).await;
    assert!(!imported.has_changed);
    for (list, absent) in [("professionals", 1), ("openings", 2), ("absences", 1), ("referrals", 1)] {
        assert_eq!(tally(&imported, list).absent, absent, "{list}");
    }
    assert_eq!(revisions(db).await, before);
    assert_eq!(db.raw().await.counts("SELECT COUNT(*) AS n FROM opening").await, 5);
}

async fn an_empty_cell_takes_nothing_away(db: &TestDb) {
    let app = example(db).await;
    let emptier = Folder::example()
        .change("agents.csv", "80 %;5", "80 %;")
        .change("orientations.csv", "samia.benali@courriel.example;01 99 00 00 11;14/07/1990", ";;")
        .change("orientations.csv", "departement;melun;anne", ";;");
    assert!(!emptier.goes_in(&app.ctx).await.has_changed);
}

async fn the_beginning_of_a_wait_never_moves(db: &TestDb) {
    let app = example(db).await;
    let later = Folder::example().change("orientations.csv", "05/10/2026", "05/11/2026");
    let said = later.is_refused(&app.ctx).await;
    assert!(said.starts_with("orientations.csv, line 2, column \"Reçu le\": "), "{said}");
    assert_eq!(app.client("o-1").referral().await.received_on.to_string(), "2026-10-05");
}

/// The example, open an hour later on Mondays at Melun, and an hour and a half a visit.
fn rebuilt() -> Folder {
    Folder::example().change("territoire.toml", "from = \"08:30\"", "from = \"10:00\"").change(
        "territoire.toml",
        "duration = 60",
        "duration = 90",
    )
}

async fn an_old_sheet_brings_nobody_back(db: &TestDb) {
    let ctx = db.ctx(1).await;
    let folder = Folder::example();
    let imported = folder.goes_in(&ctx).await;
    let app = db.app_over(ctx.clone(), imported.territory).await;
    app.wait_until("2028-10-10 09:00");
    // Of the two, one was received over two years ago; nobody has heard of either since.
    assert_eq!(actions::purge(&ctx).await.unwrap().people, 1);
    let people = "SELECT COUNT(*) AS n FROM beneficiary WHERE family_name <> ''";
    let raw = db.raw().await;
    let before = (raw.counts(people).await, raw.counts("SELECT COUNT(*) AS n FROM referral").await);
    assert_eq!(before, (1, 2));
    let said = folder.is_refused(&ctx).await;
    assert!(
        said.starts_with("orientations.csv, line 2, column \"Reçu le\": it was received on 2026-10-05"),
        "{said}"
    );
    assert!(said.contains("leave the line out") && !said.contains("Benali"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for _ in 0..2 {
        let (again, left_out) = folder.try_in(&ctx, true).await.unwrap();
        assert!(!again.has_changed);
        assert_eq!(listed(&left_out), said);
    }
    let after = (raw.counts(people).await, raw.counts("SELECT COUNT(*) AS n FROM referral").await);
    assert_eq!(after, before);
    // A new request of the same person is another line.
    let anew =
        folder.change("orientations.csv", "o-1;Samia;Benali;05/10/2026", "o-9;Samia;Benali;09/10/2028");
    assert!(anew.goes_in(&ctx).await.has_changed);
    assert_eq!(raw.counts(people).await, 2);
}

async fn whoever_is_still_known_may_stand_in_an_old_sheet(db: &TestDb) {
    let ctx = db.ctx(1).await;
    let folder = Folder::example();
    let imported = folder.goes_in(&ctx).await;
    let app = db.app_over(ctx.clone(), imported.territory).await;
    let known = app.client("o-1");
    app.wait_until("2028-09-20 09:00");
    known.books_the_earliest().await;
    app.wait_until("2028-10-10 09:00");
    assert_eq!(actions::purge(&ctx).await.unwrap().people, 0, "the appointment is a contact");
    assert!(!folder.goes_in(&ctx).await.has_changed);
}

async fn another_replica_sees_it_within_a_second(db: &TestDb) {
    let app = example(db).await;
    let other = db.replica(&app).await;
    assert_eq!(other.client("o-1").first_offer().await.start, at("2027-01-04 09:00"));
    rebuilt().goes_in(&app.ctx).await;
    let here = app.client("o-1").first_offer().await;
    assert_eq!((here.start, here.end - here.start), (at("2027-01-04 10:00"), Duration::minutes(90)));
    other.wait(Duration::seconds(1));
    let there = other.client("o-1").first_offer().await;
    assert_eq!((there.start, there.end - there.start), (at("2027-01-04 10:00"), Duration::minutes(90)));
}

async fn a_replica_that_has_not_seen_it_books_by_the_new_rules(db: &TestDb) {
    let app = example(db).await;
    let stale = db.replica(&app).await;
    let offer = stale.client("o-1").first_offer().await;
    assert_eq!(offer.start, at("2027-01-04 09:00"));
    rebuilt().goes_in(&app.ctx).await;
    assert!(stale.client("o-1").takes(&offer).await.is_err(), "the site is closed at that hour now");
    let held = stale.client("o-1").holds(at("2027-01-04 10:00"), stale.site("melun")).await.unwrap();
    let visit = stale.appointment(held.appointment).await.visit;
    assert_eq!(visit.len(), 18, "an hour and a half");
}

async fn what_is_booked_stays_booked(db: &TestDb) {
    let app = example(db).await;
    let one = app.client("o-1").books_at("2027-01-04 14:15", "melun").await.unwrap();
    let two = app.client("o-2").by(Mode::Phone).books_at("2027-01-05 10:15", "melun").await;
    let two = two.unwrap().appointment;
    let before = (app.appointment(one.appointment).await, app.appointment(two).await);
    Folder::example()
        .change("territoire.toml", "duration = 60", "duration = 90\ngrid = 60")
        .change("territoire.toml", "modes = [\"onsite\", \"phone\"]", "modes = [\"onsite\"]")
        .change("agents.csv", "departement;social;fr;100 %", "departement;social;fr;50 %")
        .add("absences.csv", "lea;04/01/2027;05/01/2027")
        .goes_in(&app.ctx)
        .await;
    assert_eq!((app.appointment(one.appointment).await, app.appointment(two).await), before);
    // In the afternoon of Monday only Léa receives: nobody else can come, and the appointment is as it was.
    let nobody = actions::replace(&app.ctx, app.territory, one.appointment, None).await.unwrap();
    assert!(matches!(nobody, Replaced::Nobody(_)), "{nobody:?}");
    let phone = actions::replace(&app.ctx, app.territory, two, None).await.unwrap();
    assert_eq!(phone, Replaced::Nobody(Vec::new()), "nobody is received by telephone any more");
    assert_eq!(app.appointment(two).await.visit, before.1.visit);
    let (by, why) = (Party::Beneficiary, Reason::Asked);
    actions::cancel(&app.ctx, app.territory, two, by, why, None).await.unwrap();
    app.moves(one.appointment, at("2027-01-06 10:00")).await.unwrap();
    let rescheduled = app.appointment(one.appointment).await;
    assert_eq!(
        (rescheduled.state, rescheduled.visit.start.instant()),
        (State::Booked, at("2027-01-06 10:00"))
    );
}

async fn who_has_another_telephone_is_reminded_there(db: &TestDb) {
    let app = example(db).await;
    let booked = app.client("o-2").by(Mode::Phone).books_at("2027-01-05 10:15", "melun").await.unwrap();
    let planned = async || {
        let mut all = messages::about(app.ctx.db.read(), app.territory, booked.appointment).await.unwrap();
        all.retain(|message| message.kind == MessageKind::Reminder && message.status == Status::Planned);
        all.iter().map(|message| message.channel).collect::<Vec<_>>()
    };
    assert!(planned().await.is_empty(), "a landline takes no SMS");
    let mobile = Folder::example().change("orientations.csv", "01 99 00 00 12", "06 39 98 00 12");
    mobile.clone().goes_in(&app.ctx).await;
    let by_sms = planned().await;
    assert!(!by_sms.is_empty() && by_sms.iter().all(|channel| *channel == Channel::Sms));
    mobile.goes_in(&app.ctx).await;
    assert_eq!(planned().await, by_sms, "the same once more changes nothing");
}

async fn two_imports_at_once_are_one(db: &TestDb) {
    let (one, other) = (db.ctx(1).await, db.ctx(2).await);
    let longer = || Folder::example().add("absences.csv", "lea;11/01/2027;15/01/2027");
    for folder in [Folder::example as fn() -> Folder, longer] {
        let tasks = [one.clone(), other.clone()]
            .map(|ctx| tokio::spawn(async move { folder().goes_in(&ctx).await.has_changed }));
        let mut changed = 0;
        for task in tasks {
            changed += i32::from(task.await.unwrap());
        }
        assert_eq!(changed, 1);
    }
    assert_eq!(db.raw().await.counts("SELECT COUNT(*) AS n FROM absence").await, 3);
}
