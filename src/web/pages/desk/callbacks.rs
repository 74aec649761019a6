//! The list of open callbacks: due date, reason, times to propose; and invitations that professionals have not accepted.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use domain::contact::phone_shown;
use domain::ids::{AppointmentId, ResourceId, SiteId};
use domain::incoming_mail::{InvitationAnswer as Answered, TimeProposal};
use domain::rights::{Action, may};
use domain::time::{HalfDay, Quantum};
use domain::zone;
use serde::Deserialize;
use uuid::Uuid;

use crate::actions::{self, CallbackError};
use crate::store::callbacks::{self, Callback, CallbackReason};
use crate::store::{access_scopes, agendas, board, calendar_answers, referrals, sms_replies};
use crate::text::{Arg, Key, TextError, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::OfficeForm;
use crate::web::extract::start;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, onward, show as answer};
use crate::web::pages::desk::staff::Desk;
use crate::web::pages::desk::to_check;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CallbacksQuery {
    noted: String,
}

/// A callback to make.
struct CallbackLine {
    id: Uuid,
    name: String,
    href: String,
    phone: Option<String>,
    dial: String,
    by: String,
    is_late: bool,
    /// Before an appointment of today: nothing is more urgent.
    is_before_visit: bool,
    can_settle: bool,
    /// The most urgent first.
    reasons: Vec<String>,
    /// Replies by short message.
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

/// An appointment that a professional accepted tentatively.
struct Unsure {
    name: String,
    href: String,
    said: String,
}

#[derive(Template)]
#[template(path = "web/pages/desk/callbacks.html")]
struct Page {
    layout: OfficeLayout,
    lines: Vec<CallbackLine>,
    unsure: Vec<Unsure>,
    notice: Option<String>,
    /// Values that somebody has to check.
    to_check: u32,
}

/// `GET /desk/calls`
pub async fn show(State(app): State<App>, desk: Desk, Query(asked): Query<CallbacksQuery>) -> Answer {
    desk.signed_in.must_here(Action::SeeCallbacks)?;
    let layout = desk.layout_with_alarms(&app, Tab::Calls).await?;
    let db = app.ctx.db.read();
    let mut lines = Vec::new();
    for to_call in callbacks::to_make(db, desk.territory()).await? {
        let referral = referrals::get(db, desk.territory(), to_call.call.referral).await?;
        let Some(referral) = referral else { continue };
        let thing = access_scopes::of_person(db, desk.territory(), referral.beneficiary).await?;
        if !may(&desk.signed_in.actor, Action::SeeBeneficiary, &thing) {
            continue;
        }
        let about = match &to_call.appointment {
            Some(about) if about.visit.start.instant() > desk.now => {
                board::line(db, desk.territory(), about.id).await?
            }
            _ => None,
        };
        let mut reasons = Vec::with_capacity(to_call.reasons.len());
        for why in &to_call.reasons {
            reasons.extend(reason(&app, &desk, &layout, *why, about.as_ref()).await?);
        }
        let of_team = to_call.reasons.iter().any(|why| why.is_of_team());
        let other_times = match &about {
            Some(about) if of_team => Some(other_times(&app, &desk, about).await?),
            _ => None,
        };
        let said = sms_replies::to_read(db, desk.territory(), referral.id).await?;
        lines.push(CallbackLine {
            reasons,
            said: said.into_iter().map(|(_, text)| text).collect(),
            other_times,
            id: to_call.call.id,
            name: format!("{} {}", to_call.given_name, to_call.family_name),
            href: routes::desk_person(referral.beneficiary),
            dial: to_call.phone.clone().unwrap_or_default(),
            phone: to_call.phone.as_deref().map(phone_shown),
            by: by(&desk, &layout, &to_call.call, about.as_ref())?,
            is_late: to_call.call.is_late(desk.today())
                || to_call.appointment.as_ref().is_some_and(|about| about.visit.start.instant() <= desk.now),
            is_before_visit: about.as_ref().is_some_and(|about| is_today(&desk, about)),
            can_settle: may(&desk.signed_in.actor, Action::SettleCallback, &thing),
        });
    }
    lines.sort_by_key(|line| !line.is_before_visit);
    let notice = match asked.noted.as_str() {
        "done" => Some(layout.say(Key("calls-noted"))?),
        _ => None,
    };
    let to_check = to_check::count_seen(&app, &desk).await?;
    let unsure = unsure(&app, &desk, &layout).await?;
    answer(StatusCode::OK, &Page { layout, lines, unsure, notice, to_check })
}

/// How many people a member can call: those of the list behind the number.
pub(super) async fn count(app: &App, desk: &Desk) -> Result<usize, OfficeError> {
    let db = app.ctx.db.read();
    if desk.access_scope().is_whole {
        return Ok(callbacks::count(db, desk.territory()).await?);
    }
    let mut seen = 0;
    for to_call in callbacks::to_make(db, desk.territory()).await? {
        let referral = referrals::get(db, desk.territory(), to_call.call.referral).await?;
        let Some(referral) = referral else { continue };
        let thing = access_scopes::of_person(db, desk.territory(), referral.beneficiary).await?;
        seen += usize::from(may(&desk.signed_in.actor, Action::SeeBeneficiary, &thing));
    }
    Ok(seen)
}

fn is_today(desk: &Desk, about: &board::BoardEntry) -> bool {
    let (start, site) = (about.appointment.visit.start, about.appointment.site);
    desk.clock(start, site).date() == desk.today_at(site)
}

/// Until when a callback is due: before the appointment, when that is before the day that was promised.
fn by(
    desk: &Desk,
    layout: &OfficeLayout,
    call: &Callback,
    about: Option<&board::BoardEntry>,
) -> Result<String, TextError> {
    if let Some(about) = about {
        let (start, site) = (about.appointment.visit.start, about.appointment.site);
        let at = desk.clock(start, site);
        if is_today(desk, about) {
            let time = dates::time(at.time());
            return layout.text.get(Key("calls-by-visit-today"), &[("time", Arg::from(&time))]);
        }
        if at.date() <= call.due_on {
            return layout.text.get(Key("calls-by-visit"), &[("when", Arg::from(&desk.when(start, site)))]);
        }
    }
    let day = dates::Dates::day(&dates::French, call.due_on, desk.today());
    let half = layout.say(match call.half_day {
        HalfDay::Morning => Key("calls-half-morning"),
        HalfDay::Afternoon => Key("calls-half-afternoon"),
    })?;
    layout.text.get(Key("calls-by"), &[("day", Arg::from(&day)), ("half", Arg::from(&half))])
}

/// One reason in a sentence, or in one of each who says it.
async fn reason(
    app: &App,
    desk: &Desk,
    layout: &OfficeLayout,
    why: CallbackReason,
    about: Option<&board::BoardEntry>,
) -> Result<Vec<String>, OfficeError> {
    let plain = match why {
        CallbackReason::NothingSuits => Key("calls-why-nothing-suits"),
        CallbackReason::Unreachable => Key("calls-why-unreachable"),
        CallbackReason::SmsReply => Key("calls-why-sms"),
        CallbackReason::TeamDeclined | CallbackReason::OtherTimeProposed => Key("calls-why-team"),
    };
    let mut said = Vec::new();
    if let Some(about) = about {
        match why {
            CallbackReason::TeamDeclined => said.extend(who_is_away(app, desk, layout, about).await?),
            CallbackReason::OtherTimeProposed => said = proposed(app, desk, layout, about).await?,
            CallbackReason::NothingSuits | CallbackReason::Unreachable | CallbackReason::SmsReply => {}
        }
    }
    if said.is_empty() {
        said.push(layout.say(plain)?);
    }
    Ok(said)
}

/// Who of a team cannot come.
async fn who_is_away(
    app: &App,
    desk: &Desk,
    layout: &OfficeLayout,
    about: &board::BoardEntry,
) -> Result<Option<String>, OfficeError> {
    let people = about.team.iter().filter(|(_, role)| !role.is_room());
    let people: Vec<_> = people.map(|(member, _)| member.id).collect();
    let visit = about.appointment.visit;
    let away = agendas::away(app.ctx.db.read(), desk.territory(), &people, visit).await?;
    let who = names(about, &away);
    if who.is_empty() {
        return Ok(None);
    }
    let when = desk.when(visit.start, about.appointment.site);
    let args = [("who", Arg::from(&who)), ("when", Arg::from(&when))];
    Ok(Some(layout.text.get(Key("calls-why-declined"), &args)?))
}

/// Who of a team proposes which other time.
async fn proposed(
    app: &App,
    desk: &Desk,
    layout: &OfficeLayout,
    about: &board::BoardEntry,
) -> Result<Vec<String>, OfficeError> {
    let appointment = &about.appointment;
    let when = desk.when(appointment.visit.start, appointment.site);
    let answers = calendar_answers::about(app.ctx.db.read(), desk.territory(), appointment).await?;
    let mut sentences = Vec::new();
    for said in answers.iter().filter(|said| said.answer == Answered::Counter) {
        let who = names(about, &[said.of]);
        if who.is_empty() {
            continue;
        }
        let mut args = vec![("who", Arg::from(&who)), ("when", Arg::from(&when))];
        let other = said.proposes.map(|proposal| other_time(desk, layout, proposal, appointment.site));
        let other = other.transpose()?;
        let key = match &other {
            Some(other) => {
                args.push(("other", Arg::from(other)));
                Key("calls-why-this-time")
            }
            None => Key("calls-why-other-time"),
        };
        sentences.push(layout.text.get(key, &args)?);
    }
    Ok(sentences)
}

/// A proposed time, on the wall clock of the appointment it is proposed for.
fn other_time(
    desk: &Desk,
    layout: &OfficeLayout,
    proposal: TimeProposal,
    site: SiteId,
) -> Result<String, TextError> {
    let local = |at| zone::to_local(desk.zone(site), at);
    let from = local(proposal.from);
    let day = dates::Dates::day(&dates::French, from.date(), desk.today());
    let start = dates::time(from.time());
    let to = proposal.to.map(local).filter(|to| to.date() == from.date());
    let end = to.map(|to| dates::time(to.time())).unwrap_or_default();
    let args = [("day", Arg::from(&day)), ("from", Arg::from(&start)), ("to", Arg::from(&end))];
    let key = if end.is_empty() { Key("calls-other-start") } else { Key("calls-other-span") };
    layout.text.get(key, if end.is_empty() { &args[..2] } else { &args })
}

/// What can be proposed in the place of an appointment that its team cannot keep.
async fn other_times(app: &App, desk: &Desk, about: &board::BoardEntry) -> Result<OtherTimes, OfficeError> {
    let expected = &about.appointment;
    let mut starts = Vec::new();
    for start in actions::propose(&app.ctx, desk.territory(), expected).await? {
        // The place is said when it is another.
        let label = if start.site == expected.site {
            desk.when(start.at, start.site)
        } else {
            desk.moment(start.at, start.site)?
        };
        starts.push((start::write(start), label));
    }
    let can_move = may(&desk.signed_in.actor, Action::Move, &desk.thing(about));
    Ok(OtherTimes { appointment: expected.id, starts, can_move })
}

/// The names of those of a team.
fn names(line: &board::BoardEntry, of: &[ResourceId]) -> String {
    let of_them = line.team.iter().filter(|(member, _)| of.contains(&member.id));
    of_them.map(|(member, _)| member.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Future appointments that a professional accepted tentatively.
async fn unsure(app: &App, desk: &Desk, layout: &OfficeLayout) -> Result<Vec<Unsure>, OfficeError> {
    let db = app.ctx.db.read();
    let mut found = Vec::new();
    for (id, of) in calendar_answers::unsure(db, desk.territory(), Quantum::floor(desk.now)).await? {
        let Some(line) = board::line(db, desk.territory(), id).await? else { continue };
        let who = names(&line, &of);
        if who.is_empty() || !may(&desk.signed_in.actor, Action::SeeAppointment, &desk.thing(&line)) {
            continue;
        }
        let when = desk.moment(line.appointment.visit.start, line.appointment.site)?;
        let said = layout
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
    let id: Uuid = posted.one("call").parse().map_err(|_| OfficeError::Missing)?;
    let db = app.ctx.db.read();
    let open = callbacks::open(db, desk.territory()).await?;
    let Some(call) = open.into_iter().find(|call| call.id == id) else {
        // Another member settled it: it is done.
        desk.signed_in.must_here(Action::SeeCallbacks)?;
        return Ok(onward(&format!("{}?noted=done", routes::DESK_CALLS)));
    };
    let referral = referrals::get(db, desk.territory(), call.referral).await?.ok_or(OfficeError::Missing)?;
    let thing = access_scopes::of_person(db, desk.territory(), referral.beneficiary).await?;
    desk.signed_in.must(Action::SettleCallback, &thing)?;
    match actions::settle_callback(&app.ctx, desk.territory(), id).await {
        Ok(()) | Err(CallbackError::NotFound(_)) => Ok(onward(&format!("{}?noted=done", routes::DESK_CALLS))),
        Err(other) => Err(other.into()),
    }
}
