//! Who was promised a call, by when.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use domain::contact::phone_shown;
use domain::rights::{Action, may};
use domain::time::HalfDay;
use serde::Deserialize;
use uuid::Uuid;

use super::Answer;
use super::staff::{Desk, onward, show as answer};
use crate::actions::{self, Error};
use crate::store::{callbacks, circles, referrals};
use crate::text::{Arg, Key, dates};
use crate::web::State as App;
use crate::web::parts::denied::Denied;
use crate::web::parts::frame::{Frame, Tab};
use crate::web::parts::session::OfficeForm;
use crate::web::routes;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    noted: String,
}

/// A call to be made.
struct Line {
    id: Uuid,
    name: String,
    href: String,
    phone: Option<String>,
    dial: String,
    day: String,
    half: String,
    is_late: bool,
    can_settle: bool,
}

#[derive(Template)]
#[template(path = "web/pages/desk/calls.html")]
struct Page {
    frame: Frame,
    lines: Vec<Line>,
    notice: Option<String>,
}

/// `GET /desk/calls`
pub async fn show(State(app): State<App>, desk: Desk, Query(asked): Query<Asked>) -> Answer {
    desk.signed_in.must_here(Action::SeeWorklist)?;
    let frame = desk.frame_with_alarms(&app, Tab::Calls).await?;
    let db = app.ctx.db.read();
    let mut lines = Vec::new();
    for to_call in callbacks::to_make(db, desk.territory()).await? {
        let referral = referrals::get(db, desk.territory(), to_call.call.referral).await?;
        let Some(referral) = referral else { continue };
        let thing = circles::of_person(db, desk.territory(), referral.beneficiary).await?;
        if !may(&desk.signed_in.actor, Action::SeePerson, &thing) {
            continue;
        }
        let half = match to_call.call.half_day {
            HalfDay::Morning => Key("half-morning"),
            HalfDay::Afternoon => Key("half-afternoon"),
        };
        lines.push(Line {
            id: to_call.call.id,
            name: format!("{} {}", to_call.given_name, to_call.family_name),
            href: routes::desk_person(referral.beneficiary),
            dial: to_call.phone.clone().unwrap_or_default(),
            phone: to_call.phone.as_deref().map(phone_shown),
            day: dates::Dates::day(&dates::French, to_call.call.due_on, desk.today()),
            half: frame.say(half)?,
            is_late: to_call.call.is_late(desk.today()),
            can_settle: may(&desk.signed_in.actor, Action::SettleCall, &thing),
        });
    }
    let notice = match asked.noted.as_str() {
        "done" => Some(frame.say(Key("calls-noted"))?),
        _ => None,
    };
    answer(StatusCode::OK, &Page { frame, lines, notice })
}

/// `POST /desk/calls`
pub async fn done(State(app): State<App>, desk: Desk, OfficeForm(posted): OfficeForm) -> Answer {
    let id: Uuid = posted.one("call").parse().map_err(|_| Denied::Missing)?;
    let db = app.ctx.db.read();
    let open = callbacks::open(db, desk.territory()).await?;
    let Some(call) = open.into_iter().find(|call| call.id == id) else {
        // Settled by somebody else: it is done.
        desk.signed_in.must_here(Action::SeeWorklist)?;
        return Ok(onward(&format!("{}?noted=done", routes::DESK_CALLS)));
    };
    let referral = referrals::get(db, desk.territory(), call.referral).await?.ok_or(Denied::Missing)?;
    let thing = circles::of_person(db, desk.territory(), referral.beneficiary).await?;
    desk.signed_in.must(Action::SettleCall, &thing)?;
    match actions::settle_call(&app.ctx, desk.territory(), id).await {
        Ok(()) | Err(Error::Unknown(_)) => Ok(onward(&format!("{}?noted=done", routes::DESK_CALLS))),
        Err(other) => Err(other.into()),
    }
}
