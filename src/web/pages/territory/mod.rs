//! The public pages of a territory: its sites, its accessibility statement, what it stores. Open to anybody: nothing here
//! knows a beneficiary, and the language is part of the address, so that a GET changes nothing.

mod media;
mod places;
mod public_layout;
mod statement;
mod stored;

use axum::Router;
use axum::routing::get;

use crate::web::routes;
use crate::web::state::State;

/// Their routes.
pub fn router() -> Router<State> {
    Router::new()
        .route(routes::PUBLIC, get(places::show))
        .route(routes::STATEMENT, get(statement::lead))
        .route(routes::PUBLIC_STATEMENT, get(statement::show))
        .route(routes::PUBLIC_STORED, get(stored::show))
        .route(routes::MEDIA, get(media::show))
}
