//! Another time for the appointment there is: the new one is taken before the old one is given back.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use domain::search::Start;
use domain::time::Quantum;

use super::dates::{self, Purpose, taken};
use super::days::{self as list, Asked};
use super::facts::when;
use super::mine::Confirm;
use super::{Answer, facts::once};
use crate::actions::{self, Answers, Error, Move};
use crate::text::Key;
use crate::web::State as App;
use crate::web::parts::guest::Guest;
use crate::web::parts::here::{onward, show};
use crate::web::parts::posted::Posted;
use crate::web::parts::starts;
use crate::web::routes;

/// `GET /move/dates`
pub async fn ask(State(app): State<App>, guest: Guest) -> Answer {
    if guest.booked().is_none() {
        return Ok(onward(routes::BOOK));
    }
    let page = dates::page(&app, &guest, Purpose::Move).await?;
    show(StatusCode::OK, &page.here, &page)
}

/// `GET /move/days`
pub async fn days(State(app): State<App>, guest: Guest, Query(asked): Query<Asked>) -> Answer {
    if guest.booked().is_none() {
        return Ok(onward(routes::BOOK));
    }
    let page = list::page(&app, &guest, Purpose::Move, asked.page).await?;
    show(StatusCode::OK, &page.here, &page)
}

/// `POST /move/dates`, `POST /move/days`
pub async fn choose(State(app): State<App>, guest: Guest, posted: Posted) -> Answer {
    if guest.booked().is_none() {
        return Ok(onward(routes::BOOK));
    }
    let Some(start) = starts::read(posted.one("choice")).filter(|start| guest.site(start.site).is_some())
    else {
        return dates::nothing_chosen(&app, &guest, Purpose::Move).await;
    };
    let answers = Answers { to: Some((start.at.instant(), start.site)), ..guest.visitor.answers.clone() };
    actions::remember(&app.ctx, &guest.visitor, &answers).await?;
    Ok(onward("/move/check"))
}

/// `GET /move/check`
pub async fn check(State(app): State<App>, guest: Guest) -> Answer {
    let (Some(booked), Some((at, site))) = (guest.booked(), guest.visitor.answers.to) else {
        return Ok(onward("/move/dates"));
    };
    let here = guest.here();
    let start = Start { at: Quantum::floor(at), site };
    let new = guest.text.dates().offered(guest.clock(start.at, site), guest.today(&app));
    let place = guest.site(site).map(|site| format!("{}, {}", site.name, site.address));
    let mut facts = vec![(here.say(Key("move-new"))?, new)];
    if booked.mode == domain::visit::Mode::Onsite {
        facts.extend(
            place.map(|place| Ok::<_, super::Trouble>((here.say(Key("fact-place"))?, place))).transpose()?,
        );
    }
    facts.push((here.say(Key("move-old"))?, when(&app, &guest, booked)));
    let page = Confirm {
        screen: "move-check",
        notice: None,
        title: here.say(Key("check-title"))?,
        facts,
        lead: here.say(Key("move-check-lead"))?,
        action: "/move/check",
        hidden: vec![
            ("appointment", booked.id.to_string()),
            ("revision", booked.revision.to_string()),
            ("to", format!("{}.{site}", start.at.0)),
        ],
        button: here.say(Key("move-button"))?,
        keep: here.say(Key("move-keep"))?,
        here,
    };
    show(StatusCode::OK, &page.here, &page)
}

/// `POST /move/check`
pub async fn answer(State(app): State<App>, guest: Guest, posted: Posted) -> Answer {
    let asked = (posted.one("appointment"), posted.one("revision"));
    let Some(booked) = guest.booked().filter(|booked| booked.id.to_string() == asked.0) else {
        return Ok(onward(routes::MINE));
    };
    let Some(start) = starts::read(posted.one("to")).filter(|start| guest.site(start.site).is_some()) else {
        return Ok(onward("/move/dates"));
    };
    if booked.revision.to_string() != asked.1 {
        // Moved meanwhile, in another tab or by the same press: the page says where it stands.
        return Ok(onward(routes::MINE));
    }
    let to = Move {
        appointment: booked.id,
        start: start.at.instant(),
        site: start.site,
        mode: booked.mode,
        version: None,
    };
    let key = once(&guest, &format!("move {} {} {}", booked.id, booked.revision, posted.one("to")));
    match actions::r#move(&app.ctx, guest.visitor.invitation.territory, to, Some(&key)).await {
        Ok(_) => Ok(onward("/mine?moved=yes")),
        Err(Error::Taken(_) | Error::Refused(_)) => {
            taken(&app, &guest, &guest.ask()?, start, Purpose::Move).await
        }
        Err(Error::NotPossible(_) | Error::Past) => Ok(onward(routes::MINE)),
        Err(other) => Err(other.into()),
    }
}
