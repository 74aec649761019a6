//! All agendas of a territory, indexed for the joint search.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use chrono_tz::Tz;

use crate::agenda::{Agenda, AgendaContext, OpenHours, SeatRequirement};
use crate::bits::Bits;
use crate::ids::{AppointmentId, ResourceId};
use crate::search::candidates::{Agendas, CandidateQuery, Candidates};
use crate::search::mask;
use crate::search::question::{SearchQuestion, SeatNeed};
use crate::territory::Territory;
use crate::time::{Minutes, Span};

/// Most seat requirements that are cached; a territory has a few dozen.
const MAX_CACHED: usize = 256;

/// All agendas of a territory over one horizon, with cached candidates per seat requirement. A search then only
/// combines words inside its window. After a change only the changed agendas are recomputed, on demand. Cheap to
/// clone.
///
/// The cache is not observable: the same agendas give the same answers, whatever was asked before.
#[derive(Debug)]
pub struct AgendaIndex {
    territory: Arc<Territory>,
    hours: Arc<OpenHours>,
    agendas: Agendas,
    revision: i64,
    cache: RwLock<Cache>,
}

#[derive(Clone, Debug, Default)]
struct Cache {
    candidates: HashMap<(SeatRequirement, u8), Arc<Candidates>>,
    grids: HashMap<(Tz, Minutes), Arc<Bits>>,
}

impl Clone for AgendaIndex {
    fn clone(&self) -> Self {
        Self {
            territory: Arc::clone(&self.territory),
            hours: Arc::clone(&self.hours),
            agendas: Arc::clone(&self.agendas),
            revision: self.revision,
            cache: RwLock::new(self.read_cache(Cache::clone)),
        }
    }
}

impl AgendaIndex {
    /// An index over `horizon` without agendas.
    #[must_use]
    pub fn new(territory: Arc<Territory>, horizon: Span) -> Self {
        let hours = Arc::new(OpenHours::new(&territory, horizon));
        Self { territory, hours, agendas: Agendas::default(), revision: 0, cache: RwLock::default() }
    }

    /// An index over `horizon` with `agendas`.
    #[must_use]
    pub fn of(territory: Arc<Territory>, horizon: Span, agendas: Vec<Agenda>) -> Self {
        let mut agenda_index = Self::new(territory, horizon);
        agenda_index.put(agendas);
        agenda_index
    }

    /// Inserts agendas; each replaces the stored one of its resource unless that has a greater revision.
    pub fn put(&mut self, agendas: Vec<Agenda>) {
        let agendas_mut = Arc::make_mut(&mut self.agendas);
        for agenda in agendas {
            match position(agendas_mut, agenda.resource().id) {
                Ok(index) if agendas_mut[index].revision() > agenda.revision() => {}
                Ok(index) => agendas_mut[index] = Arc::new(agenda),
                Err(index) => agendas_mut.insert(index, Arc::new(agenda)),
            }
        }
        self.revision = agendas_mut.iter().map(|agenda| agenda.revision()).sum();
    }

    /// The territory.
    #[must_use]
    pub const fn territory(&self) -> &Arc<Territory> {
        &self.territory
    }

    /// The horizon.
    #[must_use]
    pub fn horizon(&self) -> Span {
        self.hours.horizon()
    }

    /// When its sites receive people.
    #[must_use]
    pub fn open_hours(&self) -> &OpenHours {
        &self.hours
    }

    /// The context in which its agendas are built.
    #[must_use]
    pub fn context(&self) -> AgendaContext<'_> {
        AgendaContext::with(&self.territory, &self.hours)
    }

    /// Every agenda, in the order of identifiers.
    #[must_use]
    pub fn agendas(&self) -> &[Arc<Agenda>] {
        &self.agendas
    }

    /// One agenda.
    #[must_use]
    pub fn agenda(&self, id: ResourceId) -> Option<&Arc<Agenda>> {
        position(&self.agendas, id).ok().map(|index| &self.agendas[index])
    }

    /// A number that grows whenever any agenda changes: the sum of their revisions.
    #[must_use]
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// Positions of the agendas that take part in `appointment`.
    pub(super) fn engaged_in(&self, appointment: AppointmentId) -> BTreeSet<usize> {
        let agendas = self.agendas.iter().enumerate();
        agendas.filter(|(_, agenda)| agenda.is_engaged_in(appointment)).map(|(index, _)| index).collect()
    }

    /// The candidates for `need` of `question`; `engaged` are the agendas that take part in the question's own
    /// appointment.
    pub(super) fn candidates(
        &self,
        question: &SearchQuestion,
        need: &SeatNeed,
        engaged: &BTreeSet<usize>,
    ) -> Arc<Candidates> {
        let key = (SeatRequirement::of(question, need), need.count);
        let query = CandidateQuery {
            territory: &self.territory,
            requirement: &key.0,
            count: need.count,
            horizon: self.horizon(),
            now: question.now,
        };
        let known = self.read_cache(|cache| cache.candidates.get(&key).cloned());
        let candidates = match known {
            Some(candidates) if candidates.is_current(&self.agendas, question.now) => candidates,
            known => {
                let candidates = Arc::new(Candidates::new(query, &self.agendas, known.as_deref()));
                self.update_cache(|cache| {
                    if cache.candidates.len() >= MAX_CACHED {
                        cache.candidates.clear();
                    }
                    cache.candidates.insert(key.clone(), Arc::clone(&candidates));
                });
                candidates
            }
        };
        match question.own {
            Some(own) if !engaged.is_empty() => Arc::new(candidates.without(query, engaged, own)),
            _ => candidates,
        }
    }

    /// The starts on the wall-clock grid of `zone`.
    pub(super) fn grid(&self, zone: Tz, step: Minutes) -> Arc<Bits> {
        if let Some(grid) = self.read_cache(|cache| cache.grids.get(&(zone, step)).cloned()) {
            return grid;
        }
        let grid = Arc::new(mask::grid(zone, step, self.horizon()));
        self.update_cache(|cache| {
            cache.grids.insert((zone, step), Arc::clone(&grid));
        });
        grid
    }

    fn read_cache<T>(&self, look: impl FnOnce(&Cache) -> T) -> T {
        look(&self.cache.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn update_cache(&self, put: impl FnOnce(&mut Cache)) {
        put(&mut self.cache.write().unwrap_or_else(PoisonError::into_inner));
    }
}

fn position(agendas: &[Arc<Agenda>], id: ResourceId) -> Result<usize, usize> {
    agendas.binary_search_by_key(&id, |agenda| agenda.resource().id)
}
