//! A small handwritten territory: everything open, nobody busy, half-hour visits. A named case states only what it is
//! about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;
use domain::agenda::{Agenda, AgendaRecord, Engagement, Opening, Resource};
use domain::contact_hours::ContactHours;
use domain::holidays::HolidayCalendar;
use domain::ids::{AppointmentId, OpeningId, ResourceId, SiteId, TerritoryId};
use domain::reminder_schedule::ReminderSchedule;
use domain::search::{AgendaIndex, Search, SearchQuestion, SeatNeed, Start, Team};
use domain::territory::{SiteHours, Territory};
use domain::theme::Theme;
use domain::time::{MinuteOfDay, Minutes, Span};
use domain::visit::{Mode, Modes, SeatLocation, VisitType};
use domain::waitlist::WaitlistRule;
use uuid::Uuid;

use super::cases::{ASKED, Case, plain_site, quantum, role};
use super::clock::{self, DAY};
use super::compare::compare;

/// The site asked for.
pub const HERE: SiteId = SiteId(Uuid::from_u128(1));
/// Another.
pub const THERE: SiteId = SiteId(Uuid::from_u128(2));

/// Year, month, day.
pub type Date = (i32, u32, u32);

pub fn date((year, month, day): Date) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn minute(time: &str) -> MinuteOfDay {
    let (hour, minute) = time.split_once(':').unwrap();
    MinuteOfDay(hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap())
}

/// A wall-clock period of one day.
pub fn span(zone: Tz, day: Date, from: &str, to: &str) -> Span {
    let at = |time| quantum(zone, clock::day_number(date(day)), i64::from(minute(time).0));
    Span::new(at(from), at(to))
}

/// Someone with some roles and no time yet; number 1 sorts before number 2.
pub fn person(number: u128, roles: &[&str]) -> AgendaRecord {
    let resource = Resource {
        id: ResourceId(Uuid::from_u128(number)),
        roles: roles.iter().map(|name| role(name)).collect(),
        languages: BTreeSet::new(),
        share: 100,
        room_of: None,
        daily_cap: None,
        weekly_cap: None,
    };
    AgendaRecord { resource, revision: 1, openings: Vec::new(), busy: Vec::new(), engagements: Vec::new() }
}

/// A room that is open whenever [`HERE`] is.
pub fn room(number: u128) -> AgendaRecord {
    let mut facts = person(number, &["room"]);
    facts.resource.room_of = Some(HERE);
    facts
}

/// One day at [`HERE`].
pub fn opening(day: Date, from: &str, to: &str) -> Opening {
    Opening {
        id: OpeningId(Uuid::from_u128(1)),
        site: HERE,
        first_day: date(day),
        from: minute(from),
        to: minute(to),
        rule: None,
        exceptions: Vec::new(),
        modes: Modes::ALL,
        visit_types: None,
    }
}

/// The same someone with one more opening.
pub fn open(mut facts: AgendaRecord, opening: Opening) -> AgendaRecord {
    facts.openings.push(opening);
    facts
}

/// A booked visit at [`HERE`], without buffers.
pub fn visit(number: u128, visit: Span) -> Engagement {
    let appointment = AppointmentId(Uuid::from_u128(number));
    Engagement { appointment, visit, taken: visit, site: Some(HERE), expires: None }
}

/// A half-hour visit of those roles on the days from `first` to `last`, on site, every half-hour.
pub fn asks(zone: Tz, roles: &[&str], (first, last): (Date, Date), facts: Vec<AgendaRecord>) -> Case {
    let window =
        Span::new(span(zone, first, "00:00", "00:00").start, span(zone, last, "24:00", "24:00").start);
    let visit_type = VisitType {
        id: ASKED,
        key: String::new(),
        name: String::new(),
        duration: Minutes(30),
        grid: Minutes(30),
        needs: Vec::new(),
        modes: Modes::ALL,
        notice: Minutes(0),
        horizon_days: 60,
        buffer_before: Minutes(0),
        buffer_after: Minutes(0),
        cadence: ReminderSchedule::default(),
        is_public: false,
    };
    let need = |name: &&str| SeatNeed { role: role(name), count: 1, place: SeatLocation::AtSite };
    let mut question = SearchQuestion::new(visit_type, Mode::Onsite, vec![HERE], window.start.instant());
    question.needs = roles.iter().map(need).collect();
    question.window = window;
    Case { territory: territory(zone), facts, question, horizon: window }
}

fn territory(zone: Tz) -> Territory {
    let all_day = |number| SiteHours {
        weekday: Weekday::try_from(number).unwrap(),
        from: MinuteOfDay(0),
        to: MinuteOfDay(1440),
    };
    let site = |id| (id, plain_site(id, zone, (0..7).map(all_day).collect()));
    Territory {
        id: TerritoryId(Uuid::from_u128(1)),
        key: String::new(),
        name: String::new(),
        theme: Theme::default(),
        contact_hours: ContactHours::default(),
        waitlist: WaitlistRule::default(),
        zone,
        holidays: HolidayCalendar::Metropolitan,
        limits: Vec::new(),
        sites: BTreeMap::from([site(HERE), site(THERE)]),
        travel: BTreeMap::new(),
        visit_types: BTreeMap::new(),
    }
}

/// What `ask` sees in the search of a case, once the oracle has agreed with all of it.
fn asked<T>(case: &Case, ask: impl FnOnce(&Search) -> T) -> T {
    if let Err(difference) = compare(case, 0) {
        panic!("{difference}");
    }
    played(case, ask)
}

/// What `ask` sees in the search of a case.
fn played<T>(case: &Case, ask: impl FnOnce(&Search) -> T) -> T {
    let agenda = |facts| Agenda::build(facts, &case.territory, case.horizon).unwrap();
    let built: Vec<Agenda> = case.facts.iter().map(agenda).collect();
    let agenda_index = AgendaIndex::of(Arc::new(case.territory.clone()), case.horizon, built);
    ask(&Search::new(&agenda_index, &case.question))
}

fn shown(case: &Case, starts: Vec<Start>) -> String {
    let text = |start: Start| {
        let wall = clock::wall(case.territory.zone, start.at.0 * 5);
        let minute = wall.rem_euclid(DAY);
        let day = clock::date(wall.div_euclid(DAY)).format("%d");
        format!("{day} {:02}:{:02}", minute / 60, minute % 60)
    };
    starts.into_iter().map(text).collect::<Vec<_>>().join(", ")
}

/// All starts: day of the month and wall clock.
pub fn starts(case: &Case) -> String {
    asked(case, |search| shown(case, search.starts()))
}

/// The offers.
pub fn offers(case: &Case) -> String {
    asked(case, |search| shown(case, search.offers()))
}

/// The numbers of the team at the earliest start, in the order of the needs.
pub fn team(case: &Case) -> Vec<u128> {
    let chosen: Team =
        asked(case, |search| search.earliest().and_then(|start| search.team_at(start))).unwrap();
    chosen.seats.iter().map(|seat| seat.resource.0.as_u128()).collect()
}

/// As [`team`], without the oracle, which has no tie-breaks.
pub fn team_by_lot(case: &Case) -> Vec<u128> {
    let chosen = played(case, |search| search.earliest().and_then(|start| search.team_at(start))).unwrap();
    chosen.seats.iter().map(|seat| seat.resource.0.as_u128()).collect()
}
