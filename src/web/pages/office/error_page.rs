//! What is said when a page cannot be shown.

use askama::Template;
use axum::response::Response;

use crate::text::{Catalogue, Key};
use crate::web::errors::office_error::OfficeError;
use crate::web::layout::office_layout::{OfficeLayout, show};
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/office/error_page.html")]
struct Page {
    layout: OfficeLayout,
    title: String,
    mend: String,
    to: &'static str,
    way: String,
}

/// The page of a refusal. It names nobody and nothing: whoever reads it may be anybody.
///
/// # Errors
/// [`OfficeError::Broken`].
pub fn denied(why: &OfficeError) -> Result<Response, OfficeError> {
    let text = Catalogue::french()?;
    let (title, mend) = match why {
        OfficeError::SignInFirst(_) | OfficeError::SessionOver => {
            (Key("denied-session"), Key("denied-session-mend"))
        }
        OfficeError::NotAllowed => (Key("denied-rights"), Key("denied-rights-mend")),
        OfficeError::Missing => (Key("missing-title"), Key("denied-missing-mend")),
        OfficeError::OtherForm | OfficeError::Foreign => (Key("denied-form"), Key("denied-form-mend")),
        OfficeError::TooMany => (Key("denied-too-many"), Key("denied-too-many-mend")),
        OfficeError::TooLarge => (Key("denied-too-large"), Key("denied-too-large-mend")),
        OfficeError::Busy => (Key("denied-busy"), Key("denied-busy-mend")),
        OfficeError::Broken => (Key("denied-broken"), Key("denied-broken-mend")),
    };
    let (to, way) = match why {
        OfficeError::SignInFirst(_) | OfficeError::SessionOver => (routes::SIGN_IN, Key("sign-in-title")),
        _ => (routes::OFFICE, Key("denied-back")),
    };
    let (title, mend, way) = (text.get(title, &[])?, text.get(mend, &[])?, text.get(way, &[])?);
    show(why.status(), &Page { layout: OfficeLayout::outside(String::new())?, title, mend, to, way })
}
