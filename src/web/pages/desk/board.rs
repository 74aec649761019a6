//! The board of a site and a day: appointments expected, waiting and in a meeting.

use std::fmt::Write;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use chrono::{Datelike, Days, Duration, NaiveDate, Weekday};
use domain::ids::{AppointmentId, SiteId};
use domain::reception::{LONG_WAIT, ReceptionStage, ReceptionStep, possible_until, stage, waited};
use domain::rights::{AccessTarget, Action, Visibility, may, visibility};
use domain::time::{Minutes, Span};
use domain::visit::Mode;
use domain::zone;
use serde::Deserialize;

use crate::store::board::{self, BoardEntry};
use crate::text::{Arg, Key, NO_BREAK_SPACE, TextError, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::OfficeForm;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, show as answer};
use crate::web::pages::desk::check_in::token as check_in_token;
use crate::web::pages::desk::choice::Choice;
use crate::web::pages::desk::labels::{mode_key, stage_key};
use crate::web::pages::desk::offers::site_of;
use crate::web::pages::desk::reception_steps::{record_came, take_step};
use crate::web::pages::desk::staff::Desk;
use crate::web::pages::desk::undo::{Undo, offered};
use crate::web::routes;
use crate::web::state::State as App;

/// How far back unfilled outcomes are asked for, days.
const ASKED_FOR: i64 = 14;
/// Most of them at once.
const MOST_UNFILLED: u64 = 20;
/// How long after a visit its team may still be free to make up for a late start, quanta: an hour.
const AFTERWARDS: i64 = 12;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BoardQuery {
    pub(super) site: String,
    pub(super) day: String,
    pub(super) names: String,
    undo: String,
    noted: String,
    every: String,
}

/// One appointment.
pub struct BoardEntryView {
    pub id: AppointmentId,
    pub time: String,
    pub name: String,
    pub href: Option<String>,
    pub people: String,
    pub room: String,
    pub way: Option<String>,
    pub note: Option<String>,
    pub is_long: bool,
    pub steps: Vec<(&'static str, String, bool)>,
}

/// One column.
struct Column {
    stage: ReceptionStage,
    title: String,
    entries: Vec<BoardEntryView>,
}

#[derive(Template)]
#[template(path = "web/pages/desk/board.html")]
struct Page {
    layout: OfficeLayout,
    site_key: String,
    site_name: String,
    day: String,
    is_today: bool,
    before: String,
    after: String,
    sites: Vec<Choice>,
    columns: Vec<Column>,
    unfilled: Vec<BoardEntryView>,
    undo: Option<Undo>,
    notice: Option<String>,
    pulse: u64,
    at: String,
    address: String,
    day_key: String,
    tablet: Option<String>,
    every: Option<u32>,
}

/// Which board is asked for.
pub(super) struct BoardSelection {
    /// Where.
    pub(super) site: SiteId,
    /// Its local date.
    pub(super) day: NaiveDate,
    /// That day.
    pub(super) span: Span,
}

/// The board that is asked for, when it may be seen.
///
/// # Errors
/// [`OfficeError::Missing`] for a place of elsewhere.
pub(super) fn wanted(desk: &Desk, asked: &BoardQuery, action: Action) -> Result<BoardSelection, OfficeError> {
    let site = site_of(desk, &asked.site).ok_or(OfficeError::Missing)?;
    desk.signed_in.must(action, &AccessTarget::site(desk.territory(), site))?;
    let today = desk.today_at(site);
    let near = |day: &NaiveDate| (*day - today).num_days().abs() <= 400;
    let day = asked.day.parse().ok().filter(near).unwrap_or(today);
    Ok(BoardSelection { site, day, span: zone::day_span(desk.zone(site), day) })
}

/// `GET /desk/board`
pub async fn show(State(app): State<App>, desk: Desk, Query(asked): Query<BoardQuery>) -> Answer {
    let wanted = wanted(&desk, &asked, Action::SeeBoard)?;
    let layout = desk.layout(Tab::Board)?;
    let db = app.ctx.db.read();
    // Read before the board: what changes meanwhile makes the page look again.
    let pulse = board::pulse(db, desk.territory(), wanted.site, wanted.span).await?;
    let lines = board::of(db, desk.territory(), wanted.site, wanted.span).await?;
    let mut columns = Vec::new();
    for stage in ReceptionStage::ALL {
        columns.push(Column { stage, title: layout.say(stage_key(stage))?, entries: Vec::new() });
    }
    for line in &lines {
        let Some(stage) = stage(line.appointment.state, &line.day) else { continue };
        let entry = entry(&app, &desk, &layout, line, stage).await?;
        if let (Some(entry), Some(column)) = (entry, columns.iter_mut().find(|column| column.stage == stage))
        {
            column.entries.push(entry);
        }
    }
    let today = desk.today_at(wanted.site);
    let unfilled =
        if wanted.day == today { unfilled(&app, &desk, &layout, &wanted).await? } else { Vec::new() };
    let territory = &desk.snapshot.territory;
    let site = territory.sites.get(&wanted.site).ok_or(OfficeError::Missing)?;
    let sites = desk.snapshot.site_order.iter().filter_map(|id| {
        let one = territory.sites.get(id)?;
        may(&desk.signed_in.actor, Action::SeeBoard, &AccessTarget::site(desk.territory(), *id)).then(|| {
            Choice { value: one.key.clone(), label: one.name.clone(), is_chosen: *id == wanted.site }
        })
    });
    let address = format!("{}?site={}&day={}", routes::BOARD, site.key, wanted.day);
    let notice = match asked.noted.as_str() {
        "not-now" => Some(layout.say(Key("board-not-now"))?),
        "restored" => Some(layout.say(Key("undo-done"))?),
        "too-late" => Some(layout.say(Key("undo-over"))?),
        "taken" => Some(layout.say(Key("undo-taken"))?),
        _ => None,
    };
    let undo = match asked.undo.as_str() {
        "" => None,
        id => offered(&app, &desk, &layout, id, &address).await?,
    };
    let may_check_in =
        may(&desk.signed_in.actor, Action::CheckIn, &AccessTarget::site(desk.territory(), wanted.site));
    let page = Page {
        site_key: site.key.clone(),
        site_name: site.name.clone(),
        day: dates::day_long(wanted.day),
        is_today: wanted.day == today,
        before: neighbour(wanted.day, Towards::Past).to_string(),
        after: neighbour(wanted.day, Towards::Future).to_string(),
        sites: sites.collect(),
        columns,
        unfilled,
        undo,
        notice,
        pulse,
        at: dates::time(zone::to_local(desk.zone(wanted.site), desk.now).time()),
        day_key: wanted.day.to_string(),
        tablet: app
            .ctx
            .links
            .as_ref()
            .filter(|_| may_check_in)
            .map(|links| routes::check_in(&check_in_token(links, desk.territory(), wanted.site))),
        every: (asked.every == "30").then_some(30),
        address,
        layout,
    };
    answer(StatusCode::OK, &page)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Towards {
    Past,
    Future,
}

/// The next working day in a direction.
fn neighbour(day: NaiveDate, towards: Towards) -> NaiveDate {
    let step = |day: NaiveDate| match towards {
        Towards::Past => day.checked_sub_days(Days::new(1)),
        Towards::Future => day.checked_add_days(Days::new(1)),
    };
    let mut next = day;
    while let Some(one) = step(next) {
        next = one;
        if !matches!(next.weekday(), Weekday::Sat | Weekday::Sun) {
            break;
        }
    }
    next
}

/// One line of the board with what the member may see; none when that is nothing.
async fn entry(
    app: &App,
    desk: &Desk,
    layout: &OfficeLayout,
    line: &BoardEntry,
    stage: ReceptionStage,
) -> Result<Option<BoardEntryView>, OfficeError> {
    let thing = desk.thing(line);
    let sees = visibility(&desk.signed_in.actor, &thing);
    let appointment = &line.appointment;
    let time = dates::time_short(desk.clock(appointment.visit.start, appointment.site).time());
    match sees {
        Visibility::Nothing => return Ok(None),
        Visibility::Occupied => {
            return Ok(Some(BoardEntryView {
                id: appointment.id,
                time,
                name: layout.say(Key("board-occupied"))?,
                href: None,
                people: String::new(),
                room: String::new(),
                way: None,
                note: None,
                is_long: false,
                steps: Vec::new(),
            }));
        }
        Visibility::Whole => {}
    }
    let may = |action| may(&desk.signed_in.actor, action, &thing);
    let mut steps: Vec<(&'static str, Key, bool)> = match stage {
        ReceptionStage::Expected => vec![(ReceptionStep::Arrive.word(), Key("board-do-arrive"), true)],
        ReceptionStage::Arrived => vec![
            (ReceptionStep::Call.word(), Key("board-do-call"), true),
            (ReceptionStep::Back.word(), Key("board-do-back"), false),
        ],
        ReceptionStage::InMeeting => vec![
            (ReceptionStep::End.word(), Key("board-do-end"), true),
            (ReceptionStep::Back.word(), Key("board-do-back"), false),
        ],
        ReceptionStage::Done | ReceptionStage::Absent => Vec::new(),
    };
    let has_begun = appointment.visit.start.instant() <= desk.now;
    let is_its_day =
        desk.clock(appointment.visit.start, appointment.site).date() == desk.today_at(appointment.site);
    if !is_its_day {
        steps.clear();
    }
    if stage == ReceptionStage::Expected && has_begun {
        steps.push((ReceptionStep::Miss.word(), Key("board-do-miss"), false));
    }
    steps.retain(|(step, ..)| {
        may(if ["end", "miss"].contains(step) { Action::RecordOutcome } else { Action::CheckIn })
    });
    let (rooms, people): (Vec<_>, Vec<_>) = line.team.iter().partition(|(_, role)| role.is_room());
    let names = |members: Vec<&(crate::store::professionals::Member, domain::visit::Role)>| {
        members.into_iter().map(|(member, _)| member.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    Ok(Some(BoardEntryView {
        id: appointment.id,
        time,
        name: format!("{} {}", line.given_name, line.family_name),
        href: may(Action::SeeAppointment).then(|| routes::desk_person(line.person)),
        people: names(people),
        room: names(rooms),
        way: match appointment.mode {
            Mode::Onsite => None,
            other => Some(layout.say(mode_key(other))?),
        },
        note: note(app, desk, layout, line, stage).await?,
        is_long: waited(&line.day, appointment.visit.start.instant(), desk.now)
            .is_some_and(|waited| waited >= LONG_WAIT),
        steps: steps
            .into_iter()
            .map(|(step, key, main)| Ok((step, layout.say(key)?, main)))
            .collect::<Result<_, TextError>>()?,
    }))
}

/// The note on time: how long a beneficiary has waited, until when a late one is still received, by how much
/// a meeting runs over.
async fn note(
    app: &App,
    desk: &Desk,
    layout: &OfficeLayout,
    line: &BoardEntry,
    stage: ReceptionStage,
) -> Result<Option<String>, OfficeError> {
    let visit = line.appointment.visit;
    let minutes = |time: Duration| u32::try_from(time.num_minutes().max(0)).unwrap_or(u32::MAX);
    let local = |at| dates::time(zone::to_local(desk.zone(line.appointment.site), at).time());
    let said = match stage {
        ReceptionStage::Arrived if desk.now < visit.start.instant() => layout.say(Key("board-early"))?,
        ReceptionStage::Arrived => match waited(&line.day, visit.start.instant(), desk.now) {
            Some(waited) => lasting(layout, Key("board-waits"), minutes(waited))?,
            None => return Ok(None),
        },
        ReceptionStage::Expected if visit.start.instant() <= desk.now && desk.now < visit.end.instant() => {
            let people: Vec<_> = line.team.iter().map(|(member, _)| member.id).collect();
            let after = Span::new(visit.end, visit.end.plus(AFTERWARDS));
            let free = board::free_until(app.ctx.db.read(), &people, line.appointment.id, after).await?;
            let until = possible_until(visit, free);
            if until.instant() >= desk.now {
                let time = local(until.instant());
                layout.text.get(Key("board-until"), &[("time", Arg::from(&time))])?
            } else {
                layout.say(Key("board-too-late"))?
            }
        }
        ReceptionStage::Expected if visit.end.instant() <= desk.now => layout.say(Key("board-over"))?,
        ReceptionStage::InMeeting if visit.end.instant() < desk.now => {
            let over = minutes(desk.now - visit.end.instant());
            lasting(layout, Key("board-runs-over"), over)?
        }
        ReceptionStage::InMeeting => {
            let time = local(visit.end.instant());
            layout.text.get(Key("board-ends"), &[("time", Arg::from(&time))])?
        }
        ReceptionStage::Expected | ReceptionStage::Done | ReceptionStage::Absent => return Ok(None),
    };
    Ok(Some(said))
}

/// A sentence with a number of minutes, said in hours and minutes from an hour on.
fn lasting(layout: &OfficeLayout, key: Key, minutes: u32) -> Result<String, TextError> {
    let long = dates::duration(Minutes(minutes)).replace(' ', NO_BREAK_SPACE);
    layout.text.get(key, &[("count", Arg::Count(minutes)), ("long", Arg::from(&long))])
}

/// Appointments of earlier days without an outcome.
async fn unfilled(
    app: &App,
    desk: &Desk,
    layout: &OfficeLayout,
    wanted: &BoardSelection,
) -> Result<Vec<BoardEntryView>, OfficeError> {
    let since = wanted.day - Duration::days(ASKED_FOR);
    let before = Span::new(zone::day_span(desk.zone(wanted.site), since).start, wanted.span.start);
    let lines =
        board::unfilled(app.ctx.db.read(), desk.territory(), wanted.site, before, MOST_UNFILLED).await?;
    let mut entries = Vec::new();
    for line in lines {
        if !may(&desk.signed_in.actor, Action::RecordOutcome, &desk.thing(&line)) {
            continue;
        }
        let at = desk.clock(line.appointment.visit.start, line.appointment.site);
        let mut time = dates::day_short(at.date());
        let _ = write!(time, ", {}", dates::time_short(at.time()));
        entries.push(BoardEntryView {
            id: line.appointment.id,
            time,
            name: format!("{} {}", line.given_name, line.family_name),
            href: Some(routes::desk_person(line.person)),
            people: String::new(),
            room: String::new(),
            way: None,
            note: None,
            is_long: false,
            steps: vec![
                ("came", layout.say(Key("board-came"))?, true),
                (ReceptionStep::Miss.word(), layout.say(Key("board-do-miss"))?, false),
            ],
        });
    }
    Ok(entries)
}

/// `POST /desk/board`
pub async fn step(
    State(app): State<App>,
    desk: Desk,
    Query(asked): Query<BoardQuery>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let wanted = wanted(&desk, &asked, Action::SeeBoard)?;
    let site = desk.snapshot.territory.sites.get(&wanted.site).ok_or(OfficeError::Missing)?;
    let back = format!("{}?site={}&day={}", routes::BOARD, site.key, wanted.day);
    if posted.one("step") == "came" {
        return record_came(&app, &desk, &posted, &back).await;
    }
    take_step(&app, &desk, &posted, &back).await
}
