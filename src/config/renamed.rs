//! Names of the past: a renamed setting is refused, and the message names the new one.

use std::ffi::{OsStr, OsString};

use crate::config::error::ConfigError;
use crate::config::setting::Setting;

/// Every renamed setting.
pub const RENAMED: &[Renamed] = &[
    Renamed::new("links.proxies", "UNISSON_PROXIES", "links.trusted_proxies"),
    Renamed::new("mail.name", "UNISSON_MAIL_NAME", "mail.from_name"),
    Renamed::new("smtp.protection", "UNISSON_SMTP_PROTECTION", "smtp.encryption"),
    Renamed::new("sms.second", "UNISSON_SMS_SECOND", "sms.fallback_provider"),
    Renamed::new("sms.at_once", "UNISSON_SMS_AT_ONCE", "sms.max_in_flight"),
    Renamed::new("sms.callbacks_file", "UNISSON_SMS_CALLBACKS_FILE", "sms.webhooks_file"),
    Renamed::new("smpp.protection", "UNISSON_SMPP_PROTECTION", "smpp.encryption"),
    Renamed::new("smpp.per_second", "UNISSON_SMPP_PER_SECOND", "smpp.messages_per_second"),
    Renamed::new("api.calls_per_minute", "UNISSON_API_CALLS_PER_MINUTE", "api.requests_per_minute"),
];

/// A setting that has another name now.
#[derive(Clone, Copy, Debug)]
pub struct Renamed {
    /// Its old table and key.
    pub path: &'static str,
    /// Its old variable. The old option is this without `UNISSON_`, in lower case, with hyphens.
    pub variable: &'static str,
    /// Its table and key now.
    pub now: &'static str,
}

impl Renamed {
    const fn new(path: &'static str, variable: &'static str, now: &'static str) -> Self {
        Self { path, variable, now }
    }

    /// The old option of the command line, with its hyphens: `--sms-second`.
    #[must_use]
    pub fn option(&self) -> String {
        let name = self.variable.strip_prefix("UNISSON_").unwrap_or(self.variable);
        format!("--{}", name.to_ascii_lowercase().replace('_', "-"))
    }
}

/// What to say of the key `table.key` of the file, when it was renamed.
pub(super) fn key(settings: &[Setting], table: &str, key: &str) -> Option<String> {
    let path = format!("{table}.{key}");
    let renamed = RENAMED.iter().find(|renamed| renamed.path == path)?;
    let now = settings.iter().find(|setting| setting.path() == renamed.now)?;
    Some(format!("{path}: this key is called {} now", now.path()))
}

/// Refuses variables and options that were renamed.
///
/// # Errors
/// [`ConfigError::Renamed`] with all of them.
pub fn refuse(
    settings: &[Setting],
    is_set: impl Fn(&str) -> bool,
    arguments: &[OsString],
) -> Result<(), ConfigError> {
    let options: Vec<&str> =
        arguments.iter().filter_map(|one| one.to_str()).take_while(|one| *one != "--").collect();
    let mut found = Vec::new();
    for renamed in RENAMED {
        let Some(now) = settings.iter().find(|setting| setting.path() == renamed.now) else { continue };
        if is_set(renamed.variable) {
            found.push(format!("{}: this variable is called {} now", renamed.variable, now.variable));
        }
        let old = renamed.option();
        if options.iter().any(|one| one.split_once('=').map_or(*one, |(name, _)| name) == old) {
            found.push(format!("{old}: this option is called --{} now", now.option));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(ConfigError::Renamed(found)) }
}

/// True when the process has the variable `name`, even an empty one.
#[must_use]
pub fn is_set(name: &str) -> bool {
    std::env::var_os(OsStr::new(name)).is_some()
}
