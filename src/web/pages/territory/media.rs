//! Serves the files that territories supply.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::web::layout::page::{Failure, not_found};
use crate::web::state::State as App;

/// One file, by its name.
///
/// # Errors
/// [`Failure`].
pub async fn show(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Failure> {
    let Some((media_type, bytes)) = app.public.media.file(&name) else { return not_found().await };
    let headers = [
        (header::CONTENT_TYPE, media_type),
        // The name is a digest of the content.
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, bytes).into_response())
}
