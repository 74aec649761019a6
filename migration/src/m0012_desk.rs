//! Tables of the desk: what people are found by, what happens on the day, what can still be taken back.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::step::{column, foreign_key, index, key, optional};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this step, in the order they are created.
const TABLES: &[&str] = &["person_term", "name_key", "reception", "undo"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        finding(manager).await?;
        reception(manager).await?;
        undo(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}

async fn finding(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let terms = Table::create()
        .table("person_term")
        .col(column("territory_id", ColumnDef::uuid))
        .col(column("term", ColumnDef::string))
        .col(column("beneficiary_id", ColumnDef::uuid))
        .primary_key(&mut key(&["territory_id", "term", "beneficiary_id"]))
        .foreign_key(&mut foreign_key("person_term", "beneficiary_id", "beneficiary", "id"))
        .take();
    in_the_order_of_its_key(manager, &terms).await?;
    by_bytes(manager, "person_term", "term").await?;
    manager.create_index(index("person_term", &["beneficiary_id", "term"])).await?;
    let keys = Table::create()
        .table("name_key")
        .col(column("territory_id", ColumnDef::uuid))
        .col(column("key", ColumnDef::string))
        .col(column("word", ColumnDef::string))
        .primary_key(&mut key(&["territory_id", "key", "word"]))
        .foreign_key(&mut foreign_key("name_key", "territory_id", "territory", "id"))
        .take();
    in_the_order_of_its_key(manager, &keys).await
}

/// A table that is nothing but its key: SQLite would otherwise keep every row twice.
async fn in_the_order_of_its_key(
    manager: &SchemaManager<'_>,
    table: &TableCreateStatement,
) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let mut sql = backend.build(table).sql;
    if backend == DbBackend::Sqlite {
        sql.push_str(" WITHOUT ROWID");
    }
    manager.get_connection().execute_unprepared(&sql).await?;
    Ok(())
}

/// Compared byte by byte, as SQLite does: only then are the words that begin alike neighbours.
async fn by_bytes(manager: &SchemaManager<'_>, table: &str, column: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        let sql = format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar COLLATE \"C\"");
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

async fn reception(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("reception")
                .col(column("appointment_id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(optional("arrived_at", ColumnDef::timestamp_with_time_zone))
                .col(optional("called_at", ColumnDef::timestamp_with_time_zone))
                .col(optional("ended_at", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["appointment_id"]))
                .foreign_key(&mut foreign_key("reception", "appointment_id", "appointment", "id"))
                .foreign_key(&mut foreign_key("reception", "territory_id", "territory", "id"))
                .take(),
        )
        .await?;
    manager.create_index(index("reception", &["territory_id"])).await
}

async fn undo(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("undo")
                .col(column("appointment_id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("state", ColumnDef::string))
                .col(column("team", ColumnDef::text))
                .col(column("ends_at", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["appointment_id"]))
                .foreign_key(&mut foreign_key("undo", "appointment_id", "appointment", "id"))
                .foreign_key(&mut foreign_key("undo", "territory_id", "territory", "id"))
                .take(),
        )
        .await?;
    manager.create_index(index("undo", &["territory_id"])).await
}
