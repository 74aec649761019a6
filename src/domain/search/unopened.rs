//! Seats of a booked visit that no opening allows any more: what a change of agendas breaks.

use crate::agenda::SeatRequirement;
use crate::ids::{ResourceId, SiteId, VisitTypeId};
use crate::search::agenda_index::AgendaIndex;
use crate::search::team::{Seat, Team};
use crate::time::{Quantum, Span};
use crate::visit::Mode;

/// A booked visit, as far as openings are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookedVisit {
    /// Its visit type.
    pub visit_type: VisitTypeId,
    /// How the person is received.
    pub mode: Mode,
    /// Where.
    pub site: SiteId,
    /// The visit itself, without buffers.
    pub span: Span,
}

impl AgendaIndex {
    /// Who of `team` could not be given their seat in `visit` today, whatever else they have then: an opening ended, the site
    /// closes that day, they lost the role, or they are gone. Busy times and appointments do not count. Nobody when the visit
    /// is not wholly within the horizon, of which nothing is known.
    #[must_use]
    pub fn unopened(&self, visit: BookedVisit, team: &Team) -> Vec<ResourceId> {
        let horizon = self.horizon();
        if visit.span.start < horizon.start || horizon.end < visit.span.end {
            return Vec::new();
        }
        let has_none = |seat: &&Seat| !self.is_open(visit, seat);
        team.seats.iter().filter(has_none).map(|seat| seat.resource).collect()
    }

    fn is_open(&self, visit: BookedVisit, seat: &Seat) -> bool {
        let requirement = SeatRequirement {
            role: seat.role.clone(),
            place: seat.place,
            visit_type: visit.visit_type,
            mode: visit.mode,
            length: visit.span.len(),
            before: 0,
            after: 0,
        };
        let location = requirement.whereabouts(visit.site);
        let agenda = self.agenda(seat.resource).filter(|agenda| agenda.has_role(&seat.role));
        let open = agenda.and_then(|agenda| agenda.open(&requirement, location, visit.span));
        open.is_some_and(|open| (visit.span.start.0..visit.span.end.0).all(|at| open.contains(Quantum(at))))
    }
}
