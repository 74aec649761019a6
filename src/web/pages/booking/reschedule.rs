//! The rescheduling pages: the new time is booked before the old one is released.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use domain::search::Start;
use domain::time::Quantum;

use crate::actions::{self, Answers, AppointmentError, Reschedule};
use crate::text::Key;
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::form::PostedForm;
use crate::web::extract::start;
use crate::web::layout::beneficiary_layout::onward;
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::pages::booking::dates;
use crate::web::pages::booking::dates::{Purpose, taken};
use crate::web::pages::booking::days as list;
use crate::web::pages::booking::days::DaysQuery;
use crate::web::pages::booking::facts::once;
use crate::web::pages::booking::facts::when;
use crate::web::pages::booking::own_appointment::Confirm;
use crate::web::routes;
use crate::web::state::State as App;

/// `GET /move/dates`
pub async fn ask(State(app): State<App>, session: BeneficiarySession) -> Answer {
    if session.booked().is_none() {
        return Ok(onward(routes::BOOK));
    }
    let page = dates::page(&app, &session, Purpose::Reschedule).await?;
    show(StatusCode::OK, &page.layout, &page)
}

/// `GET /move/days`
pub async fn days(
    State(app): State<App>,
    session: BeneficiarySession,
    Query(asked): Query<DaysQuery>,
) -> Answer {
    if session.booked().is_none() {
        return Ok(onward(routes::BOOK));
    }
    let page = list::page(&app, &session, Purpose::Reschedule, asked.page).await?;
    show(StatusCode::OK, &page.layout, &page)
}

/// `POST /move/dates`, `POST /move/days`
pub async fn choose(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    let Some(booked) = session.booked() else { return Ok(onward(routes::BOOK)) };
    let Some(start) = start::read(posted.one("choice")).filter(|start| session.site(start.site).is_some())
    else {
        return dates::choose_again(&app, &session, Purpose::Reschedule, Key("choice-none")).await;
    };
    if booked.start() == start {
        return dates::choose_again(&app, &session, Purpose::Reschedule, Key("move-same")).await;
    }
    let answers = Answers { to: Some((start.at.instant(), start.site)), ..session.booking.answers.clone() };
    actions::remember(&app.ctx, &session.booking, &answers).await?;
    Ok(onward("/move/check"))
}

/// `GET /move/check`
pub async fn check(State(app): State<App>, session: BeneficiarySession) -> Answer {
    let (Some(booked), Some((at, site))) = (session.booked(), session.booking.answers.to) else {
        return Ok(onward("/move/dates"));
    };
    let layout = session.layout();
    let start = Start { at: Quantum::floor(at), site };
    let new = session.text.dates().offered(session.clock(start.at, site), session.today(&app));
    let place = session.site(site).map(|site| format!("{}, {}", site.name, site.address));
    let mut facts = vec![(layout.say(Key("move-new"))?, new)];
    if booked.mode == domain::visit::Mode::Onsite {
        facts.extend(
            place
                .map(|place| Ok::<_, BeneficiaryError>((layout.say(Key("fact-place"))?, place)))
                .transpose()?,
        );
    }
    facts.push((layout.say(Key("move-old"))?, when(&app, &session, booked)));
    let page = Confirm {
        screen: "move-check",
        notice: None,
        title: layout.say(Key("check-title"))?,
        facts,
        lead: layout.say(Key("move-check-lead"))?,
        action: "/move/check",
        hidden: vec![
            ("appointment", booked.id.to_string()),
            ("revision", booked.revision.to_string()),
            ("to", format!("{}.{site}", start.at.0)),
        ],
        button: layout.say(Key("move-button"))?,
        keep: layout.say(Key("move-keep"))?,
        layout,
    };
    show(StatusCode::OK, &page.layout, &page)
}

/// `POST /move/check`
pub async fn answer(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    let asked = (posted.one("appointment"), posted.one("revision"));
    let Some(booked) = session.booked().filter(|booked| booked.id.to_string() == asked.0) else {
        return Ok(onward(routes::MINE));
    };
    let Some(start) = start::read(posted.one("to")).filter(|start| session.site(start.site).is_some()) else {
        return Ok(onward("/move/dates"));
    };
    if booked.revision.to_string() != asked.1 {
        // Moved meanwhile, in another tab or by the same press: the page shows what is booked.
        return Ok(onward(routes::MINE));
    }
    if booked.start() == start {
        return dates::choose_again(&app, &session, Purpose::Reschedule, Key("move-same")).await;
    }
    let to = Reschedule {
        appointment: booked.id,
        start: start.at.instant(),
        site: start.site,
        mode: booked.mode,
        version: None,
    };
    let key = once(&session, &format!("move {} {} {}", booked.id, booked.revision, posted.one("to")));
    match actions::reschedule(&app.ctx, session.booking.invitation.territory, to, Some(&key)).await {
        Ok(_) => Ok(onward("/mine?moved=yes")),
        Err(AppointmentError::Taken(_) | AppointmentError::Refused(_)) => {
            taken(&app, &session, &session.ask()?, start, Purpose::Reschedule).await
        }
        Err(AppointmentError::NotPossible(_) | AppointmentError::Past) => Ok(onward(routes::MINE)),
        Err(other) => Err(other.into()),
    }
}
