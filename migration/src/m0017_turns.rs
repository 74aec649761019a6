//! Which messages leave first when very many are due, and an index in the order in which they leave.

use sea_orm_migration::prelude::*;

use crate::step::{column, index};

/// Makes the changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

const BEFORE: [&str; 3] = ["channel", "state", "due_at"];
const NOW: [&str; 5] = ["channel", "state", "turn", "due_at", "id"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let turn = column("turn", ColumnDef::integer).default(0).take();
        manager.alter_table(Table::alter().table("message").add_column(turn).take()).await?;
        let db = manager.get_connection();
        db.execute_unprepared(
            "UPDATE message SET turn = 1 WHERE kind IN ('reminder', 'missed', 'choose', 'chase')",
        )
        .await?;
        drop(manager, &BEFORE).await?;
        manager.create_index(index("message", &NOW)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &NOW).await?;
        manager.create_index(index("message", &BEFORE)).await?;
        manager.get_connection().execute_unprepared("ALTER TABLE message DROP COLUMN turn").await?;
        Ok(())
    }
}

async fn drop(manager: &SchemaManager<'_>, columns: &[&str]) -> Result<(), DbErr> {
    let sql = format!("DROP INDEX ix_message_{}", columns.join("_"));
    manager.get_connection().execute_unprepared(&sql).await?;
    Ok(())
}
