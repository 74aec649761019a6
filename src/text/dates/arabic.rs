//! Arabic: `الثلاثاء 12 جانفي 2027 على الساعة 9:30`.
//!
//! The months are those of Algeria and Tunisia (CLDR `ar-DZ`, `ar-TN`), where most Arabic readers in France come
//! from: the French names in Arabic letters, as heard at the desk and read on French letters, unlike those of Egypt
//! (يناير) and Syria (كانون الثاني).
//!
//! Numbers agree with what they count (one and two have their own forms, 3 to 10 take the plural, then the singular
//! again). Durations are in the nominative: for use after a label, not in a sentence that would inflect ساعتان into
//! ساعتين.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};
use domain::time::{HalfDay, Minutes};

use super::formatting::Dates;

pub(super) const MONTHS: [&str; 12] = [
    "جانفي",
    "فيفري",
    "مارس",
    "أفريل",
    "ماي",
    "جوان",
    "جويلية",
    "أوت",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];

/// Arabic.
pub struct Arabic;

/// The forms of a noun after a number.
struct Counted {
    one: &'static str,
    two: &'static str,
    few: &'static str,
    many: &'static str,
}

const HOURS: Counted =
    Counted { one: "ساعة واحدة", two: "ساعتان", few: "ساعات", many: "ساعة" };
const MINUTES: Counted =
    Counted { one: "دقيقة واحدة", two: "دقيقتان", few: "دقائق", many: "دقيقة" };

impl Counted {
    fn say(&self, count: u32) -> String {
        match (count, count % 100) {
            (1, _) => self.one.to_owned(),
            (2, _) => self.two.to_owned(),
            (_, 3..=10) => format!("{count} {}", self.few),
            _ => format!("{count} {}", self.many),
        }
    }
}

impl Dates for Arabic {
    fn weekday(&self, day: Weekday) -> &'static str {
        match day {
            Weekday::Mon => "الاثنين",
            Weekday::Tue => "الثلاثاء",
            Weekday::Wed => "الأربعاء",
            Weekday::Thu => "الخميس",
            Weekday::Fri => "الجمعة",
            Weekday::Sat => "السبت",
            Weekday::Sun => "الأحد",
        }
    }

    fn months(&self) -> &'static [&'static str; 12] {
        &MONTHS
    }

    /// The colon joins the two numbers whatever the direction (a common separator); a space would reorder them.
    fn time_long(&self, time: NaiveTime) -> String {
        format!("{}:{:02}", time.hour(), time.minute())
    }

    fn part_of_day(&self, time: NaiveTime) -> &'static str {
        match HalfDay::of(time) {
            HalfDay::Morning => "صباحا",
            HalfDay::Afternoon => "بعد الظهر",
        }
    }

    fn duration(&self, minutes: Minutes) -> String {
        match (minutes.0 / 60, minutes.0 % 60) {
            (0, minutes) => MINUTES.say(minutes),
            (hours, 0) => HOURS.say(hours),
            // "An hour and 30 minutes": a lone hour needs no "one" when something follows.
            (1, minutes) => format!("{} و{}", HOURS.many, MINUTES.say(minutes)),
            (hours, minutes) => format!("{} و{}", HOURS.say(hours), MINUTES.say(minutes)),
        }
    }

    fn at(&self, day: &str, time: &str) -> String {
        format!("{day} على الساعة {time}")
    }

    /// The month in digits: a short message in Arabic holds 70 letters.
    fn sms_day(&self, day: NaiveDate) -> String {
        format!("{} {:02}/{:02}", self.weekday(day.weekday()), day.day(), day.month())
    }

    fn sms(&self, at: NaiveDateTime) -> String {
        format!("{} الساعة {}", self.sms_day(at.date()), self.time_short(at.time()))
    }
}
