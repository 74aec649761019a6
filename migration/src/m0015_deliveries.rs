//! Messages are seen: since when one that was tried waits, and what counts and finds them among very many.

use sea_orm_migration::prelude::*;

use crate::step::{index, optional};

/// Makes the changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What the indexes are over.
const INDEXES: [&[&str]; 4] = [
    // Whoever counts a period reads this and no row.
    &["territory_id", "due_at", "channel", "kind", "state", "segments", "cost"],
    &["territory_id", "channel", "state", "due_at"],
    &["territory_id", "channel", "settled_at"],
    // The same of all territories, for whoever watches the service.
    &["channel", "settled_at"],
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let column = optional("waiting_since", ColumnDef::timestamp_with_time_zone);
        manager.alter_table(Table::alter().table("message").add_column(column).take()).await?;
        for columns in INDEXES {
            manager.create_index(index("message", columns)).await?;
        }
        db.execute_unprepared(
            "CREATE INDEX ix_message_in_vain ON message (channel, waiting_since) WHERE waiting_since IS NOT NULL",
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("DROP INDEX ix_message_in_vain").await?;
        for columns in INDEXES {
            db.execute_unprepared(&format!("DROP INDEX ix_message_{}", columns.join("_"))).await?;
        }
        db.execute_unprepared("ALTER TABLE message DROP COLUMN waiting_since").await?;
        Ok(())
    }
}
