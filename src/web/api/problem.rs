//! Error responses as problem details (RFC 9457), with a stable `type`, and a suggestion for each wrong field.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::fault::Fault;
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::{ErrorKind, UseCaseError, with_causes};
use crate::web::api::offer_view::OfferView;

/// What a refusal is, in a word that never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemType {
    /// The request cannot be read.
    Malformed,
    /// No token, or a bad one.
    Unauthenticated,
    /// The token does not allow it.
    Forbidden,
    /// There is no such thing in the token's territory.
    NotFound,
    /// The method is not for this address.
    MethodNotAllowed,
    /// What is asked for is not what this address answers with.
    NotAcceptable,
    /// It conflicts with the current state.
    Conflict,
    /// The time has just been taken.
    Taken,
    /// The appointment has changed since it was read.
    Overtaken,
    /// Too many bytes.
    TooLarge,
    /// Not the media type that is read.
    UnsupportedMediaType,
    /// Well formed, but wrong.
    Invalid,
    /// The idempotency key was used for another request.
    KeyReused,
    /// The version must be named.
    VersionNeeded,
    /// Too often.
    TooMany,
    /// A fault of the service.
    Internal,
    /// Try again in a moment.
    Busy,
}

impl ProblemType {
    const fn word(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NotAcceptable => "not-acceptable",
            Self::Conflict => "conflict",
            Self::Taken => "taken",
            Self::Overtaken => "overtaken",
            Self::TooLarge => "too-large",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::Invalid => "invalid",
            Self::KeyReused => "key-reused",
            Self::VersionNeeded => "version-needed",
            Self::TooMany => "too-many",
            Self::Internal => "internal",
            Self::Busy => "busy",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Malformed => "The request cannot be read",
            Self::Unauthenticated => "A bearer token is needed",
            Self::Forbidden => "The token does not allow this",
            Self::NotFound => "There is no such thing in this territory",
            Self::MethodNotAllowed => "This method is not for this address",
            Self::NotAcceptable => "This address does not answer in that media type",
            Self::Conflict => "It conflicts with the current state",
            Self::Taken => "This time has just been taken",
            Self::Overtaken => "It has changed since it was read",
            Self::TooLarge => "The request is too large",
            Self::UnsupportedMediaType => "This media type is not read here",
            Self::Invalid => "The request holds something wrong",
            Self::KeyReused => "The idempotency key was used for another request",
            Self::VersionNeeded => "The version must be named",
            Self::TooMany => "Too many requests",
            Self::Internal => "The service has a fault",
            Self::Busy => "The service is busy, try again in a moment",
        }
    }

    /// The status that goes with it.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::Conflict | Self::Taken => StatusCode::CONFLICT,
            Self::Overtaken => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::VersionNeeded => StatusCode::PRECONDITION_REQUIRED,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Where: a path into the body (`window.from`), a header or a query parameter.
    pub field: String,
    /// The same place as a JSON pointer (RFC 6901, as a fragment), when it is in the JSON body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, example = "#/window/from")]
    pub pointer: Option<String>,
    /// What is wrong with it.
    pub detail: String,
    /// What would be right.
    pub suggestion: String,
}

impl FieldProblem {
    /// Something wrong in one field, header or query parameter.
    pub fn new(field: impl Into<String>, detail: impl Into<String>, suggestion: impl Into<String>) -> Self {
        Self { field: field.into(), pointer: None, detail: detail.into(), suggestion: suggestion.into() }
    }

    /// The same, of a field of the JSON body: names its JSON pointer as well.
    #[must_use]
    pub fn in_body(self) -> Self {
        Self { pointer: pointer(&self.field), ..self }
    }
}

/// The JSON pointer of a path such as `window.from` or `cannot_come[1].half`; none for what is no such path.
fn pointer(path: &str) -> Option<String> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    let mut pointer = "#".to_owned();
    for step in path.split('.') {
        let (name, indices) = step.split_at(step.find('[').unwrap_or(step.len()));
        if !is_name(name) {
            return None;
        }
        pointer.push('/');
        pointer.push_str(name);
        for index in indices.split_inclusive(']') {
            let index = index.strip_prefix('[')?.strip_suffix(']')?;
            index.parse::<usize>().ok()?;
            pointer.push('/');
            pointer.push_str(index);
        }
    }
    Some(pointer)
}

impl From<Fault> for FieldProblem {
    fn from(fault: Fault) -> Self {
        Self::new(fault.field, fault.found, fault.suggestion)
    }
}

/// An error response.
#[derive(Clone, Debug)]
pub struct Problem {
    of: ProblemType,
    retry_after: Option<u64>,
    details: Box<ProblemDetails>,
}

/// An error response, as problem details (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// What it is, for programs: a name that never changes.
    #[serde(rename = "type")]
    #[schema(example = "urn:unisson:problem:taken")]
    kind: String,
    /// What it is, for people.
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened this time, and what to do about it.
    detail: String,
    /// Every field that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldProblem>,
    /// The next offers, when a time has just been taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    offers: Vec<OfferView>,
}

impl Problem {
    /// A refusal of that kind; `detail` says what to do.
    pub fn new(of: ProblemType, detail: impl Into<String>) -> Self {
        let details = ProblemDetails {
            kind: format!("urn:unisson:problem:{}", of.word()),
            title: of.title(),
            status: of.status().as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            offers: Vec::new(),
        };
        Self { of, retry_after: None, details: Box::new(details) }
    }

    /// Something wrong in one field.
    pub fn field(field: impl Into<String>, detail: impl Into<String>, suggestion: impl Into<String>) -> Self {
        Self::fields(vec![FieldProblem::new(field, detail, suggestion)])
    }

    /// Something wrong in one field of the JSON body.
    pub fn body_field(
        field: impl Into<String>,
        detail: impl Into<String>,
        suggestion: impl Into<String>,
    ) -> Self {
        Self::fields(vec![FieldProblem::new(field, detail, suggestion).in_body()])
    }

    /// Something wrong in some fields.
    #[must_use]
    pub fn fields(errors: Vec<FieldProblem>) -> Self {
        let said: Vec<String> =
            errors.iter().map(|one| format!("{}: {}; {}", one.field, one.detail, one.suggestion)).collect();
        Self::new(ProblemType::Invalid, said.join(". ")).with(errors)
    }

    /// The same refusal, naming these fields.
    #[must_use]
    pub fn with(mut self, errors: Vec<FieldProblem>) -> Self {
        self.details.errors = errors;
        self
    }

    /// The same refusal, of fields of the JSON body: each names its JSON pointer.
    #[must_use]
    pub fn in_body(mut self) -> Self {
        self.details.errors = self.details.errors.into_iter().map(FieldProblem::in_body).collect();
        self
    }

    /// No such thing.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemType::NotFound, format!("there is no such {what} in this territory"))
    }

    /// The time was taken; these are the next offers.
    #[must_use]
    pub fn taken(offers: Vec<OfferView>) -> Self {
        let detail = if offers.is_empty() {
            "nothing else was found in the same window: ask for a wider one"
        } else {
            "hold one of these offers instead"
        };
        let mut taken = Self::new(ProblemType::Taken, detail);
        taken.details.offers = offers;
        taken
    }

    /// The body of the response.
    #[cfg(test)]
    pub(super) fn details(&self) -> &ProblemDetails {
        &self.details
    }

    /// To be tried again after so many seconds.
    #[must_use]
    pub const fn again_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { of, retry_after, details } = self;
        let mut response = (of.status(), Json(details)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if of == ProblemType::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"unisson\""));
        }
        response
    }
}

impl<E: UseCaseError + 'static> From<E> for Problem {
    fn from(error: E) -> Self {
        let detail = error.to_string();
        match error.kind() {
            ErrorKind::NotFound(noun) => Self::not_found(noun.words()),
            ErrorKind::WrongMode => Self::body_field("mode", detail, "use a mode of the visit type"),
            ErrorKind::EmptyWindow => Self::body_field("window", "no visit fits into it", detail),
            ErrorKind::WrongStart(refusal) => {
                Self::body_field("start", refusal.to_string(), "search, and take an offer")
            }
            ErrorKind::WrongDocument(faults) => {
                Self::fields(faults.iter().cloned().map(Into::into).collect())
            }
            ErrorKind::ReferralClosed | ErrorKind::Conflict => Self::new(ProblemType::Conflict, detail),
            // Where the question is known its offers are given; see `holds` and `appointments`.
            ErrorKind::Taken => Self::taken(Vec::new()),
            ErrorKind::Changed => Self::new(ProblemType::Overtaken, detail),
            ErrorKind::KeyReused => Self::new(ProblemType::KeyReused, detail),
            ErrorKind::TooManyHolds => Self::new(ProblemType::TooMany, detail).again_after(3_600),
            ErrorKind::Crowded => {
                tracing::warn!(error = with_causes(&error), "a write lost every race");
                Self::new(ProblemType::Busy, detail).again_after(1)
            }
            ErrorKind::MissingSetting(_) => {
                tracing::error!(error = with_causes(&error), "a call could not be answered");
                Self::new(ProblemType::Internal, detail)
            }
            ErrorKind::Database(store) => {
                tracing::error!(error = with_causes(&error), "a call could not be answered");
                if store.is_transient() || store.is_unreachable() {
                    Self::new(ProblemType::Busy, "the database did not answer in time: try again")
                        .again_after(1)
                } else {
                    Self::new(ProblemType::Internal, "it was logged; nothing was changed")
                }
            }
            ErrorKind::Fault => {
                tracing::error!(error = with_causes(&error), "a call could not be answered");
                Self::new(ProblemType::Internal, "it was logged; nothing was changed")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::web::api::problem::*;

    #[test]
    fn a_path_into_the_body_is_a_json_pointer() {
        for (path, expected) in [
            ("minutes", Some("#/minutes")),
            ("window.from", Some("#/window/from")),
            ("cannot_come[1].half", Some("#/cannot_come/1/half")),
            ("referrals[caf-2].site", None),
            ("from, to", None),
            ("sites[1", None),
            ("", None),
        ] {
            assert_eq!(pointer(path).as_deref(), expected, "{path}");
        }
    }
}
