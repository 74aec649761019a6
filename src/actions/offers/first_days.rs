//! The first days: at each site, the day of the earliest joint appointment, for nobody in particular.

use chrono::NaiveDate;
use domain::ids::{SiteId, TerritoryId};
use domain::search::{Search, SearchQuestion, Start};
use domain::visit::Mode;
use domain::zone;

use crate::actions::kit::loaded::snapshot;
use crate::actions::offers::error::OfferError;
use crate::context::Context;

/// The first day at one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstDay {
    /// The site.
    pub site: SiteId,
    /// Its local day; none when nothing is free within the horizon of any visit type that is held on site.
    pub day: Option<NaiveDate>,
}

/// The first day at each site, in the order of screens. Only the day is given: an hour would show to anybody how
/// agendas fill. Changes nothing.
///
/// # Errors
/// [`OfferError::NotFound`] without such a territory, [`OfferError::Store`].
pub async fn first_days(ctx: &Context, territory: TerritoryId) -> Result<Vec<FirstDay>, OfferError> {
    let now = ctx.now();
    let snapshot = snapshot(ctx, territory, now).await?;
    let territory = &snapshot.territory;
    let earliest = |site: SiteId| -> Option<Start> {
        let kinds = territory.visit_types.values().filter(|kind| kind.modes.contains(Mode::Onsite));
        let starts = kinds.filter_map(|kind| {
            let question = SearchQuestion::new(kind.clone(), Mode::Onsite, vec![site], now);
            Search::new(&snapshot.ensemble, &question).earliest()
        });
        starts.min_by_key(|start| start.at)
    };
    let day = |site: SiteId| {
        let zone = territory.sites.get(&site).map_or(territory.zone, |site| site.zone);
        earliest(site).map(|start| zone::local_start(zone, start.at).date())
    };
    Ok(snapshot.site_order.iter().map(|site| FirstDay { site: *site, day: day(*site) }).collect())
}
