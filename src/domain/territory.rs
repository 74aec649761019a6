//! The territory (tenant): time zone, sites, travel times, visit types, rules.

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

/// A weekly period when a site receives people, wall clock of the site.
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
    /// Its key in files and URLs: `melun`.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Postal address on one line.
    pub address: String,
    /// Telephone shown to beneficiaries.
    pub phone: String,
    /// Its time zone.
    pub zone: Tz,
    /// Its accessibility features.
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
    /// Its legal source: "art. D. 262-65-2 CASF".
    pub source: String,
}

/// A tenant: everything a search needs besides the agendas.
#[derive(Clone, Debug)]
pub struct Territory {
    /// Identifier.
    pub id: TerritoryId,
    /// Its key in files and URLs.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// Its appearance.
    pub theme: Theme,
    /// Time zone of the territory; daily and weekly caps count by it.
    pub zone: Tz,
    /// Its public holidays.
    pub holidays: HolidayCalendar,
    /// When beneficiaries may be contacted.
    pub contact_hours: ContactHours,
    /// Who is notified when an earlier slot opens up.
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
    /// Travel time between sites, in quanta; 0 for the same site, an unknown pair, or somebody who joins remotely.
    #[must_use]
    pub fn travel_quanta(&self, from: Option<SiteId>, to: Option<SiteId>) -> i64 {
        match (from, to) {
            (Some(from), Some(to)) if from != to => {
                self.travel.get(&(from, to)).map_or(0, |minutes| minutes.quanta())
            }
            _ => 0,
        }
    }

    /// The site called `key`.
    #[must_use]
    pub fn site_by_key(&self, key: &str) -> Option<SiteId> {
        self.sites.values().find(|site| site.key == key).map(|site| site.id)
    }

    /// The one number for help that beneficiaries read, on pages and in messages: that of the territory; where
    /// it has none, that of the site they go to. `None` when neither has one.
    #[must_use]
    pub fn help_phone(&self, site: Option<SiteId>) -> Option<&str> {
        let of_site = site.and_then(|site| self.sites.get(&site)).map(|site| site.phone.trim());
        [Some(self.theme.phone.trim()), of_site].into_iter().flatten().find(|phone| !phone.is_empty())
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
