//! The life of an appointment: hold, book, reschedule, cancel, replace, record the outcome.

pub(in crate::actions) mod alternatives;
pub(in crate::actions) mod book;
pub(in crate::actions) mod broken;
pub(in crate::actions) mod cancel;
pub(in crate::actions) mod error;
pub(in crate::actions) mod extend;
pub(in crate::actions) mod hold;
pub(in crate::actions) mod hold_online;
pub(in crate::actions) mod record_outcome;
pub(in crate::actions) mod release;
pub(in crate::actions) mod replace;
pub(in crate::actions) mod replace_or_escalate;
pub(in crate::actions) mod reschedule;
pub(in crate::actions) mod team_callbacks;
pub(in crate::actions) mod undo;

pub use book::{Booked, book};
pub use broken::{BrokenAppointment, Repaired, broken_appointments, repair_broken};
pub use cancel::{Cancelled, cancel, cancel_undoably};
pub use error::AppointmentError;
pub use extend::extend;
pub use hold::{Held, Hold, hold};
pub use hold_online::hold_online;
pub use record_outcome::{Outcome, record_outcome};
pub use release::release;
pub use replace::{Replaced, replace};
pub use replace_or_escalate::replace_or_escalate;
pub use reschedule::{Reschedule, Rescheduled, reschedule};
pub use undo::{undo, undoable};
