//! What becomes of background jobs: metrics, and whether a job is broken.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// A job that panicked so often in a row, with no run that came to its end in between, is broken.
const PANICS_OF_A_BROKEN_JOB: u32 = 3;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct JobLabel {
    job: &'static str,
}

/// What became of the runs of each job of one replica. Cheap to clone: all clones count together.
#[derive(Clone, Default)]
pub struct JobHealth {
    panics_in_a_row: Arc<Mutex<BTreeMap<&'static str, u32>>>,
    last_success: Family<JobLabel, Gauge>,
    failures: Family<JobLabel, Counter>,
    panics: Family<JobLabel, Counter>,
}

impl JobHealth {
    /// Nothing has run yet; the metrics are in `registry`.
    #[must_use]
    pub fn registered(registry: &mut Registry) -> Self {
        let health = Self::default();
        registry.register(
            "job_last_success_timestamp_seconds",
            "When a job last succeeded, in Unix time",
            health.last_success.clone(),
        );
        registry.register("job_failures", "Runs of a job that failed", health.failures.clone());
        registry.register("job_panics", "Panics of a job, which was restarted", health.panics.clone());
        health
    }

    /// A run of `job` succeeded at `at`, in Unix time.
    pub fn succeeded(&self, job: &'static str, at: i64) {
        self.last_success.get_or_create(&JobLabel { job }).set(at);
        self.set_panics(job, |_| 0);
    }

    /// A run of `job` failed.
    pub fn failed(&self, job: &'static str) {
        self.failures.get_or_create(&JobLabel { job }).inc();
        self.set_panics(job, |_| 0);
    }

    /// `job` panicked: says how often in a row.
    #[must_use]
    pub fn panicked(&self, job: &'static str) -> u32 {
        self.panics.get_or_create(&JobLabel { job }).inc();
        self.set_panics(job, |before| before.saturating_add(1))
    }

    /// The jobs that are broken: they panicked three times in a row or more. Readiness reports them. A job that fails is
    /// not broken: what it needs is away (a mail relay, the database), and the pages of this replica work without it.
    #[must_use]
    pub fn broken(&self) -> Vec<&'static str> {
        let panics = self.panics_in_a_row.lock().unwrap_or_else(PoisonError::into_inner);
        panics.iter().filter(|(_, count)| **count >= PANICS_OF_A_BROKEN_JOB).map(|(job, _)| *job).collect()
    }

    fn set_panics(&self, job: &'static str, next: impl FnOnce(u32) -> u32) -> u32 {
        let mut panics = self.panics_in_a_row.lock().unwrap_or_else(PoisonError::into_inner);
        let count = panics.entry(job).or_insert(0);
        *count = next(*count);
        *count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_broken_after_three_panics_in_a_row() {
        let health = JobHealth::default();
        for _ in 0..2 {
            let _ = health.panicked("purge");
        }
        health.failed("purge");
        for _ in 0..2 {
            let _ = health.panicked("purge");
        }
        assert!(health.broken().is_empty(), "a run came to its end in between");
        assert_eq!(health.panicked("purge"), 3);
        assert_eq!(health.broken(), ["purge"]);
        health.succeeded("purge", 0);
        assert!(health.broken().is_empty());
    }

    #[test]
    fn a_job_that_fails_is_not_broken() {
        let health = JobHealth::default();
        for _ in 0..100 {
            health.failed("send_messages");
        }
        assert!(health.broken().is_empty());
    }
}
