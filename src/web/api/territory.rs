//! `/v1/territory`: sites, roles and visit types of the territory, with the keys that the other routes take.

use axum::extract::State;
use chrono::NaiveDate;
use domain::territory::Territory;
use domain::territory_document::TerritoryDocument;
use serde::Serialize;
use utoipa::ToSchema;

use super::availability::snapshot;
use super::body::Json;
use super::caller::{Caller, TerritoryRead, TerritoryWrite};
use super::problem::Problem;
use crate::actions;
use crate::store::organisations;
use crate::store::provenance::ListSource;
use crate::web::api::vocabulary::ModeWord;
use crate::web::state::State as App;

/// A territory.
#[derive(Debug, Serialize, ToSchema)]
pub struct TerritoryView {
    /// Key.
    key: String,
    /// Name.
    name: String,
    /// IANA name of its wall clock.
    #[schema(example = "Europe/Paris")]
    time_zone: String,
    /// Its sites, the first of its screens first.
    sites: Vec<SiteView>,
    /// Its visit types, by key.
    visit_types: Vec<VisitTypeView>,
    /// Its organisations, by key.
    organisations: Vec<OrganisationView>,
    /// How many days the law gives, from which date of the referral on.
    legal_limits: Vec<LegalLimitView>,
}

/// A site.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteView {
    /// Key.
    key: String,
    /// Name.
    name: String,
    /// Postal address.
    address: String,
    /// Telephone.
    phone: String,
    /// IANA name of its wall clock.
    time_zone: String,
}

/// A partner.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationView {
    /// Key.
    key: String,
    /// Name.
    name: String,
}

/// A visit type.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitTypeView {
    /// Key.
    key: String,
    /// Name.
    name: String,
    /// Minutes.
    duration_minutes: u32,
    /// Starts are at wall-clock multiples of this many minutes.
    grid_minutes: u32,
    /// How many days ahead a start may lie.
    horizon_days: u16,
    /// The ways the person may be received.
    modes: Vec<ModeWord>,
    /// Who it takes.
    roles: Vec<RoleView>,
}

/// Who a visit type takes.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// The role.
    role: String,
    /// How many.
    count: u8,
    /// In which modes.
    modes: Vec<ModeWord>,
}

/// From a referral's date on, how many days the law gives.
#[derive(Debug, Serialize, ToSchema)]
pub struct LegalLimitView {
    /// First date.
    from: NaiveDate,
    /// Calendar days.
    days: u16,
    /// The text it comes from.
    source: String,
}

/// Read the token's territory
///
/// Sites and visit types with the keys that the other addresses take.
#[utoipa::path(
    get, path = "/v1/territory", operation_id = "read_territory", tag = "territory",
    responses((status = 200, description = "The territory", body = TerritoryView)),
    security(("bearer" = ["territory:read"])),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller<TerritoryRead>,
) -> Result<axum::Json<TerritoryView>, Problem> {
    let snapshot = snapshot(&app, caller.territory()).await?;
    let territory: &Territory = &snapshot.territory;
    let partners = organisations::list(app.ctx.db.read(), territory.id).await?;
    let sites = snapshot.site_order.iter().filter_map(|id| territory.sites.get(id));
    let mut visit_types: Vec<VisitTypeView> = territory
        .visit_types
        .values()
        .map(|kind| VisitTypeView {
            key: kind.key.clone(),
            name: kind.name.clone(),
            duration_minutes: kind.duration.0,
            grid_minutes: kind.grid.0,
            horizon_days: kind.horizon_days,
            modes: kind.modes.iter().map(Into::into).collect(),
            roles: kind
                .needs
                .iter()
                .map(|need| RoleView {
                    role: need.role.name().to_owned(),
                    count: need.count,
                    modes: need.modes.and(kind.modes).iter().map(Into::into).collect(),
                })
                .collect(),
        })
        .collect();
    visit_types.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(axum::Json(TerritoryView {
        key: territory.key.clone(),
        name: territory.name.clone(),
        time_zone: territory.zone.name().to_owned(),
        sites: sites
            .map(|site| SiteView {
                key: site.key.clone(),
                name: site.name.clone(),
                address: site.address.clone(),
                phone: site.phone.clone(),
                time_zone: site.zone.name().to_owned(),
            })
            .collect(),
        visit_types,
        organisations: partners
            .into_iter()
            .map(|partner| OrganisationView { key: partner.key, name: partner.name })
            .collect(),
        legal_limits: territory
            .limits
            .iter()
            .map(|limit| LegalLimitView { from: limit.from, days: limit.days, source: limit.source.clone() })
            .collect(),
    }))
}

/// What became of one list of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct TallyView {
    /// The list.
    list: String,
    /// How many are new.
    added: usize,
    /// How many differed.
    changed: usize,
    /// How many were there, and the same.
    unchanged: usize,
}

/// What became of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportView {
    /// False when everything was there already, and the same.
    changed: bool,
    /// List by list.
    lists: Vec<TallyView>,
}

/// Change the token's territory
///
/// The document of `unisson import territory`, as JSON (docs/territory.example.toml describes it). What is new is
/// added and what differs is changed, all of it or nothing; what the document does not name stays, and no appointment
/// is touched. Sent again, nothing changes.
#[utoipa::path(
    patch, path = "/v1/territory", operation_id = "change_territory", tag = "territory",
    request_body(content = Object, description = "The document, 10 MiB at most"),
    responses((status = 200, description = "Imported", body = ImportView)),
    security(("bearer" = ["territory:write"])),
)]
pub async fn change(
    State(app): State<App>,
    caller: Caller<TerritoryWrite>,
    Json(blueprint): Json<TerritoryDocument>,
) -> Result<axum::Json<ImportView>, Problem> {
    let snapshot = snapshot(&app, caller.territory()).await?;
    if blueprint.key != snapshot.territory.key {
        let suggestion = "send the key of the token's territory, or ask for a token of the other one";
        return Err(Problem::field("key", "it is another territory's", suggestion));
    }
    let source = ListSource { name: caller.grant.client.clone(), as_of: None };
    let imported = actions::import_territory(&app.ctx, &blueprint, &[], &source).await?;
    let lists = imported.tallies.iter().map(|(list, tally)| TallyView {
        list: (*list).to_owned(),
        added: tally.added,
        changed: tally.changed,
        unchanged: tally.same,
    });
    Ok(axum::Json(ImportView { changed: imported.has_changed, lists: lists.collect() }))
}
