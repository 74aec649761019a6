//! What is offered instead of a time that somebody else has taken.

use crate::actions::appointments::error::AppointmentError;
use crate::actions::kit::search_request::SlotRequest;
use crate::actions::offers::error::OfferError;
use crate::actions::offers::offer::{self, Explain, Offer};
use crate::context::Context;

/// The answer when nobody is left at a time: the next offers of the same question, over all sites asked for.
pub(in crate::actions) async fn taken(ctx: &Context, ask: &SlotRequest) -> AppointmentError {
    next_offers(ctx, ask).await.map_or_else(|error| error, AppointmentError::Taken)
}

/// The next offers, none when nothing of the kind is given any more.
///
/// # Errors
/// As [`offer::look`].
pub(in crate::actions) async fn next_offers(
    ctx: &Context,
    ask: &SlotRequest,
) -> Result<Vec<Offer>, AppointmentError> {
    match offer::look(ctx, ask, Explain::No).await {
        Ok(answer) => Ok(answer.offers),
        Err(OfferError::ModeNotOffered(_) | OfferError::EmptyWindow) => Ok(Vec::new()),
        Err(OfferError::ReferralClosed) => Err(AppointmentError::ReferralClosed),
        Err(OfferError::NotFound(noun)) => Err(AppointmentError::NotFound(noun)),
        Err(OfferError::Store(error)) => Err(error.into()),
    }
}
