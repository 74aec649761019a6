//! Rows written many at a time.

use sea_orm::{ActiveModelTrait, EntityTrait};

use super::db::Tx;
use super::error::StoreError;

/// Rows in one statement: well under the number of variables that either database allows.
pub(super) const ROWS_AT_ONCE: usize = 500;

/// Inserts rows, however many.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn insert_all<A>(tx: &Tx, rows: Vec<A>) -> Result<(), StoreError>
where
    A: ActiveModelTrait + Send,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        A::Entity::insert_many(some).exec_without_returning(tx).await?;
    }
    Ok(())
}
