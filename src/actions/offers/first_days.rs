//! The first days: at each site, the day of the earliest joint appointment, for nobody in particular.

use chrono::NaiveDate;
use domain::ids::{SiteId, TerritoryId};
use domain::search::{Search, SearchQuestion, Start};
use domain::visit::{Mode, VisitType};
use domain::zone;

use crate::actions::kit::loaded::snapshot;
use crate::actions::offers::error::OfferError;
use crate::context::Context;

/// The first day at one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstDay {
    /// The site.
    pub site: SiteId,
    /// Its local day; none when nothing is free within the horizon of what anybody may book there.
    pub day: Option<NaiveDate>,
}

/// The first day at each site, in the order of screens, of the visit types that anybody may book: the joint ones, the
/// others where there is none. Where nobody may book without a link, of those that links are for. Only the day is given:
/// an hour would show to anybody how agendas fill. Changes nothing.
///
/// # Errors
/// [`OfferError::NotFound`] without such a territory, [`OfferError::Store`].
pub async fn first_days(ctx: &Context, territory: TerritoryId) -> Result<Vec<FirstDay>, OfferError> {
    let now = ctx.now();
    let snapshot = snapshot(ctx, territory, now).await?;
    let territory = &snapshot.territory;
    let kinds = shown(territory.visit_types.values());
    let earliest = |site: SiteId| -> Option<Start> {
        let starts = kinds.iter().filter_map(|kind| {
            let question = SearchQuestion::new((*kind).clone(), Mode::Onsite, vec![site], now);
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

/// The visit types whose first day is shown.
fn shown<'a>(kinds: impl Iterator<Item = &'a VisitType>) -> Vec<&'a VisitType> {
    let onsite: Vec<&VisitType> = kinds.filter(|kind| kind.modes.contains(Mode::Onsite)).collect();
    let only = |kinds: Vec<&'a VisitType>, wanted: fn(&VisitType) -> bool| {
        let some: Vec<_> = kinds.iter().copied().filter(|kind| wanted(kind)).collect();
        if some.is_empty() { kinds } else { some }
    };
    only(only(onsite, |kind| kind.is_public), |kind| kind.people(Mode::Onsite) > 1)
}
