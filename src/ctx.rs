//! What every action works with. Cheap to clone.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::clock::{Clock, Dice};
use crate::metrics::Metrics;
use crate::store::Db;
use crate::store::pool::Pool;

/// The database, the agendas in memory, time and chance.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// Agendas in memory.
    pub pool: Pool,
    /// Time.
    pub clock: Clock,
    /// Chance.
    pub dice: Dice,
    /// What is counted.
    pub metrics: Metrics,
}

impl Ctx {
    /// A context over `db`, with nothing in memory yet.
    #[must_use]
    pub fn new(db: Db, clock: Clock, dice: Dice) -> Self {
        Self { db, pool: Pool::default(), clock, dice, metrics: Metrics::default() }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new identifier.
    #[must_use]
    pub fn fresh(&self) -> Uuid {
        self.dice.id(self.now())
    }
}
