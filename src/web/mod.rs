//! The HTTP layer: parse, run one action or query, render.
//!
//! Lower files first; each uses only files above it in this list, so that there is no circle of files:
//!
//! 1. `routes` (every address), `assets`, `per_minute`, `first_days`, `days`
//! 2. `layout` (frames of pages, styles, media, forms, shared wording) and `state` (what the handlers need)
//! 3. `errors` (why a page or a call is refused)
//! 4. `extract` (sessions, cookies, forms and addresses read from a request)
//! 5. `middleware` (limits, headers, cross-site protection, error pages, request logging, draining)
//! 6. `pages` (HTML, a folder per part), `api` (JSON), `health`, `metrics`, `sms_provider_webhooks`
//! 7. `router` (all of them together)

pub mod api;
mod assets;
mod days;
pub mod errors;
pub mod extract;
mod first_days;
mod health;
pub mod layout;
pub mod metrics;
pub mod middleware;
pub mod office_routes;
mod pages;
mod per_minute;
mod router;
mod routes;
pub mod sms_provider_webhooks;
mod state;

pub use layout::media::{LeftOut, Media};
pub use middleware::drain::{Drain, with_drain};
pub use router::{office_routes, router};
pub use routes::{AFTER_SIGN_OUT, HOME, METRICS, OUTBOX, READY, SIGN_IN, SSO_BACK, TERRITORY};
pub use state::{Public, SingleSignOn, State};
