//! Tables of agendas.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, optional, unique};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this step, in the order they are created.
const TABLES: &[&str] = &[
    "resource",
    "resource_role",
    "professional",
    "professional_organisation",
    "room",
    "opening",
    "opening_exception",
    "opening_visit_type",
    "absence",
    "calendar_source",
    "busy_time",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    #[expect(clippy::too_many_lines, reason = "one statement after another, a table each")]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("resource")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("kind", ColumnDef::string))
                    .col(column("agenda_revision", ColumnDef::big_integer))
                    .col(optional("daily_cap", ColumnDef::integer))
                    .col(optional("weekly_cap", ColumnDef::integer))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("resource", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("resource", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("resource_role")
                    .col(column("resource_id", ColumnDef::uuid))
                    .col(column("role", ColumnDef::string))
                    .col(column("territory_id", ColumnDef::uuid))
                    .primary_key(&mut key(&["resource_id", "role"]))
                    .foreign_key(&mut foreign_key("resource_role", "resource_id", "resource", "id"))
                    .foreign_key(&mut foreign_key("resource_role", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("resource_role", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("professional")
                    .col(column("resource_id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("key", ColumnDef::string))
                    .col(column("name", ColumnDef::string))
                    .col(column("email", ColumnDef::string))
                    .col(column("languages", ColumnDef::string))
                    .col(column("share", ColumnDef::integer))
                    .primary_key(&mut key(&["resource_id"]))
                    .foreign_key(&mut foreign_key("professional", "resource_id", "resource", "id"))
                    .foreign_key(&mut foreign_key("professional", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(unique("professional", &["territory_id", "key"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("professional_organisation")
                    .col(column("professional_id", ColumnDef::uuid))
                    .col(column("organisation_id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .primary_key(&mut key(&["professional_id", "organisation_id"]))
                    .foreign_key(&mut foreign_key(
                        "professional_organisation",
                        "professional_id",
                        "professional",
                        "resource_id",
                    ))
                    .foreign_key(&mut foreign_key(
                        "professional_organisation",
                        "organisation_id",
                        "organisation",
                        "id",
                    ))
                    .foreign_key(&mut foreign_key(
                        "professional_organisation",
                        "territory_id",
                        "territory",
                        "id",
                    ))
                    .take(),
            )
            .await?;
        manager.create_index(index("professional_organisation", &["organisation_id"])).await?;
        manager.create_index(index("professional_organisation", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("room")
                    .col(column("resource_id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("site_id", ColumnDef::uuid))
                    .col(column("key", ColumnDef::string))
                    .col(column("name", ColumnDef::string))
                    .primary_key(&mut key(&["resource_id"]))
                    .foreign_key(&mut foreign_key("room", "resource_id", "resource", "id"))
                    .foreign_key(&mut foreign_key("room", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("room", "site_id", "site", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(unique("room", &["territory_id", "key"])).await?;
        manager.create_index(index("room", &["site_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("opening")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("resource_id", ColumnDef::uuid))
                    .col(column("site_id", ColumnDef::uuid))
                    .col(column("first_day", ColumnDef::date))
                    .col(column("from_minute", ColumnDef::integer))
                    .col(column("to_minute", ColumnDef::integer))
                    .col(optional("rule", ColumnDef::string))
                    .col(column("modes", ColumnDef::string))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("opening", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("opening", "resource_id", "resource", "id"))
                    .foreign_key(&mut foreign_key("opening", "site_id", "site", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("opening", &["resource_id"])).await?;
        manager.create_index(index("opening", &["site_id"])).await?;
        manager.create_index(index("opening", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("opening_exception")
                    .col(column("opening_id", ColumnDef::uuid))
                    .col(column("day", ColumnDef::date))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(optional("instead_day", ColumnDef::date))
                    .col(optional("from_minute", ColumnDef::integer))
                    .col(optional("to_minute", ColumnDef::integer))
                    .primary_key(&mut key(&["opening_id", "day"]))
                    .foreign_key(&mut foreign_key("opening_exception", "opening_id", "opening", "id"))
                    .foreign_key(&mut foreign_key("opening_exception", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("opening_exception", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("opening_visit_type")
                    .col(column("opening_id", ColumnDef::uuid))
                    .col(column("visit_type_id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .primary_key(&mut key(&["opening_id", "visit_type_id"]))
                    .foreign_key(&mut foreign_key("opening_visit_type", "opening_id", "opening", "id"))
                    .foreign_key(&mut foreign_key("opening_visit_type", "visit_type_id", "visit_type", "id"))
                    .foreign_key(&mut foreign_key("opening_visit_type", "territory_id", "territory", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("opening_visit_type", &["visit_type_id"])).await?;
        manager.create_index(index("opening_visit_type", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("absence")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("resource_id", ColumnDef::uuid))
                    .col(column("from_quantum", ColumnDef::big_integer))
                    .col(column("to_quantum", ColumnDef::big_integer))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("absence", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("absence", "resource_id", "resource", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("absence", &["resource_id"])).await?;
        manager.create_index(index("absence", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("calendar_source")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("resource_id", ColumnDef::uuid))
                    .col(column("name", ColumnDef::string))
                    .col(column("read_at", ColumnDef::timestamp_with_time_zone))
                    .col(optional("good_at", ColumnDef::timestamp_with_time_zone))
                    .col(optional("problem", ColumnDef::string))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("calendar_source", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("calendar_source", "resource_id", "resource", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(unique("calendar_source", &["resource_id", "name"])).await?;
        manager.create_index(index("calendar_source", &["territory_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("busy_time")
                    .col(column("source_id", ColumnDef::uuid))
                    .col(column("from_quantum", ColumnDef::big_integer))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("resource_id", ColumnDef::uuid))
                    .col(column("to_quantum", ColumnDef::big_integer))
                    .primary_key(&mut key(&["source_id", "from_quantum"]))
                    .foreign_key(&mut foreign_key("busy_time", "source_id", "calendar_source", "id"))
                    .foreign_key(&mut foreign_key("busy_time", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("busy_time", "resource_id", "resource", "id"))
                    .take(),
            )
            .await?;
        manager.create_index(index("busy_time", &["resource_id"])).await?;
        manager.create_index(index("busy_time", &["territory_id"])).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}
