//! A tenant: a département or métropole.

use sea_orm::entity::prelude::*;

/// A tenant: a département or métropole.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "territory")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Short name in files and addresses.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// IANA name of its wall clock.
    pub time_zone: String,
    /// Which public holidays it keeps.
    pub holidays: String,
    /// First minute of the day at which people may be written to.
    pub messages_from: i32,
    /// End minute.
    pub messages_to: i32,
    /// Whether people may be written to on Sundays.
    pub messages_sundays: bool,
    /// How many people are notified at a time of a free slot; nobody when 0.
    pub waitlist_people: i32,
    /// How many rounds of notifications one slot has.
    pub waitlist_rounds: i32,
    /// Days between two such notifications of one person.
    pub waitlist_pause_days: i32,
    /// Days that the place must come before the appointment that somebody has.
    pub waitlist_min_gain_days: i32,
    /// Hours between the message and the place.
    pub waitlist_notice_hours: i32,
    /// Grows by one with every change of its sites, ways, limits and visit types.
    pub revision: i64,
    /// Its colour, `#14505c`; the program's own when it has none.
    pub brand: Option<String>,
    /// The telephone for all its places; empty when it has none.
    pub phone: String,
    /// When it was set up, UTC.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
