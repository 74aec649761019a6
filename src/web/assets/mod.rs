//! Static assets of pages, embedded in the binary.

use axum::http::header;
use axum::response::IntoResponse;

/// The style sheet.
pub async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, include_str!("app.css"))
}

/// The style sheet of the back office.
pub async fn office_style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, concat!(include_str!("office.css"), include_str!("desk.css")))
}

/// The mark in the browser's tab.
pub async fn icon() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "max-age=86400")];
    (headers, include_str!("icon.svg"))
}

/// The script of the person's pages, which work without it.
pub async fn person_script() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "max-age=86400")];
    (headers, include_str!("person.js"))
}

/// The script of the desk, which works without it.
pub async fn desk_script() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, include_str!("desk.js"))
}
