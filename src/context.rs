//! What every action works with. Cheap to clone.

use chrono::{DateTime, Utc};
use domain::ids::{AccountId, BeneficiaryId};
use uuid::Uuid;

use crate::clock::{Clock, RandomSource};
use crate::keys::{LinkSigner, Purpose};
use crate::store::Db;
use crate::store::agenda_cache::AgendaCache;
use crate::store::channels::AddressHashes;
use crate::store::referrals::Beneficiary;
use crate::telemetry::metrics::Metrics;

/// Who asks for a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Initiator {
    /// The service itself: a job, the command line, or whoever did not say.
    #[default]
    Service,
    /// Somebody who is signed in to the back office.
    Account(AccountId),
    /// A beneficiary, behind their personal link.
    Beneficiary(BeneficiaryId),
}

/// The database, the agendas in memory, time and chance.
#[derive(Clone, Debug)]
pub struct Context {
    /// The database.
    pub db: Db,
    /// Agendas in memory.
    pub agendas: AgendaCache,
    /// Time.
    pub clock: Clock,
    /// Chance.
    pub rng: RandomSource,
    /// What is counted.
    pub metrics: Metrics,
    /// What personal links are made with; nobody is let in without.
    pub links: Option<LinkSigner>,
    /// Who asks for the changes made with this context.
    pub initiator: Initiator,
}

impl Context {
    /// A context over `db`, with nothing in memory yet and no key.
    #[must_use]
    pub fn new(db: Db, clock: Clock, rng: RandomSource) -> Self {
        Self {
            db,
            agendas: AgendaCache::default(),
            clock,
            rng,
            metrics: Metrics::default(),
            links: None,
            initiator: Initiator::Service,
        }
    }

    /// The same on behalf of somebody: every change says so.
    #[must_use]
    pub fn on_behalf_of(&self, initiator: Initiator) -> Self {
        Self { initiator, ..self.clone() }
    }

    /// The same with what personal links are made with.
    #[must_use]
    pub fn with_links(self, links: Option<LinkSigner>) -> Self {
        Self { links, ..self }
    }

    /// The keyed hash by which a stored row knows a mail address or a telephone number; `None` without a key.
    #[must_use]
    pub fn address_hash(&self, address: &str) -> Option<String> {
        self.links.as_ref().map(|links| links.key.name(Purpose::Address, address.as_bytes()))
    }

    /// The hashes of the present addresses of a beneficiary.
    #[must_use]
    pub fn address_hashes(&self, of: &Beneficiary) -> AddressHashes {
        AddressHashes::of(of, |address| self.address_hash(address))
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new identifier.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        self.rng.id(self.now())
    }
}
