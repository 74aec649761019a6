//! Tables of appointments and the guard.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, optional};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this step, in the order they are created.
const TABLES: &[&str] =
    &["appointment", "team_member", "reservation", "appointment_event", "idempotency_key"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    #[expect(clippy::too_many_lines, reason = "one statement after another, a table each")]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("appointment")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("referral_id", ColumnDef::uuid))
                    .col(column("visit_type_id", ColumnDef::uuid))
                    .col(column("site_id", ColumnDef::uuid))
                    .col(column("mode", ColumnDef::string))
                    .col(column("from_quantum", ColumnDef::big_integer))
                    .col(column("to_quantum", ColumnDef::big_integer))
                    .col(column("state", ColumnDef::string))
                    .col(column("revision", ColumnDef::integer))
                    .col(optional("hold_ends_at", ColumnDef::timestamp_with_time_zone))
                    .col(optional("cancelled_by", ColumnDef::string))
                    .col(optional("cancel_reason", ColumnDef::string))
                    .col(column("created_at", ColumnDef::timestamp_with_time_zone))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("appointment", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("appointment", "referral_id", "referral", "id"))
                    .foreign_key(&mut foreign_key("appointment", "visit_type_id", "visit_type", "id"))
                    .foreign_key(&mut foreign_key("appointment", "site_id", "site", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("appointment", &["referral_id"])).await?;
        manager.create_index(index("appointment", &["visit_type_id"])).await?;
        manager.create_index(index("appointment", &["site_id"])).await?;
        manager.create_index(index("appointment", &["territory_id", "from_quantum"])).await?;
        manager.get_connection().execute_unprepared("CREATE UNIQUE INDEX appointment_one_expected ON appointment (referral_id) WHERE state IN ('booked', 'moved')").await?;
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX appointment_one_hold ON appointment (referral_id) WHERE state = 'held'",
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("team_member")
                    .col(column("appointment_id", ColumnDef::uuid))
                    .col(column("resource_id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("role", ColumnDef::string))
                    .col(column("place", ColumnDef::string))
                    .col(optional("site_id", ColumnDef::uuid))
                    .col(column("visit_from", ColumnDef::big_integer))
                    .col(column("visit_to", ColumnDef::big_integer))
                    .col(column("from_quantum", ColumnDef::big_integer))
                    .col(column("to_quantum", ColumnDef::big_integer))
                    .col(optional("expires_at", ColumnDef::timestamp_with_time_zone))
                    .primary_key(&mut key(&["appointment_id", "resource_id"]))
                    .foreign_key(&mut foreign_key("team_member", "appointment_id", "appointment", "id"))
                    .foreign_key(&mut foreign_key("team_member", "resource_id", "resource", "id"))
                    .foreign_key(&mut foreign_key("team_member", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("team_member", "site_id", "site", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("team_member", &["resource_id", "from_quantum"])).await?;
        manager.create_index(index("team_member", &["site_id"])).await?;
        manager.create_index(index("team_member", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("reservation")
                    .col(column("resource_id", ColumnDef::uuid))
                    .col(column("quantum", ColumnDef::big_integer))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("appointment_id", ColumnDef::uuid))
                    .col(optional("expires_at", ColumnDef::timestamp_with_time_zone))
                    .primary_key(&mut key(&["resource_id", "quantum"]))
                    .foreign_key(&mut foreign_key("reservation", "resource_id", "resource", "id"))
                    .foreign_key(&mut foreign_key("reservation", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("reservation", "appointment_id", "appointment", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("reservation", &["appointment_id"])).await?;
        manager.create_index(index("reservation", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("appointment_event")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("appointment_id", ColumnDef::uuid))
                    .col(column("at", ColumnDef::timestamp_with_time_zone))
                    .col(column("event", ColumnDef::string))
                    .col(column("detail", ColumnDef::text))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("appointment_event", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("appointment_event", "appointment_id", "appointment", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("appointment_event", &["appointment_id"])).await?;
        manager.create_index(index("appointment_event", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("idempotency_key")
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("client", ColumnDef::string))
                    .col(column("key", ColumnDef::string))
                    .col(column("fingerprint", ColumnDef::string))
                    .col(column("answer", ColumnDef::text))
                    .col(column("created_at", ColumnDef::timestamp_with_time_zone))
                    .primary_key(&mut key(&["territory_id", "client", "key"]))
                    .foreign_key(&mut foreign_key("idempotency_key", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("idempotency_key", &["created_at"])).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}
