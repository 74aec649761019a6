//! Two services over one PostgreSQL: the same word, whoever gave it, also while they are replaced one by one.

use std::sync::atomic::Ordering;

use unisson::store::DatabaseKind;

use super::alone;
use super::clients::{Load, all};
use super::harness::World;

const PEOPLE: usize = 80;

#[test]
fn two_replicas_under_load_book_nobody_twice() {
    let _alone = alone();
    let world = World::new(DatabaseKind::Postgres, PEOPLE);
    let services = [world.home.serves(), world.home.serves()];
    let load = Load::new(&world.token, &services.each_ref().map(|service| service.address));
    // Client 0 goes to the first, client 1 to the second, and so on: they meet in the database only.
    let acknowledged = all(load.opens(6, PEOPLE));
    assert_eq!(acknowledged.len(), PEOPLE);
    assert_eq!(load.tally.lost.load(Ordering::Relaxed), 0);
    assert_eq!(load.tally.refused.load(Ordering::Relaxed), 0, "a stale pool costs retries, never a refusal");
    drop(services);
    world.must_be_true(&acknowledged, 2);
}

#[test]
fn replicas_are_replaced_one_by_one_without_a_refused_booking() {
    let _alone = alone();
    let world = World::new(DatabaseKind::Postgres, 2_000);
    let mut services = [world.home.serves(), world.home.serves()];
    let load = Load::new(&world.token, &services.each_ref().map(|service| service.address)).careful();
    let clients = load.opens(4, 2_000);
    for turn in 0..6 {
        load.tally.waits_for(20);
        let before = load.tally.answered();
        services[turn % 2].leave();
        assert!(services[turn % 2].ends_well(), "{}", world.home.log());
        services[turn % 2] = world.home.serves();
        load.now(&services.each_ref().map(|service| service.address));
        assert!(load.tally.answered() > before, "the other one went on meanwhile");
    }
    load.closes();
    let acknowledged = all(clients);
    assert_eq!(load.tally.lost.load(Ordering::Relaxed), 0, "no answer was lost");
    assert_eq!(load.tally.refused.load(Ordering::Relaxed), 0, "nobody was refused");
    assert!(acknowledged.len() > 20, "{}", acknowledged.len());
    drop(services);
    world.must_be_true(&acknowledged, 2);
}
