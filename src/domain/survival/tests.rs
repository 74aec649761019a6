//! The golden table against R's `survfit` (standards.md section 8), and what must hold for any group.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Quantile, Survival, Wait, WaitEnd};

const NEAR: f64 = 1e-6;

fn golden() -> Vec<Wait> {
    let wait = |line: &str| {
        let (days, event) = line.split_once(',').unwrap();
        let end = match event {
            "0" => WaitEnd::Censored,
            "1" => WaitEnd::Appointment,
            _ => WaitEnd::Exit,
        };
        Wait { days: days.parse().unwrap(), end }
    };
    include_str!("../tests/fixtures/km_ref.csv").lines().skip(1).map(wait).collect()
}

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < NEAR, "{found}, wanted {wanted}");
}

#[test]
fn survival_quantiles_are_those_of_r() {
    let survival = Survival::of(golden());
    assert_eq!(survival.n, 500);
    // The intervals are those of lifelines 0.30.3, whose log-log bounds have R's formula.
    for (share, day, low, high) in
        [(0.25, 24.0, 22.0, 26.0), (0.5, 36.0, 34.0, 39.0), (0.75, 60.0, 55.0, 65.0), (0.9, 81.0, 74.0, 93.0)]
    {
        let wanted = Quantile { day: Some(day), low: Some(low), high: Some(high) };
        assert_eq!(survival.quantile(share), wanted);
    }
}

#[test]
fn survival_curve_is_that_of_r() {
    let survival = Survival::of(golden());
    for (day, waiting) in [(30, 0.602_154_64), (42, 0.423_081_50), (60, 0.242_514_57), (90, 0.075_144_91)] {
        near(survival.waiting_after(day).unwrap(), waiting);
    }
    // lifelines 0.30.3, conf. log-log.
    for (day, low, high) in [(30, 0.555_626_65, 0.645_436_8), (42, 0.375_979_25, 0.469_352_59)] {
        let step = survival.curve().iter().rfind(|step| step.day <= day).unwrap();
        let interval = step.waiting.interval.unwrap();
        near(interval.0, low);
        near(interval.1, high);
    }
}

#[test]
fn survival_incidences_are_those_of_r() {
    let survival = Survival::of(golden());
    for (day, appointment, exit) in [
        (30, 0.377_019_6, 0.068_805_27),
        (42, 0.539_401_7, 0.084_406_81),
        (60, 0.695_268_0, 0.098_969_55),
        (90, 0.829_670_7, 0.113_094_39),
    ] {
        near(survival.appointment_by(day).unwrap().value, appointment);
        near(survival.exit_by(day).unwrap().value, exit);
    }
}

/// Against Greenwood's recursion over the matrix of all states, worked out apart (`NumPy`), on the same scale.
#[test]
fn survival_incidences_have_the_intervals_of_the_matrix_form() {
    let survival = Survival::of(golden());
    for (day, appointment, exit) in [
        (30, (0.333_887_3, 0.420_033_6), (0.048_726_4, 0.093_404_0)),
        (42, (0.493_115_3, 0.583_353_5), (0.061_812_8, 0.111_310_0)),
        (60, (0.649_628_9, 0.736_203_5), (0.074_115_0, 0.127_979_0)),
        (90, (0.789_774_2, 0.862_659_4), (0.085_963_6, 0.144_295_0)),
    ] {
        for (found, (low, high)) in
            [(survival.appointment_by(day), appointment), (survival.exit_by(day), exit)]
        {
            let interval = found.unwrap().interval.unwrap();
            near(interval.0, low);
            near(interval.1, high);
        }
    }
}

/// The naive figures differ: the mean of completed waits, and the share among them.
#[test]
fn survival_is_not_what_the_seen_waits_say() {
    let waits = golden();
    let seen: Vec<u32> =
        waits.iter().filter(|wait| wait.end == WaitEnd::Appointment).map(|wait| wait.days).collect();
    let count = |days: &mut dyn Iterator<Item = &u32>| f64::from(u32::try_from(days.count()).unwrap());
    let all = count(&mut seen.iter());
    let mean = f64::from(seen.iter().sum::<u32>()) / all;
    let share = count(&mut seen.iter().filter(|days| **days <= 42)) / all;
    assert!((mean - 37.4).abs() < 0.05 && (share - 0.680).abs() < 0.000_5, "{mean} {share}");
    let survival = Survival::of(waits);
    // lifelines 0.30.3; the longest wait seen is of 173 days, and it is not over.
    near(survival.restricted_mean(90).unwrap(), 42.709_859_04);
    assert_eq!((survival.last_day, survival.restricted_mean(180)), (173, None));
    assert!(survival.appointment_by(42).unwrap().value < share - 0.1, "those who wait are metered");
}

#[test]
fn survival_says_nothing_of_what_nobody_has_seen() {
    let none = Survival::of([]);
    assert_eq!((none.n, none.quantile(0.5).day, none.appointment_by(0)), (0, None, None));
    let waiting = Survival::of([Wait { days: 20, end: WaitEnd::Censored }, day(10)]);
    assert_eq!(waiting.appointment_by(20).map(|share| share.value), Some(0.5));
    assert_eq!(waiting.appointment_by(21), None);
    assert_eq!(waiting.waiting_after(21), None);
    assert_eq!(waiting.restricted_mean(180), None);
    assert_eq!(waiting.quantile(0.75), Quantile { day: None, low: Some(10.0), high: None });
}

#[test]
fn survival_lies_level_between_two_days_as_in_r() {
    let survival = Survival::of([day(10), day(20), day(30), day(40)]);
    assert_eq!(survival.quantile(0.5).day, Some(25.0));
    near(survival.restricted_mean(180).unwrap(), 25.0);
    assert_eq!(survival.appointment_by(500).map(|share| share.value), Some(1.0));
}

fn day(days: u32) -> Wait {
    Wait { days, end: WaitEnd::Appointment }
}

fn group(ends: &'static [WaitEnd]) -> impl Strategy<Value = Vec<Wait>> {
    let wait = (1..120_u32, prop::sample::select(ends)).prop_map(|(days, end)| Wait { days, end });
    vec(wait, 1..80)
}

const ANY: &[WaitEnd] = &[WaitEnd::Censored, WaitEnd::Appointment, WaitEnd::Exit];

proptest! {
    #[test]
    fn survival_without_exits_is_the_rest_of_the_incidence(waits in group(&[WaitEnd::Censored, WaitEnd::Appointment])) {
        let survival = Survival::of(waits);
        for step in survival.curve() {
            let incidence = survival.appointment_by(step.day).unwrap();
            prop_assert!((incidence.value + step.waiting.value - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn survival_only_falls_and_stays_within_its_band(waits in group(ANY)) {
        let survival = Survival::of(waits);
        let mut before = 1.0;
        for step in survival.curve() {
            let value = step.waiting.value;
            prop_assert!(value < before && value >= 0.0);
            if let Some((low, high)) = step.waiting.interval {
                prop_assert!(low <= value && value <= high && low >= 0.0 && high <= 1.0);
            }
            before = value;
        }
    }

    #[test]
    fn survival_shares_add_up_to_everybody(waits in group(ANY), day in 0..120_u32) {
        let survival = Survival::of(waits);
        if let (Some(in_time), Some(left)) = (survival.appointment_by(day), survival.exit_by(day)) {
            prop_assert!(in_time.value + left.value <= 1.0 + 1e-9);
            // One minus the curve counts those who left as if they could still come.
            let longer = survival.waiting_after(day).unwrap_or(0.0);
            prop_assert!(in_time.value <= 1.0 - longer + 1e-9);
        }
    }

    #[test]
    fn survival_moves_with_the_days(waits in group(ANY), by in 0..60_u32) {
        let later = waits.iter().map(|wait| Wait { days: wait.days + by, ..*wait });
        let (here, there) = (Survival::of(waits.clone()), Survival::of(later));
        let moved = |day: Option<f64>| day.map(|day| day + f64::from(by));
        let (a, b) = (here.quantile(0.5), there.quantile(0.5));
        prop_assert_eq!((moved(a.day), moved(a.low), moved(a.high)), (b.day, b.low, b.high));
        prop_assert_eq!(here.appointment_by(42), there.appointment_by(42 + by));
    }

    #[test]
    fn survival_is_not_changed_by_somebody_who_came_today(mut waits in group(ANY)) {
        let before = Survival::of(waits.clone());
        waits.push(Wait { days: 0, end: WaitEnd::Censored });
        let after = Survival::of(waits);
        prop_assert_eq!(after.n, before.n + 1);
        prop_assert_eq!(after.curve(), before.curve());
        let (a, b) = (before.appointment_by(42), after.appointment_by(42));
        prop_assert_eq!(a, b);
    }

    #[test]
    fn survival_does_not_depend_on_the_order(waits in group(ANY)) {
        let turned: Vec<Wait> = waits.iter().rev().copied().collect();
        let (one, other) = (Survival::of(waits), Survival::of(turned));
        prop_assert_eq!(one.curve(), other.curve());
        prop_assert_eq!(one.exit_by(30), other.exit_by(30));
    }
}
