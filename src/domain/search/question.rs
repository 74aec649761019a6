//! What is asked of a search.

use chrono::{DateTime, Duration, NaiveDate, Utc, Weekday};

use crate::ids::{AppointmentId, ResourceId, SiteId};
use crate::time::{HalfDay, Minutes, Quantum, Span};
use crate::visit::{Language, Mode, Place, Role, VisitType};

/// Someone needed: `count` distinct resources of `role`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The role.
    pub role: Role,
    /// How many, at least 1.
    pub count: u8,
    /// Where they must be.
    pub place: Place,
}

/// A half-day when the beneficiary cannot come, wall clock of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// Every week.
    Weekly(Weekday, HalfDay),
    /// Once.
    On(NaiveDate, HalfDay),
}

/// A joint search: who must be free at once, where, from when to when.
#[derive(Clone, Debug)]
pub struct Question {
    /// The visit type: what openings are asked for, and the lengths.
    pub visit_type: VisitType,
    /// How the person is received; a mode of the visit type.
    pub mode: Mode,
    /// Everyone needed in that mode. No role stands twice.
    pub needs: Vec<Need>,
    /// The sites to look at; at equal times the one named first comes first. No site stands twice.
    pub sites: Vec<SiteId>,
    /// The visit lies wholly inside: starts at `window.start` or later, ends at `window.end` or earlier.
    pub window: Span,
    /// The visit touches none of these.
    pub unavailable: Vec<Unavailable>,
    /// The professional who knows the person: first choice whenever free at the chosen time.
    pub referent: Option<ResourceId>,
    /// Already in the team: chosen before others whenever free at the chosen time, as the referent is.
    pub keep: Vec<ResourceId>,
    /// The person's language: second reason to choose someone.
    pub language: Option<Language>,
    /// Holds that have ended by now take nothing.
    pub now: DateTime<Utc>,
    /// The appointment that is being confirmed or moved: its own time is not in its way.
    pub own: Option<AppointmentId>,
}

impl Question {
    /// The question a visit type asks at `now`, over `sites`: its roles for `mode`, its notice, its horizon.
    #[must_use]
    pub fn new(visit_type: VisitType, mode: Mode, sites: Vec<SiteId>, now: DateTime<Utc>) -> Self {
        let needs = visit_type
            .needs
            .iter()
            .filter(|need| need.modes.contains(mode))
            .map(|need| Need { role: need.role.clone(), count: need.count, place: need.place })
            .collect();
        let first = now + Duration::minutes(i64::from(visit_type.notice.0));
        let last = now + Duration::days(i64::from(visit_type.horizon_days));
        Self {
            window: Span::new(Quantum::ceil(first), Quantum::floor(last)),
            visit_type,
            mode,
            needs,
            sites,
            unavailable: Vec::new(),
            referent: None,
            keep: Vec::new(),
            language: None,
            now,
            own: None,
        }
    }

    /// The same question with one more role needed, unless it already is.
    #[must_use]
    pub fn with(mut self, need: Need) -> Self {
        if self.needs.iter().all(|known| known.role != need.role) {
            self.needs.push(need);
        }
        self
    }

    /// Quanta of the visit.
    #[must_use]
    pub fn length(&self) -> i64 {
        self.visit_type.duration.quanta()
    }

    /// Buffers of `role` before and after the visit, in quanta: none for a room.
    #[must_use]
    pub fn buffers(&self, role: &Role) -> (i64, i64) {
        if role.is_room() {
            (0, 0)
        } else {
            (self.visit_type.buffer_before.quanta(), self.visit_type.buffer_after.quanta())
        }
    }

    /// Where someone in `place` is during a visit at `site`.
    #[must_use]
    pub const fn whereabouts(place: Place, site: SiteId) -> Option<SiteId> {
        match place {
            Place::AtSite => Some(site),
            Place::Anywhere => None,
        }
    }

    /// The wall-clock step of starts.
    #[must_use]
    pub const fn grid(&self) -> Minutes {
        self.visit_type.grid
    }
}
