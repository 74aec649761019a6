//! Visit types, and whether anybody can fill their roles.

use std::collections::BTreeSet;

use crate::channel::Channel;
use crate::ids::VisitTypeId;
use crate::reminder_schedule::{Cadence, Distance, MOST_REMINDERS, Reminder};
use crate::territory::Territory;
use crate::territory_document::validated::{Professional, Room};
use crate::territory_document::validator::Validator;
use crate::territory_document::{ReminderSpec, TerritoryDocument, VisitTypeSpec};
use crate::time::Minutes;
use crate::visit::{Role, RoleNeed, SeatLocation, VisitType};

const LONGEST_VISIT: u32 = 480;
const LONGEST_NOTICE: u32 = 60 * 24 * 60;
const LONGEST_BUFFER: u32 = 120;
/// Days ahead that a search may look: a little over a year.
const FARTHEST_HORIZON: u32 = 400;
const MOST_OF_A_ROLE: u8 = 5;
const LONGEST_CHASE: u16 = 60;

pub(super) fn visit_types(
    blueprint: &TerritoryDocument,
    check: &mut Validator<'_>,
    territory: &mut Territory,
) {
    check.keys("visit_types", blueprint.visit_types.iter().map(|sheet| sheet.key.as_str()));
    if blueprint.visit_types.is_empty() {
        check.fault("visit_types", "the territory has no visit type", "give it one");
    }
    for sheet in &blueprint.visit_types {
        let visit_type = visit_type(sheet, check);
        territory.visit_types.insert(visit_type.id, visit_type);
    }
}

fn visit_type(sheet: &VisitTypeSpec, check: &mut Validator<'_>) -> VisitType {
    let field = format!("visit_types[{}]", sheet.key);
    let at = |name: &str| format!("{field}.{name}");
    if sheet.grid == 0 || !sheet.grid.is_multiple_of(5) || 60 % sheet.grid != 0 {
        check.fault(at("grid"), format!("a grid of {} minutes", sheet.grid), "use 5, 10, 15, 20, 30 or 60");
    }
    if !(1..=FARTHEST_HORIZON).contains(&sheet.horizon_days) {
        check.fault(
            at("horizon_days"),
            format!("a horizon of {} days", sheet.horizon_days),
            format!("use 1 to {FARTHEST_HORIZON}"),
        );
    }
    if sheet.notice > LONGEST_NOTICE {
        check.fault(at("notice"), format!("a notice of {} minutes", sheet.notice), "use 60 days at most");
    }
    if sheet.modes.is_empty() {
        check.fault(at("modes"), "the visit type has no mode", "name one of onsite, phone, video");
    }
    VisitType {
        id: VisitTypeId(check.id("visit_types", &sheet.key)),
        key: sheet.key.clone(),
        name: check.text(&at("name"), &sheet.name),
        duration: check.minutes(&at("duration"), sheet.duration, 5, LONGEST_VISIT),
        grid: Minutes(sheet.grid),
        modes: check.modes(&at("modes"), &sheet.modes),
        needs: needs(sheet, &field, check),
        notice: Minutes(sheet.notice),
        horizon_days: u16::try_from(sheet.horizon_days).unwrap_or(u16::MAX),
        buffer_before: check.minutes(&at("buffer_before"), sheet.buffer_before, 0, LONGEST_BUFFER),
        buffer_after: check.minutes(&at("buffer_after"), sheet.buffer_after, 0, LONGEST_BUFFER),
        cadence: cadence(sheet, &field, check),
        is_public: sheet.public,
    }
}

fn cadence(sheet: &VisitTypeSpec, field: &str, check: &mut Validator<'_>) -> Cadence {
    let usual = Cadence::default();
    let chase_days = sheet.chase_days.unwrap_or(usual.chase_days);
    if chase_days > LONGEST_CHASE {
        let mend = format!("use {LONGEST_CHASE} at most, or 0 for never");
        check.fault(format!("{field}.chase_days"), format!("a chase after {chase_days} days"), mend);
    }
    let reminders = match &sheet.reminders {
        Some(sheets) => reminders(sheets, field, check),
        None => usual.reminders,
    };
    Cadence { reminders, chase_days }
}

fn reminders(sheets: &[ReminderSpec], field: &str, check: &mut Validator<'_>) -> Vec<Reminder> {
    if sheets.len() > MOST_REMINDERS {
        let found = format!("{} reminders of one appointment", sheets.len());
        check.fault(format!("{field}.reminders"), found, format!("use {MOST_REMINDERS} at most"));
    }
    let mut reminders: Vec<Reminder> = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        let field = format!("{field}.reminders[{index}]");
        let before = Distance::parse(&sheet.before);
        if before.is_none() {
            let mend = "write days as 7d (60 at most), or hours and minutes of the same day as 2h or 90m";
            check.fault(format!("{field}.before"), format!("{:?} is not a distance", sheet.before), mend);
        }
        let channel = Channel::from_word(&sheet.channel);
        if channel.is_none() {
            check.fault(
                format!("{field}.channel"),
                format!("unknown channel {:?}", sheet.channel),
                "use mail or sms",
            );
        }
        let (Some(before), Some(channel)) = (before, channel) else { continue };
        if reminders.iter().any(|known| (known.before, known.channel) == (before, channel)) {
            check.fault(field, "the same reminder stands twice", "leave one out");
        }
        reminders.push(Reminder { before, channel, asks: sheet.asks });
    }
    reminders
}

fn needs(sheet: &VisitTypeSpec, field: &str, check: &mut Validator<'_>) -> Vec<RoleNeed> {
    if sheet.roles.is_empty() {
        check.fault(format!("{field}.roles"), "nobody is needed", "name at least one role");
    }
    let mut needs: Vec<RoleNeed> = Vec::new();
    for (index, line) in sheet.roles.iter().enumerate() {
        let field = format!("{field}.roles[{index}]");
        if !(1..=MOST_OF_A_ROLE).contains(&line.count) {
            check.fault(
                format!("{field}.count"),
                format!("{} of a role", line.count),
                format!("use 1 to {MOST_OF_A_ROLE}"),
            );
        }
        let modes = check.modes(&format!("{field}.modes"), &line.modes);
        let Some(role) = check.role(&format!("{field}.role"), &line.role) else { continue };
        if needs.iter().any(|need| need.role == role) {
            check.fault(format!("{field}.role"), format!("the role {role} stands twice"), "use its count");
        }
        let place = if line.anywhere { SeatLocation::Anywhere } else { SeatLocation::AtSite };
        needs.push(RoleNeed { role, count: line.count, modes, place });
    }
    needs
}

/// A visit type that nobody could ever fill would only ever answer "nothing": better said at once.
pub(super) fn somebody_for_each_role(
    blueprint: &TerritoryDocument,
    check: &mut Validator<'_>,
    rooms: &[Room],
    professionals: &[Professional],
) {
    let agendas =
        || rooms.iter().map(|room| &room.agenda).chain(professionals.iter().map(|person| &person.agenda));
    for sheet in &blueprint.visit_types {
        for (index, line) in sheet.roles.iter().enumerate() {
            let Some(role) = Role::parse(&line.role) else { continue };
            let having = agendas().filter(|agenda| agenda.resource.roles.contains(&role)).count();
            if having < usize::from(line.count) {
                check.fault(
                    format!("visit_types[{}].roles[{index}].role", sheet.key),
                    format!("{} of role {role} are needed, {having} exist", line.count),
                    "give the role to somebody, or leave it out",
                );
            }
        }
    }
    let known: BTreeSet<&str> =
        agendas().flat_map(|agenda| agenda.resource.roles.iter().map(Role::name)).collect();
    for sheet in &blueprint.referrals {
        let wanted = sheet.interpreter.as_ref().map(|code| format!("interpreter:{code}"));
        if let Some(role) = wanted.filter(|role| !known.contains(role.as_str())) {
            check.fault(
                format!("referrals[{}].interpreter", sheet.key),
                format!("nobody has the role {role}"),
                "give it to an interpreter, or leave it out",
            );
        }
    }
}
