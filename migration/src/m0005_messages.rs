//! Tables of messages.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, optional, unique};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this step, in the order they are created.
const TABLES: &[&str] = &["message"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("message")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("appointment_id", ColumnDef::uuid))
                    .col(column("revision", ColumnDef::integer))
                    .col(column("kind", ColumnDef::string))
                    .col(column("channel", ColumnDef::string))
                    .col(column("recipient_id", ColumnDef::uuid))
                    .col(column("facts", ColumnDef::text))
                    .col(column("state", ColumnDef::string))
                    .col(column("due_at", ColumnDef::timestamp_with_time_zone))
                    .col(column("attempts", ColumnDef::integer))
                    .col(optional("claimed_until", ColumnDef::timestamp_with_time_zone))
                    .col(optional("settled_at", ColumnDef::timestamp_with_time_zone))
                    .col(optional("problem", ColumnDef::string))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("message", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("message", "appointment_id", "appointment", "id"))
                    .take(),
            )
            .await?;
        manager
            .create_index(unique(
                "message",
                &["appointment_id", "revision", "kind", "channel", "recipient_id"],
            ))
            .await?;
        manager.create_index(index("message", &["state", "due_at"])).await?;
        manager.create_index(index("message", &["territory_id"])).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}
