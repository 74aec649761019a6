//! When a professional can be booked: weekly half-days, exceptions, holidays and training.
//!
//! Joint appointments get few half-days, chosen without asking the other partners: that is why they are scarce.

use chrono::{Datelike, Days, NaiveDate};
use domain::territory_document::{AbsenceSpec, ExceptionSpec, OpeningSpec};

use super::random::Random;
use super::season::{Season, later, monday};
use super::sites::{FOLLOW_UP, JOINT, Sites, Stretch, clock, key_of};

/// The visit types of an agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// Both visit types.
    Social,
    /// The joint appointment.
    Employment,
    /// By telephone or video, most half-days.
    Interpreting,
}

/// The sites and the working time of a professional.
pub(super) struct Post {
    pub work: Work,
    pub site: usize,
    pub second_site: Option<usize>,
    pub share: u8,
}

/// The openings of a post.
pub(super) fn openings(post: &Post, season: &Season, random: &mut Random) -> Vec<OpeningSpec> {
    let mut half_days = Sites::half_days(post.site);
    random.shuffle(&mut half_days);
    let joint = if post.share >= 80 && random.percent(60) { 2 } else { 1 };
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
        let away = post.second_site.filter(|_| index + 1 == joint);
        let block = match away {
            Some(site) => Block { site, day: *day, stretch: at_site(site, *day, *stretch), kept_for },
            None => Block { site: post.site, day: *day, stretch: *stretch, kept_for },
        };
        sheets.extend(block.sheets(post, season, random));
    }
    sheets
}

/// The hours of another site on that day, nearest to `home`.
fn at_site(site: usize, day: u32, home: Stretch) -> Stretch {
    let there = Sites::half_days(site).into_iter().filter(|(weekday, _)| *weekday == day);
    there.map(|(_, stretch)| stretch).min_by_key(|(from, _)| from.abs_diff(home.0)).unwrap_or(home)
}

/// One half-day of a week.
struct Block {
    site: usize,
    day: u32,
    stretch: Stretch,
    kept_for: Option<&'static str>,
}

impl Block {
    /// The openings of this half-day: one, two with a pause between, or one that is replaced by another.
    fn sheets(&self, post: &Post, season: &Season, random: &mut Random) -> Vec<OpeningSpec> {
        let (from, to) = self.stretch;
        let from = if random.percent(30) { from + 15 } else { from };
        let interval = if random.percent(15) { 2 } else { 1 };
        let modes: &[&str] = match (post.work, random.weighted(&[60, 25, 15])) {
            (Work::Interpreting, _) => &["phone", "video"],
            (_, 1) => &["onsite"],
            (_, 2) => &["onsite", "phone"],
            _ => &[],
        };
        // A new timetable somewhere in the season: half an hour earlier from the next Monday on.
        if random.percent(10) {
            let new_monday = later(monday(season.today), u64::from(7 * random.below(6)));
            let old_end = new_monday - Days::new(1);
            let old = Weeks { first_monday: season.first_monday, until: old_end, interval: 1 };
            let new = Weeks { first_monday: new_monday, until: season.last_day, interval: 1 };
            return vec![
                self.sheet(old, (from, to), modes, season, random),
                self.sheet(new, (from, to - 30), modes, season, random),
            ];
        }
        let weeks = Weeks { first_monday: season.first_monday, until: season.last_day, interval };
        if to - from >= 210 && random.percent(20) {
            let pause = from + 105;
            return vec![
                self.sheet(weeks, (from, pause), modes, season, random),
                self.sheet(weeks, (pause + 15, to), modes, season, random),
            ];
        }
        vec![self.sheet(weeks, (from, to), modes, season, random)]
    }

    fn sheet(
        &self,
        weeks: Weeks,
        hours: Stretch,
        modes: &[&str],
        season: &Season,
        random: &mut Random,
    ) -> OpeningSpec {
        let first_day = later(weeks.first_monday, u64::from(self.day));
        OpeningSpec {
            site: key_of(self.site),
            first_day,
            from: clock(hours.0),
            to: clock(hours.1),
            repeat: Some(season.weekly(&[self.day], weeks.interval, weeks.until)),
            modes: modes.iter().map(|mode| (*mode).to_owned()).collect(),
            visit_types: self.kept_for.map(str::to_owned).into_iter().collect(),
            except: self.exceptions(weeks, first_day, hours, season, random),
        }
    }

    /// A day closed, a day at other hours, a day moved to the next: each on some openings only.
    fn exceptions(
        &self,
        weeks: Weeks,
        first_day: NaiveDate,
        (from, to): Stretch,
        season: &Season,
        random: &mut Random,
    ) -> Vec<ExceptionSpec> {
        let mut near: Vec<NaiveDate> = first_day
            .iter_days()
            .step_by(usize::try_from(7 * weeks.interval).unwrap_or(7))
            .take_while(|day| *day <= weeks.until)
            .filter(|day| (*day - season.today).num_days().abs() <= 56)
            .collect();
        // No day has two exceptions.
        random.shuffle(&mut near);
        let mut days = near.into_iter();
        let none = |day| ExceptionSpec { day, on: None, from: None, to: None };
        let mut sheets: Vec<ExceptionSpec> = Vec::new();
        if random.percent(25) {
            sheets.extend(days.next().map(none));
        }
        if to - from >= 120 && random.percent(10) {
            let (from, to) = (Some(clock(from + 30)), Some(clock(to)));
            sheets.extend(days.next().map(|day| ExceptionSpec { from, to, ..none(day) }));
        }
        if self.day < 4 && random.percent(8) {
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
pub(super) fn absences(season: &Season, random: &mut Random) -> Vec<AbsenceSpec> {
    let first = season.today - Days::new(30);
    let week = |random: &mut Random| later(monday(first), u64::from(7 * random.below(13)));
    let mut absences = Vec::new();
    let mut whole = |from: NaiveDate, days: u64| {
        absences.push(AbsenceSpec { from: from.to_string(), to: later(from, days - 1).to_string() });
    };
    if random.percent(60) {
        let weeks = u64::from(random.between(1, 2));
        whole(week(random), 7 * weeks - 2);
    }
    if random.percent(30) {
        let day = week(random);
        whole(later(day, u64::from(random.below(4))), 2);
    }
    if let Some(christmas) =
        NaiveDate::from_ymd_opt(season.today.year(), 12, 24).filter(|_| random.percent(50))
    {
        whole(christmas, 9);
    }
    if random.percent(25) {
        let day = later(week(random), u64::from(random.below(5)));
        absences.push(AbsenceSpec { from: format!("{day}T14:00"), to: format!("{day}T18:00") });
    }
    absences
}
