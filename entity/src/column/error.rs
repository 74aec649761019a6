//! What is reported of a row that holds what no version of this program writes.

use std::fmt;
use std::sync::Arc;

use sea_orm::sqlx::{Column, ColumnIndex, ColumnOrigin, Row};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError};

/// A column holds what is no value of the domain. It is the source of a [`DbErr::TryIntoErr`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidValue {
    /// The column, with its table where the database names it (SQLite does).
    pub column: String,
    /// What was found.
    pub found: String,
    /// What should be there.
    pub wanted: &'static str,
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, found, wanted } = self;
        write!(f, "{column} holds {found:?}, which is not {wanted}")
    }
}

impl std::error::Error for InvalidValue {}

/// The error of the column at `index` of `row`, in which `found` is not `wanted`.
pub(super) fn invalid<I: ColIdx>(
    row: &QueryResult,
    index: I,
    from: &'static str,
    found: &impl ToString,
    wanted: &'static str,
) -> TryGetError {
    let column = row
        .try_as_sqlite_row()
        .and_then(|row| origin(row, index.as_sqlx_sqlite_index()))
        .or_else(|| row.try_as_pg_row().and_then(|row| origin(row, index.as_sqlx_postgres_index())))
        .unwrap_or_else(|| format!("{index:?}"));
    let source = Arc::new(InvalidValue { column, found: found.to_string(), wanted });
    TryGetError::DbErr(DbErr::TryIntoErr { from, into: wanted, source })
}

fn origin<R: Row>(row: &R, index: impl ColumnIndex<R>) -> Option<String> {
    let column = row.try_column(index).ok()?;
    Some(match column.origin() {
        ColumnOrigin::Table(origin) => format!("{}.{}", origin.table, origin.name),
        ColumnOrigin::Expression | ColumnOrigin::Unknown => column.name().to_owned(),
    })
}
