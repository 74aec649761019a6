//! What all agendas of a territory share when they are built over one horizon.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::bits::Bits;
use crate::ids::SiteId;
use crate::territory::Territory;
use crate::time::Span;
use crate::zone;

/// Opening hours of every site of a territory, as bits over a horizon.
#[derive(Clone, Debug)]
pub struct OpenHours {
    horizon: Span,
    of: BTreeMap<SiteId, Bits>,
}

impl OpenHours {
    /// The hours of every site of `territory` over `horizon`, public holidays removed.
    #[must_use]
    pub fn new(territory: &Territory, horizon: Span) -> Self {
        let of = territory
            .sites
            .values()
            .map(|site| {
                let mut open = Bits::none(horizon);
                for day in zone::days_of(site.zone, horizon) {
                    if territory.holidays.contains(day) {
                        continue;
                    }
                    let weekday = chrono::Datelike::weekday(&day);
                    for hours in site.hours.iter().filter(|hours| hours.weekday == weekday) {
                        open.set(zone::local_span(site.zone, day, hours.from, hours.to));
                    }
                }
                (site.id, open)
            })
            .collect();
        Self { horizon, of }
    }

    /// The horizon.
    #[must_use]
    pub const fn horizon(&self) -> Span {
        self.horizon
    }

    /// When `site` receives people; nothing for an unknown one.
    #[must_use]
    pub fn at(&self, site: SiteId) -> Option<&Bits> {
        self.of.get(&site)
    }
}

/// A territory over a horizon, with the hours of its sites computed once for all agendas.
#[derive(Debug)]
pub struct AgendaContext<'a> {
    /// The territory.
    pub territory: &'a Territory,
    /// The quanta that agendas built location speak of.
    pub horizon: Span,
    hours: Cow<'a, OpenHours>,
}

impl<'a> AgendaContext<'a> {
    /// The context of `territory` over `horizon`.
    #[must_use]
    pub fn new(territory: &'a Territory, horizon: Span) -> Self {
        Self { territory, horizon, hours: Cow::Owned(OpenHours::new(territory, horizon)) }
    }

    /// The context of `territory` with opening hours computed before.
    #[must_use]
    pub const fn with(territory: &'a Territory, hours: &'a OpenHours) -> Self {
        Self { territory, horizon: hours.horizon, hours: Cow::Borrowed(hours) }
    }

    /// When `site` receives people; nothing for an unknown one.
    #[must_use]
    pub fn open_hours(&self, site: SiteId) -> Option<&Bits> {
        self.hours.at(site)
    }
}
