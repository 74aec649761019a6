//! Visit types that anybody may book, and how a referral came.

use sea_orm_migration::prelude::*;

use crate::step::{column, index};

/// Adds the columns, and an index by which people of one birthday are found.
#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: [(&str, &str); 2] = [("visit_type", "is_public"), ("referral", "origin")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in COLUMNS {
            let added = match name {
                "is_public" => column(name, ColumnDef::boolean).default(false).take(),
                _ => column(name, ColumnDef::string).default("handed_in").take(),
            };
            manager.alter_table(Table::alter().table(table).add_column(added).take()).await?;
        }
        manager.create_index(index("beneficiary", &["territory_id", "born_on"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut drop = Index::drop();
        drop.name("ix_beneficiary_territory_id_born_on").table("beneficiary");
        manager.drop_index(drop).await?;
        for (table, name) in COLUMNS.into_iter().rev() {
            manager.alter_table(Table::alter().table(table).drop_column(name).take()).await?;
        }
        Ok(())
    }
}
