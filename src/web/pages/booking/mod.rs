//! The pages of beneficiaries: one question per page, each with a GET and a POST; no script is needed.

mod answer;
mod calendar;
mod check;
mod choice;
mod code;
mod contact;
mod data;
mod dates;
mod days;
mod facts;
mod language;
mod needs;
mod next_question;
mod own_appointment;
mod request_callback;
mod reschedule;
mod self_register;
mod sign_in_by_link;
mod stop;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};

use crate::web::middleware::csrf;
use crate::web::routes;
use crate::web::state::State;

/// Most bytes of a form: ten times what any of them holds.
const LARGEST_FORM: usize = 16 * 1024;

/// The pages, behind the layers that protect their forms.
pub fn router(state: &State) -> Router<State> {
    Router::new()
        .route(routes::CODE, get(code::ask).post(code::answer))
        .route(routes::CHOOSE, get(sign_in_by_link::to_choose).post(sign_in_by_link::enter_to_choose))
        .route(routes::OWN, get(sign_in_by_link::to_own).post(sign_in_by_link::enter_to_own))
        .route(routes::PUBLIC_BOOK, get(self_register::ask).post(self_register::answer))
        .route(routes::BOOK, get(next_question::show))
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
        // Mail programs post here from anywhere (RFC 8058); the address itself is the proof.
        .route(routes::STOP, get(stop::ask).post(stop::stop))
}
