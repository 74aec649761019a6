//! `/v1/referrals`: import, read and close referrals; the dates from which waiting times are computed.

use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::ReferralId;
use domain::territory_document::ReferralSpec;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::availability::snapshot;
use super::body::{At, Json};
use super::caller::{Caller, ReferralsRead, ReferralsWrite};
use super::problem::{Problem, ProblemDetails};
use crate::actions;
use crate::store::provenance::ListSource;
use crate::store::referrals::{self, Referral};
use crate::web::api::idempotency_key::MaybeOnce;
use crate::web::api::vocabulary::{ExitWord, site_key};
use crate::web::state::State as App;

/// Most referrals in one request.
const MOST: usize = 1_000;

/// A referral and its clock; who the person is, is not told here.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferralView {
    /// Identifier.
    id: Uuid,
    /// File number.
    file_number: String,
    /// When the clock started, local date of the territory.
    received_on: NaiveDate,
    /// Key of the preferred site.
    site: Option<String>,
    /// Code of the language an interpreter is needed for.
    interpreter: Option<String>,
    /// When offers were first shown, UTC.
    first_offered_at: Option<DateTime<Utc>>,
    /// When an appointment was first booked, UTC.
    booked_at: Option<DateTime<Utc>>,
    /// Start of the first attended appointment, UTC: the clock has stopped.
    attended_at: Option<DateTime<Utc>>,
    /// True when it was closed without an appointment.
    closed: bool,
}

/// Why it ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToClose {
    /// Why.
    why: ExitWord,
}

/// A referral as it comes in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToRefer {
    /// File number: lower-case letters, digits, dashes.
    #[schema(pattern = "^[a-z0-9-]{1,64}$")]
    file_number: String,
    /// Given name of the person; one of the two names may be left out.
    #[serde(default)]
    #[schema(max_length = 200)]
    given_name: String,
    /// Family name of the person.
    #[serde(default)]
    #[schema(max_length = 200)]
    family_name: String,
    /// Birthday of the person.
    #[serde(default)]
    born_on: Option<NaiveDate>,
    /// Mail address of the person.
    #[serde(default)]
    email: Option<String>,
    /// Telephone of the person.
    #[serde(default)]
    phone: Option<String>,
    /// Code of the language of messages; when it is left out, a known person keeps theirs, a new one has French.
    #[serde(default)]
    language: Option<String>,
    /// When it was received: the clock starts.
    received_on: NaiveDate,
    /// Key of the organisation in charge.
    #[serde(default)]
    organisation: Option<String>,
    /// Key of the preferred site.
    #[serde(default)]
    site: Option<String>,
    /// Key of the professional who knows the person.
    #[serde(default)]
    referent: Option<String>,
    /// Code of the language an interpreter is needed for.
    #[serde(default)]
    interpreter: Option<String>,
}

impl From<ToRefer> for ReferralSpec {
    fn from(sent: ToRefer) -> Self {
        Self {
            key: sent.file_number,
            given_name: sent.given_name,
            family_name: sent.family_name,
            born_on: sent.born_on,
            email: sent.email,
            phone: sent.phone,
            language: sent.language,
            received_on: sent.received_on,
            organisation: sent.organisation,
            site: sent.site,
            referent: sent.referent,
            interpreter: sent.interpreter,
        }
    }
}

/// Referrals as they come in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToHandIn {
    /// The referrals: all are taken, or none and every fault named.
    #[schema(max_items = 1000)]
    referrals: Vec<ToRefer>,
    /// The day as of which they are true, when the system that sends them knows it: what was edited here since then
    /// stays as it is.
    #[serde(default)]
    as_of: Option<NaiveDate>,
}

/// How many referrals were imported.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedReferrals {
    /// How many are new.
    added: usize,
    /// How many differed.
    changed: usize,
    /// How many were there, and the same.
    unchanged: usize,
}

/// Import referrals
///
/// The clock of each starts on the day it was received. A file number that is known already is no second referral:
/// what differs is changed. Sent again, nothing changes.
#[utoipa::path(
    post, path = "/v1/referrals", operation_id = "import_referrals", tag = "referrals",
    request_body = ToHandIn,
    responses((status = 200, description = "Imported", body = ImportedReferrals)),
    security(("bearer" = ["referrals:write"])),
)]
pub async fn import_referrals(
    State(app): State<App>,
    caller: Caller<ReferralsWrite>,
    Json(sent): Json<ToHandIn>,
) -> Result<axum::Json<ImportedReferrals>, Problem> {
    if sent.referrals.len() > MOST {
        return Err(Problem::body_field("referrals", "too many at once", format!("send {MOST} at most")));
    }
    let snapshot = snapshot(&app, caller.territory()).await?;
    let sheets: Vec<ReferralSpec> = sent.referrals.into_iter().map(Into::into).collect();
    let source = ListSource { name: caller.grant.client.clone(), as_of: sent.as_of };
    let tally = actions::import_referrals(&app.ctx, &snapshot.territory.key, &sheets, &source).await?;
    Ok(axum::Json(ImportedReferrals { added: tally.added, changed: tally.changed, unchanged: tally.same }))
}

async fn view(app: &App, known: Referral) -> Result<axum::Json<ReferralView>, Problem> {
    let snapshot = snapshot(app, known.territory).await?;
    Ok(axum::Json(ReferralView {
        id: known.id.0,
        file_number: known.key,
        received_on: known.received_on,
        site: known.site.map(|site| site_key(&snapshot.territory, site)).transpose()?,
        interpreter: known.interpreter.map(|language| language.code().to_owned()),
        first_offered_at: known.first_offered_at,
        booked_at: known.booked_at,
        attended_at: known.attended_at,
        closed: known.is_closed,
    }))
}

async fn load<R>(app: &App, caller: &Caller<R>, id: ReferralId) -> Result<Referral, Problem> {
    let found = referrals::get(app.ctx.db.read(), caller.territory(), id).await?;
    found.ok_or_else(|| Problem::not_found("referral"))
}

/// Read a referral and its clock
#[utoipa::path(
    get, path = "/v1/referrals/{id}", operation_id = "read_referral", tag = "referrals",
    params(("id" = Uuid, Path, description = "The referral")),
    responses((status = 200, description = "The referral", body = ReferralView)),
    security(("bearer" = ["referrals:read"])),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller<ReferralsRead>,
    At(id): At<ReferralId>,
) -> Result<axum::Json<ReferralView>, Problem> {
    let known = load(&app, &caller, id).await?;
    view(&app, known).await
}

/// Close a referral
///
/// The person is no longer concerned: the clock ends without an appointment, as of today. What was held is given
/// back; an expected appointment must be cancelled first.
#[utoipa::path(
    post, path = "/v1/referrals/{id}/closure", operation_id = "close_referral", tag = "referrals",
    params(("id" = Uuid, Path, description = "The referral")),
    request_body = ToClose,
    responses(
        (status = 200, description = "Closed", body = ReferralView),
        (status = 409, description = "It is closed already, or has an appointment", body = ProblemDetails, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["referrals:write"])),
)]
pub async fn close(
    State(app): State<App>,
    caller: Caller<ReferralsWrite>,
    once: MaybeOnce,
    At(id): At<ReferralId>,
    Json(wanted): Json<ToClose>,
) -> Result<axum::Json<ReferralView>, Problem> {
    let key = once.of(&caller);
    actions::close_referral(&app.ctx, caller.territory(), id, wanted.why.into(), key.as_ref()).await?;
    let known = load(&app, &caller, id).await?;
    view(&app, known).await
}
