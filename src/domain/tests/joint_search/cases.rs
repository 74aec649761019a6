//! Random small territories, full of edge cases. They need only be valid, not realistic; but most must have a start,
//! so people tend to be open at one site in one part of the day.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use domain::accessibility::Accessibility;
use domain::agenda::AgendaRecord;
use domain::contact_hours::ContactHours;
use domain::holidays::HolidayCalendar;
use domain::ids::{AppointmentId, ResourceId, SiteId, TerritoryId, VisitTypeId};
use domain::reminder_schedule::ReminderSchedule;
use domain::search::{SearchQuestion, SeatNeed, UnavailableHalfDay};
use domain::territory::{Site, SiteHours, Territory};
use domain::theme::Theme;
use domain::time::{HalfDay, MinuteOfDay, Minutes, Quantum, Span};
use domain::visit::{Language, Mode, Modes, Role, SeatLocation, VisitType};
use domain::waitlist::WaitlistRule;
use domain::zone::FRENCH_ZONES;
use uuid::Uuid;

use super::clock::{self, DAY, Reading};
use super::random::Random;
use super::random_agendas;

/// The visit type that is asked for.
pub const ASKED: VisitTypeId = VisitTypeId(Uuid::from_u128(0x100));
/// Another one.
pub const OTHER: VisitTypeId = VisitTypeId(Uuid::from_u128(0x101));
/// The appointment that is being rescheduled, if any.
pub const OWN: AppointmentId = AppointmentId(Uuid::from_u128(0x200));

/// Input of a search.
#[derive(Clone, Debug)]
pub struct Case {
    pub territory: Territory,
    /// In no order.
    pub facts: Vec<AgendaRecord>,
    pub question: SearchQuestion,
    /// What agendas are built for.
    pub horizon: Span,
}

/// What the agendas of a case have in common.
pub struct Scene {
    pub zone: Tz,
    /// First day of the window, and the day after its last, as day numbers.
    pub days: (i64, i64),
    pub now: DateTime<Utc>,
    pub sites: Vec<SiteId>,
    /// The part of the day in which most are open, wall clock.
    pub core: (i64, i64),
    /// Whether people are spread over the sites, not all at the first.
    pub is_spread: bool,
    /// The night hours of a day on which the clocks change.
    pub is_night: bool,
    pub visit: VisitType,
}

/// Days on which something happens: clocks change, nothing opens, a year of 53 weeks ends.
const PARIS_CHANGES: [(i32, u32, u32); 4] = [(2027, 3, 28), (2027, 10, 31), (2026, 10, 25), (2028, 3, 26)];
const MIQUELON_CHANGES: [(i32, u32, u32); 2] = [(2027, 3, 14), (2027, 11, 7)];
const SPECIAL_DAYS: [(i32, u32, u32); 9] = [
    (2026, 12, 25),
    (2027, 1, 1),
    (2027, 3, 29),
    (2027, 5, 6),
    (2027, 5, 17),
    (2027, 7, 14),
    (2027, 11, 1),
    (2027, 11, 11),
    (2028, 5, 1),
];

fn day(parts: (i32, u32, u32)) -> i64 {
    clock::day_number(NaiveDate::from_ymd_opt(parts.0, parts.1, parts.2).unwrap())
}

/// A multiple of five minutes of the day.
pub fn minute(value: i64) -> MinuteOfDay {
    MinuteOfDay(u16::try_from(value / 5 * 5).unwrap())
}

fn minutes(value: i64) -> Minutes {
    Minutes(u32::try_from(value).unwrap())
}

fn id(kind: u128, number: usize) -> Uuid {
    Uuid::from_u128(kind + number as u128)
}

pub fn role(name: &str) -> Role {
    Role::parse(name).unwrap()
}

/// The quantum in which a wall-clock minute of a day lies.
pub fn quantum(zone: Tz, day: i64, minute: i64) -> Quantum {
    Quantum(clock::utc(zone, day * DAY + minute, Reading::Rfc5545).div_euclid(5))
}

/// The case of `seed`.
pub fn case(seed: u64) -> Case {
    let mut random = Random::new(seed);
    let random = &mut random;
    let scene = scene(random);
    let territory = territory(random, &scene);
    let needs = needs(random);
    let facts = random_agendas::agendas(random, &scene, &territory, &needs);
    let question = question(random, &scene, &facts, needs);
    let horizon = horizon(random, &scene, question.window);
    Case { territory, facts, question, horizon }
}

fn scene(random: &mut Random) -> Scene {
    let mut zone = if random.chance(60) { Tz::Europe__Paris } else { *random.pick(&FRENCH_ZONES) };
    let mut is_night = false;
    let mut first = match random.within(0, 99) {
        0..20 => {
            zone = Tz::Europe__Paris;
            is_night = random.chance(60);
            day(*random.pick(&PARIS_CHANGES))
        }
        20..30 => {
            zone = Tz::America__Miquelon;
            is_night = random.chance(60);
            day(*random.pick(&MIQUELON_CHANGES))
        }
        30..45 => day(*random.pick(&SPECIAL_DAYS)),
        _ => random.within(day((2026, 10, 1)), day((2028, 6, 1))),
    };
    let len = if random.chance(6) { *random.pick(&[10, 13]) } else { *random.pick(&[1, 2, 3, 3, 4, 4]) };
    first -= random.within(0, len - 1);
    let core = if is_night {
        *random.pick(&[(0, 5 * 60), (60, 4 * 60), (30, 3 * 60 + 30), (120, 6 * 60)])
    } else {
        *random.pick(&[(9 * 60, 12 * 60), (9 * 60, 17 * 60), (14 * 60, 18 * 60), (8 * 60, 19 * 60 + 30)])
    };
    let second = random.within(0, 86_399);
    let now = DateTime::from_timestamp((first - random.within(0, 9)) * 86_400 + second, 0).unwrap();
    let sites: Vec<SiteId> =
        (0..*random.pick(&[1, 2, 2, 3])).map(|number| SiteId(id(0x300, number))).collect();
    let is_spread = sites.len() > 1 && random.chance(40);
    let days = (first, first + len);
    Scene { zone, days, now, sites, core, is_spread, is_night, visit: visit(random, is_night) }
}

fn visit(random: &mut Random, is_night: bool) -> VisitType {
    let longest = if is_night { 6 } else { 8 };
    let durations = [5, 10, 15, 20, 30, 30, 45, 60, 90];
    let buffer = |random: &mut Random| minutes(*random.pick(&[0, 0, 0, 5, 10, 15, 30]));
    VisitType {
        id: ASKED,
        key: "asked".to_owned(),
        name: "Asked".to_owned(),
        duration: minutes(durations[random.below(longest + 1)]),
        grid: minutes(*random.pick(&[5, 10, 15, 15, 15, 20, 30, 60])),
        needs: Vec::new(),
        modes: Modes::ALL,
        notice: minutes(0),
        horizon_days: 60,
        buffer_before: buffer(random),
        buffer_after: buffer(random),
        cadence: ReminderSchedule::default(),
        is_public: false,
    }
}

fn territory(random: &mut Random, scene: &Scene) -> Territory {
    let mut travel = BTreeMap::new();
    let mut sites = BTreeMap::new();
    for site in &scene.sites {
        for other in &scene.sites {
            if site != other && random.chance(80) {
                travel.insert((*site, *other), minutes(*random.pick(&[5, 10, 12, 20, 33, 45, 61, 90])));
            }
        }
        let zone = if random.chance(88) { scene.zone } else { *random.pick(&FRENCH_ZONES) };
        sites.insert(*site, plain_site(*site, zone, hours(random, scene)));
    }
    Territory {
        id: TerritoryId(id(0x400, 0)),
        key: "made-up".to_owned(),
        name: "Made up".to_owned(),
        theme: Theme::default(),
        contact_hours: ContactHours::default(),
        waitlist: WaitlistRule::default(),
        zone: scene.zone,
        holidays: HolidayCalendar::Metropolitan,
        limits: Vec::new(),
        sites,
        travel,
        visit_types: BTreeMap::from([(ASKED, scene.visit.clone())]),
    }
}

/// A site of which only what a search reads is filled in.
pub fn plain_site(id: SiteId, zone: Tz, hours: Vec<SiteHours>) -> Site {
    let empty = String::new;
    Site {
        id,
        key: empty(),
        name: empty(),
        address: empty(),
        phone: empty(),
        zone,
        access: Accessibility::default(),
        hours,
    }
}

fn hours(random: &mut Random, scene: &Scene) -> Vec<SiteHours> {
    let (from, to) = scene.core;
    let mut shape: Vec<(i64, i64)> = match random.within(0, 99) {
        0..20 => vec![(0, DAY)],
        20..60 => vec![(from, to)],
        60..80 => vec![((from - random.within(0, 60)).max(0), (to + random.within(-30, 90)).min(DAY))],
        _ => {
            let noon = random.within(from + 45, to - 30);
            vec![(from, noon), (noon + random.within(0, 30), to + 60)]
        }
    };
    if random.chance(10) {
        let (from, to) = shape[0];
        shape.push((from + 30, (to + 30).min(DAY)));
    }
    let all_week = scene.is_night || random.chance(80);
    let mut hours = Vec::new();
    for weekday in (0..7).map(|number| Weekday::try_from(number).unwrap()) {
        if all_week || (weekday != Weekday::Sun && random.chance(90)) {
            hours.extend(shape.iter().map(|(from, to)| SiteHours {
                weekday,
                from: minute(*from),
                to: minute(*to),
            }));
        }
    }
    random.shuffle(&mut hours);
    hours
}

fn needs(random: &mut Random) -> Vec<SeatNeed> {
    let mut names = ["social", "employment", "interpreter:ar", "mediator", "room", "room:step_free"];
    random.shuffle(&mut names);
    let some = *random.pick(&[1, 1, 2, 2, 2, 3, 3, 4]);
    let need = |name: &&str| SeatNeed {
        role: role(name),
        count: if random.chance(14) { 2 } else { 1 },
        place: match *name {
            "interpreter:ar" if random.chance(60) => SeatLocation::Anywhere,
            "social" | "employment" | "mediator" if random.chance(6) => SeatLocation::Anywhere,
            _ => SeatLocation::AtSite,
        },
    };
    names[..some].iter().map(need).collect()
}

fn question(
    random: &mut Random,
    scene: &Scene,
    facts: &[AgendaRecord],
    needs: Vec<SeatNeed>,
) -> SearchQuestion {
    let mut sites = scene.sites.clone();
    random.shuffle(&mut sites);
    if random.chance(25) {
        sites.truncate(random.below(sites.len()) + 1);
    }
    let mode = *random.pick(&[Mode::Onsite, Mode::Onsite, Mode::Onsite, Mode::Phone, Mode::Video]);
    let people: Vec<ResourceId> = facts
        .iter()
        .filter(|facts| facts.resource.room_of.is_none())
        .map(|facts| facts.resource.id)
        .collect();
    SearchQuestion {
        mode,
        needs,
        sites,
        window: window(random, scene),
        unavailable: unavailable(random, scene),
        except: random
            .chance(20)
            .then(|| quantum(scene.zone, scene.days.0, 0).plus(3 * random.within(32, 68))),
        referent: match random.within(0, 9) {
            0..4 => None,
            4..9 if !people.is_empty() => Some(*random.pick(&people)),
            // Someone without an agenda here.
            _ => Some(ResourceId(id(0x999, 0))),
        },
        keep: facts.iter().map(|facts| facts.resource.id).filter(|_| random.chance(8)).collect(),
        language: Language::parse(random.pick::<&str>(&["fr", "ar", "fsl", "none asked for"])),
        now: scene.now,
        own: random.chance(40).then_some(OWN),
        tie_break: None,
        contested: Vec::new(),
        visit_type: scene.visit.clone(),
    }
}

/// Whole days, or from some quantum to some other.
fn window(random: &mut Random, scene: &Scene) -> Span {
    let (first, end) = scene.days;
    let start = quantum(scene.zone, first, 0);
    let end = quantum(scene.zone, end, 0);
    match random.within(0, 99) {
        0..50 => Span::new(start, end),
        50..55 => Span::new(start.plus(random.within(100, 150)), start.plus(random.within(90, 170))),
        _ => Span::new(start.plus(random.within(0, 130)), end.plus(-random.within(0, 90))),
    }
}

fn unavailable(random: &mut Random, scene: &Scene) -> Vec<UnavailableHalfDay> {
    let some = *random.pick(&[0, 0, 0, 0, 0, 1, 2, 3]);
    (0..some)
        .map(|_| {
            let half = *random.pick(&[HalfDay::Morning, HalfDay::Afternoon]);
            let day = clock::date(random.within(scene.days.0, scene.days.1 - 1));
            if random.chance(50) {
                UnavailableHalfDay::On(day, half)
            } else {
                UnavailableHalfDay::Weekly(chrono::Datelike::weekday(&day), half)
            }
        })
        .collect()
}

/// The days of the window, or many more.
fn horizon(random: &mut Random, scene: &Scene, window: Span) -> Span {
    let (first, end) = scene.days;
    match random.within(0, 2) {
        0 => Span::new(window.start.plus(-9 * 288), window.end.plus(random.within(9, 30) * 288)),
        1 => Span::new(quantum(scene.zone, first, 0), quantum(scene.zone, end, 0)),
        _ => Span::new(quantum(scene.zone, first - 1, 0), quantum(scene.zone, end + 1, 0)),
    }
}
