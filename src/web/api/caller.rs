//! Authentication of callers: every request under `/v1`, the OpenAPI document excepted, has a valid token and is rate limited.

use std::marker::PhantomData;
use std::net::SocketAddr;

use axum::extract::rejection::ExtensionRejection;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::ids::TerritoryId;

use super::problem::{Problem, ProblemType};
use super::token::{Grant, Scope};
use crate::web::per_minute::{Left, TooOften};
use crate::web::state::State as App;

/// Checks the token, counts the call and says in the answer what is left (draft-ietf-httpapi-ratelimit-headers).
/// Calls without a good token are counted by the address they come from, so that nobody tries many.
pub async fn authenticate(
    State(app): State<App>,
    from: Result<ConnectInfo<SocketAddr>, ExtensionRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    let grant = match bearer(&app, request.headers()) {
        Ok(grant) => grant,
        Err(problem) => {
            return match from.map(|ConnectInfo(from)| app.api.without_token.count(&from.ip())) {
                Ok(Err(refused)) => too_often(refused),
                _ => problem.into_response(),
            };
        }
    };
    let left = match app.api.clients.count(&(grant.territory, grant.client.clone())) {
        Ok(left) => left,
        Err(refused) => return too_often(refused),
    };
    request.extensions_mut().insert(grant);
    let mut response = next.run(request).await;
    limits(response.headers_mut(), left);
    response
}

fn bearer(app: &App, headers: &HeaderMap) -> Result<Grant, Problem> {
    let refused = |why: &str| Problem::new(ProblemType::Unauthenticated, why);
    let Some(keys) = &app.api.keys else {
        return Err(refused("this service was started without keys for tokens: set UNISSON_TOKEN_KEY_FILE"));
    };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = match given.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => return Err(refused("send Authorization: Bearer TOKEN")),
    };
    keys.check(token, app.ctx.now()).map_err(|why| refused(&why.to_string()))
}

fn too_often(TooOften { most, wait_seconds }: TooOften) -> Response {
    let detail = format!("at most {most} a minute: wait {wait_seconds} s");
    let mut response = Problem::new(ProblemType::TooMany, detail).again_after(wait_seconds).into_response();
    limits(response.headers_mut(), Left { most, remaining: 0 });
    response
}

fn limits(headers: &mut HeaderMap, Left { most, remaining }: Left) {
    for (name, value) in [
        ("ratelimit-policy", format!("\"calls\";q={most};w=60")),
        ("ratelimit", format!("\"calls\";r={remaining};t=60")),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}

/// The right that a handler asks for.
pub trait Right: Send {
    /// The scope a token must have.
    const SCOPE: Scope;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Right for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )+};
}

rights! {
    /// See the territory.
    TerritoryRead,
    /// Change the territory.
    TerritoryWrite,
    /// Search.
    AvailabilityRead,
    /// See appointments.
    AppointmentsRead,
    /// Change appointments.
    AppointmentsWrite,
    /// See referrals.
    ReferralsRead,
    /// Change referrals.
    ReferralsWrite,
    /// Change agendas.
    AgendasWrite,
    /// See waits.
    WaitingTimeRead,
}

/// A caller that may do what `R` stands for: a handler without one is open to nobody and to everybody alike.
pub struct Caller<R> {
    /// What the token grants.
    pub grant: Grant,
    right: PhantomData<R>,
}

impl<R> Caller<R> {
    /// The territory it is about, and no other.
    #[must_use]
    pub const fn territory(&self) -> TerritoryId {
        self.grant.territory
    }

    /// True when the token has one more scope.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.grant.scopes.contains(&scope)
    }
}

impl<R: Right> FromRequestParts<App> for Caller<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let grant = parts.extensions.get::<Grant>().cloned();
        let grant = grant.ok_or_else(|| Problem::new(ProblemType::Unauthenticated, "send a bearer token"))?;
        if grant.scopes.contains(&R::SCOPE) {
            Ok(Self { grant, right: PhantomData })
        } else {
            let scope = R::SCOPE.word();
            Err(Problem::new(ProblemType::Forbidden, format!("ask for a token with the scope {scope}")))
        }
    }
}
