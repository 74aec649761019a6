//! Request limits per minute and key, in memory of this process: each replica allows as many, and a restart forgets.
//! What must survive a restart is counted in the database.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

/// After so many counts, keys with their whole allowance are removed.
const TIDY_EVERY: u32 = 4_096;

/// A limit per minute for each key, all of which may be used at once. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PerMinute<K: Clone + Hash + Eq> {
    most: NonZeroU32,
    requests: Arc<AtomicU32>,
    limiter: Arc<RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>>,
}

/// What is left of the allowance after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Most a minute.
    pub most: u32,
    /// How many more at once.
    pub remaining: u32,
}

/// Over the limit: to be tried again after some seconds, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooOften {
    /// Most a minute.
    pub most: u32,
    /// Seconds until there is one more.
    pub wait_seconds: u64,
}

impl<K: Clone + Hash + Eq> PerMinute<K> {
    /// With `most` requests a minute.
    #[must_use]
    pub fn new(most: NonZeroU32) -> Self {
        let limiter = RateLimiter::keyed(Quota::per_minute(most)).with_middleware();
        Self { most, requests: Arc::default(), limiter: Arc::new(limiter) }
    }

    /// Counts one more for `key`.
    ///
    /// # Errors
    /// [`TooOften`]; it is then not counted.
    pub fn count(&self, key: &K) -> Result<Left, TooOften> {
        if self.requests.fetch_add(1, Ordering::Relaxed).is_multiple_of(TIDY_EVERY) {
            // Keys that have their whole allowance again are forgotten, so that strangers do not fill the memory.
            self.limiter.retain_recent();
        }
        let most = self.most.get();
        match self.limiter.check_key(key) {
            Ok(state) => Ok(Left { most, remaining: state.remaining_burst_capacity() }),
            Err(refused) => {
                let wait = refused.wait_time_from(DefaultClock::default().now());
                Err(TooOften { most, wait_seconds: wait.as_secs().max(1) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::web::per_minute::*;

    #[test]
    fn each_key_has_an_allowance_of_its_own() {
        let limit = PerMinute::new(NonZeroU32::new(3).unwrap());
        let left: Vec<u32> = (0..3).map(|_| limit.count(&"caf").unwrap().remaining).collect();
        assert_eq!(left, [2, 1, 0]);
        let refused = limit.count(&"caf").unwrap_err();
        assert!((1..=20).contains(&refused.wait_seconds), "{refused:?}");
        assert!(limit.count(&"ccas").is_ok());
    }
}
