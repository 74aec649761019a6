//! The hold token: everything needed to hold an offer, as one opaque string.
//!
//! It repeats the question, so that the answer to "taken" comes from the same one. It is no right of its own:
//! whatever it says is checked again, in the territory of the caller's token and no other, so it needs no signature.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc, Weekday};
use domain::ids::{ReferralId, SiteId, TerritoryId, VisitTypeId};
use domain::search::UnavailableHalfDay;
use domain::time::HalfDay;
use domain::visit::Mode;
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::actions::{Hold, SlotRequest};
use crate::web::api::vocabulary::HalfDayWord;
use domain::time::Minutes;

/// Longest token read.
const LONGEST: usize = 32 * 1024;

/// An offer and the question it answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldToken {
    r: ReferralId,
    v: VisitTypeId,
    m: Mode,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    s: Vec<SiteId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    f: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    t: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    w: Vec<(Weekday, HalfDayWord)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    d: Vec<(NaiveDate, HalfDayWord)>,
    start: DateTime<Utc>,
    site: SiteId,
}

impl HoldToken {
    /// The start and site of an offer, and what was asked for.
    pub(super) fn new(ask: &SlotRequest, start: DateTime<Utc>, site: SiteId) -> Self {
        let (mut weekly, mut dated) = (Vec::new(), Vec::new());
        for half_day in &ask.unavailable {
            match half_day {
                UnavailableHalfDay::Weekly(day, half) => weekly.push((*day, (*half).into())),
                UnavailableHalfDay::On(day, half) => dated.push((*day, (*half).into())),
            }
        }
        Self {
            r: ask.referral,
            v: ask.visit_type,
            m: ask.mode,
            s: ask.sites.clone(),
            f: ask.not_before,
            t: ask.not_after,
            w: weekly,
            d: dated,
            start,
            site,
        }
    }

    /// The token as text.
    #[expect(clippy::expect_used, reason = "numbers, texts and lists of them: JSON can say each")]
    pub(super) fn write(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).expect("a hold token is plain data"))
    }

    /// Parses a token.
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        let wrong =
            || Problem::body_field("hold_token", "it is none of this service's", "send the one of an offer");
        if text.len() > LONGEST {
            return Err(wrong());
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
        serde_json::from_slice(&bytes).map_err(|_| wrong())
    }

    /// What is to be held, in that territory.
    pub(super) fn hold(self, territory: TerritoryId, minutes: Minutes) -> Hold {
        let half = |half: HalfDayWord| -> HalfDay { half.into() };
        let weekly = self.w.into_iter().map(|(day, word)| UnavailableHalfDay::Weekly(day, half(word)));
        let dated = self.d.into_iter().map(|(day, word)| UnavailableHalfDay::On(day, half(word)));
        let ask = SlotRequest {
            sites: self.s,
            not_before: self.f,
            not_after: self.t,
            unavailable: weekly.chain(dated).collect(),
            ..SlotRequest::any(territory, self.r, self.v, self.m)
        };
        Hold { ask, start: self.start, site: self.site, minutes }
    }
}
