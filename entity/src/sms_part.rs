//! A provider's reference of a part of an SMS, and its last receipt.

use domain::ids::MessageId;
use domain::sms::ReceiptStatus;
use sea_orm::entity::prelude::*;

use crate::column::{Id, Word};

/// A provider's reference of a part of an SMS, and its last receipt.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sms_part")]
pub struct Model {
    /// Which provider.
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider: String,
    /// Its name for the part, in small letters.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reference: String,
    /// The message; none while only a receipt has come.
    pub message_id: Option<Id<MessageId>>,
    /// What the last receipt says; none before the first.
    pub status: Option<Word<ReceiptStatus>>,
    /// When it was last heard of, UTC.
    pub seen_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
