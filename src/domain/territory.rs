//! The territory: its clock, its sites, its ways between them.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;

use crate::accessibility::Accessibility;
use crate::contact_hours::ContactHours;
use crate::holidays::HolidayCalendar;
use crate::ids::{SiteId, TerritoryId, VisitTypeId};
use crate::theme::Theme;
use crate::time::{MinuteOfDay, Minutes};
use crate::visit::VisitType;
use crate::waitlist::WaitlistRule;

/// A stretch of every week when a site receives people, wall clock of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteHours {
    /// The day.
    pub weekday: Weekday,
    /// First minute.
    pub from: MinuteOfDay,
    /// End minute, after `from`.
    pub to: MinuteOfDay,
}

/// A place that receives people (lieu, maison de l'insertion).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Identifier.
    pub id: SiteId,
    /// Its key in files and addresses: `melun`.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Postal address on one line.
    pub address: String,
    /// Telephone shown to beneficiaries.
    pub phone: String,
    /// Its wall clock.
    pub zone: Tz,
    /// What it offers to people with disabilities.
    pub access: Accessibility,
    /// When it receives people; a site without hours receives nobody on site.
    pub hours: Vec<SiteHours>,
}

/// From a referral's date on, how many days the law gives for the first appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalLimit {
    /// First referral date it applies to.
    pub from: NaiveDate,
    /// Calendar days.
    pub days: u16,
    /// The text it comes from: "art. D. 262-65-2 CASF".
    pub source: String,
}

/// A tenant: everything a search needs that is not somebody's agenda.
#[derive(Clone, Debug)]
pub struct Territory {
    /// Identifier.
    pub id: TerritoryId,
    /// Its key in files and addresses.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// How it shows itself.
    pub theme: Theme,
    /// The clock by which daily and weekly caps count.
    pub zone: Tz,
    /// Days on which nothing opens.
    pub holidays: HolidayCalendar,
    /// When people may be written to.
    pub contact_hours: ContactHours,
    /// Whom a place that became free is told to.
    pub waitlist: WaitlistRule,
    /// Dated legal limits, earliest first.
    pub limits: Vec<LegalLimit>,
    /// Sites by identifier.
    pub sites: BTreeMap<SiteId, Site>,
    /// Minutes from one site to another; a missing pair takes none.
    pub travel: BTreeMap<(SiteId, SiteId), Minutes>,
    /// Visit types by identifier.
    pub visit_types: BTreeMap<VisitTypeId, VisitType>,
}

impl Territory {
    /// Quanta it takes to go from one site to another; 0 for the same site, an unknown pair, or someone who is
    /// not at a site.
    #[must_use]
    pub fn travel_quanta(&self, from: Option<SiteId>, to: Option<SiteId>) -> i64 {
        match (from, to) {
            (Some(from), Some(to)) if from != to => {
                self.travel.get(&(from, to)).copied().unwrap_or_default().quanta()
            }
            _ => 0,
        }
    }

    /// The site called `key`.
    #[must_use]
    pub fn site_by_key(&self, key: &str) -> Option<SiteId> {
        self.sites.values().find(|site| site.key == key).map(|site| site.id)
    }

    /// The visit type called `key`.
    #[must_use]
    pub fn visit_type_by_key(&self, key: &str) -> Option<VisitTypeId> {
        self.visit_types.values().find(|kind| kind.key == key).map(|kind| kind.id)
    }

    /// Days the law gives for a referral received on `received`; `None` before the first limit.
    #[must_use]
    pub fn legal_limit(&self, received: NaiveDate) -> Option<&LegalLimit> {
        self.limits.iter().filter(|limit| limit.from <= received).max_by_key(|limit| limit.from)
    }
}
