//! What can go wrong between the service and its database.

use sea_orm::{DbErr, RuntimeErr, SqlErr};
use thiserror::Error;

/// A failed read or write.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("the database did not do it: {0}")]
    Database(#[from] DbErr),
    /// A row holds what no version of this program writes.
    #[error("{table} holds {found:?}, which is not {wanted}: run `unisson doctor`")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// What was found.
        found: String,
        /// What should be there.
        wanted: &'static str,
    },
    /// The address of the database cannot be used.
    #[error("{0}")]
    Address(String),
    /// An agenda cannot be built from what is stored.
    #[error(transparent)]
    Agenda(#[from] domain::agenda::AgendaError),
    /// A stored JSON text cannot be read or written.
    #[error("stored JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl StoreError {
    /// True when a unique key was in the way.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))))
    }

    /// True when the database itself cannot be reached, or has no connection to spare.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(
            self,
            Self::Database(
                DbErr::Conn(_)
                    | DbErr::ConnectionAcquire(_)
                    | DbErr::Exec(RuntimeErr::SqlxError(_))
                    | DbErr::Query(RuntimeErr::SqlxError(_))
            ) if self.database_code().is_none()
        )
    }

    fn database_code(&self) -> Option<String> {
        let Self::Database(
            DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)),
        ) = self
        else {
            return None;
        };
        error.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned))
    }

    /// True when the same transaction may well succeed if tried again: a serialization failure or deadlock on
    /// PostgreSQL (SQLSTATE 40001, 40P01), a busy SQLite.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        self.database_code().is_some_and(|code| ["40001", "40P01", "5", "517"].contains(&code.as_str()))
    }
}
