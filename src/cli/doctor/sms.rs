//! Checks SMS: providers, sender, webhooks, and names of territories that are too long. The exchange is connected to, and
//! nothing is sent.

use std::net::IpAddr;
use std::path::Path;

use super::report::Report;
use crate::adapters::sms::smpp::Smpp;
use crate::adapters::sms::{Cause, Provider};
use crate::cli::wiring::keys::{MissingKey, link_signer};
use crate::cli::wiring::sms::{SmsOutlet, sender, sms_outlet};
use crate::config::{LinkSettings, SmppEncryption, SmsReplies, SmsSettings};
use crate::keys::provider_webhook_path;
use crate::store::{Db, StoreError, territories};
use crate::text::sms::too_long;

const ABOUT: &str = "sms";

/// Checks the provider, or both.
pub(super) async fn look(
    settings: &SmsSettings,
    folder: Option<&Path>,
    links: &LinkSettings,
    report: &mut Report,
) {
    let outlet = match sms_outlet(settings, folder) {
        Ok(outlet) => outlet,
        Err(error) => {
            report.fault(ABOUT, error.to_string());
            return;
        }
    };
    for provider in outlet.sender.gateway.providers() {
        match provider {
            Provider::Nobody => report.attention(
                ABOUT,
                "no provider: what would be a short message goes by mail, and not at all to who has no address; set \
                 UNISSON_SMS_PROVIDER",
            ),
            Provider::Folder(_) => report.attention(
                ABOUT,
                format!(
                    "no provider: short messages stay in {} and reach nobody; set UNISSON_SMS_PROVIDER",
                    folder.unwrap_or(Path::new("")).display()
                ),
            ),
            Provider::Smpp(exchange) => greet(settings, exchange, report).await,
            Provider::Web(web) => report.ok(
                ABOUT,
                format!("{} is set; it is not tried here, for a try would be a message", web.kind().name()),
            ),
        }
    }
    match sender(settings) {
        Ok(Some(sender)) => report.ok(ABOUT, format!("messages come from {}", sender.as_str())),
        Ok(None) => {}
        Err(error) => report.fault(ABOUT, error.to_string()),
    }
    if settings.sms_replies == SmsReplies::Read {
        report.ok(ABOUT, "people are asked to answer 1 or 2, and the provider brings it");
    }
    webhooks(&outlet, links, report);
}

/// The webhook addresses of HTTP providers.
fn webhooks(outlet: &SmsOutlet, links: &LinkSettings, report: &mut Report) {
    for (name, _) in &outlet.webhooks {
        // What is wrong with the settings of links has been told.
        let Ok(Some(links)) = link_signer(links, MissingKey::GoWithout) else { continue };
        match &links.public_url {
            Some(address) => {
                let address = address.to(&provider_webhook_path(&links.key, name));
                report.ok(ABOUT, format!("{name} tells receipts and answers to {address}: keep it secret"));
            }
            None => report
                .attention(ABOUT, format!("{name} cannot tell receipts and answers: set UNISSON_PUBLIC_URL")),
        }
    }
}

async fn greet(settings: &SmsSettings, exchange: &Smpp, report: &mut Report) {
    let host = settings.smpp_host.as_deref().unwrap_or("");
    let name = format!("{host}:{}", settings.smpp_port);
    let is_near = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match exchange.probe().await {
        Ok(()) if settings.smpp_encryption == SmppEncryption::None && !is_near => report.attention(
            ABOUT,
            format!(
                "the exchange {name} answers, in the clear: use tls unless a private network leads there"
            ),
        ),
        Ok(()) => report.ok(ABOUT, format!("the exchange {name} answers and lets us in")),
        Err(cause) => report.fault(ABOUT, format!("the exchange {name}: {cause}: {}", suggestion(cause))),
    }
}

const fn suggestion(cause: Cause) -> &'static str {
    match cause {
        Cause::Unreachable => {
            "check UNISSON_SMPP_HOST, UNISSON_SMPP_PORT, UNISSON_SMPP_ENCRYPTION and the firewall"
        }
        Cause::Unprotected => {
            "check that UNISSON_SMPP_HOST is the name on its certificate, that this machine trusts who signed it, and \
             UNISSON_SMPP_PORT and UNISSON_SMPP_ENCRYPTION"
        }
        Cause::NotLetIn(_) => {
            "check UNISSON_SMPP_USER, the password in UNISSON_SMPP_PASSWORD_FILE, and how many may bind"
        }
        _ => "ask whoever runs it",
    }
}

/// Reports names of territories, and the service's address, that are too long for an SMS.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn words(db: &Db, links: &LinkSettings, report: &mut Report) -> Result<(), StoreError> {
    let host = links.public_url.as_deref().map(host);
    for (id, key, _) in territories::list(db.read()).await? {
        let Some(territory) = territories::load(db.read(), id).await? else { continue };
        match too_long(territory.sites.values(), host) {
            Ok(found) if found.is_empty() => {
                report.ok(ABOUT, format!("the places of {key} have room in a short message"));
            }
            Ok(found) => {
                for one in found {
                    report.attention(ABOUT, format!("{key}: {}: {}", one.field, one.suggestion));
                }
            }
            Err(error) => report.fault(ABOUT, error.to_string()),
        }
    }
    Ok(())
}

/// An address as an SMS has it.
pub fn host(url: &str) -> &str {
    url.strip_prefix("https://").unwrap_or(url).trim_end_matches('/')
}
