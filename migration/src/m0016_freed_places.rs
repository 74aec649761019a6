//! Places that became free, until those who wait were told, and whom a territory has told; which number a short message
//! went to, so that one that comes back says nothing of another.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, unique};

/// Makes the changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The columns of a territory, with what they hold when nothing is said.
const RULE: [(&str, u16); 5] = [
    ("freed_people", 3),
    ("freed_rounds", 3),
    ("freed_pause_days", 14),
    ("freed_gain_days", 3),
    ("freed_notice_hours", 24),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("freed_place")
                    .col(column("id", ColumnDef::uuid))
                    .col(column("territory_id", ColumnDef::uuid))
                    .col(column("visit_type_id", ColumnDef::uuid))
                    .col(column("site_id", ColumnDef::uuid))
                    .col(column("mode", ColumnDef::string))
                    .col(column("from_quantum", ColumnDef::big_integer))
                    .col(column("to_quantum", ColumnDef::big_integer))
                    .col(column("left_by", ColumnDef::uuid))
                    .col(column("rounds", ColumnDef::integer))
                    .col(column("due_at", ColumnDef::timestamp_with_time_zone))
                    .primary_key(&mut key(&["id"]))
                    .foreign_key(&mut foreign_key("freed_place", "territory_id", "territory", "id"))
                    .foreign_key(&mut foreign_key("freed_place", "visit_type_id", "visit_type", "id"))
                    .foreign_key(&mut foreign_key("freed_place", "site_id", "site", "id"))
                    .foreign_key(&mut foreign_key("freed_place", "left_by", "referral", "id"))
                    .take(),
            )
            .await?;
        let place = ["territory_id", "visit_type_id", "site_id", "mode", "from_quantum"];
        manager.create_index(unique("freed_place", &place)).await?;
        for columns in [&["due_at"][..], &["visit_type_id"], &["site_id"], &["left_by"]] {
            manager.create_index(index("freed_place", columns)).await?;
        }
        let sql = "ALTER TABLE message ADD COLUMN sent_to varchar";
        manager.get_connection().execute_unprepared(sql).await?;
        for (name, number) in RULE {
            let sql = format!("ALTER TABLE territory ADD COLUMN {name} integer NOT NULL DEFAULT {number}");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in RULE.iter().rev() {
            let sql = format!("ALTER TABLE territory DROP COLUMN {name}");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        manager.get_connection().execute_unprepared("ALTER TABLE message DROP COLUMN sent_to").await?;
        manager.drop_table(Table::drop().table("freed_place").take()).await
    }
}
