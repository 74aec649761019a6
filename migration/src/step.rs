//! Short words for the steps: literal names, the same on SQLite and PostgreSQL.

use sea_orm_migration::prelude::*;

/// A column of the given type that always holds a value.
pub(crate) fn column(name: &'static str, kind: fn(&mut ColumnDef) -> &mut ColumnDef) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    kind(&mut column).not_null();
    column
}

/// A column of the given type that may be empty.
pub(crate) fn optional(name: &'static str, kind: fn(&mut ColumnDef) -> &mut ColumnDef) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    kind(&mut column).null();
    column
}

/// The primary key over `columns`.
pub(crate) fn key(columns: &[&'static str]) -> IndexCreateStatement {
    columns.iter().fold(Index::create(), |mut key, column| key.col(*column).take())
}

/// `column` of `table` names a row of `target` by its column `target_column`.
pub(crate) fn foreign_key(
    table: &'static str,
    column: &'static str,
    target: &'static str,
    target_column: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, column)
        .to(target, target_column)
        .take()
}

/// An index over `columns`.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let name = format!("ix_{table}_{}", columns.join("_"));
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// A unique index over `columns`.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(table, columns).unique().take()
}
