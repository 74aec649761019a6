//! Messages that are due, with what their text needs.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::territory::{Site, Territory};
use domain::visit::{Mode, Role};

use crate::store::messages::Message;
use crate::store::professionals::Member;
use crate::store::referrals::Beneficiary;

/// A message that is true now, with the names it needs.
#[derive(Clone, Debug)]
pub struct Due {
    /// The message.
    pub message: Message,
    /// The person received.
    pub beneficiary: Beneficiary,
    /// Their address or number for the message's channel, when it is for them.
    pub address: Option<String>,
    /// The territory: its name, telephone and clock.
    pub territory: Arc<Territory>,
    /// Where; none for an invitation to choose without a preferred site.
    pub site: Option<Site>,
    /// How.
    pub mode: Mode,
    /// Who was in the team, with their role, in the order of the visit type.
    pub team: Vec<(Member, Role)>,
    /// The recipient, when it is a professional.
    pub professional: Option<Member>,
    /// The page where the person received sees, changes or chooses the appointment, when the service has an address; for
    /// an SMS as short as it may be.
    pub link: Option<String>,
    /// The person's other appointments of the same day, which a reminder tells too; for the answer to who comes, those
    /// that they said so of.
    pub also: Vec<Also>,
    /// The address at which a reminder's reader stops reminders by mail.
    pub stop: Option<String>,
    /// Whether the person is asked to answer.
    pub asks: bool,
    /// The tag of the address for answers of a professional's calendar ([`crate::keys::return_paths`]).
    pub answers: Option<String>,
    /// The tag of the address for reports on the message.
    pub reports: Option<String>,
}

/// Another appointment of the same day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Also {
    /// First instant.
    pub start: DateTime<Utc>,
    /// Where.
    pub site: Site,
    /// How.
    pub mode: Mode,
}

/// What a worker has taken.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// How many messages were looked at, those dropped included: none means that nothing is due.
    pub looked_at: usize,
    /// Those to be sent.
    pub due: Vec<Due>,
}

/// Whether sending the same message twice does harm: a mail server delivers it twice, a folder replaces a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redelivery {
    /// It does.
    Unsafe,
    /// It does not.
    Safe,
}
