//! Where emails are sent: a folder or a relay.

use super::folder::MailFolder;
use super::smtp::Smtp;

/// Where emails are sent.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Files in a folder: demonstrations and tests.
    Folder(MailFolder),
    /// A relay.
    Smtp(Smtp),
}
