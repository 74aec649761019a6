//! Every address once.

use domain::access::Token;
use domain::ids::MessageId;

/// What this is and where to go.
pub const HOME: &str = "/";
/// The process runs.
pub const LIVE: &str = "/health/live";
/// The process can do its work.
pub const READY: &str = "/health/ready";
/// Numbers for Prometheus, on an address of their own.
pub const METRICS: &str = "/metrics";
/// The one style sheet.
pub const STYLE: &str = "/assets/app.css";
/// What the API is.
pub const OPENAPI: &str = "/v1/openapi.json";
/// The territory of a token.
pub const TERRITORY: &str = "/v1/territory";
/// Whatever else is asked for under `/v1`.
pub const API_REST: &str = "/v1/{*rest}";
/// The mark in the browser's tab.
pub const ICON: &str = "/assets/icon.svg";
/// The script of the person's pages.
pub const PERSON_SCRIPT: &str = "/assets/person.js";
/// A personal link, to choose an appointment.
pub const CHOOSE: &str = "/a/{door}";
/// A personal link, to one's own appointment.
pub const OWN: &str = "/r/{door}";
/// The first question that is not answered yet.
pub const BOOK: &str = "/book";
/// One's own appointment.
pub const MINE: &str = "/mine";
/// The feed for one's own calendar.
pub const FEED: &str = "/feed/{file}";
/// The public page of a territory.
pub const PUBLIC: &str = "/t/{territory}";
/// Its accessibility statement.
pub const PUBLIC_STATEMENT: &str = "/t/{territory}/accessibility";
/// What it keeps about people.
pub const PUBLIC_STORED: &str = "/t/{territory}/data";
/// A file that a territory supplies.
pub const MEDIA: &str = "/media/{name}";
/// What would have left by mail.
pub const OUTBOX: &str = "/outbox";
/// One mail.
pub const OUTBOX_MAIL: &str = "/outbox/{message}";
/// One mail as a file.
pub const OUTBOX_FILE: &str = "/outbox/{message}/eml";

/// The page of one mail.
#[must_use]
pub fn outbox_mail(message: MessageId) -> String {
    format!("/outbox/{message}")
}

/// The file of one mail.
#[must_use]
pub fn outbox_file(message: MessageId) -> String {
    format!("/outbox/{message}/eml")
}

/// The feed of a token.
#[must_use]
pub fn feed(token: &Token) -> String {
    format!("/feed/{}.ics", token.as_str())
}

/// The public page of the territory called `key`.
#[must_use]
pub fn public(key: &str) -> String {
    format!("/t/{key}")
}

/// Its accessibility statement.
#[must_use]
pub fn public_statement(key: &str) -> String {
    format!("/t/{key}/accessibility")
}

/// What it keeps about people.
#[must_use]
pub fn public_stored(key: &str) -> String {
    format!("/t/{key}/data")
}

/// A file that a territory supplies.
#[must_use]
pub fn media(name: &str) -> String {
    format!("/media/{name}")
}
