//! VEVENT: series, their exceptions, and which occurrences leave the owner free (RFC 5545 section 3.6.1).

use std::collections::HashMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use domain::recurrence::{self, Budget};
use domain::time::Span;

use crate::formats::calendars::exclusions::Exclusions;
use crate::formats::calendars::limits::MAX_SPANS;
use crate::formats::calendars::lines::{Component, Kind, Property};
use crate::formats::calendars::moments::{Moment, Stretch, parse_period};
use crate::formats::calendars::report::{CalendarError, ReadOptions};
use crate::formats::calendars::values::{Length, Stamp};
use crate::formats::calendars::zones::{Zone, Zones};

const DATE_LIKE: &str = "20260105, 20260105T090000 or 20260105T080000Z";

/// True for an event that this service sent: `<appointment>@<our host>`.
fn is_ours(event: &Component, options: &ReadOptions) -> bool {
    let id =
        event.get("UID").and_then(|uid| uid.value.split_once('@')).and_then(|(id, _)| id.trim().parse().ok());
    id.is_some_and(|id| options.invited_to.contains(&id))
}

/// What the overrides of one UID take from its series.
#[derive(Default)]
struct Overrides {
    /// Occurrences with an event of their own.
    single: Exclusions,
    /// RANGE=THISANDFUTURE, in order of time.
    splits: Vec<Split>,
}

/// From one occurrence on, the series goes another way.
struct Split {
    from: DateTime<Utc>,
    /// How much later each occurrence starts, on the wall clock, and how long it lasts; `None` when it is free or
    /// told by rules of its own.
    instead: Option<(Duration, Stretch)>,
}

/// The busy spans of every VEVENT, `zones` in the order of `calendars`.
///
/// # Errors
/// [`CalendarError`] for an event that may be busy in the window and is not understood.
pub(super) fn busy(
    calendars: &[Component],
    zones: &mut [Zones],
    options: &ReadOptions,
    budget: &mut Budget,
) -> Result<Vec<Span>, CalendarError> {
    let mut overrides: HashMap<&str, Overrides> = HashMap::new();
    for (calendar, zones) in calendars.iter().zip(&mut *zones) {
        for event in events_of(calendar) {
            if let Some(id) = event.get("RECURRENCE-ID")
                && let Some(uid) = event.get("UID")
            {
                let of_uid = overrides.entry(&uid.value).or_default();
                note_override(of_uid, calendar, event, id, zones)?;
            }
        }
    }
    for of_uid in overrides.values_mut() {
        of_uid.splits.sort_by_key(|split| split.from);
    }
    let none = Overrides::default();
    let mut busy = Vec::new();
    for (calendar, zones) in calendars.iter().zip(zones) {
        for event in events_of(calendar).filter(|event| !is_free(calendar, event) && !is_ours(event, options))
        {
            let is_override = event.get("RECURRENCE-ID").is_some();
            let of_uid =
                event.get("UID").filter(|_| !is_override).and_then(|uid| overrides.get(uid.value.as_str()));
            busy_of(event, of_uid.unwrap_or(&none), zones, options.window, budget, &mut busy)?;
            if busy.len() > MAX_SPANS {
                return Err(CalendarError::TooManyOccurrences { most: MAX_SPANS });
            }
        }
    }
    Ok(busy)
}

fn events_of(calendar: &Component) -> impl Iterator<Item = &Component> {
    calendar.children.iter().filter(|child| child.kind == Kind::Event)
}

/// True when the event certainly takes no time: cancelled, declined by the owner, or shown as free. Microsoft's own
/// status wins over TRANSP, which Exchange writes beside it in fewer shades (MS-OXCICAL).
fn is_free(calendar: &Component, event: &Component) -> bool {
    let says = |component: &Component, name: &str, values: &[&str]| {
        component.get(name).is_some_and(|property| values.iter().any(|value| property.is(value)))
    };
    let declined = event.all("ATTENDEE").any(|owner| owner.param_is("PARTSTAT", "DECLINED"));
    let shown_free =
        if says(event, "X-MICROSOFT-CDO-BUSYSTATUS", &["BUSY", "TENTATIVE", "OOF", "1", "2", "3"]) {
            false
        } else {
            says(event, "X-MICROSOFT-CDO-BUSYSTATUS", &["FREE", "WORKINGELSEWHERE", "0", "4"])
                || says(event, "TRANSP", &["TRANSPARENT"])
        };
    says(calendar, "METHOD", &["CANCEL"]) || says(event, "STATUS", &["CANCELLED"]) || declined || shown_free
}

fn note_override(
    of_uid: &mut Overrides,
    calendar: &Component,
    event: &Component,
    id: &Property,
    zones: &mut Zones,
) -> Result<(), CalendarError> {
    let free = is_free(calendar, event);
    let Some(at) = Moment::parse(id, &id.value, zones) else {
        // Then the series keeps the occurrence: busy once too often, never once too little.
        return if free { Ok(()) } else { Err(id.refused(DATE_LIKE)) };
    };
    if !id.param_is("RANGE", "THISANDFUTURE") {
        of_uid.single.add(&at, &zones.own);
        return Ok(());
    }
    let told_otherwise = free || event.get("RRULE").is_some();
    let instead = if told_otherwise {
        None
    } else {
        let start = start_of(event, zones)?;
        let shift = start.stamp.written() - at.local_in(&start.zone);
        Some((shift, stretch_of(event, &start, zones)?))
    };
    of_uid.splits.push(Split { from: at.instant(), instead });
    Ok(())
}

/// DTSTART.
///
/// # Errors
/// [`CalendarError`].
pub(super) fn start_of(event: &Component, zones: &mut Zones) -> Result<Moment, CalendarError> {
    let start = event.get("DTSTART").ok_or(CalendarError::MissingStart { line: event.line })?;
    Moment::parse(start, &start.value, zones).ok_or_else(|| start.refused(DATE_LIKE))
}

/// DTEND, or DURATION, or else a day for a date and nothing for a time (RFC 5545 section 3.6.1).
///
/// # Errors
/// [`CalendarError`].
pub(super) fn stretch_of(
    event: &Component,
    start: &Moment,
    zones: &mut Zones,
) -> Result<Stretch, CalendarError> {
    let one_day = Stretch::Length(Length { days: 1, seconds: 0 });
    if let Some(end) = event.get("DTEND") {
        let moment = Moment::parse(end, &end.value, zones).ok_or_else(|| end.refused(DATE_LIKE))?;
        // Some writers give the same date twice for one whole day.
        if start.is_date() && start.stamp == moment.stamp {
            return Ok(one_day);
        }
        return Stretch::between(start, &moment).ok_or(CalendarError::EndBeforeStart { line: event.line });
    }
    if let Some(duration) = event.get("DURATION") {
        let length =
            Length::parse(&duration.value).ok_or_else(|| duration.refused("PT45M, P1D or P1DT2H"))?;
        return Ok(Stretch::Length(length));
    }
    Ok(if start.is_date() { one_day } else { Stretch::Length(Length { days: 0, seconds: 0 }) })
}

/// A series on the wall clock of its zone, one occurrence or many.
struct Series<'a> {
    event: &'a Component,
    overrides: &'a Overrides,
    start: Moment,
    stretch: Stretch,
    excluded: Exclusions,
    /// The instants that matter, with room on both sides for zones and lengths.
    around: Range<DateTime<Utc>>,
}

fn busy_of(
    event: &Component,
    overrides: &Overrides,
    zones: &mut Zones,
    window: Span,
    budget: &mut Budget,
    busy: &mut Vec<Span>,
) -> Result<(), CalendarError> {
    let start = start_of(event, zones)?;
    let stretch = match stretch_of(event, &start, zones) {
        Ok(stretch) => stretch,
        Err(_) if certainly_outside(event, &start, zones, window) => return Ok(()),
        Err(error) => return Err(error),
    };
    let splits = overrides.splits.iter().filter_map(|split| split.instead);
    let reach =
        splits.fold(stretch.at_most(), |reach, (shift, length)| reach.max(shift.abs() + length.at_most()));
    // Zones lie up to 14 hours from UTC, and two readings of one up to a day apart.
    let room = reach + Duration::days(2);
    let around = window.start.instant() - room..window.end.instant() + room;
    let mut excluded = Exclusions::default();
    for exdate in event.all("EXDATE") {
        for text in exdate.value.split(',') {
            // One that cannot be read frees nothing.
            if let Some(moment) = Moment::parse(exdate, text, zones) {
                excluded.add(&moment, &zones.own);
            }
        }
    }
    let series = Series { event, overrides, start, stretch, excluded, around };
    let mut locals = series.by_rules(budget)?;
    // DTSTART is an occurrence even where the rule does not give it: the safe side of what RFC 5545 leaves open.
    locals.push(series.start.stamp.written());
    let mut periods = Vec::new();
    for rdate in event.all("RDATE") {
        for text in rdate.value.split(',').filter(|text| !text.trim().is_empty()) {
            if text.contains('/') {
                periods.push(parse_period(rdate, text, zones).ok_or_else(|| rdate.refused(DATE_LIKE))?);
            } else {
                let moment = Moment::parse(rdate, text, zones).ok_or_else(|| rdate.refused(DATE_LIKE))?;
                locals.push(moment.local_in(&series.start.zone));
            }
        }
    }
    locals.sort_unstable();
    locals.dedup();
    for local in locals {
        series.add(local, busy);
    }
    for (start, stretch) in periods {
        if !series.is_excluded(start.local_in(&series.start.zone)) {
            add(&start.zone, start.stamp.written(), stretch, busy);
        }
    }
    Ok(())
}

/// True for a single event that starts and ends on the same side of the window, however its end is meant.
fn certainly_outside(event: &Component, start: &Moment, zones: &mut Zones, window: Span) -> bool {
    let repeated = event.get("RRULE").is_some() || event.get("RDATE").is_some();
    let end = event.get("DTEND").and_then(|end| Moment::parse(end, &end.value, zones));
    let latest = end.map(|end| end.instant().max(start.instant()));
    let before = latest.is_some_and(|latest| latest + Duration::days(2) < window.start.instant());
    !repeated && (before || start.instant() - Duration::days(2) > window.end.instant())
}

impl Series<'_> {
    /// What the RRULEs give near the window, on the wall clock of the series.
    fn by_rules(&self, budget: &mut Budget) -> Result<Vec<NaiveDateTime>, CalendarError> {
        let (zone, first) = (&self.start.zone, self.start.stamp.written());
        let window = zone.main.to_local(self.around.start)..zone.main.to_local(self.around.end);
        let mut found = Vec::new();
        for rule in self.event.all("RRULE") {
            let text = recurrence::until_to_local(&rule.value, |utc| {
                let local = zone.latest_local(utc);
                if self.start.is_date() {
                    // Meant as a day by some, as the owner's midnight by others: the later one.
                    local.max(utc.naive_utc()).date().and_hms_opt(23, 59, 59).unwrap_or(local)
                } else {
                    local
                }
            });
            // A rule that is over, or not begun, need not be understood.
            if first >= window.end || until_of(&text).is_some_and(|until| until < window.start) {
                continue;
            }
            let expanded = catch_unwind(AssertUnwindSafe(|| {
                recurrence::expand_within(&text, first, window.clone(), budget)
            }));
            let expanded = expanded.map_err(|_| CalendarError::Fault { line: rule.line })?;
            found.extend(expanded.map_err(|source| CalendarError::Rule { line: rule.line, source })?);
        }
        Ok(found)
    }

    fn is_excluded(&self, local: NaiveDateTime) -> bool {
        let (zone, whole_days) = (&self.start.zone, self.start.is_date());
        self.excluded.contain(local, zone, whole_days)
            || self.overrides.single.contain(local, zone, whole_days)
    }

    /// Adds the occurrence at `local`, or the event that replaces it.
    fn add(&self, local: NaiveDateTime, busy: &mut Vec<Span>) {
        if self.is_excluded(local) {
            return;
        }
        let zone = &self.start.zone;
        let instant = zone.main.to_utc(local);
        match self.overrides.splits.iter().rev().find(|split| split.from <= instant) {
            None => add(zone, local, self.stretch, busy),
            Some(Split { instead: None, .. }) => {}
            // The override of a moved occurrence may name the new time instead of the old one.
            Some(Split { instead: Some((shift, stretch)), .. }) => {
                if !self.is_excluded(local + *shift) {
                    add(zone, local + *shift, *stretch, busy);
                }
            }
        }
    }
}

/// Adds what starts at `local` on the clocks of `zone`. What lasts no time is not busy.
fn add(zone: &Rc<Zone>, local: NaiveDateTime, stretch: Stretch, busy: &mut Vec<Span>) {
    for clock in zone.clocks() {
        let (start, end) = (clock.to_utc(local), stretch.end(clock, local));
        if start < end {
            busy.push(Span::covering(start, end));
        }
    }
}

/// The UNTIL of a rule in which it is local.
fn until_of(rule: &str) -> Option<NaiveDateTime> {
    let until = rule.split(';').find_map(|part| part.trim().strip_prefix("UNTIL="))?;
    Stamp::parse(until).map(Stamp::written)
}
