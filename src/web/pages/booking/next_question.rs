//! The order of the questions of a booking.

use domain::visit::Mode;

use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::layout::beneficiary_layout::onward;
use crate::web::pages::booking::answer::Answer;
use crate::web::routes;

/// `GET /book`: leads to the first question that is not answered yet.
pub async fn show(session: BeneficiarySession) -> Answer {
    Ok(onward(next_question(&session)?))
}

/// The page of the first question that is not answered yet.
///
/// # Errors
/// [`BeneficiaryError::Over`] when the territory no longer has the visit type.
pub fn next_question(session: &BeneficiarySession) -> Result<&'static str, BeneficiaryError> {
    let answers = &session.booking.answers;
    let kind = session.kind()?;
    let ways = kind.modes.iter().count();
    let knows_how = answers.mode.is_some_and(|mode: Mode| kind.modes.contains(mode));
    Ok(if session.booked().is_some() {
        routes::MINE
    } else if !answers.has_language {
        "/book/language"
    } else if ways > 1 && !knows_how {
        "/book/how"
    } else if session.held().is_none() {
        "/book/dates"
    } else if !answers.has_needs {
        "/book/needs"
    } else {
        "/book/check"
    })
}
