//! Tables of those who sign in: accounts, grants, sessions, links for a password, identities elsewhere.

use sea_orm_migration::prelude::*;

use crate::step::{column, foreign_key, index, key, optional, unique};

/// Creates the tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The tables of this step, in the order they are created.
const TABLES: &[&str] = &["account", "account_grant", "account_session", "account_link", "account_identity"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        account(manager).await?;
        grant(manager).await?;
        session(manager).await?;
        link(manager).await?;
        identity(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).take()).await?;
        }
        Ok(())
    }
}

async fn account(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("account")
                .col(column("id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("email", ColumnDef::string))
                .col(column("name", ColumnDef::string))
                .col(optional("password_hash", ColumnDef::string))
                .col(optional("professional_id", ColumnDef::uuid))
                .col(column("state", ColumnDef::string))
                .col(column("created_at", ColumnDef::timestamp_with_time_zone))
                .col(optional("used_at", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["id"]))
                .foreign_key(&mut foreign_key("account", "territory_id", "territory", "id"))
                .foreign_key(&mut foreign_key("account", "professional_id", "professional", "resource_id"))
                .take(),
        )
        .await?;
    manager.create_index(unique("account", &["territory_id", "email"])).await?;
    manager.create_index(index("account", &["professional_id"])).await
}

async fn grant(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("account_grant")
                .col(column("account_id", ColumnDef::uuid))
                .col(column("circle", ColumnDef::string))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("role", ColumnDef::string))
                .col(optional("organisation_id", ColumnDef::uuid))
                .col(optional("site_id", ColumnDef::uuid))
                .col(column("given_at", ColumnDef::timestamp_with_time_zone))
                .col(optional("given_by", ColumnDef::uuid))
                .primary_key(&mut key(&["account_id", "circle"]))
                .foreign_key(&mut foreign_key("account_grant", "account_id", "account", "id"))
                .foreign_key(&mut foreign_key("account_grant", "territory_id", "territory", "id"))
                .foreign_key(&mut foreign_key("account_grant", "organisation_id", "organisation", "id"))
                .foreign_key(&mut foreign_key("account_grant", "site_id", "site", "id"))
                .foreign_key(&mut foreign_key("account_grant", "given_by", "account", "id"))
                .take(),
        )
        .await?;
    for columns in [&["territory_id"], &["organisation_id"], &["site_id"], &["given_by"]] {
        manager.create_index(index("account_grant", columns)).await?;
    }
    Ok(())
}

async fn session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("account_session")
                .col(column("id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("account_id", ColumnDef::uuid))
                .col(column("secret_hash", ColumnDef::string))
                .col(column("way", ColumnDef::string))
                .col(column("agent", ColumnDef::string))
                .col(optional("identity_token", ColumnDef::text))
                .col(column("created_at", ColumnDef::timestamp_with_time_zone))
                .col(column("seen_at", ColumnDef::timestamp_with_time_zone))
                .col(column("expires_at", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["id"]))
                .foreign_key(&mut foreign_key("account_session", "territory_id", "territory", "id"))
                .foreign_key(&mut foreign_key("account_session", "account_id", "account", "id"))
                .take(),
        )
        .await?;
    manager.create_index(unique("account_session", &["secret_hash"])).await?;
    for columns in [&["account_id"], &["territory_id"], &["expires_at"]] {
        manager.create_index(index("account_session", columns)).await?;
    }
    Ok(())
}

async fn link(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("account_link")
                .col(column("id", ColumnDef::uuid))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("account_id", ColumnDef::uuid))
                .col(column("seed", ColumnDef::string))
                .col(column("token_hash", ColumnDef::string))
                .col(column("why", ColumnDef::string))
                .col(column("created_at", ColumnDef::timestamp_with_time_zone))
                .col(column("expires_at", ColumnDef::timestamp_with_time_zone))
                .col(optional("used_at", ColumnDef::timestamp_with_time_zone))
                .col(column("mail_state", ColumnDef::string))
                .col(column("mail_due_at", ColumnDef::timestamp_with_time_zone))
                .col(column("mail_tries", ColumnDef::integer))
                .primary_key(&mut key(&["id"]))
                .foreign_key(&mut foreign_key("account_link", "territory_id", "territory", "id"))
                .foreign_key(&mut foreign_key("account_link", "account_id", "account", "id"))
                .take(),
        )
        .await?;
    manager.create_index(unique("account_link", &["token_hash"])).await?;
    manager.create_index(index("account_link", &["mail_state", "mail_due_at"])).await?;
    for columns in [&["account_id"], &["territory_id"], &["expires_at"]] {
        manager.create_index(index("account_link", columns)).await?;
    }
    Ok(())
}

async fn identity(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("account_identity")
                .col(column("account_id", ColumnDef::uuid))
                .col(column("issuer", ColumnDef::string))
                .col(column("territory_id", ColumnDef::uuid))
                .col(column("subject", ColumnDef::string))
                .col(optional("provider", ColumnDef::string))
                .col(optional("provider_user", ColumnDef::string))
                .col(column("bound_at", ColumnDef::timestamp_with_time_zone))
                .primary_key(&mut key(&["account_id", "issuer"]))
                .foreign_key(&mut foreign_key("account_identity", "account_id", "account", "id"))
                .foreign_key(&mut foreign_key("account_identity", "territory_id", "territory", "id"))
                .take(),
        )
        .await?;
    manager.create_index(unique("account_identity", &["territory_id", "issuer", "subject"])).await
}
