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
use entity::{legal_limit, site, site_hours, territory, travel, visit_type, visit_type_role};
use sea_orm::sea_query::LockType;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::db::Tx;
use super::error::StoreError;
use crate::store::columns;

/// Every territory: identifier, key and name, by key.
///
/// # Errors
/// [`StoreError`].
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<(TerritoryId, String, String)>, StoreError> {
    let rows = territory::Entity::find().order_by_asc(territory::COLUMN.key).all(db).await?;
    Ok(rows.into_iter().map(|row| (TerritoryId(row.id), row.key, row.name)).collect())
}

/// The territory called `key`.
///
/// # Errors
/// [`StoreError`].
pub async fn by_key(db: &impl ConnectionTrait, key: &str) -> Result<Option<TerritoryId>, StoreError> {
    let row = territory::Entity::find().filter(territory::COLUMN.key.eq(key)).one(db).await?;
    Ok(row.map(|row| TerritoryId(row.id)))
}

/// Keeps others from importing into a territory, or entering people there, until the transaction ends; bookings go
/// on. False when there is no such territory.
///
/// # Errors
/// [`StoreError`].
pub async fn lock(tx: &Tx, id: TerritoryId) -> Result<bool, StoreError> {
    let row = territory::Entity::find_by_id(id.0).lock(LockType::NoKeyUpdate).one(tx).await?;
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
    Ok(row.map(|row| TerritoryId(row.id)))
}

/// The number that grows with every change of the territory's name, clock, limits, sites, ways or visit types.
///
/// # Errors
/// [`StoreError`].
pub async fn revision(db: &impl ConnectionTrait, id: TerritoryId) -> Result<Option<i64>, StoreError> {
    let revision = territory::Entity::find_by_id(id.0)
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
    let Some(row) = territory::Entity::find_by_id(id.0).one(db).await? else { return Ok(None) };
    let limits = legal_limit::Entity::find()
        .filter(legal_limit::COLUMN.territory_id.eq(id.0))
        .order_by_asc(legal_limit::COLUMN.from_day)
        .all(db)
        .await?
        .into_iter()
        .map(|row| {
            let days = columns::number("legal_limit", row.days)?;
            Ok(LegalLimit { from: row.from_day, days, source: row.source })
        })
        .collect::<Result<_, StoreError>>()?;
    let travel = travel::Entity::find()
        .filter(travel::COLUMN.territory_id.eq(id.0))
        .all(db)
        .await?
        .into_iter()
        .map(|row| {
            let way = (SiteId(row.from_site_id), SiteId(row.to_site_id));
            Ok((way, columns::minutes("travel", row.minutes)?))
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(Some(Territory {
        id,
        zone: columns::zone("territory", &row.time_zone)?,
        holidays: columns::holidays("territory", &row.holidays)?,
        key: row.key,
        name: row.name,
        theme: Theme { brand: columns::brand("territory", row.brand.as_deref())?, phone: row.phone },
        contact_hours: ContactHours {
            from: columns::minute_of_day("territory", row.messages_from)?,
            to: columns::minute_of_day("territory", row.messages_to)?,
            sundays: row.messages_sundays,
        },
        waitlist: WaitlistRule {
            people: columns::number("territory", row.waitlist_people)?,
            rounds: columns::number("territory", row.waitlist_rounds)?,
            pause_days: columns::number("territory", row.waitlist_pause_days)?,
            min_gain_days: columns::number("territory", row.waitlist_min_gain_days)?,
            notice_hours: columns::number("territory", row.waitlist_notice_hours)?,
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
        .filter(site::COLUMN.territory_id.eq(id.0))
        .order_by_asc(site::COLUMN.position)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| SiteId(row.id)).collect())
}

async fn sites(db: &impl ConnectionTrait, id: TerritoryId) -> Result<BTreeMap<SiteId, Site>, StoreError> {
    let mut hours: BTreeMap<SiteId, Vec<SiteHours>> = BTreeMap::new();
    for row in site_hours::Entity::find().filter(site_hours::COLUMN.territory_id.eq(id.0)).all(db).await? {
        let weekday = u8::try_from(row.weekday - 1).ok().and_then(|day| chrono::Weekday::try_from(day).ok());
        let weekday = weekday.ok_or_else(|| StoreError::Corrupt {
            table: "site_hours",
            found: row.weekday.to_string(),
            wanted: "a weekday, 1 to 7",
        })?;
        let from = columns::minute_of_day("site_hours", row.from_minute)?;
        let to = columns::minute_of_day("site_hours", row.to_minute)?;
        hours.entry(SiteId(row.site_id)).or_default().push(SiteHours { weekday, from, to });
    }
    let rows = site::Entity::find().filter(site::COLUMN.territory_id.eq(id.0)).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let id = SiteId(row.id);
            let zone = columns::zone("site", &row.time_zone)?;
            let hours = hours.remove(&id).unwrap_or_default();
            let features = columns::features("site", &row.access)?;
            let site = Site {
                id,
                key: row.key,
                name: row.name,
                address: row.address,
                phone: row.phone,
                zone,
                access: Accessibility { features, note: row.access_note },
                hours,
            };
            Ok((id, site))
        })
        .collect()
}

async fn visit_types(
    db: &impl ConnectionTrait,
    id: TerritoryId,
) -> Result<BTreeMap<VisitTypeId, VisitType>, StoreError> {
    const TABLE: &str = "visit_type";
    let mut needs: BTreeMap<VisitTypeId, Vec<RoleNeed>> = BTreeMap::new();
    let lines = visit_type_role::Entity::find()
        .filter(visit_type_role::COLUMN.territory_id.eq(id.0))
        .order_by_asc(visit_type_role::COLUMN.position)
        .all(db)
        .await?;
    for line in lines {
        needs.entry(VisitTypeId(line.visit_type_id)).or_default().push(RoleNeed {
            role: columns::role("visit_type_role", &line.role)?,
            count: columns::number("visit_type_role", line.count)?,
            modes: columns::modes("visit_type_role", &line.modes)?,
            place: columns::place("visit_type_role", &line.location)?,
        });
    }
    let rows = visit_type::Entity::find().filter(visit_type::COLUMN.territory_id.eq(id.0)).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let id = VisitTypeId(row.id);
            let visit_type = VisitType {
                id,
                key: row.key,
                name: row.name,
                duration: columns::minutes(TABLE, row.duration)?,
                grid: columns::minutes(TABLE, row.grid)?,
                needs: needs.remove(&id).unwrap_or_default(),
                modes: columns::modes(TABLE, &row.modes)?,
                notice: columns::minutes(TABLE, row.notice)?,
                horizon_days: columns::number(TABLE, row.horizon_days)?,
                buffer_before: columns::minutes(TABLE, row.buffer_before)?,
                buffer_after: columns::minutes(TABLE, row.buffer_after)?,
                cadence: ReminderSchedule {
                    reminders: columns::reminders(TABLE, &row.reminders)?,
                    chase_days: columns::number(TABLE, row.chase_days)?,
                },
                is_public: row.is_public,
            };
            Ok((id, visit_type))
        })
        .collect()
}
