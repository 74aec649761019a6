//! Settings that were read and cannot be used.

use std::path::PathBuf;

use domain::sms::sender::InvalidSender;
use thiserror::Error;

use crate::adapters::mail::SmtpSetupError;
use crate::adapters::sms::http::{DescriptionError, NoClient};
use crate::adapters::sms::smpp::SmppSetupError;
use crate::adapters::sso::SsoError;
use crate::formats::email::DkimKeyError;
use crate::formats::mail_address::{NotAHost, NotAnAddress};
use crate::keys;
use crate::web::api::token::BadKeys;

/// Why nothing can be made of a setting, which is named.
#[derive(Debug, Error)]
pub enum WiringError {
    /// A file cannot be read or written.
    #[error("{setting} {path}: {source}")]
    File {
        /// The variable of the setting.
        setting: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The sender's address is not an address.
    #[error("UNISSON_MAIL_FROM: {0}")]
    From(#[from] NotAnAddress),
    /// The sender's address has no host that can name messages.
    #[error("UNISSON_MAIL_FROM: {0}")]
    Host(#[from] NotAHost),
    /// A user without a password, or the reverse.
    #[error("UNISSON_SMTP_USER and UNISSON_SMTP_PASSWORD_FILE go together: set both or neither")]
    IncompleteLogin,
    /// The relay cannot be used as set.
    #[error("SMTP: {0}")]
    Smtp(#[from] SmtpSetupError),
    /// A selector without a key, or the reverse.
    #[error("UNISSON_DKIM_SELECTOR and UNISSON_DKIM_KEY_FILE go together: set both or neither")]
    IncompleteDkim,
    /// The selector is not a DNS label.
    #[error("UNISSON_DKIM_SELECTOR: use letters, digits and inner hyphens, such as `rdv2027`")]
    DkimSelector,
    /// The key file holds no key that can sign.
    #[error("UNISSON_DKIM_KEY_FILE {path}: {source}")]
    DkimKey {
        /// The file.
        path: PathBuf,
        /// Why.
        source: DkimKeyError,
    },
    /// Links cannot start with this address.
    #[error("UNISSON_PUBLIC_URL: {0}")]
    PublicUrl(#[from] keys::NotAnAddress),
    /// The file holds no service key.
    #[error(
        "UNISSON_KEY_FILE {path}: holds no key of 64 hexadecimal digits; make one with `openssl rand -hex 32`"
    )]
    Key {
        /// The file.
        path: PathBuf,
    },
    /// The file holds no usable token keys.
    #[error("UNISSON_TOKEN_KEY_FILE {path}: {source}")]
    TokenKey {
        /// The file.
        path: PathBuf,
        /// Why.
        source: BadKeys,
    },
    /// The SMS provider needs another setting.
    #[error("{0} is needed for this SMS provider")]
    SmsNeeds(&'static str),
    /// Not an SMS sender.
    #[error("UNISSON_SMS_SENDER: {0}")]
    SmsSender(#[from] InvalidSender),
    /// The SMSC cannot be used as set.
    #[error("UNISSON_SMPP_USER, UNISSON_SMPP_PASSWORD_FILE, UNISSON_SMPP_SYSTEM_TYPE: {0}")]
    Smpp(#[from] SmppSetupError),
    /// The description of the HTTP provider is wrong.
    #[error("UNISSON_SMS_WEB_FILE: {0}")]
    SmsDescription(#[from] DescriptionError),
    /// The description of the webhooks is wrong.
    #[error("UNISSON_SMS_WEBHOOKS_FILE: {0}")]
    SmsWebhooks(String),
    /// No HTTP client can be made.
    #[error(transparent)]
    Client(#[from] NoClient),
    /// The fallback provider is the first one.
    #[error("UNISSON_SMS_FALLBACK_PROVIDER: name another provider than UNISSON_SMS_PROVIDER, or none at all")]
    SameSmsProvider,
    /// Replies would reach nobody.
    #[error(
        "UNISSON_SMS_REPLIES: nobody can reply to a name of letters: set UNISSON_SMS_SENDER to a number, or leave \
         replies at `none`"
    )]
    NoReplies,
    /// The connection to the identity provider would not be encrypted.
    #[error("UNISSON_OIDC_ISSUER: write an https address, exactly as the identity provider calls itself")]
    OidcIssuer,
    /// The identity provider could not redirect back.
    #[error("UNISSON_OIDC_ISSUER needs UNISSON_PUBLIC_URL: the identity provider sends people back there")]
    OidcNeedsUrl,
    /// An identity provider without client identifier or secret.
    #[error("UNISSON_OIDC_ISSUER, UNISSON_OIDC_CLIENT_ID and UNISSON_OIDC_CLIENT_SECRET_FILE go together")]
    IncompleteOidc,
    /// The identity provider cannot be used as set.
    #[error("UNISSON_OIDC_ISSUER: {0}")]
    Oidc(#[from] SsoError),
}

impl WiringError {
    /// A file or folder of `setting` that failed.
    pub(super) fn file(
        setting: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { setting, path, source }
    }
}
