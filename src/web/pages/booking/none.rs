//! Nothing suits: the desk calls, by a day that is promised.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::callback;
use domain::contact;
use domain::time::HalfDay;

use super::contact::refused;
use super::{Answer, Wrong};
use crate::actions::{self, Contact};
use crate::store::callbacks::{self, Callback};
use crate::text::{Arg, Key, NO_BREAK_SPACE, TextError};
use crate::web::State as App;
use crate::web::parts::guest::Guest;
use crate::web::parts::here::{Here, onward, show};
use crate::web::parts::posted::Posted;
use crate::web::parts::trouble::Trouble;
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/booking/none.html")]
struct Page {
    here: Here,
    title: String,
    lead: String,
    promised: Option<String>,
    phone: Option<String>,
    half: String,
    typed: String,
    errors: Vec<Wrong>,
}

impl Page {
    /// True when something is wrong with `field`.
    fn wrong(&self, field: &str) -> bool {
        self.errors.iter().any(|error| error.field == field)
    }
}

/// `GET /book/none`
pub async fn ask(State(app): State<App>, guest: Guest) -> Answer {
    if guest.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let page = page(&app, &guest).await?;
    show(StatusCode::OK, &page.here, &page)
}

/// `POST /book/none`
pub async fn answer(State(app): State<App>, guest: Guest, posted: Posted) -> Answer {
    let half = match posted.one("choice") {
        "morning" => Some(HalfDay::Morning),
        "afternoon" => Some(HalfDay::Afternoon),
        _ => None,
    };
    let mut page = page(&app, &guest).await?;
    let territory = guest.visitor.invitation.territory;
    if half.is_none() {
        page.errors.push(Wrong { field: "choice", text: page.here.say(Key("choice-none"))? });
    }
    let mut new_phone = None;
    if page.phone.is_none() {
        match posted.text("phone") {
            Ok(text) => new_phone = contact::phone(text),
            Err(why) => page.errors.push(Wrong { field: "phone", text: refused(&page.here, why)? }),
        }
        if new_phone.is_none() && page.errors.iter().all(|error| error.field != "phone") {
            page.errors.push(Wrong { field: "phone", text: page.here.say(Key("contact-phone-wrong"))? });
        }
    }
    let Some(half) = half.filter(|_| page.errors.is_empty()) else {
        posted.one("choice").clone_into(&mut page.half);
        page.typed = posted.text("phone").unwrap_or_default().to_owned();
        return show(StatusCode::UNPROCESSABLE_ENTITY, &page.here, &page);
    };
    if let Some(phone) = new_phone {
        let contact = Contact { phone: Some(phone), email: guest.visitor.person.email.clone() };
        actions::change_contact(&app.ctx, territory, guest.visitor.person.id, &contact).await?;
    }
    actions::ask_call(&app.ctx, territory, guest.visitor.referral.id, half).await?;
    Ok(onward("/book/none"))
}

async fn page(app: &App, guest: &Guest) -> Result<Page, Trouble> {
    let here = guest.here();
    let territory = &guest.snapshot.territory;
    let open = callbacks::open_for(app.ctx.db.read(), territory.id, guest.visitor.referral.id).await?;
    let by =
        guest.text.dates().day(callback::promised(guest.today(app), territory.holidays), guest.today(app));
    let title = match &open {
        Some(_) => here.say(Key("none-promised-title"))?,
        None => here.say(Key("none-title"))?,
    };
    Ok(Page {
        title,
        lead: here.text.get(Key("none-lead"), &[("day", Arg::from(&by))])?,
        promised: open.map(|open| promise(app, guest, &here, &open)).transpose()?,
        phone: guest.visitor.person.phone.as_deref().map(shown),
        half: String::new(),
        typed: String::new(),
        errors: Vec::new(),
        here,
    })
}

/// A number that no end of a line parts.
fn shown(phone: &str) -> String {
    contact::phone_shown(phone).replace(' ', NO_BREAK_SPACE)
}

/// What was promised.
pub(super) fn promise(app: &App, guest: &Guest, here: &Here, call: &Callback) -> Result<String, TextError> {
    let day = guest.text.dates().day(call.due_on, guest.today(app));
    let key = match call.half_day {
        HalfDay::Morning => Key("none-promised-morning"),
        HalfDay::Afternoon => Key("none-promised-afternoon"),
    };
    here.text.get(key, &[("day", Arg::from(&day))])
}
