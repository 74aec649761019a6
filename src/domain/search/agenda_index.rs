//! A territory's agendas, ready to be played together.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use chrono_tz::Tz;

use crate::agenda::{Agenda, Frame, Hours, SeatRequirement};
use crate::bits::Bits;
use crate::ids::{AppointmentId, ResourceId};
use crate::search::candidates::{Agendas, CandidateQuery, Candidates};
use crate::search::mask;
use crate::search::question::{Need, Question};
use crate::territory::Territory;
use crate::time::{Minutes, Span};

/// Most kinds of question that are remembered; a territory asks a few dozen.
const MOST_CASTS: usize = 256;

/// All agendas of a territory over one horizon, with what earlier questions have worked out: who can start when for
/// a part of a visit. A question then only joins words inside its window. After a change only the agendas that
/// changed are worked out anew, when next asked for. Cheap to clone.
///
/// What is kept never shows: the same agendas give the same answers, whatever was asked before.
#[derive(Debug)]
pub struct AgendaIndex {
    territory: Arc<Territory>,
    hours: Arc<Hours>,
    agendas: Agendas,
    revision: i64,
    kept: RwLock<Kept>,
}

#[derive(Clone, Debug, Default)]
struct Kept {
    casts: HashMap<(SeatRequirement, u8), Arc<Candidates>>,
    grids: HashMap<(Tz, Minutes), Arc<Bits>>,
}

impl Clone for AgendaIndex {
    fn clone(&self) -> Self {
        Self {
            territory: Arc::clone(&self.territory),
            hours: Arc::clone(&self.hours),
            agendas: Arc::clone(&self.agendas),
            revision: self.revision,
            kept: RwLock::new(self.read(Kept::clone)),
        }
    }
}

impl AgendaIndex {
    /// The territory over `horizon`, with nobody in it yet.
    #[must_use]
    pub fn new(territory: Arc<Territory>, horizon: Span) -> Self {
        let hours = Arc::new(Hours::new(&territory, horizon));
        Self { territory, hours, agendas: Agendas::default(), revision: 0, kept: RwLock::default() }
    }

    /// The territory over `horizon` with these agendas.
    #[must_use]
    pub fn of(territory: Arc<Territory>, horizon: Span, agendas: Vec<Agenda>) -> Self {
        let mut ensemble = Self::new(territory, horizon);
        ensemble.put(agendas);
        ensemble
    }

    /// Takes agendas in, each in the place of the one it had unless that has a greater revision.
    pub fn put(&mut self, agendas: Vec<Agenda>) {
        let mine = Arc::make_mut(&mut self.agendas);
        for agenda in agendas {
            match place(mine, agenda.resource().id) {
                Ok(index) if mine[index].revision() > agenda.revision() => {}
                Ok(index) => mine[index] = Arc::new(agenda),
                Err(index) => mine.insert(index, Arc::new(agenda)),
            }
        }
        self.revision = mine.iter().map(|agenda| agenda.revision()).sum();
    }

    /// The territory.
    #[must_use]
    pub const fn territory(&self) -> &Arc<Territory> {
        &self.territory
    }

    /// The quanta that are spoken of.
    #[must_use]
    pub fn horizon(&self) -> Span {
        self.hours.horizon()
    }

    /// When its sites receive people.
    #[must_use]
    pub fn hours(&self) -> &Hours {
        &self.hours
    }

    /// The frame in which its agendas are built.
    #[must_use]
    pub fn frame(&self) -> Frame<'_> {
        Frame::with(&self.territory, &self.hours)
    }

    /// Every agenda, in the order of identifiers.
    #[must_use]
    pub fn agendas(&self) -> &[Arc<Agenda>] {
        &self.agendas
    }

    /// One agenda.
    #[must_use]
    pub fn agenda(&self, id: ResourceId) -> Option<&Arc<Agenda>> {
        place(&self.agendas, id).ok().map(|index| &self.agendas[index])
    }

    /// A number that grows whenever any agenda changes: the sum of their revisions.
    #[must_use]
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// Who takes part in `appointment`.
    pub(super) fn engaged_in(&self, appointment: AppointmentId) -> BTreeSet<usize> {
        let agendas = self.agendas.iter().enumerate();
        agendas.filter(|(_, agenda)| agenda.is_engaged_in(appointment)).map(|(index, _)| index).collect()
    }

    /// Who can fill `need` of `question`, `engaged` being those who take part in its own appointment.
    pub(super) fn cast(
        &self,
        question: &Question,
        need: &Need,
        engaged: &BTreeSet<usize>,
    ) -> Arc<Candidates> {
        let key = (SeatRequirement::of(question, need), need.count);
        let call = CandidateQuery {
            territory: &self.territory,
            part: &key.0,
            count: need.count,
            horizon: self.horizon(),
            now: question.now,
        };
        let known = self.read(|kept| kept.casts.get(&key).cloned());
        let cast = match known {
            Some(cast) if cast.is_good(&self.agendas, question.now) => cast,
            known => {
                let cast = Arc::new(Candidates::new(call, &self.agendas, known.as_deref()));
                self.keep(|kept| {
                    if kept.casts.len() >= MOST_CASTS {
                        kept.casts.clear();
                    }
                    kept.casts.insert(key.clone(), Arc::clone(&cast));
                });
                cast
            }
        };
        match question.own {
            Some(own) if !engaged.is_empty() => Arc::new(cast.without(call, engaged, own)),
            _ => cast,
        }
    }

    /// The wall-clock steps of `zone`.
    pub(super) fn grid(&self, zone: Tz, step: Minutes) -> Arc<Bits> {
        if let Some(grid) = self.read(|kept| kept.grids.get(&(zone, step)).cloned()) {
            return grid;
        }
        let grid = Arc::new(mask::grid(zone, step, self.horizon()));
        self.keep(|kept| {
            kept.grids.insert((zone, step), Arc::clone(&grid));
        });
        grid
    }

    fn read<T>(&self, look: impl FnOnce(&Kept) -> T) -> T {
        look(&self.kept.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn keep(&self, put: impl FnOnce(&mut Kept)) {
        put(&mut self.kept.write().unwrap_or_else(PoisonError::into_inner));
    }
}

fn place(agendas: &[Arc<Agenda>], id: ResourceId) -> Result<usize, usize> {
    agendas.binary_search_by_key(&id, |agenda| agenda.resource().id)
}
