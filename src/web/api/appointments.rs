//! `/v1/appointments`: confirm a hold, read, list, reschedule, cancel, record the outcome.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::ids::{AppointmentId, ReferralId};
use domain::territory::Territory;
use domain::time::Quantum;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::availability::snapshot;
use super::body::{At, Filter, Json};
use super::caller::{AppointmentsRead, AppointmentsWrite, Caller};
use super::holds::{created, refused};
use super::problem::{Problem, ProblemDetails, ProblemType};
use super::token::Scope;
use crate::actions::{self, AppointmentError, Reschedule, SlotRequest};
use crate::store::appointments::{self, Appointment, AppointmentFilter, AppointmentsPage};
use crate::store::professionals;
use crate::web::api::idempotency_key::{MaybeOnce, Once};
use crate::web::api::keys::site;
use crate::web::api::vocabulary::{ModeWord, OutcomeWord, PartyWord, ReasonWord, StateWord, site_key};
use crate::web::errors::not_in_territory::{self, NotInTerritory};
use crate::web::state::State as App;

/// Most appointments in one answer.
const MOST: u64 = 200;
/// How many there are when nothing is said.
const USUAL: u64 = 50;

/// What to book.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToBook {
    /// The hold.
    hold: Uuid,
}

/// What was booked.
#[derive(Debug, Serialize, ToSchema)]
pub struct BookedView {
    /// Identifier of the appointment; it never changes.
    id: Uuid,
    /// First instant, UTC.
    start: DateTime<Utc>,
    /// End, UTC.
    end: DateTime<Utc>,
}

/// An appointment.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppointmentView {
    /// Identifier; it never changes.
    id: Uuid,
    /// The referral it serves.
    referral: Uuid,
    /// Key of the visit type.
    visit_type: String,
    /// Key of the site.
    site: String,
    /// How the person is received.
    mode: ModeWord,
    /// First instant, UTC.
    start: DateTime<Utc>,
    /// End, UTC.
    end: DateTime<Utc>,
    /// State.
    state: StateWord,
    /// When the hold ends, UTC.
    hold_ends_at: Option<DateTime<Utc>>,
    /// Who cancelled it, and why.
    cancelled: Option<CancelledView>,
    /// Who receives the person; only for tokens with the scope `teams:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    team: Option<Vec<SeatView>>,
}

/// Who cancelled an appointment, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct CancelledView {
    /// Who.
    by: String,
    /// Why.
    why: String,
}

/// Somebody, or a room, in a team.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeatView {
    /// The role filled.
    role: String,
    /// Key of the professional or room.
    key: String,
    /// Name.
    name: String,
}

/// A page of appointments, ordered by start.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppointmentPage {
    /// The appointments.
    appointments: Vec<AppointmentView>,
    /// To be sent as `cursor` for those that follow; none at the end.
    next: Option<String>,
}

/// Filter and page of a list of appointments.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AppointmentsQuery {
    /// Those that start at this instant or later.
    #[param(nullable = false)]
    from: Option<DateTime<Utc>>,
    /// Those that start before this instant.
    #[param(nullable = false)]
    to: Option<DateTime<Utc>>,
    /// Key of a site.
    #[param(nullable = false)]
    site: Option<String>,
    /// State.
    #[param(inline, nullable = false)]
    state: Option<StateWord>,
    /// The referral they serve.
    #[param(nullable = false)]
    referral: Option<Uuid>,
    /// `next` of the answer before.
    #[param(nullable = false)]
    cursor: Option<String>,
    /// How many at most.
    #[param(minimum = 1, maximum = 200, default = 50, nullable = false)]
    limit: Option<u64>,
}

/// Where to move an appointment; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToMove {
    /// The new start, UTC: one of the offers.
    start: DateTime<Utc>,
    /// Key of the new site.
    #[serde(default)]
    site: Option<String>,
    /// The new mode.
    #[serde(default)]
    mode: Option<ModeWord>,
}

/// Who cancels it, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToCancel {
    /// Who.
    by: PartyWord,
    /// Why.
    why: ReasonWord,
}

/// What happened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToRecord {
    /// Whether the person came.
    outcome: OutcomeWord,
}

/// Confirm a hold
///
/// Books what is held, also by a hold that has ended while nobody took its place. Invitations leave at once. Somebody of the
/// team who was taken or went away meanwhile is replaced by a colleague of the same role at the same time.
#[utoipa::path(
    post, path = "/v1/appointments", operation_id = "create_appointment", tag = "appointments",
    params(("Idempotency-Key" = String, Header, description = "A name for this write: the same request under the same key is done once", min_length = 1, max_length = 255)),
    request_body = ToBook,
    responses(
        (status = 201, description = "Booked", body = BookedView, headers(("Location" = String, description = "Where the appointment is"))),
        (status = 404, description = "No such hold", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "Taken, with the next offers; or it is no hold any more", body = ProblemDetails, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["appointments:write"])),
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller<AppointmentsWrite>,
    once: Once,
    Json(wanted): Json<ToBook>,
) -> Result<impl IntoResponse, Problem> {
    let id = AppointmentId(wanted.hold);
    match actions::book(&app.ctx, caller.territory(), id, Some(&once.of(&caller))).await {
        Ok(booked) => Ok(created(
            format!("/v1/appointments/{}", booked.appointment),
            BookedView { id: booked.appointment.0, start: booked.start, end: booked.end },
        )),
        Err(error) => Err(refused_for(&app, &caller, id, error).await),
    }
}

/// A refusal, with the next offers for the referral of that appointment.
async fn refused_for<R>(
    app: &App,
    caller: &Caller<R>,
    id: AppointmentId,
    error: AppointmentError,
) -> Problem {
    if !matches!(error, AppointmentError::Taken(_)) {
        return error.into();
    }
    match load(app, caller, id).await {
        Ok(known) => {
            let ask = SlotRequest::any(known.territory, known.referral, known.visit_type, known.mode);
            refused(app, &ask, error).await
        }
        Err(problem) => problem,
    }
}

async fn load<R>(app: &App, caller: &Caller<R>, id: AppointmentId) -> Result<Appointment, Problem> {
    let found = appointments::get(app.ctx.db.read(), caller.territory(), id).await?;
    found.ok_or_else(|| Problem::not_found("appointment"))
}

fn view(territory: &Territory, known: &Appointment) -> Result<AppointmentView, NotInTerritory> {
    Ok(AppointmentView {
        id: known.id.0,
        referral: known.referral.0,
        visit_type: not_in_territory::visit_type(territory, known.visit_type)?.key.clone(),
        site: site_key(territory, known.site)?,
        mode: known.mode.into(),
        start: known.visit.start.instant(),
        end: known.visit.end.instant(),
        state: known.state.into(),
        hold_ends_at: known.hold_ends,
        cancelled: known
            .cancelled
            .map(|(by, why)| CancelledView { by: by.word().to_owned(), why: why.word().to_owned() }),
        team: None,
    })
}

async fn team(app: &App, known: &Appointment) -> Result<Vec<SeatView>, Problem> {
    let team = appointments::team(app.ctx.db.read(), known.id).await?;
    let ids: Vec<_> = team.seats.iter().map(|seat| seat.resource).collect();
    let members = professionals::members(app.ctx.db.read(), known.territory, &ids).await?;
    let seats = team.seats.iter().filter_map(|seat| {
        let member = members.iter().find(|member| member.id == seat.resource)?;
        let (key, name) = (member.key.clone(), member.name.clone());
        Some(SeatView { role: seat.role.name().to_owned(), key, name })
    });
    Ok(seats.collect())
}

fn with_version(known: &Appointment, view: AppointmentView) -> Response {
    let mut response = axum::Json(view).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", known.version())) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Read an appointment
///
/// Its version comes as `ETag`, to be sent as `If-Match` when it is moved.
#[utoipa::path(
    get, path = "/v1/appointments/{id}", operation_id = "read_appointment", tag = "appointments",
    params(("id" = Uuid, Path, description = "The appointment")),
    responses((status = 200, description = "The appointment", body = AppointmentView, headers(("ETag" = String, description = "Its version")))),
    security(("bearer" = ["appointments:read"])),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller<AppointmentsRead>,
    At(id): At<AppointmentId>,
) -> Result<Response, Problem> {
    let known = load(&app, &caller, id).await?;
    let snapshot = snapshot(&app, caller.territory()).await?;
    let mut view = view(&snapshot.territory, &known)?;
    if caller.may(Scope::TeamsRead) {
        view.team = Some(team(&app, &known).await?);
    }
    Ok(with_version(&known, view))
}

/// List appointments
///
/// In the order of their starts, a page at a time; what is booked meanwhile moves nothing already read.
#[utoipa::path(
    get, path = "/v1/appointments", operation_id = "list_appointments", tag = "appointments",
    params(AppointmentsQuery),
    responses((status = 200, description = "Some appointments", body = AppointmentPage)),
    security(("bearer" = ["appointments:read"])),
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller<AppointmentsRead>,
    Filter(which): Filter<AppointmentsQuery>,
) -> Result<axum::Json<AppointmentPage>, Problem> {
    let snapshot = snapshot(&app, caller.territory()).await?;
    let limit = which.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::field("limit", "out of range", format!("give 1 to {MOST}")));
    }
    let site = which.site.as_deref().map(|key| site(&snapshot.territory, "site", key)).transpose()?;
    let search = AppointmentFilter {
        from: which.from.map(Quantum::ceil),
        to: which.to.map(Quantum::ceil),
        site,
        state: which.state.map(Into::into),
        referral: which.referral.map(ReferralId),
    };
    let after = which.cursor.as_deref().map(read_cursor).transpose()?;
    let page = AppointmentsPage { after, limit };
    let found = appointments::page(app.ctx.db.read(), caller.territory(), search, page).await?;
    let is_full = found.len() as u64 == limit;
    let next = found.last().filter(|_| is_full).map(write_cursor);
    let appointments = found.iter().map(|known| view(&snapshot.territory, known));
    let appointments = appointments.collect::<Result<_, _>>()?;
    Ok(axum::Json(AppointmentPage { appointments, next }))
}

fn write_cursor(last: &Appointment) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{} {}", last.visit.start.0, last.id))
}

fn read_cursor(text: &str) -> Result<(Quantum, AppointmentId), Problem> {
    let read = || {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (start, id) = text.split_once(' ')?;
        Some((Quantum(start.parse().ok()?), id.parse().ok()?))
    };
    read().ok_or_else(|| {
        Problem::new(
            ProblemType::Malformed,
            "cursor: it is none of this service's; send the next of an answer",
        )
    })
}

/// Reschedule an appointment
///
/// Takes the new time before the old one is given back: the person is never without. It keeps its identifier, and
/// everybody concerned is notified. `If-Match` names the version that was read, so that two people never move it past
/// each other.
#[utoipa::path(
    patch, path = "/v1/appointments/{id}", operation_id = "move_appointment", tag = "appointments",
    params(
        ("id" = Uuid, Path, description = "The appointment"),
        ("If-Match" = String, Header, description = "The `ETag` it was read with"),
    ),
    request_body = ToMove,
    responses(
        (status = 200, description = "Moved", body = AppointmentView, headers(("ETag" = String, description = "Its new version"))),
        (status = 409, description = "Taken, with the next offers; or it cannot be moved", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = ProblemDetails, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["appointments:write"])),
)]
pub async fn change(
    State(app): State<App>,
    caller: Caller<AppointmentsWrite>,
    once: MaybeOnce,
    headers: HeaderMap,
    At(id): At<AppointmentId>,
    Json(wanted): Json<ToMove>,
) -> Result<Response, Problem> {
    let version = headers.get(header::IF_MATCH).ok_or_else(|| {
        Problem::new(ProblemType::VersionNeeded, "send If-Match with the ETag the appointment was read with")
    })?;
    let version = version.to_str().map(str::trim).map_err(|_| {
        Problem::new(
            ProblemType::Malformed,
            "If-Match is not text: send the ETag the appointment was read with",
        )
    })?;
    let known = load(&app, &caller, id).await?;
    let snapshot = snapshot(&app, caller.territory()).await?;
    let new_site = wanted.site.as_deref().map(|key| site(&snapshot.territory, "site", key)).transpose();
    let new_site = new_site.map_err(Problem::in_body)?;
    let to = Reschedule {
        appointment: id,
        start: wanted.start,
        site: new_site.unwrap_or(known.site),
        mode: wanted.mode.map_or(known.mode, Into::into),
        version: (version != "*").then(|| version.trim_matches('"').to_owned()),
    };
    let key = once.of(&caller);
    match actions::reschedule(&app.ctx, caller.territory(), to, key.as_ref()).await {
        Ok(_) => {
            let moved = load(&app, &caller, id).await?;
            Ok(with_version(&moved, view(&snapshot.territory, &moved)?))
        }
        Err(error) => Err(refused_for(&app, &caller, id, error).await),
    }
}

/// Cancel an appointment
///
/// Always possible before it has taken place, whatever the hour. Its time is free again in the same moment, and
/// everybody is notified.
#[utoipa::path(
    post, path = "/v1/appointments/{id}/cancellation", operation_id = "cancel_appointment", tag = "appointments",
    params(("id" = Uuid, Path, description = "The appointment")),
    request_body = ToCancel,
    responses(
        (status = 200, description = "Cancelled", body = AppointmentView),
        (status = 409, description = "It cannot be cancelled any more", body = ProblemDetails, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["appointments:write"])),
)]
pub async fn cancel(
    State(app): State<App>,
    caller: Caller<AppointmentsWrite>,
    once: MaybeOnce,
    At(id): At<AppointmentId>,
    Json(wanted): Json<ToCancel>,
) -> Result<Response, Problem> {
    let key = once.of(&caller);
    let (by, why) = (wanted.by.into(), wanted.why.into());
    actions::cancel(&app.ctx, caller.territory(), id, by, why, key.as_ref()).await?;
    changed(&app, &caller, id).await
}

/// Record the outcome
///
/// On the day itself at the earliest; an attended appointment stops the referral's clock. May be corrected.
#[utoipa::path(
    put, path = "/v1/appointments/{id}/outcome", operation_id = "record_outcome", tag = "appointments",
    params(("id" = Uuid, Path, description = "The appointment")),
    request_body = ToRecord,
    responses(
        (status = 200, description = "Recorded", body = AppointmentView),
        (status = 409, description = "Too early, or it was never booked", body = ProblemDetails, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["appointments:write"])),
)]
pub async fn outcome(
    State(app): State<App>,
    caller: Caller<AppointmentsWrite>,
    once: MaybeOnce,
    At(id): At<AppointmentId>,
    Json(wanted): Json<ToRecord>,
) -> Result<Response, Problem> {
    let key = once.of(&caller);
    actions::record_outcome(&app.ctx, caller.territory(), id, wanted.outcome.into(), key.as_ref()).await?;
    changed(&app, &caller, id).await
}

async fn changed<R>(app: &App, caller: &Caller<R>, id: AppointmentId) -> Result<Response, Problem> {
    let known = load(app, caller, id).await?;
    let snapshot = snapshot(app, caller.territory()).await?;
    Ok(with_version(&known, view(&snapshot.territory, &known)?))
}
