//! What a person does for themselves: one question a page, each a GET, a POST and a way on; no script is needed.

mod calendar;
mod check;
mod choice;
mod contact;
mod data;
mod dates;
mod days;
mod door;
mod facts;
mod language;
mod mine;
mod moving;
mod needs;
mod newcomer;
mod none;
mod stop;
mod told;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{get, post};
use domain::visit::Mode;

use crate::web::State;
use crate::web::parts::csrf;
use crate::web::parts::guest::Guest;
use crate::web::parts::here::onward;
use crate::web::parts::trouble::Trouble;
use crate::web::routes;

pub use told::told;

/// What a page of these answers.
type Answer = Result<Response, Trouble>;

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
        .route(routes::CHOOSE, get(door::to_choose).post(door::enter_to_choose))
        .route(routes::OWN, get(door::to_own).post(door::enter_to_own))
        .route(routes::PUBLIC_BOOK, get(newcomer::ask).post(newcomer::answer))
        .route(routes::BOOK, get(next_question))
        .route("/book/language", get(language::ask).post(language::answer))
        .route("/book/how", get(choice::ask_how).post(choice::answer_how))
        .route("/book/site", get(choice::ask_site).post(choice::answer_site))
        .route("/move/site", get(choice::ask_site_to_move).post(choice::answer_site_to_move))
        .route("/book/dates", get(dates::ask).post(dates::answer))
        .route("/book/days", get(days::ask).post(dates::answer))
        .route("/book/none", get(none::ask).post(none::answer))
        .route("/book/needs", get(needs::ask).post(needs::answer))
        .route("/book/check", get(check::ask).post(check::answer))
        .route("/book/extend", post(check::extend))
        .route("/book/contact", get(contact::ask_to_book).post(contact::answer_to_book))
        .route("/book/undo", post(contact::undo_to_book))
        .route("/move/dates", get(moving::ask).post(moving::choose))
        .route("/move/days", get(moving::days).post(moving::choose))
        .route("/move/check", get(moving::check).post(moving::answer))
        .route(routes::MINE, get(mine::show_mine))
        .route("/mine/cancel", get(mine::ask_cancel).post(mine::cancel))
        .route("/mine/contact", get(contact::ask_from_own).post(contact::answer_from_own))
        .route("/mine/undo", post(contact::undo_from_own))
        .route("/mine/sms", post(mine::sms))
        .route("/mine/reminders", post(mine::reminders))
        .route("/mine/rendez-vous.ics", get(calendar::file))
        .route("/mine/data", get(data::show))
        .route("/mine/data.json", get(data::file))
        .route("/leave", post(mine::leave))
        .route(routes::FEED, get(calendar::feed))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(csrf::layer(state.ctx.links.as_ref()))
        .layer(from_fn(csrf::null_says_nothing))
        // Mail programs post here from anywhere; the address itself is the proof.
        .route(routes::STOP, get(stop::ask).post(stop::stop))
}

/// The first question that is not answered yet.
async fn next_question(guest: Guest) -> Answer {
    Ok(onward(next(&guest)?))
}

/// The page of the first question that is not answered yet.
fn next(guest: &Guest) -> Result<&'static str, Trouble> {
    let answers = &guest.visitor.answers;
    let kind = guest.kind()?;
    let ways = kind.modes.iter().count();
    let knows_how = answers.mode.is_some_and(|mode: Mode| kind.modes.contains(mode));
    Ok(if guest.booked().is_some() {
        routes::MINE
    } else if !answers.has_language {
        "/book/language"
    } else if ways > 1 && !knows_how {
        "/book/how"
    } else if guest.held().is_none() {
        "/book/dates"
    } else if !answers.has_needs {
        "/book/needs"
    } else {
        "/book/check"
    })
}
