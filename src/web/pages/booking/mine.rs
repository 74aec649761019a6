//! My appointment: what it is, and everything that can be done about it.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use domain::contact::phone_shown;
use domain::ids::AppointmentId;
use domain::life::{Party, Reason, State as Life};
use serde::Deserialize;

use super::Answer;
use super::door::with_cookie;
use super::facts::{Facts, facts, once, when};
use super::none::promise;
use super::told::goodbye;
use crate::actions::{self, Error};
use crate::store::{appointments, callbacks, wishes};
use crate::text::{Arg, Key};
use crate::web::State as App;
use crate::web::parts::cookie::Cookie;
use crate::web::parts::guest::Guest;
use crate::web::parts::here::{Here, onward, show};
use crate::web::parts::posted::Posted;
use crate::web::parts::trouble::Trouble;
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/booking/mine.html")]
struct Page {
    here: Here,
    news: Option<String>,
    title: String,
    leads: Vec<String>,
    facts: Option<Facts>,
    team: String,
    choose: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    undo: bool,
    refuses: bool,
    feed: String,
}

/// What has just happened.
#[derive(Deserialize)]
pub struct Asked {
    noted: Option<String>,
    moved: Option<String>,
}

/// `GET /mine`
pub async fn show_page(app: &App, guest: &Guest, asked: &Asked) -> Answer {
    let here = guest.here();
    let person = &guest.visitor.person;
    let mut page = Page {
        news: None,
        title: String::new(),
        leads: Vec::new(),
        facts: None,
        team: String::new(),
        choose: None,
        phone: person.phone.as_deref().map(phone_shown),
        email: person.email.clone(),
        undo: guest.visitor.answers.before.is_some(),
        refuses: wishes::refuses_sms(app.ctx.db.read(), person.id).await?,
        feed: super::calendar::feed_address(app, guest),
        here,
    };
    match guest.booked() {
        Some(booked) => {
            page.title = page.here.say(if asked.noted.is_some() {
                Key("mine-noted")
            } else if asked.moved.is_some() {
                Key("mine-moved")
            } else {
                Key("mine-title")
            })?;
            let team = appointments::team(app.ctx.db.read(), booked.id).await?;
            let people = team.seats.iter().filter(|seat| !seat.role.is_room()).count();
            let count = u32::try_from(people).unwrap_or(u32::MAX);
            page.team = page.here.text.get(Key("person-team"), &[("count", Arg::Count(count))])?;
            page.facts = Some(facts(app, guest, &page.here, booked)?);
            if asked.noted.is_some() && page.email.is_some() {
                page.news = Some(page.here.say(Key("mine-mail"))?);
            }
        }
        None => without(app, guest, &mut page).await?,
    }
    show(StatusCode::OK, &page.here, &page)
}

/// What is said to somebody who has no appointment.
async fn without(app: &App, guest: &Guest, page: &mut Page) -> Result<(), Trouble> {
    let (territory, referral) = (guest.visitor.invitation.territory, &guest.visitor.referral);
    let over = [Life::Cancelled, Life::Attended, Life::NoShow];
    let db = app.ctx.db.read();
    let past = appointments::of_referral(db, territory, referral.id, &over).await?;
    let last = past.iter().max_by_key(|appointment| (appointment.state == Life::Attended, appointment.id));
    let key = match last.map(|last| last.state) {
        _ if referral.is_closed => Key("told-over"),
        Some(Life::Attended) => Key("mine-attended"),
        Some(Life::NoShow) => Key("mine-missed"),
        Some(Life::Cancelled) => Key("person-cancelled-title"),
        _ => Key("mine-none"),
    };
    page.title = page.here.say(key)?;
    match last {
        Some(last) if last.state == Life::Cancelled => {
            let when = when(app, guest, last);
            page.leads.push(page.here.text.get(Key("mine-cancelled-line"), &[("when", Arg::from(&when))])?);
        }
        Some(last) if last.state == Life::NoShow => page.leads.push(page.here.say(Key("mine-missed-line"))?),
        _ => {}
    }
    if let Some(call) = callbacks::open_for(db, territory, referral.id).await? {
        page.news = Some(promise(app, guest, &page.here, &call)?);
    }
    if !referral.is_over() {
        page.choose = Some(page.here.say(Key("mine-choose"))?);
    }
    Ok(())
}

/// `GET /mine`
pub async fn show_mine(State(app): State<App>, guest: Guest, Query(asked): Query<Asked>) -> Answer {
    show_page(&app, &guest, &asked).await
}

#[derive(Template)]
#[template(path = "web/pages/booking/confirm.html")]
pub(super) struct Confirm {
    pub(super) here: Here,
    pub(super) notice: Option<String>,
    pub(super) title: String,
    pub(super) facts: Vec<(String, String)>,
    pub(super) lead: String,
    pub(super) action: &'static str,
    pub(super) hidden: Vec<(&'static str, String)>,
    pub(super) button: String,
    pub(super) keep: String,
}

/// `GET /mine/cancel`
pub async fn ask_cancel(State(app): State<App>, guest: Guest) -> Answer {
    let Some(booked) = guest.booked() else { return Ok(onward(routes::MINE)) };
    let here = guest.here();
    let page = Confirm {
        notice: None,
        title: here.say(Key("cancel-title"))?,
        facts: vec![(here.say(Key("fact-when"))?, when(&app, &guest, booked))],
        lead: here.say(Key("cancel-lead"))?,
        action: "/mine/cancel",
        hidden: vec![("appointment", booked.id.to_string())],
        button: here.say(Key("cancel-button"))?,
        keep: here.say(Key("cancel-keep"))?,
        here,
    };
    show(StatusCode::OK, &page.here, &page)
}

/// `POST /mine/cancel`
pub async fn cancel(State(app): State<App>, guest: Guest, posted: Posted) -> Answer {
    let asked = posted.one("appointment").parse::<AppointmentId>().ok();
    let Some(booked) = guest.booked().filter(|booked| Some(booked.id) == asked) else {
        return Ok(onward(routes::MINE));
    };
    let key = once(&guest, &format!("cancel {}", booked.id));
    let territory = guest.visitor.invitation.territory;
    let done =
        actions::cancel(&app.ctx, territory, booked.id, Party::Beneficiary, Reason::Asked, Some(&key)).await;
    match done {
        Ok(_) | Err(Error::NotPossible(_)) => Ok(onward(routes::MINE)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /mine/sms`
pub async fn sms(State(app): State<App>, guest: Guest, posted: Posted) -> Answer {
    let territory = guest.visitor.invitation.territory;
    let refuses = posted.one("refuse") == "yes";
    actions::refuse_sms(&app.ctx, territory, guest.visitor.person.id, refuses).await?;
    Ok(onward(routes::MINE))
}

/// `POST /leave`
pub async fn leave(State(app): State<App>, guest: Guest, _posted: Posted) -> Answer {
    actions::leave(&app.ctx, &guest.visitor).await?;
    let cookie = Cookie { secret: String::new(), language: guest.text.code().to_owned() };
    Ok(with_cookie(goodbye(guest.here())?, &app, &cookie))
}
