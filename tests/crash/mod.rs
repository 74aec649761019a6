//! The real service, killed: nothing acknowledged is lost, nothing is half booked, nobody is written to twice.
//!
//! Clients book and move over HTTP and write down what was acknowledged; when an answer is lost they ask again under the
//! same key until they know. The moments of the kills come from a seed, which a failure shows (`UNISSON_SEED` sets it).

mod clients;
mod once;
mod outages;
mod replicas;
mod world;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// These stories are about load: one at a time.
fn alone() -> MutexGuard<'static, ()> {
    static STAGE: Mutex<()> = Mutex::new(());
    STAGE.lock().unwrap_or_else(PoisonError::into_inner)
}
