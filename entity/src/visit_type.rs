//! A kind of appointment (motif).

use sea_orm::entity::prelude::*;

/// A kind of appointment (motif).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_type")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Uuid,
    /// Short name in files and addresses.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Minutes.
    pub duration: i32,
    /// Starts are at wall-clock multiples of this many minutes.
    pub grid: i32,
    /// Shortest time between now and a start, minutes.
    pub notice: i32,
    /// How many days ahead a start may lie.
    pub horizon_days: i32,
    /// Words of the modes, separated by spaces.
    pub modes: String,
    /// Minutes kept free before by the professionals.
    pub buffer_before: i32,
    /// Minutes kept free after by the professionals.
    pub buffer_after: i32,
    /// Reminders, separated by spaces: `mail:7d sms:2d:asks`.
    pub reminders: String,
    /// Days after which an unanswered invitation is sent once more; 0 for never.
    pub chase_days: i32,
    /// True when anybody may book it from the territory's public page.
    pub is_public: bool,
}

impl ActiveModelBehavior for ActiveModel {}
