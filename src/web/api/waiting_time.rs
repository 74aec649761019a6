//! `GET /v1/waiting-time`: waiting time statistics, referrals that still wait included.

use axum::extract::State;
use chrono::NaiveDate;
use domain::ids::{OrganisationId, TerritoryId};
use domain::survival::{Estimate, Survival};
use domain::waiting_time;
use domain::waiting_time::{FRANCE_2018, HORIZONS, MEAN_UNTIL, Month};
use domain::zone::to_local;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::availability::snapshot;
use super::body::Filter;
use super::caller::{Caller, WaitingTimeRead};
use super::problem::Problem;
use crate::store::{organisations, waiting_time as clocks};
use crate::web::api::keys::{site, unknown};
use crate::web::state::State as App;

/// Whose wait.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Whose {
    /// Key of a site: the referrals that asked for it.
    #[param(nullable = false)]
    site: Option<String>,
    /// Key of an organisation: the referrals it is in charge of.
    #[param(nullable = false)]
    organisation: Option<String>,
    /// Month of reception.
    #[param(example = "2026-09", pattern = "^\\d{4}-(0[1-9]|1[0-2])$", nullable = false)]
    month: Option<String>,
}

/// The wait of a group of referrals, from the day each was received to its first attended joint appointment.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingTime {
    /// The local date as of which it is measured.
    as_of: NaiveDate,
    /// Everybody of the group.
    #[serde(flatten)]
    all: GroupView,
    /// The mean wait where counting stops after 180 days (restricted mean), among those still concerned.
    restricted_mean_days: Option<f64>,
    /// The share within the legal limit, by the limit in force at each referral's date.
    legal_limits: Vec<UnderLimitView>,
    /// By month of reception, the earliest first.
    cohorts: Vec<CohortView>,
    /// The mean wait from application to orientation in France in 2018 (DREES, 3 October 2019): another clock, for
    /// comparison only.
    france_2018_days: u32,
}

/// The wait of one group.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupView {
    /// How many referrals.
    n: u32,
    /// How many still wait.
    still_waiting: u32,
    /// How many had an attended appointment.
    attended: u32,
    /// How many were closed without.
    closed: u32,
    /// Days by which a quarter, half, three quarters and nine tenths of those still concerned have had their
    /// appointment (Kaplan-Meier).
    quantiles: Vec<QuantileView>,
    /// Shares of everybody received (Aalen-Johansen).
    shares: Vec<ShareView>,
}

/// A quantile of the wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuantileView {
    /// Which.
    share: f64,
    /// Days; null while it is not reached.
    days: Option<f64>,
    /// Lower end of the 95 % interval.
    low: Option<f64>,
    /// Upper end of the 95 % interval; null beyond what was seen.
    high: Option<f64>,
}

/// The shares by one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShareView {
    /// Within so many days.
    within_days: u32,
    /// Had their appointment.
    attended: Option<EstimateView>,
    /// Were closed without.
    closed: Option<EstimateView>,
}

/// A share with its 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimateView {
    /// The share, 0 to 1.
    value: f64,
    /// Lower end.
    low: Option<f64>,
    /// Upper end.
    high: Option<f64>,
}

impl From<Estimate> for EstimateView {
    fn from(estimate: Estimate) -> Self {
        let (low, high) = estimate.interval.unzip();
        Self { value: estimate.value, low, high }
    }
}

/// The referrals under one legal limit.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnderLimitView {
    /// Days the law gives.
    days: u16,
    /// For referrals received from this date on.
    from: NaiveDate,
    /// The text it comes from.
    source: String,
    /// How many referrals.
    n: u32,
    /// The share with an appointment within it; null while nobody has been seen so long.
    within: Option<EstimateView>,
}

/// The referrals received in one month.
#[derive(Debug, Serialize, ToSchema)]
pub struct CohortView {
    /// The month.
    #[schema(example = "2026-09")]
    month: String,
    /// True while somebody received in it could still be in time: its figures will move.
    immature: bool,
    /// The share within the legal limit in force.
    within_limit: Option<EstimateView>,
    /// Its wait.
    #[serde(flatten)]
    group: GroupView,
}

/// How long people wait
///
/// From the day a referral was received to the first attended joint appointment. People who still wait are counted
/// as waiting, never left out. By site asked for, organisation in charge or month of reception.
#[utoipa::path(
    get, path = "/v1/waiting-time", operation_id = "read_waiting_time", tag = "waiting time",
    params(Whose),
    responses((status = 200, description = "The wait", body = WaitingTime)),
    security(("bearer" = ["waiting-time:read"])),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller<WaitingTimeRead>,
    Filter(whose): Filter<Whose>,
) -> Result<axum::Json<WaitingTime>, Problem> {
    let snapshot = snapshot(&app, caller.territory()).await?;
    let territory = &snapshot.territory;
    let month = whose.month.as_deref().map(Month::parse).transpose();
    let month = month.map_err(|wrong| Problem::field("month", "it is no month", wrong.to_string()))?;
    let site = whose.site.as_deref().map(|key| site(territory, "site", key)).transpose()?;
    let today = to_local(territory.zone, app.ctx.now()).date();
    let organisation = match &whose.organisation {
        Some(key) => Some(organisation(&app, territory.id, key).await?),
        None => None,
    };
    let filter = clocks::Filter { site, organisation, month };
    let report = waiting_time::report(
        territory,
        &clocks::clocks(app.ctx.db.read(), territory, filter, today).await?,
        today,
    );
    Ok(axum::Json(WaitingTime {
        as_of: today,
        restricted_mean_days: report.all.restricted_mean(MEAN_UNTIL),
        all: group(&report.all),
        legal_limits: report
            .limits
            .into_iter()
            .map(|under| UnderLimitView {
                days: under.limit.days,
                from: under.limit.from,
                source: under.limit.source,
                n: under.n,
                within: under.within.map(Into::into),
            })
            .collect(),
        cohorts: report
            .cohorts
            .into_iter()
            .map(|cohort| CohortView {
                month: cohort.month.to_string(),
                immature: cohort.is_immature,
                within_limit: cohort.within.map(Into::into),
                group: group(&cohort.waits),
            })
            .collect(),
        france_2018_days: FRANCE_2018,
    }))
}

/// The organisation called `key`.
async fn organisation(app: &App, territory: TerritoryId, key: &str) -> Result<OrganisationId, Problem> {
    let all = organisations::list(app.ctx.db.read(), territory).await?;
    let found = all.iter().find(|organisation| organisation.key == key).map(|organisation| organisation.id);
    found.ok_or_else(|| unknown("organisation", "organisation", all.iter().map(|one| one.key.as_str())))
}

fn group(waits: &Survival) -> GroupView {
    let quantiles = [0.25, 0.5, 0.75, 0.9].map(|share| {
        let found = waits.quantile(share);
        QuantileView { share, days: found.day, low: found.low, high: found.high }
    });
    let shares = HORIZONS.map(|within_days| ShareView {
        within_days,
        attended: waits.appointment_by(within_days).map(Into::into),
        closed: waits.exit_by(within_days).map(Into::into),
    });
    GroupView {
        n: waits.n,
        still_waiting: waits.still_waiting,
        attended: waits.appointments,
        closed: waits.exits,
        quantiles: quantiles.into(),
        shares: shares.into(),
    }
}
