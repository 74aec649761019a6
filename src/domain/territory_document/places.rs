//! Territory, organisations, sites and the ways between them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;
use chrono_tz::Tz;

use crate::accessibility::{Access, Feature};
use crate::contact_hours::ContactHours;
use crate::holidays::HolidayCalendar;
use crate::ids::{OrganisationId, SiteId, TerritoryId};
use crate::territory::{LegalLimit, Site, SiteHours, Territory};
use crate::territory_document::validated::Organisation;
use crate::territory_document::validator::Validator;
use crate::territory_document::{MessagesSpec, SiteSpec, TerritoryDocument, ThemeSpec, WaitlistSpec};
use crate::theme::{Colour, LEAST_CONTRAST, Theme};
use crate::time::Minutes;
use crate::waitlist::{MOST, Rule};
use crate::zone::{FRENCH_ZONES, french_zone};

/// The kinds of partners.
const KINDS: [&str; 6] =
    ["departement", "france_travail", "mission_locale", "cap_emploi", "ccas", "association"];
const LONGEST_TRAVEL: u32 = 480;
/// Minutes of a day in which people may be written to, at least: fewer would hold messages back for days.
const LEAST_DECENT: u16 = 240;

pub(super) fn organisations(blueprint: &TerritoryDocument, check: &mut Validator<'_>) -> Vec<Organisation> {
    check.keys("organisations", blueprint.organisations.iter().map(|sheet| sheet.key.as_str()));
    blueprint
        .organisations
        .iter()
        .map(|sheet| {
            let field = format!("organisations[{}]", sheet.key);
            if !KINDS.contains(&sheet.kind.as_str()) {
                check.fault(
                    format!("{field}.kind"),
                    format!("unknown kind {:?}", sheet.kind),
                    format!("use one of {}", KINDS.join(", ")),
                );
            }
            Organisation {
                id: OrganisationId(check.id("organisations", &sheet.key)),
                key: sheet.key.clone(),
                name: check.text(&format!("{field}.name"), &sheet.name),
                kind: sheet.kind.clone(),
            }
        })
        .collect()
}

pub(super) fn territory(
    blueprint: &TerritoryDocument,
    check: &mut Validator<'_>,
) -> (Territory, Vec<SiteId>) {
    check.keys("territory", std::iter::once(blueprint.key.as_str()));
    let zone = zone(check, "time_zone", &blueprint.time_zone);
    let holidays = HolidayCalendar::from_word(&blueprint.holidays);
    if holidays.is_none() {
        let words: Vec<&str> = HolidayCalendar::ALL.into_iter().map(HolidayCalendar::word).collect();
        check.fault(
            "holidays",
            format!("unknown holiday calendar {:?}", blueprint.holidays),
            format!("use one of {}", words.join(", ")),
        );
    }
    check.keys("sites", blueprint.sites.iter().map(|sheet| sheet.key.as_str()));
    if blueprint.sites.is_empty() {
        check.fault("sites", "the territory has no site", "give it one");
    }
    let sites: Vec<Site> = blueprint.sites.iter().map(|sheet| site(sheet, zone, check)).collect();
    let site_order = sites.iter().map(|site| site.id).collect();
    let limits = limits(blueprint, check);
    let mut territory = Territory {
        id: TerritoryId(check.id("territory", &blueprint.key)),
        key: blueprint.key.clone(),
        name: check.text("name", &blueprint.name),
        theme: theme(&blueprint.theme, check),
        contact_hours: contact_hours(&blueprint.messages, check),
        freed: freed(&blueprint.messages.freed, check),
        zone,
        holidays: holidays.unwrap_or(HolidayCalendar::Metropolitan),
        limits,
        sites: sites.into_iter().map(|site| (site.id, site)).collect(),
        travel: BTreeMap::new(),
        visit_types: BTreeMap::new(),
    };
    territory.travel = travel(blueprint, check, &territory);
    (territory, site_order)
}

fn theme(sheet: &ThemeSpec, check: &mut Validator<'_>) -> Theme {
    let brand = sheet.brand.as_deref().and_then(|text| {
        let colour = Colour::parse(text);
        match colour {
            None => check.fault("theme.brand", format!("{text:?} is not a colour"), "write it as #14505c"),
            Some(colour) if colour.contrast_as_brand() < LEAST_CONTRAST => check.fault(
                "theme.brand",
                format!(
                    "white letters on {colour}, or {colour} as a link, have a contrast of {:.1} to 1, under {LEAST_CONTRAST}",
                    (colour.contrast_as_brand() * 10.0).floor() / 10.0
                ),
                format!("use a darker one, such as {}", colour.readable()),
            ),
            Some(_) => {}
        }
        colour
    });
    let phone = sheet.phone.as_ref().map(|phone| check.text("theme.phone", phone)).unwrap_or_default();
    Theme { brand, phone }
}

fn contact_hours(sheet: &MessagesSpec, check: &mut Validator<'_>) -> ContactHours {
    let (from, to) = check.hours("messages", &sheet.from, &sheet.to);
    if from < to && to.0 - from.0 < LEAST_DECENT {
        check.fault(
            "messages",
            format!("people may be written to from {} to {} only", sheet.from, sheet.to),
            format!("leave {} hours a day at least", LEAST_DECENT / 60),
        );
    }
    ContactHours { from, to, sundays: sheet.sundays }
}

fn freed(sheet: &WaitlistSpec, check: &mut Validator<'_>) -> Rule {
    let WaitlistSpec { people, rounds, pause_days, gain_days, notice_hours } = *sheet;
    for (name, number, most) in [
        ("people", people, MOST.people),
        ("rounds", rounds, MOST.rounds),
        ("pause_days", pause_days, MOST.pause_days),
        ("gain_days", gain_days, MOST.gain_days),
        ("notice_hours", notice_hours, MOST.notice_hours),
    ] {
        if number > most {
            check.fault(
                format!("messages.freed.{name}"),
                format!("{number} is too many"),
                format!("give {most} at most"),
            );
        }
    }
    Rule { people, rounds, pause_days, gain_days, notice_hours }
}

fn access(sheet: &SiteSpec, check: &mut Validator<'_>) -> Access {
    let field = format!("sites[{}].access", sheet.key);
    let mut features = BTreeSet::new();
    for word in &sheet.access {
        match Feature::from_word(word) {
            Some(feature) => {
                features.insert(feature);
            }
            None => check.fault(
                &field,
                format!("unknown word {word:?}"),
                format!("use {}", Feature::ALL.map(Feature::word).join(", ")),
            ),
        }
    }
    let note = sheet.access_note.as_ref().map(|note| check.text(&format!("{field}_note"), note));
    Access { features, note: note.unwrap_or_default() }
}

fn limits(blueprint: &TerritoryDocument, check: &mut Validator<'_>) -> Vec<LegalLimit> {
    let mut limits: Vec<LegalLimit> = Vec::new();
    for (index, sheet) in blueprint.legal_limits.iter().enumerate() {
        let field = format!("legal_limits[{index}]");
        check.date(&format!("{field}.from"), sheet.from);
        if sheet.days == 0 {
            check.fault(format!("{field}.days"), "a limit of 0 days", "give at least 1");
        }
        if limits.iter().any(|limit| limit.from == sheet.from) {
            check.fault(format!("{field}.from"), "two limits begin on that day", "keep one");
        }
        let source = check.text(&format!("{field}.source"), &sheet.source);
        limits.push(LegalLimit { from: sheet.from, days: sheet.days, source });
    }
    limits.sort_by_key(|limit| limit.from);
    limits
}

fn zone(check: &mut Validator<'_>, field: &str, name: &str) -> Tz {
    french_zone(name).unwrap_or_else(|| {
        let known: Vec<&str> = FRENCH_ZONES.iter().map(|zone| zone.name()).collect();
        check.fault(field, format!("unknown time zone {name:?}"), format!("use one of {}", known.join(", ")));
        Tz::Europe__Paris
    })
}

fn site(sheet: &SiteSpec, territory_zone: Tz, check: &mut Validator<'_>) -> Site {
    let field = format!("sites[{}]", sheet.key);
    let own_zone = sheet.time_zone.as_ref().map(|name| zone(check, &format!("{field}.time_zone"), name));
    let mut hours = Vec::new();
    for (index, line) in sheet.hours.iter().enumerate() {
        let field = format!("{field}.hours[{index}]");
        let (from, to) = check.hours(&field, &line.from, &line.to);
        for day in &line.days {
            match day.parse::<Weekday>() {
                Ok(weekday) => hours.push(SiteHours { weekday, from, to }),
                Err(_) => check.fault(
                    format!("{field}.days"),
                    format!("{day:?} is not a weekday"),
                    "use mon, tue, wed, thu, fri, sat, sun",
                ),
            }
        }
    }
    if hours.is_empty() {
        check.fault(format!("{field}.hours"), "the site never opens", "give its weekly hours");
    }
    Site {
        id: SiteId(check.id("sites", &sheet.key)),
        key: sheet.key.clone(),
        name: check.text(&format!("{field}.name"), &sheet.name),
        address: check.text(&format!("{field}.address"), &sheet.address),
        phone: check.text(&format!("{field}.phone"), &sheet.phone),
        zone: own_zone.unwrap_or(territory_zone),
        access: access(sheet, check),
        hours,
    }
}

fn travel(
    blueprint: &TerritoryDocument,
    check: &mut Validator<'_>,
    territory: &Territory,
) -> BTreeMap<(SiteId, SiteId), Minutes> {
    let mut ways = BTreeMap::new();
    let mut back = BTreeMap::new();
    for (index, sheet) in blueprint.travel.iter().enumerate() {
        let field = format!("travel[{index}]");
        let minutes = check.minutes(&format!("{field}.minutes"), sheet.minutes, 0, LONGEST_TRAVEL);
        let from = territory.site_by_key(&sheet.from);
        let to = territory.site_by_key(&sheet.to);
        let from = check.known(&format!("{field}.from"), "sites", &sheet.from, from);
        let to = check.known(&format!("{field}.to"), "sites", &sheet.to, to);
        if let (Some(from), Some(to)) = (from, to) {
            if ways.insert((from, to), minutes).is_some() {
                check.fault(field, "this way stands twice", "keep one line for each direction");
            }
            back.insert((to, from), minutes);
        }
    }
    for (way, minutes) in back {
        ways.entry(way).or_insert(minutes);
    }
    ways
}
