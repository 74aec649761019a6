//! Rows of a territory are looked for by what they belong to. Without statistics SQLite takes any index that fits, so
//! that an index of territories alone made it walk through the whole territory.

use sea_orm_migration::prelude::*;

use crate::step::index;

/// Puts indexes of both columns in the place of those of territories alone.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Table and the column its rows are looked for by.
const LOOKED_FOR: [(&str, &str); 8] = [
    ("resource", "id"),
    ("resource_role", "resource_id"),
    ("opening", "resource_id"),
    ("absence", "resource_id"),
    ("busy_time", "resource_id"),
    ("team_member", "resource_id"),
    ("appointment_event", "appointment_id"),
    ("message", "appointment_id"),
];

/// Tables that have no index of territories alone, but others that begin with them.
const BESIDE: [(&str, &str); 3] =
    [("professional", "resource_id"), ("room", "resource_id"), ("appointment", "referral_id")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in LOOKED_FOR {
            manager.create_index(index(table, &["territory_id", column])).await?;
            manager.drop_index(dropped(table, "territory_id")).await?;
        }
        for (table, column) in BESIDE {
            manager.create_index(index(table, &["territory_id", column])).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in BESIDE.into_iter().rev() {
            manager.drop_index(dropped(table, &format!("territory_id_{column}"))).await?;
        }
        for (table, column) in LOOKED_FOR.into_iter().rev() {
            manager.create_index(index(table, &["territory_id"])).await?;
            manager.drop_index(dropped(table, &format!("territory_id_{column}"))).await?;
        }
        Ok(())
    }
}

fn dropped(table: &'static str, columns: &str) -> IndexDropStatement {
    let mut drop = Index::drop();
    drop.name(format!("ix_{table}_{columns}")).table(table);
    drop
}
