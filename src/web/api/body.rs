//! Extractors of request bodies, paths and queries: size limits, and refusals that name the field.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use super::problem::{FieldProblem, Problem, ProblemType};
use crate::web::state::State as App;

/// Most bytes of a JSON body.
pub const MOST_JSON_BYTES: usize = 1024 * 1024;

/// A JSON body: `application/json`, one mebibyte at most, no field that nobody knows.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &App) -> Result<Self, Problem> {
        media_type(request.headers(), "application/json")?;
        let bytes = bytes(request, state).await?;
        read(&bytes).map(Self)
    }
}

/// Refuses another media type than `wanted`.
pub(super) fn media_type(headers: &HeaderMap, wanted: &str) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(wanted) {
        Ok(())
    } else {
        Err(Problem::new(ProblemType::UnsupportedMediaType, format!("send Content-Type: {wanted}")))
    }
}

/// The whole body, within the limit of its route.
pub(super) async fn bytes(request: Request, state: &App) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            Problem::new(ProblemType::TooLarge, "send fewer bytes: this address reads a limited number")
        }
        _ => Problem::new(ProblemType::Malformed, "the body stopped before its end: send it again"),
    })
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        wrong(error.inner(), &path)
    })?;
    reader.end().map_err(|error| wrong(&error, "."))?;
    Ok(value)
}

/// What serde says, without the values it read: they may be somebody's.
fn wrong(error: &serde_json::Error, path: &str) -> Problem {
    let place = format!("line {} column {}", error.line(), error.column());
    if error.classify() == serde_json::error::Category::Data {
        let said = error.to_string();
        let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
        let field = if path == "." { "body" } else { path };
        let found = format!("{} ({place})", without_values(said));
        let problem = FieldProblem::new(field, found, "send what /v1/openapi.json describes");
        // The body as a whole is no field of itself.
        Problem::fields(vec![if path == "." { problem } else { problem.in_body() }])
    } else if error.to_string().starts_with("recursion limit") {
        Problem::new(ProblemType::Malformed, format!("the JSON is nested too deeply at {place}: flatten it"))
    } else {
        Problem::new(
            ProblemType::Malformed,
            format!("the body is not JSON at {place}: correct it and send it again"),
        )
    }
}

/// A sentence of serde with what it quotes in double quotes left out.
fn without_values(said: &str) -> String {
    let mut kept = String::with_capacity(said.len());
    for (index, part) in said.split('"').enumerate() {
        kept.push_str(if index % 2 == 0 { part } else { "(a text)" });
    }
    kept
}

/// Path parameters; what cannot be one names nothing.
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &App) -> Result<Self, Problem> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(value)| Self(value)).map_err(|_| Problem::not_found("thing"))
    }
}

/// Query parameters; one that nobody knows is refused, as a misspelt filter must not widen an answer.
pub struct Filter<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Filter<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &App) -> Result<Self, Problem> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(value)| Self(value)).map_err(|rejection| {
            let said = without_values(&rejection.body_text());
            Problem::new(ProblemType::Malformed, format!("{said}: see /v1/openapi.json for the parameters"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Small {
        #[expect(dead_code, reason = "only its type matters")]
        count: u8,
    }

    fn refused(text: &str) -> String {
        let problem = read::<Small>(text.as_bytes()).unwrap_err();
        serde_json::to_string(problem.details()).unwrap()
    }

    #[test]
    fn what_is_wrong_is_named_and_never_quoted() {
        assert!(refused(r#"{"count": "Samia Benali"}"#).contains("count"));
        for text in [r#"{"count": "Samia Benali"}"#, r#"{"count": ["Samia Benali"]}"#, "Samia Benali"] {
            assert!(!refused(text).contains("Samia"), "{text}");
        }
        assert!(
            refused(r#"{"count": 1, "cuont": 2}"#).contains("cuont"),
            "a field that nobody knows is named"
        );
        assert!(refused(r#"{"count": 300}"#).contains("urn:unisson:problem:invalid"));
        assert!(refused("{").contains("urn:unisson:problem:malformed"));
        assert!(refused(r#"{"count": 1} {}"#).contains("malformed"));
        let deep = format!("{{\"count\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(refused(&deep).contains("count") || refused(&deep).contains("deeply"));
    }
}
