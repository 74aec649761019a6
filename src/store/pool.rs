//! Free time in memory: every agenda of a territory as bits, fed from the database.
//!
//! An agenda is known by its revision. Whatever changes one raises its revision in the same transaction, so that a
//! snapshot is brought up to date by reading what has another revision, and a booking can tell, having locked the
//! team, whether it looked at the truth. A stale snapshot therefore costs a retry, never a wrong booking. The
//! territory itself has such a revision too: when it grows, everything is read anew.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use chrono::{DateTime, Duration, NaiveTime, Utc};
use chrono_tz::Tz;
use domain::agenda::{Agenda, AgendaFacts, Frame};
use domain::ids::{ResourceId, SiteId, TerritoryId};
use domain::territory::Territory;
use domain::time::{Quantum, Span};
use sea_orm::ConnectionTrait;
use tokio::sync::Mutex;
use uuid::Uuid;

use super::agendas::{self, Which};
use super::db::Db;
use super::error::StoreError;
use super::territories;

/// Other replicas' changes are looked for when the last look is older than this.
const FRESH: Duration = Duration::seconds(1);
/// Caps count by the week, so the horizon begins well before today.
const DAYS_BEHIND: i64 = 8;

/// A territory's agendas as they were at one moment. Cheap to clone and to keep.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The territory.
    pub territory: Arc<Territory>,
    /// Its sites in the order of its screens.
    pub site_order: Arc<Vec<SiteId>>,
    /// The territory's revision.
    built: i64,
    horizon: Span,
    agendas: BTreeMap<ResourceId, Arc<Agenda>>,
    /// The start of the reading that last found it up to date.
    looked_at: DateTime<Utc>,
}

impl Snapshot {
    /// Every agenda, in the order of identifiers.
    #[must_use]
    pub fn agendas(&self) -> Vec<&Agenda> {
        self.agendas.values().map(Arc::as_ref).collect()
    }

    /// One agenda.
    #[must_use]
    pub fn agenda(&self, id: ResourceId) -> Option<&Arc<Agenda>> {
        self.agendas.get(&id)
    }

    /// A number that grows whenever any agenda or the territory changes: the sum of their revisions.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.built + self.agendas.values().map(|agenda| agenda.revision()).sum::<i64>()
    }

    /// The revision of the territory itself.
    #[must_use]
    pub const fn territory_revision(&self) -> i64 {
        self.built
    }

    /// The frame in which agendas of this snapshot are built.
    #[must_use]
    pub fn frame(&self) -> Frame<'_> {
        Frame::new(&self.territory, self.horizon)
    }

    fn stale(&self, revisions: &BTreeMap<ResourceId, i64>) -> Vec<ResourceId> {
        revisions
            .iter()
            .filter(|(id, revision)| {
                self.agendas.get(id).is_none_or(|agenda| agenda.revision() != **revision)
            })
            .map(|(id, _)| *id)
            .collect()
    }

    fn put(&mut self, facts: &[AgendaFacts]) -> Result<(), StoreError> {
        let frame = self.frame();
        let built: Vec<Arc<Agenda>> = facts
            .iter()
            .map(|facts| Agenda::build_in(facts, &frame).map(Arc::new))
            .collect::<Result<_, _>>()?;
        for agenda in built {
            let id = agenda.resource().id;
            let newer = self.agendas.get(&id).is_none_or(|known| known.revision() <= agenda.revision());
            if newer {
                self.agendas.insert(id, agenda);
            }
        }
        Ok(())
    }
}

/// The snapshots of every territory in use.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    slots: Arc<StdMutex<HashMap<TerritoryId, Arc<Slot>>>>,
}

#[derive(Debug, Default)]
struct Slot {
    current: StdMutex<Option<Arc<Snapshot>>>,
    /// Held by whoever is reading the database for this territory, so that a crowd reads once.
    reading: Mutex<()>,
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

impl Pool {
    /// The wall clock of a site; Paris for an unknown one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn zone_of(&self, db: &Db, id: TerritoryId, site: Uuid) -> Result<Tz, StoreError> {
        let current = match self.slot(id).current() {
            Some(current) => Some(Arc::clone(&current.territory)),
            None => territories::load(db.read(), id).await?.map(Arc::new),
        };
        let site = current.as_ref().and_then(|territory| territory.sites.get(&SiteId(site)));
        Ok(site.map_or(Tz::Europe__Paris, |site| site.zone))
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
        let slot = self.slot(id);
        let _turn = slot.reading.lock().await;
        let current = slot.current();
        read(&slot, db.read(), id, current, now).await
    }

    /// Forgets the territory, after this process changed it itself: the next look reads everything.
    pub fn forget(&self, id: TerritoryId) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.remove(&id);
    }

    /// Reads the agendas of `ids` again, after a change this process made itself.
    ///
    /// # Errors
    /// [`StoreError`]; the snapshot is then as it was, and the next look mends it.
    pub async fn reload(&self, db: &Db, id: TerritoryId, ids: &[ResourceId]) -> Result<(), StoreError> {
        let slot = self.slot(id);
        let _turn = slot.reading.lock().await;
        let Some(current) = slot.current() else { return Ok(()) };
        let mut next = Snapshot::clone(&current);
        let facts = agendas::facts(db.read(), id, Which::Of(ids), current.horizon.start).await?;
        next.put(&facts)?;
        slot.set(next);
        Ok(())
    }
}

fn is_fresh(snapshot: &Snapshot, now: DateTime<Utc>) -> bool {
    snapshot.horizon.start == horizon_start(now)
        && now - snapshot.looked_at < FRESH
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
    let usable = match current.filter(|known| known.horizon.start == horizon_start(now)) {
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
                let facts = agendas::facts(db, id, Which::Of(&stale), next.horizon.start).await?;
                next.put(&facts)?;
            }
            next
        }
        None => match load(db, id, now).await? {
            Some(snapshot) => snapshot,
            None => return Ok(None),
        },
    };
    Ok(Some(slot.set(next)))
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
    let mut snapshot = Snapshot {
        territory: Arc::new(territory),
        site_order: Arc::new(site_order),
        built,
        horizon: Span::new(start, start.plus((DAYS_BEHIND + ahead + 2) * day)),
        agendas: BTreeMap::new(),
        looked_at: now,
    };
    let facts = agendas::facts(db, id, Which::All, start).await?;
    snapshot.put(&facts)?;
    Ok(Some(snapshot))
}

/// The horizon begins at midnight UTC some days ago, so it stays the same all day.
fn horizon_start(now: DateTime<Utc>) -> Quantum {
    let midnight = now.date_naive().and_time(NaiveTime::MIN).and_utc();
    Quantum::floor(midnight - Duration::days(DAYS_BEHIND))
}
