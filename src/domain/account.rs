//! Accounts of the back office: whether they let in, how, and the links that set their passwords.

use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::word::words;

/// Whether an account lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AccountState {
    /// It does.
    Open,
    /// It does not, until somebody opens it again.
    Closed,
}

words!(AccountState, "a state of an account");

/// How somebody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum SignInMethod {
    /// With a password of ours.
    Password,
    /// Through an identity provider.
    SingleSignOn,
}

words!(SignInMethod, "a method to sign in");

/// Why a link that sets a password was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum LinkPurpose {
    /// The account is new: it has no password yet.
    First,
    /// The password was forgotten.
    Forgotten,
}

words!(LinkPurpose, "a purpose of a link");

/// State of the mail that brings such a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum LinkMailState {
    /// There is none: the link is handed over otherwise.
    None,
    /// To be sent.
    Planned,
    /// A worker has it.
    Sending,
    /// It left.
    Sent,
    /// It was given up.
    Failed,
}

words!(LinkMailState, "a state of a link's mail");
