//! Tables of beneficiaries and referrals.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, optional, unique};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this step, in the order they are created.
const TABLES: &[&str] = &["beneficiary", "referral"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("beneficiary")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("given_name", ColumnDef::string))
                    .col(column("family_name", ColumnDef::string))
                    .col(optional("email", ColumnDef::string))
                    .col(optional("phone", ColumnDef::string))
                    .col(column("language", ColumnDef::string))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("beneficiary", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("beneficiary", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("referral")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("key", ColumnDef::string))
                    .col(column("beneficiary_id", ColumnDef::uuid))
                    .col(column("received_on", ColumnDef::date))
                    .col(optional("site_id", ColumnDef::uuid))
                    .col(optional("referent_id", ColumnDef::uuid))
                    .col(optional("interpreter", ColumnDef::string))
                    .col(optional("first_offered_at", ColumnDef::timestamp_with_time_zone))
                    .col(optional("booked_at", ColumnDef::timestamp_with_time_zone))
                    .col(optional("attended_at", ColumnDef::timestamp_with_time_zone))
                    .col(optional("closed_on", ColumnDef::date))
                    .col(optional("closed_why", ColumnDef::string))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("referral", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("referral", "beneficiary_id", "beneficiary", "id"))
                    .foreign_key(&mut foreign_key("referral", "site_id", "site", "id"))
                    .foreign_key(&mut foreign_key("referral", "referent_id", "professional", "resource_id"))
                    .take(),
            )
            .await?;
        manager.create_index(unique("referral", &["territory_id", "key"])).await?;
        manager.create_index(index("referral", &["beneficiary_id"])).await?;
        manager.create_index(index("referral", &["site_id"])).await?;
        manager.create_index(index("referral", &["referent_id"])).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}
