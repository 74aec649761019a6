//! What can go wrong between the service and its database.

use std::borrow::Cow;

use entity::column::InvalidValue;
use sea_orm::{DbErr, RuntimeErr, SqlErr};
use thiserror::Error;

/// A failed read or write.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("database error: {0}")]
    Database(#[source] DbErr),
    /// A row holds what no version of this program writes.
    #[error("{column} holds {found:?}, which is not {wanted}: run `unisson doctor`")]
    Corrupt {
        /// The column, with its table where that is known.
        column: String,
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

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let DbErr::TryIntoErr { source, .. } = &error
            && let Some(InvalidValue { column, found, wanted }) = source.downcast_ref()
        {
            return Self::Corrupt { column: column.clone(), found: found.clone(), wanted };
        }
        Self::Database(error)
    }
}

/// A unique key that two writers may reach for at the same moment. Whoever comes second and tries again finds what the
/// first one wrote; a violation of any other unique key is a fault that no retry repairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UniqueKey {
    /// A quantum of time of a resource belongs to one appointment.
    ReservedQuantum,
    /// A caller's idempotency key names one write.
    IdempotencyKey,
    /// A referral has one appointment that is expected.
    ExpectedAppointment,
    /// A referral has one hold.
    Hold,
    /// A referral has one personal link that is good.
    Link,
    /// A referral has one open call for each reason.
    OpenCall,
    /// A territory has one key.
    Territory,
    /// An account of a territory has its own mail address.
    AccountEmail,
}

impl UniqueKey {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::ReservedQuantum,
        Self::IdempotencyKey,
        Self::ExpectedAppointment,
        Self::Hold,
        Self::Link,
        Self::OpenCall,
        Self::Territory,
        Self::AccountEmail,
    ];

    /// Its name on PostgreSQL, which is that of an index.
    #[must_use]
    pub const fn index(self) -> &'static str {
        match self {
            Self::ReservedQuantum => "reservation_pkey",
            Self::IdempotencyKey => "idempotency_key_pkey",
            Self::ExpectedAppointment => "appointment_one_expected",
            Self::Hold => "appointment_one_hold",
            Self::Link => "invitation_one_active",
            Self::OpenCall => "callback_one_open",
            Self::Territory => "ix_territory_key",
            Self::AccountEmail => "ix_account_territory_id_email",
        }
    }

    /// How SQLite names it: by its table and columns.
    const fn columns(self) -> &'static str {
        match self {
            Self::ReservedQuantum => "reservation.resource_id, reservation.quantum",
            Self::IdempotencyKey => {
                "idempotency_key.territory_id, idempotency_key.client, idempotency_key.key"
            }
            Self::ExpectedAppointment | Self::Hold => "appointment.referral_id",
            Self::Link => "invitation.referral_id",
            Self::OpenCall => "callback.referral_id, callback.reason",
            Self::Territory => "territory.key",
            Self::AccountEmail => "account.territory_id, account.email",
        }
    }
}

impl StoreError {
    /// The key of [`UniqueKey`] that was in the way; `None` when the error is another, or another unique key was.
    /// SQLite does not tell an expected appointment from a hold: both are the appointment of a referral.
    #[must_use]
    pub fn unique_key(&self) -> Option<UniqueKey> {
        let Self::Database(error) = self else { return None };
        let Some(SqlErr::UniqueConstraintViolation(message)) = error.sql_err() else { return None };
        let constraint = self.database_error().and_then(sea_orm::sqlx::error::DatabaseError::constraint);
        let columns = message.rsplit_once("UNIQUE constraint failed: ").map(|(_, columns)| columns.trim());
        UniqueKey::ALL.into_iter().find(|key| match constraint {
            Some(constraint) => constraint == key.index(),
            None => columns == Some(key.columns()),
        })
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
            ) if self.database_error().is_none()
        )
    }

    /// True when the database gave the transaction up for another one, so that the same transaction may succeed when
    /// it is tried again: a serialization failure or deadlock on PostgreSQL (SQLSTATE 40001, 40P01), a busy SQLite.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        let code = self
            .database_error()
            .and_then(sea_orm::sqlx::error::DatabaseError::code)
            .unwrap_or(Cow::Borrowed(""));
        ["40001", "40P01", "5", "517"].contains(&code.as_ref())
    }

    /// What the database answered, when it answered at all.
    fn database_error(&self) -> Option<&dyn sea_orm::sqlx::error::DatabaseError> {
        let Self::Database(
            DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)),
        ) = self
        else {
            return None;
        };
        error.as_database_error()
    }
}
