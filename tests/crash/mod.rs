//! Kills the real service: no acknowledged booking is lost, nothing is half booked, no message is sent twice.
//!
//! Clients book and reschedule over HTTP and record what was acknowledged; when an answer is lost they repeat the request
//! under the same key until they have one. The moments of the kills come from a seed, which a failure shows (`UNISSON_SEED` sets it).
//! Only these tests let real time pass: they are about processes, which read the clock of the machine.
#![expect(clippy::print_stdout, reason = "the seed and the figures are needed to reproduce a failure")]

mod clients;
mod harness;
mod idempotency;
mod outages;
mod replicas;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// These tests are about load: one at a time.
fn alone() -> MutexGuard<'static, ()> {
    static STAGE: Mutex<()> = Mutex::new(());
    STAGE.lock().unwrap_or_else(PoisonError::into_inner)
}
