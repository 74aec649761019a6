//! What a professional's calendar answered last to the invitations of one appointment.

use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::incoming_mail::InvitationAnswer;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// What a professional's calendar answered last to the invitations of one appointment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_answer")]
pub struct Model {
    /// The appointment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub appointment_id: Id<AppointmentId>,
    /// Who answered.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: Id<ResourceId>,
    /// Their territory.
    pub territory_id: Id<TerritoryId>,
    /// The answer.
    pub answer: Word<InvitationAnswer>,
    /// SEQUENCE of the invitation it answers.
    pub sequence: i32,
    /// DTSTAMP of the answer, UTC.
    pub stamped_at: DateTimeUtc,
    /// When the time that it proposes would start, UTC.
    pub proposed_from: Option<DateTimeUtc>,
    /// When that would end, UTC.
    pub proposed_to: Option<DateTimeUtc>,
    /// When it came in, UTC.
    pub received_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
