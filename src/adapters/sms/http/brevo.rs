//! Brevo: `POST /v3/transactionalSMS/sms`.

use domain::sms::{SenderId, SmsCoding};
use serde_json::{Value, json};

use super::{Call, Told};
use crate::adapters::sms::Sms;
use crate::formats::sms_provider_webhooks::name;
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
    pub(super) fn call(&self, sms: &Sms, sender: Option<&SenderId>) -> Call {
        let body = json!({
            "content": sms.text,
            "recipient": sms.to.digits(),
            "sender": sender.map_or("RDV", SenderId::as_str),
            "type": "transactional",
            "unicodeEnabled": sms.encoded.coding == SmsCoding::Ucs2,
        });
        Call {
            url: format!("{}/transactionalSMS/sms", self.endpoint.trim_end_matches('/')),
            headers: vec![("api-key".to_owned(), self.key.expose().to_owned())],
            body: body.to_string(),
        }
    }
}

/// Its receipts name the message by `messageId`.
pub(super) fn told(answer: &Value) -> Told {
    Told::Taken(name(&answer["messageId"]).into_iter().collect())
}
