//! What every action works with. Cheap to clone.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::clock::{Clock, Dice};
use crate::links::Links;
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
    /// What personal links are made with; nobody is let in without.
    pub links: Option<Links>,
}

impl Ctx {
    /// A context over `db`, with nothing in memory yet and no key.
    #[must_use]
    pub fn new(db: Db, clock: Clock, dice: Dice) -> Self {
        Self { db, pool: Pool::default(), clock, dice, metrics: Metrics::default(), links: None }
    }

    /// The same with what personal links are made with.
    #[must_use]
    pub fn with_links(self, links: Option<Links>) -> Self {
        Self { links, ..self }
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
