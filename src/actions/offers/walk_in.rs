//! Offers for somebody who comes to the desk without an appointment: can they be received today?

use chrono::Duration;
use domain::ids::{ReferralId, ResourceId, SiteId, TerritoryId, VisitTypeId};
use domain::search::{Search, SearchQuestion, SeatNeed, Start};
use domain::visit::Mode;
use domain::zone;

use crate::actions::kit::metered::metered;
use crate::actions::kit::search_request::{Notice, SlotRequest};
use crate::actions::offers::error::OfferError;
use crate::actions::offers::offer::{Offer, as_offer, prepare};
use crate::context::Context;
use crate::store::agenda_cache::Snapshot;
use crate::store::board;

/// Whoever is in a meeting that runs over is not free for so long.
const OVERRUN: Duration = Duration::minutes(15);

/// What there is for somebody who came without an appointment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkIn {
    /// The first joint start today, here.
    pub here: Option<Offer>,
    /// The first today at another site, when there is none here.
    pub elsewhere: Option<Offer>,
    /// The first on a later day, when there is none today.
    pub later: Option<Offer>,
    /// Who could receive the person here today without the others, when there is no joint start here: the first start
    /// of the role that the visit type names first, or of the next. Nothing is reserved by it, and the joint
    /// appointment is still to be made.
    pub alone: Option<Offer>,
}

/// Looks for the first start today at `site`, without the visit type's notice, around meetings that run over at this
/// moment; then at the other sites; then on later days.
///
/// # Errors
/// As an offer.
pub async fn walk_in(
    ctx: &Context,
    territory: TerritoryId,
    referral: ReferralId,
    visit_type: VisitTypeId,
    site: SiteId,
) -> Result<WalkIn, OfferError> {
    metered(ctx, "walk_in", look(ctx, territory, referral, visit_type, site)).await
}

async fn look(
    ctx: &Context,
    territory: TerritoryId,
    referral: ReferralId,
    visit_type: VisitTypeId,
    site: SiteId,
) -> Result<WalkIn, OfferError> {
    let now = ctx.now();
    let any = SlotRequest {
        notice: Notice::Waived,
        ..SlotRequest::any(territory, referral, visit_type, Mode::Onsite)
    };
    let late = board::overrunning(ctx.db.read(), territory, now).await?;
    let mut answer = WalkIn::default();
    let (snapshot, _, question) = prepare(ctx, &any, now).await?;
    let zone = snapshot.territory.sites.get(&site).map_or(snapshot.territory.zone, |site| site.zone);
    let end = zone::day_span(zone, zone::to_local(zone, now).date()).end;
    let of = |sites: Vec<SiteId>| SearchQuestion { sites, ..question.clone() };
    let others: Vec<SiteId> = question.sites.iter().copied().filter(|other| *other != site).collect();
    let is_today = |start: Start| start.at < end;
    answer.here = first(&snapshot, of(vec![site]), &late, now, is_today);
    if answer.here.is_none() && !others.is_empty() {
        answer.elsewhere = first(&snapshot, of(others), &late, now, is_today);
    }
    if answer.here.is_none() {
        let only = one_role_each(&of(vec![site]));
        answer.alone = only.into_iter().find_map(|one| first(&snapshot, one, &late, now, is_today));
    }
    if answer.here.is_none() && answer.elsewhere.is_none() {
        answer.later = first(&snapshot, question, &late, now, |start| start.at >= end);
    }
    Ok(answer)
}

/// `whole` for each profession that it needs by itself, with the rooms, in the order of the visit type.
fn one_role_each(whole: &SearchQuestion) -> Vec<SearchQuestion> {
    let people = whole.needs.iter().filter(|need| !need.role.is_room());
    people
        .map(|one| {
            let needs = whole.needs.iter().filter(|need| need.role.is_room() || need.role == one.role);
            let needs = needs.map(|need| SeatNeed { count: 1, ..need.clone() }).collect();
            SearchQuestion { needs, ..whole.clone() }
        })
        .collect()
}

/// The first start that `wanted` takes, with a team of which nobody is still in a meeting that should be over.
fn first(
    snapshot: &Snapshot,
    mut question: SearchQuestion,
    late: &[ResourceId],
    now: chrono::DateTime<chrono::Utc>,
    wanted: impl Fn(Start) -> bool,
) -> Option<Offer> {
    // Others come first while there are any.
    question.contested = late.to_vec();
    let search = Search::new(&snapshot.ensemble, &question);
    search
        .starts()
        .into_iter()
        .filter(|start| wanted(*start))
        .filter_map(|start| as_offer(&search, &question, start))
        .find(|offer| offer.start >= now + OVERRUN || !late.iter().any(|who| offer.team.has(*who)))
}
