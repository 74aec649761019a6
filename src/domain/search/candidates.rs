//! Who can fill one need, and when: worked out once, kept from question to question.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::agenda::{Agenda, SeatRequirement};
use crate::bits::{AtLeast, Bits};
use crate::ids::{AppointmentId, SiteId};
use crate::territory::Territory;
use crate::time::{Quantum, Span};

/// Every agenda of a territory, in the order of identifiers.
pub(super) type Agendas = Arc<Vec<Arc<Agenda>>>;

/// The members of one need at one site.
#[derive(Debug)]
pub(super) struct SiteCandidates {
    /// Index into the agendas, ascending, and that member's starts.
    members: Vec<(usize, Arc<Bits>)>,
    /// Where enough members can start.
    pub(super) enough: Bits,
    /// Where one more member would be enough; `None` for everywhere.
    nearly: Option<Bits>,
}

impl SiteCandidates {
    fn new(members: Vec<(usize, Arc<Bits>)>, count: u8, horizon: Span) -> Self {
        let mut counter = AtLeast::new(count, horizon);
        for (_, starts) in &members {
            counter.add(starts);
        }
        let nearly = (count > 1).then(|| counter.nearly());
        Self { members, enough: counter.reached(), nearly }
    }

    /// Nobody.
    pub(super) fn empty(count: u8, horizon: Span) -> Self {
        Self::new(Vec::new(), count, horizon)
    }

    /// The members who can start at `at`.
    pub(super) fn free(&self, at: Quantum) -> impl Iterator<Item = usize> + '_ {
        self.members.iter().filter(move |(_, starts)| starts.contains(at)).map(|(index, _)| *index)
    }

    /// Keeps of `bits` what one more member would make enough.
    pub(super) fn keep_nearly(&self, bits: &mut Bits) {
        if let Some(nearly) = &self.nearly {
            bits.and(nearly);
        }
    }

    /// True when somebody stands in both rows.
    pub(super) fn shares(&self, other: &Self) -> bool {
        let mut others = other.members.iter().map(|(index, _)| *index).peekable();
        self.members.iter().any(|(index, _)| {
            while others.next_if(|other| other < index).is_some() {}
            others.peek() == Some(index)
        })
    }
}

/// Everybody who can fill one part, at every site.
#[derive(Debug)]
pub(super) struct Candidates {
    /// The agendas it was made from.
    agendas: Agendas,
    /// Good for any question asked at these instants: no hold of anybody ends in between.
    steady: Range<DateTime<Utc>>,
    now: DateTime<Utc>,
    rows: BTreeMap<Option<SiteId>, Arc<SiteCandidates>>,
}

/// What a cast is made for.
#[derive(Clone, Copy, Debug)]
pub(super) struct CandidateQuery<'a> {
    pub(super) territory: &'a Territory,
    pub(super) part: &'a SeatRequirement,
    pub(super) count: u8,
    pub(super) horizon: Span,
    pub(super) now: DateTime<Utc>,
}

impl Candidates {
    /// Everybody of `agendas` who answers the call. What `known` says of agendas that are the same is taken over.
    pub(super) fn new(call: CandidateQuery<'_>, agendas: &Agendas, known: Option<&Self>) -> Self {
        let same_people = |known: &&Self| {
            Arc::ptr_eq(&known.agendas, agendas)
                || known.agendas.len() == agendas.len()
                    && known
                        .agendas
                        .iter()
                        .zip(agendas.iter())
                        .all(|(old, new)| Arc::ptr_eq(old, new) || old.resource().id == new.resource().id)
        };
        let known = known.filter(same_people);
        let has_role = |agenda: &Agenda| agenda.has_role(&call.part.role);
        let is_steady = known.is_some_and(|known| known.steady.contains(&call.now));
        let mut steady = match known {
            Some(known) if is_steady => known.steady.clone(),
            _ => DateTime::<Utc>::MIN_UTC..DateTime::<Utc>::MAX_UTC,
        };
        let mut changed = BTreeSet::new();
        for (index, agenda) in agendas.iter().enumerate() {
            let old = known.map(|known| (&known.agendas[index], known.now));
            let same = old.filter(|(old, _)| Arc::ptr_eq(old, agenda));
            if same.is_some() && is_steady {
                continue;
            }
            let has_it = has_role(agenda);
            if !has_it && !old.is_some_and(|(old, _)| has_role(old)) {
                continue;
            }
            let around = agenda.steady(call.now);
            if same.is_none_or(|(_, then)| !around.contains(&then)) {
                changed.insert(index);
            }
            if has_it {
                steady = steady.start.max(around.start)..steady.end.min(around.end);
            }
        }
        let none = BTreeMap::new();
        let rows = recast(call, agendas, known.map_or(&none, |known| &known.rows), &changed, None);
        Self { agendas: Arc::clone(agendas), steady, now: call.now, rows }
    }

    /// The same cast for a question to which `own`, in which the agendas `engaged` have a part, is no obstacle.
    pub(super) fn without(
        &self,
        call: CandidateQuery<'_>,
        engaged: &BTreeSet<usize>,
        own: AppointmentId,
    ) -> Self {
        let rows = recast(call, &self.agendas, &self.rows, engaged, Some(own));
        Self { agendas: Arc::clone(&self.agendas), steady: self.steady.clone(), now: call.now, rows }
    }

    /// True when nothing has changed for `agendas` at `now`.
    pub(super) fn is_good(&self, agendas: &Agendas, now: DateTime<Utc>) -> bool {
        Arc::ptr_eq(&self.agendas, agendas) && self.steady.contains(&now)
    }

    /// Who can fill the part `here`.
    pub(super) fn row(&self, here: Option<SiteId>) -> Option<&Arc<SiteCandidates>> {
        self.rows.get(&here)
    }
}

/// The rows, with the starts of the agendas `changed` worked out anew: only the rows they leave or enter are touched.
fn recast(
    call: CandidateQuery<'_>,
    agendas: &Agendas,
    known: &BTreeMap<Option<SiteId>, Arc<SiteCandidates>>,
    changed: &BTreeSet<usize>,
    own: Option<AppointmentId>,
) -> BTreeMap<Option<SiteId>, Arc<SiteCandidates>> {
    let mut rows = known.clone();
    let mut entering: BTreeMap<Option<SiteId>, Vec<(usize, Arc<Bits>)>> = BTreeMap::new();
    for index in changed {
        let agenda = &agendas[*index];
        for here in agenda.whereabouts(call.part) {
            let starts = agenda.starts_of(call.territory, call.part, here, call.horizon, call.now, own);
            if let Some(starts) = starts.filter(|starts| !starts.is_empty()) {
                entering.entry(here).or_default().push((*index, Arc::new(starts)));
            }
        }
    }
    for (here, row) in known {
        if row.members.iter().any(|(index, _)| changed.contains(index)) {
            entering.entry(*here).or_default();
        }
    }
    for (here, mut members) in entering {
        let staying = known.get(&here).into_iter().flat_map(|row| &row.members);
        members.extend(staying.filter(|(index, _)| !changed.contains(index)).cloned());
        members.sort_unstable_by_key(|(index, _)| *index);
        if members.is_empty() {
            rows.remove(&here);
        } else {
            rows.insert(here, Arc::new(SiteCandidates::new(members, call.count, call.horizon)));
        }
    }
    rows
}
