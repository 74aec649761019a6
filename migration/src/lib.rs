//! The schema's steps, frozen in time, for SQLite and PostgreSQL alike. Never uses the entities of today.

use sea_orm_migration::prelude::*;

mod m0001_territory;
mod m0002_agendas;
mod m0003_people;
mod m0004_appointments;
mod m0005_messages;
mod m0006_imports;
mod m0007_links;
mod m0008_faces;
mod m0009_territory_indexes;
mod m0010_open_booking;
mod m0011_accounts;
mod m0012_desk;
mod m0013_messages;
mod m0014_sms;
mod m0015_deliveries;
mod m0016_freed_places;
mod m0017_turns;
mod m0018_reasons;
mod m0019_field_words;
mod m0020_provenance;
mod step;

/// Every step, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_territory::Migration),
            Box::new(m0002_agendas::Migration),
            Box::new(m0003_people::Migration),
            Box::new(m0004_appointments::Migration),
            Box::new(m0005_messages::Migration),
            Box::new(m0006_imports::Migration),
            Box::new(m0007_links::Migration),
            Box::new(m0008_faces::Migration),
            Box::new(m0009_territory_indexes::Migration),
            Box::new(m0010_open_booking::Migration),
            Box::new(m0011_accounts::Migration),
            Box::new(m0012_desk::Migration),
            Box::new(m0013_messages::Migration),
            Box::new(m0014_sms::Migration),
            Box::new(m0015_deliveries::Migration),
            Box::new(m0016_freed_places::Migration),
            Box::new(m0017_turns::Migration),
            Box::new(m0018_reasons::Migration),
            Box::new(m0019_field_words::Migration),
            Box::new(m0020_provenance::Migration),
        ]
    }
}
