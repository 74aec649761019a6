//! Short messages: the names providers give to their parts, with what became of each; and what people wrote back.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, optional, unique};

/// Makes the changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("sms_part")
                    .col(column("provider", ColumnDef::string))
                    .col(column("reference", ColumnDef::string))
                    .col(optional("message_id", ColumnDef::uuid))
                    .col(optional("fate", ColumnDef::string))
                    .col(column("seen_at", ColumnDef::timestamp_with_time_zone))
                    .primary_key(&mut key(&["provider", "reference"]))
                    .foreign_key(
                        foreign_key("sms_part", "message_id", "message", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .take(),
            )
            .await?;
        manager.create_index(index("sms_part", &["message_id"])).await?;
        manager.create_index(index("sms_part", &["seen_at"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("sms_reply")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("provider", ColumnDef::string))
                    .col(column("name", ColumnDef::string))
                    .col(optional("territory_id", ColumnDef::uuid))
                    .col(optional("beneficiary_id", ColumnDef::uuid))
                    .col(optional("referral_id", ColumnDef::uuid))
                    .col(optional("appointment_id", ColumnDef::uuid))
                    .col(column("meaning", ColumnDef::string))
                    .col(optional("text", ColumnDef::text))
                    .col(column("received_at", ColumnDef::timestamp_with_time_zone))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("sms_reply", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("sms_reply", "beneficiary_id", "beneficiary", "id"))
                    .foreign_key(&mut foreign_key("sms_reply", "referral_id", "referral", "id"))
                    .foreign_key(&mut foreign_key("sms_reply", "appointment_id", "appointment", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(unique("sms_reply", &["provider", "name"])).await?;
        for columns in [
            &["territory_id"][..],
            &["beneficiary_id", "received_at"],
            &["referral_id"],
            &["appointment_id"],
            &["received_at"],
        ] {
            manager.create_index(index("sms_reply", columns)).await?;
        }
        let sql = "CREATE INDEX ix_sms_who_writes ON beneficiary (phone)";
        manager.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX ix_sms_who_writes").await?;
        for table in ["sms_reply", "sms_part"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}
