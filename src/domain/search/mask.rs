//! What the question itself allows at a site, whoever is free: window, grid, the beneficiary's half-days.

use chrono::{Datelike, Timelike};

use super::question::{Question, Unavailable};
use crate::bits::Bits;
use crate::territory::Site;
use crate::time::{HalfDay, Quantum, Span};
use crate::zone;

/// The starts the question allows at `site`, over the question's window.
pub(super) fn allowed(question: &Question, site: &Site) -> Bits {
    let mut bits = off_grid_too(question, site);
    on_grid(question, site, &mut bits);
    bits
}

/// [`allowed`], with starts between the steps of the grid as well.
pub(super) fn off_grid_too(question: &Question, site: &Site) -> Bits {
    let mut bits = in_window(question);
    if question.unavailable.is_empty() {
        return bits;
    }
    let length = question.length();
    for day in zone::days_of(site.zone, question.window) {
        for half in [HalfDay::Morning, HalfDay::Afternoon] {
            let cannot = question.unavailable.iter().any(|unavailable| match *unavailable {
                Unavailable::Weekly(weekday, part) => weekday == day.weekday() && part == half,
                Unavailable::On(date, part) => date == day && part == half,
            });
            if cannot {
                let span = zone::half_day_span(site.zone, day, half);
                bits.clear(span.widened(length - 1, 0));
            }
        }
    }
    bits
}

/// The starts from which the whole visit lies in the window.
pub(super) fn in_window(question: &Question) -> Bits {
    let mut bits = Bits::none(question.window);
    bits.set(Span::new(question.window.start, question.window.end.plus(1 - question.length())));
    bits
}

/// Takes away the starts that are not on a wall-clock step of the visit type's grid.
fn on_grid(question: &Question, site: &Site, bits: &mut Bits) {
    let grid = question.grid().0;
    // Every French zone is a whole number of quarters of an hour from UTC, the same all through any quarter
    // (the clocks change on the hour or half-hour), so its minute is asked once a quarter.
    let step = 3;
    let mut quarter = Quantum(bits.horizon().start.0.div_euclid(step) * step);
    while quarter < bits.horizon().end {
        let minute = zone::local_start(site.zone, quarter).minute();
        for (offset, minute) in (0..step).zip((minute..).step_by(5)) {
            if grid == 0 || !minute.is_multiple_of(grid) {
                let off = quarter.plus(offset);
                bits.clear(Span::new(off, off.plus(1)));
            }
        }
        quarter = quarter.plus(step);
    }
}

/// True when a visit may start at `at`: the same rule, for one quantum.
pub(super) fn is_on_grid(question: &Question, site: &Site, at: Quantum) -> bool {
    let grid = question.grid().0;
    grid != 0 && zone::local_start(site.zone, at).minute().is_multiple_of(grid)
}
