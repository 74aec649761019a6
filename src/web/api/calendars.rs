//! `PUT /v1/professionals/{professional}/calendars/{name}`: imports an outside calendar, of which only busy times are stored.

use std::fmt;

use axum::extract::{Request, State};
use chrono::Duration;
use domain::territory::Territory;
use domain::time::Span;
use serde::Serialize;
use utoipa::ToSchema;

use super::availability::snapshot;
use super::body::{At, bytes, media_type};
use super::caller::{AgendasWrite, Caller};
use super::problem::Problem;
use crate::actions::{self, AgendaError};
use crate::context::Context;
use crate::formats::calendars;
use crate::formats::calendars::{ReadCalendar, ReadOptions};
use crate::store::calendars::Reading;
use crate::store::messages;
use crate::store::professionals;
use crate::store::professionals::Member;
use crate::web::state::State as App;

/// How far ahead busy times are kept: as far as any visit type may look.
const DAYS_AHEAD: i64 = 402;
/// Caps and idle gaps look a little behind.
const DAYS_BEHIND: i64 = 8;
/// Longest name of a calendar.
const LONGEST_NAME: usize = 64;

/// What was taken over of a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TakenOver {
    /// Events found, free ones too.
    events: usize,
    /// Busy stretches kept; nothing else is.
    busy: usize,
    /// What was read with a doubt.
    warnings: Vec<String>,
}

impl fmt::Display for TakenOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} events; {} busy stretches", self.events, self.busy)?;
        self.warnings.iter().try_for_each(|warning| write!(f, "; {warning}"))
    }
}

impl From<&ReadCalendar> for TakenOver {
    fn from(read: &ReadCalendar) -> Self {
        Self {
            events: read.events_read,
            busy: read.busy.len(),
            warnings: read.warnings.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Reads the calendar called `name` of `owner` and takes over its busy times; says what came of it, or why it was
/// refused: what was known of it before then stands, and the database says since when.
///
/// # Errors
/// [`AgendaError`] when the database fails.
pub async fn take_over(
    ctx: &Context,
    territory: &Territory,
    owner: &Member,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Result<TakenOver, String>, AgendaError> {
    let now = ctx.now();
    let options = ReadOptions {
        zone: territory.zone,
        window: Span::covering(now - Duration::days(DAYS_BEHIND), now + Duration::days(DAYS_AHEAD)),
        owner_emails: owner.email.iter().cloned().collect(),
        invited_to: messages::invited_to(ctx.db.read(), territory.id, owner.id).await?,
    };
    // Up to two seconds of work for a hostile file: not on a thread that others wait for.
    let read = tokio::task::spawn_blocking(move || calendars::read(&bytes, &options)).await;
    let read = read.map_or_else(
        |_| Err("the calendar could not be read: export it again".to_owned()),
        |read| read.map_err(|error| error.to_string()),
    );
    let reading = match &read {
        Ok(calendar) => Reading::Good(&calendar.busy),
        Err(problem) => Reading::Failed(problem),
    };
    actions::import_calendar(ctx, territory.id, owner.id, name, reading, None).await?;
    Ok(read.as_ref().map(TakenOver::from).map_err(Clone::clone))
}

/// Hand in a calendar kept elsewhere
///
/// An iCalendar file (RFC 5545) of a professional. Start, end and busy or not are kept, and nothing else. Sent again
/// under the same name it takes the place of the one before. One that cannot be read changes nothing: what was busy
/// stays busy.
#[utoipa::path(
    put, path = "/v1/professionals/{professional}/calendars/{name}", operation_id = "put_calendar", tag = "agendas",
    params(
        ("professional" = String, Path, description = "Key of the professional"),
        ("name" = String, Path, description = "What the calendar is called, 1 to 64 characters"),
    ),
    request_body(content = String, content_type = "text/calendar", description = "The calendar, 10 MiB at most"),
    responses((status = 200, description = "Imported", body = TakenOver)),
    security(("bearer" = ["agendas:write"])),
)]
pub async fn put(
    State(app): State<App>,
    caller: Caller<AgendasWrite>,
    At((professional, name)): At<(String, String)>,
    request: Request,
) -> Result<axum::Json<TakenOver>, Problem> {
    media_type(request.headers(), "text/calendar")?;
    let is_name =
        !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control);
    if !is_name {
        return Err(Problem::field(
            "name",
            "it is empty, too long or not printable",
            "use 1 to 64 characters",
        ));
    }
    let snapshot = snapshot(&app, caller.territory()).await?;
    let owner =
        professionals::professional_by_key(app.ctx.db.read(), snapshot.territory.id, &professional).await?;
    let owner = owner.ok_or_else(|| Problem::not_found("professional"))?;
    let bytes = bytes(request, &app).await?;
    let taken = take_over(&app.ctx, &snapshot.territory, &owner, &name, bytes.into()).await?;
    taken
        .map(axum::Json)
        .map_err(|problem| Problem::field("body", problem, "what was known of this calendar before stands"))
}
