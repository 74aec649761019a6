//! A provider described by a TOML file: URL, headers, body, and where its response has the reference.

use std::collections::BTreeMap;

use domain::sms::SenderId;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use super::request::{Acceptance, HttpRequest};
use crate::formats::sms::OutgoingSms;
use crate::formats::sms::provider_webhooks::name;
use crate::formats::sms::provider_webhooks::{ProviderWebhooks, ReceiptFields, ReplyFields};
use domain::secret::Secret;

/// A provider as a file describes it (TOML).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProviderFile {
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: String,
    reference: Option<String>,
    receipt: Option<ReceiptFields>,
    said: Option<ReplyFields>,
}

/// What is wrong with a description.
#[derive(Debug, Error)]
pub enum DescriptionError {
    /// Not the tables and keys of a description.
    #[error("{0}")]
    Toml(String),
    /// The address is none.
    #[error("url: write an address that begins with https:// (http:// for a provider on the same machine)")]
    Url,
    /// The body is no JSON.
    #[error("body: this is not JSON: {0}")]
    Body(#[source] serde_json::Error),
    /// The message would not be said.
    #[error("body: it lacks {0}")]
    Lacks(&'static str),
}

/// A provider that a file describes.
#[derive(Clone, Debug)]
pub struct Described {
    url: String,
    headers: BTreeMap<String, String>,
    body: Value,
    reference: Option<String>,
    callbacks: ProviderWebhooks,
    secret: Option<Secret>,
}

impl Described {
    /// The provider that `text` describes; `{secret}` in its headers stands for `secret`.
    ///
    /// # Errors
    /// [`DescriptionError`] naming the key.
    pub fn parse(text: &str, secret: Option<Secret>) -> Result<Self, DescriptionError> {
        let file: ProviderFile = toml::from_str(text)
            .map_err(|error| DescriptionError::Toml(error.to_string().trim().to_owned()))?;
        let callbacks = ProviderWebhooks::of(file.receipt, file.said);
        if !file.url.starts_with("https://") && !file.url.starts_with("http://") {
            return Err(DescriptionError::Url);
        }
        let body: Value = serde_json::from_str(&file.body).map_err(DescriptionError::Body)?;
        for wanted in ["{to}", "{text}"] {
            if !file.body.contains(wanted) {
                return Err(DescriptionError::Lacks(wanted));
            }
        }
        Ok(Self { url: file.url, headers: file.headers, body, reference: file.reference, callbacks, secret })
    }

    /// How it calls back.
    #[must_use]
    pub const fn callbacks(&self) -> &ProviderWebhooks {
        &self.callbacks
    }

    pub(super) fn request(&self, sms: &OutgoingSms, sender: Option<&SenderId>) -> HttpRequest {
        let values = [
            ("{to}", sms.to.international()),
            ("{digits}", sms.to.digits().to_owned()),
            ("{from}", sender.map(|sender| sender.as_str().to_owned()).unwrap_or_default()),
            ("{id}", sms.message.to_string()),
            ("{text}", sms.text.clone()),
        ];
        let secret = self.secret.as_ref().map_or("", Secret::expose);
        let headers = self.headers.iter();
        HttpRequest {
            url: self.url.clone(),
            headers: headers.map(|(name, value)| (name.clone(), value.replace("{secret}", secret))).collect(),
            body: filled(&self.body, &values).to_string(),
        }
    }

    pub(super) fn acceptance(&self, answer: &Value) -> Acceptance {
        let found = self.reference.as_deref().and_then(|path| answer.pointer(path)).and_then(name);
        Acceptance::Accepted(found.into_iter().collect())
    }
}

/// `body` with every text filled in. A text is a JSON value of its own, so it cannot change the
/// JSON around it. A value that is filled in is not looked at again.
fn filled(body: &Value, values: &[(&str, String)]) -> Value {
    match body {
        Value::String(text) => {
            let mut said = String::new();
            let mut rest = text.as_str();
            'text: while let Some(at) = rest.find('{') {
                said.push_str(&rest[..at]);
                rest = &rest[at..];
                for (mark, value) in values {
                    if let Some(after) = rest.strip_prefix(mark) {
                        said.push_str(value);
                        rest = after;
                        continue 'text;
                    }
                }
                said.push('{');
                rest = &rest[1..];
            }
            said.push_str(rest);
            Value::String(said)
        }
        Value::Array(list) => Value::Array(list.iter().map(|one| filled(one, values)).collect()),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, one)| (key.clone(), filled(one, values))).collect())
        }
        other => other.clone(),
    }
}
