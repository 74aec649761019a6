//! Checks the settings: the file, unknown variables, secrets that others can read, links and tokens.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::report::Report;
use crate::cli::wiring::api::token_keys;
use crate::cli::wiring::keys::{MissingKey, link_signer};
use crate::config::{DatabaseSettings, FileFault, LinkSettings, ServiceSettings};

const ABOUT: &str = "settings";

/// The faults of the file.
pub(super) fn file(faults: &[FileFault], report: &mut Report) {
    for fault in faults {
        report.fault(ABOUT, fault.to_string());
    }
}

/// The settings as they were read.
pub(super) fn look(
    service: &ServiceSettings,
    database: &DatabaseSettings,
    links: &LinkSettings,
    known: &[String],
    report: &mut Report,
) {
    report.ok(ABOUT, format!("{} keys, each with a value that can be", known.len()));
    for (name, _) in std::env::vars_os() {
        let Some(name) = name.to_str().filter(|name| name.starts_with("UNISSON_")) else { continue };
        if name != "UNISSON_CONFIG" && !known.iter().any(|known| known == name) {
            report.attention(ABOUT, format!("{name} is set and nobody reads it: look for a slip of the pen"));
        }
    }
    let secrets = [
        ("UNISSON_DATABASE_PASSWORD_FILE", &database.database_password_file),
        ("UNISSON_SMTP_PASSWORD_FILE", &service.mail.smtp_password_file),
        ("UNISSON_DKIM_KEY_FILE", &service.mail.dkim_key_file),
        ("UNISSON_TOKEN_KEY_FILE", &service.api.tokens.token_key_file),
        ("UNISSON_SMS_WEB_SECRET_FILE", &service.sms.sms_web_secret_file),
        ("UNISSON_SMPP_PASSWORD_FILE", &service.sms.smpp_password_file),
        ("UNISSON_OVH_APPLICATION_SECRET_FILE", &service.sms.ovh_application_secret_file),
        ("UNISSON_OVH_CONSUMER_KEY_FILE", &service.sms.ovh_consumer_key_file),
        ("UNISSON_BREVO_KEY_FILE", &service.sms.brevo_key_file),
    ];
    for (name, path) in secrets {
        if let Some(path) = path {
            secret(name, path, report);
        }
    }
    secret("UNISSON_KEY_FILE", &links.key_file, report);
    match link_signer(links, MissingKey::GoWithout) {
        Ok(_) if links.public_url.is_none() => {
            report
                .attention(ABOUT, "UNISSON_PUBLIC_URL is not set: messages have no link to the appointment, and invitations wait");
        }
        Ok(_) => report.ok(ABOUT, "links in messages have an address"),
        Err(error) => report.fault(ABOUT, error.to_string()),
    }
    match token_keys(&service.api.tokens) {
        Ok(Some(_)) => report.ok(ABOUT, "the keys of the API's tokens can be read"),
        Ok(None) => {
            report.ok(ABOUT, "no keys of tokens (UNISSON_TOKEN_KEY_FILE): the API refuses every call");
        }
        Err(error) => report.fault(ABOUT, error.to_string()),
    }
    if service.listen.listen.port() == 0 {
        report.attention(ABOUT, "UNISSON_LISTEN: port 0 is another port at every start: choose one");
    }
}

fn secret(name: &str, path: &Path, report: &mut Report) {
    // A file that cannot be read is reported where it is used.
    let Ok(found) = std::fs::metadata(path) else { return };
    if found.mode() & 0o007 != 0 {
        let path = path.display();
        report
            .attention(ABOUT, format!("{name}: everybody on this machine can read {path}: chmod o= {path}"));
    }
}
