//! SIGKILL at random moments, a hundred times on each database; PostgreSQL itself stopped twenty times.

use std::thread;
use std::time::Duration;

use rand::Rng;
use unisson::store::DatabaseKind;

use super::alone;
use super::clients::{Load, all};
use super::harness::World;

/// Clients at once: more than one, so that they meet; few, so that the mails keep up.
const CLIENTS: usize = 3;
const KILLS: usize = 100;
const STOPS: usize = 20;
const PEOPLE: usize = 1_500;

#[test]
fn a_service_killed_a_hundred_times_on_sqlite_keeps_its_word() {
    killed(DatabaseKind::Sqlite);
}

#[test]
fn a_service_killed_a_hundred_times_on_postgresql_keeps_its_word() {
    killed(DatabaseKind::Postgres);
}

fn killed(kind: DatabaseKind) {
    let _alone = alone();
    let mut world = World::new(kind, PEOPLE);
    let mut service = world.home.serves();
    let load = Load::new(&world.token, &[service.address]);
    let clients = load.opens(CLIENTS, PEOPLE);
    for _ in 0..KILLS {
        // Each life does some work; then it may end at any moment of any of it.
        load.tally.waits_for(2);
        thread::sleep(Duration::from_millis(world.chance.random_range(0..100)));
        service.kill();
        service = world.home.serves();
        load.now(&[service.address]);
    }
    load.closes();
    let acknowledged = all(clients);
    service.kill();
    let lost = load.tally.lost.load(std::sync::atomic::Ordering::Relaxed);
    println!("{} booked, {lost} answers lost", acknowledged.len());
    assert!(acknowledged.len() > KILLS / 4 && lost > KILLS / 4, "the kills met too little work");
    assert!(load.served() < PEOPLE, "there were too few people");
    world.must_be_true(&acknowledged, KILLS + 1);
}

#[test]
fn a_postgresql_stopped_twenty_times_loses_nothing_that_was_acknowledged() {
    let _alone = alone();
    let mut world = World::new(DatabaseKind::Postgres, PEOPLE);
    let service = world.home.serves();
    let load = Load::new(&world.token, &[service.address]);
    let clients = load.opens(CLIENTS, PEOPLE);
    for _ in 0..STOPS {
        load.tally.waits_for(5);
        thread::sleep(Duration::from_millis(world.chance.random_range(0..200)));
        let cluster = world.cluster.as_ref().unwrap();
        cluster.stop_immediate();
        cluster.start();
    }
    load.closes();
    let acknowledged = all(clients);
    drop(service);
    println!("{} booked", acknowledged.len());
    assert!(acknowledged.len() > STOPS / 2, "the stops met too little work");
    world.must_be_true(&acknowledged, STOPS + 1);
}
