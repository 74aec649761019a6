//! Settings: from the command line, the environment or `unisson.toml`, in this order of precedence.
//!
//! A setting is one field of a struct in this folder: its name, its variable, its default and its help text are written
//! there and nowhere else. `help_heading` is its table in the file; its field name without that word is its key
//! (`setting`). `file` reads the file, `renamed` refuses names of the past, `docs` writes the documented example and the
//! table of `docs/settings.md`. Settings are plain values: `cli::wiring` makes adapters, jobs and web parts of them.

mod api;
mod database;
pub mod docs;
mod error;
mod file;
mod links;
mod log;
mod mail;
mod oidc;
pub mod renamed;
mod service;
pub mod setting;
mod sms;

pub use api::{ApiSettings, TokenSettings};
pub use database::{DEFAULT_DATABASE_URL, DatabaseSettings, DatabaseUrl};
pub use error::{ConfigError, FileFault};
pub use file::{FileSettings, find, with_file};
pub use links::LinkSettings;
pub use log::LogSettings;
pub use mail::{MailSettings, SmtpEncryption};
pub use oidc::OidcSettings;
pub use service::{HttpSettings, ListenSettings, MediaSettings, MetricsSettings, ServiceSettings};
pub use sms::{SmppEncryption, SmsProvider, SmsReplies, SmsSettings};
