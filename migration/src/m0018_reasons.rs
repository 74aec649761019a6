//! A person is called for several reasons at once: of each reason one is open at most. What made an absence is known, so that
//! it can be taken back; and what time is proposed instead of that of an appointment.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::step::{index, optional};

/// Makes the changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The time that an answer proposes.
const PROPOSED: [&str; 2] = ["proposed_from", "proposed_to"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for sql in [
            "DROP INDEX callback_one_open",
            "CREATE UNIQUE INDEX callback_one_open ON callback (referral_id, why) WHERE done_at IS NULL",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        // Written out: the query builder cannot add a column with its foreign key on SQLite.
        let uuid = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => "uuid_text",
            _ => "uuid",
        };
        let sql = format!("ALTER TABLE absence ADD COLUMN declined {uuid} NULL REFERENCES appointment (id)");
        manager.get_connection().execute_unprepared(&sql).await?;
        manager.create_index(index("absence", &["declined"])).await?;
        for name in PROPOSED {
            let column = optional(name, ColumnDef::timestamp_with_time_zone);
            manager.alter_table(Table::alter().table("calendar_answer").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in PROPOSED {
            manager.alter_table(Table::alter().table("calendar_answer").drop_column(name).take()).await?;
        }
        for sql in [
            "DROP INDEX ix_absence_declined",
            "ALTER TABLE absence DROP COLUMN declined",
            "DROP INDEX callback_one_open",
            // The schema before has room for one reason of a call: the first one stays open.
            "UPDATE callback SET done_at = asked_at WHERE done_at IS NULL AND EXISTS \
             (SELECT 1 FROM callback AS first WHERE first.referral_id = callback.referral_id \
             AND first.done_at IS NULL AND first.id < callback.id)",
            "CREATE UNIQUE INDEX callback_one_open ON callback (referral_id) WHERE done_at IS NULL",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
