//! Time and chance, the only place where they enter.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

/// Where `now` comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands still until it is set: for tests.
    Set(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock stopped at `now`.
    #[must_use]
    pub fn standing_at(now: DateTime<Utc>) -> Self {
        Self::Set(Arc::new(Mutex::new(now)))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Set(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Sets a standing clock; the machine's is left alone.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Self::Set(now) = self {
            *now.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

/// Where chance comes from.
#[derive(Clone, Debug)]
pub struct RandomSource(Arc<Mutex<StdRng>>);

impl RandomSource {
    /// Randomness that nobody can predict.
    #[must_use]
    pub fn fair() -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    /// Randomness that is the same for the same seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// Random bytes, for keys and secrets: only a cryptographic source is good enough.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut random = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut random[..]);
        random
    }

    /// A new identifier, a UUID version 7 (RFC 9562 section 5.7): sorted by time, 74 random bits.
    #[must_use]
    pub fn id(&self, now: DateTime<Utc>) -> Uuid {
        let random: [u8; 10] = self.bytes();
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}
