//! Free time in memory: every agenda of a territory as bits, fed from the database.
//!
//! An agenda is known by its revision. Whatever changes one raises its revision in the same transaction, so that a
//! snapshot is brought up to date by reading what has another revision, and a booking can tell, having locked the
//! team, whether it looked at the truth. A stale snapshot therefore costs a retry, never a wrong booking. The
//! territory itself has such a revision too: when it grows, everything is read again.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use chrono::{DateTime, Duration, NaiveTime, Utc};
use chrono_tz::Tz;
use domain::agenda::{Agenda, AgendaContext, AgendaRecord};
use domain::ids::{ResourceId, SiteId, TerritoryId};
use domain::search::{AgendaIndex, BookedVisit, Team};
use domain::territory::Territory;
use domain::time::{Quantum, Span};
use sea_orm::ConnectionTrait;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::store::agendas;
use crate::store::agendas::ResourceSelection;
use crate::store::appointments::Appointment;
use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::territories;

/// A snapshot older than this is compared with the revisions in the database before it is used.
const MAX_SNAPSHOT_AGE: Duration = Duration::seconds(1);
/// Caps count by the week, so the horizon begins well before today.
const DAYS_BEHIND: i64 = 8;

/// A territory's agendas as they were at one moment. Cheap to clone and to keep.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The territory.
    pub territory: Arc<Territory>,
    /// Its sites in the order of its screens.
    pub site_order: Arc<Vec<SiteId>>,
    /// Its agendas, ready for a joint search.
    pub ensemble: AgendaIndex,
    /// The territory's revision.
    built: i64,
    /// The start of the reading that last found it up to date.
    looked_at: DateTime<Utc>,
}

impl Snapshot {
    /// One agenda.
    #[must_use]
    pub fn agenda(&self, id: ResourceId) -> Option<&Arc<Agenda>> {
        self.ensemble.agenda(id)
    }

    /// Who of `team` has no opening for an appointment any more; nobody when it lies beyond the horizon.
    #[must_use]
    pub fn unopened(&self, appointment: &Appointment, team: &Team) -> Vec<ResourceId> {
        let Appointment { visit_type, mode, site, visit: span, .. } = *appointment;
        self.ensemble.unopened(BookedVisit { visit_type, mode, site, span }, team)
    }

    /// A number that grows whenever any agenda or the territory changes: the sum of their revisions.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.built + self.ensemble.revision()
    }

    /// The revision of the territory itself.
    #[must_use]
    pub const fn territory_revision(&self) -> i64 {
        self.built
    }

    /// The frame in which agendas of this snapshot are built.
    #[must_use]
    pub fn frame(&self) -> AgendaContext<'_> {
        self.ensemble.context()
    }

    fn stale(&self, revisions: &BTreeMap<ResourceId, i64>) -> Vec<ResourceId> {
        revisions
            .iter()
            .filter(|(id, revision)| self.agenda(**id).is_none_or(|agenda| agenda.revision() != **revision))
            .map(|(id, _)| *id)
            .collect()
    }

    fn put(&mut self, facts: &[AgendaRecord]) -> Result<(), StoreError> {
        let frame = self.frame();
        let built = facts.iter().map(|facts| Agenda::build_in(facts, &frame)).collect::<Result<_, _>>()?;
        self.ensemble.put(built);
        Ok(())
    }
}

/// The snapshots of every territory in use.
#[derive(Clone, Debug, Default)]
pub struct AgendaCache {
    slots: Arc<StdMutex<HashMap<TerritoryId, Arc<Slot>>>>,
    looked_again: Arc<AtomicU64>,
    lost: Arc<AtomicU64>,
}

/// What an agenda cache holds: for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Territories in memory.
    pub territories: u64,
    /// Their agendas.
    pub agendas: u64,
    /// When the territory that was looked at longest ago was found up to date.
    pub oldest_look: Option<DateTime<Utc>>,
    /// How often somebody did not trust it and looked again.
    pub looked_again: u64,
    /// How often a seat was reserved by somebody else first.
    pub lost: u64,
}

#[derive(Debug, Default)]
struct Slot {
    current: StdMutex<Option<Arc<Snapshot>>>,
    /// Held by whoever is reading the database for this territory, so that many requests at once read once.
    reading: Mutex<()>,
    /// The number of the last reading that began, and of the last that succeeded.
    begun: AtomicU64,
    read: AtomicU64,
    /// Who is being taken at this moment, when, and by which claim.
    claims: StdMutex<Vec<(u64, ResourceId, Span)>>,
    claimed: AtomicU64,
}

/// People whom this process is about to take; let go when dropped. It reserves nothing: it only says to whoever else
/// is choosing at this moment that others are the better choice.
#[derive(Debug)]
pub struct Claim {
    slot: Arc<Slot>,
    number: u64,
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut claims = self.slot.claims.lock().unwrap_or_else(PoisonError::into_inner);
        claims.retain(|(number, ..)| *number != self.number);
    }
}

impl Slot {
    fn current(&self) -> Option<Arc<Snapshot>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, snapshot: Snapshot) -> Arc<Snapshot> {
        let snapshot = Arc::new(snapshot);
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&snapshot));
        snapshot
    }
}

impl AgendaCache {
    /// The time zone of a site; the territory's when `site` is none of its sites, as in a message about no appointment.
    ///
    /// # Errors
    /// [`StoreError`], also when there is no such territory.
    pub async fn zone_of(&self, db: &Db, id: TerritoryId, site: Uuid) -> Result<Tz, StoreError> {
        let current = match self.slot(id).current() {
            Some(current) => Some(Arc::clone(&current.territory)),
            None => territories::load(db.read(), id).await?.map(Arc::new),
        };
        let territory = current.ok_or_else(|| StoreError::Corrupt {
            column: "territory.id".to_owned(),
            found: id.to_string(),
            wanted: "a territory of this service",
        })?;
        Ok(territory.sites.get(&SiteId(site)).map_or(territory.zone, |site| site.zone))
    }

    /// What it holds.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshots: Vec<Arc<Snapshot>> = slots.values().filter_map(|slot| slot.current()).collect();
        Figures {
            territories: snapshots.len() as u64,
            agendas: snapshots.iter().map(|snapshot| snapshot.ensemble.agendas().len() as u64).sum(),
            oldest_look: snapshots.iter().map(|snapshot| snapshot.looked_at).min(),
            looked_again: self.looked_again.load(Ordering::Relaxed),
            lost: self.lost.load(Ordering::Relaxed),
        }
    }

    fn slot(&self, id: TerritoryId) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(id).or_default())
    }

    /// The territory's agendas as of a second ago at most; `None` for an unknown territory.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn snapshot(
        &self,
        db: &Db,
        id: TerritoryId,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Snapshot>>, StoreError> {
        let slot = self.slot(id);
        if let Some(current) = slot.current().filter(|known| is_fresh(known, now)) {
            return Ok(Some(current));
        }
        let _turn = slot.reading.lock().await;
        match slot.current() {
            Some(current) if is_fresh(&current, now) => Ok(Some(current)),
            current => read(&slot, db.read(), id, current, now).await,
        }
    }

    /// The territory's agendas as they are in memory at this moment, however old: nothing is read.
    #[must_use]
    pub fn latest(&self, id: TerritoryId) -> Option<Arc<Snapshot>> {
        self.slot(id).current()
    }

    /// The territory's agendas as they are now, whatever is in memory.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn up_to_date(
        &self,
        db: &Db,
        id: TerritoryId,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Snapshot>>, StoreError> {
        self.looked_again.fetch_add(1, Ordering::Relaxed);
        let slot = self.slot(id);
        let begun = slot.begun.load(Ordering::SeqCst);
        let _turn = slot.reading.lock().await;
        let current = slot.current();
        // What somebody else began to read since this was asked is as good.
        if slot.read.load(Ordering::SeqCst) > begun
            && current.as_ref().is_some_and(|known| is_fresh(known, now))
        {
            return Ok(current);
        }
        read(&slot, db.read(), id, current, now).await
    }

    /// Lets `pick` choose a team for `visit`, knowing who is being taken for the same time by others of this process,
    /// and claims it, so that many requests at once do not pick the same team.
    #[must_use]
    pub fn choose(
        &self,
        id: TerritoryId,
        visit: Span,
        pick: impl FnOnce(Vec<ResourceId>) -> Option<Team>,
    ) -> Option<(Team, Claim)> {
        let slot = self.slot(id);
        let number = slot.claimed.fetch_add(1, Ordering::Relaxed);
        let mut claims = slot.claims.lock().unwrap_or_else(PoisonError::into_inner);
        let others = claims.iter().filter(|(_, _, span)| span.overlaps(visit)).map(|(_, who, _)| *who);
        let team = pick(others.collect())?;
        claims.extend(team.seats.iter().map(|seat| (number, seat.resource, visit)));
        drop(claims);
        Some((team, Claim { slot, number }))
    }

    /// Stores that a try was lost to somebody else: a seat was gone by the time it was taken.
    pub fn note_lost(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
    }

    /// Forgets the territory, after this process changed it itself: the next look reads everything.
    pub fn forget(&self, id: TerritoryId) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.remove(&id);
    }

    /// Reads the agendas of `ids` again, after a change this process made itself.
    ///
    /// # Errors
    /// [`StoreError`]; the snapshot is then as it was, and the next look reads again.
    pub async fn reload(&self, db: &Db, id: TerritoryId, ids: &[ResourceId]) -> Result<(), StoreError> {
        let slot = self.slot(id);
        let _turn = slot.reading.lock().await;
        let Some(current) = slot.current() else { return Ok(()) };
        let mut next = Snapshot::clone(&current);
        let facts =
            agendas::facts(db.read(), id, ResourceSelection::Of(ids), current.ensemble.horizon().start)
                .await?;
        next.put(&facts)?;
        slot.set(next);
        Ok(())
    }
}

fn is_fresh(snapshot: &Snapshot, now: DateTime<Utc>) -> bool {
    snapshot.ensemble.horizon().start == horizon_start(now)
        && now - snapshot.looked_at < MAX_SNAPSHOT_AGE
        && now >= snapshot.looked_at
}

/// Brings the slot up to date: what has another revision is read again, or everything at first, on a new day and when
/// the territory itself has changed.
async fn read(
    slot: &Slot,
    db: &impl ConnectionTrait,
    id: TerritoryId,
    current: Option<Arc<Snapshot>>,
    now: DateTime<Utc>,
) -> Result<Option<Arc<Snapshot>>, StoreError> {
    let number = slot.begun.fetch_add(1, Ordering::SeqCst) + 1;
    let usable = match current.filter(|known| known.ensemble.horizon().start == horizon_start(now)) {
        Some(known) => {
            let revision = territories::revision(db, id).await?;
            Some(known).filter(|known| revision == Some(known.built))
        }
        None => None,
    };
    let next = match usable {
        Some(current) => {
            let revisions = agendas::revisions(db, id).await?;
            let stale = current.stale(&revisions);
            let mut next = Snapshot::clone(&current);
            next.looked_at = now;
            if !stale.is_empty() {
                let facts =
                    agendas::facts(db, id, ResourceSelection::Of(&stale), next.ensemble.horizon().start)
                        .await?;
                next.put(&facts)?;
            }
            next
        }
        None => match load(db, id, now).await? {
            Some(snapshot) => snapshot,
            None => return Ok(None),
        },
    };
    let snapshot = slot.set(next);
    slot.read.store(number, Ordering::SeqCst);
    Ok(Some(snapshot))
}

async fn load(
    db: &impl ConnectionTrait,
    id: TerritoryId,
    now: DateTime<Utc>,
) -> Result<Option<Snapshot>, StoreError> {
    // Read first: what changes while it is read carries the older number, and is read again.
    let Some(built) = territories::revision(db, id).await? else { return Ok(None) };
    let Some(territory) = territories::load(db, id).await? else { return Ok(None) };
    let site_order = territories::site_order(db, id).await?;
    let ahead = territory.visit_types.values().map(|kind| i64::from(kind.horizon_days)).max().unwrap_or(0);
    let start = horizon_start(now);
    let day = 24 * 12;
    let territory = Arc::new(territory);
    let horizon = Span::new(start, start.plus((DAYS_BEHIND + ahead + 2) * day));
    let mut snapshot = Snapshot {
        territory: Arc::clone(&territory),
        site_order: Arc::new(site_order),
        ensemble: AgendaIndex::new(territory, horizon),
        built,
        looked_at: now,
    };
    let facts = agendas::facts(db, id, ResourceSelection::All, start).await?;
    snapshot.put(&facts)?;
    Ok(Some(snapshot))
}

/// The horizon begins at midnight UTC some days ago, so it stays the same all day.
fn horizon_start(now: DateTime<Utc>) -> Quantum {
    let midnight = now.date_naive().and_time(NaiveTime::MIN).and_utc();
    Quantum::floor(midnight - Duration::days(DAYS_BEHIND))
}
