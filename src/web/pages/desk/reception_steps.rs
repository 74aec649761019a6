//! Steps of a reception, taken by a form: arrived, called, ended, missed; outcomes of earlier days.

use domain::reception::ReceptionStep;
use domain::rights::Action;

use crate::actions::{self, AppointmentError, ReceptionError};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::form::PostedForm;
use crate::web::pages::desk::answer::{Answer, onward};
use crate::web::pages::desk::staff::Desk;
use crate::web::state::State as App;

/// Takes the step that a form asks for, and goes back.
pub(super) async fn take_step(app: &App, desk: &Desk, posted: &PostedForm, back: &str) -> Answer {
    let step = ReceptionStep::from_word(posted.one("step")).ok_or(OfficeError::OtherForm)?;
    let action = match step {
        ReceptionStep::Arrive | ReceptionStep::Call | ReceptionStep::Back => Action::CheckIn,
        ReceptionStep::End | ReceptionStep::Miss => Action::RecordOutcome,
    };
    let line = desk.line(app, posted.one("appointment"), action).await?;
    let id = line.appointment.id;
    let joined = if back.contains('?') { '&' } else { '?' };
    match actions::receive(&app.ctx, desk.territory(), id, step).await {
        Ok(()) if step == ReceptionStep::Miss => Ok(onward(&format!("{back}{joined}undo={id}"))),
        Ok(()) => Ok(onward(back)),
        Err(
            ReceptionError::NotNow(_)
            | ReceptionError::TooEarly
            | ReceptionError::Past
            | ReceptionError::NotPossible(_)
            | ReceptionError::NotFound(_),
        ) => Ok(onward(&format!("{back}{joined}noted=not-now"))),
        Err(other) => Err(other.into()),
    }
}

/// Records that a beneficiary came on an earlier day, and goes back.
pub(super) async fn record_came(app: &App, desk: &Desk, posted: &PostedForm, back: &str) -> Answer {
    let line = desk.line(app, posted.one("appointment"), Action::RecordOutcome).await?;
    let outcome = actions::Outcome::Attended;
    match actions::record_outcome(&app.ctx, desk.territory(), line.appointment.id, outcome, None).await {
        Ok(()) => Ok(onward(back)),
        Err(AppointmentError::NotPossible(_) | AppointmentError::TooEarly) => {
            Ok(onward(&format!("{back}&noted=not-now")))
        }
        Err(other) => Err(other.into()),
    }
}
