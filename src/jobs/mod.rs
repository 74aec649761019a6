//! Background jobs: everything slow, remote or repeated. One file per job; a new job is a new file and one line in `list`.

mod job;
mod list;
mod mailer;
pub mod notify_waitlist;
pub mod purge;
pub mod receive_mail;
pub mod receive_sms;
pub mod repair_appointments;
mod retry_schedule;
pub mod send_messages;
pub mod send_password_links;
pub mod send_sms;
mod supervisor;
pub mod watch_channels;

pub use job::{Job, JobContext, JobError, Next};
pub use list::{Outlets, start};
pub use mailer::{Mailer, SharedSession};
pub use supervisor::Supervisor;
