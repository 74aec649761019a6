//! Random people and rooms, with their agendas.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use domain::agenda::{AgendaRecord, Engagement, Opening, OpeningException, Resource};
use domain::ids::{AppointmentId, OpeningId, ResourceId, SiteId};
use domain::search::SeatNeed;
use domain::territory::Territory;
use domain::time::Span;
use domain::visit::{Language, Mode, Modes, Role};
use uuid::Uuid;

use super::cases::{ASKED, OTHER, OWN, Scene, minute, quantum, role};
use super::clock::{self, DAY, Reading};
use super::random::Random;

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Mostly enough resources for every need, then some more; in no order.
pub fn agendas(
    random: &mut Random,
    scene: &Scene,
    territory: &Territory,
    needs: &[SeatNeed],
) -> Vec<AgendaRecord> {
    let mut wanted: Vec<Role> = Vec::new();
    for need in needs {
        wanted.extend(std::iter::repeat_n(need.role.clone(), usize::from(need.count)));
    }
    while wanted.len() < 8 && (wanted.len() < 2 || random.chance(75)) {
        wanted.push(random.pick(needs).role.clone());
    }
    if random.chance(4) {
        wanted.remove(0);
    }
    let mut facts: Vec<AgendaRecord> = wanted
        .into_iter()
        .enumerate()
        .map(|(number, role)| agenda(random, scene, territory, needs, (number, role)))
        .collect();
    random.shuffle(&mut facts);
    facts
}

fn is_room(role: &Role) -> bool {
    role.name().starts_with("room")
}

fn agenda(
    random: &mut Random,
    scene: &Scene,
    territory: &Territory,
    needs: &[SeatNeed],
    (number, main): (usize, Role),
) -> AgendaRecord {
    let room = is_room(&main);
    let home = if scene.is_spread { *random.pick(&scene.sites) } else { scene.sites[0] };
    let mut roles = BTreeSet::from([main]);
    for need in needs {
        if is_room(&need.role) == room && random.chance(30) {
            roles.insert(need.role.clone());
        }
    }
    if random.chance(10) {
        roles.insert(role(if room { "room:quiet" } else { "juriste" }));
    }
    let cap = |random: &mut Random, percent, high| {
        random.chance(percent).then(|| u16::try_from(random.within(0, 5 * high).min(high)).unwrap())
    };
    let some = if room { *random.pick(&[0, 0, 0, 0, 2]) } else { *random.pick(&[1, 2, 3, 3]) };
    let some = if scene.is_spread && some > 0 { some + 2 } else { some };
    let resource = Resource {
        id: ResourceId(Uuid::from_u128(0x500 + number as u128)),
        roles,
        languages: ["fr", "ar", "fsl"]
            .iter()
            .filter(|_| random.chance(50))
            .filter_map(|code| Language::parse(code))
            .collect(),
        share: u8::try_from(*random.pick(&[100, 100, 100, 100, 80, 50, 33, 1])).unwrap(),
        room_of: room.then_some(home),
        daily_cap: cap(random, 15, 3),
        weekly_cap: cap(random, 15, 4),
    };
    AgendaRecord {
        resource,
        revision: random.within(0, 9),
        openings: (0..some).map(|_| opening(random, scene, territory, home, room)).collect(),
        busy: busy(random, scene),
        engagements: engagements(random, scene, number),
    }
}

fn opening(random: &mut Random, scene: &Scene, territory: &Territory, home: SiteId, room: bool) -> Opening {
    let site = if room || random.chance(if scene.is_spread { 40 } else { 90 }) {
        home
    } else {
        *random.pick(&scene.sites)
    };
    let zone = territory.sites[&site].zone;
    let (from, to) = stretch(random, scene);
    let first = match random.within(0, 9) {
        0..5 => scene.days.0 - random.within(0, 20),
        5..7 => scene.days.0 - random.within(20, 400),
        _ => random.within(scene.days.0, scene.days.1 - 1),
    };
    let rule = random.chance(85).then(|| rule(random, scene, first, (zone, from)));
    let exceptions = exceptions(random, scene, first);
    Opening {
        id: OpeningId(Uuid::from_u128(0x600)),
        site,
        first_day: clock::date(first),
        from: minute(from),
        to: minute(to),
        rule,
        exceptions,
        modes: modes(random),
        visit_types: match random.within(0, 19) {
            0..14 => None,
            14..17 => Some(BTreeSet::from([ASKED, OTHER])),
            17 => Some(BTreeSet::from([ASKED])),
            18 => Some(BTreeSet::from([OTHER])),
            _ => Some(BTreeSet::new()),
        },
    }
}

/// A part of the day, near the common hours.
fn stretch(random: &mut Random, scene: &Scene) -> (i64, i64) {
    let (from, to) = scene.core;
    match random.within(0, 99) {
        0..45 => (from, to),
        45..55 => (from, random.within(from + 30, to)),
        55..70 => (random.within(from, to - 30), to),
        70..80 => (0, DAY),
        80..90 => ((from - 60).max(0), (to + 30).min(DAY)),
        _ => {
            let from = random.within(0, DAY - 10);
            (from, random.within(from + 10, DAY))
        }
    }
}

fn modes(random: &mut Random) -> Modes {
    match random.within(0, 9) {
        0..8 => Modes::ALL,
        8 => *random.pick(&[Modes::ONSITE, Modes::REMOTE]),
        _ => Modes::of(Mode::ALL.into_iter().filter(|_| random.chance(60))),
    }
}

/// A rule that the oracle can read too; `start` is the zone and the minute at which an occurrence starts.
fn rule(random: &mut Random, scene: &Scene, first: i64, start: (Tz, i64)) -> String {
    let day = random.within(scene.days.0, scene.days.1 - 1);
    let some_days = |random: &mut Random, percent| {
        let mut names: Vec<&str> = WEEKDAYS.into_iter().filter(|_| random.chance(percent)).collect();
        names.push(WEEKDAYS[usize::try_from(clock::weekday(day)).unwrap()]);
        names.sort_unstable();
        names.dedup();
        names.join(",")
    };
    let mut text = match random.within(0, 99) {
        0..25 => "FREQ=DAILY".to_owned(),
        25..35 => format!("FREQ=DAILY;BYDAY={}", some_days(random, 80)),
        35..40 => "FREQ=WEEKLY".to_owned(),
        40..85 => format!("FREQ=WEEKLY;BYDAY={}", some_days(random, 80)),
        85..95 => {
            let name = WEEKDAYS[usize::try_from(clock::weekday(day)).unwrap()];
            let of_month = i64::from(chrono::Datelike::day(&clock::date(day)));
            let nth = if random.chance(70) { (of_month + 6) / 7 } else { -random.within(1, 2) };
            format!("FREQ=MONTHLY;BYDAY={nth}{name}")
        }
        95..98 => format!("FREQ=MONTHLY;BYMONTHDAY={}", chrono::Datelike::day(&clock::date(day))),
        98 => "FREQ=MONTHLY;BYMONTHDAY=31,-2".to_owned(),
        _ => "FREQ=MONTHLY".to_owned(),
    };
    if random.chance(15) {
        write!(text, ";INTERVAL={}", random.within(2, 3)).unwrap();
        if random.chance(40) {
            text += ";WKST=SU";
        }
    }
    match random.within(0, 99) {
        0..15 => write!(text, ";COUNT={}", random.within(1, (day - first).max(1) + 3)).unwrap(),
        15..30 => write!(text, ";UNTIL={}", until(random, day.max(first + 1), start)).unwrap(),
        _ => {}
    }
    text
}

/// The end of a series: a day; the very start of its last occurrence, in UTC as Outlook writes it or wall
/// clock; or five minutes before a start, which is too early for it.
fn until(random: &mut Random, day: i64, (zone, from): (Tz, i64)) -> String {
    let start = day * DAY + i64::from(minute(from).0);
    let at = |minute: i64, format: &str| {
        DateTime::<Utc>::from_timestamp(minute * 60, 0).unwrap().format(format).to_string()
    };
    match random.within(0, 9) {
        0..4 => at(start, "%Y%m%d"),
        4..7 => at(clock::utc(zone, start, Reading::Rfc5545), "%Y%m%dT%H%M%SZ"),
        7..9 => at(start, "%Y%m%dT%H%M%S"),
        _ => at(start - 5, "%Y%m%dT%H%M%S"),
    }
}

fn exceptions(random: &mut Random, scene: &Scene, first: i64) -> Vec<OpeningException> {
    let some = *random.pick(&[0, 0, 0, 0, 1, 1, 2, 4]);
    let near = |random: &mut Random| random.within(scene.days.0 - 1, scene.days.1);
    (0..some)
        .map(|_| {
            let day = match random.within(0, 9) {
                0..7 => near(random),
                7 => first,
                // Moved here from far away, before or after.
                _ => scene.days.0 + random.within(-30, 60),
            };
            let instead = random.chance(60).then(|| {
                let (from, to) = stretch(random, scene);
                (clock::date(near(random)), minute(from), minute(to))
            });
            OpeningException { day: clock::date(day), instead }
        })
        .collect()
}

/// Where something in or near the window starts.
fn somewhere(random: &mut Random, scene: &Scene) -> domain::time::Quantum {
    let day = random.within(scene.days.0 - 1, scene.days.1);
    let (from, to) = scene.core;
    let at = if random.chance(70) { random.within(from - 60, to) } else { random.within(0, DAY - 1) };
    quantum(scene.zone, day, at)
}

fn busy(random: &mut Random, scene: &Scene) -> Vec<Span> {
    let some = *random.pick(&[0, 0, 1, 2, 3, 5]);
    let mut spans: Vec<Span> = Vec::new();
    for _ in 0..some {
        let start = match spans.last() {
            Some(other) if random.chance(30) => other.start.plus(random.within(-6, 6)),
            _ => somewhere(random, scene),
        };
        let len = if random.chance(3) { 200 } else { random.within(1, 12) };
        spans.push(Span::new(start, start.plus(len)));
    }
    spans
}

fn engagements(random: &mut Random, scene: &Scene, number: usize) -> Vec<Engagement> {
    let some = *random.pick(&[0, 0, 0, 1, 1, 2, 4]);
    let has_own = random.chance(35);
    (0..some)
        .map(|position: u32| {
            let mut start = somewhere(random, scene);
            if random.chance(30) {
                // Elsewhere in the week: it counts for the caps and the load.
                start = start.plus(random.within(-6 * 288, 6 * 288));
            }
            let usual = i64::from(scene.visit.duration.0) / 5;
            let len = if random.chance(60) { usual } else { random.within(1, 12) };
            let visit = Span::new(start, start.plus(len));
            let buffer = |random: &mut Random| *random.pick(&[0, 0, 0, 1, 2, 6]);
            let taken = Span::new(start.plus(-buffer(random)), visit.end.plus(buffer(random)));
            let appointment = if position == 0 && has_own {
                OWN
            } else {
                AppointmentId(Uuid::from_u128(0x1_0000 + 0x100 * number as u128 + u128::from(position)))
            };
            let expires = match random.within(0, 9) {
                0..6 => None,
                6 => Some(scene.now),
                7 => Some(scene.now - Duration::seconds(random.within(1, 4000))),
                _ => Some(scene.now + Duration::seconds(random.within(1, 900))),
            };
            let site = random.chance(80).then(|| *random.pick(&scene.sites));
            Engagement { appointment, visit, taken, site, expires }
        })
        .collect()
}
