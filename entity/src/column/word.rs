//! Words of the domain as columns.

use domain::word;
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{
    ActiveValue, ColIdx, DbErr, IntoActiveValue, QueryResult, TryFromU64, TryGetError, TryGetable, Value,
};

use super::error::invalid;

/// A column that holds one word, such as `Word<State>`: `booked` and `held` are states, anything else is an error.
/// Text in the database. `Option<Word<_>>` is a column that may be null, `Word<Option<_>>` one that may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word<T>(pub T);

impl<T: word::Word> From<Word<T>> for Value {
    fn from(word: Word<T>) -> Self {
        Self::String(Some(word.0.word().into_owned()))
    }
}

impl<T: word::Word> TryGetable for Word<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, index)?;
        T::from_word(&text).map(Self).ok_or_else(|| invalid(row, index, "text", &text, T::WANTED))
    }
}

impl<T: word::Word> ValueType for Word<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let text = <String as ValueType>::try_from(value)?;
        T::from_word(&text).map(Self).ok_or(ValueTypeErr)
    }

    fn type_name() -> String {
        String::type_name()
    }

    fn array_type() -> ArrayType {
        String::array_type()
    }

    fn column_type() -> ColumnType {
        String::column_type()
    }
}

impl<T> Nullable for Word<T> {
    fn null() -> Value {
        String::null()
    }
}

/// Never: a word is no number that the database counts.
impl<T> TryFromU64 for Word<T> {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64(std::any::type_name::<Self>()))
    }
}

impl<T: word::Word> IntoActiveValue<Self> for Word<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}
