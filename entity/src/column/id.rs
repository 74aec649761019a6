//! Identifiers as columns.

use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{
    ActiveValue, ColIdx, DbErr, IntoActiveValue, QueryResult, TryFromU64, TryGetError, TryGetable, Value,
};
use uuid::Uuid;

/// A column of identifiers of one noun, such as `Id<SiteId>`: one of another noun does not compile there. A UUID in the
/// database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id<T>(pub T);

impl<T> From<T> for Id<T> {
    fn from(id: T) -> Self {
        Self(id)
    }
}

impl<T: Into<Uuid>> From<Id<T>> for Value {
    fn from(id: Id<T>) -> Self {
        Self::Uuid(Some(id.0.into()))
    }
}

impl<T: From<Uuid>> TryGetable for Id<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        Uuid::try_get_by(row, index).map(|id| Self(T::from(id)))
    }
}

impl<T: From<Uuid>> ValueType for Id<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <Uuid as ValueType>::try_from(value).map(|id| Self(T::from(id)))
    }

    fn type_name() -> String {
        Uuid::type_name()
    }

    fn array_type() -> ArrayType {
        Uuid::array_type()
    }

    fn column_type() -> ColumnType {
        Uuid::column_type()
    }
}

impl<T> Nullable for Id<T> {
    fn null() -> Value {
        Uuid::null()
    }
}

/// Never: the database makes no identifiers.
impl<T> TryFromU64 for Id<T> {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64(std::any::type_name::<Self>()))
    }
}

impl<T: Into<Uuid>> IntoActiveValue<Self> for Id<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}
