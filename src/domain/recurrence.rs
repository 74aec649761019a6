//! placeholder until the real one lands
use chrono::NaiveDateTime;
use std::ops::Range;
/// E
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum RecurrenceError {}
/// E
pub fn expand(
    _r: &str,
    _f: NaiveDateTime,
    _w: Range<NaiveDateTime>,
) -> Result<Vec<NaiveDateTime>, RecurrenceError> {
    Ok(vec![])
}
