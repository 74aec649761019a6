//! Candidates of one seat requirement and their starts: computed once, cached between searches.

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

/// The candidates for one need at one site.
#[derive(Debug)]
pub(super) struct SiteCandidates {
    /// Index into the agendas, ascending, and that member's starts.
    members: Vec<(usize, Arc<Bits>)>,
    /// Starts at which enough members are free.
    pub(super) enough: Bits,
    /// Starts at which one more member would be enough; `None` for every start.
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

    /// No candidates.
    pub(super) fn empty(count: u8, horizon: Span) -> Self {
        Self::new(Vec::new(), count, horizon)
    }

    /// The members who can start at `at`.
    pub(super) fn free(&self, at: Quantum) -> impl Iterator<Item = usize> + '_ {
        self.members.iter().filter(move |(_, starts)| starts.contains(at)).map(|(index, _)| *index)
    }

    /// Keeps in `bits` the starts that one more member would make possible.
    pub(super) fn keep_nearly_enough(&self, bits: &mut Bits) {
        if let Some(nearly) = &self.nearly {
            bits.and(nearly);
        }
    }

    /// True when somebody is a candidate in both.
    pub(super) fn shares(&self, other: &Self) -> bool {
        let mut others = other.members.iter().map(|(index, _)| *index).peekable();
        self.members.iter().any(|(index, _)| {
            while others.next_if(|other| other < index).is_some() {}
            others.peek() == Some(index)
        })
    }
}

/// Everybody who can fill one requirement, per site.
#[derive(Debug)]
pub(super) struct Candidates {
    /// The agendas it was made from.
    agendas: Agendas,
    /// Valid for questions asked within this range: no hold of anybody expires in it.
    valid: Range<DateTime<Utc>>,
    now: DateTime<Utc>,
    by_site: BTreeMap<Option<SiteId>, Arc<SiteCandidates>>,
}

/// What candidates are computed for.
#[derive(Clone, Copy, Debug)]
pub(super) struct CandidateQuery<'a> {
    pub(super) territory: &'a Territory,
    pub(super) requirement: &'a SeatRequirement,
    pub(super) count: u8,
    pub(super) horizon: Span,
    pub(super) now: DateTime<Utc>,
}

impl Candidates {
    /// Everybody of `agendas` who meets the query. What `known` holds for unchanged agendas is reused.
    pub(super) fn new(query: CandidateQuery<'_>, agendas: &Agendas, known: Option<&Self>) -> Self {
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
        let has_role = |agenda: &Agenda| agenda.has_role(&query.requirement.role);
        let is_valid = known.is_some_and(|known| known.valid.contains(&query.now));
        let mut valid = match known {
            Some(known) if is_valid => known.valid.clone(),
            _ => DateTime::<Utc>::MIN_UTC..DateTime::<Utc>::MAX_UTC,
        };
        let mut changed = BTreeSet::new();
        for (index, agenda) in agendas.iter().enumerate() {
            let old = known.map(|known| (&known.agendas[index], known.now));
            let same = old.filter(|(old, _)| Arc::ptr_eq(old, agenda));
            if same.is_some() && is_valid {
                continue;
            }
            let has_it = has_role(agenda);
            if !has_it && !old.is_some_and(|(old, _)| has_role(old)) {
                continue;
            }
            let around = agenda.constant_around(query.now);
            if same.is_none_or(|(_, then)| !around.contains(&then)) {
                changed.insert(index);
            }
            if has_it {
                valid = valid.start.max(around.start)..valid.end.min(around.end);
            }
        }
        let none = BTreeMap::new();
        let by_site =
            rebuild_sites(query, agendas, known.map_or(&none, |known| &known.by_site), &changed, None);
        Self { agendas: Arc::clone(agendas), valid, now: query.now, by_site }
    }

    /// The same candidates, ignoring the appointment `own`, in which the agendas `engaged` take part.
    pub(super) fn without(
        &self,
        query: CandidateQuery<'_>,
        engaged: &BTreeSet<usize>,
        own: AppointmentId,
    ) -> Self {
        let by_site = rebuild_sites(query, &self.agendas, &self.by_site, engaged, Some(own));
        Self { agendas: Arc::clone(&self.agendas), valid: self.valid.clone(), now: query.now, by_site }
    }

    /// True when nothing has changed for `agendas` at `now`.
    pub(super) fn is_current(&self, agendas: &Agendas, now: DateTime<Utc>) -> bool {
        Arc::ptr_eq(&self.agendas, agendas) && self.valid.contains(&now)
    }

    /// The candidates at `location`.
    pub(super) fn at_site(&self, location: Option<SiteId>) -> Option<&Arc<SiteCandidates>> {
        self.by_site.get(&location)
    }
}

/// The candidates, with the starts of the agendas `changed` computed again: only the sites they leave or enter are
/// touched.
fn rebuild_sites(
    query: CandidateQuery<'_>,
    agendas: &Agendas,
    known: &BTreeMap<Option<SiteId>, Arc<SiteCandidates>>,
    changed: &BTreeSet<usize>,
    own: Option<AppointmentId>,
) -> BTreeMap<Option<SiteId>, Arc<SiteCandidates>> {
    let mut by_site = known.clone();
    let mut entering: BTreeMap<Option<SiteId>, Vec<(usize, Arc<Bits>)>> = BTreeMap::new();
    for index in changed {
        let agenda = &agendas[*index];
        for location in agenda.whereabouts(query.requirement) {
            let starts =
                agenda.starts_of(query.territory, query.requirement, location, query.horizon, query.now, own);
            if let Some(starts) = starts.filter(|starts| !starts.is_empty()) {
                entering.entry(location).or_default().push((*index, Arc::new(starts)));
            }
        }
    }
    for (location, site_candidates) in known {
        if site_candidates.members.iter().any(|(index, _)| changed.contains(index)) {
            entering.entry(*location).or_default();
        }
    }
    for (location, mut members) in entering {
        let staying = known.get(&location).into_iter().flat_map(|site_candidates| &site_candidates.members);
        members.extend(staying.filter(|(index, _)| !changed.contains(index)).cloned());
        members.sort_unstable_by_key(|(index, _)| *index);
        if members.is_empty() {
            by_site.remove(&location);
        } else {
            by_site.insert(location, Arc::new(SiteCandidates::new(members, query.count, query.horizon)));
        }
    }
    by_site
}
