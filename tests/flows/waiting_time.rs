//! How long people wait, those who still wait included.

use chrono::NaiveDate;
use domain::referral::ExitReason;
use domain::survival::{Survival, WaitEnd};
use domain::territory_document::{LegalLimitSpec, OrganisationSpec};
use domain::waiting_time;
use domain::waiting_time::{Month, WaitingTimeReport};
use unisson::actions::close_referral;
use unisson::actions::{Outcome, record_outcome};
use unisson::store::waiting_time::{Filter, clocks};
use unisson::store::{organisations, territories};
use unisson::text::Catalogue;
use unisson::text::waiting_time::{ReportScope, lines};
use unisson::text::waiting_time_curve;

use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    one_came_one_left_one_waits,
    a_site_and_a_month_choose_among_them,
    an_organisation_chooses_those_it_is_in_charge_of,
    months_are_young_until_their_limit_is_over,
    the_day_is_the_territorys_own,
    the_table_and_the_curve_say_it_in_french,
];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// Two sites; `r-1` and `r-2` received on 14 December, `r-3` on 1 November for Meaux. From 1 December on the law
/// gives 42 days, before it 60.
async fn town(db: &TestDb) -> App {
    let mut draft =
        Draft::new().site("melun").site("meaux").teams(1, "melun").referrals(2).referral("r-3", |referral| {
            referral.received_on = day("2026-11-01");
            referral.site = Some("meaux".to_owned());
        });
    for (from, days) in [("2025-01-01", 60), ("2026-12-01", 42)] {
        let source = "art. D. 262-65-2 CASF".to_owned();
        draft.0.legal_limits.push(LegalLimitSpec { from: day(from), days, source });
    }
    db.app(draft).await
}

/// `r-1` comes on Tuesday 5 January, `r-2` is closed on the 6th, `r-3` waits.
async fn life(app: &App) {
    let booked = app.client("r-1").books_at("2027-01-05 09:00", "melun").await.unwrap();
    app.wait_until("2027-01-05 10:00");
    record_outcome(&app.ctx, app.territory, booked.appointment, Outcome::Attended, None).await.unwrap();
    app.wait_until("2027-01-06 10:00");
    let left = app.client("r-2").ask.referral;
    close_referral(&app.ctx, app.territory, left, ExitReason::MovedAway, None).await.unwrap();
}

async fn report(app: &App, filter: Filter, today: &str) -> WaitingTimeReport {
    let db = app.ctx.db.read();
    let territory = territories::load(db, app.territory).await.unwrap().unwrap();
    let clocks = clocks(db, &territory, filter, day(today)).await.unwrap();
    waiting_time::report(&territory, &clocks, day(today))
}

fn ends(waits: &Survival) -> (u32, u32, u32, u32) {
    (waits.n, waits.appointments, waits.exits, waits.still_waiting)
}

async fn one_came_one_left_one_waits(db: &TestDb) {
    let app = town(db).await;
    life(&app).await;
    let report = report(&app, Filter::default(), "2027-01-10").await;
    assert_eq!(ends(&report.all), (3, 1, 1, 1));
    // 22 days with three at risk, then 23 days; the third waits 70 days and counts as waiting.
    let value = |share: Option<domain::survival::Estimate>| share.map(|share| (share.value * 1e6).round());
    assert_eq!(value(report.all.appointment_by(21)), Some(0.0));
    assert_eq!(value(report.all.appointment_by(42)), Some(333_333.0));
    assert_eq!(value(report.all.exit_by(42)), Some(333_333.0));
    assert_eq!(report.all.quantile(0.25).day, Some(22.0));
    assert_eq!(report.all.quantile(0.5).day, None, "not reached: it is not the median of those who came");
    assert_eq!((report.all.last_day, report.all.appointment_by(71)), (70, None));
    let limits: Vec<_> =
        report.limits.iter().map(|group| (group.limit.days, group.n, value(group.within))).collect();
    assert_eq!(limits, [(60, 1, Some(0.0)), (42, 2, Some(500_000.0))], "each against the limit of its day");
    let before = self::report(&app, Filter::default(), "2027-01-04").await;
    assert_eq!(ends(&before.all), (3, 0, 0, 3), "as seen before it happened");
}

async fn a_site_and_a_month_choose_among_them(db: &TestDb) {
    let app = town(db).await;
    life(&app).await;
    let of = async |site: Option<&str>, month: Option<Month>| {
        let filter = Filter { site: site.map(|site| app.site(site)), month, ..Filter::default() };
        ends(&report(&app, filter, "2027-01-10").await.all)
    };
    assert_eq!(of(Some("meaux"), None).await, (1, 0, 0, 1));
    assert_eq!(of(Some("melun"), None).await, (0, 0, 0, 0), "nobody asked for it");
    assert_eq!(of(None, Some(month("2026-12"))).await, (2, 1, 1, 0));
    assert_eq!(of(None, Some(month("2026-11"))).await, (1, 0, 0, 1), "its first day is in it");
    assert_eq!(of(None, Some(month("2026-10"))).await, (0, 0, 0, 0));
    assert_eq!(of(Some("meaux"), Some(month("2026-12"))).await, (0, 0, 0, 0));
}

async fn an_organisation_chooses_those_it_is_in_charge_of(db: &TestDb) {
    let mut draft = Draft::new().site("melun").teams(1, "melun").referrals(3);
    draft.0.organisations.push(OrganisationSpec {
        key: "ft".to_owned(),
        name: "France Travail".to_owned(),
        kind: "france_travail".to_owned(),
    });
    for (index, organisation) in [Some("dep"), Some("ft"), None].into_iter().enumerate() {
        draft.0.referrals[index].organisation = organisation.map(str::to_owned);
    }
    let source = "art. D. 262-65-2 CASF".to_owned();
    draft.0.legal_limits.push(LegalLimitSpec { from: day("2025-01-01"), days: 42, source });
    let app = db.app(draft).await;
    life(&app).await;
    let partners = organisations::list(app.ctx.db.read(), app.territory).await.unwrap();
    let of = async |key: &str| {
        let found = partners.iter().find(|partner| partner.key == key).unwrap();
        let filter = Filter { organisation: Some(found.id), ..Filter::default() };
        report(&app, filter, "2027-01-10").await
    };
    assert_eq!(ends(&of("dep").await.all), (1, 1, 0, 0));
    let report = of("ft").await;
    assert_eq!(ends(&report.all), (1, 0, 1, 0));
    assert_eq!((report.limits.len(), report.limits[0].n), (1, 1), "against the limit of its day");
    let territory = territories::load(app.ctx.db.read(), app.territory).await.unwrap().unwrap();
    let organisation = Some("France Travail");
    let about = ReportScope {
        territory: &territory,
        site: None,
        organisation,
        month: None,
        today: day("2027-01-10"),
    };
    let table = lines(Catalogue::french().unwrap(), about, &report).unwrap().join("\n");
    for sentence in
        ["organisation chargée : France Travail", "Délai légal de 42 jours", "95 jours en moyenne"]
    {
        assert!(table.contains(sentence), "{sentence} is not in\n{table}");
    }
}

async fn months_are_young_until_their_limit_is_over(db: &TestDb) {
    let app = town(db).await;
    life(&app).await;
    let young = async |today: &str| {
        let report = report(&app, Filter::default(), today).await;
        let cohorts = report.cohorts.iter().map(|cohort| (cohort.month.to_string(), cohort.is_immature));
        cohorts.filter(|(_, young)| *young).map(|(month, _)| month).collect::<Vec<_>>()
    };
    assert_eq!(young("2027-01-28").await, ["2026-11", "2026-12"]);
    assert_eq!(young("2027-01-29").await, ["2026-12"], "60 days after 30 November");
    assert_eq!(young("2027-02-10").await, ["2026-12"]);
    assert_eq!(young("2027-02-11").await, Vec::<String>::new(), "42 days after 31 December");
}

async fn the_day_is_the_territorys_own(db: &TestDb) {
    let mut draft = Draft::new().site("nord").teams(1, "nord").referrals(1);
    draft.0.time_zone = String::from("Pacific/Noumea");
    let app = db.app(draft).await;
    // 23:00 in Paris on Monday is 9:00 on Tuesday in Nouméa.
    let booked = app.client("r-1").books_at("2027-01-04 23:00", "nord").await.unwrap();
    app.wait_until("2027-01-04 23:30");
    record_outcome(&app.ctx, app.territory, booked.appointment, Outcome::Attended, None).await.unwrap();
    let territory = territories::load(app.ctx.db.read(), app.territory).await.unwrap().unwrap();
    let seen = async |today: &str| {
        let found = clocks(app.ctx.db.read(), &territory, Filter::default(), day(today)).await.unwrap();
        (found[0].wait.days, found[0].wait.end)
    };
    assert_eq!(seen("2027-01-04").await, (21, WaitEnd::Censored));
    assert_eq!(seen("2027-01-05").await, (22, WaitEnd::Appointment));
}

async fn the_table_and_the_curve_say_it_in_french(db: &TestDb) {
    let app = town(db).await;
    life(&app).await;
    let report = report(&app, Filter::default(), "2027-01-10").await;
    let mut territory = territories::load(app.ctx.db.read(), app.territory).await.unwrap().unwrap();
    territory.name = String::from("Brie & <Seine>");
    let about = ReportScope {
        territory: &territory,
        site: None,
        organisation: None,
        month: None,
        today: day("2027-01-10"),
    };
    let words = Catalogue::french().unwrap();
    let table = lines(words, about, &report).unwrap().join("\n");
    for sentence in [
        "3 orientations, 1 personne venue, 1 sortie sans rendez-vous, 1 encore en attente",
        "Trop peu",
        "pas encore atteint",
        "22 jours",
        "en 42 jours : personnes venues 33,3 % [",
        "en 90 jours : personnes venues pas encore connu",
        "Délai légal de 42 jours (art. D. 262-65-2 CASF), 2 orientations reçues à partir du mardi 1er décembre 2026",
        "95 jours en moyenne en France en 2018 (DREES",
        "novembre 2026 : 1 orientation, médiane pas encore atteint, dans le délai légal 0 %",
        "mois trop récent",
    ] {
        assert!(table.contains(sentence), "{sentence} is not in\n{table}");
    }
    let svg = waiting_time_curve::svg(words, about, &report.all, Some(42)).unwrap();
    for part in [
        "role=\"img\" aria-labelledby=\"curve-title curve-desc\"",
        "<title id=\"curve-title\">Part des personnes qui attendent encore",
        "Brie &amp; &lt;Seine&gt;. 3 orientations",
        "<polygon",
        "délai légal, 42 jours",
    ] {
        assert!(svg.contains(part), "{part} is not in\n{svg}");
    }
    let nobody = Survival::of([]);
    assert!(!waiting_time_curve::svg(words, about, &nobody, None).unwrap().contains("NaN"));
}
