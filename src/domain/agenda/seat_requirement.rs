//! What one seat of a visit requires of an agenda.

use crate::ids::{SiteId, VisitTypeId};
use crate::search::question::{SearchQuestion, SeatNeed};
use crate::visit::{Mode, Role, SeatLocation};

/// The requirement of one seat: role, location, visit type, mode, length and buffers. With the agenda itself it
/// determines the possible starts, so two searches with the same requirement share them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeatRequirement {
    /// The role to fill.
    pub role: Role,
    /// Where they must be.
    pub place: SeatLocation,
    /// The visit type, to which openings may be restricted.
    pub visit_type: VisitTypeId,
    /// The mode of the visit.
    pub mode: Mode,
    /// Quanta of the visit.
    pub length: i64,
    /// Quanta kept free before the visit.
    pub before: i64,
    /// Quanta kept free after the visit.
    pub after: i64,
}

impl SeatRequirement {
    /// The requirement of the seat `need` in `question`.
    #[must_use]
    pub fn of(question: &SearchQuestion, need: &SeatNeed) -> Self {
        let (before, after) = question.buffers(&need.role);
        Self {
            role: need.role.clone(),
            place: need.place,
            visit_type: question.visit_type.id,
            mode: question.mode,
            length: question.length(),
            before,
            after,
        }
    }

    /// The site where the holder of the seat is during a visit at `site`; `None` when they join remotely.
    #[must_use]
    pub const fn whereabouts(&self, site: SiteId) -> Option<SiteId> {
        SearchQuestion::whereabouts(self.place, site)
    }
}
