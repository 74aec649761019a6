//! Validation of visit types, and of roles that nobody can fill.

use std::collections::BTreeSet;

use crate::channel::Channel;
use crate::ids::VisitTypeId;
use crate::reminder_schedule::{MOST_REMINDERS, Reminder, ReminderOffset, ReminderSchedule};
use crate::territory::Territory;
use crate::territory_document::document::{ReminderSpec, TerritoryDocument, VisitTypeSpec};
use crate::territory_document::validated::{Professional, Room};
use crate::territory_document::validator::Validator;
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
    document: &TerritoryDocument,
    validator: &mut Validator<'_>,
    territory: &mut Territory,
) {
    validator.keys("visit_types", document.visit_types.iter().map(|spec| spec.key.as_str()));
    if document.visit_types.is_empty() {
        validator.fault("visit_types", "the territory has no visit type", "give it one");
    }
    for spec in &document.visit_types {
        let visit_type = visit_type(spec, validator);
        territory.visit_types.insert(visit_type.id, visit_type);
    }
}

fn visit_type(spec: &VisitTypeSpec, validator: &mut Validator<'_>) -> VisitType {
    let field = format!("visit_types[{}]", spec.key);
    let at = |name: &str| format!("{field}.{name}");
    if spec.grid == 0 || !spec.grid.is_multiple_of(5) || 60 % spec.grid != 0 {
        validator.fault(
            at("grid"),
            format!("a grid of {} minutes", spec.grid),
            "use 5, 10, 15, 20, 30 or 60",
        );
    }
    if !(1..=FARTHEST_HORIZON).contains(&spec.horizon_days) {
        validator.fault(
            at("horizon_days"),
            format!("a horizon of {} days", spec.horizon_days),
            format!("use 1 to {FARTHEST_HORIZON}"),
        );
    }
    if spec.notice > LONGEST_NOTICE {
        validator.fault(at("notice"), format!("a notice of {} minutes", spec.notice), "use 60 days at most");
    }
    if spec.modes.is_empty() {
        validator.fault(at("modes"), "the visit type has no mode", "name one of onsite, phone, video");
    }
    VisitType {
        id: VisitTypeId(validator.id("visit_types", &spec.key)),
        key: spec.key.clone(),
        name: validator.text(&at("name"), &spec.name),
        duration: validator.minutes(&at("duration"), spec.duration, 5, LONGEST_VISIT),
        grid: Minutes(spec.grid),
        modes: validator.modes(&at("modes"), &spec.modes),
        needs: needs(spec, &field, validator),
        notice: Minutes(spec.notice),
        horizon_days: u16::try_from(spec.horizon_days).unwrap_or(u16::MAX),
        buffer_before: validator.minutes(&at("buffer_before"), spec.buffer_before, 0, LONGEST_BUFFER),
        buffer_after: validator.minutes(&at("buffer_after"), spec.buffer_after, 0, LONGEST_BUFFER),
        cadence: cadence(spec, &field, validator),
        is_public: spec.public,
    }
}

fn cadence(spec: &VisitTypeSpec, field: &str, validator: &mut Validator<'_>) -> ReminderSchedule {
    let usual = ReminderSchedule::default();
    let chase_days = spec.chase_days.unwrap_or(usual.chase_days);
    if chase_days > LONGEST_CHASE {
        let suggestion = format!("use {LONGEST_CHASE} at most, or 0 for never");
        validator.fault(
            format!("{field}.chase_days"),
            format!("a chase after {chase_days} days"),
            suggestion,
        );
    }
    let reminders = match &spec.reminders {
        Some(specs) => reminders(specs, field, validator),
        None => usual.reminders,
    };
    ReminderSchedule { reminders, chase_days }
}

fn reminders(specs: &[ReminderSpec], field: &str, validator: &mut Validator<'_>) -> Vec<Reminder> {
    if specs.len() > MOST_REMINDERS {
        let found = format!("{} reminders of one appointment", specs.len());
        validator.fault(format!("{field}.reminders"), found, format!("use {MOST_REMINDERS} at most"));
    }
    let mut reminders: Vec<Reminder> = Vec::new();
    for (index, spec) in specs.iter().enumerate() {
        let field = format!("{field}.reminders[{index}]");
        let before = ReminderOffset::parse(&spec.before);
        if before.is_none() {
            let suggestion =
                "write days as 7d (60 at most), or hours and minutes of the same day as 2h or 90m";
            validator.fault(
                format!("{field}.before"),
                format!("{:?} is not a distance", spec.before),
                suggestion,
            );
        }
        let channel = Channel::from_word(&spec.channel);
        if channel.is_none() {
            validator.fault(
                format!("{field}.channel"),
                format!("unknown channel {:?}", spec.channel),
                "use mail or sms",
            );
        }
        let (Some(before), Some(channel)) = (before, channel) else { continue };
        if reminders.iter().any(|known| (known.before, known.channel) == (before, channel)) {
            validator.fault(field, "the same reminder stands twice", "leave one out");
        }
        reminders.push(Reminder { before, channel, asks: spec.asks });
    }
    reminders
}

fn needs(spec: &VisitTypeSpec, field: &str, validator: &mut Validator<'_>) -> Vec<RoleNeed> {
    if spec.roles.is_empty() {
        validator.fault(format!("{field}.roles"), "nobody is needed", "name at least one role");
    }
    let mut needs: Vec<RoleNeed> = Vec::new();
    for (index, line) in spec.roles.iter().enumerate() {
        let field = format!("{field}.roles[{index}]");
        if !(1..=MOST_OF_A_ROLE).contains(&line.count) {
            validator.fault(
                format!("{field}.count"),
                format!("{} of a role", line.count),
                format!("use 1 to {MOST_OF_A_ROLE}"),
            );
        }
        let modes = validator.modes(&format!("{field}.modes"), &line.modes);
        let Some(role) = validator.role(&format!("{field}.role"), &line.role) else { continue };
        if needs.iter().any(|need| need.role == role) {
            validator.fault(
                format!("{field}.role"),
                format!("the role {role} stands twice"),
                "use its count",
            );
        }
        let place = if line.anywhere { SeatLocation::Anywhere } else { SeatLocation::AtSite };
        needs.push(RoleNeed { role, count: line.count, modes, place });
    }
    needs
}

/// Reports visit types with a role that nobody has: a search for them could never find a start.
pub(super) fn somebody_for_each_role(
    document: &TerritoryDocument,
    validator: &mut Validator<'_>,
    rooms: &[Room],
    professionals: &[Professional],
) {
    let agendas =
        || rooms.iter().map(|room| &room.agenda).chain(professionals.iter().map(|person| &person.agenda));
    for spec in &document.visit_types {
        for (index, line) in spec.roles.iter().enumerate() {
            let Some(role) = Role::parse(&line.role) else { continue };
            let having = agendas().filter(|agenda| agenda.resource.roles.contains(&role)).count();
            if having < usize::from(line.count) {
                validator.fault(
                    format!("visit_types[{}].roles[{index}].role", spec.key),
                    format!("{} of role {role} are needed, {having} exist", line.count),
                    "give the role to somebody, or leave it out",
                );
            }
        }
    }
    let known: BTreeSet<&str> =
        agendas().flat_map(|agenda| agenda.resource.roles.iter().map(Role::name)).collect();
    for spec in &document.referrals {
        let wanted = spec.interpreter.as_ref().map(|code| format!("interpreter:{code}"));
        if let Some(role) = wanted.filter(|role| !known.contains(role.as_str())) {
            validator.fault(
                format!("referrals[{}].interpreter", spec.key),
                format!("nobody has the role {role}"),
                "give it to an interpreter, or leave it out",
            );
        }
    }
}
