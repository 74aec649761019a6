//! Tables of what people do for themselves: links, sessions, attempts, calls promised, wishes.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, optional, unique};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this step, in the order they are created.
const TABLES: &[&str] =
    &["invitation", "booking_session", "attempt", "callback", "referral_wish", "refused_channel"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        invitation(manager).await?;
        session(manager).await?;
        attempt(manager).await?;
        callback(manager).await?;
        wishes(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}

async fn invitation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("invitation")
                .col(column("id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("referral_id", ColumnDef::uuid))
                .col(column("visit_type_id", ColumnDef::uuid))
                .col(column("seed", ColumnDef::string))
                .col(column("token_hash", ColumnDef::string))
                .col(column("code_hash", ColumnDef::string))
                .col(column("feed_hash", ColumnDef::string))
                .col(column("created_at", ColumnDef::timestamp_with_time_zone))
                .col(column("expires_at", ColumnDef::timestamp_with_time_zone))
                .col(optional("revoked_at", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["id"]))
                .foreign_key(&mut foreign_key("invitation", "territory_id", "territory", "id"))
                .foreign_key(&mut foreign_key("invitation", "referral_id", "referral", "id"))
                .foreign_key(&mut foreign_key("invitation", "visit_type_id", "visit_type", "id"))
                .take(),
        )
        .await?;
    for columns in [&["token_hash"], &["code_hash"], &["feed_hash"]] {
        manager.create_index(unique("invitation", columns)).await?;
    }
    for columns in [&["territory_id"], &["referral_id"]] {
        manager.create_index(index("invitation", columns)).await?;
    }
    only_one(manager, "invitation_one_active", "invitation", "revoked_at").await
}

async fn session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("booking_session")
                .col(column("id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("invitation_id", ColumnDef::uuid))
                .col(column("secret_hash", ColumnDef::string))
                .col(column("answers", ColumnDef::text))
                .col(column("created_at", ColumnDef::timestamp_with_time_zone))
                .col(column("expires_at", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["id"]))
                .foreign_key(&mut foreign_key("booking_session", "territory_id", "territory", "id"))
                .foreign_key(&mut foreign_key("booking_session", "invitation_id", "invitation", "id"))
                .take(),
        )
        .await?;
    manager.create_index(unique("booking_session", &["secret_hash"])).await?;
    for columns in [&["invitation_id"], &["expires_at"]] {
        manager.create_index(index("booking_session", columns)).await?;
    }
    Ok(())
}

async fn attempt(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("attempt")
                .col(column("bucket", ColumnDef::string))
                .col(column("hits", ColumnDef::integer))
                .col(column("ends_at", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["bucket"]))
                .take(),
        )
        .await?;
    manager.create_index(index("attempt", &["ends_at"])).await
}

async fn callback(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("callback")
                .col(column("id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("referral_id", ColumnDef::uuid))
                .col(column("why", ColumnDef::string))
                .col(column("half_day", ColumnDef::string))
                .col(column("due_on", ColumnDef::date))
                .col(column("asked_at", ColumnDef::timestamp_with_time_zone))
                .col(optional("done_at", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["id"]))
                .foreign_key(&mut foreign_key("callback", "territory_id", "territory", "id"))
                .foreign_key(&mut foreign_key("callback", "referral_id", "referral", "id"))
                .take(),
        )
        .await?;
    manager.create_index(index("callback", &["territory_id", "due_on"])).await?;
    manager.create_index(index("callback", &["referral_id"])).await?;
    only_one(manager, "callback_one_open", "callback", "done_at").await
}

async fn wishes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("referral_wish")
                .col(column("referral_id", ColumnDef::uuid))
                .col(column("wish", ColumnDef::string))
                .col(column("territory_id", ColumnDef::uuid))
                .primary_key(&mut key(&["referral_id", "wish"]))
                .foreign_key(&mut foreign_key("referral_wish", "referral_id", "referral", "id"))
                .foreign_key(&mut foreign_key("referral_wish", "territory_id", "territory", "id"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("refused_channel")
                .col(column("beneficiary_id", ColumnDef::uuid))
                .col(column("channel", ColumnDef::string))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("since", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["beneficiary_id", "channel"]))
                .foreign_key(&mut foreign_key("refused_channel", "beneficiary_id", "beneficiary", "id"))
                .foreign_key(&mut foreign_key("refused_channel", "territory_id", "territory", "id"))
                .take(),
        )
        .await?;
    for table in ["referral_wish", "refused_channel"] {
        manager.create_index(index(table, &["territory_id"])).await?;
    }
    Ok(())
}

/// At most one row of a referral in which `ended` is empty.
async fn only_one(manager: &SchemaManager<'_>, name: &str, table: &str, ended: &str) -> Result<(), DbErr> {
    let sql = format!("CREATE UNIQUE INDEX {name} ON {table} (referral_id) WHERE {ended} IS NULL");
    manager.get_connection().execute_unprepared(&sql).await?;
    Ok(())
}
