//! The stored data of an agenda: resource, openings, busy times and appointments.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::ids::{AppointmentId, OpeningId, ResourceId, SiteId, VisitTypeId};
use crate::time::{MinuteOfDay, Span};
use crate::visit::{Language, Modes, Role};
use crate::word::words;

/// Whether a resource is somebody or a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ResourceKind {
    /// Somebody who receives beneficiaries.
    Professional,
    /// A room of a site.
    Room,
}

words!(ResourceKind, "a kind of resource");

/// A professional or a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Identifier.
    pub id: ResourceId,
    /// The roles it can fill, one at a time.
    pub roles: BTreeSet<Role>,
    /// Languages spoken.
    pub languages: BTreeSet<Language>,
    /// Share of full working time, 1 to 100 per cent; the weekly load is divided by it.
    pub share: u8,
    /// The site a room belongs to; `None` for a professional.
    pub room_of: Option<SiteId>,
    /// Most appointments that may start on one local day of the territory.
    pub daily_cap: Option<u16>,
    /// Most appointments that may start in one ISO week of the territory.
    pub weekly_cap: Option<u16>,
}

impl Resource {
    /// A room when it belongs to a site.
    #[must_use]
    pub const fn kind(&self) -> ResourceKind {
        if self.room_of.is_some() { ResourceKind::Room } else { ResourceKind::Professional }
    }
}

/// A period of wall-clock time when a resource can be booked (plage d'ouverture), once or recurring.
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
    /// Exceptions to the recurrence.
    pub exceptions: Vec<OpeningException>,
    /// The ways it can be booked.
    pub modes: Modes,
    /// The visit types it is for; `None` for all.
    pub visit_types: Option<BTreeSet<VisitTypeId>>,
}

/// An exception to an opening's recurrence. A day that the rule does not give is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningException {
    /// The day given by the rule.
    pub day: NaiveDate,
    /// Replacement: `None` when closed, else the day and hours that apply instead.
    pub instead: Option<(NaiveDate, MinuteOfDay, MinuteOfDay)>,
}

/// Time taken by an appointment, held or booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Engagement {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The visit itself.
    pub visit: Span,
    /// The time taken of this resource: the visit and its buffers.
    pub taken: Span,
    /// Where the resource is then; `None` when it joins from anywhere.
    pub site: Option<SiteId>,
    /// For a hold, when it expires; from that instant on it takes no time.
    pub expires: Option<DateTime<Utc>>,
}

impl Engagement {
    /// True when it still takes time at `now`.
    #[must_use]
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.expires.is_none_or(|end| end > now)
    }
}

/// The stored agenda of one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaRecord {
    /// The resource.
    pub resource: Resource,
    /// Incremented with every change of the fields below.
    pub revision: i64,
    /// When it can be booked. A room without any is open during the hours of its site.
    pub openings: Vec<Opening>,
    /// Absences and busy times of outside calendars, in any order, possibly overlapping.
    pub busy: Vec<Span>,
    /// Appointments.
    pub engagements: Vec<Engagement>,
}
