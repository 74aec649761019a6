//! Is that right: everything once more, then it is booked.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::contact::phone_shown;
use domain::ids::AppointmentId;
use domain::time::Minutes;

use super::Answer;
use super::dates::{Purpose, taken};
use super::facts::{Facts, facts, kept, minutes_left, once};
use crate::actions::{self, Error};
use crate::text::Key;
use crate::web::State as App;
use crate::web::parts::guest::Guest;
use crate::web::parts::here::{Here, onward, show};
use crate::web::parts::posted::Posted;
use crate::web::routes;

/// How many minutes more somebody gets who asks.
const MORE: Minutes = Minutes(10);

#[derive(Template)]
#[template(path = "web/pages/booking/check.html")]
struct Page {
    here: Here,
    facts: Facts,
    kept: String,
    minutes: u32,
    can_extend: bool,
    hold: AppointmentId,
    phone: Option<String>,
    email: Option<String>,
    undo: bool,
}

/// `GET /book/check`
pub async fn ask(State(app): State<App>, guest: Guest) -> Answer {
    if guest.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let Some(held) = guest.held() else { return Ok(onward("/book/dates")) };
    let here = guest.here();
    let minutes = minutes_left(&app, held);
    let page = Page {
        facts: facts(&app, &guest, &here, held)?,
        kept: kept(&here, minutes)?,
        minutes,
        can_extend: held.revision == 0,
        hold: held.id,
        phone: guest.visitor.person.phone.as_deref().map(phone_shown),
        email: guest.visitor.person.email.clone(),
        undo: guest.visitor.answers.before.is_some(),
        here,
    };
    show(StatusCode::OK, &page.here, &page)
}

/// `POST /book/extend`
pub async fn extend(State(app): State<App>, guest: Guest, posted: Posted) -> Answer {
    let Some(held) = guest.held().filter(|held| posted.one("hold") == held.id.to_string()) else {
        return Ok(onward(routes::BOOK));
    };
    match actions::extend(&app.ctx, guest.visitor.invitation.territory, held.id, MORE, None).await {
        Ok(_) | Err(Error::ExtendedAlready | Error::NotPossible(_)) => Ok(onward("/book/check")),
        Err(Error::Taken(_)) => taken(&app, &guest, &guest.ask()?, held.start(), Purpose::Book).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /book/check`
pub async fn answer(State(app): State<App>, guest: Guest, posted: Posted) -> Answer {
    let Ok(asked) = posted.one("hold").parse::<AppointmentId>() else { return Ok(onward(routes::BOOK)) };
    let invitation = &guest.visitor.invitation;
    // Somebody else's appointment, or one of another life, is not theirs to confirm.
    let is_theirs = guest.live.iter().any(|appointment| appointment.id == asked);
    if !is_theirs {
        return Ok(onward(routes::BOOK));
    }
    let key = once(&guest, &format!("book {asked}"));
    match actions::book(&app.ctx, invitation.territory, asked, Some(&key)).await {
        Ok(_) | Err(Error::AlreadyBooked) => {
            let mut answers = guest.visitor.answers.clone();
            answers.before = None;
            actions::remember(&app.ctx, &guest.visitor, &answers).await?;
            Ok(onward("/mine?noted=yes"))
        }
        Err(Error::Taken(_) | Error::Past) => match guest.held() {
            Some(held) => taken(&app, &guest, &guest.ask()?, held.start(), Purpose::Book).await,
            None => Ok(onward(routes::BOOK)),
        },
        // Given back in another tab: the next question says where things stand.
        Err(Error::NotPossible(_)) => Ok(onward(routes::BOOK)),
        Err(other) => Err(other.into()),
    }
}
