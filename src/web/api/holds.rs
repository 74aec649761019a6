//! `/v1/holds`: reserves an offer for some minutes, or releases it.

use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use domain::ids::{AppointmentId, TerritoryId};
use domain::time::Minutes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::availability::{offers, snapshot};
use super::body::{At, Json};
use super::caller::{AppointmentsWrite, Caller};
use super::hold_token::HoldToken;
use super::problem::{Problem, ProblemDetails};
use crate::actions::{self, AppointmentError, Held, SlotRequest};
use crate::web::api::idempotency_key::{MaybeOnce, Once};
use crate::web::state::State as App;

/// Minutes a hold lasts when nothing else is said: time for a person alone with a telephone.
const USUAL: u32 = 10;
/// Longest hold, minutes.
const LONGEST: u32 = 30;

/// What to hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToHold {
    /// The one of an offer.
    hold_token: String,
    /// For how long: 10 minutes for a person alone, 3 at a desk.
    #[serde(default = "usual")]
    #[schema(default = 10, minimum = 1, maximum = 30)]
    minutes: u32,
}

const fn usual() -> u32 {
    USUAL
}

/// A hold.
#[derive(Debug, Serialize, ToSchema)]
pub struct HoldView {
    /// Identifier of the hold, and of the appointment it may become.
    id: Uuid,
    /// When it ends, UTC.
    ends_at: DateTime<Utc>,
}

impl From<Held> for HoldView {
    fn from(held: Held) -> Self {
        Self { id: held.appointment.0, ends_at: held.ends_at }
    }
}

/// How much longer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Longer {
    /// Minutes from now on.
    #[schema(minimum = 1, maximum = 30)]
    minutes: u32,
}

fn minutes(field: &str, minutes: u32) -> Result<Minutes, Problem> {
    if (1..=LONGEST).contains(&minutes) {
        Ok(Minutes(minutes))
    } else {
        Err(Problem::body_field(field, "out of range", format!("give 1 to {LONGEST}")))
    }
}

/// The refusal of an action, the next offers of the same question with it.
pub(super) async fn refused(app: &App, ask: &SlotRequest, error: AppointmentError) -> Problem {
    match error {
        AppointmentError::Taken(next) => match snapshot(app, ask.territory).await {
            Ok(snapshot) => {
                offers(&snapshot.territory, ask, &next).map_or_else(Problem::from, Problem::taken)
            }
            Err(problem) => problem,
        },
        error => error.into(),
    }
}

/// Hold an offer
///
/// Reserves a team for minutes. When somebody of it has been taken meanwhile another takes the seat; only when
/// nobody is left at that time is it refused, with the next offers. A referral has one hold at a time: an earlier
/// one is given back.
#[utoipa::path(
    post, path = "/v1/holds", operation_id = "create_hold", tag = "holds",
    params(("Idempotency-Key" = String, Header, description = "A name for this write: the same request under the same key is done once", min_length = 1, max_length = 255)),
    request_body = ToHold,
    responses(
        (status = 201, description = "Held", body = HoldView, headers(("Location" = String, description = "Where the hold is"))),
        (status = 404, description = "No such referral", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "Taken, with the next offers; or the referral has an appointment or is closed", body = ProblemDetails, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["appointments:write"])),
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller<AppointmentsWrite>,
    once: Once,
    Json(wanted): Json<ToHold>,
) -> Result<impl IntoResponse, Problem> {
    let minutes = minutes("minutes", wanted.minutes)?;
    let wanted = HoldToken::read(&wanted.hold_token)?.hold(caller.territory(), minutes);
    match actions::hold(&app.ctx, &wanted, Some(&once.of(&caller))).await {
        Ok(held) => Ok(created(format!("/v1/appointments/{}", held.appointment), HoldView::from(held))),
        Err(error) => Err(refused(&app, &wanted.ask, error).await),
    }
}

/// An answer that something was made, and where it is.
pub(super) fn created<T: Serialize>(
    location: String,
    body: T,
) -> (StatusCode, [(HeaderName, String); 1], axum::Json<T>) {
    (StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(body))
}

/// Release a hold
///
/// Its time is free again at once. What is no hold any more is refused.
#[utoipa::path(
    delete, path = "/v1/holds/{id}", operation_id = "release_hold", tag = "holds",
    params(("id" = Uuid, Path, description = "The hold")),
    responses(
        (status = 204, description = "Given back"),
        (status = 409, description = "It is no hold any more", body = ProblemDetails, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["appointments:write"])),
)]
pub async fn release(
    State(app): State<App>,
    caller: Caller<AppointmentsWrite>,
    once: MaybeOnce,
    At(id): At<AppointmentId>,
) -> Result<StatusCode, Problem> {
    let territory: TerritoryId = caller.territory();
    actions::release(&app.ctx, territory, id, once.of(&caller).as_ref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Extend a hold
///
/// Once, and within half an hour of its beginning; never fewer minutes than it has.
#[utoipa::path(
    post, path = "/v1/holds/{id}/extension", operation_id = "extend_hold", tag = "holds",
    params(("id" = Uuid, Path, description = "The hold")),
    request_body = Longer,
    responses(
        (status = 200, description = "Extended", body = HoldView),
        (status = 409, description = "It cannot be extended, or its time is gone", body = ProblemDetails, content_type = "application/problem+json"),
    ),
    security(("bearer" = ["appointments:write"])),
)]
pub async fn extend(
    State(app): State<App>,
    caller: Caller<AppointmentsWrite>,
    once: MaybeOnce,
    At(id): At<AppointmentId>,
    Json(longer): Json<Longer>,
) -> Result<axum::Json<HoldView>, Problem> {
    let more = minutes("minutes", longer.minutes)?;
    let key = once.of(&caller);
    let held = actions::extend(&app.ctx, caller.territory(), id, more, key.as_ref()).await?;
    Ok(axum::Json(held.into()))
}
