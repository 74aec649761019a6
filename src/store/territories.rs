//! Territories with their sites, ways and visit types.

use std::collections::BTreeMap;

use domain::accessibility::Accessibility;
use domain::contact_hours::ContactHours;
use domain::ids::{SiteId, TerritoryId, VisitTypeId};
use domain::reminder_schedule::ReminderSchedule;
use domain::territory::{LegalLimit, Site, SiteHours, Territory};
use domain::theme::Theme;
use domain::visit::{RoleNeed, VisitType};
use domain::waitlist::WaitlistRule;
use entity::column::Id;
use entity::{legal_limit, site, site_hours, territory, travel, visit_type, visit_type_role};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::db::Tx;
use super::error::StoreError;

/// Every territory: identifier, key and name, by key.
///
/// # Errors
/// [`StoreError`].
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<(TerritoryId, String, String)>, StoreError> {
    let rows = territory::Entity::find().order_by_asc(territory::COLUMN.key).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id.0, row.key, row.name)).collect())
}

/// The territory called `key`.
///
/// # Errors
/// [`StoreError`].
pub async fn by_key(db: &impl ConnectionTrait, key: &str) -> Result<Option<TerritoryId>, StoreError> {
    let row = territory::Entity::find().filter(territory::COLUMN.key.eq(key)).one(db).await?;
    Ok(row.map(|row| row.id.0))
}

/// Keeps others from importing into a territory, or entering people there, until the transaction ends; bookings go
/// on. False when there is no such territory.
///
/// # Errors
/// [`StoreError`].
pub async fn lock(tx: &Tx, id: TerritoryId) -> Result<bool, StoreError> {
    let row = territory::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
    Ok(row.is_some())
}

/// As [`by_key`], and keeps others from importing into it until the transaction ends; bookings go on.
///
/// # Errors
/// [`StoreError`].
pub async fn lock_by_key(tx: &Tx, key: &str) -> Result<Option<TerritoryId>, StoreError> {
    let row = territory::Entity::find()
        .filter(territory::COLUMN.key.eq(key))
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?;
    Ok(row.map(|row| row.id.0))
}

/// The number that grows with every change of the territory's name, clock, limits, sites, ways or visit types.
///
/// # Errors
/// [`StoreError`].
pub async fn revision(db: &impl ConnectionTrait, id: TerritoryId) -> Result<Option<i64>, StoreError> {
    let revision = territory::Entity::find_by_id(id)
        .select_only()
        .column(territory::Column::Revision)
        .into_tuple()
        .one(db)
        .await?;
    Ok(revision)
}

/// Everything of a territory that a search needs and that is nobody's agenda.
///
/// # Errors
/// [`StoreError`].
pub async fn load(db: &impl ConnectionTrait, id: TerritoryId) -> Result<Option<Territory>, StoreError> {
    let Some(row) = territory::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let limits = legal_limit::Entity::find()
        .filter(legal_limit::COLUMN.territory_id.eq(Id(id)))
        .order_by_asc(legal_limit::COLUMN.from_day)
        .all(db)
        .await?
        .into_iter()
        .map(|row| LegalLimit { from: row.from_day, days: row.days.0, source: row.source })
        .collect();
    let travel = travel::Entity::find()
        .filter(travel::COLUMN.territory_id.eq(Id(id)))
        .all(db)
        .await?
        .into_iter()
        .map(|row| ((row.from_site_id.0, row.to_site_id.0), row.minutes.0))
        .collect();
    Ok(Some(Territory {
        id,
        zone: row.time_zone.0,
        holidays: row.holidays.0,
        key: row.key,
        name: row.name,
        theme: Theme { brand: row.brand.map(|brand| brand.0), phone: row.phone },
        contact_hours: ContactHours {
            from: row.messages_from.0,
            to: row.messages_to.0,
            sundays: row.messages_sundays,
        },
        waitlist: WaitlistRule {
            people: row.waitlist_people.0,
            rounds: row.waitlist_rounds.0,
            pause_days: row.waitlist_pause_days.0,
            min_gain_days: row.waitlist_min_gain_days.0,
            notice_hours: row.waitlist_notice_hours.0,
        },
        limits,
        sites: sites(db, id).await?,
        travel,
        visit_types: visit_types(db, id).await?,
    }))
}

/// The sites of a territory in the order of its screens.
///
/// # Errors
/// [`StoreError`].
pub async fn site_order(db: &impl ConnectionTrait, id: TerritoryId) -> Result<Vec<SiteId>, StoreError> {
    let rows = site::Entity::find()
        .filter(site::COLUMN.territory_id.eq(Id(id)))
        .order_by_asc(site::COLUMN.position)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id.0).collect())
}

async fn sites(db: &impl ConnectionTrait, id: TerritoryId) -> Result<BTreeMap<SiteId, Site>, StoreError> {
    let mut hours: BTreeMap<SiteId, Vec<SiteHours>> = BTreeMap::new();
    for row in site_hours::Entity::find().filter(site_hours::COLUMN.territory_id.eq(Id(id))).all(db).await? {
        let (weekday, from, to) = (row.weekday.0.0, row.from_minute.0, row.to_minute.0);
        hours.entry(row.site_id.0).or_default().push(SiteHours { weekday, from, to });
    }
    let rows = site::Entity::find().filter(site::COLUMN.territory_id.eq(Id(id))).all(db).await?;
    let read = |row: site::Model| Site {
        id: row.id.0,
        key: row.key,
        name: row.name,
        address: row.address,
        phone: row.phone,
        zone: row.time_zone.0,
        access: Accessibility { features: row.access.0, note: row.access_note },
        hours: hours.remove(&row.id.0).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(read).map(|site| (site.id, site)).collect())
}

async fn visit_types(
    db: &impl ConnectionTrait,
    id: TerritoryId,
) -> Result<BTreeMap<VisitTypeId, VisitType>, StoreError> {
    let mut needs: BTreeMap<VisitTypeId, Vec<RoleNeed>> = BTreeMap::new();
    let lines = visit_type_role::Entity::find()
        .filter(visit_type_role::COLUMN.territory_id.eq(Id(id)))
        .order_by_asc(visit_type_role::COLUMN.position)
        .all(db)
        .await?;
    for line in lines {
        needs.entry(line.visit_type_id.0).or_default().push(RoleNeed {
            role: line.role.0,
            count: line.count.0,
            modes: line.modes.0,
            place: line.location.0,
        });
    }
    let rows = visit_type::Entity::find().filter(visit_type::COLUMN.territory_id.eq(Id(id))).all(db).await?;
    let read = |row: visit_type::Model| VisitType {
        id: row.id.0,
        key: row.key,
        name: row.name,
        duration: row.duration.0,
        grid: row.grid.0,
        needs: needs.remove(&row.id.0).unwrap_or_default(),
        modes: row.modes.0,
        notice: row.notice.0,
        horizon_days: row.horizon_days.0,
        buffer_before: row.buffer_before.0,
        buffer_after: row.buffer_after.0,
        cadence: ReminderSchedule { reminders: row.reminders.0, chase_days: row.chase_days.0 },
        is_public: row.is_public,
    };
    Ok(rows.into_iter().map(read).map(|kind| (kind.id, kind)).collect())
}
