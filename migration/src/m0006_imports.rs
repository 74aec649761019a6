//! What whole territories bring: birthdays, the organisation of a referral, and a number that grows with every change.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::step::{index, optional};

/// Adds the columns.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let born_on = optional("born_on", ColumnDef::date);
        manager.alter_table(Table::alter().table("beneficiary").add_column(born_on).take()).await?;
        let revision = ColumnDef::new("revision").big_integer().not_null().default(1).take();
        manager.alter_table(Table::alter().table("territory").add_column(revision).take()).await?;
        // Written out: the query builder cannot add a column with its foreign key on SQLite.
        let uuid = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => "uuid_text",
            _ => "uuid",
        };
        let sql = format!(
            "ALTER TABLE referral ADD COLUMN organisation_id {uuid} NULL REFERENCES organisation (id)"
        );
        manager.get_connection().execute_unprepared(&sql).await?;
        manager.create_index(index("referral", &["organisation_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(Index::drop().name("ix_referral_organisation_id").table("referral").to_owned())
            .await?;
        for (table, column) in
            [("referral", "organisation_id"), ("territory", "revision"), ("beneficiary", "born_on")]
        {
            manager.alter_table(Table::alter().table(table).drop_column(column).take()).await?;
        }
        Ok(())
    }
}
