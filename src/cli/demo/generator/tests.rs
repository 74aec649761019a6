use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::territory_document::KnownIds;
use uuid::Uuid;

use super::*;

pub(super) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn faults(recipe: &Recipe) -> Vec<domain::fault::Fault> {
    let mut last = 0_u128;
    let mut fresh = || {
        last += 1;
        Uuid::from_u128(last)
    };
    let plan = generate(recipe).document.validate(&KnownIds::default(), &mut fresh, recipe.today);
    plan.map_or_else(|faults| faults, |_| Vec::new())
}

/// FNV-1a over everything that was generated.
fn digest(generated: &GeneratedTerritory) -> u64 {
    let mut text = serde_json::to_string(&generated.document).unwrap();
    for calendar in &generated.calendars {
        text.push_str(&calendar.text);
    }
    let scenarios = format!("{:?}", generated.scenarios);
    text.bytes()
        .chain(scenarios.bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn the_same_recipe_gives_the_same_bytes() {
    let recipe = Recipe::new(1, today());
    let first = generate(&recipe);
    assert_eq!(digest(&first), digest(&generate(&recipe)));
    assert_eq!(
        digest(&first),
        763_921_019_101_815_524,
        "the demo has changed: if that was meant, write the new number"
    );
    assert_ne!(digest(&first), digest(&generate(&Recipe { seed: 2, ..recipe })));
}

#[test]
fn the_demo_is_the_size_it_claims() {
    let generated = generate(&Recipe::new(1, today()));
    let document = &generated.document;
    assert_eq!(
        [
            document.sites.len(),
            document.organisations.len(),
            document.professionals.len(),
            document.rooms.len(),
            document.referrals.len(),
            generated.scenarios.len(),
            generated.calendars.len(),
        ],
        [4, 7, 60, 14, 400, 400, 40]
    );
    let with = |role: &str| {
        document.professionals.iter().filter(|person| person.roles.contains(&role.to_owned())).count()
    };
    assert_eq!(["social", "employment"].map(with), [30, 30]);
    assert_eq!(["ar", "uk", "fsl", "tr"].map(|code| with(&format!("interpreter:{code}"))), [1; 4]);
    let per_site = |key: &str| document.rooms.iter().filter(|room| room.site == key).count();
    assert_eq!(document.sites.iter().map(|site| per_site(&site.key)).collect::<Vec<_>>(), [5, 4, 3, 2]);
    let employers: BTreeSet<&String> =
        document.professionals.iter().flat_map(|person| &person.organisations).collect();
    assert_eq!(employers.len(), 7, "every partner lends somebody");
}

#[test]
fn every_stage_and_every_dialect_is_there() {
    let generated = generate(&Recipe::new(1, today()));
    let mut stages = BTreeMap::new();
    for scenario in &generated.scenarios {
        *stages.entry(scenario.stage).or_insert(0) += 1;
    }
    let expected = [100, 24, 6, 10, 48, 12, 32, 140, 28];
    assert_eq!(
        stages.into_iter().collect::<Vec<_>>(),
        Stage::ALL.into_iter().zip(expected).collect::<Vec<_>>()
    );
    let dialects: BTreeSet<Dialect> = generated.calendars.iter().map(|calendar| calendar.dialect).collect();
    assert_eq!(dialects.len(), Dialect::ALL.len());
}

#[test]
fn no_territory_has_a_fault() {
    for seed in 0..6 {
        assert_eq!(faults(&Recipe::new(seed, today())), [], "seed {seed}");
    }
    for professionals in [0, 6, 7, 13, 24, 59, 61, 90, 600] {
        let recipe = Recipe { professionals, ..Recipe::new(9, today()) };
        assert_eq!(faults(&recipe), [], "{professionals} professionals");
    }
    for day in ["2024-02-29", "2026-01-01", "2026-03-29", "2027-12-31"] {
        let recipe = Recipe { referrals: 37, ..Recipe::new(5, day.parse().unwrap()) };
        assert_eq!(faults(&recipe), [], "{day}");
    }
    assert_eq!(faults(&Recipe { referrals: 0, days_back: 0, days_ahead: 0, ..Recipe::new(5, today()) }), []);
}

#[test]
fn houses_and_rooms_grow_with_the_professionals() {
    let sizes = [6, 60, 600, 5_000].map(|professionals| {
        let document = generate(&Recipe {
            professionals,
            referrals: 10,
            days_back: 1,
            days_ahead: 1,
            ..Recipe::new(1, today())
        })
        .document;
        (document.sites.len(), document.rooms.len(), document.professionals.len())
    });
    assert_eq!(sizes, [(1, 2, 6), (4, 14, 60), (7, 140, 600), (13, 1_167, 5_000)]);
}

#[test]
fn scenarios_keep_to_the_order_of_time() {
    for seed in 0..4 {
        let generated = generate(&Recipe { referrals: 1_000, ..Recipe::new(seed, today()) });
        for (referral, scenario) in generated.document.referrals.iter().zip(&generated.scenarios) {
            assert_eq!(referral.key, scenario.referral);
            let age = (today() - referral.received_on).num_days();
            assert!((0..=120).contains(&age), "{scenario:?} was received {age} days ago");
            let steps = [Some(0), scenario.offered_after, scenario.booked_after, scenario.changed_after];
            let steps: Vec<u16> = steps.into_iter().flatten().collect();
            assert!(steps.is_sorted(), "{scenario:?}");
            assert!(steps.iter().all(|day| i64::from(*day) <= age), "{scenario:?} at age {age}");
            let start = scenario.start_after.map(i64::from);
            match scenario.stage {
                Stage::Booked | Stage::Moved => assert!(start.unwrap() >= age, "{scenario:?}"),
                Stage::Attended | Stage::NoShow => assert!(start.unwrap() <= age - 4, "{scenario:?}"),
                Stage::Cancelled => assert!(scenario.changed_after.map(i64::from) < start, "{scenario:?}"),
                _ => assert_eq!(start, None),
            }
        }
    }
}

#[test]
fn no_generated_person_is_real() {
    let generated = generate(&Recipe::new(1, today()));
    let document = generated.document;
    let emails = document
        .professionals
        .iter()
        .map(|person| Some(&person.email))
        .chain(document.referrals.iter().map(|referral| referral.email.as_ref()));
    let mut seen = BTreeSet::new();
    for email in emails.flatten() {
        assert!(email.ends_with(".example") && email.is_ascii() && seen.insert(email.clone()), "{email}");
    }
    let phones = document.referrals.iter().filter_map(|referral| referral.phone.as_ref());
    assert!(
        phones.clone().count() > 300
            && phones.clone().all(|phone| phone.starts_with("06 39 98 ") && phone.len() == 14)
    );
    assert!(document.sites.iter().all(|site| site.phone.starts_with("01 99 00 ") && site.phone.len() == 14));
}

#[test]
fn no_day_of_an_opening_has_two_exceptions() {
    for seed in 0..6 {
        let people = generate(&Recipe { referrals: 0, ..Recipe::new(seed, today()) }).document.professionals;
        let openings: Vec<_> = people.iter().flat_map(|person| &person.openings).collect();
        assert!(openings.iter().any(|opening| opening.except.iter().any(|except| except.on.is_some())));
        for opening in openings {
            let days: BTreeSet<NaiveDate> = opening.except.iter().map(|except| except.day).collect();
            assert_eq!(days.len(), opening.except.len());
            assert!(opening.first_day <= today() + chrono::Days::new(42));
        }
    }
}
