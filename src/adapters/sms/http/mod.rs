//! SMS providers over HTTP: OVHcloud, Brevo, and any other that a file describes.
//!
//! `ovh`, `brevo` and `described` make the request and read a successful response; what a status means for the message
//! is decided here, in one table for all.

mod brevo;
mod described;
mod ovh;
mod request;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::sms::SenderId;
use reqwest::header::{
    HeaderMap, HeaderName, HeaderValue, InvalidHeaderName, InvalidHeaderValue, RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode};
use rustls_platform_verifier::BuilderVerifierExt;
use serde_json::Value;
use thiserror::Error;
use tokio_rustls::rustls::{self, ClientConfig, crypto};
use tracing::warn;

use request::Acceptance;

use super::outcome::{Cause, Outcome};
use crate::formats::sms::OutgoingSms;
use crate::telemetry::http;

pub use brevo::Brevo;
pub use described::{Described, DescriptionError};
pub use ovh::Ovh;

/// How long to wait for a connection.
const TO_CONNECT: Duration = Duration::from_secs(10);
/// How long to wait for an answer.
const TO_ANSWER: Duration = Duration::from_secs(30);
/// The pause after "too many" without a time.
const BREATH: Duration = Duration::from_secs(5);
/// The longest pause a provider can ask for.
const LONGEST_BREATH: Duration = Duration::from_hours(1);
/// The longest answer that is read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The client for the web cannot be made.
#[derive(Debug, Error)]
pub enum NoClient {
    /// No TLS with the certificates of this system.
    #[error("TLS cannot be prepared for the provider of short messages")]
    Tls(#[source] rustls::Error),
    /// No HTTP client.
    #[error("the HTTP client for the provider of short messages cannot be made")]
    Http(#[source] reqwest::Error),
}

/// A header that cannot be sent. It names no value, which may be a key.
#[derive(Debug, Error)]
enum UnsendableHeader {
    #[error(transparent)]
    Name(#[from] InvalidHeaderName),
    #[error(transparent)]
    Value(#[from] InvalidHeaderValue),
}

/// Which provider.
#[derive(Clone, Debug)]
pub enum WebProvider {
    /// OVHcloud.
    Ovh(Ovh),
    /// Brevo.
    Brevo(Brevo),
    /// One that a file describes.
    Described(Described),
}

impl WebProvider {
    /// Its name in receipts and on pages.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ovh(_) => "ovh",
            Self::Brevo(_) => "brevo",
            Self::Described(_) => "web",
        }
    }
}

/// A provider on the web. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Web {
    kind: Arc<WebProvider>,
    sender: Option<SenderId>,
    client: Client,
}

impl Web {
    /// The provider `kind`; messages come from `sender`, or from whoever it takes by itself.
    ///
    /// # Errors
    /// [`NoClient`].
    pub fn new(kind: WebProvider, sender: Option<SenderId>) -> Result<Self, NoClient> {
        let provider = Arc::new(crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(NoClient::Tls)?
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(TO_CONNECT)
            .timeout(TO_ANSWER)
            // A text and a number go where the settings say, nowhere else.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("Unisson")
            .build()
            .map_err(NoClient::Http)?;
        Ok(Self { kind: Arc::new(kind), sender, client })
    }

    /// Which provider.
    #[must_use]
    pub fn kind(&self) -> &WebProvider {
        &self.kind
    }

    /// Hands `sms` over at `now`.
    pub async fn send(&self, sms: &OutgoingSms, now: DateTime<Utc>) -> Outcome {
        let request = match &*self.kind {
            WebProvider::Ovh(ovh) => ovh.request(sms, self.sender.as_ref(), now),
            WebProvider::Brevo(brevo) => brevo.request(sms, self.sender.as_ref()),
            WebProvider::Described(described) => described.request(sms, self.sender.as_ref()),
        };
        let headers = match headers(&request.headers) {
            Ok(headers) => headers,
            Err(error) => {
                warn!(error = %error, "a header of the settings cannot be sent to the SMS provider");
                return Outcome::Permanent(Cause::Unwritable);
            }
        };
        let sent = http::send(self.client.post(&request.url).headers(headers).body(request.body)).await;
        let response = match sent {
            Ok(response) => response,
            Err(error) if error.is_connect() || error.is_builder() => {
                return Outcome::temporary(Cause::Unreachable);
            }
            Err(error) if error.is_timeout() => return Outcome::Unknown(Cause::Late),
            Err(_) => return Outcome::Unknown(Cause::Lost),
        };
        let (status, after) = (response.status(), retry_after(&response));
        if !status.is_success() {
            return refused(status, after);
        }
        // Taken: an answer that cannot be read only costs the receipt.
        let answer = body(response).await.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let answer: Value = answer.unwrap_or_default();
        let acceptance = match &*self.kind {
            WebProvider::Ovh(_) => ovh::acceptance(&answer),
            WebProvider::Brevo(_) => brevo::acceptance(&answer),
            WebProvider::Described(described) => described.acceptance(&answer),
        };
        match acceptance {
            Acceptance::Accepted(references) => Outcome::Accepted { provider: self.kind.name(), references },
            Acceptance::NoSuchNumber => Outcome::Permanent(Cause::NoSuchNumber(u32::from(status.as_u16()))),
        }
    }
}

fn headers(list: &[(String, String)]) -> Result<HeaderMap, UnsendableHeader> {
    let mut headers = HeaderMap::new();
    for (name, value) in list {
        let mut value = HeaderValue::from_str(value)?;
        // They hold keys: shown nowhere.
        value.set_sensitive(true);
        headers.insert(HeaderName::from_bytes(name.as_bytes())?, value);
    }
    headers.entry("content-type").or_insert(HeaderValue::from_static("application/json"));
    Ok(headers)
}

/// What an answer other than "taken" leaves behind. A key that is refused, credit that is used up: mending it lets the
/// messages go. After a fault inside the provider nobody knows whether it took the message before.
fn refused(status: StatusCode, after: Option<Duration>) -> Outcome {
    let code = u32::from(status.as_u16());
    match status.as_u16() {
        429 => Outcome::Throttled { after: after.unwrap_or(BREATH) },
        503 => Outcome::Temporary { cause: Cause::Refused(code), after },
        300..=399 | 401..=405 => Outcome::temporary(Cause::NotLetIn(code)),
        408 | 500..=599 => Outcome::Unknown(Cause::Refused(code)),
        _ => Outcome::Permanent(Cause::Refused(code)),
    }
}

/// The time of a `Retry-After` header in seconds (RFC 9110 section 10.2.3); a date there is not looked at.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_BREATH))
}

async fn body(mut response: Response) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_ANSWER {
            return None;
        }
    }
    Some(bytes)
}
