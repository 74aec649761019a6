//! Agendas of professionals: absences and imported calendars.

pub(in crate::actions) mod declare_absence;
pub(in crate::actions) mod error;
pub(in crate::actions) mod import_calendar;

pub use declare_absence::declare_absence;
pub use error::AgendaError;
pub use import_calendar::import_calendar;
