//! Content of an SMS, and its rendering into sentences.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use domain::sms::alphabet::{EncodedSms, encode};
use domain::sms::transliteration::one_line;
use domain::time::Minutes;
use domain::visit::{Language, Mode};

use super::fit::{self, Sentence};
use crate::text::{Arg, Catalogue, Key, TextError};

/// Site of an appointment, as named in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmsPlace<'a> {
    /// Name.
    pub name: &'a str,
    /// Address on one line.
    pub address: &'a str,
}

/// The appointment a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmsVisit<'a> {
    /// Start, wall clock of the site.
    pub at: NaiveDateTime,
    /// Mode.
    pub mode: Mode,
    /// Site.
    pub place: SmsPlace<'a>,
    /// Duration.
    pub duration: Minutes,
    /// Number of professionals in the team.
    pub people: u32,
}

/// Kind of SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmsKind {
    /// Invitation to choose an appointment.
    Choose,
    /// Repeated invitation.
    Chase,
    /// Booked.
    Confirmation,
    /// Rescheduled.
    Moved {
        /// The previous day, when it changed.
        before: Option<NaiveDate>,
    },
    /// Reminder days before.
    Reminder {
        /// Whether replies are received; else the message links to the page.
        answerable: bool,
    },
    /// Reminder on the day.
    Today,
    /// An earlier slot is free; the appointment is the possible one.
    PlaceFreed {
        /// The day of the booked appointment, which is kept otherwise.
        kept: Option<NaiveDate>,
    },
    /// Cancelled by the service.
    CalledOff,
    /// Cancelled by the beneficiary.
    CancelledByPerson,
    /// No-show.
    Missed,
    /// Answer to `1`.
    AnswerComes,
    /// Answer to `2`.
    AnswerChange,
    /// Answer to `STOP`.
    AnswerStop,
    /// Answer to anything else.
    AnswerCall {
        /// Day by which the desk calls.
        by: NaiveDate,
    },
}

/// The beneficiary's other appointments of the same day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SameDayAppointments<'a> {
    /// Starts, wall clock of the site; earliest first.
    pub at: &'a [NaiveTime],
    /// Whether one of them has another site or mode.
    pub elsewhere: bool,
}

/// Content of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmsContent<'a> {
    /// Kind.
    pub kind: SmsKind,
    /// The appointment; `None` before one is chosen.
    pub visit: Option<SmsVisit<'a>>,
    /// Other appointments that a reminder or an answer mentions.
    pub same_day: SameDayAppointments<'a>,
    /// Link to the beneficiary's page.
    pub link: Option<&'a str>,
    /// Telephone for help.
    pub phone: &'a str,
}

/// A rendered message, with its encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedSms {
    /// Text, on one line.
    pub text: String,
    /// Encoding; [`EncodedSms::segments`] are billed.
    pub encoded: EncodedSms,
}

/// Renders `content` in `language`, in one message when possible.
///
/// # Errors
/// [`TextError`]; tests exclude it for every language.
pub fn write(language: &Language, content: &SmsContent<'_>) -> Result<RenderedSms, TextError> {
    let words = SentenceBuilder { catalogue: Catalogue::for_language(language)?, content };
    let spoken = Language::parse(words.catalogue.language()).unwrap_or_else(Language::french);
    let text = fit::fit(words.sentences()?, &spoken);
    Ok(RenderedSms { encoded: encode(&text), text })
}

/// Costs of shortening a sentence, the cheapest first.
mod cost {
    pub(super) const COURTESY: u8 = 1;
    pub(super) const TELEPHONE: u8 = 2;
    pub(super) const NAME_OF_PLACE: u8 = 3;
    pub(super) const PEOPLE: u8 = 4;
    pub(super) const PLACE: u8 = 5;
    pub(super) const WORDS_OF_DATE: u8 = 6;
    pub(super) const LINK: u8 = 7;
}

pub(super) struct SentenceBuilder<'a> {
    pub(super) catalogue: &'static Catalogue,
    pub(super) content: &'a SmsContent<'a>,
}

impl SentenceBuilder<'_> {
    pub(super) fn sentences(&self) -> Result<Vec<Sentence>, TextError> {
        let mut said = Vec::new();
        match self.content.kind {
            SmsKind::Choose => {
                said.push(self.say(Key("sms-choose"), &[])?);
                said.push(self.say(Key("sms-choose-why"), &[])?.or(cost::COURTESY, ""));
                said.extend(self.choose()?);
            }
            SmsKind::Chase => {
                said.push(self.say(Key("sms-chase"), &[])?);
                said.extend(self.choose()?);
            }
            SmsKind::Confirmation => {
                said.push(self.when(Key("sms-confirmation"))?);
                said.extend(self.place(Naming::WithName)?);
                said.push(self.change()?);
            }
            SmsKind::Moved { before } => {
                said.push(self.when(Key("sms-moved"))?);
                if let Some(before) = before {
                    let before = self.catalogue.dates().sms_day(before);
                    let before = self.say(Key("sms-moved-before"), &[("day", (&before).into())])?;
                    said.push(before.or(cost::COURTESY, ""));
                }
                said.extend(self.place(Naming::WithName)?);
                said.push(self.change()?);
            }
            SmsKind::Reminder { answerable } => said = self.reminder(answerable)?,
            SmsKind::Today => said = self.today()?,
            SmsKind::PlaceFreed { kept } => said = self.freed(kept)?,
            SmsKind::CalledOff => {
                said.push(self.say_day(Key("sms-called-off"))?);
                said.push(self.other_day()?);
            }
            SmsKind::CancelledByPerson => {
                said.push(self.say_day(Key("sms-cancelled"))?);
                said.push(self.other_day()?);
            }
            SmsKind::Missed => {
                said.push(self.say_day(Key("sms-missed"))?);
                said.push(self.say(Key("sms-missed-kind"), &[])?.or(cost::COURTESY, ""));
                said.push(self.other_day()?);
            }
            SmsKind::AnswerComes => {
                said.push(if self.are_several() {
                    self.several(Key("sms-answer-comes-many"), Key("sms-answer-comes-more"))?
                } else {
                    self.when(Key("sms-answer-comes"))?
                });
                said.extend(self.place(Naming::AddressOnly)?);
            }
            SmsKind::AnswerChange => {
                // Each of several appointments has its own page.
                if self.are_several() {
                    let which = self.when(Key("sms-answer-change-which"))?;
                    said.push(which.or(cost::WORDS_OF_DATE, ""));
                }
                said.push(self.change()?);
            }
            SmsKind::AnswerStop => {
                said.push(self.say(Key("sms-answer-stop"), &[])?);
                if self.content.visit.is_some() {
                    said.push(self.say_day(Key("sms-answer-stop-kept"))?.or(cost::COURTESY, ""));
                }
            }
            SmsKind::AnswerCall { by } => {
                let by = self.catalogue.dates().sms_day(by);
                said.push(self.say(Key("sms-answer-call"), &[("day", (&by).into())])?);
                let help = self.say(Key("sms-help"), &[("phone", (&self.phone()).into())])?;
                said.push(help.or(cost::TELEPHONE, ""));
            }
        }
        Ok(said)
    }

    fn reminder(&self, answerable: bool) -> Result<Vec<Sentence>, TextError> {
        let mut said = vec![if self.are_several() {
            self.several(Key("sms-reminder-many"), Key("sms-reminder-more"))?
        } else {
            self.when(Key("sms-reminder"))?
        }];
        said.extend(self.place(Naming::AddressOnly)?);
        said.extend(self.people()?);
        if answerable {
            said.push(self.say(Key("sms-reply"), &[])?);
            let aid = self.say(Key("sms-aid"), &[("phone", (&self.phone()).into())])?;
            said.push(aid.or(cost::TELEPHONE, ""));
        } else {
            said.push(self.change()?);
        }
        Ok(said)
    }

    fn today(&self) -> Result<Vec<Sentence>, TextError> {
        let visit = self.visit(Key("sms-today"))?;
        let at = visit.at.time();
        let mut said = vec![if self.are_several() {
            self.several_today(at)?
        } else {
            let time = self.catalogue.dates().time_short(at);
            self.say(Key("sms-today"), &[("time", (&time).into())])?
        }];
        said.extend(self.place(Naming::AddressOnly)?);
        if visit.mode == Mode::Onsite {
            said.push(self.say(Key("sms-bring"), &[])?.or(cost::COURTESY, ""));
        }
        said.push(self.say(Key("sms-late"), &[("phone", (&self.phone()).into())])?);
        Ok(said)
    }

    fn freed(&self, kept: Option<NaiveDate>) -> Result<Vec<Sentence>, TextError> {
        let mut said = Vec::new();
        // Whoever has an appointment knows the site.
        if kept.is_some() {
            said.push(self.when(Key("sms-freed"))?);
        } else {
            said.push(self.when(Key("sms-freed-first"))?);
            said.extend(self.place(Naming::AddressOnly)?);
        }
        said.push(self.take()?);
        said.push(self.say(Key("sms-freed-one"), &[])?.or(cost::NAME_OF_PLACE, ""));
        if let Some(kept) = kept {
            said.push(self.kept(kept)?);
        }
        Ok(said)
    }

    fn say(&self, key: Key, args: &[(&'static str, Arg<'_>)]) -> Result<Sentence, TextError> {
        Ok(Sentence::new(self.catalogue.get(key, args)?))
    }

    /// A sentence with the day of the appointment.
    fn say_day(&self, key: Key) -> Result<Sentence, TextError> {
        let day = self.catalogue.dates().sms_day(self.visit(key)?.at.date());
        self.say(key, &[("day", (&day).into())])
    }

    /// The appointment that `key` is about.
    fn visit(&self, key: Key) -> Result<&SmsVisit<'_>, TextError> {
        self.content.visit.as_ref().ok_or_else(|| TextError::Incomplete {
            key: key.0,
            language: self.catalogue.code(),
            lacks: "an appointment".to_owned(),
        })
    }

    fn phone(&self) -> String {
        self.catalogue.telephone(&one_line(self.content.phone))
    }

    /// A sentence with a date and time: in words, or in digits when shortened.
    fn when(&self, key: Key) -> Result<Sentence, TextError> {
        let dates = self.catalogue.dates();
        let at = self.visit(key)?.at;
        let brief = self.catalogue.get(key, &[("when", (&dates.sms_brief(at)).into())])?;
        Ok(self.say(key, &[("when", (&dates.sms(at)).into())])?.or(cost::WORDS_OF_DATE, brief))
    }

    fn place(&self, naming: Naming) -> Result<Option<Sentence>, TextError> {
        let Some(visit) = &self.content.visit else { return Ok(None) };
        // With several sites, naming one would mislead; the page lists them.
        if self.content.same_day.elsewhere {
            return Ok(None);
        }
        let sentence = match visit.mode {
            Mode::Phone => self.say(Key("sms-by-phone"), &[])?,
            Mode::Video => self.say(Key("sms-by-video"), &[])?,
            Mode::Onsite => {
                let (name, address) = (one_line(visit.place.name), one_line(visit.place.address));
                let tells = names_a_benefit(&name);
                let whole = match naming {
                    Naming::WithName if !tells && !name.is_empty() => format!("{name}, {address}"),
                    _ => address.clone(),
                };
                let said = |place: &str| self.catalogue.get(Key("sms-place"), &[("place", place.into())]);
                let sentence = Sentence::new(said(&whole)?);
                if whole == address { sentence } else { sentence.or(cost::NAME_OF_PLACE, said(&address)?) }
            }
        };
        Ok(Some(sentence.or(cost::PLACE, "")))
    }

    fn people(&self) -> Result<Option<Sentence>, TextError> {
        // Team and duration differ between several appointments.
        let one = self.content.visit.as_ref().filter(|_| !self.are_several());
        let Some(visit) = one.filter(|visit| visit.people > 0) else { return Ok(None) };
        let duration = self.catalogue.dates().duration(visit.duration);
        let people = [("count", Arg::Count(visit.people)), ("duration", (&duration).into())];
        Ok(Some(self.say(Key("sms-people"), &people)?.or(cost::PEOPLE, "")))
    }

    fn choose(&self) -> Result<Vec<Sentence>, TextError> {
        let phone = self.phone();
        let phone = [("phone", Arg::from(&phone))];
        let call = self.catalogue.get(Key("sms-choose-call"), &phone)?;
        let Some(link) = self.content.link else { return Ok(vec![Sentence::new(call)]) };
        let choose = self.say(Key("sms-choose-link"), &[("link", link.into())])?.or(cost::LINK, call);
        Ok(vec![choose, self.say(Key("sms-help"), &phone)?.or(cost::TELEPHONE, "")])
    }

    fn change(&self) -> Result<Sentence, TextError> {
        let keys = [Key("sms-change-or-call"), Key("sms-change-link"), Key("sms-change-call")];
        self.way(keys)
    }

    fn other_day(&self) -> Result<Sentence, TextError> {
        self.way([Key("sms-other-or-call"), Key("sms-other-link"), Key("sms-other-call")])
    }

    fn take(&self) -> Result<Sentence, TextError> {
        let phone = self.phone();
        let call = self.catalogue.get(Key("sms-freed-call"), &[("phone", (&phone).into())])?;
        let Some(link) = self.content.link else { return Ok(Sentence::new(call)) };
        Ok(self.say(Key("sms-freed-link"), &[("link", link.into())])?.or(cost::LINK, call))
    }

    /// The kept appointment: its day in words, or in digits when shortened.
    fn kept(&self, day: NaiveDate) -> Result<Sentence, TextError> {
        let words = self.catalogue.dates().sms_day(day);
        let digits = self.catalogue.get(Key("sms-freed-else"), &[("day", (&day_in_digits(day)).into())])?;
        let sentence = self.say(Key("sms-freed-else"), &[("day", (&words).into())])?;
        Ok(sentence.or(cost::COURTESY, digits).or(cost::TELEPHONE, ""))
    }

    fn are_several(&self) -> bool {
        !self.content.same_day.at.is_empty()
    }

    /// Number of appointments that day, with `first` added.
    fn count(&self, first: u32) -> u32 {
        u32::try_from(self.content.same_day.at.len()).unwrap_or(u32::MAX).saturating_add(first)
    }

    /// Their times, `9h30, 11h et 14h`; `None` when there are too many.
    fn hours(&self, first: NaiveTime) -> Result<Option<String>, TextError> {
        let dates = self.catalogue.dates();
        let mut hours: Vec<String> =
            std::iter::once(&first).chain(self.content.same_day.at).map(|at| dates.time_short(*at)).collect();
        if hours.len() > MOST_HOURS {
            return Ok(None);
        }
        let Some(last) = hours.pop() else { return Ok(None) };
        let before = hours.join(", ");
        let args = [("before", Arg::from(&before)), ("last", Arg::from(&last))];
        Ok(Some(self.catalogue.get(Key("sms-hours"), &args)?))
    }

    /// Several appointments on one day: their number and times by `many`, or the first one and the number of others
    /// by `more`.
    fn several(&self, many: Key, more: Key) -> Result<Sentence, TextError> {
        let dates = self.catalogue.dates();
        let first = self.visit(many)?.at;
        let more = |when: &str| {
            let args = [("when", Arg::from(when)), ("count", Arg::Count(self.count(0)))];
            self.catalogue.get(more, &args)
        };
        let more_brief = more(&dates.sms_brief(first))?;
        let Some(hours) = self.hours(first.time())? else {
            return Ok(Sentence::new(more(&dates.sms(first))?).or(cost::WORDS_OF_DATE, more_brief));
        };
        let many = |day: &str| {
            let args =
                [("count", Arg::Count(self.count(1))), ("day", day.into()), ("hours", (&hours).into())];
            self.catalogue.get(many, &args)
        };
        Ok(Sentence::new(many(&dates.sms_day(first.date()))?)
            .or(cost::WORDS_OF_DATE, many(&day_in_digits(first.date()))?)
            .or(cost::WORDS_OF_DATE, more_brief))
    }

    /// As [`SentenceBuilder::several`], for today.
    fn several_today(&self, first: NaiveTime) -> Result<Sentence, TextError> {
        let time = self.catalogue.dates().time_short(first);
        let args = [("time", Arg::from(&time)), ("count", Arg::Count(self.count(0)))];
        let more = self.say(Key("sms-today-more"), &args)?;
        let Some(hours) = self.hours(first)? else { return Ok(more) };
        let args = [("count", Arg::Count(self.count(1))), ("hours", (&hours).into())];
        Ok(self.say(Key("sms-today-many"), &args)?.then(cost::WORDS_OF_DATE, more))
    }

    /// Link and telephone, link only, or telephone only.
    fn way(&self, [both, page, call]: [Key; 3]) -> Result<Sentence, TextError> {
        let phone = self.phone();
        let phone = ("phone", Arg::from(&phone));
        let call = self.catalogue.get(call, &[phone])?;
        let Some(link) = self.content.link else { return Ok(Sentence::new(call)) };
        let link = ("link", Arg::from(link));
        let page = self.catalogue.get(page, &[link])?;
        Ok(self.say(both, &[link, phone])?.or(cost::TELEPHONE, page).or(cost::LINK, call))
    }
}

/// Most times that are listed.
const MOST_HOURS: usize = 4;

/// A day in digits: `12/01`.
fn day_in_digits(day: NaiveDate) -> String {
    format!("{:02}/{:02}", day.day(), day.month())
}

/// How a site is named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    WithName,
    AddressOnly,
}

/// True when a name reveals a benefit.
pub(super) fn names_a_benefit(name: &str) -> bool {
    let name = name.to_lowercase();
    name.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "rsa")
        || name.contains("revenu de solidarité")
}
