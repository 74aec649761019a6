//! `POST /v1/absences`: declares an absence; the colleagues that replace the absent professional.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::ids::AppointmentId;
use domain::time::{Span, is_plausible};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::availability::snapshot;
use super::body::Json;
use super::caller::{AgendasWrite, Caller};
use super::problem::Problem;
use crate::actions::{self, AppointmentError, Replaced};
use crate::store::professionals;
use crate::web::api::idempotency_key::Once;
use crate::web::api::keys::unknown;
use crate::web::state::State as App;

/// Who is away, and when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToDeclare {
    /// Key of the professional.
    #[schema(max_length = 64)]
    professional: String,
    /// First instant, UTC; rounded down to five minutes.
    from: DateTime<Utc>,
    /// End, UTC; rounded up to five minutes.
    to: DateTime<Utc>,
}

/// The result of an absence.
#[derive(Debug, Serialize, ToSchema)]
pub struct AbsenceView {
    /// The expected appointments it touches, earliest first.
    touched: Vec<TouchedView>,
}

/// The result for one appointment.
#[derive(Debug, Serialize, ToSchema)]
pub struct TouchedView {
    /// The appointment.
    appointment: Uuid,
    /// What became of it.
    became: Became,
}

/// What became of an appointment whose team is no longer whole.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// Unchanged.
    Unchanged,
    /// Somebody else takes the place, at the same time.
    Replaced,
    /// Nobody else is free then: it must be moved, and the desk is to call the person.
    ToBeMoved,
}

/// Declare an absence
///
/// Writes down that a professional is away and gives each place to a free colleague of the same role, at the same
/// time. Where nobody is free the appointment stands and must be moved: the desk finds it on its list of calls.
#[utoipa::path(
    post, path = "/v1/absences", operation_id = "declare_absence", tag = "agendas",
    params(("Idempotency-Key" = String, Header, description = "A name for this write: the same request under the same key is done once", min_length = 1, max_length = 255)),
    request_body = ToDeclare,
    responses((status = 200, description = "Recorded", body = AbsenceView)),
    security(("bearer" = ["agendas:write"])),
)]
pub async fn declare(
    State(app): State<App>,
    caller: Caller<AgendasWrite>,
    once: Once,
    Json(wanted): Json<ToDeclare>,
) -> Result<axum::Json<AbsenceView>, Problem> {
    let territory = caller.territory();
    snapshot(&app, territory).await?;
    if wanted.to <= wanted.from {
        return Err(Problem::body_field("to", "it is not after from", "give a later end"));
    }
    if ![wanted.from, wanted.to].iter().all(|at| is_plausible(at.date_naive())) {
        return Err(Problem::field("from, to", "too far away", "use dates from 2000 to 2199"));
    }
    let db = app.ctx.db.read();
    let Some(person) = professionals::professional_by_key(db, territory, &wanted.professional).await? else {
        let known = professionals::professionals(db, territory).await?;
        return Err(unknown("professional", "professional", known.iter().map(|one| one.key.as_str())));
    };
    let span = Span::covering(wanted.from, wanted.to);
    let key = once.of(&caller);
    let touched = actions::declare_absence(&app.ctx, territory, person.id, span, Some(&key)).await?;
    let mut told = Vec::with_capacity(touched.len());
    for appointment in touched {
        told.push(TouchedView {
            appointment: appointment.0,
            became: replace(&app, &caller, appointment).await?,
        });
    }
    Ok(axum::Json(AbsenceView { touched: told }))
}

async fn replace(
    app: &App,
    caller: &Caller<AgendasWrite>,
    appointment: AppointmentId,
) -> Result<Became, Problem> {
    match actions::replace_or_escalate(&app.ctx, caller.territory(), appointment).await {
        Ok(Replaced::Done { .. }) => Ok(Became::Replaced),
        Ok(Replaced::Nobody(_)) => Ok(Became::ToBeMoved),
        // Called off, moved or begun meanwhile: not this absence's matter any more.
        Ok(Replaced::NotNeeded) | Err(AppointmentError::NotPossible(_) | AppointmentError::Past) => {
            Ok(Became::Unchanged)
        }
        Err(error) => Err(error.into()),
    }
}
