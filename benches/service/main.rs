//! How fast the service is with its database: bringing a territory's agendas into memory, booking, searching over
//! HTTP, and sending, on SQLite and on PostgreSQL as in production (`synchronous=FULL`, `fsync` on), booking beside the
//! database's own speed for the same rows.
//!
//! Prints tables. `cargo bench --bench service -- memory` runs one part only: `memory`, `bookings`, `http`, `desk`,
//! `messages` or `reminders`.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on must stop there")]
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::alloc::System;
use std::future::Future;
use std::pin::Pin;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use unisson::store::DatabaseKind;

mod bookings;
#[path = "../../tests/support/cluster.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod cluster;
mod copies;
mod databases;
mod desk;
#[path = "../../tests/support/exchange.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod exchange;
mod http;
#[path = "../made.rs"]
#[expect(dead_code, reason = "the other benchmark needs more of it")]
mod made;
mod memory;
mod messages;
#[path = "../../tests/support/relay.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod relay;
mod replay;
#[path = "../../tests/support/territory.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod territory;

use databases::Databases;

/// Counts every byte that is asked for, so that what agendas take in memory is known and not guessed.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The databases measured on.
const KINDS: [DatabaseKind; 2] = [DatabaseKind::Sqlite, DatabaseKind::Postgres];

type Part = for<'a> fn(&'a Databases) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

const PARTS: [(&str, Part); 6] = [
    ("memory", |databases| Box::pin(memory::measure(databases))),
    ("bookings", |databases| Box::pin(bookings::measure(databases))),
    ("http", |databases| Box::pin(http::measure(databases))),
    ("desk", |databases| Box::pin(desk::measure(databases))),
    ("messages", |databases| Box::pin(messages::measure(databases))),
    ("reminders", |databases| Box::pin(messages::measure_many(databases))),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let databases = Databases::default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for (name, part) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            runtime.block_on(part(&databases));
        }
    }
}
