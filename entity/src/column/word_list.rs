//! Lists of words of the domain as columns.

use domain::word;
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{ActiveValue, ColIdx, IntoActiveValue, QueryResult, TryGetError, TryGetable, Value};

use super::error::invalid;

/// A column that holds words with spaces between, such as `Words<BTreeSet<Language>>`: `ar fr`. Text in the database;
/// one word that the domain does not know makes the whole column an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Words<C>(pub C);

impl<C: IntoIterator<Item: word::Word>> From<Words<C>> for Value {
    fn from(words: Words<C>) -> Self {
        Self::String(Some(word::join(words.0)))
    }
}

impl<C> TryGetable for Words<C>
where
    C: IntoIterator<Item: word::Word> + FromIterator<C::Item>,
{
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, index)?;
        let wanted = <C::Item as word::Word>::WANTED;
        word::split(&text).map(Self).ok_or_else(|| invalid(row, index, "text", &text, wanted))
    }
}

impl<C> ValueType for Words<C>
where
    C: IntoIterator<Item: word::Word> + FromIterator<C::Item>,
{
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let text = <String as ValueType>::try_from(value)?;
        word::split(&text).map(Self).ok_or(ValueTypeErr)
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

impl<C> Nullable for Words<C> {
    fn null() -> Value {
        String::null()
    }
}

impl<C: IntoIterator<Item: word::Word>> IntoActiveValue<Self> for Words<C> {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}
