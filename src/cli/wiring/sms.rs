//! SMS: the providers, what they deliver, and their webhooks.

use std::path::Path;
use std::time::Duration;

use domain::secret::Secret;
use domain::sms::SenderId;

use super::error::WiringError;
use crate::adapters::sms::http::{Brevo, Described, Ovh, Web, WebProvider};
use crate::adapters::sms::smpp::{Smpp, SmppSettings};
use crate::adapters::sms::{EventSink, Gateway, Provider, SmsFolder};
use crate::clock::RandomSource;
use crate::config::{SmppEncryption, SmsProvider, SmsReplies, SmsSettings};
use crate::formats::sms::provider_webhooks::ProviderWebhooks;
use crate::jobs::receive_sms::ProviderEvents;
use crate::jobs::send_sms::{Replies, SmsSender};

/// How long to wait for an answer of the SMSC.
const SMSC_TIMEOUT: Duration = Duration::from_secs(30);
/// After how long a silence the SMSC is asked whether it is there (`enquire_link`).
const SMSC_SILENCE: Duration = Duration::from_secs(45);
/// The first pause before connecting again.
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);
/// How many events of providers may wait for the database.
const EVENT_QUEUE: usize = 100;

/// How SMS are sent, and what providers deliver.
#[derive(Debug)]
pub struct SmsOutlet {
    /// Sends SMS.
    pub sender: SmsSender,
    /// What the SMSC delivers; nothing from HTTP providers, which use webhooks.
    pub events: ProviderEvents,
    /// The webhooks of each HTTP provider, by its name.
    pub webhooks: Vec<(&'static str, ProviderWebhooks)>,
}

/// How SMS are sent, and what providers deliver. Without a provider SMS are kept in `folder`, the mail folder; without a
/// folder, since mails are sent, they go by mail.
///
/// # Errors
/// [`WiringError`] naming the setting.
pub fn sms_outlet(settings: &SmsSettings, folder: Option<&Path>) -> Result<SmsOutlet, WiringError> {
    let (sink, events) = EventSink::new(EVENT_QUEUE);
    let first = provider(settings, settings.sms_provider, folder, &sink)?;
    let fallback = match settings.sms_fallback_provider.filter(|second| *second != SmsProvider::None) {
        Some(second) if second == settings.sms_provider => return Err(WiringError::SameSmsProvider),
        Some(second) => Some(provider(settings, second, folder, &sink)?),
        None => None,
    };
    let is_name = sender(settings)?.is_some_and(|sender| !sender.accepts_replies());
    let replies = match settings.sms_replies {
        SmsReplies::Read if is_name => return Err(WiringError::NoReplies),
        SmsReplies::Read => Replies::Come,
        SmsReplies::None => Replies::DoNotCome,
    };
    let gateway = Gateway::new(first, fallback, settings.max_in_flight());
    let mut webhooks = Vec::new();
    for provider in gateway.providers() {
        if let Provider::Web(web) = provider {
            let theirs = match web.kind() {
                WebProvider::Brevo(_) => ProviderWebhooks::brevo(),
                WebProvider::Described(described) => described.callbacks().clone(),
                WebProvider::Ovh(_) => webhooks_file(settings)?,
            };
            webhooks.push((web.kind().name(), theirs));
        }
    }
    let sender = SmsSender { gateway, replies, price: settings.sms_price };
    Ok(SmsOutlet { sender, events: ProviderEvents::new(events), webhooks })
}

/// The sender of SMS, when it is set.
///
/// # Errors
/// [`WiringError::SmsSender`].
pub fn sender(settings: &SmsSettings) -> Result<Option<SenderId>, WiringError> {
    Ok(settings.sms_sender.as_deref().map(SenderId::parse).transpose()?)
}

fn provider(
    settings: &SmsSettings,
    which: SmsProvider,
    folder: Option<&Path>,
    sink: &EventSink,
) -> Result<Provider, WiringError> {
    let web = |kind| Ok(Provider::Web(Web::new(kind, sender(settings)?)?));
    match which {
        SmsProvider::None => {
            Ok(folder.map_or(Provider::Nobody, |folder| Provider::Folder(SmsFolder::new(folder))))
        }
        SmsProvider::Smpp => Ok(Provider::Smpp(smpp(settings, sink)?)),
        SmsProvider::Ovh => web(WebProvider::Ovh(ovh(settings)?)),
        SmsProvider::Brevo => web(WebProvider::Brevo(Brevo {
            endpoint: settings.brevo_endpoint.clone(),
            key: secret("UNISSON_BREVO_KEY_FILE", settings.brevo_key_file.as_deref())?,
        })),
        SmsProvider::Web => web(WebProvider::Described(described(settings)?)),
    }
}

fn smpp(settings: &SmsSettings, sink: &EventSink) -> Result<Smpp, WiringError> {
    let settings = SmppSettings {
        host: settings.smpp_host.clone().ok_or(WiringError::SmsNeeds("UNISSON_SMPP_HOST"))?,
        port: settings.smpp_port,
        tls: settings.smpp_encryption == SmppEncryption::Tls,
        system_id: settings.smpp_user.clone().ok_or(WiringError::SmsNeeds("UNISSON_SMPP_USER"))?,
        password: secret("UNISSON_SMPP_PASSWORD_FILE", settings.smpp_password_file.as_deref())?,
        // An empty `system_type` is none (SMPP 3.4 section 5.2.3).
        system_type: settings.smpp_system_type.as_deref().unwrap_or("").to_owned(),
        sender: sender(settings)?.ok_or(WiringError::SmsNeeds("UNISSON_SMS_SENDER"))?,
        window: settings.sms_max_in_flight,
        per_second: settings.smpp_messages_per_second,
        patience: SMSC_TIMEOUT,
        silence: SMSC_SILENCE,
        pause: RECONNECT_PAUSE,
        chance: RandomSource::fair().bytes::<1>()[0],
    };
    Ok(Smpp::new(settings, sink.clone())?)
}

fn ovh(settings: &SmsSettings) -> Result<Ovh, WiringError> {
    let needed = |setting, value: &Option<String>| value.clone().ok_or(WiringError::SmsNeeds(setting));
    Ok(Ovh {
        endpoint: settings.ovh_endpoint.clone(),
        service: needed("UNISSON_OVH_SERVICE", &settings.ovh_service)?,
        application_key: needed("UNISSON_OVH_APPLICATION_KEY", &settings.ovh_application_key)?,
        application_secret: secret(
            "UNISSON_OVH_APPLICATION_SECRET_FILE",
            settings.ovh_application_secret_file.as_deref(),
        )?,
        consumer_key: secret("UNISSON_OVH_CONSUMER_KEY_FILE", settings.ovh_consumer_key_file.as_deref())?,
    })
}

fn described(settings: &SmsSettings) -> Result<Described, WiringError> {
    let text = read("UNISSON_SMS_WEB_FILE", settings.sms_web_file.as_deref())?;
    let secret = match &settings.sms_web_secret_file {
        Some(path) => Some(secret("UNISSON_SMS_WEB_SECRET_FILE", Some(path))?),
        None => None,
    };
    Ok(Described::parse(&text, secret)?)
}

fn webhooks_file(settings: &SmsSettings) -> Result<ProviderWebhooks, WiringError> {
    let Some(path) = &settings.sms_webhooks_file else { return Ok(ProviderWebhooks::default()) };
    ProviderWebhooks::parse(&read("UNISSON_SMS_WEBHOOKS_FILE", Some(path))?).map_err(WiringError::SmsWebhooks)
}

fn read(setting: &'static str, path: Option<&Path>) -> Result<String, WiringError> {
    let path = path.ok_or(WiringError::SmsNeeds(setting))?;
    std::fs::read_to_string(path).map_err(WiringError::file(setting, path))
}

fn secret(setting: &'static str, path: Option<&Path>) -> Result<Secret, WiringError> {
    Ok(Secret::new(read(setting, path)?.trim_end_matches(['\r', '\n'])))
}
