//! The schema brought up to date, and taken down.

use migration::Migrator;
use sea_orm::ConnectionTrait;
use sea_orm_migration::MigratorTrait;

use super::beneficiary_search;
use super::db::{DatabaseKind, Db, Tx};
use super::error::StoreError;

/// The number by which replicas starting together agree who migrates (`pg_advisory_xact_lock`).
const MIGRATION_LOCK: i64 = 0x0055_4e49_5353_4f4e;

/// The step that adds the index of beneficiaries, which only the rules of today's program can fill.
const ADDS_BENEFICIARY_INDEX: &str = "m0012_desk";

impl Db {
    /// Brings the schema up to date; of several replicas starting together one does it and the others wait.
    ///
    /// # Errors
    /// [`StoreError::Database`]; the schema is then as it was.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let tx = self.begin_migrating().await?;
        let pending = Migrator::get_pending_migrations(&tx).await?;
        Migrator::up(&tx, None).await?;
        if pending.iter().any(|step| step.name() == ADDS_BENEFICIARY_INDEX) {
            beneficiary_search::index_everybody(&tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Takes every table down again. All data is lost.
    ///
    /// # Errors
    /// [`StoreError::Database`]; the schema is then as it was.
    pub async fn unmigrate(&self) -> Result<(), StoreError> {
        let tx = self.begin_migrating().await?;
        Migrator::down(&tx, None).await?;
        Ok(tx.commit().await?)
    }

    /// The names of the steps that are still to be taken.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        // The library makes its own table to answer, so the question is asked in a transaction that is undone.
        let tx = self.begin_migrating().await?;
        let pending = Migrator::get_pending_migrations(&tx).await?;
        Ok(pending.iter().map(|step| step.name().to_owned()).collect())
    }

    async fn begin_migrating(&self) -> Result<Tx, StoreError> {
        let tx = self.begin().await?;
        if self.kind() == DatabaseKind::Postgres {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        }
        Ok(tx)
    }
}
