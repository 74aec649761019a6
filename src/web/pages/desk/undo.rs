//! Undoing a cancellation or a no-show within ten seconds.

use axum::extract::State;
use domain::appointment_state::State as Life;
use domain::ids::AppointmentId;
use domain::rights::Action;

use crate::actions::{self, AppointmentError};
use crate::store::appointments;
use crate::text::{Arg, Key};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::{OfficeForm, next};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::pages::desk::answer::{Answer, onward};
use crate::web::pages::desk::staff::Desk;
use crate::web::routes;
use crate::web::state::State as App;

/// What can be taken back.
pub struct Undo {
    /// The appointment.
    pub id: AppointmentId,
    /// What was done.
    pub said: String,
    /// For how many seconds more.
    pub seconds: u32,
    /// For how long, in words: now, and at every second less until the last, with `|` between them.
    pub left: (String, String),
    /// The page to come back to.
    pub back: String,
}

/// The offer to take back what was done to `id`, while there is time.
pub(super) async fn offered(
    app: &App,
    desk: &Desk,
    layout: &OfficeLayout,
    id: &str,
    back: &str,
) -> Result<Option<Undo>, OfficeError> {
    let Ok(id) = id.parse::<AppointmentId>() else { return Ok(None) };
    let Some(before) = actions::undoable(&app.ctx, desk.territory(), id).await? else { return Ok(None) };
    let appointment = appointments::get(app.ctx.db.read(), desk.territory(), id).await?;
    let said = match appointment.map(|appointment| appointment.state) {
        Some(Life::Cancelled) => layout.say(Key("undo-cancelled"))?,
        Some(Life::NoShow) => layout.say(Key("undo-missed"))?,
        _ => return Ok(None),
    };
    let seconds = u32::try_from((before.ends_at - desk.now).num_seconds().max(1)).unwrap_or(1);
    let left = |seconds| layout.text.get(Key("undo-left"), &[("count", Arg::Count(seconds))]);
    let sentences: Vec<String> = (1..=seconds).rev().map(left).collect::<Result<_, _>>()?;
    let left = (left(seconds)?, sentences.join("|"));
    Ok(Some(Undo { id, said, seconds, left, back: back.to_owned() }))
}

/// `POST /desk/undo`
pub async fn answer(State(app): State<App>, desk: Desk, OfficeForm(posted): OfficeForm) -> Answer {
    let line = desk.line(&app, posted.one("appointment"), Action::SeeAppointment).await?;
    let action = match line.appointment.state {
        Life::NoShow => Action::RecordOutcome,
        _ => Action::Cancel,
    };
    desk.signed_in.must(action, &desk.thing(&line))?;
    let back = Some(next(posted.one("back"))).filter(|back| back.starts_with(routes::DESK));
    let back = back.unwrap_or(routes::DESK);
    let joined = if back.contains('?') { '&' } else { '?' };
    let noted = match actions::undo(&app.ctx, desk.territory(), line.appointment.id).await {
        Ok(()) => "restored",
        Err(
            AppointmentError::UndoOver | AppointmentError::AlreadyBooked | AppointmentError::NotPossible(_),
        ) => "too-late",
        Err(AppointmentError::Taken(_) | AppointmentError::Refused(_)) => "taken",
        Err(other) => return Err(other.into()),
    };
    Ok(onward(&format!("{back}{joined}noted={noted}")))
}
