//! A held or booked appointment.

use domain::appointment_state::{Party, Reason, State};
use domain::ids::{AppointmentId, ReferralId, SiteId, TerritoryId, VisitTypeId};
use domain::visit::Mode;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// A held or booked appointment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<AppointmentId>,
    /// Its territory.
    pub territory_id: Id<TerritoryId>,
    /// The referral it serves.
    pub referral_id: Id<ReferralId>,
    /// Its kind.
    pub visit_type_id: Id<VisitTypeId>,
    /// Where.
    pub site_id: Id<SiteId>,
    /// How the person is received.
    pub mode: Word<Mode>,
    /// First quantum of the visit.
    pub from_quantum: i64,
    /// End quantum of the visit.
    pub to_quantum: i64,
    /// Its state.
    pub state: Word<State>,
    /// Grows by one with every change that people are notified of.
    pub revision: i32,
    /// For a hold, when it ends, UTC.
    pub hold_ends_at: Option<DateTimeUtc>,
    /// Who called it off.
    pub cancelled_by: Option<Word<Party>>,
    /// Why.
    pub cancel_reason: Option<Word<Reason>>,
    /// When it was first held or booked, UTC.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
