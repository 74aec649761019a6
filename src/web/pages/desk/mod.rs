//! The reception desk: one search box, the earliest appointment, the board of the day.

mod answer;
mod board;
mod book_offer;
mod callbacks;
mod card;
mod check_in;
mod choice;
mod contact_fields;
mod earliest;
mod earliest_booking;
mod labels;
mod live;
mod merge;
mod messages;
mod new_beneficiary;
mod offers;
mod print;
mod reachability;
mod reception_steps;
mod search;
mod staff;
mod to_check;
mod today;
mod undo;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::web::office_routes::OfficeRoutes;
use crate::web::routes;
use crate::web::state::State;

/// Most bytes of the form of the check-in tablet.
const LARGEST_FORM: usize = 4 * 1024;

/// The pages.
pub fn office_routes() -> OfficeRoutes {
    let pulses = Arc::new(live::Pulses::default());
    OfficeRoutes::default()
        .get(routes::DESK, search::show)
        .get(routes::DESK_NEW, new_beneficiary::ask)
        .post(routes::DESK_NEW, new_beneficiary::answer)
        .get(routes::DESK_PERSON, card::show)
        .post("/desk/person/{person}/contact", card::contact)
        .post("/desk/person/{person}/referral", card::open_referral)
        .post("/desk/person/{person}/cancel", card::cancel)
        .post("/desk/person/{person}/step", card::step)
        .post("/desk/person/{person}/close", card::close)
        .get("/desk/person/{person}/earliest", earliest::show)
        .post("/desk/person/{person}/book", earliest_booking::book)
        .post("/desk/person/{person}/hold", earliest_booking::hold)
        .post("/desk/person/{person}/confirm", earliest_booking::confirm)
        .post("/desk/person/{person}/release", earliest_booking::release)
        .post("/desk/person/{person}/needs", earliest_booking::needs)
        .post("/desk/person/{person}/move", earliest_booking::reschedule)
        .get("/desk/person/{person}/today", today::show)
        .post("/desk/person/{person}/today", today::book)
        .get("/desk/person/{person}/merge", merge::ask)
        .post("/desk/person/{person}/merge", merge::answer)
        .post("/desk/person/{person}/check", to_check::settle)
        .get(routes::DESK_TO_CHECK, to_check::show)
        .post("/desk/undo", undo::answer)
        .get(routes::DESK_CALLS, callbacks::show)
        .post(routes::DESK_CALLS, callbacks::done)
        .get(routes::BOARD, board::show)
        .post(routes::BOARD, board::step)
        .get("/desk/board/print", print::show)
        .get("/desk/board/live", move |app, desk, query| live::listen(app, desk, query, Arc::clone(&pulses)))
}

/// The check-in tablet: nobody is signed in there.
pub fn tablet() -> Router<State> {
    Router::new()
        .route(routes::CHECK_IN, get(check_in::ask).post(check_in::answer))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
}
