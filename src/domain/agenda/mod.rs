//! Agendas: from the stored openings and appointments of a resource to the starts it can take.

mod context;
mod openings;
mod record;
mod seat_requirement;

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};

pub use context::{AgendaContext, OpenHours};
pub use openings::{AgendaError, OpenPeriods};
pub use record::{AgendaRecord, Engagement, Opening, OpeningException, Resource, ResourceKind};
pub use seat_requirement::SeatRequirement;

use crate::bits::Bits;
use crate::ids::{AppointmentId, SiteId};
use crate::search::question::{SearchQuestion, SeatNeed};
use crate::territory::Territory;
use crate::time::{Quantum, Span, monday_of};
use crate::visit::{Modes, Role, SeatLocation};
use crate::zone;

/// A resource's time over a horizon, ready to be searched. Local hours, recurrences and holidays have become
/// bits location, once, when the agenda changed.
#[derive(Clone, Debug)]
pub struct Agenda {
    resource: Resource,
    revision: i64,
    open_periods: Vec<OpenPeriods>,
    /// Sorted, merged, within the horizon and the widest buffer around it.
    busy: Vec<Span>,
    /// In the order of appointments.
    engagements: Vec<Engagement>,
    /// When holds among them end.
    hold_ends: Vec<DateTime<Utc>>,
}

impl Agenda {
    /// Builds the agenda of `record` over `horizon`.
    ///
    /// # Errors
    /// [`AgendaError`] when an opening names an unknown site or its rule cannot be expanded.
    pub fn build(record: &AgendaRecord, territory: &Territory, horizon: Span) -> Result<Self, AgendaError> {
        Self::build_in(record, &AgendaContext::new(territory, horizon))
    }

    /// As [`Agenda::build`], in a context shared by many agendas.
    ///
    /// # Errors
    /// As [`Agenda::build`].
    pub fn build_in(record: &AgendaRecord, context: &AgendaContext<'_>) -> Result<Self, AgendaError> {
        let mut engagements = record.engagements.clone();
        engagements.sort_by_key(|engagement| engagement.appointment);
        Ok(Self {
            open_periods: openings::open_periods(record, context)?,
            resource: record.resource.clone(),
            revision: record.revision,
            busy: merged(record.busy.clone()),
            hold_ends: engagements.iter().filter_map(|engagement| engagement.expires).collect(),
            engagements,
        })
    }

    /// The same agenda with one more appointment.
    #[must_use]
    pub fn with(&self, engagement: Engagement) -> Self {
        let mut changed = self.clone();
        let at = changed.engagements.partition_point(|known| known.appointment < engagement.appointment);
        changed.hold_ends.extend(engagement.expires);
        changed.engagements.insert(at, engagement);
        changed
    }

    /// The resource whose agenda it is.
    #[must_use]
    pub const fn resource(&self) -> &Resource {
        &self.resource
    }

    /// Revision of the record it was built from.
    #[must_use]
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// True when the resource can fill `role`.
    #[must_use]
    pub fn has_role(&self, role: &Role) -> bool {
        self.resource.roles.contains(role)
    }

    /// True when `appointment` is among its engagements, live or not.
    #[must_use]
    pub fn is_engaged_in(&self, appointment: AppointmentId) -> bool {
        self.engagements.binary_search_by_key(&appointment, |engagement| engagement.appointment).is_ok()
    }

    /// The range of instants around `now` during which the same appointments take time: no hold expires within it.
    #[must_use]
    pub fn constant_around(&self, now: DateTime<Utc>) -> Range<DateTime<Utc>> {
        let ends = self.hold_ends.iter().copied();
        let since = ends.clone().filter(|end| *end <= now).max().unwrap_or(DateTime::<Utc>::MIN_UTC);
        let until = ends.filter(|end| *end > now).min().unwrap_or(DateTime::<Utc>::MAX_UTC);
        since..until
    }

    /// Every appointment that takes time at `now`, except `own`.
    pub fn live(
        &self,
        now: DateTime<Utc>,
        own: Option<AppointmentId>,
    ) -> impl Iterator<Item = &Engagement> + Clone {
        self.engagements.iter().filter(move |e| e.is_live(now) && Some(e.appointment) != own)
    }

    /// Absences and busy times of outside calendars, sorted and merged.
    #[must_use]
    pub fn busy(&self) -> &[Span] {
        &self.busy
    }

    /// The sites where the resource can fill `requirement`, busy or not; `None` means remotely.
    #[must_use]
    pub fn whereabouts(&self, requirement: &SeatRequirement) -> BTreeSet<Option<SiteId>> {
        if !self.has_role(&requirement.role) {
            return BTreeSet::new();
        }
        let location = |periods: &OpenPeriods| requirement.whereabouts(periods.site);
        self.open_periods
            .iter()
            .filter(|periods| periods.serves(requirement, location(periods)))
            .map(location)
            .collect()
    }

    /// When within `over` the resource is open for `requirement` of a visit `location`, busy or not; `None` when it
    /// never is.
    #[must_use]
    pub fn open(&self, requirement: &SeatRequirement, location: Option<SiteId>, over: Span) -> Option<Bits> {
        let mut open_periods =
            self.open_periods.iter().filter(|periods| periods.serves(requirement, location));
        let mut open = open_periods.next()?.open.within(over);
        for periods in open_periods {
            open.or(&periods.open.within(over));
        }
        Some(open)
    }

    /// The quanta of the question's window at which the resource can start to fill `need` of a visit at `site`;
    /// `None` when no opening allows any.
    #[must_use]
    pub fn starts(
        &self,
        territory: &Territory,
        question: &SearchQuestion,
        need: &SeatNeed,
        site: SiteId,
    ) -> Option<Bits> {
        let requirement = SeatRequirement::of(question, need);
        let location = requirement.whereabouts(site);
        self.starts_of(territory, &requirement, location, question.window, question.now, question.own)
    }

    /// The quanta from which the resource can fill `requirement` of a visit that lies within `over` and is
    /// `location`; `None` when there are none for want of an opening. Holds that expired by `now` and the appointment
    /// `own` are ignored. Search and booking guard share this rule.
    #[must_use]
    pub fn starts_of(
        &self,
        territory: &Territory,
        requirement: &SeatRequirement,
        location: Option<SiteId>,
        over: Span,
        now: DateTime<Utc>,
        own: Option<AppointmentId>,
    ) -> Option<Bits> {
        let mut starts = self.open(requirement, location, over)?;
        let SeatRequirement { length, before, after, .. } = *requirement;
        starts.erode(length);
        // A start t is blocked by [x, y) when [t - before, t + length + after) reaches into it.
        let mut block = |from: Quantum, to: Quantum| {
            starts.clear(Span::new(from.plus(1 - length - after), to.plus(before)));
        };
        let near = over.widened(before, after);
        let first = self.busy.partition_point(|busy| busy.end <= near.start);
        for busy in self.busy[first..].iter().take_while(|busy| busy.start < near.end) {
            block(busy.start, busy.end);
        }
        for engagement in self.live(now, own) {
            block(
                engagement.taken.start.plus(-territory.travel_quanta(location, engagement.site)),
                engagement.taken.end.plus(territory.travel_quanta(engagement.site, location)),
            );
        }
        for days in self.full_days(territory, over, now, own) {
            starts.clear(days);
        }
        Some(starts)
    }

    /// The days and weeks on which a daily or weekly cap is reached.
    fn full_days(
        &self,
        territory: &Territory,
        over: Span,
        now: DateTime<Utc>,
        own: Option<AppointmentId>,
    ) -> Vec<Span> {
        let mut full = Vec::new();
        if self.resource.daily_cap.is_none() && self.resource.weekly_cap.is_none() {
            return full;
        }
        let zone = territory.zone;
        let mut days: Vec<NaiveDate> =
            self.live(now, own).map(|e| zone::local_start(zone, e.visit.start).date()).collect();
        days.sort_unstable();
        if let Some(cap) = self.resource.daily_cap {
            full.extend(runs(days.iter().copied(), cap).into_iter().map(|day| zone::day_span(zone, day)));
        }
        if let Some(cap) = self.resource.weekly_cap {
            full.extend(runs(days.iter().copied().map(monday_of), cap).into_iter().map(|monday| {
                let sunday = monday.checked_add_days(chrono::Days::new(6)).unwrap_or(monday);
                Span::new(zone::day_span(zone, monday).start, zone::day_span(zone, sunday).end)
            }));
        }
        if [self.resource.daily_cap, self.resource.weekly_cap].contains(&Some(0)) {
            full.push(over);
        }
        full
    }
}

/// The values that come at least `cap` times in a sorted list.
fn runs(sorted: impl Iterator<Item = NaiveDate>, cap: u16) -> Vec<NaiveDate> {
    let mut full: Vec<NaiveDate> = Vec::new();
    let mut current: Option<(NaiveDate, u16)> = None;
    for day in sorted {
        let count = match current {
            Some((same, count)) if same == day => count.saturating_add(1),
            _ => 1,
        };
        current = Some((day, count));
        if count == cap.max(1) {
            full.push(day);
        }
    }
    full
}

/// The same quanta as sorted spans that neither touch nor overlap.
#[must_use]
pub fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

impl OpenPeriods {
    /// True when these periods can be booked for `requirement` of a visit `location`.
    fn serves(&self, requirement: &SeatRequirement, location: Option<SiteId>) -> bool {
        let placed = match requirement.place {
            SeatLocation::AtSite => Some(self.site) == location && self.modes.contains(requirement.mode),
            SeatLocation::Anywhere => !self.modes.and(Modes::REMOTE).is_empty(),
        };
        placed && self.visit_types.as_ref().is_none_or(|types| types.contains(&requirement.visit_type))
    }
}
