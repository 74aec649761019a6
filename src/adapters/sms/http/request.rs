//! A request to a provider, and what a successful response says.

/// A request to be made.
pub(super) struct HttpRequest {
    /// Where to.
    pub url: String,
    /// Header names and values; they may hold keys.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// What a successful response says.
pub(super) enum Acceptance {
    /// Accepted, under these references.
    Accepted(Vec<String>),
    /// No such number.
    NoSuchNumber,
}
