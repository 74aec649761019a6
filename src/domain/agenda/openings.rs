//! From openings to bits.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{Days, NaiveDate, NaiveDateTime};
use thiserror::Error;

use super::context::AgendaContext;
use super::record::{AgendaRecord, Opening};
use crate::bits::Bits;
use crate::ids::{OpeningId, SiteId, VisitTypeId};
use crate::recurrence::{self, RecurrenceError};
use crate::time::{MinuteOfDay, Span};
use crate::visit::{Mode, Modes};
use crate::zone;

/// Openings of one resource that can be booked alike.
#[derive(Clone, Debug)]
pub struct OpenPeriods {
    /// Where.
    pub site: SiteId,
    /// The ways it can be booked.
    pub modes: Modes,
    /// The visit types it is for; `None` for all.
    pub visit_types: Option<BTreeSet<VisitTypeId>>,
    /// When; for on-site openings within the hours of the site.
    pub open: Bits,
}

/// Why an agenda cannot be built.
#[derive(Debug, Error, PartialEq)]
pub enum AgendaError {
    /// An opening's site does not belong to the territory.
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

/// The open periods of a resource over the context's horizon.
pub(super) fn open_periods(
    record: &AgendaRecord,
    context: &AgendaContext<'_>,
) -> Result<Vec<OpenPeriods>, AgendaError> {
    let mut open_periods: Vec<OpenPeriods> = Vec::new();
    if record.openings.is_empty() {
        open_periods.extend(record.resource.room_of.and_then(|site| {
            let open = context.open_hours(site)?.clone();
            Some(OpenPeriods { site, modes: Modes::ALL, visit_types: None, open })
        }));
    }
    for opening in &record.openings {
        let spans = occurrences(opening, context)?;
        let onsite = opening.modes.and(Modes::ONSITE);
        let remote = opening.modes.and(Modes::REMOTE);
        for modes in [onsite, remote].into_iter().filter(|modes| !modes.is_empty()) {
            let index = open_periods.iter().position(|periods| {
                periods.site == opening.site
                    && periods.modes == modes
                    && periods.visit_types == opening.visit_types
            });
            let index = index.unwrap_or_else(|| {
                open_periods.push(OpenPeriods {
                    site: opening.site,
                    modes,
                    visit_types: opening.visit_types.clone(),
                    open: Bits::none(context.horizon),
                });
                open_periods.len() - 1
            });
            for span in &spans {
                open_periods[index].open.set(*span);
            }
        }
    }
    for periods in open_periods.iter_mut().filter(|periods| periods.modes.contains(Mode::Onsite)) {
        // For a room without openings this changes nothing: its periods are the site's hours.
        match context.open_hours(periods.site) {
            Some(hours) => periods.open.and(hours),
            None => periods.open = Bits::none(context.horizon),
        }
    }
    Ok(open_periods)
}

/// Every period that the opening gives within the context's horizon, exceptions and holidays applied.
fn occurrences(opening: &Opening, context: &AgendaContext<'_>) -> Result<Vec<Span>, AgendaError> {
    let site = context
        .territory
        .sites
        .get(&opening.site)
        .ok_or(AgendaError::UnknownSite { opening: opening.id, site: opening.site })?;
    let margin = Days::new(1);
    let first = zone::local_start(site.zone, context.horizon.start).date();
    let last = zone::local_start(site.zone, context.horizon.end).date();
    let window =
        first.checked_sub_days(margin).unwrap_or(first)..last.checked_add_days(margin).unwrap_or(last);
    // An exception may move a day from far away into the horizon.
    let moved = opening.exceptions.iter().map(|exception| exception.day);
    let days = days(opening, site.zone, &window, moved)
        .map_err(|source| AgendaError::Rule { opening: opening.id, source })?;
    Ok(days
        .into_iter()
        .filter_map(|day| times(opening, day))
        .filter(|(day, ..)| !context.territory.holidays.contains(*day))
        .map(|(day, from, to)| zone::local_span(site.zone, day, from, to))
        .collect())
}

/// The days of the series inside `window`, and those of `wanted` outside it.
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

/// Day and hours of the occurrence of `day`; `None` when it is closed.
fn times(opening: &Opening, day: NaiveDate) -> Option<(NaiveDate, MinuteOfDay, MinuteOfDay)> {
    match opening.exceptions.iter().rev().find(|exception| exception.day == day) {
        Some(exception) => exception.instead,
        None => Some((day, opening.from, opening.to)),
    }
}
