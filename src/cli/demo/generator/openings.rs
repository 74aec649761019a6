//! When somebody can be booked: a week of half-days, the days that are not like the others, holidays and training.
//!
//! Joint appointments get few half-days, chosen without asking the other partners: that is why they are scarce.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::territory_document::{AbsenceSpec, ExceptionSpec, OpeningSpec};

use super::Recipe;
use super::chance::Chance;
use super::places::{FOLLOW_UP, Houses, JOINT, Stretch, clock, key_of};

/// How long before today referrals begin, in days.
pub(super) const DAYS_OF_REFERRALS: u16 = 120;
const DAY_CODES: [&str; 5] = ["MO", "TU", "WE", "TH", "FR"];

/// The days an agenda speaks of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Season {
    pub today: NaiveDate,
    /// A Monday before the oldest referral and before `days_back`.
    pub first_monday: NaiveDate,
    /// A Sunday well after `days_ahead`.
    pub last_day: NaiveDate,
}

impl Season {
    pub(super) fn of(recipe: &Recipe) -> Self {
        let back = u64::from(recipe.days_back.max(DAYS_OF_REFERRALS)) + 7;
        let ahead = u64::from(recipe.days_ahead) + 28;
        let last = monday(later(recipe.today, ahead));
        Self {
            today: recipe.today,
            first_monday: monday(recipe.today.checked_sub_days(Days::new(back)).unwrap_or(recipe.today)),
            last_day: later(last, 6),
        }
    }

    /// A weekly rule over weekdays from 0, up to and including `until`.
    pub(super) fn weekly(&self, days: &[u32], interval: u32, until: NaiveDate) -> String {
        let codes: Vec<&str> =
            (0..).zip(DAY_CODES).filter(|(day, _)| days.contains(day)).map(|(_, code)| code).collect();
        let every = if interval == 1 { String::new() } else { format!("INTERVAL={interval};") };
        let until = until.min(self.last_day).format("%Y%m%d");
        format!("FREQ=WEEKLY;{every}BYDAY={};UNTIL={until}", codes.join(","))
    }
}

/// The day so many days later.
pub(super) fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

pub(super) fn monday(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).checked_first_day().unwrap_or(day)
}

/// What an agenda is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// Both visit types.
    Social,
    /// The joint appointment.
    Employment,
    /// By telephone or video, most half-days.
    Interpreting,
}

/// Where and how much somebody works.
pub(super) struct Post {
    pub work: Work,
    pub house: usize,
    pub second_house: Option<usize>,
    pub share: u8,
}

/// The openings of a post.
pub(super) fn openings(post: &Post, season: &Season, chance: &mut Chance) -> Vec<OpeningSpec> {
    let mut half_days = Houses::half_days(post.house);
    chance.shuffle(&mut half_days);
    let joint = if post.share >= 80 && chance.percent(60) { 2 } else { 1 };
    let (joint, others) = match post.work {
        Work::Social => (joint, usize::from(post.share) / 25),
        Work::Employment => (joint, 0),
        Work::Interpreting => (0, half_days.len() * usize::from(post.share) / 125),
    };
    let mut sheets = Vec::new();
    for (index, (day, stretch)) in half_days.iter().take(joint + others).enumerate() {
        let kept_for = match post.work {
            Work::Interpreting => None,
            _ if index < joint => Some(JOINT),
            _ => Some(FOLLOW_UP),
        };
        let away = post.second_house.filter(|_| index + 1 == joint);
        let block = match away {
            Some(house) => Block { house, day: *day, stretch: at_house(house, *day, *stretch), kept_for },
            None => Block { house: post.house, day: *day, stretch: *stretch, kept_for },
        };
        sheets.extend(block.sheets(post, season, chance));
    }
    sheets
}

/// The hours of another house on that day, nearest to those at home.
fn at_house(house: usize, day: u32, home: Stretch) -> Stretch {
    let there = Houses::half_days(house).into_iter().filter(|(weekday, _)| *weekday == day);
    there.map(|(_, stretch)| stretch).min_by_key(|(from, _)| from.abs_diff(home.0)).unwrap_or(home)
}

/// One half-day of a week.
struct Block {
    house: usize,
    day: u32,
    stretch: Stretch,
    kept_for: Option<&'static str>,
}

impl Block {
    /// The openings of this half-day: one, two with a pause between, or one that gives way to another.
    fn sheets(&self, post: &Post, season: &Season, chance: &mut Chance) -> Vec<OpeningSpec> {
        let (from, to) = self.stretch;
        let from = if chance.percent(30) { from + 15 } else { from };
        let interval = if chance.percent(15) { 2 } else { 1 };
        let modes: &[&str] = match (post.work, chance.weighted(&[60, 25, 15])) {
            (Work::Interpreting, _) => &["phone", "video"],
            (_, 1) => &["onsite"],
            (_, 2) => &["onsite", "phone"],
            _ => &[],
        };
        // A new timetable somewhere in the season: half an hour earlier from the next Monday on.
        if chance.percent(10) {
            let new_monday = later(monday(season.today), u64::from(7 * chance.below(6)));
            let old_end = new_monday.pred_opt().unwrap_or(new_monday);
            let old = Weeks { first_monday: season.first_monday, until: old_end, interval: 1 };
            let new = Weeks { first_monday: new_monday, until: season.last_day, interval: 1 };
            return vec![
                self.sheet(old, (from, to), modes, season, chance),
                self.sheet(new, (from, to - 30), modes, season, chance),
            ];
        }
        let weeks = Weeks { first_monday: season.first_monday, until: season.last_day, interval };
        if to - from >= 210 && chance.percent(20) {
            let pause = from + 105;
            return vec![
                self.sheet(weeks, (from, pause), modes, season, chance),
                self.sheet(weeks, (pause + 15, to), modes, season, chance),
            ];
        }
        vec![self.sheet(weeks, (from, to), modes, season, chance)]
    }

    fn sheet(
        &self,
        weeks: Weeks,
        hours: Stretch,
        modes: &[&str],
        season: &Season,
        chance: &mut Chance,
    ) -> OpeningSpec {
        let first_day = later(weeks.first_monday, u64::from(self.day));
        OpeningSpec {
            site: key_of(self.house),
            first_day,
            from: clock(hours.0),
            to: clock(hours.1),
            repeat: Some(season.weekly(&[self.day], weeks.interval, weeks.until)),
            modes: modes.iter().map(|mode| (*mode).to_owned()).collect(),
            visit_types: self.kept_for.map(str::to_owned).into_iter().collect(),
            except: self.exceptions(weeks, first_day, hours, season, chance),
        }
    }

    /// A day closed, a day at other hours, a day put off to the next: each on some openings only.
    fn exceptions(
        &self,
        weeks: Weeks,
        first_day: NaiveDate,
        (from, to): Stretch,
        season: &Season,
        chance: &mut Chance,
    ) -> Vec<ExceptionSpec> {
        let mut near: Vec<NaiveDate> = first_day
            .iter_days()
            .step_by(usize::try_from(7 * weeks.interval).unwrap_or(7))
            .take_while(|day| *day <= weeks.until)
            .filter(|day| (*day - season.today).num_days().abs() <= 56)
            .collect();
        // No day has two exceptions.
        chance.shuffle(&mut near);
        let mut days = near.into_iter();
        let none = |day| ExceptionSpec { day, on: None, from: None, to: None };
        let mut sheets: Vec<ExceptionSpec> = Vec::new();
        if chance.percent(25) {
            sheets.extend(days.next().map(none));
        }
        if to - from >= 120 && chance.percent(10) {
            let (from, to) = (Some(clock(from + 30)), Some(clock(to)));
            sheets.extend(days.next().map(|day| ExceptionSpec { from, to, ..none(day) }));
        }
        if self.day < 4 && chance.percent(8) {
            sheets.extend(days.next().map(|day| ExceptionSpec { on: Some(later(day, 1)), ..none(day) }));
        }
        sheets
    }
}

/// From which Monday to which day an opening repeats, and every how many weeks.
#[derive(Clone, Copy)]
struct Weeks {
    first_monday: NaiveDate,
    until: NaiveDate,
    interval: u32,
}

/// Holidays, training, an afternoon elsewhere.
pub(super) fn absences(season: &Season, chance: &mut Chance) -> Vec<AbsenceSpec> {
    let first = season.today.checked_sub_days(Days::new(30)).unwrap_or(season.today);
    let week = |chance: &mut Chance| later(monday(first), u64::from(7 * chance.below(13)));
    let mut absences = Vec::new();
    let mut whole = |from: NaiveDate, days: u64| {
        absences.push(AbsenceSpec { from: from.to_string(), to: later(from, days - 1).to_string() });
    };
    if chance.percent(60) {
        let weeks = u64::from(chance.between(1, 2));
        whole(week(chance), 7 * weeks - 2);
    }
    if chance.percent(30) {
        let day = week(chance);
        whole(later(day, u64::from(chance.below(4))), 2);
    }
    if let Some(christmas) =
        NaiveDate::from_ymd_opt(season.today.year(), 12, 24).filter(|_| chance.percent(50))
    {
        whole(christmas, 9);
    }
    if chance.percent(25) {
        let day = later(week(chance), u64::from(chance.below(5)));
        absences.push(AbsenceSpec { from: format!("{day}T14:00"), to: format!("{day}T18:00") });
    }
    absences
}
