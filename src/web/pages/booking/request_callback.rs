//! The callback page, when no offer suits: the desk calls by a promised day.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::callback;
use domain::contact;
use domain::provenance::EditedBy;
use domain::time::HalfDay;

use crate::actions::{self, Contact};
use crate::store::callbacks::{self, Callback};
use crate::text::{Arg, Key, NO_BREAK_SPACE, TextError};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::form::PostedForm;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::layout::form::{FormFields, FormState};
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::pages::booking::contact::refused;
use crate::web::routes;
use crate::web::state::State as App;

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallbackField {
    Choice,
    Phone,
}

impl FormFields for CallbackField {
    const ALL: &'static [Self] = &[Self::Choice, Self::Phone];

    fn name(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Phone => "phone",
        }
    }
}

#[derive(Template)]
#[template(path = "web/pages/booking/request_callback.html")]
struct Page {
    layout: BeneficiaryLayout,
    title: String,
    lead: String,
    promised: Option<String>,
    phone: Option<String>,
    form: FormState<CallbackField>,
}

/// `GET /book/none`
pub async fn ask(State(app): State<App>, session: BeneficiarySession) -> Answer {
    if session.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let page = page(&app, &session).await?;
    show(StatusCode::OK, &page.layout, &page)
}

/// `POST /book/none`
pub async fn answer(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    let half = match posted.one("choice") {
        "morning" => Some(HalfDay::Morning),
        "afternoon" => Some(HalfDay::Afternoon),
        _ => None,
    };
    let mut page = page(&app, &session).await?;
    page.form = posted.state();
    let territory = session.booking.invitation.territory;
    if half.is_none() {
        page.form.reject(CallbackField::Choice, page.layout.say(Key("choice-none"))?);
    }
    let mut new_phone = None;
    if page.phone.is_none() {
        match posted.text("phone") {
            Ok(text) => {
                new_phone = contact::phone(text);
                if new_phone.is_none() {
                    page.form.reject(CallbackField::Phone, page.layout.say(Key("contact-phone-wrong"))?);
                }
            }
            Err(why) => page.form.reject(CallbackField::Phone, refused(&page.layout, why)?),
        }
    }
    let Some(half) = half.filter(|_| page.form.is_valid()) else {
        return show(StatusCode::UNPROCESSABLE_ENTITY, &page.layout, &page);
    };
    if let Some(phone) = new_phone {
        let contact = Contact { phone: Some(phone), email: session.booking.person.email.clone() };
        actions::change_contact(&app.ctx, territory, session.booking.person.id, &contact, EditedBy::Person)
            .await?;
    }
    actions::request_callback(&app.ctx, territory, session.booking.referral.id, half).await?;
    Ok(onward("/book/none"))
}

async fn page(app: &App, session: &BeneficiarySession) -> Result<Page, BeneficiaryError> {
    let layout = session.layout();
    let territory = &session.snapshot.territory;
    let open = callbacks::open_for(app.ctx.db.read(), territory.id, session.booking.referral.id).await?;
    let by = session
        .text
        .dates()
        .day(callback::promised(session.today(app), territory.holidays), session.today(app));
    let title = match &open {
        Some(_) => layout.say(Key("none-promised-title"))?,
        None => layout.say(Key("none-title"))?,
    };
    Ok(Page {
        title,
        lead: layout.text.get(Key("none-lead"), &[("day", Arg::from(&by))])?,
        promised: open.map(|open| callback_sentence(app, session, &layout, &open)).transpose()?,
        phone: session.booking.person.phone.as_deref().map(shown),
        form: FormState::default(),
        layout,
    })
}

/// A number that no end of a line parts.
fn shown(phone: &str) -> String {
    contact::phone_shown(phone).replace(' ', NO_BREAK_SPACE)
}

/// What was promised.
pub(super) fn callback_sentence(
    app: &App,
    session: &BeneficiarySession,
    layout: &BeneficiaryLayout,
    call: &Callback,
) -> Result<String, TextError> {
    let day = session.text.dates().day(call.due_on, session.today(app));
    let key = match call.half_day {
        HalfDay::Morning => Key("none-promised-morning"),
        HalfDay::Afternoon => Key("none-promised-afternoon"),
    };
    layout.text.get(key, &[("day", Arg::from(&day))])
}
