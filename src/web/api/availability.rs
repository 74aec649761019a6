//! `POST /v1/joint-availability`: the earliest joint starts, and why there are none earlier.

use axum::extract::State;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::ids::{ReferralId, TerritoryId};
use domain::search::{Explanation, RelaxedConstraint, Start};
use domain::territory::Territory;
use domain::time::Quantum;
use domain::zone::{day_span, to_utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Json;
use super::caller::{AvailabilityRead, Caller};
use super::hold_token::HoldToken;
use super::problem::{Problem, ProblemDetails, ProblemType};
use crate::actions::{self, Explain, Offer, Offers, SlotRequest};
use crate::store::agenda_cache::Snapshot;
use crate::store::referrals;
use crate::web::api::keys::{site, unavailable as unavailable_half_day, visit_type};
use crate::web::api::offer_view::OfferView;
use crate::web::api::vocabulary::{CannotCome, HalfDayWord, ModeWord, lack, site_key};
use crate::web::errors::not_in_territory::NotInTerritory;
use crate::web::state::State as App;

/// Most sites, and most half-days, in one question.
const MOST: usize = 200;

/// What is looked for. The server knows who is needed: the visit type says it, and the referral which interpreter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityRequest {
    /// Key of the visit type.
    #[schema(example = "diagnostic")]
    visit_type: String,
    /// Identifier or file number of the referral.
    #[schema(example = "r-1", max_length = 64)]
    referral: String,
    /// How the person is received.
    #[serde(default = "onsite")]
    #[schema(default = "onsite")]
    mode: ModeWord,
    /// The days looked at; all that the visit type allows without it.
    #[serde(default)]
    window: Option<Window>,
    /// Keys of the sites looked at, the favourite first; all of them when empty, the referral's first.
    #[serde(default)]
    #[schema(max_items = 200)]
    sites: Vec<String>,
    /// When the person cannot come.
    #[serde(default)]
    #[schema(max_items = 200)]
    cannot_come: Vec<CannotCome>,
    /// Whether to say why nothing is earlier.
    #[serde(default)]
    #[schema(default = false)]
    explain: bool,
}

const fn onsite() -> ModeWord {
    ModeWord::Onsite
}

/// Days, wall clock of the territory.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day.
    from: NaiveDate,
    /// Last day, itself included.
    to: NaiveDate,
}

/// What the search stands for: in the agendas of that revision no joint start is earlier.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CertificateView {
    /// The rule searched by.
    engine: String,
    /// The revision of the agendas searched.
    #[schema(example = "rev-81723")]
    snapshot: String,
    /// The step of starts, minutes.
    grid_minutes: u32,
    /// The first instant looked at, UTC.
    checked_from: DateTime<Utc>,
    /// The end of the time looked at, UTC.
    checked_to: DateTime<Utc>,
    /// The earliest start, UTC.
    earliest: Option<DateTime<Utc>>,
    /// A start before it that only the grid hides, UTC.
    earliest_off_grid: Option<DateTime<Utc>>,
    /// Joint starts before the earliest: none, or the search would be wrong.
    joint_starts_before: u32,
}

/// Why nothing is earlier.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExplanationView {
    /// Half-days before the earliest start in which somebody was on duty.
    blocked_half_days: usize,
    /// What was lacking, and in how many of them.
    by: Vec<BlameView>,
    /// Earlier starts, had something been given up.
    relax: Vec<RelaxationView>,
    /// The half-days most worth opening, best first.
    open_one_half_day: Vec<GainView>,
}

/// What was lacking at once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BlameView {
    /// Roles, `distinct_people` or `beneficiary`.
    #[schema(example = json!(["employment"]))]
    lacking: Vec<String>,
    /// In how many half-days.
    half_days: usize,
}

/// An earlier start, had something been given up.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RelaxationView {
    /// A role, `cannot_come` or `sites`.
    without: String,
    /// The earliest start then, UTC.
    earliest: DateTime<Utc>,
    /// Key of its site.
    site: String,
}

/// What one more half-day of a role would open.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GainView {
    /// The role.
    role: String,
    /// Key of the site.
    site: String,
    /// The day, wall clock of the site.
    day: NaiveDate,
    /// Which half.
    half: HalfDayWord,
    /// Joint starts that would be new.
    new_starts: usize,
    /// The first of them, UTC.
    first: DateTime<Utc>,
}

/// The answer to a search.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AvailabilityView {
    /// Up to three offers in time order: none when nothing is free at once in the window.
    offers: Vec<OfferView>,
    /// What the search stands for.
    certificate: CertificateView,
    /// Why nothing is earlier, when it was asked for.
    explanation: Option<ExplanationView>,
}

/// Search for joint starts
///
/// Plays the agendas of everybody needed together: the earliest start at which all are free at once, and two more
/// that a person can really choose between. Nothing is reserved. Who would be in the team is not told: until the
/// booking a colleague may take a place.
#[utoipa::path(
    post, path = "/v1/joint-availability", operation_id = "search_joint_availability", tag = "availability",
    request_body = AvailabilityRequest,
    responses(
        (status = 200, description = "What was found", body = AvailabilityView),
        (status = 404, description = "No such referral", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "The referral is closed", body = ProblemDetails, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["availability:read"])),
)]
pub async fn search(
    State(app): State<App>,
    caller: Caller<AvailabilityRead>,
    Json(wanted): Json<AvailabilityRequest>,
) -> Result<axum::Json<AvailabilityView>, Problem> {
    let snapshot = snapshot(&app, caller.territory()).await?;
    let ask = wanted.ask(&app, &snapshot).await.map_err(Problem::in_body)?;
    let explain = if wanted.explain { Explain::Yes } else { Explain::No };
    let answer = actions::offer(&app.ctx, &ask, explain).await?;
    Ok(axum::Json(AvailabilityView::of(&snapshot.territory, &ask, &answer)?))
}

/// The agendas of the caller's territory.
pub(super) async fn snapshot(app: &App, territory: TerritoryId) -> Result<std::sync::Arc<Snapshot>, Problem> {
    let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, territory, app.ctx.now()).await?;
    snapshot.ok_or_else(|| {
        Problem::new(
            ProblemType::Unauthenticated,
            "the token's territory is not kept here: ask for a new token",
        )
    })
}

/// The referral with that identifier or file number.
pub(super) async fn referral(app: &App, territory: TerritoryId, name: &str) -> Result<ReferralId, Problem> {
    if let Ok(id) = name.parse::<ReferralId>() {
        // Whether there is such a one the action finds out.
        return Ok(id);
    }
    let found = referrals::by_key(app.ctx.db.read(), territory, name).await?;
    found.map(|referral| referral.id).ok_or_else(|| Problem::not_found("referral"))
}

impl AvailabilityRequest {
    async fn ask(&self, app: &App, snapshot: &Snapshot) -> Result<SlotRequest, Problem> {
        let territory = &snapshot.territory;
        if self.sites.len() > MOST || self.cannot_come.len() > MOST {
            let suggestion = format!("name {MOST} at most");
            return Err(Problem::field("sites, cannot_come", "the list is too long", suggestion));
        }
        if self.window.is_some_and(|window| window.to < window.from) {
            return Err(Problem::body_field("window.to", "it lies before from", "give a later day"));
        }
        let sites = self.sites.iter().enumerate();
        let sites = sites.map(|(index, key)| site(territory, &format!("sites[{index}]"), key));
        let cannot = self
            .cannot_come
            .iter()
            .enumerate()
            .map(|(index, half_day)| unavailable_half_day(*half_day, index));
        let (sites, unavailable) = (sites.collect::<Result<_, _>>()?, cannot.collect::<Result<_, _>>()?);
        let kind = visit_type(territory, "visit_type", &self.visit_type)?;
        let referral = referral(app, territory.id, &self.referral).await?;
        Ok(SlotRequest {
            sites,
            not_before: self.window.map(|days| to_utc(territory.zone, days.from.and_time(NaiveTime::MIN))),
            not_after: self.window.map(|days| day_span(territory.zone, days.to).end.instant()),
            unavailable,
            ..SlotRequest::any(territory.id, referral, kind, self.mode.into())
        })
    }
}

/// Offers, each with the token that holds it.
///
/// # Errors
/// [`NotInTerritory`].
pub(super) fn offers(
    territory: &Territory,
    ask: &SlotRequest,
    offers: &[Offer],
) -> Result<Vec<OfferView>, NotInTerritory> {
    let view = |offer: &Offer| {
        Ok(OfferView {
            start: offer.start,
            end: offer.end,
            site: site_key(territory, offer.site)?,
            mode: offer.mode.into(),
            alternatives: offer.choice,
            hold_token: HoldToken::new(ask, offer.start, offer.site).write(),
        })
    };
    offers.iter().map(view).collect()
}

impl AvailabilityView {
    fn of(territory: &Territory, ask: &SlotRequest, answer: &Offers) -> Result<Self, NotInTerritory> {
        let certificate = &answer.certificate;
        let instant = |start: Option<Start>| start.map(|start| start.at.instant());
        let explanation = answer.explanation.as_ref().map(|found| explained(territory, found));
        Ok(Self {
            offers: offers(territory, ask, &answer.offers)?,
            certificate: CertificateView {
                engine: certificate.engine.to_owned(),
                snapshot: format!("rev-{}", certificate.revision),
                grid_minutes: certificate.grid.0,
                checked_from: certificate.checked_from.instant(),
                checked_to: certificate.checked_to.instant(),
                earliest: instant(certificate.earliest),
                earliest_off_grid: instant(certificate.earliest_off_grid),
                joint_starts_before: 0,
            },
            explanation: explanation.transpose()?,
        })
    }
}

fn explained(territory: &Territory, found: &Explanation) -> Result<ExplanationView, NotInTerritory> {
    let instant = |at: Quantum| at.instant();
    let by = found.by_shortage.iter().map(|(lacks, half_days)| BlameView {
        lacking: lacks.iter().map(lack).collect(),
        half_days: *half_days,
    });
    let relax = found.relaxations.iter().map(|relaxation| {
        Ok(RelaxationView {
            without: match &relaxation.without {
                RelaxedConstraint::Role(role) => role.name().to_owned(),
                RelaxedConstraint::HalfDays => "cannot_come".to_owned(),
                RelaxedConstraint::Sites => "sites".to_owned(),
            },
            earliest: instant(relaxation.earliest.at),
            site: site_key(territory, relaxation.earliest.site)?,
        })
    });
    let gains = found.gains.iter().map(|gain| {
        Ok(GainView {
            role: gain.role.name().to_owned(),
            site: site_key(territory, gain.site)?,
            day: gain.day,
            half: gain.half.into(),
            new_starts: gain.new_starts,
            first: instant(gain.first),
        })
    });
    Ok(ExplanationView {
        blocked_half_days: found.half_days.len(),
        by: by.collect(),
        relax: relax.collect::<Result<_, _>>()?,
        open_one_half_day: gains.collect::<Result<_, _>>()?,
    })
}
