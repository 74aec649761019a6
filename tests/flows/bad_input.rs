//! A territory with a fault is not stored, and each fault names its field and its fix.

use chrono::NaiveDate;
use domain::fault::Fault;
use unisson::actions::ImportError;
use unisson::actions::create_territory;
use unisson::store::territories;

use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{DIAGNOSTIC, Draft, monday, person, role, small};

both_databases![
    each_fault_names_its_field_and_how_to_fix_it,
    every_fault_is_named_at_once,
    the_same_territory_is_not_set_up_twice,
    of_two_who_set_up_the_same_territory_one_does,
];

/// A fault of the small territory, its field, and a word of its fix.
type Case = (fn(&mut Draft), &'static str, &'static str);

const CASES: &[Case] = &[
    (|draft| draft.0.time_zone = "Europe/Berlin".into(), "time_zone", "Europe/Paris"),
    (|draft| draft.0.time_zone = "Europe/Pariss".into(), "time_zone", "Europe/Paris"),
    (|draft| draft.0.sites[0].time_zone = Some("CET".to_owned()), "sites[melun].time_zone", "Europe/Paris"),
    (|draft| draft.0.holidays = "chinese".into(), "holidays", "metropolitan"),
    (|draft| draft.0.key = "Seine et Marne".into(), "territory[Seine et Marne].key", "lower-case"),
    (|draft| draft.0.name = "  ".into(), "name", "write"),
    (|draft| draft.0.name = "deux\nlignes".into(), "name", "one line"),
    (|draft| draft.0.sites[1].key = "melun".into(), "sites[melun].key", "each its own"),
    (|draft| draft.0.sites[0].hours.clear(), "sites[melun].hours", "weekly hours"),
    (|draft| draft.0.sites[0].hours[0].days[0] = "lundi".into(), "sites[melun].hours[0].days", "mon"),
    (|draft| draft.0.sites[0].hours[0].to = "07:00".into(), "sites[melun].hours[0].to", "later end"),
    (|draft| draft.0.travel[0].to = "paris".into(), "travel[0].to", "sites"),
    (|draft| draft.0.travel[0].minutes = 41, "travel[0].minutes", "five"),
    (|draft| draft.0.travel[0].minutes = 100_000, "travel[0].minutes", "480"),
    (|draft| draft.0.organisations[0].kind = "mairie".into(), "organisations[dep].kind", "ccas"),
    (|draft| draft.0.rooms[0].site = "paris".into(), "rooms[melun-1].site", "sites"),
    (|draft| draft.0.rooms[0].roles.push("social".to_owned()), "rooms[melun-1].roles", "room:step_free"),
    (|draft| draft.0.professionals[0].share = Some(0), "professionals[s-1].share", "1 to 100"),
    (|draft| draft.0.professionals[0].share = Some(101), "professionals[s-1].share", "1 to 100"),
    (|draft| draft.0.professionals[1].key = "s-1".into(), "professionals[s-1].key", "each its own"),
    (|draft| draft.0.professionals[0].email = "s-1".into(), "professionals[s-1].email", "nom@exemple.fr"),
    (
        |draft| draft.0.professionals[0].email = "s@x.fr\r\nBcc: a@b.fr".into(),
        "professionals[s-1].email",
        "nom@exemple.fr",
    ),
    (
        |draft| draft.0.professionals[0].organisations.push("caf".to_owned()),
        "professionals[s-1].organisations",
        "organisations",
    ),
    (
        |draft| draft.0.professionals[0].organisations.push("dep".to_owned()),
        "professionals[s-1].organisations",
        "once",
    ),
    (
        |draft| opening(draft).except = vec![closed(), closed()],
        "professionals[s-1].openings[0].except[1].day",
        "one line",
    ),
    (
        |draft| draft.0.professionals[0].organisations.clear(),
        "professionals[s-1].organisations",
        "at least one",
    ),
    (|draft| draft.0.professionals[0].roles.push("Chef".to_owned()), "professionals[s-1].roles", "social"),
    (
        |draft| draft.0.professionals[0].roles.push("room".to_owned()),
        "professionals[s-1].roles",
        "leave it out",
    ),
    (
        |draft| draft.0.professionals[0].languages.push("français".to_owned()),
        "professionals[s-1].languages",
        "BCP 47",
    ),
    (|draft| opening(draft).to = "08:00".into(), "professionals[s-1].openings[0].to", "later end"),
    (|draft| opening(draft).to = "09:00".into(), "professionals[s-1].openings[0].to", "later end"),
    (|draft| opening(draft).from = "9h".into(), "professionals[s-1].openings[0].from", "09:30"),
    (|draft| opening(draft).from = "09:03".into(), "professionals[s-1].openings[0].from", "five"),
    (|draft| opening(draft).to = "25:00".into(), "professionals[s-1].openings[0].to", "09:30"),
    (|draft| opening(draft).site = "paris".into(), "professionals[s-1].openings[0].site", "sites"),
    (
        |draft| opening(draft).first_day = day(1900),
        "professionals[s-1].openings[0].first_day",
        "2000 to 2199",
    ),
    (
        |draft| opening(draft).first_day = NaiveDate::MAX,
        "professionals[s-1].openings[0].first_day",
        "2000 to 2199",
    ),
    (
        |draft| opening(draft).first_day = NaiveDate::MIN,
        "professionals[s-1].openings[0].first_day",
        "2000 to 2199",
    ),
    (
        |draft| opening(draft).repeat = Some("FREQ=SECONDLY".to_owned()),
        "professionals[s-1].openings[0].repeat",
        "FREQ=WEEKLY",
    ),
    (
        |draft| opening(draft).repeat = Some("tous les lundis".to_owned()),
        "professionals[s-1].openings[0].repeat",
        "FREQ=WEEKLY",
    ),
    (
        |draft| opening(draft).repeat = Some("FREQ=DAILY;BYHOUR=9".to_owned()),
        "professionals[s-1].openings[0].repeat",
        "FREQ=WEEKLY",
    ),
    (
        |draft| opening(draft).visit_types = vec!["autre".to_owned()],
        "professionals[s-1].openings[0].visit_types",
        "visit types",
    ),
    (|draft| opening(draft).modes = vec!["fax".to_owned()], "professionals[s-1].openings[0].modes", "phone"),
    (|draft| absent(draft, "2027-02-10", "2027-02-01"), "professionals[s-1].absences[0].to", "later end"),
    (
        |draft| absent(draft, "1900-01-01", "2027-02-01"),
        "professionals[s-1].absences[0].from",
        "2000 to 2199",
    ),
    (|draft| absent(draft, "demain", "2027-02-01"), "professionals[s-1].absences[0].from", "2026-12-21"),
    (|draft| draft.0.visit_types[0].duration = 50_000, "visit_types[diagnostic].duration", "480"),
    (|draft| draft.0.visit_types[0].duration = 52, "visit_types[diagnostic].duration", "five"),
    (|draft| draft.0.visit_types[0].duration = 0, "visit_types[diagnostic].duration", "5 to 480"),
    (|draft| draft.0.visit_types[0].grid = 0, "visit_types[diagnostic].grid", "15"),
    (|draft| draft.0.visit_types[0].grid = 25, "visit_types[diagnostic].grid", "15"),
    (|draft| draft.0.visit_types[0].horizon_days = 3650, "visit_types[diagnostic].horizon_days", "400"),
    (|draft| draft.0.visit_types[0].horizon_days = u32::MAX, "visit_types[diagnostic].horizon_days", "400"),
    (|draft| draft.0.visit_types[0].notice = u32::MAX, "visit_types[diagnostic].notice", "60 days"),
    (|draft| draft.0.visit_types[0].modes.clear(), "visit_types[diagnostic].modes", "onsite"),
    (|draft| draft.0.visit_types[0].buffer_after = 600, "visit_types[diagnostic].buffer_after", "120"),
    (|draft| draft.0.visit_types[0].roles.clear(), "visit_types[diagnostic].roles", "at least one"),
    (
        |draft| draft.0.visit_types[0].roles.push(role("doctor")),
        "visit_types[diagnostic].roles[3].role",
        "somebody",
    ),
    (
        |draft| draft.0.visit_types[0].roles.push(role("social")),
        "visit_types[diagnostic].roles[3].role",
        "count",
    ),
    (|draft| draft.0.visit_types[0].roles[0].count = 0, "visit_types[diagnostic].roles[0].count", "1 to 5"),
    (|draft| draft.0.visit_types[0].roles[0].count = 5, "visit_types[diagnostic].roles[0].role", "somebody"),
    (|draft| draft.0.visit_types.clear(), "visit_types", "give it one"),
    (|draft| draft.0.referrals[1].key = "r-1".into(), "referrals[r-1].key", "each its own"),
    (|draft| draft.0.referrals[0].received_on = day(1900), "referrals[r-1].received_on", "2000 to 2199"),
    (|draft| draft.0.referrals[0].received_on = day(2028), "referrals[r-1].received_on", "day it came in"),
    (|draft| draft.0.referrals[0].site = Some("paris".to_owned()), "referrals[r-1].site", "sites"),
    (
        |draft| draft.0.referrals[0].referent = Some("s-99".to_owned()),
        "referrals[r-1].referent",
        "professionals",
    ),
    (
        |draft| draft.0.referrals[0].interpreter = Some("uk".to_owned()),
        "referrals[r-1].interpreter",
        "interpreter",
    ),
    (|draft| draft.0.referrals[0].email = Some("a@".to_owned()), "referrals[r-1].email", "nom@exemple.fr"),
    (|draft| draft.0.referrals[0].given_name = "x".repeat(5000), "referrals[r-1].given_name", "200"),
    (|draft| draft.0.legal_limits.push(limit(0)), "legal_limits[0].days", "at least 1"),
];

fn opening(draft: &mut Draft) -> &mut domain::territory_document::OpeningSpec {
    &mut draft.0.professionals[0].openings[0]
}

fn closed() -> domain::territory_document::ExceptionSpec {
    domain::territory_document::ExceptionSpec { day: monday(), on: None, from: None, to: None }
}

fn absent(draft: &mut Draft, from: &str, to: &str) {
    let absence = domain::territory_document::AbsenceSpec { from: from.to_owned(), to: to.to_owned() };
    draft.0.professionals[0].absences.push(absence);
}

fn limit(days: u16) -> domain::territory_document::LegalLimitSpec {
    domain::territory_document::LegalLimitSpec {
        from: day(2025),
        days,
        source: "art. L. 262-27 CASF".to_owned(),
    }
}

fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap()
}

async fn faults(ctx: &unisson::context::Context, draft: &Draft) -> Vec<Fault> {
    match create_territory(ctx, &draft.0).await {
        Err(ImportError::Faults(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

async fn each_fault_names_its_field_and_how_to_fix_it(db: &TestDb) {
    let ctx = db.ctx(1).await;
    for (spoil, field, suggestion) in CASES {
        let mut draft = small();
        spoil(&mut draft);
        let found = faults(&ctx, &draft).await;
        let named = found.iter().find(|fault| fault.field == *field);
        let Some(named) = named else { panic!("{field} is not among {found:?}") };
        assert!(named.suggestion.contains(suggestion), "{named}: nothing about {suggestion:?}");
        assert!(!named.found.is_empty());
    }
    assert!(territories::list(ctx.db.read()).await.unwrap().is_empty(), "nothing is stored");
    for table in ["site", "resource", "referral", "beneficiary"] {
        let rows = db.raw().await.counts(&format!("SELECT COUNT(*) AS n FROM {table}")).await;
        assert_eq!(rows, 0, "{table}");
    }
    create_territory(&ctx, &small().0).await.unwrap();
}

async fn every_fault_is_named_at_once(db: &TestDb) {
    let ctx = db.ctx(1).await;
    let mut draft = small().with(person("lost").is("social").works_at("nowhere"));
    draft.0.time_zone = "Mars".into();
    draft = draft.with_visit(DIAGNOSTIC, |visit| visit.horizon_days = 0);
    let fields: Vec<String> = faults(&ctx, &draft).await.into_iter().map(|fault| fault.field).collect();
    assert_eq!(
        fields,
        [
            "time_zone",
            "visit_types[diagnostic].horizon_days",
            "professionals[lost].openings[0].site",
            "professionals[lost].openings[1].site",
        ]
    );
}

async fn the_same_territory_is_not_set_up_twice(db: &TestDb) {
    let app = db.app(small()).await;
    let found = faults(&app.ctx, &small()).await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].field.as_str(), found[0].suggestion.as_str()), ("key", "choose another key"));
}

async fn of_two_who_set_up_the_same_territory_one_does(db: &TestDb) {
    let (one, other) = (db.ctx(1).await, db.ctx(2).await);
    let tasks =
        [one.clone(), other].map(|ctx| tokio::spawn(async move { create_territory(&ctx, &small().0).await }));
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => done += 1,
            Err(ImportError::Faults(faults)) => assert_eq!(faults[0].field, "key"),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(done, 1);
    assert_eq!(territories::list(one.db.read()).await.unwrap().len(), 1);
}
