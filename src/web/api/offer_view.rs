//! The representation of an offer.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::web::api::vocabulary::ModeWord;

/// A start that can be held.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OfferView {
    /// First instant, UTC.
    pub(super) start: DateTime<Utc>,
    /// End, UTC.
    pub(super) end: DateTime<Utc>,
    /// Key of the site.
    pub(super) site: String,
    /// How the person is received.
    pub(super) mode: ModeWord,
    /// How many different teams could receive the person then; a hundred stands for more.
    pub(super) alternatives: usize,
    /// To be sent to `/v1/holds`.
    pub(super) hold_token: String,
}
