//! The input of a joint search.

use chrono::{DateTime, Duration, NaiveDate, Utc, Weekday};
use uuid::Uuid;

use crate::ids::{AppointmentId, ReferralId, ResourceId, SiteId};
use crate::time::{HalfDay, Minutes, Quantum, Span};
use crate::visit::{Language, Mode, Role, SeatLocation, VisitType};

/// The seats of one role: `count` distinct resources of `role`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatNeed {
    /// The role.
    pub role: Role,
    /// How many, at least 1.
    pub count: u8,
    /// Where they must be.
    pub place: SeatLocation,
}

/// A half-day when the beneficiary is not available, wall clock of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnavailableHalfDay {
    /// Every week.
    Weekly(Weekday, HalfDay),
    /// Once.
    On(NaiveDate, HalfDay),
}

/// A joint search: which roles must be free together, at which sites, within which window.
#[derive(Clone, Debug)]
pub struct SearchQuestion {
    /// The visit type: it gives the duration and buffers, and openings may be restricted to it.
    pub visit_type: VisitType,
    /// The mode of the visit, one of the visit type's.
    pub mode: Mode,
    /// The seats needed in that mode; each role once.
    pub needs: Vec<SeatNeed>,
    /// The sites to look at; at equal times the one named first wins; each site once.
    pub sites: Vec<SiteId>,
    /// The visit lies wholly inside: starts at `window.start` or later, ends at `window.end` or earlier.
    pub window: Span,
    /// The visit touches none of these.
    pub unavailable: Vec<UnavailableHalfDay>,
    /// The start of the appointment that is to be rescheduled: not a change, so never a start of the search.
    pub except: Option<Quantum>,
    /// The beneficiary's referent: preferred whenever free at the chosen time.
    pub referent: Option<ResourceId>,
    /// Members of the current team: preferred like the referent.
    pub keep: Vec<ResourceId>,
    /// The beneficiary's language: the second criterion of choice.
    pub language: Option<Language>,
    /// The current time: holds that expired by now take no time.
    pub now: DateTime<Utc>,
    /// The appointment that is being confirmed or rescheduled: its own time does not count as taken.
    pub own: Option<AppointmentId>,
    /// Order among otherwise equal people on a retry; their identifiers decide when there is none.
    pub tie_break: Option<TieBreak>,
    /// Being reserved by others at this moment: chosen last among otherwise equal people.
    pub contested: Vec<ResourceId>,
}

/// Pseudo-random order of resources, so that concurrent requests for the same start do not all pick the same team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TieBreak(u64);

impl TieBreak {
    /// The order for `referral` on its `attempt`; none on the first, number 0.
    #[must_use]
    pub fn of(referral: ReferralId, attempt: usize) -> Option<Self> {
        let attempt = attempt as u64;
        (attempt > 0).then(|| Self(mixed(folded(referral.0) ^ mixed(attempt))))
    }

    /// The rank of `resource`: a number under 2^40, practically unique.
    #[must_use]
    pub fn rank(self, resource: ResourceId) -> i64 {
        (mixed(self.0 ^ folded(resource.0)) >> 24).cast_signed()
    }
}

fn folded(id: Uuid) -> u64 {
    let (high, low) = id.as_u64_pair();
    mixed(high) ^ low
}

/// The finalizer of splitmix64 (Steele, Lea, Flood 2014): every output bit depends on every input bit.
const fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl SearchQuestion {
    /// The question for a visit type at `now`, over `sites`: its roles in `mode`, its notice and horizon.
    #[must_use]
    pub fn new(visit_type: VisitType, mode: Mode, sites: Vec<SiteId>, now: DateTime<Utc>) -> Self {
        let needs = visit_type
            .needs
            .iter()
            .filter(|need| need.modes.contains(mode))
            .map(|need| SeatNeed { role: need.role.clone(), count: need.count, place: need.place })
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
            except: None,
            referent: None,
            keep: Vec::new(),
            language: None,
            now,
            own: None,
            tie_break: None,
            contested: Vec::new(),
        }
    }

    /// The same question with one more role needed, unless it already is.
    #[must_use]
    pub fn with(mut self, need: SeatNeed) -> Self {
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

    /// The site where somebody seated at `place` is during a visit at `site`; `None` for remote.
    #[must_use]
    pub const fn whereabouts(place: SeatLocation, site: SiteId) -> Option<SiteId> {
        match place {
            SeatLocation::AtSite => Some(site),
            SeatLocation::Anywhere => None,
        }
    }

    /// The wall-clock step of starts.
    #[must_use]
    pub const fn grid(&self) -> Minutes {
        self.visit_type.grid
    }
}
