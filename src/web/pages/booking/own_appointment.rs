//! The page of the booked appointment: reschedule, cancel, reminders, leave.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use domain::appointment_state::{Party, Reason, State as Life};
use domain::channel::Channel;
use domain::contact::phone_shown;
use domain::credentials::Credential;
use domain::ids::AppointmentId;
use serde::Deserialize;

use crate::actions::{self, AppointmentError, BookingSession};
use crate::keys::mine_path;
use crate::store::{appointments, callbacks, channels};
use crate::text::{Arg, Key};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_cookie::Cookie;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::form::PostedForm;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::layout::notice::notice;
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::pages::booking::calendar::FeedAddress;
use crate::web::pages::booking::facts::{AppointmentFacts, facts, once, when};
use crate::web::pages::booking::request_callback::callback_sentence;
use crate::web::pages::booking::sign_in_by_link::with_cookie;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/booking/own_appointment.html")]
struct Page {
    layout: BeneficiaryLayout,
    news: Option<String>,
    title: String,
    /// By which it is read aloud: what has just been done is another screen.
    screen: &'static str,
    leads: Vec<String>,
    facts: Option<AppointmentFacts>,
    team: String,
    choose: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    undo: bool,
    refuses: bool,
    refuses_reminders: bool,
    feed: FeedAddress,
    /// The address to come back by, for a beneficiary whom no mail with it reaches: as a path, and in full in two pieces
    /// between which a line may break.
    come_back: Option<(String, String, String)>,
}

/// What has just happened.
#[derive(Deserialize)]
pub struct OwnAppointmentQuery {
    noted: Option<String>,
    moved: Option<String>,
}

/// `GET /mine`
pub async fn show_page(app: &App, session: &BeneficiarySession, asked: &OwnAppointmentQuery) -> Answer {
    let layout = session.layout();
    let person = &session.booking.person;
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
        undo: session.booking.answers.before.is_some(),
        refuses: refused.contains(Channel::Sms),
        refuses_reminders: refused.contains(Channel::Mail),
        feed: FeedAddress::of(app, session),
        come_back: come_back(app, session),
        layout,
    };
    match session.booked() {
        Some(booked) => {
            let (screen, title) = match (&asked.noted, &asked.moved) {
                (Some(_), _) => ("booked", Key("mine-noted")),
                (None, Some(_)) => ("moved", Key("mine-moved")),
                (None, None) => ("mine", Key("mine-title")),
            };
            (page.screen, page.title) = (screen, page.layout.say(title)?);
            let team = appointments::team(app.ctx.db.read(), booked.id).await?;
            let people = team.seats.iter().filter(|seat| !seat.role.is_room()).count();
            page.team = page.layout.text.get(Key("person-team"), &[("count", Arg::from(people))])?;
            page.facts = Some(facts(app, session, &page.layout, booked)?);
            if asked.noted.is_some() && page.email.is_some() {
                page.news = Some(page.layout.say(Key("mine-mail"))?);
            }
        }
        None => without(app, session, &mut page).await?,
    }
    show(StatusCode::OK, &page.layout, &page)
}

/// The address to come back by when no mail has it: its path, and the full address in two pieces, cut at the last slash.
/// The birthday is asked for as well.
fn come_back(app: &App, session: &BeneficiarySession) -> Option<(String, String, String)> {
    let BookingSession { person, code, .. } = &session.booking;
    let url = app.ctx.links.as_ref().and_then(|links| links.public_url.as_ref());
    let url = url.filter(|_| person.email.is_none() && person.born_on.is_some())?;
    let path = mine_path(&Credential::Code(code.clone()));
    let address = url.to(&path);
    let (before, code) = address.rsplit_once('/')?;
    Some((path, before.to_owned(), code.to_owned()))
}

/// The page without an appointment.
async fn without(app: &App, session: &BeneficiarySession, page: &mut Page) -> Result<(), BeneficiaryError> {
    let (territory, referral) = (session.booking.invitation.territory, &session.booking.referral);
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
    page.title = page.layout.say(key)?;
    match last {
        Some(last) if last.state == Life::Cancelled => {
            let when = when(app, session, last);
            page.leads.push(page.layout.text.get(Key("mine-cancelled-line"), &[("when", Arg::from(&when))])?);
        }
        Some(last) if last.state == Life::NoShow => {
            page.leads.push(page.layout.say(Key("mine-missed-line"))?);
        }
        _ => {}
    }
    if let Some(call) = callbacks::open_for(db, territory, referral.id).await? {
        page.news = Some(callback_sentence(app, session, &page.layout, &call)?);
    }
    if !referral.is_over() {
        page.choose = Some(page.layout.say(Key("mine-choose"))?);
    }
    Ok(())
}

/// `GET /mine`
pub async fn show_mine(
    State(app): State<App>,
    session: BeneficiarySession,
    Query(asked): Query<OwnAppointmentQuery>,
) -> Answer {
    show_page(&app, &session, &asked).await
}

#[derive(Template)]
#[template(path = "web/pages/booking/confirm.html")]
pub(super) struct Confirm {
    pub(super) layout: BeneficiaryLayout,
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
pub async fn ask_cancel(State(app): State<App>, session: BeneficiarySession) -> Answer {
    let Some(booked) = session.booked() else { return Ok(onward(routes::MINE)) };
    let layout = session.layout();
    let page = Confirm {
        screen: "cancel",
        notice: None,
        title: layout.say(Key("cancel-title"))?,
        facts: vec![(layout.say(Key("fact-when"))?, when(&app, &session, booked))],
        lead: layout.say(Key("cancel-lead"))?,
        action: "/mine/cancel",
        hidden: vec![("appointment", booked.id.to_string())],
        button: layout.say(Key("cancel-button"))?,
        keep: layout.say(Key("cancel-keep"))?,
        layout,
    };
    show(StatusCode::OK, &page.layout, &page)
}

/// `POST /mine/cancel`
pub async fn cancel(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    let asked = posted.one("appointment").parse::<AppointmentId>().ok();
    let Some(booked) = session.booked().filter(|booked| Some(booked.id) == asked) else {
        return Ok(onward(routes::MINE));
    };
    let key = once(&session, &format!("cancel {}", booked.id));
    let territory = session.booking.invitation.territory;
    let done =
        actions::cancel(&app.ctx, territory, booked.id, Party::Beneficiary, Reason::Asked, Some(&key)).await;
    match done {
        Ok(_) | Err(AppointmentError::NotPossible(_)) => Ok(onward(routes::MINE)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /mine/sms`
pub async fn sms(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    let territory = session.booking.invitation.territory;
    let refuses = posted.one("refuse") == "yes";
    actions::refuse_sms(&app.ctx, territory, session.booking.person.id, refuses).await?;
    Ok(onward(routes::MINE))
}

/// `POST /mine/reminders`
pub async fn reminders(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    let territory = session.booking.invitation.territory;
    let refuses = posted.one("refuse") == "yes";
    actions::refuse_reminders(&app.ctx, territory, session.booking.person.id, refuses).await?;
    Ok(onward(routes::MINE))
}

/// `POST /leave`
pub async fn leave(State(app): State<App>, session: BeneficiarySession, _posted: PostedForm) -> Answer {
    actions::leave(&app.ctx, &session.booking).await?;
    let cookie = Cookie { secret: String::new(), language: session.text.code().to_owned() };
    let layout = BeneficiaryLayout { form: String::new(), ..session.layout() };
    let left = notice(StatusCode::OK, layout, (Key("leave-title"), Key("leave-line")), None)?;
    Ok(with_cookie(left, &app, &cookie))
}
