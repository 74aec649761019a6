//! The confirmation page: a summary of the choices, and the button that books.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::contact::phone_shown;
use domain::ids::AppointmentId;
use domain::time::Minutes;

use crate::actions::{self, AppointmentError};
use crate::text::Key;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::form::PostedForm;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::pages::booking::dates::{Purpose, taken};
use crate::web::pages::booking::facts::{AppointmentFacts, Countdown, facts, minutes_left, once};
use crate::web::routes;
use crate::web::state::State as App;

/// By how many minutes a hold is extended on request.
const MORE: Minutes = Minutes(10);

#[derive(Template)]
#[template(path = "web/pages/booking/check.html")]
struct Page {
    layout: BeneficiaryLayout,
    facts: AppointmentFacts,
    kept: Countdown,
    can_extend: bool,
    hold: AppointmentId,
    phone: Option<String>,
    email: Option<String>,
    undo: bool,
}

/// `GET /book/check`
pub async fn ask(State(app): State<App>, session: BeneficiarySession) -> Answer {
    if session.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let Some(held) = session.held() else { return Ok(onward("/book/dates")) };
    let layout = session.layout();
    let page = Page {
        facts: facts(&app, &session, &layout, held)?,
        kept: Countdown::of(&layout, minutes_left(&app, held))?,
        can_extend: held.revision == 0,
        hold: held.id,
        phone: session.booking.person.phone.as_deref().map(phone_shown),
        email: session.booking.person.email.clone(),
        undo: session.booking.answers.before.is_some(),
        layout,
    };
    show(StatusCode::OK, &page.layout, &page)
}

/// `POST /book/extend`
pub async fn extend(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    let Some(held) = session.held().filter(|held| posted.one("hold") == held.id.to_string()) else {
        return Ok(onward(routes::BOOK));
    };
    match actions::extend(&app.ctx, session.booking.invitation.territory, held.id, MORE, None).await {
        Ok(_) | Err(AppointmentError::ExtendedAlready | AppointmentError::NotPossible(_)) => {
            Ok(onward("/book/check"))
        }
        Err(AppointmentError::Taken(_)) => {
            taken(&app, &session, &session.ask()?, held.start(), Purpose::Book).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /book/check`
pub async fn answer(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    let Ok(asked) = posted.one("hold").parse::<AppointmentId>() else { return Ok(onward(routes::BOOK)) };
    let invitation = &session.booking.invitation;
    // Somebody else's appointment, or one of another life, is not theirs to confirm.
    let is_theirs = session.live.iter().any(|appointment| appointment.id == asked);
    if !is_theirs {
        return Ok(onward(routes::BOOK));
    }
    let key = once(&session, &format!("book {asked}"));
    match actions::book(&app.ctx, invitation.territory, asked, Some(&key)).await {
        Ok(_) | Err(AppointmentError::AlreadyBooked) => {
            let mut answers = session.booking.answers.clone();
            answers.before = None;
            actions::remember(&app.ctx, &session.booking, &answers).await?;
            Ok(onward("/mine?noted=yes"))
        }
        Err(AppointmentError::Taken(_) | AppointmentError::Past) => match session.held() {
            Some(held) => taken(&app, &session, &session.ask()?, held.start(), Purpose::Book).await,
            None => Ok(onward(routes::BOOK)),
        },
        // Given back in another tab: the next question says where things stand.
        Err(AppointmentError::NotPossible(_)) => Ok(onward(routes::BOOK)),
        Err(other) => Err(other.into()),
    }
}
