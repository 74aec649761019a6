//! What is said when a page cannot be shown.

use askama::Template;
use axum::response::Response;

use crate::text::{Catalogue, Key};
use crate::web::parts::denied::Denied;
use crate::web::parts::frame::{Frame, show};
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/office/denied.html")]
struct Page {
    frame: Frame,
    title: String,
    mend: String,
    to: &'static str,
    way: String,
}

/// The page of a refusal. It names nobody and nothing: whoever reads it may be anybody.
///
/// # Errors
/// [`Denied::Broken`].
pub fn denied(why: &Denied) -> Result<Response, Denied> {
    let text = Catalogue::french()?;
    let (title, mend) = match why {
        Denied::SignInFirst(_) | Denied::SessionOver => (Key("denied-session"), Key("denied-session-mend")),
        Denied::NotAllowed => (Key("denied-rights"), Key("denied-rights-mend")),
        Denied::Missing => (Key("missing-title"), Key("denied-missing-mend")),
        Denied::OtherForm | Denied::Foreign => (Key("denied-form"), Key("denied-form-mend")),
        Denied::TooMany => (Key("denied-too-many"), Key("denied-too-many-mend")),
        Denied::TooLarge => (Key("denied-too-large"), Key("denied-too-large-mend")),
        Denied::Busy => (Key("denied-busy"), Key("denied-busy-mend")),
        Denied::Broken => (Key("denied-broken"), Key("denied-broken-mend")),
    };
    let (to, way) = match why {
        Denied::SignInFirst(_) | Denied::SessionOver => (routes::SIGN_IN, Key("sign-in-title")),
        _ => (routes::OFFICE, Key("denied-back")),
    };
    let (title, mend, way) = (text.get(title, &[])?, text.get(mend, &[])?, text.get(way, &[])?);
    show(why.status(), &Page { frame: Frame::outside(String::new())?, title, mend, to, way })
}
