//! What is known of a resource's time, as it is stored: openings, what takes them away, what is engaged.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::ids::{AppointmentId, OpeningId, ResourceId, SiteId, VisitTypeId};
use crate::time::{MinuteOfDay, Span};
use crate::visit::{Language, Modes, Role};

/// Someone or something whose time can be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Identifier.
    pub id: ResourceId,
    /// The roles it can fill, one at a time.
    pub roles: BTreeSet<Role>,
    /// Languages spoken.
    pub languages: BTreeSet<Language>,
    /// Share of full working time, 1 to 100 per cent; the load of a week is weighed by it.
    pub share: u8,
    /// The site a room belongs to; `None` for a professional.
    pub room_of: Option<SiteId>,
    /// Most appointments that may start on one local day of the territory.
    pub daily_cap: Option<u16>,
    /// Most appointments that may start in one ISO week of the territory.
    pub weekly_cap: Option<u16>,
}

/// A stretch of wall-clock time when a resource can be booked (plage d'ouverture), once or repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Identifier.
    pub id: OpeningId,
    /// Where.
    pub site: SiteId,
    /// The first day, wall clock of the site.
    pub first_day: NaiveDate,
    /// First minute of each day it is open.
    pub from: MinuteOfDay,
    /// End minute, after `from`, on the same day.
    pub to: MinuteOfDay,
    /// RFC 5545 recurrence rule (`FREQ=WEEKLY;BYDAY=MO,TH`), daily or slower; `None` for that day only.
    /// It gives days only (no BYHOUR, BYMINUTE, BYSECOND); its UNTIL, when it has one, is a local date or
    /// date-time of the site, or a UTC one.
    pub rule: Option<String>,
    /// Days of the series that are not like the others.
    pub exceptions: Vec<OpeningException>,
    /// The ways it can be booked.
    pub modes: Modes,
    /// The visit types it is for; `None` for all.
    pub visit_types: Option<BTreeSet<VisitTypeId>>,
}

/// One day of an opening's series that is not like the others. A day that the rule does not give is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningException {
    /// The day the rule gives.
    pub day: NaiveDate,
    /// What happens instead: `None`, closed; or another day and other hours.
    pub instead: Option<(NaiveDate, MinuteOfDay, MinuteOfDay)>,
}

/// Time taken by an appointment, held or booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Engagement {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The visit itself.
    pub visit: Span,
    /// What is taken of this resource: the visit and its buffers.
    pub taken: Span,
    /// Where the resource is then; `None` when it joins from anywhere.
    pub site: Option<SiteId>,
    /// For a hold, when it ends; from that instant on it takes nothing.
    pub expires: Option<DateTime<Utc>>,
}

impl Engagement {
    /// True when it takes its time at `now`.
    #[must_use]
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.expires.is_none_or(|end| end > now)
    }
}

/// All that is known of one resource's time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaRecord {
    /// Whose.
    pub resource: Resource,
    /// Grows by one with every change of what follows.
    pub revision: i64,
    /// When it can be booked. A room without any is open during the hours of its site.
    pub openings: Vec<Opening>,
    /// Absences and busy times from elsewhere, in any order, overlapping or not.
    pub busy: Vec<Span>,
    /// Appointments.
    pub engagements: Vec<Engagement>,
}
