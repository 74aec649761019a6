//! The paths of personal pages, as they are written into links.

use domain::credentials::{Credential, Token};

use crate::keys::service_key::{Purpose, ServiceKey};

/// The path of the webhook of the SMS provider called `name`: it cannot be guessed.
#[must_use]
pub fn provider_webhook_path(key: &ServiceKey, name: &str) -> String {
    format!("/sms/{name}/{}", key.name(Purpose::ProviderWebhook, name.as_bytes()))
}

/// The path of the page where an appointment is chosen.
#[must_use]
pub fn choose_path(credential: &Credential) -> String {
    format!("/a/{}", credential.characters())
}

/// The path of the page where an account sets its password.
#[must_use]
pub fn password_path(token: &Token) -> String {
    format!("/sign-in/link/{}", token.as_str())
}

/// The path of the page of one's own appointment.
#[must_use]
pub fn mine_path(credential: &Credential) -> String {
    format!("/r/{}", credential.characters())
}

/// The path of the page where reminders by mail are stopped.
#[must_use]
pub fn stop_path(credential: &Credential) -> String {
    format!("/stop/{}", credential.characters())
}
