//! Who said what of a person: what each source said last of a referral, what was edited since, and values of a source
//! that somebody has to check.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, optional};

/// Makes the changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut statement = Table::create()
            .table("source_statement")
            .col(column("referral_id", ColumnDef::uuid))
            .col(column("source", ColumnDef::text))
            .col(column("territory_id", ColumnDef::uuid))
            .col(column("said", ColumnDef::text))
            .col(optional("as_of", ColumnDef::date))
            .col(column("stated_at", ColumnDef::timestamp_with_time_zone))
            .primary_key(&mut key(&["referral_id", "source"]))
            .foreign_key(&mut foreign_key("source_statement", "referral_id", "referral", "id"))
            .foreign_key(&mut foreign_key("source_statement", "territory_id", "territory", "id"))
            .take();
        manager.create_table(statement.take()).await?;
        manager.create_index(index("source_statement", &["territory_id", "source"])).await?;
        let mut edit = Table::create()
            .table("value_edit")
            .col(column("beneficiary_id", ColumnDef::uuid))
            .col(column("field", ColumnDef::text))
            .col(column("territory_id", ColumnDef::uuid))
            .col(column("edited_by", ColumnDef::text))
            .col(column("edited_at", ColumnDef::timestamp_with_time_zone))
            .primary_key(&mut key(&["beneficiary_id", "field"]))
            .foreign_key(&mut foreign_key("value_edit", "beneficiary_id", "beneficiary", "id"))
            .foreign_key(&mut foreign_key("value_edit", "territory_id", "territory", "id"))
            .take();
        manager.create_table(edit.take()).await?;
        manager.create_index(index("value_edit", &["territory_id"])).await?;
        let mut check = Table::create()
            .table("value_check")
            .col(column("beneficiary_id", ColumnDef::uuid))
            .col(column("field", ColumnDef::text))
            .col(column("source", ColumnDef::text))
            .col(column("territory_id", ColumnDef::uuid))
            .col(column("referral_id", ColumnDef::uuid))
            .col(column("stated", ColumnDef::text))
            .col(optional("as_of", ColumnDef::date))
            .col(column("stated_at", ColumnDef::timestamp_with_time_zone))
            .primary_key(&mut key(&["beneficiary_id", "field", "source"]))
            .foreign_key(&mut foreign_key("value_check", "beneficiary_id", "beneficiary", "id"))
            .foreign_key(&mut foreign_key("value_check", "referral_id", "referral", "id"))
            .foreign_key(&mut foreign_key("value_check", "territory_id", "territory", "id"))
            .take();
        manager.create_table(check.take()).await?;
        manager.create_index(index("value_check", &["territory_id", "stated_at"])).await?;
        manager.create_index(index("value_check", &["referral_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["value_check", "value_edit", "source_statement"] {
            manager.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}
