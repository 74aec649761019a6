//! What is said when a page cannot be shown.

use askama::Template;
use axum::response::Response;

use crate::text::{Key, TextError};
use crate::web::parts::here::{Here, show};
use crate::web::parts::trouble::Trouble;
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/booking/told.html")]
struct Told {
    here: Here,
    title: String,
    lines: Vec<String>,
    way: Option<(&'static str, String)>,
}

/// The page of a [`Trouble`].
///
/// # Errors
/// [`Trouble::Broken`].
pub fn told(here: Here, trouble: Trouble) -> Result<Response, Trouble> {
    let say = |key: Key| -> Result<String, TextError> { here.say(key) };
    let (title, line) = match trouble {
        Trouble::SessionOver => (say(Key("told-session-over"))?, say(Key("told-session-over-line"))?),
        Trouble::OtherForm | Trouble::Foreign => {
            (say(Key("told-other-form"))?, say(Key("told-other-form-line"))?)
        }
        Trouble::TooMany => (say(Key("told-too-many"))?, say(Key("told-too-many-line"))?),
        Trouble::TooManyHolds => (say(Key("told-holds"))?, say(Key("told-holds-line"))?),
        Trouble::TooManyNewcomers => (say(Key("told-newcomers"))?, say(Key("told-newcomers-line"))?),
        Trouble::TooLarge => (say(Key("told-too-large"))?, say(Key("told-too-large-line"))?),
        Trouble::Missing => (say(Key("missing-title"))?, say(Key("told-missing-line"))?),
        Trouble::NoLink => (say(Key("told-no-link"))?, say(Key("told-no-link-line"))?),
        Trouble::Closed => (say(Key("told-closed"))?, say(Key("told-closed-line"))?),
        Trouble::Over => (say(Key("told-over"))?, say(Key("told-over-line"))?),
        Trouble::Busy => (say(Key("told-busy"))?, say(Key("told-busy-line"))?),
        Trouble::Broken => (say(Key("told-broken"))?, say(Key("told-broken-line"))?),
    };
    let way = match trouble {
        Trouble::Busy | Trouble::Broken | Trouble::TooMany | Trouble::OtherForm | Trouble::TooLarge => {
            Some((routes::BOOK, here.say(Key("told-again"))?))
        }
        _ => None,
    };
    let page = Told { title, lines: vec![line], way, here };
    show(trouble.status(), &page.here, &page)
}

/// Good bye: nothing is left in this browser.
///
/// # Errors
/// [`Trouble::Broken`].
pub fn goodbye(here: Here) -> Result<Response, Trouble> {
    let (title, line) = (here.say(Key("leave-title"))?, here.say(Key("leave-line"))?);
    let here = Here { form: String::new(), ..here };
    let page = Told { title, lines: vec![line], way: None, here };
    show(axum::http::StatusCode::OK, &page.here, &page)
}
