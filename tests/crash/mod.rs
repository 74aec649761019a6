//! The real service, killed: nothing acknowledged is lost, nothing is half booked, nobody is written to twice.
//!
//! Clients book and move over HTTP and write down what was acknowledged; when an answer is lost they ask again under the
//! same key until they know. The moments of the kills come from a seed, which a failure shows (`UNISSON_SEED` sets it).
//! These are the only stories that let real time pass: they are about processes, whose time nobody injects.
#![expect(
    clippy::print_stdout,
    reason = "the seed and the figures of a failed story are what it is mended by"
)]

mod clients;
mod harness;
mod idempotency;
mod outages;
mod replicas;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// These stories are about load: one at a time.
fn alone() -> MutexGuard<'static, ()> {
    static STAGE: Mutex<()> = Mutex::new(());
    STAGE.lock().unwrap_or_else(PoisonError::into_inner)
}
