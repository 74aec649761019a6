//! Starts that the question itself allows at a site: window, grid, the beneficiary's availability.

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;

use super::question::{SearchQuestion, UnavailableHalfDay};
use crate::bits::Bits;
use crate::time::{HalfDay, Minutes, Quantum, Span};
use crate::zone;

/// The starts at which the beneficiary is available, on the wall clock of `zone`: the whole visit lies in the window
/// and outside their unavailable half-days, and is not the one they have. On or off the grid, as bits over `horizon`.
pub(super) fn can_come(question: &SearchQuestion, zone: Tz, horizon: Span) -> Bits {
    let mut bits = in_window(question, horizon);
    if let Some(at) = question.except {
        bits.clear(Span::new(at, at.plus(1)));
    }
    if question.unavailable.is_empty() {
        return bits;
    }
    let length = question.length();
    for day in zone::days_of(zone, question.window) {
        for half in [HalfDay::Morning, HalfDay::Afternoon] {
            let cannot = question.unavailable.iter().any(|unavailable| match *unavailable {
                UnavailableHalfDay::Weekly(weekday, part) => weekday == day.weekday() && part == half,
                UnavailableHalfDay::On(date, part) => date == day && part == half,
            });
            if cannot {
                let span = zone::half_day_span(zone, day, half);
                bits.clear(span.widened(length - 1, 0));
            }
        }
    }
    bits
}

/// The starts from which the whole visit lies in the window, as bits over `horizon`.
pub(super) fn in_window(question: &SearchQuestion, horizon: Span) -> Bits {
    let mut bits = Bits::none(horizon);
    bits.set(Span::new(question.window.start, question.window.end.plus(1 - question.length())));
    bits
}

/// The quanta of `horizon` on the wall-clock grid of `zone`.
pub(super) fn grid(zone: Tz, step: Minutes, horizon: Span) -> Bits {
    let mut bits = Bits::all(horizon);
    let minute = |at: Quantum| zone::local_start(zone, at).minute();
    // The steps of a word whose first quantum is at that minute of an hour.
    let steps = |first: u32| {
        let on_step = |bit: &u32| step.0 != 0 && ((first + bit * 5) % 60).is_multiple_of(step.0);
        (0..u64::BITS).filter(on_step).fold(0, |mask, bit| mask | 1_u64 << bit)
    };
    let by_minute: [u64; 12] = [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55].map(steps);
    bits.restrict(|word| {
        let first = minute(word.start);
        // A word is five hours and twenty minutes. Unless the clocks change in it, its minutes follow each other.
        let steady = (first + 20) % 60 == minute(word.end);
        match by_minute.get(first as usize / 5).filter(|_| steady && first.is_multiple_of(5)) {
            Some(mask) => *mask,
            None => (0_u64..)
                .zip(word.quanta())
                .filter(|(_, at)| is_on_grid(zone, step, *at))
                .fold(0, |mask, (bit, _)| mask | 1 << bit),
        }
    });
    bits
}

/// True when a visit may start at `at`: the same rule, for one quantum.
pub(super) fn is_on_grid(zone: Tz, step: Minutes, at: Quantum) -> bool {
    step.0 != 0 && zone::local_start(zone, at).minute().is_multiple_of(step.0)
}
