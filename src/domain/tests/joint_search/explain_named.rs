//! Edge cases of explanations, one each, with the expected answer.

use chrono_tz::Tz;
use domain::agenda::{AgendaRecord, Opening};
use domain::search::{RelaxedConstraint, Shortage, UnavailableHalfDay};
use domain::time::{HalfDay, Quantum};

use super::cases::{Case, plain_site};
use super::clock::{self, DAY};
use super::desk::{Date, HERE, THERE, asks, date, open, opening, person, room, span, visit};
use super::explain_compare::{Explained, explain};

const PARIS: Tz = Tz::Europe__Paris;
/// A Tuesday without anything special.
const TUESDAY: Date = (2027, 3, 2);
const WEDNESDAY: Date = (2027, 3, 3);

fn on_tuesday(roles: &[&str], facts: Vec<AgendaRecord>) -> Case {
    asks(PARIS, roles, (TUESDAY, TUESDAY), facts)
}

fn at(number: u128, role: &str, from: &str, to: &str) -> AgendaRecord {
    open(person(number, &[role]), opening(TUESDAY, from, to))
}

fn at_there(from: &str, to: &str) -> Opening {
    Opening { site: THERE, ..opening(TUESDAY, from, to) }
}

/// What both say.
fn explained(case: &Case) -> Explained {
    explain(case, 0).unwrap_or_else(|difference| panic!("{difference}"))
}

fn clock_shows(at: Quantum) -> String {
    let wall = clock::wall(PARIS, at.0 * 5);
    let (day, minute) = (clock::date(wall.div_euclid(DAY)).format("%d"), wall.rem_euclid(DAY));
    format!("{day} {:02}:{:02}", minute / 60, minute % 60)
}

/// Each half-day: number of starts, and what most of them miss.
fn half_days(case: &Case) -> String {
    let lack = |lack: &Shortage| match lack {
        Shortage::Role(role) => role.name().to_owned(),
        Shortage::Distinct => "distinct people".to_owned(),
        Shortage::Beneficiary => "the beneficiary".to_owned(),
    };
    let texts = explained(case).explanation.half_days.into_iter().map(|half_day| {
        let lacking: Vec<String> = half_day.missing.iter().map(lack).collect();
        format!(
            "{} {:?} {} {}",
            half_day.day.format("%d"),
            half_day.half,
            half_day.starts,
            lacking.join(" and ")
        )
    });
    texts.collect::<Vec<_>>().join(", ")
}

/// Each gain: role, half-day, how many starts, the first of them.
fn gains(case: &Case) -> String {
    let texts = explained(case).explanation.gains.into_iter().map(|gain| {
        let first = clock_shows(gain.first);
        format!("{} {} {:?} {} {first}", gain.role.name(), gain.day.format("%d"), gain.half, gain.new_starts)
    });
    texts.collect::<Vec<_>>().join(", ")
}

/// Each relaxed constraint, and the earliest start then.
fn relaxations(case: &Case) -> String {
    let texts = explained(case).explanation.relaxations.into_iter().map(|relaxation| {
        let without = match relaxation.without {
            RelaxedConstraint::Role(role) => role.name().to_owned(),
            RelaxedConstraint::HalfDays => "half-days".to_owned(),
            RelaxedConstraint::Sites => "sites".to_owned(),
        };
        let there = if relaxation.earliest.site == THERE { " there" } else { "" };
        format!("{without} {}{there}", clock_shows(relaxation.earliest.at))
    });
    texts.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_room_is_only_missing_when_everyone_else_is_free() {
    let worker = at(1, "social", "09:00", "12:00");
    let mut only_room = room(2);
    only_room.busy.push(span(PARIS, TUESDAY, "00:00", "11:30"));
    let mut case = on_tuesday(&["social", "room"], vec![worker, only_room]);
    // The room is on duty from midnight on, though busy: nobody of the social workers until nine, 108 starts;
    // then the room, for the 30 starts until 11:30.
    assert_eq!(half_days(&case), "02 Morning 138 social");
    case.question.window.start = span(PARIS, TUESDAY, "09:00", "09:00").start;
    assert_eq!(half_days(&case), "02 Morning 30 room");
    case.facts[0].busy.push(span(PARIS, TUESDAY, "09:00", "11:30"));
    assert_eq!(half_days(&case), "02 Morning 30 social");
}

#[test]
fn where_nobody_is_on_duty_nothing_is_missing_and_anyone_is_a_gain() {
    let mut case = on_tuesday(&["social"], vec![person(1, &["social"])]);
    case.question.window.start = span(PARIS, TUESDAY, "09:00", "09:00").start;
    assert_eq!(half_days(&case), "");
    assert_eq!(gains(&case), "social 02 Afternoon 24 02 12:00, social 02 Morning 6 02 09:00");
    case.facts.clear();
    assert_eq!(half_days(&case), "");
}

#[test]
fn without_a_joint_start_the_whole_window_is_explained() {
    let early = at(1, "social", "09:00", "10:00");
    let late = at(2, "employment", "14:00", "15:00");
    let case = on_tuesday(&["social", "employment"], vec![early, late]);
    let certificate = explained(&case).certificate;
    assert_eq!((certificate.earliest, certificate.earliest_off_grid), (None, None));
    let checked = (certificate.checked_from, certificate.checked_to);
    assert_eq!(checked, (case.question.window.start, case.question.window.end));
    assert_eq!(half_days(&case), "02 Morning 7 employment, 02 Afternoon 7 social");
    assert_eq!(relaxations(&case), "social 02 14:00, employment 02 09:00");
}

#[test]
fn one_more_half_day_of_a_counsellor_opens_the_starts_of_the_others() {
    let worker = at(1, "social", "09:00", "11:00");
    let counsellor = open(person(2, &["employment"]), opening(WEDNESDAY, "09:00", "10:00"));
    let mut case = asks(PARIS, &["social", "employment"], (TUESDAY, WEDNESDAY), vec![worker, counsellor]);
    assert_eq!(gains(&case), "employment 02 Morning 4 02 09:00, social 03 Morning 2 03 09:00");
    // Only where the site receives people for the whole visit.
    if let Some(site) = case.territory.sites.get_mut(&HERE) {
        site.hours.iter_mut().for_each(|hours| hours.from.0 = 9 * 60 + 40);
    }
    assert_eq!(gains(&case), "employment 02 Morning 2 02 10:00");
}

#[test]
fn a_half_day_that_begins_after_the_earliest_start_is_no_gain() {
    let case = on_tuesday(&["social"], vec![at(1, "social", "11:00", "12:00")]);
    assert_eq!(gains(&case), "social 02 Morning 22 02 00:00");
}

#[test]
fn whoever_would_free_one_of_two_roles_of_one_person_is_a_gain() {
    let both = open(person(1, &["social", "employment"]), opening(TUESDAY, "09:00", "10:00"));
    let case = on_tuesday(&["social", "employment"], vec![both]);
    assert_eq!(half_days(&case), "02 Morning 7 distinct people");
    assert_eq!(gains(&case), "social 02 Morning 2 02 09:00, employment 02 Morning 2 02 09:00");
}

#[test]
fn distinct_people_are_lacking_whether_or_not_the_beneficiary_can_come() {
    let both = open(person(1, &["social", "employment"]), opening(TUESDAY, "09:00", "10:00"));
    let mut case = on_tuesday(&["social", "employment"], vec![both]);
    case.question.unavailable.push(UnavailableHalfDay::On(date(TUESDAY), HalfDay::Morning));
    assert_eq!(half_days(&case), "02 Morning 7 distinct people");
}

#[test]
fn the_beneficiary_is_missing_when_everyone_is_free() {
    let mut case = on_tuesday(&["social"], vec![at(1, "social", "11:30", "13:00")]);
    case.question.unavailable.push(UnavailableHalfDay::On(date(TUESDAY), HalfDay::Morning));
    assert_eq!(half_days(&case), "02 Morning 6 the beneficiary");
    assert_eq!(relaxations(&case), "half-days 02 11:30");
}

#[test]
fn a_start_that_is_only_off_the_grid_is_certified_and_nothing_is_missing() {
    let mut case = on_tuesday(&["social"], vec![at(1, "social", "09:05", "10:00")]);
    let certificate = explained(&case).certificate;
    assert_eq!(certificate.earliest.map(|start| clock_shows(start.at)).as_deref(), Some("02 09:30"));
    assert_eq!(certificate.earliest_off_grid.map(|start| clock_shows(start.at)).as_deref(), Some("02 09:05"));
    assert_eq!(half_days(&case), "");
    // Nor does whoever lacks at another site, where somebody else is on duty.
    case.question.sites = vec![THERE, HERE];
    case.facts.push(open(person(2, &["social"]), at_there("09:00", "10:00")));
    case.facts[1].busy.push(span(PARIS, TUESDAY, "09:00", "10:00"));
    assert_eq!(half_days(&case), "02 Morning 1 social");
}

#[test]
fn a_start_on_the_grid_has_no_earlier_one_off_the_grid_at_the_same_time() {
    let case = on_tuesday(&["social"], vec![at(1, "social", "09:00", "10:00")]);
    assert_eq!(explained(&case).certificate.earliest_off_grid, None);
}

#[test]
fn an_earlier_start_at_a_site_not_asked_for_is_a_relaxation() {
    let mut worker = at(1, "social", "11:00", "12:00");
    worker.openings.push(at_there("09:00", "10:00"));
    let mut case = on_tuesday(&["social"], vec![worker]);
    assert_eq!(relaxations(&case), "sites 02 09:00 there");
    case.question.sites = vec![THERE, HERE];
    assert_eq!(relaxations(&case), "");
}

#[test]
fn a_role_given_up_that_makes_nothing_earlier_is_no_relaxation() {
    let mut worker = at(1, "social", "09:00", "12:00");
    worker.engagements.push(visit(9, span(PARIS, TUESDAY, "09:00", "10:00")));
    let counsellor = at(2, "employment", "09:00", "12:00");
    let case = on_tuesday(&["social", "employment"], vec![worker, counsellor]);
    assert_eq!(relaxations(&case), "social 02 09:00");
    assert_eq!(half_days(&case), "02 Morning 12 social");
}

#[test]
fn half_days_of_blame_are_those_of_the_territory_and_of_gain_those_of_the_site() {
    // Eleven in Paris is noon in Mayotte, an hour ahead of Paris in summer.
    let day = (2027, 6, 1);
    let mut worker = open(person(1, &["social"]), opening(day, "12:00", "13:00"));
    worker.busy.push(span(PARIS, day, "00:00", "24:00"));
    let mut case = asks(PARIS, &["social"], (day, day), vec![worker]);
    let hours = case.territory.sites[&HERE].hours.clone();
    case.territory.sites.insert(HERE, plain_site(HERE, Tz::Indian__Mayotte, hours));
    case.question.window = span(PARIS, day, "10:30", "12:30");
    assert_eq!(half_days(&case), "01 Morning 7 social");
    assert_eq!(gains(&case), "social 01 Afternoon 3 01 11:00, social 01 Morning 1 01 10:30");
}

#[test]
fn of_equally_frequent_lacks_the_first_by_name_is_to_blame() {
    let counsellor = at(1, "employment", "09:00", "10:00");
    let worker = at(2, "social", "10:00", "11:00");
    let case = on_tuesday(&["social", "employment"], vec![counsellor, worker]);
    // Seven starts from nine on without a social worker, seven from ten on without a counsellor.
    assert_eq!(half_days(&case), "02 Morning 14 employment");
}
