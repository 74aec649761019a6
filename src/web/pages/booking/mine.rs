//! My appointment: what it is, and everything that can be done about it.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use domain::access::Door;
use domain::channel::Channel;
use domain::contact::phone_shown;
use domain::ids::AppointmentId;
use domain::life::{Party, Reason, State as Life};
use serde::Deserialize;

use super::Answer;
use super::door::with_cookie;
use super::facts::{Facts, facts, once, when};
use super::none::promise;
use super::told::goodbye;
use crate::actions::{self, Error, Visitor};
use crate::links::mine_path;
use crate::store::{appointments, callbacks, channels};
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
    /// By which it is read aloud: what has just been done is another screen.
    screen: &'static str,
    leads: Vec<String>,
    facts: Option<Facts>,
    team: String,
    choose: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    undo: bool,
    refuses: bool,
    refuses_reminders: bool,
    feed: String,
    /// The address to come back by, for somebody who gets no mail that holds it: as a path, and in full in two pieces
    /// between which a line may break.
    come_back: Option<(String, String, String)>,
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
    let refused = channels::refused(app.ctx.db.read(), person.id).await?;
    let mut page = Page {
        news: None,
        title: String::new(),
        screen: "mine",
        leads: Vec::new(),
        facts: None,
        team: String::new(),
        choose: None,
        phone: person.phone.as_deref().map(phone_shown),
        email: person.email.clone(),
        undo: guest.visitor.answers.before.is_some(),
        refuses: refused.contains(Channel::Sms),
        refuses_reminders: refused.contains(Channel::Mail),
        feed: super::calendar::feed_address(app, guest),
        come_back: come_back(app, guest),
        here,
    };
    match guest.booked() {
        Some(booked) => {
            let (screen, title) = match (&asked.noted, &asked.moved) {
                (Some(_), _) => ("booked", Key("mine-noted")),
                (None, Some(_)) => ("moved", Key("mine-moved")),
                (None, None) => ("mine", Key("mine-title")),
            };
            (page.screen, page.title) = (screen, page.here.say(title)?);
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

/// The address to come back by when no mail holds it: its path, and in full what stands before the last slash and behind
/// it. It takes the birthday too.
fn come_back(app: &App, guest: &Guest) -> Option<(String, String, String)> {
    let Visitor { person, code, .. } = &guest.visitor;
    let url = app.ctx.links.as_ref().and_then(|links| links.public_url.as_ref());
    let url = url.filter(|_| person.email.is_none() && person.born_on.is_some())?;
    let path = mine_path(&Door::Code(code.clone()));
    let address = url.to(&path);
    let (before, code) = address.rsplit_once('/')?;
    Some((path, before.to_owned(), code.to_owned()))
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
    /// By which it is read aloud.
    pub(super) screen: &'static str,
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
        screen: "cancel",
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

/// `POST /mine/reminders`
pub async fn reminders(State(app): State<App>, guest: Guest, posted: Posted) -> Answer {
    let territory = guest.visitor.invitation.territory;
    let refuses = posted.one("refuse") == "yes";
    actions::refuse_reminders(&app.ctx, territory, guest.visitor.person.id, refuses).await?;
    Ok(onward(routes::MINE))
}

/// `POST /leave`
pub async fn leave(State(app): State<App>, guest: Guest, _posted: Posted) -> Answer {
    actions::leave(&app.ctx, &guest.visitor).await?;
    let cookie = Cookie { secret: String::new(), language: guest.text.code().to_owned() };
    Ok(with_cookie(goodbye(guest.here())?, &app, &cookie))
}
