//! What a write did, and on whose behalf: the seam for a journal of changes.

use uuid::Uuid;

use crate::actions::kit::error::Noun;
use crate::context::Initiator;

/// One change: what was done to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::actions) struct JournalEntry {
    verb: &'static str,
    noun: Noun,
    id: Option<Uuid>,
}

impl JournalEntry {
    /// `verb` was done to the `noun` called `id`.
    pub(in crate::actions) const fn of(verb: &'static str, noun: Noun, id: Uuid) -> Self {
        Self { verb, noun, id: Some(id) }
    }

    /// `verb` was done to several of `noun`, or to one without an identifier.
    pub(in crate::actions) const fn several(verb: &'static str, noun: Noun) -> Self {
        Self { verb, noun, id: None }
    }
}

/// Takes note of a change, once for each write, before it is committed.
///
/// There is no journal yet, so no row is written: the change is a line of the debug log, which holds neither identifiers nor
/// names. A row with the identifier belongs here, in the transaction of the write.
pub(in crate::actions) fn record(initiator: Initiator, entry: JournalEntry) {
    let JournalEntry { verb, noun, id } = entry;
    tracing::debug!(?initiator, verb, %noun, of_one = id.is_some(), "change");
}
