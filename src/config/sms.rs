//! How short messages leave, and what comes back.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use domain::sms::SenderId;
use domain::sms::sender::InvalidSender;
use thiserror::Error;

use super::ConfigError;
use crate::adapters::sms::http::{Brevo, Described, DescriptionError, NoClient, Ovh, Web, WebProvider};
use crate::adapters::sms::smpp::{Smpp, SmppSettings, SmppSetupError};
use crate::adapters::sms::{EventSink, Gateway, Provider, SmsFolder};
use crate::clock::RandomSource;
use crate::formats::sms::provider_webhooks::ProviderWebhooks;
use crate::jobs::receive_sms::Brought;
use crate::jobs::send_sms::{Replies, Texter};
use domain::secret::Secret;

/// How long to wait for an answer of an exchange.
const PATIENCE: Duration = Duration::from_secs(30);
/// After how long a silence an exchange is asked whether it is there.
const SILENCE: Duration = Duration::from_secs(45);
/// The first pause before connecting again.
const PAUSE: Duration = Duration::from_secs(1);
/// How much of what is brought may wait for the database.
const WAITING: usize = 100;

/// Who takes short messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmsProvider {
    /// Nobody: they are kept in the folder of mails; with a relay for mails, they go by mail
    None,
    /// An operator's exchange over SMPP 3.4
    Smpp,
    /// OVHcloud
    Ovh,
    /// Brevo
    Brevo,
    /// One on the web that a file describes
    Web,
}

/// Whether answers reach us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmsReplies {
    /// The provider brings what people answer
    Read,
    /// It does not
    None,
}

/// How short messages leave.
#[derive(Args, Clone, Debug)]
pub struct SmsSettings {
    /// Who takes short messages: `none` (they stay in the folder of mails; with a relay, they go by mail), `smpp`, `ovh`,
    /// `brevo`, `web` (described in the file of `sms.web_file`)
    #[arg(long, env = "UNISSON_SMS_PROVIDER", help_heading = "sms", value_enum, default_value_t = SmsProvider::None)]
    pub sms_provider: SmsProvider,
    /// Who takes those that the first provider cannot take at the moment; never one that it may have taken
    #[arg(long, env = "UNISSON_SMS_SECOND", help_heading = "sms", value_enum)]
    pub sms_second: Option<SmsProvider>,
    /// Who writes: a name of 3 to 11 letters and digits that the operator has registered (`DEPT99`; nobody can answer
    /// it), or a number (`38123`); for `ovh` and `web`, whoever they choose when it is not set
    #[arg(long, env = "UNISSON_SMS_SENDER", help_heading = "sms", value_name = "SENDER")]
    pub sms_sender: Option<String>,
    /// Whether the provider brings what people answer, so that they are asked to: `read`, `none`
    #[arg(long, env = "UNISSON_SMS_REPLIES", help_heading = "sms", value_enum, default_value_t = SmsReplies::None)]
    pub sms_replies: SmsReplies,
    /// How many short messages each replica may have on their way at once (the window of SMPP, calls on the web); after a
    /// crash so many at most are in doubt
    #[arg(
        long,
        env = "UNISSON_SMS_AT_ONCE",
        help_heading = "sms",
        value_name = "COUNT",
        default_value = "10"
    )]
    pub sms_at_once: NonZeroU32,
    /// What one short message costs, in ten-thousandths of a euro (450 is 4.5 cents), to tell what was spent
    #[arg(long, env = "UNISSON_SMS_PRICE", help_heading = "sms", value_name = "PRICE")]
    pub sms_price: Option<u32>,
    /// File that describes a provider on the web (docs/sms.md)
    #[arg(long, env = "UNISSON_SMS_WEB_FILE", help_heading = "sms", value_name = "FILE")]
    pub sms_web_file: Option<PathBuf>,
    /// File that holds what stands for `{secret}` in the headers of that provider
    #[arg(long, env = "UNISSON_SMS_WEB_SECRET_FILE", help_heading = "sms", value_name = "FILE")]
    pub sms_web_secret_file: Option<PathBuf>,
    /// File that describes how `ovh` calls back with receipts and answers (docs/sms.md)
    #[arg(long, env = "UNISSON_SMS_CALLBACKS_FILE", help_heading = "sms", value_name = "FILE")]
    pub sms_callbacks_file: Option<PathBuf>,
    /// Host name of the operator's exchange
    #[arg(long, env = "UNISSON_SMPP_HOST", help_heading = "smpp", value_name = "HOST")]
    pub smpp_host: Option<String>,
    /// Port of the exchange
    #[arg(
        long,
        env = "UNISSON_SMPP_PORT",
        help_heading = "smpp",
        value_name = "PORT",
        default_value_t = 2775
    )]
    pub smpp_port: u16,
    /// Protection of the connection to the exchange: `tls`, `none` (inside a private network)
    #[arg(long, env = "UNISSON_SMPP_PROTECTION", help_heading = "smpp", value_enum, default_value_t = SmppProtection::Tls)]
    pub smpp_protection: SmppProtection,
    /// Our name at the exchange (`system_id`, 15 letters at most)
    #[arg(long, env = "UNISSON_SMPP_USER", help_heading = "smpp", value_name = "NAME")]
    pub smpp_user: Option<String>,
    /// File that holds our password at the exchange (8 letters at most)
    #[arg(long, env = "UNISSON_SMPP_PASSWORD_FILE", help_heading = "smpp", value_name = "FILE")]
    pub smpp_password_file: Option<PathBuf>,
    /// What kind of system we are (`system_type`), when the operator wants to know
    #[arg(long, env = "UNISSON_SMPP_SYSTEM_TYPE", help_heading = "smpp", value_name = "TYPE")]
    pub smpp_system_type: Option<String>,
    /// How many messages a second the contract with the operator allows each connection
    #[arg(long, env = "UNISSON_SMPP_PER_SECOND", help_heading = "smpp", value_name = "COUNT")]
    pub smpp_per_second: Option<NonZeroU32>,
    /// Where the interface of OVHcloud is
    #[arg(
        long,
        env = "UNISSON_OVH_ENDPOINT",
        help_heading = "ovh",
        value_name = "URL",
        default_value = "https://eu.api.ovh.com/1.0"
    )]
    pub ovh_endpoint: String,
    /// The SMS service at OVHcloud: `sms-ab12345-1`
    #[arg(long, env = "UNISSON_OVH_SERVICE", help_heading = "ovh", value_name = "SERVICE")]
    pub ovh_service: Option<String>,
    /// The key of the application at OVHcloud
    #[arg(long, env = "UNISSON_OVH_APPLICATION_KEY", help_heading = "ovh", value_name = "KEY")]
    pub ovh_application_key: Option<String>,
    /// File that holds the secret of the application
    #[arg(long, env = "UNISSON_OVH_APPLICATION_SECRET_FILE", help_heading = "ovh", value_name = "FILE")]
    pub ovh_application_secret_file: Option<PathBuf>,
    /// File that holds the consumer's key
    #[arg(long, env = "UNISSON_OVH_CONSUMER_KEY_FILE", help_heading = "ovh", value_name = "FILE")]
    pub ovh_consumer_key_file: Option<PathBuf>,
    /// Where the interface of Brevo is
    #[arg(
        long,
        env = "UNISSON_BREVO_ENDPOINT",
        help_heading = "brevo",
        value_name = "URL",
        default_value = "https://api.brevo.com/v3"
    )]
    pub brevo_endpoint: String,
    /// File that holds the key of the interface
    #[arg(long, env = "UNISSON_BREVO_KEY_FILE", help_heading = "brevo", value_name = "FILE")]
    pub brevo_key_file: Option<PathBuf>,
}

/// How the connection to the exchange is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmppProtection {
    /// TLS from the first byte
    Tls,
    /// None: only inside a private network
    None,
}

/// A setting of short messages that cannot be used.
#[derive(Debug, Error)]
pub enum SmsError {
    /// A setting lacks.
    #[error("{0} is needed for this provider of short messages")]
    Lacks(&'static str),
    /// A file cannot be read.
    #[error("{setting} {path}: {source}")]
    File {
        /// The setting.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The sender is none.
    #[error("UNISSON_SMS_SENDER: {0}")]
    SenderId(#[from] InvalidSender),
    /// The exchange cannot be used as set.
    #[error("UNISSON_SMPP_USER, UNISSON_SMPP_PASSWORD_FILE, UNISSON_SMPP_SYSTEM_TYPE: {0}")]
    Smpp(#[from] SmppSetupError),
    /// The description is wrong.
    #[error("UNISSON_SMS_WEB_FILE: {0}")]
    Description(#[from] DescriptionError),
    /// The description of calls is wrong.
    #[error("UNISSON_SMS_CALLBACKS_FILE: {0}")]
    Callbacks(String),
    /// No client for the web.
    #[error(transparent)]
    Client(#[from] NoClient),
    /// Two providers that are one.
    #[error("UNISSON_SMS_SECOND: name another provider than UNISSON_SMS_PROVIDER, or none at all")]
    Redelivery,
    /// Answers would reach nobody.
    #[error(
        "UNISSON_SMS_REPLIES: nobody can answer a name of letters: set UNISSON_SMS_SENDER to a number, or leave replies \
         at `none`"
    )]
    Unanswerable,
}

/// The way out of short messages, and what it brings.
#[derive(Debug)]
pub struct Line {
    /// The way out.
    pub texter: Texter,
    /// What an exchange brings; nothing from providers on the web, which call us.
    pub brought: Brought,
    /// How each provider on the web calls us, by its name.
    pub callbacks: Vec<(&'static str, ProviderWebhooks)>,
}

impl SmsSettings {
    /// The way out, and what it brings. Without a provider messages stay in `folder`, where mails stay too; without a
    /// folder, since mails leave, they go by mail.
    ///
    /// # Errors
    /// [`ConfigError::Sms`] naming the setting.
    pub fn line(&self, folder: Option<&Path>) -> Result<Line, ConfigError> {
        let (ear, brought) = EventSink::new(WAITING);
        let first = self.provider(self.sms_provider, folder, &ear)?;
        let second = match self.sms_second.filter(|second| *second != SmsProvider::None) {
            Some(second) if second == self.sms_provider => return Err(SmsError::Redelivery.into()),
            Some(second) => Some(self.provider(second, folder, &ear)?),
            None => None,
        };
        let is_name = self.sender()?.is_some_and(|sender| !sender.accepts_replies());
        let replies = match self.sms_replies {
            SmsReplies::Read if is_name => return Err(SmsError::Unanswerable.into()),
            SmsReplies::Read => Replies::Come,
            SmsReplies::None => Replies::DoNotCome,
        };
        let slots = usize::try_from(self.sms_at_once.get()).unwrap_or(usize::MAX);
        let gateway = Gateway::new(first, second, slots);
        let mut callbacks = Vec::new();
        for provider in gateway.providers() {
            if let Provider::Web(web) = provider {
                let calls = match web.kind() {
                    WebProvider::Brevo(_) => ProviderWebhooks::brevo(),
                    WebProvider::Described(described) => described.callbacks().clone(),
                    WebProvider::Ovh(_) => self.callbacks()?,
                };
                callbacks.push((web.kind().name(), calls));
            }
        }
        Ok(Line { texter: Texter { gateway, replies, price: self.sms_price }, brought, callbacks })
    }

    /// Who writes, when it is set.
    ///
    /// # Errors
    /// [`SmsError::Sender`].
    pub fn sender(&self) -> Result<Option<SenderId>, SmsError> {
        Ok(self.sms_sender.as_deref().map(SenderId::parse).transpose()?)
    }

    fn provider(
        &self,
        which: SmsProvider,
        folder: Option<&Path>,
        ear: &EventSink,
    ) -> Result<Provider, SmsError> {
        let web = |kind| Ok(Provider::Web(Web::new(kind, self.sender()?)?));
        match which {
            SmsProvider::None => {
                Ok(folder.map_or(Provider::Nobody, |folder| Provider::Folder(SmsFolder::new(folder))))
            }
            SmsProvider::Smpp => Ok(Provider::Smpp(self.smpp(ear)?)),
            SmsProvider::Ovh => web(WebProvider::Ovh(self.ovh()?)),
            SmsProvider::Brevo => web(WebProvider::Brevo(Brevo {
                endpoint: self.brevo_endpoint.clone(),
                key: secret("UNISSON_BREVO_KEY_FILE", self.brevo_key_file.as_deref())?,
            })),
            SmsProvider::Web => web(WebProvider::Described(self.described()?)),
        }
    }

    fn smpp(&self, ear: &EventSink) -> Result<Smpp, SmsError> {
        let settings = SmppSettings {
            host: self.smpp_host.clone().ok_or(SmsError::Lacks("UNISSON_SMPP_HOST"))?,
            port: self.smpp_port,
            tls: self.smpp_protection == SmppProtection::Tls,
            system_id: self.smpp_user.clone().ok_or(SmsError::Lacks("UNISSON_SMPP_USER"))?,
            password: secret("UNISSON_SMPP_PASSWORD_FILE", self.smpp_password_file.as_deref())?,
            system_type: self.smpp_system_type.clone().unwrap_or_default(),
            sender: self.sender()?.ok_or(SmsError::Lacks("UNISSON_SMS_SENDER"))?,
            window: self.sms_at_once,
            per_second: self.smpp_per_second,
            patience: PATIENCE,
            silence: SILENCE,
            pause: PAUSE,
            chance: RandomSource::fair().bytes::<1>()[0],
        };
        Ok(Smpp::new(settings, ear.clone())?)
    }

    fn ovh(&self) -> Result<Ovh, SmsError> {
        let said = |setting, value: &Option<String>| value.clone().ok_or(SmsError::Lacks(setting));
        Ok(Ovh {
            endpoint: self.ovh_endpoint.clone(),
            service: said("UNISSON_OVH_SERVICE", &self.ovh_service)?,
            application_key: said("UNISSON_OVH_APPLICATION_KEY", &self.ovh_application_key)?,
            application_secret: secret(
                "UNISSON_OVH_APPLICATION_SECRET_FILE",
                self.ovh_application_secret_file.as_deref(),
            )?,
            consumer_key: secret("UNISSON_OVH_CONSUMER_KEY_FILE", self.ovh_consumer_key_file.as_deref())?,
        })
    }

    fn described(&self) -> Result<Described, SmsError> {
        let text = read("UNISSON_SMS_WEB_FILE", self.sms_web_file.as_deref())?;
        let secret = match &self.sms_web_secret_file {
            Some(path) => Some(secret("UNISSON_SMS_WEB_SECRET_FILE", Some(path))?),
            None => None,
        };
        Ok(Described::parse(&text, secret)?)
    }

    fn callbacks(&self) -> Result<ProviderWebhooks, SmsError> {
        let Some(path) = &self.sms_callbacks_file else { return Ok(ProviderWebhooks::default()) };
        ProviderWebhooks::parse(&read("UNISSON_SMS_CALLBACKS_FILE", Some(path))?).map_err(SmsError::Callbacks)
    }
}

fn read(setting: &'static str, path: Option<&Path>) -> Result<String, SmsError> {
    let path = path.ok_or(SmsError::Lacks(setting))?;
    std::fs::read_to_string(path).map_err(|source| SmsError::File { setting, path: path.to_owned(), source })
}

fn secret(setting: &'static str, path: Option<&Path>) -> Result<Secret, SmsError> {
    Ok(Secret::new(read(setting, path)?.trim_end_matches(['\r', '\n'])))
}
