//! Offers the three starts a person can choose between, and says why not earlier.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::appointment_state::State;
use domain::ids::SiteId;
use domain::search::{Certificate, Explanation, Search, SearchQuestion, Start, Team};
use domain::visit::Mode;

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded;
use crate::actions::kit::metered::metered;
use crate::actions::kit::search_request::SlotRequest;
use crate::actions::kit::write::Write;
use crate::actions::offers::error::OfferError;
use crate::context::Context;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::referrals::{self, Moment, Referral};

/// One start that can be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// First instant.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// Where.
    pub site: SiteId,
    /// How.
    pub mode: Mode,
    /// Who would receive the person, as of now.
    pub team: Team,
    /// How many different teams could receive the person then; a hundred stands for more.
    pub choice: usize,
}

/// The answer to an ask.
#[derive(Clone, Debug)]
pub struct Offers {
    /// Up to three offers, in time order.
    pub offers: Vec<Offer>,
    /// What the search stands for.
    pub certificate: Certificate,
    /// Why not earlier.
    pub explanation: Option<Explanation>,
}

/// Whether an explanation is wanted: it costs a few searches more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explain {
    /// Only the offers.
    No,
    /// Why not earlier, too.
    Yes,
}

/// Proposes what there is for `ask`: records that the referral has been offered something, the first time it is.
///
/// # Errors
/// As [`search_offers`].
pub async fn offer(ctx: &Context, ask: &SlotRequest, explain: Explain) -> Result<Offers, OfferError> {
    metered(ctx, "offer", async {
        let now = ctx.now();
        let (snapshot, referral, question) = prepare(ctx, ask, now).await?;
        let answer = search(&snapshot, &question, explain);
        if referral.first_offered_at.is_none() && !answer.offers.is_empty() {
            let write = Write::begin(ctx, now).await?;
            referrals::mark_first(write.tx(), ask.territory, referral.id, Moment::FirstOffered, now).await?;
            write.commit(JournalEntry::of("offer", Noun::Referral, referral.id.0), &()).await?;
        }
        Ok(answer)
    })
    .await
}

/// Searches for `ask`, for a page that is only looked at. Changes nothing.
///
/// # Errors
/// [`OfferError::NotFound`], [`OfferError::ModeNotOffered`], [`OfferError::EmptyWindow`], [`OfferError::ReferralClosed`] also when the
/// person has been received, [`OfferError::Store`].
pub async fn search_offers(ctx: &Context, ask: &SlotRequest, explain: Explain) -> Result<Offers, OfferError> {
    metered(ctx, "offer", look(ctx, ask, explain)).await
}

/// As [`search_offers`], for what another action answers with: that one is counted.
pub(in crate::actions) async fn look(
    ctx: &Context,
    ask: &SlotRequest,
    explain: Explain,
) -> Result<Offers, OfferError> {
    let (snapshot, _, question) = prepare(ctx, ask, ctx.now()).await?;
    Ok(search(&snapshot, &question, explain))
}

/// Every start that `ask` could have, in time order, each at the first site that has it. Changes nothing.
///
/// # Errors
/// [`OfferError`], as for an offer.
pub async fn starts(ctx: &Context, ask: &SlotRequest) -> Result<Vec<Start>, OfferError> {
    let (snapshot, _, question) = prepare(ctx, ask, ctx.now()).await?;
    Ok(Search::new(&snapshot.ensemble, &question).starts())
}

pub(in crate::actions) async fn prepare(
    ctx: &Context,
    ask: &SlotRequest,
    now: DateTime<Utc>,
) -> Result<(Arc<Snapshot>, Referral, SearchQuestion), OfferError> {
    let snapshot = loaded::snapshot(ctx, ask.territory, now).await?;
    let referral = referrals::get(ctx.db.read(), ask.territory, ask.referral).await?;
    let referral = referral.ok_or(OfferError::NotFound(Noun::Referral))?;
    if referral.is_over() {
        return Err(OfferError::ReferralClosed);
    }
    let mut question = ask.question(&snapshot, &referral, now)?;
    // What the person has, held or booked, is not in the way of what they may have instead.
    let live = [State::Booked, State::Held];
    let live = appointments::of_referral(ctx.db.read(), ask.territory, referral.id, &live).await?;
    let booked = live.iter().find(|appointment| appointment.state.is_expected());
    question.own = booked.or(live.first()).map(|appointment| appointment.id);
    // The hour they have is no other hour; in another way or, when asked for, at another place, it is a change.
    let same = |booked: &&Appointment| booked.mode == question.mode && question.sites.contains(&booked.site);
    question.except = booked.filter(same).map(|booked| booked.visit.start);
    Ok((snapshot, referral, question))
}

/// Plays the agendas of `snapshot` together for `question`.
#[must_use]
pub(in crate::actions) fn search(snapshot: &Snapshot, question: &SearchQuestion, explain: Explain) -> Offers {
    let search = Search::new(&snapshot.ensemble, question);
    let offers = search.offers().into_iter().filter_map(|start| as_offer(&search, question, start)).collect();
    Offers {
        offers,
        certificate: search.certificate(snapshot.revision()),
        explanation: (explain == Explain::Yes).then(|| search.explain()),
    }
}

pub(in crate::actions) fn as_offer(
    search: &Search<'_>,
    question: &SearchQuestion,
    start: Start,
) -> Option<Offer> {
    Some(Offer {
        start: start.at.instant(),
        end: start.at.plus(question.length()).instant(),
        site: start.site,
        mode: question.mode,
        team: search.team_at(start)?,
        choice: search.teams_at(start),
    })
}
