//! What the handlers need: the context of every action, and what the pages keep in memory.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use domain::ids::TerritoryId;

use crate::adapters::sso::Sso;
use crate::context::Context;
use crate::formats::email::Service;
use crate::web::api::token::Keys;
use crate::web::first_days::FirstDays;
use crate::web::layout::media::Media;
use crate::web::per_minute::PerMinute;

/// Requests without a valid token that one address may make, per minute.
const WITHOUT_TOKEN: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// What the handlers need. Cheap to clone.
#[derive(Clone)]
pub struct State {
    /// The context of every action.
    pub ctx: Context,
    /// The mail folder, when mails are kept in one and may be shown; there is no outbox page otherwise.
    pub mail_folder: Option<PathBuf>,
    /// What the API needs.
    pub api: Api,
    /// The sender of mails: calendar files downloaded here and those in mails must be one event.
    pub sender: Service,
    /// What the public pages keep.
    pub public: Public,
    /// The price of one short message, in ten-thousandths of a euro, when it is known.
    pub sms_price: Option<u32>,
    /// The identity provider through which members of the back office may sign in, when there is one.
    pub sso: Option<Arc<SingleSignOn>>,
}

/// What the API needs beside the context. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Api {
    /// The keys of tokens; without them every request is refused.
    pub keys: Option<Keys>,
    /// Requests per client of each territory.
    pub(super) clients: PerMinute<(TerritoryId, String)>,
    /// Requests without a valid token, per address.
    pub(super) without_token: PerMinute<std::net::IpAddr>,
}

impl Api {
    /// The keys of tokens, and how many requests each client may make per minute.
    #[must_use]
    pub fn new(keys: Option<Keys>, requests_per_minute: NonZeroU32) -> Self {
        Self {
            keys,
            clients: PerMinute::new(requests_per_minute),
            without_token: PerMinute::new(WITHOUT_TOKEN),
        }
    }
}

/// What the public pages keep.
#[derive(Clone, Debug, Default)]
pub struct Public {
    /// Files that territories supply.
    pub media: Arc<Media>,
    /// First days with a free start, looked up once per minute.
    pub(super) first_days: FirstDays,
}

impl Public {
    /// With the files of `media`.
    #[must_use]
    pub fn with(media: Media) -> Self {
        Self { media: Arc::new(media), ..Self::default() }
    }
}

/// The identity provider, and the name people know it by.
#[derive(Clone, Debug)]
pub struct SingleSignOn {
    /// The provider.
    pub sso: Sso,
    /// The name people know it by.
    pub name: String,
}
