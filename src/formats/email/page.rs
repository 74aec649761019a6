//! The wording of an email: catalogue sentences around its content. One page serves the text, the HTML and the calendar
//! file.

use chrono::{DateTime, Utc};
use domain::visit::Mode;
use domain::zone::to_local;

use domain::notifications::MessageKind;

use crate::formats::email::content::{EmailContent, EmailPlace, OtherAppointment};
use crate::formats::safe_text::SafeText;
use crate::text::{Arg, Catalogue, Key, TextError};

/// The words of a letter, every part on one line and clean.
pub(crate) struct Page {
    pub subject: String,
    pub greeting: String,
    pub title: String,
    pub lead: String,
    pub facts: Vec<Fact>,
    pub notes: Vec<String>,
    pub link: Option<Link>,
    /// Where reminders by mail are stopped.
    pub stop: Option<Link>,
    pub closing: Vec<String>,
    /// Who writes, and for which territory.
    pub signature: String,
    /// Title of the calendar entry.
    pub event: String,
    /// Location of the calendar entry.
    pub location: String,
}

/// A label and its value.
pub(crate) struct Fact {
    pub label: String,
    pub value: String,
    /// Both in one line of plain text.
    pub line: String,
    /// Digits to dial, when the value is a telephone number.
    pub dial: Option<String>,
}

/// A way to a page.
pub(crate) struct Link {
    pub label: String,
    /// The label in front of the bare address, in plain text.
    pub line: String,
    pub address: String,
}

/// Who reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Professional,
    Person,
}

/// The catalogue entries that differ from kind to kind.
struct Words {
    reader: Reader,
    subject: Key,
    title: Key,
    lead: Key,
    note: Option<Key>,
}

const fn freed(keeps: bool) -> Words {
    let (subject, title) = if keeps {
        (Key("person-place-subject"), Key("person-place-title"))
    } else {
        (Key("person-place-subject-first"), Key("person-place-title-first"))
    };
    let (lead, note) = (Key("person-place-lead"), Some(Key("person-place-note")));
    Words { reader: Reader::Person, subject, title, lead, note }
}

/// `keeps`: whether there is an hour before this one: that of the appointment which the person has when a place becomes free,
/// or from which the appointment has moved.
const fn words(kind: MessageKind, keeps: bool) -> Words {
    match kind {
        MessageKind::Invitation => Words {
            reader: Reader::Professional,
            subject: Key("pro-invitation-subject"),
            title: Key("pro-invitation-title"),
            lead: Key("pro-invitation-lead"),
            note: Some(Key("pro-invitation-note")),
        },
        MessageKind::Update => Words {
            reader: Reader::Professional,
            subject: Key("pro-update-subject"),
            title: Key("pro-update-title"),
            lead: if keeps { Key("pro-update-lead") } else { Key("pro-update-same-time-lead") },
            note: Some(Key("pro-update-note")),
        },
        MessageKind::Cancellation => Words {
            reader: Reader::Professional,
            subject: Key("pro-cancellation-subject"),
            title: Key("pro-cancellation-title"),
            lead: Key("pro-cancellation-lead"),
            note: Some(Key("pro-cancellation-note")),
        },
        MessageKind::Withdrawal => Words {
            reader: Reader::Professional,
            subject: Key("pro-removed-subject"),
            title: Key("pro-removed-title"),
            lead: Key("pro-removed-lead"),
            note: Some(Key("pro-removed-note")),
        },
        MessageKind::CounterDeclined => Words {
            reader: Reader::Professional,
            subject: Key("pro-counter-subject"),
            title: Key("pro-counter-title"),
            lead: Key("pro-counter-lead"),
            note: Some(Key("pro-counter-note")),
        },
        MessageKind::Confirmation => Words {
            reader: Reader::Person,
            subject: Key("person-confirmation-subject"),
            title: Key("person-confirmation-title"),
            lead: Key("person-confirmation-lead"),
            note: None,
        },
        MessageKind::Moved => Words {
            reader: Reader::Person,
            subject: Key("person-moved-subject"),
            title: Key("person-moved-title"),
            lead: Key("person-moved-lead"),
            note: None,
        },
        MessageKind::CalledOff => Words {
            reader: Reader::Person,
            subject: Key("person-cancelled-subject"),
            title: Key("person-cancelled-title"),
            lead: Key("person-cancelled-lead"),
            note: None,
        },
        MessageKind::CancelledByPerson => Words {
            reader: Reader::Person,
            subject: Key("person-given-back-subject"),
            title: Key("person-given-back-title"),
            lead: Key("person-given-back-lead"),
            note: None,
        },
        // Answers are short messages; by mail they would be said so.
        MessageKind::Reminder | MessageKind::AnswerComes | MessageKind::AnswerStop => Words {
            reader: Reader::Person,
            subject: Key("person-reminder-subject"),
            title: Key("person-reminder-title"),
            lead: Key("person-reminder-lead"),
            note: None,
        },
        MessageKind::Missed => Words {
            reader: Reader::Person,
            subject: Key("person-missed-subject"),
            title: Key("person-missed-title"),
            lead: Key("person-missed-lead"),
            note: Some(Key("person-missed-note")),
        },
        MessageKind::PlaceFreed => freed(keeps),
        MessageKind::Choose | MessageKind::AnswerChange | MessageKind::AnswerCall => Words {
            reader: Reader::Person,
            subject: Key("person-choose-subject"),
            title: Key("person-choose-title"),
            lead: Key("person-choose-lead"),
            note: Some(Key("person-choose-note")),
        },
        MessageKind::Chase => Words {
            reader: Reader::Person,
            subject: Key("person-chase-subject"),
            title: Key("person-chase-title"),
            lead: Key("person-chase-lead"),
            note: Some(Key("person-choose-note")),
        },
    }
}

impl Page {
    /// The words of `letter`, signed by `service`.
    ///
    /// # Errors
    /// When the catalogue lacks a message; a test says every kind once.
    pub(crate) fn of(letter: &EmailContent, service: &str, text: &Catalogue) -> Result<Self, TextError> {
        let words = words(letter.kind, letter.previous_start.is_some());
        let when = text.dates().long(to_local(letter.place.zone, letter.start));
        let for_subject = match (words.reader, letter.kind) {
            (Reader::Professional, _) => when.clone(),
            (Reader::Person, _) => text.dates().short(to_local(letter.place.zone, letter.start)),
        };
        let speaker = Speaker { letter, text };
        let location = speaker.location()?;
        Ok(Self {
            subject: text.get(words.subject, &[("when", (&for_subject).into())])?,
            greeting: speaker.greeting(words.reader)?,
            title: text.get(words.title, &[])?,
            lead: text.get(words.lead, &[("when", (&when).into())])?,
            facts: speaker.facts(words.reader, &location)?,
            notes: speaker.notes(&words)?,
            link: speaker.link(words.reader)?,
            stop: speaker.stop()?,
            closing: speaker.closing(words.reader)?,
            signature: signature(service, &letter.territory),
            event: text.get(Key("event-summary"), &[])?,
            location,
        })
    }

    /// The text of the calendar entry: the facts a calendar does not show by itself, then the notes.
    pub(crate) fn description(&self) -> String {
        let facts = self.facts.iter().map(|fact| fact.line.as_str());
        facts.collect::<Vec<_>>().join("\n")
    }
}

/// Says the parts of one letter.
struct Speaker<'a> {
    letter: &'a EmailContent,
    text: &'a Catalogue,
}

impl Speaker<'_> {
    fn say(&self, key: Key) -> Result<String, TextError> {
        self.text.get(key, &[])
    }

    fn when(&self, at: DateTime<Utc>) -> String {
        self.text.dates().long(to_local(self.letter.place.zone, at))
    }

    fn greeting(&self, reader: Reader) -> Result<String, TextError> {
        let name = clean(&self.letter.person.given_name);
        match reader {
            Reader::Professional => self.say(Key("pro-greeting")),
            Reader::Person if name.is_empty() => self.say(Key("person-greeting-unnamed")),
            Reader::Person => self.text.get(Key("person-greeting"), &[("name", (&name).into())]),
        }
    }

    fn location(&self) -> Result<String, TextError> {
        self.location_of(&self.letter.place, self.letter.mode)
    }

    fn location_of(&self, place: &EmailPlace, mode: Mode) -> Result<String, TextError> {
        match mode {
            Mode::Onsite => self.text.get(
                Key("fact-place-onsite"),
                &[("site", (&clean(&place.name)).into()), ("address", (&clean(&place.address)).into())],
            ),
            Mode::Phone => self.say(Key("fact-place-phone")),
            Mode::Video => self.say(Key("fact-place-video")),
        }
    }

    fn facts(&self, reader: Reader, location: &str) -> Result<Vec<Fact>, TextError> {
        let EmailContent { kind, place, .. } = self.letter;
        if matches!(kind, MessageKind::Missed | MessageKind::Choose | MessageKind::Chase) {
            return Ok(Vec::new());
        }
        let local = to_local(place.zone, self.letter.start);
        let part = self.text.dates().part_of_day(local.time());
        let date = self.text.dates().long(local);
        let when =
            self.text.get(Key("fact-when-value"), &[("date", (&date).into()), ("part", part.into())])?;
        let mut facts = vec![self.fact(Key("fact-when"), when)?];
        if let Some(previous) = self.letter.previous_start.filter(|_| *kind == MessageKind::Update) {
            facts.push(self.fact(Key("fact-before"), self.when(previous))?);
        }
        facts.push(self.fact(Key("fact-duration"), self.text.dates().duration(self.letter.duration))?);
        facts.push(self.fact(Key("fact-place"), location.to_owned())?);
        if reader == Reader::Professional {
            if let Some(room) = place.room.as_deref().map(clean).filter(|room| !room.is_empty()) {
                facts.push(self.fact(Key("fact-room"), room)?);
            }
            facts.push(self.fact(Key("fact-person"), clean(&self.letter.person.initials))?);
        }
        // The person is not told names: a colleague may take a place without disturbing them.
        if reader == Reader::Professional && !self.letter.team.is_empty() {
            facts.push(self.fact(Key("fact-team"), self.team()?)?);
        }
        for other in &self.letter.also {
            facts.push(self.also(other)?);
        }
        if matches!(kind, MessageKind::CalledOff | MessageKind::CancelledByPerson) {
            return Ok(facts);
        }
        if reader == Reader::Person && self.letter.mode == Mode::Onsite {
            facts.push(self.fact(Key("fact-bring"), self.say(Key("fact-bring-value"))?)?);
        }
        let phone = self.text.telephone(&clean(&place.phone));
        if !phone.is_empty() {
            let dial = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            facts.push(Fact { dial: Some(dial), ..self.fact(Key("fact-phone"), phone)? });
        }
        Ok(facts)
    }

    /// Another appointment of the same day, on one line.
    fn also(&self, other: &OtherAppointment) -> Result<Fact, TextError> {
        let when = self.text.dates().long(to_local(other.place.zone, other.start));
        let place = self.location_of(&other.place, other.mode)?;
        let value =
            self.text.get(Key("fact-also-value"), &[("when", (&when).into()), ("place", (&place).into())])?;
        self.fact(Key("fact-also"), value)
    }

    fn fact(&self, label: Key, value: String) -> Result<Fact, TextError> {
        let label = self.say(label)?;
        let args = [("label", (&label).into()), ("value", (&value).into())];
        Ok(Fact { line: self.text.get(Key("fact-line"), &args)?, label, value, dial: None })
    }

    fn team(&self) -> Result<String, TextError> {
        let members = self.letter.team.iter().map(|member| {
            let (name, role) = (clean(&member.name), clean(&member.role));
            self.text.get(Key("fact-team-member"), &[("name", (&name).into()), ("role", (&role).into())])
        });
        Ok(members.collect::<Result<Vec<_>, _>>()?.join(", "))
    }

    fn notes(&self, words: &Words) -> Result<Vec<String>, TextError> {
        let mut notes = Vec::new();
        if let Some(note) = words.note {
            notes.push(self.say(note)?);
        }
        let moved = self.letter.previous_start.filter(|_| self.letter.kind == MessageKind::Moved);
        if let Some(previous) = moved {
            let before = self.when(previous);
            notes.push(self.text.get(Key("person-moved-before"), &[("before", (&before).into())])?);
        }
        let stands = self.letter.previous_start.filter(|_| self.letter.kind == MessageKind::PlaceFreed);
        if let Some(stands) = stands {
            let when = self.when(stands);
            notes.push(self.text.get(Key("person-place-kept"), &[("when", (&when).into())])?);
        }
        if matches!(self.letter.kind, MessageKind::Confirmation | MessageKind::Moved | MessageKind::Reminder)
        {
            if let Some(count) = u32::try_from(self.letter.team.len()).ok().filter(|count| *count > 0) {
                notes.push(self.text.get(Key("person-team"), &[("count", Arg::Count(count))])?);
            }
            match self.letter.mode {
                Mode::Onsite => {}
                Mode::Phone => notes.push(self.say(Key("person-phone"))?),
                Mode::Video => notes.push(self.say(Key("person-video"))?),
            }
            if self.letter.kind != MessageKind::Reminder {
                notes.push(self.say(Key("person-file"))?);
            }
        }
        Ok(notes)
    }

    fn link(&self, reader: Reader) -> Result<Option<Link>, TextError> {
        let address = self.letter.link.as_deref().and_then(http);
        let Some(address) = address.filter(|_| reader == Reader::Person) else {
            return Ok(None);
        };
        let label = match self.letter.kind {
            MessageKind::CalledOff | MessageKind::CancelledByPerson | MessageKind::Missed => {
                self.say(Key("person-link-choose"))?
            }
            MessageKind::Choose | MessageKind::Chase => self.say(Key("person-link-first"))?,
            MessageKind::PlaceFreed => self.say(Key("person-link-place"))?,
            _ => self.say(Key("person-link-change"))?,
        };
        let line = self.text.get(Key("person-link"), &[("label", (&label).into())])?;
        Ok(Some(Link { label, line, address }))
    }

    fn stop(&self) -> Result<Option<Link>, TextError> {
        let address = self.letter.stop.as_deref().and_then(http);
        let Some(address) =
            address.filter(|_| matches!(self.letter.kind, MessageKind::Reminder | MessageKind::PlaceFreed))
        else {
            return Ok(None);
        };
        let label = self.say(Key("person-link-stop"))?;
        let line = self.text.get(Key("person-link"), &[("label", (&label).into())])?;
        Ok(Some(Link { label, line, address }))
    }

    fn closing(&self, reader: Reader) -> Result<Vec<String>, TextError> {
        if reader == Reader::Professional {
            return Ok(vec![self.say(Key("pro-closing"))?]);
        }
        let mut closing = Vec::new();
        let phone = self.text.telephone(&clean(&self.letter.place.phone));
        if !phone.is_empty() {
            let help = match self.letter.kind {
                MessageKind::CalledOff | MessageKind::CancelledByPerson | MessageKind::Missed => {
                    Key("person-help-choose")
                }
                _ => Key("person-help"),
            };
            closing.push(self.text.get(help, &[("phone", (&phone).into())])?);
        }
        closing.push(self.say(Key("person-no-reply"))?);
        closing.push(self.say(Key("person-trust"))?);
        // Nobody is expected soon by whom a cancellation is read.
        if !matches!(self.letter.kind, MessageKind::CalledOff | MessageKind::CancelledByPerson) {
            closing.push(self.say(Key("person-closing"))?);
        }
        Ok(closing)
    }
}

/// An address that may stand behind a link: nothing else may, for `javascript:` and the like come from mistakes or
/// attacks.
fn http(address: &str) -> Option<String> {
    let address = clean(address);
    (address.starts_with("https://") || address.starts_with("http://")).then_some(address)
}

/// The service and the territory, once when one name holds the other.
fn signature(service: &str, territory: &str) -> String {
    let (service, territory) = (clean(service), clean(territory));
    if service.contains(&territory) {
        service
    } else if territory.contains(&service) {
        territory
    } else {
        format!("{service}, {territory}")
    }
}

fn clean(text: &str) -> String {
    SafeText::line(text).into_string()
}
