//! The `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header): a repeated request is executed once.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::store::idempotency::Key;
use crate::web::api::caller::Caller;
use crate::web::api::problem::{FieldProblem, Problem, ProblemType};
use crate::web::state::State as App;

/// Longest key.
const LONGEST: usize = 255;

/// The name a caller gives to a write that creates something; must be there.
pub struct Once(String);

impl Once {
    /// The key, each client's its own.
    #[must_use]
    pub fn of<R>(self, caller: &Caller<R>) -> Key {
        Key { client: caller.grant.client.clone(), key: self.0 }
    }
}

impl FromRequestParts<App> for Once {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        read(parts)?.map(Self).ok_or_else(|| malformed("it is missing"))
    }
}

/// As [`Once`], for writes that are harmless twice; may be left out.
pub struct MaybeOnce(Option<String>);

impl MaybeOnce {
    /// The key, if one was given.
    #[must_use]
    pub fn of<R>(self, caller: &Caller<R>) -> Option<Key> {
        self.0.map(|key| Once(key).of(caller))
    }
}

impl FromRequestParts<App> for MaybeOnce {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        read(parts).map(Self)
    }
}

fn read(parts: &Parts) -> Result<Option<String>, Problem> {
    let Some(given) = parts.headers.get("idempotency-key") else { return Ok(None) };
    let key = given.to_str().map_err(|_| malformed("it is not plain text"))?.trim();
    if key.is_empty() || key.len() > LONGEST || !key.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return Err(malformed("it is empty, too long or not printable"));
    }
    Ok(Some(key.to_owned()))
}

fn malformed(found: &str) -> Problem {
    let suggestion = "send Idempotency-Key with a fresh random text of 1 to 255 printable characters, and the same one \
                when you send the same request again";
    let field = FieldProblem::new("Idempotency-Key", found, suggestion);
    Problem::new(ProblemType::Malformed, format!("Idempotency-Key: {found}; {suggestion}")).with(vec![field])
}
