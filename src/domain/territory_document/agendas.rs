//! Validation of rooms, openings and absences.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::agenda::{Opening, OpeningException, Resource};
use crate::ids::{OpeningId, ResourceId, SiteId};
use crate::recurrence;
use crate::territory::Territory;
use crate::territory_document::document::{AbsenceSpec, ExceptionSpec, OpeningSpec, TerritoryDocument};
use crate::territory_document::validated::{Room, ValidatedAgenda};
use crate::territory_document::validator::Validator;
use crate::time::{MinuteOfDay, Span, is_plausible};
use crate::visit::Role;
use crate::zone::to_utc;

pub(super) fn rooms(
    document: &TerritoryDocument,
    validator: &mut Validator<'_>,
    territory: &Territory,
) -> Vec<Room> {
    validator.keys("rooms", document.rooms.iter().map(|spec| spec.key.as_str()));
    let mut rooms = Vec::new();
    for spec in &document.rooms {
        let field = format!("rooms[{}]", spec.key);
        let name = validator.text(&format!("{field}.name"), &spec.name);
        let site = territory.site_by_key(&spec.site);
        let Some(site) = validator.known(&format!("{field}.site"), "sites", &spec.site, site) else {
            continue;
        };
        let mut roles: BTreeSet<Role> = Role::parse(Role::ROOM).into_iter().collect();
        for role in &spec.roles {
            let role = validator.role(&format!("{field}.roles"), role);
            if role.as_ref().is_some_and(|role| !role.is_room()) {
                validator.fault(
                    format!("{field}.roles"),
                    "a room cannot fill it",
                    "use room:step_free and the like",
                );
            }
            roles.extend(role);
        }
        let openings = openings(&spec.openings, &field, validator, territory);
        if openings.iter().any(|opening| opening.site != site) {
            validator.fault(
                format!("{field}.openings"),
                "the room opens at another site",
                "use its own site",
            );
        }
        let resource = Resource {
            id: ResourceId(validator.id("rooms", &spec.key)),
            roles,
            languages: BTreeSet::new(),
            share: 100,
            room_of: Some(site),
            daily_cap: None,
            weekly_cap: None,
        };
        let agenda = ValidatedAgenda { resource, openings, absences: Vec::new() };
        rooms.push(Room { key: spec.key.clone(), name, site, agenda });
    }
    rooms
}

pub(super) fn openings(
    specs: &[OpeningSpec],
    owner: &str,
    validator: &mut Validator<'_>,
    territory: &Territory,
) -> Vec<Opening> {
    let read = |(index, spec): (usize, &OpeningSpec)| {
        let field = format!("{owner}.openings[{index}]");
        let site = territory.site_by_key(&spec.site);
        let site = validator.known(&format!("{field}.site"), "sites", &spec.site, site);
        opening(spec, &field, site?, validator, territory)
    };
    specs.iter().enumerate().filter_map(read).collect()
}

fn opening(
    spec: &OpeningSpec,
    field: &str,
    site: SiteId,
    validator: &mut Validator<'_>,
    territory: &Territory,
) -> Option<Opening> {
    validator.date(&format!("{field}.first_day"), spec.first_day);
    let (from, to) = validator.hours(field, &spec.from, &spec.to);
    if let Some(rule) = spec.repeat.as_ref().filter(|_| is_plausible(spec.first_day)) {
        repeat(&format!("{field}.repeat"), rule, spec.first_day, validator);
    }
    let mut visit_types = BTreeSet::new();
    for key in &spec.visit_types {
        let known = territory.visit_type_by_key(key);
        visit_types.extend(validator.known(&format!("{field}.visit_types"), "visit types", key, known));
    }
    let mut exceptions: Vec<OpeningException> = Vec::new();
    for (index, except) in spec.except.iter().enumerate() {
        let field = format!("{field}.except[{index}]");
        if exceptions.iter().any(|known| known.day == except.day) {
            validator.fault(format!("{field}.day"), "this day stands twice", "keep one line for each day");
        }
        exceptions.push(exception(except, &field, (from, to), validator));
    }
    is_plausible(spec.first_day).then(|| Opening {
        id: OpeningId(validator.new_id()),
        site,
        first_day: spec.first_day,
        from,
        to,
        rule: spec.repeat.clone(),
        exceptions,
        modes: validator.modes(&format!("{field}.modes"), &spec.modes),
        visit_types: (!visit_types.is_empty()).then_some(visit_types),
    })
}

fn exception(
    spec: &ExceptionSpec,
    field: &str,
    usual: (MinuteOfDay, MinuteOfDay),
    validator: &mut Validator<'_>,
) -> OpeningException {
    validator.date(&format!("{field}.day"), spec.day);
    let hours = match (&spec.from, &spec.to) {
        (Some(from), Some(to)) => Some(validator.hours(field, from, to)),
        (None, None) => spec.on.map(|_| usual),
        _ => {
            validator.fault(
                field,
                "only one end of the other hours is given",
                "give from and to, or neither",
            );
            None
        }
    };
    let day = spec.on.unwrap_or(spec.day);
    validator.date(&format!("{field}.on"), day);
    OpeningException { day: spec.day, instead: hours.map(|(from, to)| (day, from, to)) }
}

/// Expands the rule over a year, so that a rule that cannot be expanded is refused before it is stored.
fn repeat(field: &str, rule: &str, first_day: NaiveDate, validator: &mut Validator<'_>) {
    let suggestion =
        "write a daily or slower rule that gives days, as FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20271231";
    let upper = rule.to_ascii_uppercase();
    let timed = ["BYHOUR", "BYMINUTE", "BYSECOND"].iter().any(|part| upper.contains(part));
    if timed {
        validator.fault(field, "the rule gives times, not days", suggestion);
        return;
    }
    let first = first_day.and_time(NaiveTime::MIN);
    let year = first + chrono::Duration::days(366);
    // The exact local time of a UTC end does not matter here.
    let local = recurrence::until_to_local(rule, |instant| instant.naive_utc());
    if let Err(error) = recurrence::expand(&local, first, first..year) {
        validator.fault(field, error.to_string(), suggestion);
    }
}

pub(super) fn absences(
    specs: &[AbsenceSpec],
    owner: &str,
    validator: &mut Validator<'_>,
    territory: &Territory,
) -> Vec<Span> {
    let mut absences = Vec::new();
    for (index, spec) in specs.iter().enumerate() {
        let field = format!("{owner}.absences[{index}]");
        let from = moment(&format!("{field}.from"), &spec.from, validator).map(|(at, _)| at);
        let to = moment(&format!("{field}.to"), &spec.to, validator)
            .map(|(at, whole)| if whole { at + chrono::Duration::days(1) } else { at });
        let (Some(from), Some(to)) = (from, to) else { continue };
        if to <= from {
            validator.fault(format!("{field}.to"), "the absence ends before it starts", "give a later end");
        }
        let span = Span::covering(to_utc(territory.zone, from), to_utc(territory.zone, to));
        if !absences.contains(&span) {
            absences.push(span);
        }
    }
    absences
}

/// A local date-time, and whether it was a whole day.
fn moment(field: &str, text: &str, validator: &mut Validator<'_>) -> Option<(NaiveDateTime, bool)> {
    let moment = text
        .parse::<NaiveDate>()
        .map(|day| (day.and_time(NaiveTime::MIN), true))
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").map(|at| (at, false)));
    let Ok((at, whole)) = moment else {
        validator.fault(
            field,
            format!("{text:?} is not a day or a time"),
            "write 2026-12-21 or 2026-12-21T14:00",
        );
        return None;
    };
    validator.date(field, at.date());
    is_plausible(at.date()).then_some((at, whole))
}
