//! Settings of SMS: providers, replies, cost.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The provider that sends SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmsProvider {
    /// None: SMS are kept in the mail folder; with a mail relay, they are sent by mail instead
    None,
    /// An operator's SMSC over SMPP 3.4
    Smpp,
    /// OVHcloud
    Ovh,
    /// Brevo
    Brevo,
    /// An HTTP provider described in a file
    Web,
}

/// Whether replies to SMS are received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmsReplies {
    /// The provider delivers replies
    Read,
    /// It does not
    None,
}

/// How SMS are sent and received.
#[derive(Args, Clone, Debug)]
pub struct SmsSettings {
    /// Provider that sends SMS: `none` (they are kept in the mail folder; with a mail relay, they are sent by mail), `smpp`,
    /// `ovh`, `brevo`, `web` (an HTTP provider described in the file `sms.web_file`)
    #[arg(long, env = "UNISSON_SMS_PROVIDER", help_heading = "sms", value_enum, default_value_t = SmsProvider::None)]
    pub sms_provider: SmsProvider,
    /// Provider for SMS that the first one cannot accept at the moment; never for one that it may have accepted
    #[arg(long, env = "UNISSON_SMS_FALLBACK_PROVIDER", help_heading = "sms", value_enum)]
    pub sms_fallback_provider: Option<SmsProvider>,
    /// Sender: a name of 3 to 11 letters and digits registered with the operator (`DEPT99`; it takes no replies), or a
    /// number (`38123`); `ovh` and `web` choose one when it is not set
    #[arg(long, env = "UNISSON_SMS_SENDER", help_heading = "sms", value_name = "SENDER")]
    pub sms_sender: Option<String>,
    /// Whether the provider delivers replies, so that messages ask for one: `read`, `none`
    #[arg(long, env = "UNISSON_SMS_REPLIES", help_heading = "sms", value_enum, default_value_t = SmsReplies::None)]
    pub sms_replies: SmsReplies,
    /// How many SMS each replica may have in flight (the SMPP window, or concurrent HTTP requests); after a crash as many
    /// at most are in doubt
    #[arg(
        long,
        env = "UNISSON_SMS_MAX_IN_FLIGHT",
        help_heading = "sms",
        value_name = "COUNT",
        default_value = "10"
    )]
    pub sms_max_in_flight: NonZeroU32,
    /// Price of one SMS part, in ten-thousandths of a euro (450 is 4.5 cents), for the cost reports
    #[arg(long, env = "UNISSON_SMS_PRICE", help_heading = "sms", value_name = "PRICE")]
    pub sms_price: Option<u32>,
    /// File that describes an HTTP provider (docs/sms.md)
    #[arg(long, env = "UNISSON_SMS_WEB_FILE", help_heading = "sms", value_name = "FILE")]
    pub sms_web_file: Option<PathBuf>,
    /// File that holds the value of `{secret}` in the headers of that provider
    #[arg(long, env = "UNISSON_SMS_WEB_SECRET_FILE", help_heading = "sms", value_name = "FILE")]
    pub sms_web_secret_file: Option<PathBuf>,
    /// File that describes the webhooks by which `ovh` delivers receipts and replies (docs/sms.md)
    #[arg(long, env = "UNISSON_SMS_WEBHOOKS_FILE", help_heading = "sms", value_name = "FILE")]
    pub sms_webhooks_file: Option<PathBuf>,
    /// Host name of the operator's SMSC
    #[arg(long, env = "UNISSON_SMPP_HOST", help_heading = "smpp", value_name = "HOST")]
    pub smpp_host: Option<String>,
    /// Port of the SMSC
    #[arg(
        long,
        env = "UNISSON_SMPP_PORT",
        help_heading = "smpp",
        value_name = "PORT",
        default_value_t = 2775
    )]
    pub smpp_port: u16,
    /// Encryption of the connection to the SMSC: `tls`, `none` (inside a private network)
    #[arg(long, env = "UNISSON_SMPP_ENCRYPTION", help_heading = "smpp", value_enum, default_value_t = SmppEncryption::Tls)]
    pub smpp_encryption: SmppEncryption,
    /// User name at the SMSC (`system_id`, 15 characters at most)
    #[arg(long, env = "UNISSON_SMPP_USER", help_heading = "smpp", value_name = "NAME")]
    pub smpp_user: Option<String>,
    /// File that holds the password at the SMSC (8 characters at most)
    #[arg(long, env = "UNISSON_SMPP_PASSWORD_FILE", help_heading = "smpp", value_name = "FILE")]
    pub smpp_password_file: Option<PathBuf>,
    /// The `system_type`, when the operator asks for one
    #[arg(long, env = "UNISSON_SMPP_SYSTEM_TYPE", help_heading = "smpp", value_name = "TYPE")]
    pub smpp_system_type: Option<String>,
    /// How many messages a second the contract with the operator allows on each connection
    #[arg(long, env = "UNISSON_SMPP_MESSAGES_PER_SECOND", help_heading = "smpp", value_name = "COUNT")]
    pub smpp_messages_per_second: Option<NonZeroU32>,
    /// URL of the OVHcloud API
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
    /// Application key at OVHcloud
    #[arg(long, env = "UNISSON_OVH_APPLICATION_KEY", help_heading = "ovh", value_name = "KEY")]
    pub ovh_application_key: Option<String>,
    /// File that holds the application secret
    #[arg(long, env = "UNISSON_OVH_APPLICATION_SECRET_FILE", help_heading = "ovh", value_name = "FILE")]
    pub ovh_application_secret_file: Option<PathBuf>,
    /// File that holds the consumer key
    #[arg(long, env = "UNISSON_OVH_CONSUMER_KEY_FILE", help_heading = "ovh", value_name = "FILE")]
    pub ovh_consumer_key_file: Option<PathBuf>,
    /// URL of the Brevo API
    #[arg(
        long,
        env = "UNISSON_BREVO_ENDPOINT",
        help_heading = "brevo",
        value_name = "URL",
        default_value = "https://api.brevo.com/v3"
    )]
    pub brevo_endpoint: String,
    /// File that holds the API key
    #[arg(long, env = "UNISSON_BREVO_KEY_FILE", help_heading = "brevo", value_name = "FILE")]
    pub brevo_key_file: Option<PathBuf>,
}

/// How the connection to the SMSC is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmppEncryption {
    /// TLS from the first byte
    Tls,
    /// None: only inside a private network
    None,
}

impl SmsSettings {
    /// How many SMS each replica may have in flight.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a u32 fits a usize on every target of 32 bits or more")]
    pub fn max_in_flight(&self) -> usize {
        usize::try_from(self.sms_max_in_flight.get()).expect("a u32 fits a usize")
    }
}
