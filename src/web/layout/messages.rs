//! A message in words: what it is, by what way, and what became of it.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::channel::Channel;
use domain::notifications::{AbandonReason, DropReason, MessageKind};
use domain::reminder_schedule::ReminderOffset;
use domain::time::Minutes;
use domain::zone::to_local;

use crate::store::messages::{Message, Status};
use crate::text::{Arg, Catalogue, Key, TextError, dates};

/// The wall clock that moments are written by.
#[derive(Clone, Copy, Debug)]
pub struct Wall {
    /// Its zone.
    pub zone: Tz,
    /// The present instant.
    pub now: DateTime<Utc>,
}

impl Wall {
    /// A moment: `9 h 10` today, `hier à 21 h`, else with its day.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn moment(self, at: DateTime<Utc>, text: &Catalogue) -> Result<String, TextError> {
        let (local, today) = (to_local(self.zone, at), to_local(self.zone, self.now).date());
        let time = unbroken(local);
        let key = match (local.date() - today).num_days() {
            0 => Key("moment-today"),
            -1 => Key("moment-yesterday"),
            1 => Key("moment-tomorrow"),
            _ => {
                let day = dates::Dates::day(&dates::French, local.date(), today);
                let args = [("day", Arg::from(&day)), ("time", Arg::from(&time))];
                return text.get(Key("moment-day"), &args);
            }
        };
        text.get(key, &[("time", Arg::from(&time))])
    }

    /// As [`Wall::moment`], behind "depuis": `9 h 10` for today.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn since(self, at: DateTime<Utc>, text: &Catalogue) -> Result<String, TextError> {
        let local = to_local(self.zone, at);
        if local.date() == to_local(self.zone, self.now).date() {
            Ok(unbroken(local))
        } else {
            self.moment(at, text)
        }
    }
}

/// The time of a moment, never broken at the end of a line.
fn unbroken(local: NaiveDateTime) -> String {
    dates::time(local.time())
}

/// What a message says, in one word or two; for a reminder, how long before.
///
/// # Errors
/// [`TextError`].
pub fn kind(message: &Message, text: &Catalogue) -> Result<String, TextError> {
    let name = text.get(kind_key(message.kind), &[])?;
    let Some(before) = message.before else { return Ok(name) };
    let before = match before {
        ReminderOffset::Days(days) => {
            text.get(Key("before-days"), &[("count", Arg::Count(u32::from(days)))])?
        }
        ReminderOffset::Minutes(minutes) => {
            let long = dates::duration(Minutes(u32::from(minutes)));
            text.get(Key("before-time"), &[("time", Arg::from(&long))])?
        }
    };
    text.get(Key("kind-before"), &[("kind", Arg::from(&name)), ("before", Arg::from(&before))])
}

/// What became of a message, with its moment: `Parti aujourd'hui à 9 h 10`.
///
/// # Errors
/// [`TextError`].
pub fn life(message: &Message, wall: Wall, text: &Catalogue) -> Result<String, TextError> {
    // Without the moment of its end it is the one for which it was planned.
    let (key, at) = match message.status {
        Status::Planned if message.waiting_since.is_some() => (Key("life-again-at"), None),
        Status::Planned => (Key("life-planned-at"), None),
        Status::Sending => return text.get(Key("life-sending-now"), &[]),
        Status::Sent => (Key("life-sent-at"), message.settled_at),
        Status::Delivered => (Key("life-delivered-at"), message.reported_at.or(message.settled_at)),
        Status::Bounced => (Key("life-bounced-at"), message.reported_at.or(message.settled_at)),
        Status::Failed => (Key("life-failed-at"), message.settled_at),
        Status::Doubtful => (Key("life-doubtful-at"), message.settled_at),
        Status::Dropped => (Key("life-dropped-at"), message.settled_at),
    };
    let when = wall.moment(at.unwrap_or(message.due_at), text)?;
    text.get(key, &[("when", Arg::from(&when))])
}

/// Why a message did not leave, or came back, as far as there are words for it.
///
/// # Errors
/// [`TextError`].
pub fn why(problem: &str, text: &Catalogue) -> Result<Option<String>, TextError> {
    let key = match (DropReason::from_word(problem), AbandonReason::from_word(problem), problem) {
        (Some(untold), ..) => untold_key(untold),
        (_, Some(given_up), _) => given_up_key(given_up),
        (.., "came back: nobody is there") => Key("why-nobody"),
        (.., "came back: refused for good") => Key("why-refused"),
        (.., "came back, for a reason that may pass") => Key("why-passing"),
        _ => match cause_key(problem) {
            Some(key) => key,
            None => return Ok(None),
        },
    };
    let code = problem.split(|c: char| !c.is_ascii_digit()).rfind(|digits| !digits.is_empty());
    let code = code.and_then(|code| code.parse().ok()).unwrap_or_default();
    text.get(key, &[("code", Arg::Count(code))]).map(Some)
}

/// What a failure of a relay or a provider means to the reader of a page; its exact words are for the operator.
fn cause_key(problem: &str) -> Option<Key> {
    let says = |words: &[&str]| words.iter().any(|words| problem.contains(words));
    if says(&["nobody has that address", "no such number", "cannot deliver to that number"]) {
        Some(Key("why-nobody"))
    } else if says(&[
        "does not let us in",
        "cannot be reached",
        "no protected connection",
        "STARTTLS",
        "AUTH",
    ]) || problem.ends_with("the connection")
    {
        Some(Key("why-settings"))
    } else if says(&["without an acknowledgement", "no answer in time", "before an answer", "one part of"]) {
        Some(Key("why-no-answer"))
    } else if says(&["the relay answered", "the provider answered no"]) {
        Some(Key("why-provider-no"))
    } else {
        None
    }
}

/// The name of a channel.
#[must_use]
pub const fn channel_key(channel: Channel) -> Key {
    match channel {
        Channel::Mail => Key("channel-mail"),
        Channel::Sms => Key("channel-sms"),
    }
}

/// The name of a kind.
#[must_use]
pub const fn kind_key(kind: MessageKind) -> Key {
    match kind {
        MessageKind::Invitation => Key("kind-invitation"),
        MessageKind::Update => Key("kind-update"),
        MessageKind::Withdrawal => Key("kind-withdrawal"),
        MessageKind::Cancellation => Key("kind-cancellation"),
        MessageKind::CounterDeclined => Key("kind-counter-declined"),
        MessageKind::Confirmation => Key("kind-confirmation"),
        MessageKind::Moved => Key("kind-moved"),
        MessageKind::CalledOff => Key("kind-called-off"),
        MessageKind::CancelledByPerson => Key("kind-cancelled-by-person"),
        MessageKind::Reminder => Key("kind-reminder"),
        MessageKind::Missed => Key("kind-missed"),
        MessageKind::PlaceFreed => Key("kind-place-freed"),
        MessageKind::Choose => Key("kind-choose"),
        MessageKind::Chase => Key("kind-chase"),
        MessageKind::AnswerComes
        | MessageKind::AnswerChange
        | MessageKind::AnswerStop
        | MessageKind::AnswerCall => Key("kind-answer"),
    }
}

/// The name of the state of a message.
#[must_use]
pub const fn status_key(status: Status) -> Key {
    match status {
        Status::Planned => Key("life-planned"),
        Status::Sending => Key("life-sending"),
        Status::Sent => Key("life-sent"),
        Status::Delivered => Key("life-delivered"),
        Status::Bounced => Key("life-bounced"),
        Status::Dropped => Key("life-dropped"),
        Status::Failed => Key("life-failed"),
        Status::Doubtful => Key("life-doubtful"),
    }
}

/// The style of the state of a message, beside its name.
#[must_use]
pub const fn mark(status: Status) -> &'static str {
    match status {
        Status::Sent | Status::Delivered => "",
        Status::Planned | Status::Sending | Status::Dropped => "off",
        Status::Doubtful => "warn",
        Status::Bounced | Status::Failed => "bad",
    }
}

/// Why a member gave a message up.
#[must_use]
pub const fn given_up_key(why: AbandonReason) -> Key {
    match why {
        AbandonReason::ToldOtherwise => Key("given-up-told-otherwise"),
        AbandonReason::Arrived => Key("given-up-arrived"),
        AbandonReason::WrongAddress => Key("given-up-wrong-address"),
        AbandonReason::NotNeeded => Key("given-up-not-needed"),
    }
}

const fn untold_key(why: DropReason) -> Key {
    match why {
        DropReason::TooLate => Key("untold-too-late"),
        DropReason::NotExpected => Key("untold-not-expected"),
        DropReason::Changed => Key("untold-changed"),
        DropReason::ExpectedAgain => Key("untold-expected-again"),
        DropReason::Overtaken => Key("untold-overtaken"),
        DropReason::NoAddress => Key("untold-no-address"),
        DropReason::Refused => Key("untold-refused"),
        DropReason::BadChannel => Key("untold-bad-channel"),
        DropReason::SaidTogether => Key("untold-said-together"),
        DropReason::NoProvider => Key("untold-no-provider"),
        DropReason::PlaceTaken => Key("untold-place-taken"),
    }
}
