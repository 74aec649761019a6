//! The personal data page: what is stored about the beneficiary, as text and as a JSON file.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use chrono::SecondsFormat;
use domain::appointment_state::State as Life;
use domain::contact::phone_shown;
use domain::needs::BeneficiaryNeed;
use serde_json::json;

use crate::store::appointments::{self, Appointment};
use crate::store::{callbacks, channels};
use crate::text::{Key, TextError};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::layout::beneficiary_layout::BeneficiaryLayout;
use crate::web::pages::booking::answer::{Answer, show as answer};
use crate::web::pages::booking::facts::{language_name, when, wish_key};
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/booking/data.html")]
struct Page {
    layout: BeneficiaryLayout,
    facts: Vec<(String, String)>,
}

/// `GET /mine/data`
pub async fn show(State(app): State<App>, session: BeneficiarySession) -> Answer {
    let layout = session.layout();
    let (person, referral) = (&session.booking.person, &session.booking.referral);
    let dates = session.text.dates();
    let mut facts = vec![
        (layout.say(Key("data-name"))?, format!("{} {}", person.given_name, person.family_name)),
        (layout.say(Key("data-file-number"))?, referral.key.clone()),
        (layout.say(Key("data-received"))?, dates.day_long(referral.received_on)),
        (layout.say(Key("data-language"))?, session.text.own_name().to_owned()),
    ];
    if let Some(born) = person.born_on {
        facts.push((layout.say(Key("data-born"))?, born.format("%d/%m/%Y").to_string()));
    }
    if let Some(phone) = &person.phone {
        facts.push((layout.say(Key("contact-phone"))?, phone_shown(phone)));
    }
    if let Some(email) = &person.email {
        facts.push((layout.say(Key("contact-email"))?, email.clone()));
    }
    let mut needs =
        referral.interpreter.iter().map(language_name).collect::<Result<Vec<String>, TextError>>()?;
    for wish in &referral.wishes {
        needs.push(layout.say(wish_key(*wish))?);
    }
    if !needs.is_empty() {
        facts.push((layout.say(Key("fact-needs"))?, needs.join(", ")));
    }
    for appointment in every_appointment(&app, &session).await? {
        let line = format!("{} ({})", when(&app, &session, &appointment), state(&layout, appointment.state)?);
        facts.push((layout.say(Key("data-appointment"))?, line));
    }
    let page = Page { layout, facts };
    answer(StatusCode::OK, &page.layout, &page)
}

fn state(layout: &BeneficiaryLayout, state: Life) -> Result<String, TextError> {
    layout.say(match state {
        Life::Cancelled => Key("data-cancelled"),
        Life::Attended => Key("data-attended"),
        Life::NoShow => Key("data-missed"),
        Life::Booked | Life::Held | Life::Offered | Life::Closed => Key("data-booked"),
    })
}

async fn every_appointment(
    app: &App,
    session: &BeneficiarySession,
) -> Result<Vec<Appointment>, BeneficiaryError> {
    let states = [Life::Booked, Life::Cancelled, Life::Attended, Life::NoShow];
    let (territory, referral) = (session.booking.invitation.territory, session.booking.referral.id);
    Ok(appointments::of_referral(app.ctx.db.read(), territory, referral, &states).await?)
}

/// `GET /mine/data.json`
pub async fn file(State(app): State<App>, session: BeneficiarySession) -> Answer {
    let (person, referral) = (&session.booking.person, &session.booking.referral);
    let db = app.ctx.db.read();
    let instant = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let appointments: Vec<_> = every_appointment(&app, &session)
        .await?
        .iter()
        .map(|appointment| {
            json!({
                "start": instant(appointment.visit.start.instant()),
                "end": instant(appointment.visit.end.instant()),
                "site": session.site(appointment.site).map(|site| site.name.as_str()),
                "mode": appointment.mode.word(),
                "state": appointment.state.word(),
            })
        })
        .collect();
    let call = callbacks::open_for(db, session.booking.invitation.territory, referral.id).await?;
    let data = json!({
        "territory": session.snapshot.territory.name,
        "person": {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "born_on": person.born_on,
            "phone": person.phone,
            "email": person.email,
            "language": person.language.code(),
            "refuses_sms": channels::refuses_sms(db, person.id).await?,
        },
        "referral": {
            "key": referral.key,
            "received_on": referral.received_on,
            "first_offered_at": referral.first_offered_at.map(instant),
            "interpreter": referral.interpreter.as_ref().map(domain::visit::Language::code),
            "needs": referral.wishes.iter().copied().map(BeneficiaryNeed::word).collect::<Vec<_>>(),
            "link_made_at": instant(session.booking.invitation.created_at),
            "link_ends_at": instant(session.booking.invitation.expires_at),
        },
        "appointments": appointments,
        "call_promised": call.map(|call| json!({ "by": call.due_on, "asked_at": instant(call.asked_at) })),
    });
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"mes-donnees.json\""),
    ];
    Ok((headers, format!("{data:#}\n")).into_response())
}
