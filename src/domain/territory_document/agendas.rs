//! Rooms, openings and absences.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::agenda::{Opening, OpeningException, Resource};
use crate::ids::{OpeningId, ResourceId, SiteId};
use crate::recurrence;
use crate::territory::Territory;
use crate::territory_document::validated::{Room, ValidatedAgenda};
use crate::territory_document::validator::Validator;
use crate::territory_document::{AbsenceSpec, ExceptionSpec, OpeningSpec, TerritoryDocument};
use crate::time::{MinuteOfDay, Span, is_plausible};
use crate::visit::Role;
use crate::zone::to_utc;

pub(super) fn rooms(
    blueprint: &TerritoryDocument,
    check: &mut Validator<'_>,
    territory: &Territory,
) -> Vec<Room> {
    check.keys("rooms", blueprint.rooms.iter().map(|sheet| sheet.key.as_str()));
    let mut rooms = Vec::new();
    for sheet in &blueprint.rooms {
        let field = format!("rooms[{}]", sheet.key);
        let name = check.text(&format!("{field}.name"), &sheet.name);
        let site = territory.site_by_key(&sheet.site);
        let Some(site) = check.known(&format!("{field}.site"), "sites", &sheet.site, site) else { continue };
        let mut roles: BTreeSet<Role> = Role::parse(Role::ROOM).into_iter().collect();
        for role in &sheet.roles {
            let role = check.role(&format!("{field}.roles"), role);
            if role.as_ref().is_some_and(|role| !role.is_room()) {
                check.fault(
                    format!("{field}.roles"),
                    "a room cannot fill it",
                    "use room:step_free and the like",
                );
            }
            roles.extend(role);
        }
        let openings = openings(&sheet.openings, &field, check, territory);
        if openings.iter().any(|opening| opening.site != site) {
            check.fault(format!("{field}.openings"), "the room opens at another site", "use its own site");
        }
        let resource = Resource {
            id: ResourceId(check.id("rooms", &sheet.key)),
            roles,
            languages: BTreeSet::new(),
            share: 100,
            room_of: Some(site),
            daily_cap: None,
            weekly_cap: None,
        };
        let agenda = ValidatedAgenda { resource, openings, absences: Vec::new() };
        rooms.push(Room { key: sheet.key.clone(), name, site, agenda });
    }
    rooms
}

pub(super) fn openings(
    sheets: &[OpeningSpec],
    owner: &str,
    check: &mut Validator<'_>,
    territory: &Territory,
) -> Vec<Opening> {
    let read = |(index, sheet): (usize, &OpeningSpec)| {
        let field = format!("{owner}.openings[{index}]");
        let site = territory.site_by_key(&sheet.site);
        let site = check.known(&format!("{field}.site"), "sites", &sheet.site, site);
        opening(sheet, &field, site?, check, territory)
    };
    sheets.iter().enumerate().filter_map(read).collect()
}

fn opening(
    sheet: &OpeningSpec,
    field: &str,
    site: SiteId,
    check: &mut Validator<'_>,
    territory: &Territory,
) -> Option<Opening> {
    check.date(&format!("{field}.first_day"), sheet.first_day);
    let (from, to) = check.hours(field, &sheet.from, &sheet.to);
    if let Some(rule) = sheet.repeat.as_ref().filter(|_| is_plausible(sheet.first_day)) {
        repeat(&format!("{field}.repeat"), rule, sheet.first_day, check);
    }
    let mut visit_types = BTreeSet::new();
    for key in &sheet.visit_types {
        let known = territory.visit_type_by_key(key);
        visit_types.extend(check.known(&format!("{field}.visit_types"), "visit types", key, known));
    }
    let mut exceptions: Vec<OpeningException> = Vec::new();
    for (index, except) in sheet.except.iter().enumerate() {
        let field = format!("{field}.except[{index}]");
        if exceptions.iter().any(|known| known.day == except.day) {
            check.fault(format!("{field}.day"), "this day stands twice", "keep one line for each day");
        }
        exceptions.push(exception(except, &field, (from, to), check));
    }
    is_plausible(sheet.first_day).then(|| Opening {
        id: OpeningId(check.new_id()),
        site,
        first_day: sheet.first_day,
        from,
        to,
        rule: sheet.repeat.clone(),
        exceptions,
        modes: check.modes(&format!("{field}.modes"), &sheet.modes),
        visit_types: (!visit_types.is_empty()).then_some(visit_types),
    })
}

fn exception(
    sheet: &ExceptionSpec,
    field: &str,
    usual: (MinuteOfDay, MinuteOfDay),
    check: &mut Validator<'_>,
) -> OpeningException {
    check.date(&format!("{field}.day"), sheet.day);
    let hours = match (&sheet.from, &sheet.to) {
        (Some(from), Some(to)) => Some(check.hours(field, from, to)),
        (None, None) => sheet.on.map(|_| usual),
        _ => {
            check.fault(field, "only one end of the other hours is given", "give from and to, or neither");
            None
        }
    };
    let day = sheet.on.unwrap_or(sheet.day);
    check.date(&format!("{field}.on"), day);
    OpeningException { day: sheet.day, instead: hours.map(|(from, to)| (day, from, to)) }
}

/// The rule is played once over a year, so that one that cannot be is refused before it is stored.
fn repeat(field: &str, rule: &str, first_day: NaiveDate, check: &mut Validator<'_>) {
    let mend = "write a daily or slower rule that gives days, as FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20271231";
    let upper = rule.to_ascii_uppercase();
    let timed = ["BYHOUR", "BYMINUTE", "BYSECOND"].iter().any(|part| upper.contains(part));
    if timed {
        check.fault(field, "the rule gives times, not days", mend);
        return;
    }
    let first = first_day.and_time(NaiveTime::MIN);
    let year = first + chrono::Duration::days(366);
    // Where its UTC end falls on the wall clock does not decide whether the rule can be played.
    let local = recurrence::until_to_local(rule, |instant| instant.naive_utc());
    if let Err(error) = recurrence::expand(&local, first, first..year) {
        check.fault(field, error.to_string(), mend);
    }
}

pub(super) fn absences(
    sheets: &[AbsenceSpec],
    owner: &str,
    check: &mut Validator<'_>,
    territory: &Territory,
) -> Vec<Span> {
    let mut absences = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        let field = format!("{owner}.absences[{index}]");
        let from = moment(&format!("{field}.from"), &sheet.from, check).map(|(at, _)| at);
        let to = moment(&format!("{field}.to"), &sheet.to, check)
            .map(|(at, whole)| if whole { at + chrono::Duration::days(1) } else { at });
        let (Some(from), Some(to)) = (from, to) else { continue };
        if to <= from {
            check.fault(format!("{field}.to"), "the absence ends before it starts", "give a later end");
        }
        let span = Span::covering(to_utc(territory.zone, from), to_utc(territory.zone, to));
        if !absences.contains(&span) {
            absences.push(span);
        }
    }
    absences
}

/// A local date-time, and whether it was a whole day.
fn moment(field: &str, text: &str, check: &mut Validator<'_>) -> Option<(NaiveDateTime, bool)> {
    let moment = text
        .parse::<NaiveDate>()
        .map(|day| (day.and_time(NaiveTime::MIN), true))
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").map(|at| (at, false)));
    let Ok((at, whole)) = moment else {
        check.fault(
            field,
            format!("{text:?} is not a day or a time"),
            "write 2026-12-21 or 2026-12-21T14:00",
        );
        return None;
    };
    check.date(field, at.date());
    is_plausible(at.date()).then_some((at, whole))
}
