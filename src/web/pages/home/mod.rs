//! The home page: what the service is, and its pages.

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use crate::store::territories;
use crate::text::{Catalogue, Key};
use crate::web::layout::page::{Failure, render};
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/home/home.html")]
struct Home {
    text: &'static Catalogue,
    territories: Vec<(String, String)>,
    outbox: Option<&'static str>,
    ready: &'static str,
}

/// Shows the territories served and the addresses to open.
///
/// # Errors
/// [`Failure`].
pub async fn show(State(app): State<App>) -> Result<Html<String>, Failure> {
    let names = territories::list(app.ctx.db.read()).await?;
    render(&Home {
        text: Catalogue::french()?,
        territories: names.into_iter().map(|(_, key, name)| (routes::public(&key), name)).collect(),
        outbox: app.mail_folder.is_some().then_some(routes::OUTBOX),
        ready: routes::READY,
    })
}
