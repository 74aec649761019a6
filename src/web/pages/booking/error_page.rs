//! What is said when a page cannot be shown.

use askama::Template;
use axum::response::Response;

use crate::text::{Key, TextError};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, show};
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/booking/error_page.html")]
struct Told {
    layout: BeneficiaryLayout,
    title: String,
    lines: Vec<String>,
    way: Option<(&'static str, String)>,
}

/// The page of a [`BeneficiaryError`].
///
/// # Errors
/// [`BeneficiaryError::Broken`].
pub fn told(layout: BeneficiaryLayout, trouble: BeneficiaryError) -> Result<Response, BeneficiaryError> {
    let say = |key: Key| -> Result<String, TextError> { layout.say(key) };
    let (title, line) = match trouble {
        BeneficiaryError::SessionOver => {
            (say(Key("told-session-over"))?, say(Key("told-session-over-line"))?)
        }
        BeneficiaryError::OtherForm | BeneficiaryError::Foreign => {
            (say(Key("told-other-form"))?, say(Key("told-other-form-line"))?)
        }
        BeneficiaryError::TooMany => (say(Key("told-too-many"))?, say(Key("told-too-many-line"))?),
        BeneficiaryError::TooManyHolds => (say(Key("told-holds"))?, say(Key("told-holds-line"))?),
        BeneficiaryError::TooManyNewcomers => (say(Key("told-newcomers"))?, say(Key("told-newcomers-line"))?),
        BeneficiaryError::TooLarge => (say(Key("told-too-large"))?, say(Key("told-too-large-line"))?),
        BeneficiaryError::Missing => (say(Key("missing-title"))?, say(Key("told-missing-line"))?),
        BeneficiaryError::NoLink => (say(Key("told-no-link"))?, say(Key("told-no-link-line"))?),
        BeneficiaryError::Closed => (say(Key("told-closed"))?, say(Key("told-closed-line"))?),
        BeneficiaryError::Over => (say(Key("told-over"))?, say(Key("told-over-line"))?),
        BeneficiaryError::Busy => (say(Key("told-busy"))?, say(Key("told-busy-line"))?),
        BeneficiaryError::Broken => (say(Key("told-broken"))?, say(Key("told-broken-line"))?),
    };
    let way = match trouble {
        BeneficiaryError::Busy
        | BeneficiaryError::Broken
        | BeneficiaryError::TooMany
        | BeneficiaryError::OtherForm
        | BeneficiaryError::TooLarge => Some((routes::BOOK, layout.say(Key("told-again"))?)),
        _ => None,
    };
    let page = Told { title, lines: vec![line], way, layout };
    show(trouble.status(), &page.layout, &page)
}

/// Good bye: nothing is left in this browser.
///
/// # Errors
/// [`BeneficiaryError::Broken`].
pub fn goodbye(layout: BeneficiaryLayout) -> Result<Response, BeneficiaryError> {
    let (title, line) = (layout.say(Key("leave-title"))?, layout.say(Key("leave-line"))?);
    let layout = BeneficiaryLayout { form: String::new(), ..layout };
    let page = Told { title, lines: vec![line], way: None, layout };
    show(axum::http::StatusCode::OK, &page.layout, &page)
}
