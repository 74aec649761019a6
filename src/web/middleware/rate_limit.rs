//! Request limits of pages, in memory, checked before anything is read from the database. What must hold for all replicas
//! together and across restarts is counted by the actions.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_cookie::Cookie;
use crate::web::extract::client_address;
use crate::web::extract::office_cookie;
use crate::web::per_minute::PerMinute;
use crate::web::state::State as App;

/// Pages from one address in a minute: a library's computers share one.
const FROM_ADDRESS: NonZeroU32 = NonZeroU32::new(300).unwrap();
/// Pages of one session in a minute.
const OF_SESSION: NonZeroU32 = NonZeroU32::new(120).unwrap();
/// Pages of the back office from one address in a minute.
const FROM_OFFICE: NonZeroU32 = NonZeroU32::new(2400).unwrap();
/// Pages of one session of the back office in a minute.
const OF_OFFICE_SESSION: NonZeroU32 = NonZeroU32::new(600).unwrap();
/// Pages for everybody in a minute.
const OF_ALL: NonZeroU32 = NonZeroU32::new(6000).unwrap();

/// The limits.
pub struct Limits {
    all: PerMinute<()>,
    addresses: PerMinute<String>,
    sessions: PerMinute<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            all: PerMinute::new(OF_ALL),
            addresses: PerMinute::new(FROM_ADDRESS),
            sessions: PerMinute::new(OF_SESSION),
        }
    }
}

impl Limits {
    /// For the back office: a whole town hall shares one address, and a desk looks things up all day.
    #[must_use]
    pub fn of_office() -> Self {
        Self {
            all: PerMinute::new(OF_ALL),
            addresses: PerMinute::new(FROM_OFFICE),
            sessions: PerMinute::new(OF_OFFICE_SESSION),
        }
    }

    /// True when one more request from `address`, of the session with `secret`, is within the limits.
    fn allow(&self, address: Option<&String>, secret: Option<&String>) -> bool {
        address.is_none_or(|address| self.addresses.count(address).is_ok())
            && secret.is_none_or(|secret| self.sessions.count(secret).is_ok())
            && self.all.count(&()).is_ok()
    }
}

/// Refuses requests over the limits.
pub async fn guard(
    State((app, limits)): State<(App, Arc<Limits>)>,
    request: Request,
    next: Next,
) -> Response {
    let links = app.ctx.links.as_ref();
    let (parts, body) = request.into_parts();
    let address = client_address::address(&parts, links.map_or(0, |links| links.trusted_proxies));
    let person = || Cookie::read(&parts.headers, links).map(|cookie| cookie.secret);
    let secret = office_cookie::read(&parts.headers, links).or_else(person);
    if limits.allow(address.as_ref(), secret.as_ref().filter(|secret| !secret.is_empty())) {
        next.run(Request::from_parts(parts, body)).await
    } else {
        BeneficiaryError::TooMany.into_response()
    }
}

#[cfg(test)]
mod tests {
    use crate::web::middleware::rate_limit::*;

    #[test]
    fn whoever_asks_too_often_does_not_stop_others() {
        let limits = Limits::default();
        let (one, other) = ("192.0.2.1".to_owned(), "192.0.2.2".to_owned());
        let allowed = (0..FROM_ADDRESS.get() + 50).filter(|_| limits.allow(Some(&one), None)).count();
        assert!((300..310).contains(&allowed), "{allowed}");
        assert!(limits.allow(Some(&other), None));
        let secret = "s".to_owned();
        let allowed = (0..OF_SESSION.get() + 50).filter(|_| limits.allow(None, Some(&secret))).count();
        assert!((120..125).contains(&allowed), "{allowed}");
        assert!(limits.allow(Some(&other), None));
    }
}
