//! How often pages may be asked for, in memory: the first wall, before anything is read from the database. What must
//! hold for all replicas together and over a restart is counted by the actions.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::client;
use super::cookie::Cookie;
use super::trouble::Trouble;
use crate::web::State as App;

/// Pages from one address at once, and in a minute: a library's computers share one.
const FROM_ADDRESS: (u32, Duration) = (300, Duration::from_mins(1));
/// Pages of one session at once, and in a minute.
const OF_SESSION: (u32, Duration) = (120, Duration::from_mins(1));
/// Pages for everybody at once, and in a minute.
const OF_ALL: (u32, Duration) = (6000, Duration::from_mins(1));
/// After so many requests those who have gone are forgotten.
const SWEEP: u32 = 4096;

/// The limits.
pub struct Limits {
    all: DefaultDirectRateLimiter,
    addresses: DefaultKeyedRateLimiter<String>,
    sessions: DefaultKeyedRateLimiter<String>,
    seen: AtomicU32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            all: RateLimiter::direct(quota(OF_ALL)),
            addresses: RateLimiter::keyed(quota(FROM_ADDRESS)),
            sessions: RateLimiter::keyed(quota(OF_SESSION)),
            seen: AtomicU32::new(0),
        }
    }
}

fn quota((burst, per): (u32, Duration)) -> Quota {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(per / burst.get()).unwrap_or_else(|| Quota::per_second(burst));
    quota.allow_burst(burst)
}

impl Limits {
    /// True when one more request from `address`, of the session with `secret`, is within the limits.
    fn allow(&self, address: Option<&String>, secret: Option<&String>) -> bool {
        if self.seen.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.addresses.retain_recent();
            self.sessions.retain_recent();
        }
        address.is_none_or(|address| self.addresses.check_key(address).is_ok())
            && secret.is_none_or(|secret| self.sessions.check_key(secret).is_ok())
            && self.all.check().is_ok()
    }
}

/// Turns away who asks too often.
pub async fn guard(
    State((app, limits)): State<(App, Arc<Limits>)>,
    request: Request,
    next: Next,
) -> Response {
    let links = app.ctx.links.as_ref();
    let (parts, body) = request.into_parts();
    let address = client::address(&parts, links.map_or(0, |links| links.proxies));
    let secret = Cookie::read(&parts.headers, links).map(|cookie| cookie.secret);
    if limits.allow(address.as_ref(), secret.as_ref().filter(|secret| !secret.is_empty())) {
        next.run(Request::from_parts(parts, body)).await
    } else {
        Trouble::TooMany.into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_too_often_does_not_stop_others() {
        let limits = Limits::default();
        let (one, other) = ("192.0.2.1".to_owned(), "192.0.2.2".to_owned());
        let allowed = (0..FROM_ADDRESS.0 + 50).filter(|_| limits.allow(Some(&one), None)).count();
        assert!((300..310).contains(&allowed), "{allowed}");
        assert!(limits.allow(Some(&other), None));
        let secret = "s".to_owned();
        let allowed = (0..OF_SESSION.0 + 50).filter(|_| limits.allow(None, Some(&secret))).count();
        assert!((120..125).contains(&allowed), "{allowed}");
        assert!(limits.allow(Some(&other), None));
    }
}
