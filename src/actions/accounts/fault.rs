//! Why an account is not changed, or does not let in.

use domain::password::WeakPassword;
use thiserror::Error;

/// A refusal about accounts and passwords.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AccountFault {
    /// Not a mail address.
    #[error("this is not a mail address: write it as nom@organisme.fr")]
    NotAnAddress,
    /// No name, or far too long a one.
    #[error("write the name of the person, 100 characters at most")]
    NotAName,
    /// Another account of the territory has the address.
    #[error("an account of this territory has this address already")]
    EmailTaken,
    /// The circle does not go with the role.
    #[error("{0}")]
    GrantUnfit(String),
    /// Nobody would be left to manage the territory.
    #[error("this is the territory's last manager: make another one first")]
    LastManager,
    /// The link was used, has expired or never was.
    #[error("this link is no longer good")]
    LinkOver,
    /// A new password is not taken.
    #[error("this password cannot be taken: {0}")]
    Weak(#[from] WeakPassword),
    /// The current password is another one.
    #[error("this is not the current password")]
    WrongPassword,
    /// An identity provider knows them, and no account here is theirs.
    #[error("no account of this territory belongs to this identity")]
    NoAccount,
    /// The account with that address belongs to another identity of the same provider.
    #[error("the account with this address belongs to another identity")]
    OtherIdentity,
}

impl AccountFault {
    /// Its kind in one word, for what is counted.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NotAnAddress => "not_an_address",
            Self::NotAName => "not_a_name",
            Self::EmailTaken => "email_taken",
            Self::GrantUnfit(_) => "grant_unfit",
            Self::LastManager => "last_manager",
            Self::LinkOver => "link_over",
            Self::Weak(_) => "weak_password",
            Self::WrongPassword => "wrong_password",
            Self::NoAccount => "no_account",
            Self::OtherIdentity => "other_identity",
        }
    }
}
