//! Validation of the territory, organisations, sites and travel times.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;
use chrono_tz::Tz;

use crate::accessibility::{Accessibility, AccessibilityFeature};
use crate::contact_hours::ContactHours;
use crate::holidays::HolidayCalendar;
use crate::ids::{OrganisationId, SiteId, TerritoryId};
use crate::territory::{LegalLimit, Site, SiteHours, Territory};
use crate::territory_document::document::{
    MessagesSpec, SiteSpec, TerritoryDocument, ThemeSpec, WaitlistSpec,
};
use crate::territory_document::validated::Organisation;
use crate::territory_document::validator::Validator;
use crate::theme::{Colour, LEAST_CONTRAST, Theme};
use crate::time::Minutes;
use crate::waitlist::{LIMITS, WaitlistRule};
use crate::zone::{FRENCH_ZONES, french_zone};

/// The kinds of partners.
const KINDS: [&str; 6] =
    ["departement", "france_travail", "mission_locale", "cap_emploi", "ccas", "association"];
const LONGEST_TRAVEL: u32 = 480;
/// Least minutes of contact hours a day: fewer would delay messages for days.
const SHORTEST_CONTACT_HOURS: u16 = 240;

pub(super) fn organisations(
    document: &TerritoryDocument,
    validator: &mut Validator<'_>,
) -> Vec<Organisation> {
    validator.keys("organisations", document.organisations.iter().map(|spec| spec.key.as_str()));
    document
        .organisations
        .iter()
        .map(|spec| {
            let field = format!("organisations[{}]", spec.key);
            if !KINDS.contains(&spec.kind.as_str()) {
                validator.fault(
                    format!("{field}.kind"),
                    format!("unknown kind {:?}", spec.kind),
                    format!("use one of {}", KINDS.join(", ")),
                );
            }
            Organisation {
                id: OrganisationId(validator.id("organisations", &spec.key)),
                key: spec.key.clone(),
                name: validator.text(&format!("{field}.name"), &spec.name),
                kind: spec.kind.clone(),
            }
        })
        .collect()
}

pub(super) fn territory(
    document: &TerritoryDocument,
    validator: &mut Validator<'_>,
) -> (Territory, Vec<SiteId>) {
    validator.keys("territory", std::iter::once(document.key.as_str()));
    let zone = zone(validator, "time_zone", &document.time_zone);
    let holidays = HolidayCalendar::from_word(&document.holidays);
    if holidays.is_none() {
        let words: Vec<&str> = HolidayCalendar::ALL.into_iter().map(HolidayCalendar::word).collect();
        validator.fault(
            "holidays",
            format!("unknown holiday calendar {:?}", document.holidays),
            format!("use one of {}", words.join(", ")),
        );
    }
    validator.keys("sites", document.sites.iter().map(|spec| spec.key.as_str()));
    if document.sites.is_empty() {
        validator.fault("sites", "the territory has no site", "give it one");
    }
    let sites: Vec<Site> = document.sites.iter().map(|spec| site(spec, zone, validator)).collect();
    let site_order = sites.iter().map(|site| site.id).collect();
    let limits = limits(document, validator);
    let mut territory = Territory {
        id: TerritoryId(validator.id("territory", &document.key)),
        key: document.key.clone(),
        name: validator.text("name", &document.name),
        theme: theme(&document.theme, validator),
        contact_hours: contact_hours(&document.messages, validator),
        waitlist: waitlist(&document.messages.freed, validator),
        zone,
        holidays: holidays.unwrap_or(HolidayCalendar::Metropolitan),
        limits,
        sites: sites.into_iter().map(|site| (site.id, site)).collect(),
        travel: BTreeMap::new(),
        visit_types: BTreeMap::new(),
    };
    territory.travel = travel(document, validator, &territory);
    (territory, site_order)
}

fn theme(spec: &ThemeSpec, validator: &mut Validator<'_>) -> Theme {
    let brand = spec.brand.as_deref().and_then(|text| {
        let colour = Colour::parse(text);
        match colour {
            None => validator.fault("theme.brand", format!("{text:?} is not a colour"), "write it as #14505c"),
            Some(colour) if colour.contrast_as_brand() < LEAST_CONTRAST => validator.fault(
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
    let phone = spec.phone.as_ref().map(|phone| validator.text("theme.phone", phone)).unwrap_or_default();
    Theme { brand, phone }
}

fn contact_hours(spec: &MessagesSpec, validator: &mut Validator<'_>) -> ContactHours {
    let (from, to) = validator.hours("messages", &spec.from, &spec.to);
    if from < to && to.0 - from.0 < SHORTEST_CONTACT_HOURS {
        validator.fault(
            "messages",
            format!("people may be written to from {} to {} only", spec.from, spec.to),
            format!("leave {} hours a day at least", SHORTEST_CONTACT_HOURS / 60),
        );
    }
    ContactHours { from, to, sundays: spec.sundays }
}

fn waitlist(spec: &WaitlistSpec, validator: &mut Validator<'_>) -> WaitlistRule {
    let WaitlistSpec { people, rounds, pause_days, min_gain_days, notice_hours } = *spec;
    for (name, number, most) in [
        ("people", people, LIMITS.people),
        ("rounds", rounds, LIMITS.rounds),
        ("pause_days", pause_days, LIMITS.pause_days),
        ("gain_days", min_gain_days, LIMITS.min_gain_days),
        ("notice_hours", notice_hours, LIMITS.notice_hours),
    ] {
        if number > most {
            validator.fault(
                format!("messages.freed.{name}"),
                format!("{number} is too many"),
                format!("give {most} at most"),
            );
        }
    }
    WaitlistRule { people, rounds, pause_days, min_gain_days, notice_hours }
}

fn access(spec: &SiteSpec, validator: &mut Validator<'_>) -> Accessibility {
    let field = format!("sites[{}].access", spec.key);
    let mut features = BTreeSet::new();
    for word in &spec.access {
        match AccessibilityFeature::from_word(word) {
            Some(feature) => {
                features.insert(feature);
            }
            None => validator.fault(
                &field,
                format!("unknown word {word:?}"),
                format!("use {}", AccessibilityFeature::ALL.map(AccessibilityFeature::word).join(", ")),
            ),
        }
    }
    let note = spec.access_note.as_ref().map(|note| validator.text(&format!("{field}_note"), note));
    Accessibility { features, note: note.unwrap_or_default() }
}

fn limits(document: &TerritoryDocument, validator: &mut Validator<'_>) -> Vec<LegalLimit> {
    let mut limits: Vec<LegalLimit> = Vec::new();
    for (index, spec) in document.legal_limits.iter().enumerate() {
        let field = format!("legal_limits[{index}]");
        validator.date(&format!("{field}.from"), spec.from);
        if spec.days == 0 {
            validator.fault(format!("{field}.days"), "a limit of 0 days", "give at least 1");
        }
        if limits.iter().any(|limit| limit.from == spec.from) {
            validator.fault(format!("{field}.from"), "two limits begin on that day", "keep one");
        }
        let source = validator.text(&format!("{field}.source"), &spec.source);
        limits.push(LegalLimit { from: spec.from, days: spec.days, source });
    }
    limits.sort_by_key(|limit| limit.from);
    limits
}

fn zone(validator: &mut Validator<'_>, field: &str, name: &str) -> Tz {
    french_zone(name).unwrap_or_else(|| {
        let known: Vec<&str> = FRENCH_ZONES.iter().map(|zone| zone.name()).collect();
        validator.fault(
            field,
            format!("unknown time zone {name:?}"),
            format!("use one of {}", known.join(", ")),
        );
        Tz::Europe__Paris
    })
}

fn site(spec: &SiteSpec, territory_zone: Tz, validator: &mut Validator<'_>) -> Site {
    let field = format!("sites[{}]", spec.key);
    let own_zone = spec.time_zone.as_ref().map(|name| zone(validator, &format!("{field}.time_zone"), name));
    let mut hours = Vec::new();
    for (index, line) in spec.hours.iter().enumerate() {
        let field = format!("{field}.hours[{index}]");
        let (from, to) = validator.hours(&field, &line.from, &line.to);
        for day in &line.days {
            match day.parse::<Weekday>() {
                Ok(weekday) => hours.push(SiteHours { weekday, from, to }),
                Err(_) => validator.fault(
                    format!("{field}.days"),
                    format!("{day:?} is not a weekday"),
                    "use mon, tue, wed, thu, fri, sat, sun",
                ),
            }
        }
    }
    if hours.is_empty() {
        validator.fault(format!("{field}.hours"), "the site never opens", "give its weekly hours");
    }
    Site {
        id: SiteId(validator.id("sites", &spec.key)),
        key: spec.key.clone(),
        name: validator.text(&format!("{field}.name"), &spec.name),
        address: validator.text(&format!("{field}.address"), &spec.address),
        phone: validator.text(&format!("{field}.phone"), &spec.phone),
        zone: own_zone.unwrap_or(territory_zone),
        access: access(spec, validator),
        hours,
    }
}

fn travel(
    document: &TerritoryDocument,
    validator: &mut Validator<'_>,
    territory: &Territory,
) -> BTreeMap<(SiteId, SiteId), Minutes> {
    let mut ways = BTreeMap::new();
    let mut back = BTreeMap::new();
    for (index, spec) in document.travel.iter().enumerate() {
        let field = format!("travel[{index}]");
        let minutes = validator.minutes(&format!("{field}.minutes"), spec.minutes, 0, LONGEST_TRAVEL);
        let from = territory.site_by_key(&spec.from);
        let to = territory.site_by_key(&spec.to);
        let from = validator.known(&format!("{field}.from"), "sites", &spec.from, from);
        let to = validator.known(&format!("{field}.to"), "sites", &spec.to, to);
        if let (Some(from), Some(to)) = (from, to) {
            if ways.insert((from, to), minutes).is_some() {
                validator.fault(field, "this way stands twice", "keep one line for each direction");
            }
            back.insert((to, from), minutes);
        }
    }
    for (way, minutes) in back {
        ways.entry(way).or_insert(minutes);
    }
    ways
}
