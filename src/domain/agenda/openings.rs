//! From openings to bits.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{Days, NaiveDate, NaiveDateTime};
use thiserror::Error;

use super::facts::{AgendaFacts, Opening};
use super::frame::Frame;
use crate::bits::Bits;
use crate::ids::{OpeningId, SiteId, VisitTypeId};
use crate::recurrence::{self, RecurrenceError};
use crate::time::{MinuteOfDay, Span};
use crate::visit::{Mode, Modes};
use crate::zone;

/// Openings of one resource that can be booked alike.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Where.
    pub site: SiteId,
    /// The ways it can be booked.
    pub modes: Modes,
    /// The visit types it is for; `None` for all.
    pub visit_types: Option<BTreeSet<VisitTypeId>>,
    /// When; for on-site lanes within the hours of the site.
    pub open: Bits,
}

/// Why an agenda cannot be built.
#[derive(Debug, Error, PartialEq)]
pub enum AgendaError {
    /// An opening's site is not of the territory.
    #[error("opening {opening} is at site {site}, which the territory does not have")]
    UnknownSite {
        /// The opening.
        opening: OpeningId,
        /// The site.
        site: SiteId,
    },
    /// An opening's rule cannot be expanded.
    #[error("opening {opening}: {source}")]
    Rule {
        /// The opening.
        opening: OpeningId,
        /// What is wrong with the rule.
        source: RecurrenceError,
    },
}

/// The lanes of a resource over the frame's horizon.
pub(super) fn lanes(facts: &AgendaFacts, frame: &Frame<'_>) -> Result<Vec<Lane>, AgendaError> {
    let mut lanes: Vec<Lane> = Vec::new();
    if facts.openings.is_empty() {
        lanes.extend(facts.resource.room_of.and_then(|site| {
            let open = frame.hours(site)?.clone();
            Some(Lane { site, modes: Modes::ALL, visit_types: None, open })
        }));
    }
    for opening in &facts.openings {
        let spans = occurrences(opening, frame)?;
        let onsite = opening.modes.and(Modes::ONSITE);
        let remote = opening.modes.and(Modes::REMOTE);
        for modes in [onsite, remote].into_iter().filter(|modes| !modes.is_empty()) {
            let index = lanes.iter().position(|lane| {
                lane.site == opening.site && lane.modes == modes && lane.visit_types == opening.visit_types
            });
            let index = index.unwrap_or_else(|| {
                lanes.push(Lane {
                    site: opening.site,
                    modes,
                    visit_types: opening.visit_types.clone(),
                    open: Bits::none(frame.horizon),
                });
                lanes.len() - 1
            });
            for span in &spans {
                lanes[index].open.set(*span);
            }
        }
    }
    for lane in lanes.iter_mut().filter(|lane| lane.modes.contains(Mode::Onsite)) {
        // A room's own lane has all modes and is the site's hours already, so this changes nothing there.
        match frame.hours(lane.site) {
            Some(hours) => lane.open.and(hours),
            None => lane.open = Bits::none(frame.horizon),
        }
    }
    Ok(lanes)
}

/// Every stretch the opening gives within the frame's horizon, exceptions and holidays applied.
fn occurrences(opening: &Opening, frame: &Frame<'_>) -> Result<Vec<Span>, AgendaError> {
    let site = frame
        .territory
        .sites
        .get(&opening.site)
        .ok_or(AgendaError::UnknownSite { opening: opening.id, site: opening.site })?;
    let margin = Days::new(1);
    let first = zone::local_start(site.zone, frame.horizon.start).date();
    let last = zone::local_start(site.zone, frame.horizon.end).date();
    let window =
        first.checked_sub_days(margin).unwrap_or(first)..last.checked_add_days(margin).unwrap_or(last);
    // An exception may move a day from far away into the horizon.
    let moved = opening.exceptions.iter().map(|exception| exception.day);
    let days = days(opening, site.zone, &window, moved)
        .map_err(|source| AgendaError::Rule { opening: opening.id, source })?;
    Ok(days
        .into_iter()
        .filter_map(|day| times(opening, day))
        .filter(|(day, ..)| !frame.territory.holidays.contains(*day))
        .map(|(day, from, to)| zone::local_span(site.zone, day, from, to))
        .collect())
}

/// The days of the series inside `window`, and those of `wanted` that it has elsewhere.
fn days(
    opening: &Opening,
    tz: chrono_tz::Tz,
    window: &Range<NaiveDate>,
    wanted: impl Iterator<Item = NaiveDate>,
) -> Result<BTreeSet<NaiveDate>, RecurrenceError> {
    let Some(rule) = &opening.rule else {
        return Ok(BTreeSet::from([opening.first_day]));
    };
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN);
    let first = zone::at_minute(opening.first_day, opening.from);
    let rule = &recurrence::until_to_local(rule, |instant| zone::to_local(tz, instant));
    let expand = |window: Range<NaiveDateTime>| recurrence::expand(rule, first, window);
    let mut days: BTreeSet<NaiveDate> =
        expand(midnight(window.start)..midnight(window.end))?.into_iter().map(|start| start.date()).collect();
    for day in wanted.filter(|day| !window.contains(day)) {
        let end = day.succ_opt().unwrap_or(day);
        days.extend(expand(midnight(day)..midnight(end))?.into_iter().map(|start| start.date()));
    }
    Ok(days)
}

/// When the occurrence of `day` takes place; `None` when it is closed.
fn times(opening: &Opening, day: NaiveDate) -> Option<(NaiveDate, MinuteOfDay, MinuteOfDay)> {
    match opening.exceptions.iter().rev().find(|exception| exception.day == day) {
        Some(exception) => exception.instead,
        None => Some((day, opening.from, opening.to)),
    }
}
