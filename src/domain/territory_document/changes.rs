//! Changes that a document makes to a stored territory: new entries are added, different ones changed, and entries
//! that the document does not name stay. Appointments are not touched.

use std::collections::{BTreeMap, BTreeSet};

use crate::agenda::Opening;
use crate::fault::Fault;
use crate::ids::{ResourceId, SiteId};
use crate::provenance::{Reconciled, SourceHistory, statement_of};
use crate::territory::{LegalLimit, Site, Territory};
use crate::territory_document::validated::{
    Organisation, Professional, Referral, Room, ValidatedAgenda, ValidatedTerritory,
};
use crate::time::{Minutes, Span};
use crate::visit::VisitType;

/// Changes of one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListChanges<T> {
    /// Entries to add.
    pub new: Vec<T>,
    /// Stored entries that differ, with their new values.
    pub changed: Vec<T>,
    /// Number of stored entries that are equal.
    pub same: usize,
    /// Number of stored entries not in the document: they stay.
    pub absent: usize,
}

/// Counts of one list: added, changed, unchanged, not in the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeCounts {
    /// Added.
    pub added: usize,
    /// Changed.
    pub changed: usize,
    /// Unchanged.
    pub same: usize,
    /// Not in the document: unchanged too.
    pub absent: usize,
}

impl<T> ListChanges<T> {
    const fn none() -> Self {
        Self { new: Vec::new(), changed: Vec::new(), same: 0, absent: 0 }
    }

    /// Compares two lists: `key` identifies an entry, `alike` says whether two entries are equal.
    fn between<K: Ord>(
        wanted: impl IntoIterator<Item = T>,
        stored: impl IntoIterator<Item = T>,
        key: impl Fn(&T) -> K,
        alike: impl Fn(&T, &T) -> bool,
    ) -> Self {
        let mut known: BTreeMap<K, T> = stored.into_iter().map(|thing| (key(&thing), thing)).collect();
        let mut edits = Self::none();
        for thing in wanted {
            match known.remove(&key(&thing)) {
                None => edits.new.push(thing),
                Some(old) if alike(&old, &thing) => edits.same += 1,
                Some(_) => edits.changed.push(thing),
            }
        }
        edits.absent = known.len();
        edits
    }

    /// True when nothing is to be changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty()
    }

    /// The counts.
    #[must_use]
    pub const fn counts(&self) -> ChangeCounts {
        ChangeCounts {
            added: self.new.len(),
            changed: self.changed.len(),
            same: self.same,
            absent: self.absent,
        }
    }
}

/// All changes that a document makes to a stored territory.
#[derive(Clone, Debug)]
pub struct TerritoryChanges {
    /// The new territory, including what the document does not name.
    pub territory: Territory,
    /// Its sites in the order of screens: those of the document first.
    pub site_order: Vec<SiteId>,
    /// True when its name, theme, time zone, holidays, limits, sites, travel times or visit types change, or the
    /// order of its sites.
    pub is_rebuilt: bool,
    /// Partners.
    pub organisations: ListChanges<Organisation>,
    /// Legal limits, by their first day.
    pub limits: ListChanges<LegalLimit>,
    /// Places.
    pub sites: ListChanges<Site>,
    /// Travel times, by both sites.
    pub travel: ListChanges<((SiteId, SiteId), Minutes)>,
    /// Kinds of appointments.
    pub visit_types: ListChanges<VisitType>,
    /// Rooms, without their openings.
    pub rooms: ListChanges<Room>,
    /// Professionals, without their openings and absences.
    pub professionals: ListChanges<Professional>,
    /// Openings with their resource. Site, first day, start minute and days of the rule identify an opening.
    pub openings: ListChanges<(ResourceId, Opening)>,
    /// Absences with their resource, identified by start and end.
    pub absences: ListChanges<(ResourceId, Span)>,
    /// Referrals: an empty field changes nothing, an edit yields to later values only; the day of reception never
    /// changes.
    pub referrals: ListChanges<Referral>,
    /// What the source says now, edits that it has replaced, and values that somebody has to check.
    pub reconciled: Reconciled,
    /// Stored resources whose agenda changes.
    pub agendas: BTreeSet<ResourceId>,
}

impl TerritoryChanges {
    /// The changes from `stored` to `wanted`, whose entries have the identifiers of the stored ones, as stated by the
    /// source of that `history`.
    ///
    /// # Errors
    /// A [`Fault`] for each referral that would be received on another day than the stored one, or become that of
    /// another person: an import changes neither.
    pub fn between(
        stored: &ValidatedTerritory,
        mut wanted: ValidatedTerritory,
        history: &SourceHistory,
    ) -> Result<Self, Vec<Fault>> {
        let reconciled = keep_stored_values(stored, &mut wanted, history)?;
        let (openings, opened) = openings(stored, &wanted);
        let (absences, away) = absences(stored, &wanted);
        let old = resources(stored);
        let others = agendas_of(&wanted)
            .map(|agenda| &agenda.resource)
            .filter(|resource| old.get(&resource.id).is_some_and(|old| old.resource != **resource))
            .map(|resource| resource.id);
        let agendas =
            opened.into_iter().chain(away).filter(|id| old.contains_key(id)).chain(others).collect();
        let (is, wants) = (&stored.territory, &wanted.territory);
        let limits = ListChanges::between(
            wants.limits.iter().cloned(),
            is.limits.iter().cloned(),
            |limit| limit.from,
            PartialEq::eq,
        );
        let sites = ListChanges::between(
            wanted.site_order.iter().filter_map(|id| wants.sites.get(id)).cloned(),
            is.sites.values().cloned(),
            |site| site.id,
            |one, other| in_order(one) == in_order(other),
        );
        let travel = ListChanges::between(
            wants.travel.iter().map(|(way, minutes)| (*way, *minutes)),
            is.travel.iter().map(|(way, minutes)| (*way, *minutes)),
            |(way, _)| *way,
            PartialEq::eq,
        );
        let visit_types = ListChanges::between(
            wants.visit_types.values().cloned(),
            is.visit_types.values().cloned(),
            |kind| kind.id,
            PartialEq::eq,
        );
        let mut site_order = wanted.site_order.clone();
        site_order.extend(stored.site_order.iter().filter(|id| !wanted.site_order.contains(id)));
        let frame = |of: &Territory| {
            (of.name.clone(), of.theme.clone(), of.contact_hours, of.waitlist, of.zone, of.holidays)
        };
        let is_rebuilt = frame(is) != frame(wants)
            || site_order != stored.site_order
            || !(limits.is_empty() && sites.is_empty() && travel.is_empty() && visit_types.is_empty());
        Ok(Self {
            territory: wanted.territory.clone(),
            site_order,
            is_rebuilt,
            organisations: ListChanges::between(
                wanted.organisations,
                stored.organisations.iter().cloned(),
                |organisation| organisation.id,
                PartialEq::eq,
            ),
            limits,
            sites,
            travel,
            visit_types,
            rooms: ListChanges::between(
                wanted.rooms,
                stored.rooms.iter().cloned(),
                |room| room.agenda.resource.id,
                |one, other| {
                    let facts = |room: &Room| (room.name.clone(), room.site, room.agenda.resource.clone());
                    facts(one) == facts(other)
                },
            ),
            professionals: ListChanges::between(
                wanted.professionals,
                stored.professionals.iter().cloned(),
                |person| person.agenda.resource.id,
                |one, other| {
                    let facts = |person: &Professional| {
                        let works_for: BTreeSet<_> = person.organisations.iter().copied().collect();
                        let resource = person.agenda.resource.clone();
                        (person.name.clone(), person.email.clone(), works_for, resource)
                    };
                    facts(one) == facts(other)
                },
            ),
            openings,
            absences,
            referrals: ListChanges::between(
                wanted.referrals,
                stored.referrals.iter().cloned(),
                |referral| referral.id,
                PartialEq::eq,
            ),
            reconciled,
            agendas,
        })
    }

    /// True when the document changes nothing of the territory; what its source says may be new all the same.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        !self.is_rebuilt
            && self.organisations.is_empty()
            && self.rooms.is_empty()
            && self.professionals.is_empty()
            && self.openings.is_empty()
            && self.absences.is_empty()
            && self.referrals.is_empty()
    }

    /// The counts of each list, by its name.
    #[must_use]
    pub fn counts_by_list(&self) -> Vec<(&'static str, ChangeCounts)> {
        vec![
            ("legal limits", self.limits.counts()),
            ("organisations", self.organisations.counts()),
            ("sites", self.sites.counts()),
            ("ways", self.travel.counts()),
            ("visit types", self.visit_types.counts()),
            ("rooms", self.rooms.counts()),
            ("professionals", self.professionals.counts()),
            ("openings", self.openings.counts()),
            ("absences", self.absences.counts()),
            ("referrals", self.referrals.counts()),
        ]
    }
}

impl ValidatedTerritory {
    /// The same territory with empty lists.
    #[must_use]
    pub fn emptied(&self) -> Self {
        let mut territory = self.territory.clone();
        territory.limits.clear();
        territory.sites.clear();
        territory.travel.clear();
        territory.visit_types.clear();
        Self {
            territory,
            site_order: Vec::new(),
            organisations: Vec::new(),
            rooms: Vec::new(),
            professionals: Vec::new(),
            referrals: Vec::new(),
        }
    }
}

/// Every agenda of a validated territory.
fn agendas_of(wanted: &ValidatedTerritory) -> impl Iterator<Item = &ValidatedAgenda> {
    let rooms = wanted.rooms.iter().map(|room| &room.agenda);
    rooms.chain(wanted.professionals.iter().map(|person| &person.agenda))
}

fn resources(wanted: &ValidatedTerritory) -> BTreeMap<ResourceId, &ValidatedAgenda> {
    agendas_of(wanted).map(|agenda| (agenda.resource.id, agenda)).collect()
}

/// A site with its hours in the order of the week: they are stored without one.
fn in_order(site: &Site) -> Site {
    let mut site = site.clone();
    site.hours.sort_by_key(|hours| (hours.weekday.num_days_from_monday(), hours.from, hours.to));
    site
}

/// Fields left empty in the document keep their stored values, and so do those of referrals that `history` says to
/// keep.
fn keep_stored_values(
    stored: &ValidatedTerritory,
    wanted: &mut ValidatedTerritory,
    history: &SourceHistory,
) -> Result<Reconciled, Vec<Fault>> {
    let people: BTreeMap<_, _> =
        stored.professionals.iter().map(|person| (person.agenda.resource.id, person)).collect();
    for person in &mut wanted.professionals {
        let resource = &mut person.agenda.resource;
        let Some(old) = people.get(&resource.id).map(|person| &person.agenda.resource) else { continue };
        if !person.states_share {
            resource.share = old.share;
        }
        resource.daily_cap = resource.daily_cap.or(old.daily_cap);
        resource.weekly_cap = resource.weekly_cap.or(old.weekly_cap);
        if resource.languages.is_empty() {
            resource.languages.clone_from(&old.languages);
        }
    }
    let known: BTreeMap<_, _> = stored.referrals.iter().map(|referral| (referral.id, referral)).collect();
    let mut faults = Vec::new();
    let mut reconciled = Reconciled::default();
    for referral in &mut wanted.referrals {
        let Some(old) = known.get(&referral.id) else {
            if !history.is_older_list() {
                history.note(referral.id, statement_of(referral), &mut reconciled);
            }
            continue;
        };
        if referral.received_on != old.received_on {
            faults.push(Fault::new(
                format!("referrals[{}].received_on", referral.key),
                format!("this referral is known as received on {}", old.received_on),
                "write that day: an import never moves the beginning of a wait",
            ));
        }
        faults.extend(history.reconcile(old, referral, &mut reconciled));
    }
    if faults.is_empty() { Ok(reconciled) } else { Err(faults) }
}

/// The openings to add and to change, with their resources.
fn openings(
    stored: &ValidatedTerritory,
    wanted: &ValidatedTerritory,
) -> (ListChanges<(ResourceId, Opening)>, BTreeSet<ResourceId>) {
    let known = resources(stored);
    let mut edits = ListChanges::none();
    let mut whose = BTreeSet::new();
    for agenda in agendas_of(wanted) {
        let of = agenda.resource.id;
        let mut left: Vec<&Opening> =
            known.get(&of).map_or_else(Vec::new, |old| old.openings.iter().collect());
        let mut others = Vec::new();
        for opening in &agenda.openings {
            match left.iter().position(|old| says_the_same(old, opening)) {
                Some(at) => {
                    left.remove(at);
                    edits.same += 1;
                }
                None => others.push(opening.clone()),
            }
        }
        for mut opening in others {
            whose.insert(of);
            match left.iter().position(|old| is_the_same_line(old, &opening)) {
                Some(at) => {
                    opening.id = left.remove(at).id;
                    edits.changed.push((of, opening));
                }
                None => edits.new.push((of, opening)),
            }
        }
        edits.absent += left.len();
    }
    edits.absent += absent(&known, wanted, |agenda| agenda.openings.len());
    (edits, whose)
}

/// The absences to add, with their resources.
fn absences(
    stored: &ValidatedTerritory,
    wanted: &ValidatedTerritory,
) -> (ListChanges<(ResourceId, Span)>, BTreeSet<ResourceId>) {
    let known = resources(stored);
    let mut edits = ListChanges::none();
    let mut whose = BTreeSet::new();
    for agenda in agendas_of(wanted) {
        let of = agenda.resource.id;
        let old: &[Span] = known.get(&of).map_or(&[], |old| &old.absences);
        for span in &agenda.absences {
            if old.contains(span) {
                edits.same += 1;
            } else {
                whose.insert(of);
                edits.new.push((of, *span));
            }
        }
        edits.absent += old.iter().filter(|span| !agenda.absences.contains(span)).count();
    }
    edits.absent += absent(&known, wanted, |agenda| agenda.absences.len());
    (edits, whose)
}

/// The sum of `count` over resources that are not in the document.
fn absent(
    known: &BTreeMap<ResourceId, &ValidatedAgenda>,
    wanted: &ValidatedTerritory,
    count: impl Fn(&ValidatedAgenda) -> usize,
) -> usize {
    let named: BTreeSet<_> = agendas_of(wanted).map(|agenda| agenda.resource.id).collect();
    known.iter().filter(|(id, _)| !named.contains(id)).map(|(_, agenda)| count(agenda)).sum()
}

fn says_the_same(old: &Opening, new: &Opening) -> bool {
    let plain = |opening: &Opening| {
        let mut opening = Opening { id: new.id, ..opening.clone() };
        opening.exceptions.sort_by_key(|exception| exception.day);
        opening
    };
    plain(old) == plain(new)
}

/// Same site, first day, start and days: the rest of an opening may change, in particular its last day.
fn is_the_same_line(old: &Opening, new: &Opening) -> bool {
    let line = |opening: &Opening| {
        let rule = opening.rule.as_ref().map(|rule| days_of(rule));
        (opening.site, opening.first_day, opening.from, rule)
    };
    line(old) == line(new)
}

/// A rule without its end.
fn days_of(rule: &str) -> BTreeSet<String> {
    let parts = rule.split(';').map(|part| part.trim().to_ascii_uppercase());
    parts.filter(|part| !part.starts_with("UNTIL=") && !part.starts_with("COUNT=")).collect()
}
