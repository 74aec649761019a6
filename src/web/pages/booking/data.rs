//! What is stored about the person, in words and as a file.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use chrono::SecondsFormat;
use domain::contact::phone_shown;
use domain::life::State as Life;
use domain::needs::Wish;
use serde_json::json;

use super::Answer;
use super::facts::{language_name, when, wish_key};
use crate::store::appointments::{self, Appointment};
use crate::store::{callbacks, wishes};
use crate::text::{Key, TextError};
use crate::web::State as App;
use crate::web::parts::guest::Guest;
use crate::web::parts::here::{Here, show as answer};
use crate::web::parts::trouble::Trouble;

#[derive(Template)]
#[template(path = "web/pages/booking/data.html")]
struct Page {
    here: Here,
    facts: Vec<(String, String)>,
}

/// `GET /mine/data`
pub async fn show(State(app): State<App>, guest: Guest) -> Answer {
    let here = guest.here();
    let (person, referral) = (&guest.visitor.person, &guest.visitor.referral);
    let dates = guest.text.dates();
    let mut facts = vec![
        (here.say(Key("data-name"))?, format!("{} {}", person.given_name, person.family_name)),
        (here.say(Key("data-file-number"))?, referral.key.clone()),
        (here.say(Key("data-received"))?, dates.day_long(referral.received_on)),
        (here.say(Key("data-language"))?, guest.text.own_name().to_owned()),
    ];
    if let Some(born) = person.born_on {
        facts.push((here.say(Key("data-born"))?, born.format("%d/%m/%Y").to_string()));
    }
    if let Some(phone) = &person.phone {
        facts.push((here.say(Key("contact-phone"))?, phone_shown(phone)));
    }
    if let Some(email) = &person.email {
        facts.push((here.say(Key("contact-email"))?, email.clone()));
    }
    let mut needs: Vec<String> = referral.interpreter.iter().map(language_name).collect();
    for wish in &referral.wishes {
        needs.push(here.say(wish_key(*wish))?);
    }
    if !needs.is_empty() {
        facts.push((here.say(Key("fact-needs"))?, needs.join(", ")));
    }
    for appointment in every_appointment(&app, &guest).await? {
        let line = format!("{} ({})", when(&app, &guest, &appointment), state(&here, appointment.state)?);
        facts.push((here.say(Key("data-appointment"))?, line));
    }
    let page = Page { here, facts };
    answer(StatusCode::OK, &page.here, &page)
}

fn state(here: &Here, state: Life) -> Result<String, TextError> {
    here.say(match state {
        Life::Cancelled => Key("data-cancelled"),
        Life::Attended => Key("data-attended"),
        Life::NoShow => Key("data-missed"),
        Life::Booked | Life::Moved | Life::Held | Life::Offered | Life::Closed => Key("data-booked"),
    })
}

async fn every_appointment(app: &App, guest: &Guest) -> Result<Vec<Appointment>, Trouble> {
    let states = [Life::Booked, Life::Moved, Life::Cancelled, Life::Attended, Life::NoShow];
    let (territory, referral) = (guest.visitor.invitation.territory, guest.visitor.referral.id);
    Ok(appointments::of_referral(app.ctx.db.read(), territory, referral, &states).await?)
}

/// `GET /mine/data.json`
pub async fn file(State(app): State<App>, guest: Guest) -> Answer {
    let (person, referral) = (&guest.visitor.person, &guest.visitor.referral);
    let db = app.ctx.db.read();
    let instant = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let appointments: Vec<_> = every_appointment(&app, &guest)
        .await?
        .iter()
        .map(|appointment| {
            json!({
                "start": instant(appointment.visit.start.instant()),
                "end": instant(appointment.visit.end.instant()),
                "site": guest.site(appointment.site).map(|site| site.name.as_str()),
                "mode": appointment.mode.word(),
                "state": appointment.state.word(),
            })
        })
        .collect();
    let call = callbacks::open_for(db, guest.visitor.invitation.territory, referral.id).await?;
    let data = json!({
        "territory": guest.snapshot.territory.name,
        "person": {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "born_on": person.born_on,
            "phone": person.phone,
            "email": person.email,
            "language": person.language.code(),
            "refuses_sms": wishes::refuses_sms(db, person.id).await?,
        },
        "referral": {
            "key": referral.key,
            "received_on": referral.received_on,
            "first_offered_at": referral.first_offered_at.map(instant),
            "interpreter": referral.interpreter.as_ref().map(domain::visit::Language::code),
            "needs": referral.wishes.iter().copied().map(Wish::word).collect::<Vec<_>>(),
            "link_made_at": instant(guest.visitor.invitation.created_at),
            "link_ends_at": instant(guest.visitor.invitation.expires_at),
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
