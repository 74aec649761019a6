//! How territories and their sites show themselves to the public.

use sea_orm_migration::prelude::*;

use crate::step::{column, optional};

/// Adds the columns.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: [(&str, &str); 4] =
    [("territory", "brand"), ("territory", "phone"), ("site", "access"), ("site", "access_note")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in COLUMNS {
            let added = match name {
                "brand" => optional(name, ColumnDef::text),
                _ => column(name, ColumnDef::text).default("").take(),
            };
            manager.alter_table(Table::alter().table(table).add_column(added).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in COLUMNS.into_iter().rev() {
            manager.alter_table(Table::alter().table(table).drop_column(name).take()).await?;
        }
        Ok(())
    }
}
