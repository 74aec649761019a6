//! The language to answer in when the reader is not known.

use domain::visit::Language;

use crate::text::{Catalogue, TextError};
use crate::web::extract::beneficiary_cookie::Cookie;

/// The language to answer in when the reader is not known: what the cookie says, then what the browser says.
///
/// # Errors
/// [`TextError`].
pub fn negotiate_language(
    cookie: Option<&Cookie>,
    accept: Option<&str>,
) -> Result<&'static Catalogue, TextError> {
    let chosen = cookie.and_then(|cookie| Language::parse(&cookie.language));
    Catalogue::negotiate(chosen.as_ref(), accept, &Language::french())
}
