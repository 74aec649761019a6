//! The rows that a territory is made of.

use chrono::{DateTime, Utc};
use domain::agenda::{Opening, Resource};
use domain::ids::{ResourceId, SiteId};
use domain::referral::ReferralOrigin;
use domain::territory::{LegalLimit, Site, Territory};
use domain::territory_document::{Organisation, Professional, Referral, Room};
use domain::time::{Minutes, Span};
use domain::visit::VisitType;
use entity::{
    absence, beneficiary, legal_limit, opening, opening_exception, opening_visit_type, organisation,
    professional, professional_organisation, referral, resource, resource_role, room, site, site_hours,
    territory, travel, visit_type, visit_type_role,
};
use sea_orm::ActiveValue::{NotSet, Set};
use uuid::Uuid;

use crate::store::columns::{features_text, modes_text, narrow, place_text};

/// The territory itself; its revision and when it was set up only when it is `new`.
pub(super) fn territory_row(of: &Territory, new: Option<DateTime<Utc>>) -> territory::ActiveModel {
    territory::ActiveModel {
        id: Set(of.id.0),
        key: Set(of.key.clone()),
        name: Set(of.name.clone()),
        brand: Set(of.theme.brand.map(|brand| brand.to_string())),
        phone: Set(of.theme.phone.clone()),
        messages_from: Set(i32::from(of.contact_hours.from.0)),
        messages_to: Set(i32::from(of.contact_hours.to.0)),
        messages_sundays: Set(of.contact_hours.sundays),
        waitlist_people: Set(i32::from(of.waitlist.people)),
        waitlist_rounds: Set(i32::from(of.waitlist.rounds)),
        waitlist_pause_days: Set(i32::from(of.waitlist.pause_days)),
        waitlist_min_gain_days: Set(i32::from(of.waitlist.min_gain_days)),
        waitlist_notice_hours: Set(i32::from(of.waitlist.notice_hours)),
        time_zone: Set(of.zone.name().to_owned()),
        holidays: Set(of.holidays.word().to_owned()),
        revision: new.map_or(NotSet, |_| Set(1)),
        created_at: new.map_or(NotSet, Set),
    }
}

pub(super) fn limit_row(id: Uuid, territory: Uuid, limit: &LegalLimit) -> legal_limit::ActiveModel {
    legal_limit::ActiveModel {
        id: Set(id),
        territory_id: Set(territory),
        from_day: Set(limit.from),
        days: Set(i32::from(limit.days)),
        source: Set(limit.source.clone()),
    }
}

pub(super) fn organisation_row(territory: Uuid, of: &Organisation) -> organisation::ActiveModel {
    organisation::ActiveModel {
        id: Set(of.id.0),
        territory_id: Set(territory),
        key: Set(of.key.clone()),
        name: Set(of.name.clone()),
        kind: Set(of.kind.clone()),
    }
}

pub(super) fn site_row(territory: Uuid, of: &Site, position: i32) -> site::ActiveModel {
    site::ActiveModel {
        id: Set(of.id.0),
        territory_id: Set(territory),
        key: Set(of.key.clone()),
        name: Set(of.name.clone()),
        address: Set(of.address.clone()),
        phone: Set(of.phone.clone()),
        time_zone: Set(of.zone.name().to_owned()),
        access: Set(features_text(&of.access)),
        access_note: Set(of.access.note.clone()),
        position: Set(position),
    }
}

pub(super) fn hours_rows(
    territory: Uuid,
    of: &Site,
    fresh: impl Fn() -> Uuid,
) -> impl Iterator<Item = site_hours::ActiveModel> {
    of.hours.iter().map(move |hours| site_hours::ActiveModel {
        id: Set(fresh()),
        territory_id: Set(territory),
        site_id: Set(of.id.0),
        weekday: Set(narrow(hours.weekday.number_from_monday())),
        from_minute: Set(i32::from(hours.from.0)),
        to_minute: Set(i32::from(hours.to.0)),
    })
}

pub(super) fn travel_row(
    territory: Uuid,
    (from, to): (SiteId, SiteId),
    minutes: Minutes,
) -> travel::ActiveModel {
    travel::ActiveModel {
        from_site_id: Set(from.0),
        to_site_id: Set(to.0),
        territory_id: Set(territory),
        minutes: Set(narrow(minutes.0)),
    }
}

pub(super) fn visit_type_row(territory: Uuid, kind: &VisitType) -> visit_type::ActiveModel {
    visit_type::ActiveModel {
        id: Set(kind.id.0),
        territory_id: Set(territory),
        key: Set(kind.key.clone()),
        name: Set(kind.name.clone()),
        duration: Set(narrow(kind.duration.0)),
        grid: Set(narrow(kind.grid.0)),
        notice: Set(narrow(kind.notice.0)),
        horizon_days: Set(i32::from(kind.horizon_days)),
        modes: Set(modes_text(kind.modes)),
        buffer_before: Set(narrow(kind.buffer_before.0)),
        buffer_after: Set(narrow(kind.buffer_after.0)),
        reminders: Set(kind.cadence.reminders_text()),
        chase_days: Set(i32::from(kind.cadence.chase_days)),
        is_public: Set(kind.is_public),
    }
}

pub(super) fn need_rows(
    territory: Uuid,
    kind: &VisitType,
) -> impl Iterator<Item = visit_type_role::ActiveModel> {
    kind.needs.iter().zip(0..).map(move |(need, position)| visit_type_role::ActiveModel {
        visit_type_id: Set(kind.id.0),
        role: Set(need.role.name().to_owned()),
        territory_id: Set(territory),
        count: Set(i32::from(need.count)),
        modes: Set(modes_text(need.modes)),
        location: Set(place_text(need.place).to_owned()),
        position: Set(position),
    })
}

/// A resource; its agenda's revision only when it is `new`.
pub(super) fn resource_row(territory: Uuid, of: &Resource, new: bool) -> resource::ActiveModel {
    resource::ActiveModel {
        id: Set(of.id.0),
        territory_id: Set(territory),
        kind: Set(if of.room_of.is_some() { "room" } else { "professional" }.to_owned()),
        agenda_revision: if new { Set(1) } else { NotSet },
        daily_cap: Set(of.daily_cap.map(i32::from)),
        weekly_cap: Set(of.weekly_cap.map(i32::from)),
    }
}

pub(super) fn role_rows(territory: Uuid, of: &Resource) -> impl Iterator<Item = resource_role::ActiveModel> {
    of.roles.iter().map(move |role| resource_role::ActiveModel {
        resource_id: Set(of.id.0),
        role: Set(role.name().to_owned()),
        territory_id: Set(territory),
    })
}

pub(super) fn room_row(territory: Uuid, of: &Room) -> room::ActiveModel {
    room::ActiveModel {
        resource_id: Set(of.agenda.resource.id.0),
        territory_id: Set(territory),
        site_id: Set(of.site.0),
        key: Set(of.key.clone()),
        name: Set(of.name.clone()),
    }
}

pub(super) fn professional_row(territory: Uuid, of: &Professional) -> professional::ActiveModel {
    let resource = &of.agenda.resource;
    let languages: Vec<&str> = resource.languages.iter().map(domain::visit::Language::code).collect();
    professional::ActiveModel {
        resource_id: Set(resource.id.0),
        territory_id: Set(territory),
        key: Set(of.key.clone()),
        name: Set(of.name.clone()),
        email: Set(of.email.clone()),
        languages: Set(languages.join(" ")),
        share: Set(i32::from(resource.share)),
    }
}

pub(super) fn works_for_rows(
    territory: Uuid,
    of: &Professional,
) -> impl Iterator<Item = professional_organisation::ActiveModel> {
    of.organisations.iter().map(move |organisation| professional_organisation::ActiveModel {
        professional_id: Set(of.agenda.resource.id.0),
        organisation_id: Set(organisation.0),
        territory_id: Set(territory),
    })
}

pub(super) fn opening_row(territory: Uuid, whose: ResourceId, of: &Opening) -> opening::ActiveModel {
    opening::ActiveModel {
        id: Set(of.id.0),
        territory_id: Set(territory),
        resource_id: Set(whose.0),
        site_id: Set(of.site.0),
        first_day: Set(of.first_day),
        from_minute: Set(i32::from(of.from.0)),
        to_minute: Set(i32::from(of.to.0)),
        rule: Set(of.rule.clone()),
        modes: Set(modes_text(of.modes)),
    }
}

pub(super) fn exception_rows(
    territory: Uuid,
    of: &Opening,
) -> impl Iterator<Item = opening_exception::ActiveModel> {
    of.exceptions.iter().map(move |exception| opening_exception::ActiveModel {
        opening_id: Set(of.id.0),
        day: Set(exception.day),
        territory_id: Set(territory),
        instead_day: Set(exception.instead.map(|(day, ..)| day)),
        from_minute: Set(exception.instead.map(|(_, from, _)| i32::from(from.0))),
        to_minute: Set(exception.instead.map(|(.., to)| i32::from(to.0))),
    })
}

pub(super) fn kept_for_rows(
    territory: Uuid,
    of: &Opening,
) -> impl Iterator<Item = opening_visit_type::ActiveModel> {
    of.visit_types.iter().flatten().map(move |visit_type| opening_visit_type::ActiveModel {
        opening_id: Set(of.id.0),
        visit_type_id: Set(visit_type.0),
        territory_id: Set(territory),
    })
}

/// The row of an absence.
pub(in crate::store) fn absence_row(
    id: Uuid,
    territory: Uuid,
    resource: Uuid,
    span: Span,
) -> absence::ActiveModel {
    absence::ActiveModel {
        id: Set(id),
        territory_id: Set(territory),
        resource_id: Set(resource),
        from_quantum: Set(span.start.0),
        to_quantum: Set(span.end.0),
        declined_appointment_id: Set(None),
    }
}

pub(super) fn beneficiary_row(territory: Uuid, of: &Referral) -> beneficiary::ActiveModel {
    beneficiary::ActiveModel {
        id: Set(of.beneficiary.0),
        territory_id: Set(territory),
        given_name: Set(of.given_name.clone()),
        family_name: Set(of.family_name.clone()),
        email: Set(of.email.clone()),
        phone: Set(of.phone.clone()),
        born_on: Set(of.born_on),
        language: Set(of.language.code().to_owned()),
    }
}

/// A referral; its clock only when it is `new`.
pub(super) fn referral_row(territory: Uuid, of: &Referral, new: bool) -> referral::ActiveModel {
    fn clock<T>(new: bool) -> sea_orm::ActiveValue<Option<T>>
    where
        Option<T>: Into<sea_orm::Value>,
    {
        if new { Set(None) } else { NotSet }
    }
    referral::ActiveModel {
        id: Set(of.id.0),
        territory_id: Set(territory),
        key: Set(of.key.clone()),
        beneficiary_id: Set(of.beneficiary.0),
        received_on: if new { Set(of.received_on) } else { NotSet },
        organisation_id: Set(of.organisation.map(|organisation| organisation.0)),
        site_id: Set(of.site.map(|site| site.0)),
        referent_id: Set(of.referent.map(|referent| referent.0)),
        interpreter: Set(of.interpreter.as_ref().map(|language| language.code().to_owned())),
        first_offered_at: clock(new),
        booked_at: clock(new),
        attended_at: clock(new),
        closed_on: clock(new),
        closed_reason: clock(new),
        origin: if new { Set(ReferralOrigin::Partner.word().to_owned()) } else { NotSet },
    }
}
