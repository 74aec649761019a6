//! Who was promised a call, by when, why, and what can be proposed to them; which teams are not sure yet.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use domain::contact::phone_shown;
use domain::ids::{AppointmentId, ResourceId};
use domain::incoming::Answer as Answered;
use domain::rights::{Action, may};
use domain::time::{HalfDay, Quantum};
use serde::Deserialize;
use uuid::Uuid;

use super::Answer;
use super::staff::{Desk, onward, show as answer};
use crate::actions::{self, Error};
use crate::store::callbacks::{self, Callback, Why};
use crate::store::{board, calendar_answers, circles, referrals, sms_replies};
use crate::text::{Arg, Key, dates};
use crate::web::State as App;
use crate::web::parts::denied::Denied;
use crate::web::parts::frame::{Frame, Tab};
use crate::web::parts::session::OfficeForm;
use crate::web::parts::starts;
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
    why: String,
    /// What they wrote by short message.
    said: Vec<String>,
    /// For an appointment that its team cannot keep.
    other_times: Option<OtherTimes>,
}

/// The times nearest to an appointment that its team cannot keep.
struct OtherTimes {
    appointment: AppointmentId,
    /// Each as a form names it, and in words.
    starts: Vec<(String, String)>,
    can_move: bool,
}

/// Somebody whose calendar says that they may come.
struct Unsure {
    name: String,
    href: String,
    said: String,
}

#[derive(Template)]
#[template(path = "web/pages/desk/calls.html")]
struct Page {
    frame: Frame,
    lines: Vec<Line>,
    unsure: Vec<Unsure>,
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
        let (why, other_times) = why(&app, &desk, &frame, &to_call.call).await?;
        let said = sms_replies::to_read(db, desk.territory(), referral.id).await?;
        lines.push(Line {
            why,
            said: said.into_iter().map(|(_, text)| text).collect(),
            other_times,
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
    let unsure = unsure(&app, &desk, &frame).await?;
    answer(StatusCode::OK, &Page { frame, lines, unsure, notice })
}

/// Why somebody is called; and what can be proposed, when it is because of the team of an appointment that still stands.
async fn why(
    app: &App,
    desk: &Desk,
    frame: &Frame,
    call: &Callback,
) -> Result<(String, Option<OtherTimes>), Denied> {
    let plain = match call.why {
        Why::NothingSuits => Key("calls-why-nothing-suits"),
        Why::Unreachable => Key("calls-why-unreachable"),
        Why::SmsReply => Key("calls-why-sms"),
        Why::TeamDeclined | Why::OtherTimeProposed => Key("calls-why-team"),
    };
    let of_team = match call.why {
        Why::TeamDeclined => Some((Key("calls-why-declined"), Answered::Declined)),
        Why::OtherTimeProposed => Some((Key("calls-why-other-time"), Answered::Counter)),
        _ => None,
    };
    let proposal = actions::propose(&app.ctx, desk.territory(), call).await?;
    let (Some((key, answered)), Some(proposal)) = (of_team, proposal) else {
        return Ok((frame.say(plain)?, None));
    };
    let expected = proposal.appointment;
    let db = app.ctx.db.read();
    let Some(line) = board::line(db, desk.territory(), expected.id).await? else {
        return Ok((frame.say(plain)?, None));
    };
    let answers = calendar_answers::about(db, desk.territory(), expected.id).await?;
    let said: Vec<_> = answers.into_iter().filter(|(_, said)| *said == answered).map(|(id, _)| id).collect();
    let who = names(&line, &said);
    let when = desk.when(expected.visit.start, expected.site);
    let sentence = if who.is_empty() {
        frame.say(plain)?
    } else {
        frame.text.get(key, &[("who", Arg::from(&who)), ("when", Arg::from(&when))])?
    };
    let mut starts = Vec::new();
    for start in proposal.starts {
        // The place is said when it is another.
        let label = if start.site == expected.site {
            desk.when(start.at, start.site)
        } else {
            desk.moment(start.at, start.site)?
        };
        starts.push((starts::write(start), label));
    }
    let can_move = may(&desk.signed_in.actor, Action::Move, &desk.thing(&line));
    Ok((sentence, Some(OtherTimes { appointment: expected.id, starts, can_move })))
}

/// The names of those of a team.
fn names(line: &board::Line, of: &[ResourceId]) -> String {
    let of_them = line.team.iter().filter(|(member, _)| of.contains(&member.id));
    of_them.map(|(member, _)| member.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The appointments to come of which somebody's calendar says that they may come.
async fn unsure(app: &App, desk: &Desk, frame: &Frame) -> Result<Vec<Unsure>, Denied> {
    let db = app.ctx.db.read();
    let mut found = Vec::new();
    for (id, of) in calendar_answers::unsure(db, desk.territory(), Quantum::floor(desk.now)).await? {
        let Some(line) = board::line(db, desk.territory(), id).await? else { continue };
        let who = names(&line, &of);
        if who.is_empty() || !may(&desk.signed_in.actor, Action::SeeAppointment, &desk.thing(&line)) {
            continue;
        }
        let when = desk.moment(line.appointment.visit.start, line.appointment.site)?;
        let said = frame
            .text
            .get(Key("calls-unsure-said"), &[("who", Arg::from(&who)), ("when", Arg::from(&when))])?;
        let name = format!("{} {}", line.given_name, line.family_name);
        let unsure = Unsure { name, href: routes::desk_person(line.person), said };
        found.push((line.appointment.visit.start, unsure));
    }
    found.sort_by_key(|(start, _)| *start);
    Ok(found.into_iter().map(|(_, unsure)| unsure).collect())
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
