//! What providers call us with: receipts, and what people wrote.

use domain::sms::{Number, ReceiptStatus, receipt};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::adapters::sms::http::name;
use crate::adapters::sms::provider_event::{ProviderEvent, Receipt, Said};

/// The most events one call brings.
const MOST_EVENTS: usize = 1000;

/// Where a provider says what in its calls: JSON pointers (RFC 6901); a form or a query is an object of texts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Callbacks {
    receipt: Option<ReceiptCall>,
    said: Option<SaidCall>,
}

/// A call with a receipt.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceiptCall {
    reference: String,
    fate: String,
    delivered: Vec<String>,
    undelivered: Vec<String>,
    #[serde(default)]
    missed: Vec<String>,
}

/// A call with what somebody wrote.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SaidCall {
    id: Option<String>,
    from: String,
    text: String,
}

impl Callbacks {
    /// The calls of these tables of a description.
    pub(super) const fn of(receipt: Option<ReceiptCall>, said: Option<SaidCall>) -> Self {
        Self { receipt, said }
    }

    /// The calls of `text`, a description of nothing else: for a provider whose way to send is known.
    ///
    /// # Errors
    /// What is wrong, naming the key.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())
    }

    /// The calls of Brevo (its documentation of transactional webhooks).
    #[must_use]
    pub fn brevo() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            receipt: Some(ReceiptCall {
                reference: "/messageId".to_owned(),
                fate: "/msg_status".to_owned(),
                delivered: words(&["delivered"]),
                undelivered: words(&["hard_bounce", "hard_bounces", "blocked", "rejected", "blacklisted"]),
                missed: words(&["soft_bounce", "soft_bounces", "skip"]),
            }),
            said: None,
        }
    }

    /// What a call with that query and body tells. A list of events is read one by one; what is neither a receipt nor
    /// somebody's words is left out.
    #[must_use]
    pub fn heard(&self, provider: &'static str, query: &str, body: &[u8]) -> Vec<ProviderEvent> {
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
                ReceiptStatus::Missed
            } else {
                match receipt::fate(&word) {
                    // A word nobody described says that something goes on.
                    ReceiptStatus::Unknown => ReceiptStatus::OnItsWay,
                    known => known,
                }
            };
            return Some(ProviderEvent::Receipt(Receipt { provider, reference, fate }));
        }
        let call = self.said.as_ref()?;
        let from = Number::parse(&at(&call.from)?)?;
        let id = call.id.as_deref().and_then(at);
        Some(ProviderEvent::Said(Said { provider, id, from, text: at(&call.text).unwrap_or_default() }))
    }
}

/// The pairs of a form (URL standard, `application/x-www-form-urlencoded`).
fn pairs(form: &str) -> impl Iterator<Item = (String, Value)> {
    form.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(key), Value::String(decoded(value)))
    })
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                let digits = [ahead.next(), ahead.next()];
                let value = digits.iter().try_fold(0_u8, |value, digit| {
                    let digit = digit.and_then(|digit| char::from(digit).to_digit(16))?;
                    Some(value << 4 | u8::try_from(digit).ok()?)
                });
                match value {
                    Some(value) => {
                        bytes.push(value);
                        rest = ahead;
                    }
                    None => bytes.push(b'%'),
                }
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
