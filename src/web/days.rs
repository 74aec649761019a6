//! Starts as a list of days, a few of each.

use chrono::{NaiveDate, NaiveDateTime};
use domain::search::Start;
use domain::time::HalfDay;

/// Days on one page.
pub const DAYS: usize = 5;
/// Times of one day.
const TIMES: usize = 4;

/// The starts of each local day, of every day the first and the last of each half; `clock` is the wall clock of a start.
#[must_use]
pub fn by_day(starts: &[Start], clock: impl Fn(&Start) -> NaiveDateTime) -> Vec<(NaiveDate, Vec<Start>)> {
    let mut days: Vec<(NaiveDate, Vec<Start>)> = Vec::new();
    for start in starts {
        let day = clock(start).date();
        match days.iter_mut().find(|(known, _)| *known == day) {
            Some((_, starts)) => starts.push(*start),
            None => days.push((day, vec![*start])),
        }
    }
    for (_, starts) in &mut days {
        *starts = some(starts, &clock);
    }
    days
}

/// A few starts of a day: the first and the last of each half.
fn some(starts: &[Start], clock: &impl Fn(&Start) -> NaiveDateTime) -> Vec<Start> {
    let is_morning = |start: &Start| HalfDay::of(clock(start).time()) == HalfDay::Morning;
    let (morning, afternoon): (Vec<Start>, Vec<Start>) = starts.iter().partition(|start| is_morning(start));
    let mut few: Vec<Start> = [&morning, &afternoon]
        .into_iter()
        .flat_map(|half| half.first().into_iter().chain(half.last()).copied())
        .collect();
    few.sort_unstable();
    few.dedup();
    few.truncate(TIMES);
    few
}
