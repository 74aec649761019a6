//! Propose: what a call can offer about an appointment that its team can no longer keep.

use domain::callback::nearest;
use domain::ids::TerritoryId;
use domain::life::State;
use domain::search::Start;

use super::ask::Ask;
use super::error::Error;
use super::offer::starts;
use crate::ctx::Ctx;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::{Callback, Why};

/// How many times are proposed.
const MOST: usize = 3;

/// What can be offered instead of an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The appointment that its team cannot keep.
    pub appointment: Appointment,
    /// The times nearest to it, in time order; none when nothing is free.
    pub starts: Vec<Start>,
}

/// What a call can offer, when it is because of the team of an appointment that is still to come. Nothing is stored, so that
/// what is shown is what can be had.
///
/// # Errors
/// [`Error::Store`].
pub async fn propose(ctx: &Ctx, territory: TerritoryId, call: &Callback) -> Result<Option<Proposal>, Error> {
    if !matches!(call.why, Why::TeamDeclined | Why::OtherTimeProposed) {
        return Ok(None);
    }
    let states = [State::Booked, State::Moved];
    let expected = appointments::of_referral(ctx.db.read(), territory, call.referral, &states).await?;
    let now = ctx.now();
    let Some(appointment) = expected.into_iter().find(|expected| expected.visit.start.instant() > now) else {
        return Ok(None);
    };
    let starts = nearest_to(ctx, territory, &appointment).await?;
    Ok(Some(Proposal { appointment, starts }))
}

/// The times nearest to `appointment` at which a whole team is free now, in time order: at its own site, at the others when
/// that one has none.
async fn nearest_to(
    ctx: &Ctx,
    territory: TerritoryId,
    appointment: &Appointment,
) -> Result<Vec<Start>, Error> {
    let any = Ask::any(territory, appointment.referral, appointment.visit_type, appointment.mode);
    let here = Ask { sites: vec![appointment.site], ..any.clone() };
    for ask in [here, any] {
        let found = match starts(ctx, &ask).await {
            Ok(found) => found,
            // The visit type is no longer given in that way, or the person waits for nothing any more.
            Err(
                Error::EmptyWindow | Error::ModeNotOffered(_) | Error::ReferralClosed | Error::Unknown(_),
            ) => Vec::new(),
            Err(error) => return Err(error),
        };
        let visit = appointment.visit;
        let nearest = nearest(visit.start, found, |start| start.at, visit.len(), MOST);
        if !nearest.is_empty() {
            return Ok(nearest);
        }
    }
    Ok(Vec::new())
}
