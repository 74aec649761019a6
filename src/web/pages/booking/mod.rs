//! What a person does for themselves: one question a page, each a GET, a POST and a way on; no script is needed.

mod calendar;
mod check;
mod choice;
mod contact;
mod data;
mod dates;
mod days;
pub(in crate::web) mod error_page;
mod facts;
mod language;
mod needs;
mod own_appointment;
mod request_callback;
mod reschedule;
mod self_register;
mod sign_in_by_link;
mod stop;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{get, post};
use domain::visit::Mode;

use crate::web::State;
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::layout::beneficiary_layout::onward;
use crate::web::middleware::csrf;
use crate::web::routes;

/// What a page of these answers.
type Answer = Result<Response, BeneficiaryError>;

/// Most bytes of a form: ten times what any of them holds.
const LARGEST_FORM: usize = 16 * 1024;

/// What is wrong with one field of a form, beside the field and in the summary.
pub struct Wrong {
    /// The field.
    pub field: &'static str,
    /// What is wrong and how to mend it.
    pub text: String,
}

/// The pages, with the walls around their forms.
pub fn router(state: &State) -> Router<State> {
    Router::new()
        .route(routes::CHOOSE, get(sign_in_by_link::to_choose).post(sign_in_by_link::enter_to_choose))
        .route(routes::OWN, get(sign_in_by_link::to_own).post(sign_in_by_link::enter_to_own))
        .route(routes::PUBLIC_BOOK, get(self_register::ask).post(self_register::answer))
        .route(routes::BOOK, get(next_question))
        .route("/book/language", get(language::ask).post(language::answer))
        .route("/book/how", get(choice::ask_how).post(choice::answer_how))
        .route("/book/site", get(choice::ask_site).post(choice::answer_site))
        .route("/move/site", get(choice::ask_site_to_move).post(choice::answer_site_to_move))
        .route("/book/dates", get(dates::ask).post(dates::answer))
        .route("/book/days", get(days::ask).post(dates::answer))
        .route("/book/none", get(request_callback::ask).post(request_callback::answer))
        .route("/book/needs", get(needs::ask).post(needs::answer))
        .route("/book/check", get(check::ask).post(check::answer))
        .route("/book/extend", post(check::extend))
        .route("/book/contact", get(contact::ask_to_book).post(contact::answer_to_book))
        .route("/book/undo", post(contact::undo_to_book))
        .route("/move/dates", get(reschedule::ask).post(reschedule::choose))
        .route("/move/days", get(reschedule::days).post(reschedule::choose))
        .route("/move/check", get(reschedule::check).post(reschedule::answer))
        .route(routes::MINE, get(own_appointment::show_mine))
        .route("/mine/cancel", get(own_appointment::ask_cancel).post(own_appointment::cancel))
        .route("/mine/contact", get(contact::ask_from_own).post(contact::answer_from_own))
        .route("/mine/undo", post(contact::undo_from_own))
        .route("/mine/sms", post(own_appointment::sms))
        .route("/mine/reminders", post(own_appointment::reminders))
        .route("/mine/rendez-vous.ics", get(calendar::file))
        .route("/mine/data", get(data::show))
        .route("/mine/data.json", get(data::file))
        .route("/leave", post(own_appointment::leave))
        .route(routes::FEED, get(calendar::feed))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(csrf::layer(state.ctx.links.as_ref()))
        .layer(from_fn(csrf::null_says_nothing))
        // Mail programs post here from anywhere; the address itself is the proof.
        .route(routes::STOP, get(stop::ask).post(stop::stop))
}

/// The first question that is not answered yet.
async fn next_question(session: BeneficiarySession) -> Answer {
    Ok(onward(next(&session)?))
}

/// The page of the first question that is not answered yet.
fn next(session: &BeneficiarySession) -> Result<&'static str, BeneficiaryError> {
    let answers = &session.visitor.answers;
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
