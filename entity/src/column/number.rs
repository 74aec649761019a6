//! Numbers that the domain keeps narrower than the schema does.

use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{ActiveValue, ColIdx, IntoActiveValue, QueryResult, TryGetError, TryGetable, Value};

use super::error::invalid;

/// A column of whole numbers that the domain keeps as `T`, such as `Number<Minutes>`: one out of its range is an error.
/// An integer of 32 bits in the database, which refuses what does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number<T>(pub T);

/// Sent with 64 bits, so that nothing is cut off on the way.
impl<T: Into<i64>> From<Number<T>> for Value {
    fn from(number: Number<T>) -> Self {
        Self::BigInt(Some(number.0.into()))
    }
}

impl<T: TryFrom<i32>> TryGetable for Number<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let number = i32::try_get_by(row, index)?;
        T::try_from(number)
            .map(Self)
            .map_err(|_| invalid(row, index, "integer", &number, "a number in range"))
    }
}

impl<T: TryFrom<i32>> ValueType for Number<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let number: i32 = <i64 as ValueType>::try_from(value)?.try_into().map_err(|_| ValueTypeErr)?;
        number.try_into().map(Self).map_err(|_| ValueTypeErr)
    }

    fn type_name() -> String {
        i32::type_name()
    }

    fn array_type() -> ArrayType {
        i64::array_type()
    }

    fn column_type() -> ColumnType {
        i32::column_type()
    }
}

impl<T> Nullable for Number<T> {
    fn null() -> Value {
        i64::null()
    }
}

impl<T: Into<i64>> IntoActiveValue<Self> for Number<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}
