//! What many agendas of one territory share over one horizon.

use std::collections::BTreeMap;

use crate::bits::Bits;
use crate::ids::SiteId;
use crate::territory::Territory;
use crate::time::Span;
use crate::zone;

/// A territory over a horizon, with the hours of its sites made bits once for all agendas.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The territory.
    pub territory: &'a Territory,
    /// The quanta that agendas built here speak of.
    pub horizon: Span,
    hours: BTreeMap<SiteId, Bits>,
}

impl<'a> Frame<'a> {
    /// The frame of `territory` over `horizon`.
    #[must_use]
    pub fn new(territory: &'a Territory, horizon: Span) -> Self {
        let hours = territory
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
        Self { territory, horizon, hours }
    }

    /// When `site` receives people; nothing for an unknown one.
    #[must_use]
    pub fn hours(&self, site: SiteId) -> Option<&Bits> {
        self.hours.get(&site)
    }
}
