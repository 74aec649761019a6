//! What a visit asks of one agenda.

use crate::ids::{SiteId, VisitTypeId};
use crate::search::{SearchQuestion, SeatNeed};
use crate::visit::{Mode, Role, SeatLocation};

/// What one need of a visit asks of whoever fills it: with where, when, and what is engaged, all that starts depend
/// on. Two questions with the same requirement share the starts of an agenda.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeatRequirement {
    /// The role to fill.
    pub role: Role,
    /// Where they must be.
    pub place: SeatLocation,
    /// The visit type that openings are asked for.
    pub visit_type: VisitTypeId,
    /// How the person is received.
    pub mode: Mode,
    /// Quanta of the visit.
    pub length: i64,
    /// Quanta kept free before the visit.
    pub before: i64,
    /// Quanta kept free after the visit.
    pub after: i64,
}

impl SeatRequirement {
    /// The requirement of `need` in `question`.
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

    /// Where whoever fills it is during a visit at `site`; nothing when they join from anywhere.
    #[must_use]
    pub const fn whereabouts(&self, site: SiteId) -> Option<SiteId> {
        SearchQuestion::whereabouts(self.place, site)
    }
}
