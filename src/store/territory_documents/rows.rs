//! The rows that a territory is made of.

use chrono::{DateTime, Utc};
use domain::agenda::{Opening, Resource};
use domain::ids::{ResourceId, SiteId, TerritoryId};
use domain::referral::ReferralOrigin;
use domain::territory::{LegalLimit, Site, Territory};
use domain::territory_document::{Organisation, Professional, Referral, Room};
use domain::time::{IsoWeekday, Minutes};
use domain::visit::VisitType;
use entity::column::{Id, Number, Word, Words};
use entity::{
    beneficiary, legal_limit, opening, opening_exception, opening_visit_type, organisation, professional,
    professional_organisation, referral, resource, resource_role, room, site, site_hours, territory, travel,
    visit_type, visit_type_role,
};
use sea_orm::ActiveValue::{NotSet, Set};
use uuid::Uuid;

/// The territory itself; its revision and when it was set up only when it is `new`.
pub(super) fn territory_row(of: &Territory, new: Option<DateTime<Utc>>) -> territory::ActiveModel {
    territory::ActiveModel {
        id: Set(Id(of.id)),
        key: Set(of.key.clone()),
        name: Set(of.name.clone()),
        brand: Set(of.theme.brand.map(Word)),
        phone: Set(of.theme.phone.clone()),
        messages_from: Set(Number(of.contact_hours.from)),
        messages_to: Set(Number(of.contact_hours.to)),
        messages_sundays: Set(of.contact_hours.sundays),
        waitlist_people: Set(Number(of.waitlist.people)),
        waitlist_rounds: Set(Number(of.waitlist.rounds)),
        waitlist_pause_days: Set(Number(of.waitlist.pause_days)),
        waitlist_min_gain_days: Set(Number(of.waitlist.min_gain_days)),
        waitlist_notice_hours: Set(Number(of.waitlist.notice_hours)),
        time_zone: Set(Word(of.zone)),
        holidays: Set(Word(of.holidays)),
        revision: new.map_or(NotSet, |_| Set(1)),
        created_at: new.map_or(NotSet, Set),
    }
}

pub(super) fn limit_row(id: Uuid, territory: TerritoryId, limit: &LegalLimit) -> legal_limit::ActiveModel {
    legal_limit::ActiveModel {
        id: Set(id),
        territory_id: Set(Id(territory)),
        from_day: Set(limit.from),
        days: Set(Number(limit.days)),
        source: Set(limit.source.clone()),
    }
}

pub(super) fn organisation_row(territory: TerritoryId, of: &Organisation) -> organisation::ActiveModel {
    organisation::ActiveModel {
        id: Set(Id(of.id)),
        territory_id: Set(Id(territory)),
        key: Set(of.key.clone()),
        name: Set(of.name.clone()),
        kind: Set(of.kind.clone()),
    }
}

pub(super) fn site_row(territory: TerritoryId, of: &Site, position: i32) -> site::ActiveModel {
    site::ActiveModel {
        id: Set(Id(of.id)),
        territory_id: Set(Id(territory)),
        key: Set(of.key.clone()),
        name: Set(of.name.clone()),
        address: Set(of.address.clone()),
        phone: Set(of.phone.clone()),
        time_zone: Set(Word(of.zone)),
        access: Set(Words(of.access.features.clone())),
        access_note: Set(of.access.note.clone()),
        position: Set(position),
    }
}

pub(super) fn hours_rows(
    territory: TerritoryId,
    of: &Site,
    new_id: impl Fn() -> Uuid,
) -> impl Iterator<Item = site_hours::ActiveModel> {
    of.hours.iter().map(move |hours| site_hours::ActiveModel {
        id: Set(new_id()),
        territory_id: Set(Id(territory)),
        site_id: Set(Id(of.id)),
        weekday: Set(Number(IsoWeekday(hours.weekday))),
        from_minute: Set(Number(hours.from)),
        to_minute: Set(Number(hours.to)),
    })
}

pub(super) fn travel_row(
    territory: TerritoryId,
    (from, to): (SiteId, SiteId),
    minutes: Minutes,
) -> travel::ActiveModel {
    travel::ActiveModel {
        from_site_id: Set(Id(from)),
        to_site_id: Set(Id(to)),
        territory_id: Set(Id(territory)),
        minutes: Set(Number(minutes)),
    }
}

pub(super) fn visit_type_row(territory: TerritoryId, kind: &VisitType) -> visit_type::ActiveModel {
    visit_type::ActiveModel {
        id: Set(Id(kind.id)),
        territory_id: Set(Id(territory)),
        key: Set(kind.key.clone()),
        name: Set(kind.name.clone()),
        duration: Set(Number(kind.duration)),
        grid: Set(Number(kind.grid)),
        notice: Set(Number(kind.notice)),
        horizon_days: Set(Number(kind.horizon_days)),
        modes: Set(Words(kind.modes)),
        buffer_before: Set(Number(kind.buffer_before)),
        buffer_after: Set(Number(kind.buffer_after)),
        reminders: Set(Words(kind.cadence.reminders.clone())),
        chase_days: Set(Number(kind.cadence.chase_days)),
        is_public: Set(kind.is_public),
    }
}

pub(super) fn need_rows(
    territory: TerritoryId,
    kind: &VisitType,
) -> impl Iterator<Item = visit_type_role::ActiveModel> {
    kind.needs.iter().zip(0..).map(move |(need, position)| visit_type_role::ActiveModel {
        visit_type_id: Set(Id(kind.id)),
        role: Set(Word(need.role.clone())),
        territory_id: Set(Id(territory)),
        count: Set(Number(need.count)),
        modes: Set(Words(need.modes)),
        location: Set(Word(need.place)),
        position: Set(position),
    })
}

/// A resource; its agenda's revision only when it is `new`.
pub(super) fn resource_row(territory: TerritoryId, of: &Resource, new: bool) -> resource::ActiveModel {
    resource::ActiveModel {
        id: Set(Id(of.id)),
        territory_id: Set(Id(territory)),
        kind: Set(Word(of.kind())),
        agenda_revision: if new { Set(1) } else { NotSet },
        daily_cap: Set(of.daily_cap.map(Number)),
        weekly_cap: Set(of.weekly_cap.map(Number)),
    }
}

pub(super) fn role_rows(
    territory: TerritoryId,
    of: &Resource,
) -> impl Iterator<Item = resource_role::ActiveModel> {
    of.roles.iter().map(move |role| resource_role::ActiveModel {
        resource_id: Set(Id(of.id)),
        role: Set(Word(role.clone())),
        territory_id: Set(Id(territory)),
    })
}

pub(super) fn room_row(territory: TerritoryId, of: &Room) -> room::ActiveModel {
    room::ActiveModel {
        resource_id: Set(Id(of.agenda.resource.id)),
        territory_id: Set(Id(territory)),
        site_id: Set(Id(of.site)),
        key: Set(of.key.clone()),
        name: Set(of.name.clone()),
    }
}

pub(super) fn professional_row(territory: TerritoryId, of: &Professional) -> professional::ActiveModel {
    let resource = &of.agenda.resource;
    professional::ActiveModel {
        resource_id: Set(Id(resource.id)),
        territory_id: Set(Id(territory)),
        key: Set(of.key.clone()),
        name: Set(of.name.clone()),
        email: Set(of.email.clone()),
        languages: Set(Words(resource.languages.clone())),
        share: Set(Number(resource.share)),
    }
}

pub(super) fn works_for_rows(
    territory: TerritoryId,
    of: &Professional,
) -> impl Iterator<Item = professional_organisation::ActiveModel> {
    of.organisations.iter().map(move |organisation| professional_organisation::ActiveModel {
        professional_id: Set(Id(of.agenda.resource.id)),
        organisation_id: Set(Id(*organisation)),
        territory_id: Set(Id(territory)),
    })
}

pub(super) fn opening_row(territory: TerritoryId, whose: ResourceId, of: &Opening) -> opening::ActiveModel {
    opening::ActiveModel {
        id: Set(Id(of.id)),
        territory_id: Set(Id(territory)),
        resource_id: Set(Id(whose)),
        site_id: Set(Id(of.site)),
        first_day: Set(of.first_day),
        from_minute: Set(Number(of.from)),
        to_minute: Set(Number(of.to)),
        rule: Set(of.rule.clone()),
        modes: Set(Words(of.modes)),
    }
}

pub(super) fn exception_rows(
    territory: TerritoryId,
    of: &Opening,
) -> impl Iterator<Item = opening_exception::ActiveModel> {
    of.exceptions.iter().map(move |exception| opening_exception::ActiveModel {
        opening_id: Set(Id(of.id)),
        day: Set(exception.day),
        territory_id: Set(Id(territory)),
        instead_day: Set(exception.instead.map(|(day, ..)| day)),
        from_minute: Set(exception.instead.map(|(_, from, _)| Number(from))),
        to_minute: Set(exception.instead.map(|(.., to)| Number(to))),
    })
}

pub(super) fn kept_for_rows(
    territory: TerritoryId,
    of: &Opening,
) -> impl Iterator<Item = opening_visit_type::ActiveModel> {
    of.visit_types.iter().flatten().map(move |visit_type| opening_visit_type::ActiveModel {
        opening_id: Set(Id(of.id)),
        visit_type_id: Set(Id(*visit_type)),
        territory_id: Set(Id(territory)),
    })
}

pub(super) fn beneficiary_row(territory: TerritoryId, of: &Referral) -> beneficiary::ActiveModel {
    beneficiary::ActiveModel {
        id: Set(Id(of.beneficiary)),
        territory_id: Set(Id(territory)),
        given_name: Set(of.given_name.clone()),
        family_name: Set(of.family_name.clone()),
        email: Set(of.email.clone()),
        phone: Set(of.phone.clone()),
        born_on: Set(of.born_on),
        language: Set(Word(of.language_or_french())),
    }
}

/// A referral; its clock only when it is `new`.
pub(super) fn referral_row(territory: TerritoryId, of: &Referral, new: bool) -> referral::ActiveModel {
    fn clock<T>(new: bool) -> sea_orm::ActiveValue<Option<T>>
    where
        Option<T>: Into<sea_orm::Value>,
    {
        if new { Set(None) } else { NotSet }
    }
    referral::ActiveModel {
        id: Set(Id(of.id)),
        territory_id: Set(Id(territory)),
        key: Set(of.key.clone()),
        beneficiary_id: Set(Id(of.beneficiary)),
        received_on: if new { Set(of.received_on) } else { NotSet },
        organisation_id: Set(of.organisation.map(Id)),
        site_id: Set(of.site.map(Id)),
        referent_id: Set(of.referent.map(Id)),
        interpreter: Set(of.interpreter.clone().map(Word)),
        first_offered_at: clock(new),
        booked_at: clock(new),
        attended_at: clock(new),
        closed_on: clock(new),
        closed_reason: clock(new),
        origin: if new { Set(Word(ReferralOrigin::Partner)) } else { NotSet },
    }
}
