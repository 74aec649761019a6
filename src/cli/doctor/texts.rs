//! Counts the sentences for beneficiaries that a machine wrote and nobody has read.

use super::report::Report;
use crate::text::{Catalogue, TextError};

const ABOUT: &str = "translations";

/// A line for each language.
///
/// # Errors
/// [`TextError`] when the catalogues cannot be read.
pub(super) fn look(report: &mut Report) -> Result<(), TextError> {
    for catalogue in Catalogue::all()? {
        let (code, review) = (catalogue.code(), catalogue.review());
        match review.unread {
            0 => report.ok(ABOUT, format!("{code}: {} sentences", review.sentences)),
            unread => report.attention(
                ABOUT,
                format!(
                    "{code}: {unread} of {} sentences were written by a machine and read by nobody: let a professional \
                     read src/text/{code}",
                    review.sentences
                ),
            ),
        }
    }
    Ok(())
}
