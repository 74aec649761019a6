//! A tenant: a département or métropole.

use chrono_tz::Tz;
use domain::holidays::HolidayCalendar;
use domain::ids::TerritoryId;
use domain::theme::Colour;
use domain::time::MinuteOfDay;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number, Word};

/// A tenant: a département or métropole.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "territory")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<TerritoryId>,
    /// Short name in files and addresses.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Time zone of its wall clock.
    pub time_zone: Word<Tz>,
    /// Which public holidays it keeps.
    pub holidays: Word<HolidayCalendar>,
    /// First minute of the day at which people may be written to.
    pub messages_from: Number<MinuteOfDay>,
    /// End minute.
    pub messages_to: Number<MinuteOfDay>,
    /// Whether people may be written to on Sundays.
    pub messages_sundays: bool,
    /// How many people are notified at a time of a free slot; nobody when 0.
    pub waitlist_people: Number<u16>,
    /// How many rounds of notifications one slot has.
    pub waitlist_rounds: Number<u16>,
    /// Days between two such notifications of one person.
    pub waitlist_pause_days: Number<u16>,
    /// Days by which a slot must be earlier than the appointment that somebody has.
    pub waitlist_min_gain_days: Number<u16>,
    /// Least hours between the message and the slot.
    pub waitlist_notice_hours: Number<u16>,
    /// Grows by one with every change of its sites, ways, limits and visit types.
    pub revision: i64,
    /// Its colour, `#14505c`; the program's own when it has none.
    pub brand: Option<Word<Colour>>,
    /// The telephone for all its places; empty when it has none.
    pub phone: String,
    /// When it was set up, UTC.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
