//! Edge cases of the search, one each, with the expected answer.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use domain::agenda::{AgendaRecord, OpeningException};
use domain::ids::{AppointmentId, ReferralId, ResourceId};
use domain::search::{TieBreak, UnavailableHalfDay};
use domain::time::{HalfDay, Minutes};
use domain::visit::{Language, Modes, SeatLocation};
use uuid::Uuid;

use super::cases::Case;
use super::desk::{
    Date, HERE, THERE, asks, date, offers, open, opening, person, room, span, starts, team, team_by_lot,
    visit,
};

const PARIS: Tz = Tz::Europe__Paris;
/// A Tuesday without anything special.
const TUESDAY: Date = (2027, 3, 2);
const WEDNESDAY: Date = (2027, 3, 3);

/// One social worker, open on Tuesday morning, whose agenda `change` completes.
fn one_morning(from: &str, to: &str) -> Case {
    let worker = open(person(1, &["social"]), opening(TUESDAY, from, to));
    asks(PARIS, &["social"], (TUESDAY, TUESDAY), vec![worker])
}

#[test]
fn one_person_with_two_roles_cannot_fill_both() {
    let both = open(person(1, &["social", "employment"]), opening(TUESDAY, "09:00", "10:00"));
    let case = asks(PARIS, &["social", "employment"], (TUESDAY, TUESDAY), vec![both]);
    assert_eq!(starts(&case), "");
}

#[test]
fn whoever_has_one_role_leaves_the_other_to_whoever_has_both() {
    let both = open(person(1, &["social", "employment"]), opening(TUESDAY, "09:00", "10:00"));
    let one = open(person(2, &["social"]), opening(TUESDAY, "09:30", "10:00"));
    let case = asks(PARIS, &["social", "employment"], (TUESDAY, TUESDAY), vec![both, one]);
    assert_eq!(starts(&case), "02 09:30");
    assert_eq!(team(&case), [2, 1]);
}

#[test]
fn a_need_of_two_takes_two_people() {
    let one = open(person(1, &["social"]), opening(TUESDAY, "09:00", "10:30"));
    let other = open(person(2, &["social"]), opening(TUESDAY, "10:00", "11:00"));
    let mut case = asks(PARIS, &["social"], (TUESDAY, TUESDAY), vec![other, one]);
    case.question.needs[0].count = 2;
    assert_eq!(starts(&case), "02 10:00");
}

#[test]
fn two_openings_end_to_end_carry_one_visit() {
    let mut case = one_morning("09:00", "09:15");
    case.facts[0].openings.push(opening(TUESDAY, "09:15", "09:45"));
    assert_eq!(starts(&case), "02 09:00");
}

#[test]
fn one_person_is_free_for_the_whole_visit_not_two_for_half_of_it() {
    let early = open(person(1, &["social"]), opening(TUESDAY, "09:00", "09:15"));
    let late = open(person(2, &["social"]), opening(TUESDAY, "09:15", "09:30"));
    assert_eq!(starts(&asks(PARIS, &["social"], (TUESDAY, TUESDAY), vec![early, late])), "");
}

#[test]
fn an_opening_that_ends_in_the_gap_is_read_with_the_offset_before_it() {
    let day = (2027, 3, 28);
    let worker = open(person(1, &["social"]), opening(day, "01:30", "02:30"));
    assert_eq!(starts(&asks(PARIS, &["social"], (day, day), vec![worker])), "28 01:30, 28 03:00");
}

#[test]
fn an_opening_that_ends_in_the_fold_ends_at_the_first_of_the_two_times() {
    let day = (2027, 10, 31);
    let worker = open(person(1, &["social"]), opening(day, "01:30", "02:30"));
    assert_eq!(starts(&asks(PARIS, &["social"], (day, day), vec![worker])), "31 01:30, 31 02:00");
}

#[test]
fn an_opening_that_starts_in_the_fold_lasts_an_hour_longer() {
    let day = (2027, 11, 7);
    let worker = open(person(1, &["social"]), opening(day, "01:30", "02:30"));
    let case = asks(Tz::America__Miquelon, &["social"], (day, day), vec![worker]);
    assert_eq!(starts(&case), "07 01:30, 07 01:00, 07 01:30, 07 02:00");
}

#[test]
fn the_grid_is_that_of_the_wall_clock() {
    let worker = open(person(1, &["social"]), opening(TUESDAY, "08:30", "10:45"));
    let mut case = asks(Tz::Pacific__Marquesas, &["social"], (TUESDAY, TUESDAY), vec![worker]);
    case.question.visit_type.grid = Minutes(60);
    assert_eq!(starts(&case), "02 09:00, 02 10:00");
}

#[test]
fn the_way_there_counts_before_an_engagement_and_the_way_back_after_it() {
    let mut case = one_morning("08:00", "13:00");
    case.territory.travel.extend([((HERE, THERE), Minutes(30)), ((THERE, HERE), Minutes(56))]);
    let mut elsewhere = visit(9, span(PARIS, TUESDAY, "10:00", "10:30"));
    elsewhere.site = Some(THERE);
    case.facts[0].engagements.push(elsewhere);
    assert_eq!(starts(&case), "02 08:00, 02 08:30, 02 09:00, 02 11:30, 02 12:00, 02 12:30");
}

#[test]
fn buffers_are_taken_of_people_and_not_of_rooms() {
    let mut case = one_morning("09:00", "11:00");
    case.facts[0].busy.push(span(PARIS, TUESDAY, "09:55", "10:00"));
    case.facts.push(room(2));
    case.facts[1].busy.push(span(PARIS, TUESDAY, "10:30", "10:35"));
    case.question.needs.extend(asks(PARIS, &["room"], (TUESDAY, TUESDAY), Vec::new()).question.needs);
    case.question.visit_type.buffer_after = Minutes(30);
    assert_eq!(starts(&case), "02 10:00");
}

#[test]
fn a_buffer_may_lie_outside_openings_and_outside_the_window() {
    let mut case = one_morning("00:00", "00:30");
    case.question.visit_type.buffer_before = Minutes(15);
    assert_eq!(starts(&case), "02 00:00");
    case.facts[0].busy.push(span(PARIS, (2027, 3, 1), "23:40", "23:50"));
    assert_eq!(starts(&case), "");
}

#[test]
fn a_daily_cap_counts_by_the_clock_of_the_territory() {
    let mut case = one_morning("09:00", "09:30");
    case.question.window.end = span(PARIS, WEDNESDAY, "24:00", "24:00").start;
    case.horizon = case.question.window;
    case.facts[0].openings.push(opening(WEDNESDAY, "09:00", "09:30"));
    case.facts[0].resource.daily_cap = Some(1);
    // Half past midnight in Paris is still Tuesday in UTC.
    case.facts[0].engagements.push(visit(9, span(PARIS, WEDNESDAY, "00:30", "01:00")));
    assert_eq!(starts(&case), "02 09:00");
}

#[test]
fn a_full_week_is_full_until_sunday_even_over_the_new_year() {
    let mut daily = opening((2026, 12, 28), "09:00", "09:30");
    daily.rule = Some("FREQ=DAILY".to_owned());
    let mut worker = open(person(1, &["social"]), daily);
    worker.resource.weekly_cap = Some(1);
    worker.engagements.push(visit(9, span(PARIS, (2026, 12, 28), "14:00", "14:30")));
    let case = asks(PARIS, &["social"], ((2026, 12, 29), (2027, 1, 4)), vec![worker]);
    assert_eq!(starts(&case), "04 09:00");
}

#[test]
fn an_appointment_does_not_block_its_own_move() {
    let mut case = one_morning("09:00", "10:00");
    case.facts[0].resource.daily_cap = Some(1);
    case.facts[0].engagements.push(visit(9, span(PARIS, TUESDAY, "09:00", "09:30")));
    assert_eq!(starts(&case), "");
    case.question.own = Some(AppointmentId(Uuid::from_u128(9)));
    assert_eq!(starts(&case), "02 09:00, 02 09:30");
}

#[test]
fn the_hour_one_has_is_no_other_hour() {
    let mut case = one_morning("09:00", "10:00");
    assert_eq!(starts(&case), "02 09:00, 02 09:30");
    case.question.except = Some(span(PARIS, TUESDAY, "09:00", "09:30").start);
    assert_eq!(starts(&case), "02 09:30");
}

#[test]
fn a_hold_takes_nothing_from_the_instant_it_ends() {
    let mut case = one_morning("09:00", "09:30");
    let mut hold = visit(9, span(PARIS, TUESDAY, "09:00", "09:30"));
    hold.expires = Some(case.question.now);
    case.facts[0].engagements.push(hold);
    assert_eq!(starts(&case), "02 09:00");
    case.facts[0].engagements[0].expires = Some(case.question.now + chrono::Duration::seconds(1));
    assert_eq!(starts(&case), "");
}

#[test]
fn a_day_moved_off_a_holiday_is_held_and_one_moved_onto_it_is_not() {
    let mut monday = opening((2027, 3, 22), "09:00", "09:30");
    monday.rule = Some("FREQ=WEEKLY".to_owned());
    let moved =
        |from, to| OpeningException { day: date(from), instead: Some((date(to), monday.from, monday.to)) };
    // 29 March 2027 is Easter Monday.
    let exceptions = vec![moved((2027, 3, 29), (2027, 3, 30)), moved((2027, 4, 5), (2027, 3, 29))];
    monday.exceptions = exceptions;
    let worker = open(person(1, &["social"]), monday);
    let case = asks(PARIS, &["social"], ((2027, 3, 28), (2027, 4, 6)), vec![worker]);
    assert_eq!(starts(&case), "30 09:00");
}

#[test]
fn a_day_may_be_moved_into_the_horizon_from_far_away() {
    let mut case = one_morning("09:00", "09:30");
    let series = &mut case.facts[0].openings[0];
    series.first_day = date((2027, 1, 4));
    series.rule = Some("FREQ=WEEKLY".to_owned());
    let instead = Some((date(TUESDAY), series.from, series.to));
    series.exceptions.push(OpeningException { day: date((2027, 5, 3)), instead });
    assert_eq!(starts(&case), "02 09:00");
}

#[test]
fn a_series_that_ends_at_a_utc_time_keeps_its_last_day() {
    let zone = Tz::Pacific__Noumea;
    let mut daily = opening((2027, 2, 22), "09:00", "09:30");
    // Nine o'clock of 2 March in Nouméa.
    daily.rule = Some("FREQ=DAILY;UNTIL=20270301T220000Z".to_owned());
    let worker = open(person(1, &["social"]), daily);
    assert_eq!(starts(&asks(zone, &["social"], (TUESDAY, WEDNESDAY), vec![worker])), "02 09:00");
}

#[test]
fn a_series_that_ends_before_the_hour_of_its_last_day_has_not_that_day() {
    let mut daily = opening((2027, 2, 22), "09:00", "09:30");
    daily.rule = Some("FREQ=DAILY;UNTIL=20270303T000000".to_owned());
    let worker = open(person(1, &["social"]), daily);
    assert_eq!(starts(&asks(PARIS, &["social"], (TUESDAY, WEDNESDAY), vec![worker])), "02 09:00");
}

#[test]
fn whoever_joins_from_anywhere_needs_neither_the_site_nor_its_hours_nor_the_way() {
    let mut case = one_morning("09:00", "11:00");
    let mut elsewhere = opening(TUESDAY, "09:00", "10:00");
    elsewhere.site = THERE;
    elsewhere.modes = Modes::REMOTE;
    let mut interpreter = open(person(2, &["interpreter:ar"]), elsewhere);
    let mut visit = visit(9, span(PARIS, TUESDAY, "09:00", "09:30"));
    visit.site = Some(THERE);
    interpreter.engagements.push(visit);
    case.territory.travel.insert((THERE, HERE), Minutes(60));
    if let Some(site) = case.territory.sites.get_mut(&THERE) {
        site.hours.clear();
    }
    case.facts.push(interpreter);
    let mut needs = asks(PARIS, &["interpreter:ar"], (TUESDAY, TUESDAY), Vec::new()).question.needs;
    needs[0].place = SeatLocation::Anywhere;
    case.question.needs.extend(needs);
    assert_eq!(starts(&case), "02 09:30");
    case.question.needs[1].place = SeatLocation::AtSite;
    assert_eq!(starts(&case), "");
}

#[test]
fn noon_belongs_to_the_afternoon_the_beneficiary_cannot_come() {
    let mut case = one_morning("11:00", "13:00");
    case.question.visit_type.grid = Minutes(15);
    case.question.unavailable.push(UnavailableHalfDay::On(date(TUESDAY), HalfDay::Afternoon));
    assert_eq!(starts(&case), "02 11:00, 02 11:15, 02 11:30");
}

#[test]
fn the_referent_comes_before_a_lighter_week() {
    let at_nine = |number| open(person(number, &["social"]), opening(TUESDAY, "09:00", "09:30"));
    let mut loaded = at_nine(2);
    loaded.engagements.push(visit(9, span(PARIS, WEDNESDAY, "14:00", "15:00")));
    let mut case = asks(PARIS, &["social"], (TUESDAY, TUESDAY), vec![loaded, at_nine(1)]);
    assert_eq!(team(&case), [1]);
    case.question.referent = Some(ResourceId(Uuid::from_u128(2)));
    assert_eq!(team(&case), [2]);
}

#[test]
fn most_of_a_team_to_keep_is_kept_even_when_someone_speaks_the_language() {
    let at_nine = |number, role| open(person(number, &[role]), opening(TUESDAY, "09:00", "09:30"));
    let mut speaker = at_nine(1, "social");
    let language = Language::french();
    speaker.resource.languages.insert(language.clone());
    let facts = vec![speaker, at_nine(2, "social"), at_nine(3, "employment"), at_nine(4, "employment")];
    let mut case = asks(PARIS, &["social", "employment"], (TUESDAY, TUESDAY), facts);
    case.question.language = Some(language);
    assert_eq!(team(&case), [1, 3]);
    case.question.keep = [2, 4].map(|number| ResourceId(Uuid::from_u128(number))).into();
    assert_eq!(team(&case), [2, 4]);
}

#[test]
fn a_gap_is_the_idle_time_beside_the_visit_and_not_an_older_one_behind_it() {
    let at_ten = |number| open(person(number, &["social"]), opening(TUESDAY, "10:00", "10:30"));
    let mut busy = at_ten(1);
    // Busy until the visit starts; the quarter of an hour before that is lost whoever comes.
    busy.busy = vec![span(PARIS, TUESDAY, "09:30", "09:40"), span(PARIS, TUESDAY, "09:55", "10:00")];
    let mut case = asks(PARIS, &["social"], (TUESDAY, TUESDAY), vec![busy, at_ten(2)]);
    assert_eq!(team(&case), [1]);
    case.facts[0].busy.pop();
    assert_eq!(team(&case), [2]);
}

#[test]
fn three_offers_differ_in_half_day_and_weekday() {
    let mut days = opening(TUESDAY, "09:00", "17:00");
    days.rule = Some("FREQ=DAILY".to_owned());
    let worker = open(person(1, &["social"]), days);
    let case = asks(PARIS, &["social"], (TUESDAY, (2027, 3, 8)), vec![worker]);
    assert_eq!(offers(&case), "02 09:00, 02 12:00, 03 09:00");
}

#[test]
fn another_weekday_is_offered_up_to_ten_days_later_and_not_eleven() {
    let mut case = one_morning("09:00", "11:00");
    case.question.window.end = span(PARIS, (2027, 3, 15), "00:00", "00:00").start;
    case.horizon = case.question.window;
    case.facts[0].openings.push(opening((2027, 3, 12), "09:00", "09:30"));
    assert_eq!(offers(&case), "02 09:00, 02 09:30, 12 09:00");
    case.facts[0].openings[1].first_day = date((2027, 3, 13));
    assert_eq!(offers(&case), "02 09:00, 02 09:30, 02 10:00");
}

#[test]
fn the_other_half_day_is_offered_up_to_seven_days_later_and_not_eight() {
    let mut case = one_morning("09:00", "11:00");
    case.question.window.end = span(PARIS, (2027, 3, 15), "00:00", "00:00").start;
    case.horizon = case.question.window;
    case.facts[0].openings.push(opening((2027, 3, 9), "14:00", "14:30"));
    case.facts[0].openings.push(opening((2027, 3, 12), "09:00", "09:30"));
    assert_eq!(offers(&case), "02 09:00, 09 14:00, 12 09:00");
    // Eight days later it is another weekday only.
    case.facts[0].openings[1].first_day = date((2027, 3, 10));
    assert_eq!(offers(&case), "02 09:00, 02 09:30, 10 14:00");
}

#[test]
fn fewer_kinds_of_starts_are_filled_up_with_the_next_ones() {
    assert_eq!(offers(&one_morning("09:00", "12:00")), "02 09:00, 02 09:30, 02 10:00");
}

#[test]
fn what_is_filled_up_is_a_choice_and_not_a_quarter_of_an_hour_later() {
    let mut case = one_morning("09:00", "10:15");
    case.question.visit_type.grid = Minutes(15);
    assert_eq!(starts(&case), "02 09:00, 02 09:15, 02 09:30, 02 09:45");
    assert_eq!(offers(&case), "02 09:00, 02 09:30");
    case.question.visit_type.duration = Minutes(60);
    assert_eq!((starts(&case).as_str(), offers(&case).as_str()), ("02 09:00, 02 09:15", "02 09:00"));
}

/// Twenty social workers who are free at nine, and referrals on their attempt number `tries`.
fn drawn(facts: Vec<AgendaRecord>, tries: usize) -> BTreeSet<Vec<u128>> {
    let mut case = asks(PARIS, &["social"], (TUESDAY, TUESDAY), facts);
    let mut teams = BTreeSet::new();
    for referral in 1..=20 {
        case.question.tie_break = TieBreak::of(ReferralId(Uuid::from_u128(referral)), tries);
        let team = team_by_lot(&case);
        assert_eq!(team, team_by_lot(&case), "the same referral draws the same people");
        teams.insert(team);
    }
    teams
}

#[test]
fn people_who_lost_a_try_do_not_all_pick_the_same_team_again() {
    let at_nine = |number| open(person(number, &["social"]), opening(TUESDAY, "09:00", "09:30"));
    let everybody = || (1..=20).map(at_nine).collect();
    assert_eq!(drawn(everybody(), 0), BTreeSet::from([vec![1]]), "at first by the rules alone");
    let second = drawn(everybody(), 1);
    assert!(second.len() >= 10, "twenty referrals spread over {second:?}");
    assert_ne!(drawn(everybody(), 2), second, "and elsewhere the next time");
}

#[test]
fn a_lot_decides_among_equals_only() {
    let at_nine = |number| open(person(number, &["social"]), opening(TUESDAY, "09:00", "09:30"));
    let everybody = (1..=20).map(|number| {
        let mut facts = at_nine(number);
        // But for two, everybody has something else that week.
        if ![7, 13].contains(&number) {
            facts.engagements.push(visit(100 + number, span(PARIS, WEDNESDAY, "14:00", "15:00")));
        }
        facts
    });
    assert_eq!(drawn(everybody.collect(), 1), BTreeSet::from([vec![7], vec![13]]));
}

#[test]
fn whoever_others_are_taking_comes_last_among_equals_and_is_still_there() {
    let at_nine = |number| open(person(number, &["social"]), opening(TUESDAY, "09:00", "09:30"));
    let mut loaded = at_nine(3);
    loaded.engagements.push(visit(9, span(PARIS, WEDNESDAY, "14:00", "15:00")));
    let mut case = asks(PARIS, &["social"], (TUESDAY, TUESDAY), vec![at_nine(1), at_nine(2), loaded]);
    let contested =
        |numbers: &[u128]| numbers.iter().map(|number| ResourceId(Uuid::from_u128(*number))).collect();
    case.question.contested = contested(&[1]);
    assert_eq!(team_by_lot(&case), [2]);
    case.question.contested = contested(&[1, 2]);
    assert_eq!(team_by_lot(&case), [1], "not whoever has a fuller week");
}
