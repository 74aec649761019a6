//! A page for beneficiaries that says one thing: an error, or that they have left.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::text::Key;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, show};
use crate::web::layout::page::Failure;

/// A title, a sentence, and a link when there is a way to go on.
#[derive(Template)]
#[template(path = "web/layout/notice.html")]
struct NoticePage {
    layout: BeneficiaryLayout,
    title: String,
    line: String,
    link: Option<(String, String)>,
}

/// The page with the texts of `title` and `line`, and a link: its address and its text.
///
/// # Errors
/// [`Failure`].
pub fn notice(
    status: StatusCode,
    layout: BeneficiaryLayout,
    (title, line): (Key, Key),
    way_on: Option<(String, Key)>,
) -> Result<Response, Failure> {
    let target =
        way_on.map(|(address, label)| Ok::<_, Failure>((address, layout.say(label)?))).transpose()?;
    let page = NoticePage { title: layout.say(title)?, line: layout.say(line)?, link: target, layout };
    show(status, &page.layout, &page)
}
