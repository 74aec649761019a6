//! OVHcloud: `POST /sms/{serviceName}/jobs`, each request signed.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use domain::sms::{SenderId, SmsCoding};
use ring::digest;
use serde_json::{Value, json};

use super::request::{Acceptance, HttpRequest};
use crate::formats::sms::OutgoingSms;
use crate::formats::sms::provider_webhooks::name;
use domain::secret::Secret;

/// How long OVHcloud tries to reach a telephone, in minutes: what comes after a day helps nobody.
const VALIDITY: u32 = 24 * 60;

/// An account at OVHcloud.
#[derive(Clone, Debug)]
pub struct Ovh {
    /// Where its interface is: `https://eu.api.ovh.com/1.0`.
    pub endpoint: String,
    /// The service: `sms-ab12345-1`.
    pub service: String,
    /// The key of the application.
    pub application_key: String,
    /// Its secret.
    pub application_secret: Secret,
    /// The key of the consumer.
    pub consumer_key: Secret,
}

impl Ovh {
    /// The signed call. Without `noStopClause` a name as sender makes OVHcloud append "STOP 36xxx" and hold messages
    /// back at night and over the weekend. Without a sender, a short number that can be answered writes.
    pub(super) fn request(
        &self,
        sms: &OutgoingSms,
        sender: Option<&SenderId>,
        now: DateTime<Utc>,
    ) -> HttpRequest {
        let url = format!("{}/sms/{}/jobs", self.endpoint.trim_end_matches('/'), self.service);
        let mut body = json!({
            "charset": "UTF-8",
            "coding": match sms.encoded.coding { SmsCoding::Gsm7 => "7bit", SmsCoding::Ucs2 => "8bit" },
            "message": sms.text,
            "noStopClause": true,
            "priority": "high",
            "receivers": [sms.to.international()],
            "senderForResponse": sender.is_none(),
            "validityPeriod": VALIDITY,
        });
        if let Some(sender) = sender {
            body["sender"] = json!(sender.as_str());
        }
        let body = body.to_string();
        let stamp = now.timestamp();
        let headers = vec![
            ("X-Ovh-Application".to_owned(), self.application_key.clone()),
            ("X-Ovh-Consumer".to_owned(), self.consumer_key.expose().to_owned()),
            ("X-Ovh-Timestamp".to_owned(), stamp.to_string()),
            ("X-Ovh-Signature".to_owned(), self.signature(&url, &body, stamp)),
        ];
        HttpRequest { url, headers, body }
    }

    /// `$1$` and the SHA-1 of secret, consumer, method, address, body and time, as OVHcloud prescribes it.
    fn signature(&self, url: &str, body: &str, stamp: i64) -> String {
        let (secret, consumer) = (self.application_secret.expose(), self.consumer_key.expose());
        let said = format!("{secret}+{consumer}+POST+{url}+{body}+{stamp}");
        let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, said.as_bytes());
        digest.as_ref().iter().fold(String::from("$1$"), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

pub(super) fn acceptance(answer: &Value) -> Acceptance {
    let list = |key: &str| answer[key].as_array().map(Vec::as_slice).unwrap_or_default();
    if list("validReceivers").is_empty() && !list("invalidReceivers").is_empty() {
        return Acceptance::NoSuchNumber;
    }
    Acceptance::Accepted(list("ids").iter().filter_map(name).collect())
}
