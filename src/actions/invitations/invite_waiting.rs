//! Invites those who wait, as far as the agendas can serve them.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::{ReferralId, SiteId, TerritoryId, VisitTypeId};
use domain::search::{Capacity, Search, SearchQuestion, Start};

use crate::actions::invitations::error::InvitationError;
use crate::actions::invitations::send::send_invitation;
use crate::actions::kit::error::{Noun, QuestionError};
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::search_request;
use crate::context::Context;
use crate::store::agenda_cache::Snapshot;
use crate::store::messages;
use crate::store::referrals::{self, Referral};

/// Who of those who wait can be served, the longest waiting first.
#[derive(Clone, Debug, Default)]
pub struct WaitingCapacity {
    /// How many were asked before and have not chosen yet: the earliest starts are theirs.
    pub asked_before: usize,
    /// Those to be asked now, for each of whom there is a start.
    pub served: Vec<ReferralId>,
    /// Those whose turn comes later: there is no start for them yet, or more than were to be asked.
    pub later: Vec<ReferralId>,
    /// The last start that would be taken if each took the earliest.
    pub last_start: Option<Start>,
}

/// What became of those who were asked.
#[derive(Clone, Debug, Default)]
pub struct WaitingInvited {
    /// How many were written to.
    pub reached: usize,
    /// Those whom no channel reaches: no message was written.
    pub unreached: Vec<ReferralId>,
}

/// Counts who of those who wait can be served, in the order of their wait, if each takes the earliest start. Who was asked
/// before and has not chosen comes first: their invitation is valid. At most `at_most` are to be asked. Changes nothing.
///
/// # Errors
/// [`InvitationError::NotFound`], [`InvitationError::Store`].
pub async fn waiting_capacity(
    ctx: &Context,
    territory: TerritoryId,
    visit_type: VisitTypeId,
    at_most: Option<usize>,
) -> Result<WaitingCapacity, InvitationError> {
    let now = ctx.now();
    let snapshot = snapshot(ctx, territory, now).await?;
    if !snapshot.territory.visit_types.contains_key(&visit_type) {
        return Err(InvitationError::NotFound(Noun::VisitType));
    }
    let asked: BTreeSet<ReferralId> = messages::asked(ctx.db.read(), territory).await?;
    let waiting = referrals::waiting(ctx.db.read(), territory).await?;
    let (before, new): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|id| asked.contains(id));
    let mut capacity = Capacity::of(&snapshot.ensemble);
    let mut found = WaitingCapacity { asked_before: before.len(), ..WaitingCapacity::default() };
    for id in before {
        let Some(referral) = referrals::get(ctx.db.read(), territory, id).await? else { continue };
        let start = capacity.serve(&questions(&snapshot, &referral, visit_type, now)?);
        found.last_start = found.last_start.max(start);
    }
    for id in new {
        if at_most.is_some_and(|most| found.served.len() >= most) {
            found.later.push(id);
            continue;
        }
        let Some(referral) = referrals::get(ctx.db.read(), territory, id).await? else { continue };
        match capacity.serve(&questions(&snapshot, &referral, visit_type, now)?) {
            Some(start) => {
                found.served.push(id);
                found.last_start = found.last_start.max(Some(start));
            }
            None => found.later.push(id),
        }
    }
    Ok(found)
}

/// Sends an invitation to each of `referrals`. Who has booked or is no longer concerned since they were counted is passed
/// over.
///
/// # Errors
/// [`InvitationError`]; those before the one that failed are invited.
pub async fn invite_waiting(
    ctx: &Context,
    territory: TerritoryId,
    visit_type: VisitTypeId,
    referrals: &[ReferralId],
) -> Result<WaitingInvited, InvitationError> {
    let mut invited = WaitingInvited::default();
    for referral in referrals {
        match send_invitation(ctx, territory, *referral, visit_type).await {
            Ok(by) if by.is_empty() => invited.unreached.push(*referral),
            Ok(_) => invited.reached += 1,
            Err(InvitationError::AlreadyBooked | InvitationError::ReferralClosed) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(invited)
}

/// True when the person of the referral could book something now.
///
/// # Errors
/// [`QuestionError`].
pub(in crate::actions) fn has_a_start(
    snapshot: &Snapshot,
    referral: &Referral,
    visit_type: VisitTypeId,
    now: DateTime<Utc>,
) -> Result<bool, QuestionError> {
    let questions = questions(snapshot, referral, visit_type, now)?;
    Ok(questions.iter().any(|question| Search::new(&snapshot.ensemble, question).earliest().is_some()))
}

/// The question of a referral in each mode of the visit type, at every site, the preferred one first.
fn questions(
    snapshot: &Snapshot,
    referral: &Referral,
    visit_type: VisitTypeId,
    now: DateTime<Utc>,
) -> Result<Vec<SearchQuestion>, QuestionError> {
    let kind =
        snapshot.territory.visit_types.get(&visit_type).ok_or(QuestionError::NotFound(Noun::VisitType))?;
    let sites: Vec<SiteId> = search_request::every_site(snapshot, referral);
    kind.modes
        .iter()
        .map(|mode| search_request::question(snapshot, referral, visit_type, mode, sites.clone(), now))
        .collect()
}
