//! Webhooks of SMS providers: receipts and replies, read by a description of their fields.

use domain::sms::{PhoneNumber, ReceiptStatus, receipt};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::formats::sms::provider_event::{IncomingSms, ProviderEvent, Receipt};

/// Most events of one request.
const MOST_EVENTS: usize = 1000;

/// Which fields of its requests hold what: JSON pointers (RFC 6901); a form or a query is an object of texts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderWebhooks {
    receipt: Option<ReceiptFields>,
    said: Option<ReplyFields>,
}

/// The fields of a receipt.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptFields {
    reference: String,
    fate: String,
    delivered: Vec<String>,
    undelivered: Vec<String>,
    #[serde(default)]
    missed: Vec<String>,
}

/// The fields of a reply.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyFields {
    id: Option<String>,
    from: String,
    text: String,
}

impl ProviderWebhooks {
    /// The requests described by these tables.
    #[must_use]
    pub const fn of(receipt: Option<ReceiptFields>, said: Option<ReplyFields>) -> Self {
        Self { receipt, said }
    }

    /// The requests described by `text`, which describes nothing else: for a provider whose way to send is known.
    ///
    /// # Errors
    /// What is wrong, naming the key.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())
    }

    /// The requests of Brevo (its documentation of transactional webhooks).
    #[must_use]
    pub fn brevo() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            receipt: Some(ReceiptFields {
                reference: "/messageId".to_owned(),
                fate: "/msg_status".to_owned(),
                delivered: words(&["delivered"]),
                undelivered: words(&["hard_bounce", "hard_bounces", "blocked", "rejected", "blacklisted"]),
                missed: words(&["soft_bounce", "soft_bounces", "skip"]),
            }),
            said: None,
        }
    }

    /// The events of a request with that query and body. A list is read one by one; what is neither a receipt nor a reply
    /// is left out.
    #[must_use]
    pub fn events(&self, provider: &'static str, query: &str, body: &[u8]) -> Vec<ProviderEvent> {
        let json: Option<Value> = serde_json::from_slice(body).ok();
        let events = match json {
            Some(Value::Array(list)) => list,
            Some(object @ Value::Object(_)) => vec![object],
            _ => {
                let form = std::str::from_utf8(body).unwrap_or_default();
                vec![Value::Object(pairs(query).chain(pairs(form)).collect::<Map<_, _>>())]
            }
        };
        events.iter().take(MOST_EVENTS).filter_map(|event| self.event(provider, event)).collect()
    }

    fn event(&self, provider: &'static str, event: &Value) -> Option<ProviderEvent> {
        let at = |path: &str| event.pointer(path).and_then(name);
        if let Some(call) = &self.receipt
            && let (Some(reference), Some(word)) = (at(&call.reference), at(&call.fate))
        {
            let among = |list: &[String]| list.iter().any(|one| one.eq_ignore_ascii_case(&word));
            let fate = if among(&call.delivered) {
                ReceiptStatus::Delivered
            } else if among(&call.undelivered) {
                ReceiptStatus::Undelivered
            } else if among(&call.missed) {
                ReceiptStatus::NotDelivered
            } else {
                match receipt::status_of(&word) {
                    // A status that is not described means that the message is on its way.
                    ReceiptStatus::Unknown => ReceiptStatus::InTransit,
                    known => known,
                }
            };
            return Some(ProviderEvent::Receipt(Receipt { provider, reference, status: fate }));
        }
        let call = self.said.as_ref()?;
        let from = PhoneNumber::parse(&at(&call.from)?)?;
        let id = call.id.as_deref().and_then(at);
        Some(ProviderEvent::Reply(IncomingSms {
            provider,
            id,
            from,
            text: at(&call.text).unwrap_or_default(),
        }))
    }
}

/// The pairs of a form (URL standard, `application/x-www-form-urlencoded`).
fn pairs(form: &str) -> impl Iterator<Item = (String, Value)> {
    form_urlencoded::parse(form.as_bytes())
        .map(|(key, value)| (key.into_owned(), Value::String(value.into_owned())))
}

/// A reference that a provider gives as text or as a number.
#[must_use]
pub fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(name) if !name.is_empty() => Some(name.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
