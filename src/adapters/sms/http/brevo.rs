//! Brevo: `POST /v3/transactionalSMS/sms`.

use domain::sms::{SenderId, SmsCoding};
use serde_json::{Value, json};

use super::request::{Acceptance, HttpRequest};
use crate::formats::sms::OutgoingSms;
use crate::formats::sms::provider_webhooks::name;
use domain::secret::Secret;

/// An account at Brevo.
#[derive(Clone, Debug)]
pub struct Brevo {
    /// Where its interface is: `https://api.brevo.com/v3`.
    pub endpoint: String,
    /// The key.
    pub key: Secret,
}

impl Brevo {
    pub(super) fn request(&self, sms: &OutgoingSms, sender: Option<&SenderId>) -> HttpRequest {
        let body = json!({
            "content": sms.text,
            "recipient": sms.to.digits(),
            "sender": sender.map_or("RDV", SenderId::as_str),
            "type": "transactional",
            "unicodeEnabled": sms.encoded.coding == SmsCoding::Ucs2,
        });
        HttpRequest {
            url: format!("{}/transactionalSMS/sms", self.endpoint.trim_end_matches('/')),
            headers: vec![("api-key".to_owned(), self.key.expose().to_owned())],
            body: body.to_string(),
        }
    }
}

/// Its receipts name the message by `messageId`.
pub(super) fn acceptance(answer: &Value) -> Acceptance {
    Acceptance::Accepted(name(&answer["messageId"]).into_iter().collect())
}
