//! A person is called for several reasons at once: of each reason one is open at most.

use sea_orm_migration::prelude::*;

/// Makes the changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for sql in [
            "DROP INDEX callback_one_open",
            "CREATE UNIQUE INDEX callback_one_open ON callback (referral_id, why) WHERE done_at IS NULL",
        ] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for sql in [
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
