//! Offers in words, and what a desk searches with by default.

use domain::ids::{SiteId, VisitTypeId};
use domain::search::Start;

use crate::text::{Arg, Catalogue, Key, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::start;
use crate::web::pages::desk::labels::days_since;
use crate::web::pages::desk::staff::Desk;

/// One offer.
pub struct OfferView {
    pub value: String,
    pub day: String,
    pub time: String,
    pub place: String,
    pub away: String,
}

/// Starts as they are offered.
pub(super) fn offers(
    desk: &Desk,
    starts: &[Start],
    text: &'static Catalogue,
) -> Result<Vec<OfferView>, OfficeError> {
    starts
        .iter()
        .map(|start| {
            let local = desk.clock(start.at, start.site);
            let days = days_since(desk.today_at(start.site), local.date());
            Ok(OfferView {
                value: start::write(*start),
                day: dates::Dates::day(&dates::French, local.date(), desk.today()),
                time: dates::Dates::time_of_day(&dates::French, local.time()),
                place: desk.site(start.site)?.name.clone(),
                away: text.get(Key("offer-away"), &[("count", Arg::from(days))])?,
            })
        })
        .collect()
}

/// The visit type that a walk-in gets: what brings most people together.
pub(super) fn joint(desk: &Desk) -> Option<VisitTypeId> {
    desk.kinds().first().map(|kind| kind.id)
}

/// The site that a desk works at, when its address says so; the first of the territory otherwise.
pub(super) fn site_of(desk: &Desk, key: &str) -> Option<SiteId> {
    desk.snapshot.territory.site_by_key(key).or_else(|| {
        let layout = desk.signed_in.actor.grants.iter().find_map(|grant| grant.site);
        layout.or_else(|| desk.snapshot.site_order.first().copied())
    })
}
