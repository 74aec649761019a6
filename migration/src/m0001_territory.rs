//! Tables of the territory and its places.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, unique};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this step, in the order they are created.
const TABLES: &[&str] = &[
    "territory",
    "legal_limit",
    "organisation",
    "site",
    "site_hours",
    "travel",
    "visit_type",
    "visit_type_role",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    #[expect(clippy::too_many_lines, reason = "one statement after another, a table each")]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("territory")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("key", ColumnDef::string))
                    .col(column("name", ColumnDef::string))
                    .col(column("time_zone", ColumnDef::string))
                    .col(column("holidays", ColumnDef::string))
                    .col(column("created_at", ColumnDef::timestamp_with_time_zone))
                    .primary_key(&mut key(&["id"]))
                    .take(),
            )
            .await?;
        manager.create_index(unique("territory", &["key"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("legal_limit")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("from_day", ColumnDef::date))
                    .col(column("days", ColumnDef::integer))
                    .col(column("source", ColumnDef::string))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("legal_limit", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(unique("legal_limit", &["territory_id", "from_day"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("organisation")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("key", ColumnDef::string))
                    .col(column("name", ColumnDef::string))
                    .col(column("kind", ColumnDef::string))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("organisation", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(unique("organisation", &["territory_id", "key"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("site")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("key", ColumnDef::string))
                    .col(column("name", ColumnDef::string))
                    .col(column("address", ColumnDef::string))
                    .col(column("phone", ColumnDef::string))
                    .col(column("time_zone", ColumnDef::string))
                    .col(column("position", ColumnDef::integer))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("site", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(unique("site", &["territory_id", "key"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("site_hours")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("site_id", ColumnDef::uuid))
                    .col(column("weekday", ColumnDef::integer))
                    .col(column("from_minute", ColumnDef::integer))
                    .col(column("to_minute", ColumnDef::integer))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("site_hours", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("site_hours", "site_id", "site", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("site_hours", &["site_id"])).await?;
        manager.create_index(index("site_hours", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("travel")
                    .col(column("from_site_id", ColumnDef::uuid))
                    .col(column("to_site_id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("minutes", ColumnDef::integer))
                    .primary_key(&mut key(&["from_site_id", "to_site_id"]))
                    .foreign_key(&mut foreign_key("travel", "from_site_id", "site", "id"))
                    .foreign_key(&mut foreign_key("travel", "to_site_id", "site", "id"))
                    .foreign_key(&mut foreign_key("travel", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("travel", &["territory_id"])).await?;
        manager.create_index(index("travel", &["to_site_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("visit_type")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("key", ColumnDef::string))
                    .col(column("name", ColumnDef::string))
                    .col(column("duration", ColumnDef::integer))
                    .col(column("grid", ColumnDef::integer))
                    .col(column("notice", ColumnDef::integer))
                    .col(column("horizon_days", ColumnDef::integer))
                    .col(column("modes", ColumnDef::string))
                    .col(column("buffer_before", ColumnDef::integer))
                    .col(column("buffer_after", ColumnDef::integer))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("visit_type", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(unique("visit_type", &["territory_id", "key"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("visit_type_role")
                    .col(column("visit_type_id", ColumnDef::uuid))
                    .col(column("role", ColumnDef::string))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("count", ColumnDef::integer))
                    .col(column("modes", ColumnDef::string))
                    .col(column("place", ColumnDef::string))
                    .col(column("position", ColumnDef::integer))
                    .primary_key(&mut key(&["visit_type_id", "role"]))
                    .foreign_key(&mut foreign_key("visit_type_role", "visit_type_id", "visit_type", "id"))
                    .foreign_key(&mut foreign_key("visit_type_role", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("visit_type_role", &["territory_id"])).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}
