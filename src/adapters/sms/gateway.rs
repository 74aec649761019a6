//! Sending an SMS: through a provider, or a second one when the first cannot accept it.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::folder::SmsFolder;
use super::http::Web;
use super::outcome::{Cause, Outcome};
use super::smpp::Smpp;
use crate::formats::sms::OutgoingSms;

/// Who takes short messages.
#[derive(Clone, Debug)]
pub enum Provider {
    /// Nobody, and mails do leave: what would be an SMS is written by mail.
    Nobody,
    /// Nobody: files in a folder.
    Folder(SmsFolder),
    /// An operator's exchange.
    Smpp(Smpp),
    /// A provider on the web.
    Web(Web),
}

impl Provider {
    /// Hands `sms` over at `now`.
    pub async fn send(&self, sms: &OutgoingSms, now: DateTime<Utc>) -> Outcome {
        match self {
            Self::Nobody => Outcome::temporary(Cause::Unreachable),
            Self::Folder(folder) => folder.keep(sms).await,
            Self::Smpp(smpp) => smpp.send(sms).await,
            Self::Web(web) => web.send(sms, now).await,
        }
    }
}

/// One provider or two.
#[derive(Clone, Debug)]
pub struct Gateway {
    first: Provider,
    second: Option<Provider>,
    slots: usize,
}

impl Gateway {
    /// Messages go to `first`; to `second` when the first did not take one and may take it later. `slots` is how many
    /// may be on their way at once: after a crash so many are in doubt, not more.
    #[must_use]
    pub fn new(first: Provider, second: Option<Provider>, slots: usize) -> Self {
        Self { first, second, slots: slots.max(1) }
    }

    /// How many messages may be on their way at once.
    #[must_use]
    pub const fn slots(&self) -> usize {
        self.slots
    }

    /// True when nobody takes any message.
    #[must_use]
    pub const fn is_nobody(&self) -> bool {
        matches!(self.first, Provider::Nobody)
    }

    /// True when the same message sent twice replaces the first.
    #[must_use]
    pub const fn replaces(&self) -> bool {
        matches!(self.first, Provider::Folder(_))
    }

    /// The providers, the first one first.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        std::iter::once(&self.first).chain(&self.second)
    }

    /// Hands `sms` over at `now`. The second provider is asked only when it is certain that the first has nothing.
    pub async fn send(&self, sms: &OutgoingSms, now: DateTime<Utc>) -> Outcome {
        let outcome = self.first.send(sms, now).await;
        let (Outcome::Temporary { .. } | Outcome::Throttled { .. }, Some(second)) = (&outcome, &self.second)
        else {
            return outcome;
        };
        match (second.send(sms, now).await, outcome) {
            // Neither takes it: the one that can tell when is asked again.
            (Outcome::Temporary { .. }, throttled @ Outcome::Throttled { .. }) => throttled,
            (Outcome::Temporary { cause, after }, Outcome::Temporary { after: other, .. }) => {
                let sooner: Option<Duration> = after.into_iter().chain(other).min();
                Outcome::Temporary { cause, after: sooner }
            }
            (outcome, _) => outcome,
        }
    }
}
