//! How many people the agendas can still serve: who would get a start if each took the earliest, one after the other.

use uuid::Uuid;

use crate::agenda::Engagement;
use crate::ids::AppointmentId;
use crate::search::agenda_index::AgendaIndex;
use crate::search::joint_search::Search;
use crate::search::question::SearchQuestion;
use crate::search::start::Start;
use crate::search::team::Team;
use crate::time::Span;

/// What is left of the agendas while people take their earliest start one after the other. A copy: the agendas it was
/// made of are unchanged. Rules are those of the search, so that caps, buffers and travel count.
///
/// It says how many are served in this order, not the most that could be in any: people choose the time that suits
/// them, so a number that needs a perfect order would promise too much.
#[derive(Clone, Debug)]
pub struct Capacity {
    agenda_index: AgendaIndex,
    served: u64,
}

impl Capacity {
    /// All that `agenda_index` has free.
    #[must_use]
    pub fn of(agenda_index: &AgendaIndex) -> Self {
        Self { agenda_index: agenda_index.clone(), served: 0 }
    }

    /// Gives one person the earliest start that answers one of `questions` (one for each mode they can be received in; the
    /// first of those with equal starts), and takes the time of its team. `None` when there is none: nothing is taken.
    pub fn serve(&mut self, questions: &[SearchQuestion]) -> Option<Start> {
        let first = |question| {
            let search = Search::new(&self.agenda_index, question);
            let start = search.earliest()?;
            Some((start, search.team_at(start)?, question))
        };
        let (start, team, question) =
            questions.iter().filter_map(first).min_by_key(|(start, ..)| start.at)?;
        self.take(start, &team, question);
        Some(start)
    }

    fn take(&mut self, start: Start, team: &Team, question: &SearchQuestion) {
        self.served += 1;
        let visit = Span::new(start.at, start.at.plus(question.length()));
        let engaged = team.seats.iter().filter_map(|seat| {
            let (before, after) = question.buffers(&seat.role);
            let engagement = Engagement {
                appointment: AppointmentId(Uuid::from_u128(u128::from(self.served))),
                visit,
                taken: visit.widened(before, after),
                site: SearchQuestion::whereabouts(seat.place, start.site),
                expires: None,
            };
            self.agenda_index.agenda(seat.resource).map(|agenda| agenda.with(engagement))
        });
        let engaged = engaged.collect();
        self.agenda_index.put(engaged);
    }
}
