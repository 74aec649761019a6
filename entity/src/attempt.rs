//! How often something that is limited was done.

use sea_orm::entity::prelude::*;

use crate::column::Number;

/// How often something that is limited was done.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    /// What is limited, keyed hash, and which stretch of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub bucket: String,
    /// How often.
    pub count: Number<u32>,
    /// When the stretch is over, UTC.
    pub ends_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
