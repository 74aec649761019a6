//! A slot that opened up, until the people who wait have been notified of it.

use domain::ids::{ReferralId, SiteId, TerritoryId, VisitTypeId};
use domain::visit::Mode;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Number, Word};

/// A slot that opened up, until the people who wait have been notified of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "waitlist_slot")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The kind of appointment it was for.
    pub visit_type_id: Id<VisitTypeId>,
    /// Where.
    pub site_id: Id<SiteId>,
    /// How.
    pub mode: Word<Mode>,
    /// First quantum.
    pub from_quantum: i64,
    /// End quantum.
    pub to_quantum: i64,
    /// The referral that gave it up, and is not notified.
    pub freed_by: Id<ReferralId>,
    /// How many rounds of notifications were sent.
    pub rounds: Number<u16>,
    /// When the next round is due, UTC.
    pub due_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
