//! Proposes other starts for an appointment that its team can no longer keep.

use domain::callback::nearest;
use domain::ids::TerritoryId;
use domain::search::Start;

use crate::actions::kit::search_request::SlotRequest;
use crate::actions::offers::error::OfferError;
use crate::actions::offers::offer::starts;
use crate::context::Context;
use crate::store::appointments::Appointment;

/// How many times are proposed.
const MOST: usize = 3;

/// The times nearest to `appointment` at which a whole team is free now, in time order: at its own site, at the others when
/// that one has none. Nothing is stored, so that what is shown is what can be had.
///
/// # Errors
/// [`OfferError::Store`].
pub async fn propose(
    ctx: &Context,
    territory: TerritoryId,
    appointment: &Appointment,
) -> Result<Vec<Start>, OfferError> {
    let any = SlotRequest::any(territory, appointment.referral, appointment.visit_type, appointment.mode);
    let here = SlotRequest { sites: vec![appointment.site], ..any.clone() };
    for ask in [here, any] {
        let found = match starts(ctx, &ask).await {
            Ok(found) => found,
            // The visit type is no longer given in that way, or the person waits for nothing any more.
            Err(
                OfferError::EmptyWindow
                | OfferError::ModeNotOffered(_)
                | OfferError::ReferralClosed
                | OfferError::NotFound(_),
            ) => Vec::new(),
            Err(error @ OfferError::Store(_)) => return Err(error),
        };
        let visit = appointment.visit;
        let nearest = nearest(visit.start, found, |start| start.at, visit.len(), MOST);
        if !nearest.is_empty() {
            return Ok(nearest);
        }
    }
    Ok(Vec::new())
}
