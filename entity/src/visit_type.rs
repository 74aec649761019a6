//! A kind of appointment (motif).

use domain::ids::{TerritoryId, VisitTypeId};
use domain::reminder_schedule::Reminder;
use domain::time::Minutes;
use domain::visit::Modes;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number, Words};

/// A kind of appointment (motif).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_type")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<VisitTypeId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// Short name in files and addresses.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Minutes.
    pub duration: Number<Minutes>,
    /// Starts are at wall-clock multiples of this many minutes.
    pub grid: Number<Minutes>,
    /// Shortest time between now and a start, minutes.
    pub notice: Number<Minutes>,
    /// How many days ahead a start may lie.
    pub horizon_days: Number<u16>,
    /// By which modes.
    pub modes: Words<Modes>,
    /// Minutes kept free before by the professionals.
    pub buffer_before: Number<Minutes>,
    /// Minutes kept free after by the professionals.
    pub buffer_after: Number<Minutes>,
    /// When reminders are sent: `mail:7d sms:2d:asks`.
    pub reminders: Words<Vec<Reminder>>,
    /// Days after which an unanswered invitation is sent once more; 0 for never.
    pub chase_days: Number<u16>,
    /// True when anybody may book it from the territory's public page.
    pub is_public: bool,
}

impl ActiveModelBehavior for ActiveModel {}
