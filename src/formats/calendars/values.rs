//! Dates, date-times, durations and offsets of iCalendar (RFC 5545 section 3.3), read strictly: what is not understood is
//! an error, never rounded.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// Longest DURATION read, in days.
const MAX_DURATION_DAYS: i64 = 3_660;

/// A DATE or DATE-TIME before its zone is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stamp {
    Date(NaiveDate),
    /// Wall clock, of the TZID beside it or floating.
    Local(NaiveDateTime),
    Utc(DateTime<Utc>),
}

impl Stamp {
    /// `20260105`, `20260105T090000`, `20260105T090000Z`; also without seconds, and with `+0100` at the end.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (day, time) = text.split_once(['T', 't']).map_or((text, None), |(day, time)| (day, Some(time)));
        let day = parse_date(day)?;
        let Some(time) = time else { return Some(Self::Date(day)) };
        let digits = time.bytes().take_while(u8::is_ascii_digit).count();
        let (time, offset) = time.split_at(digits);
        let local = parse_time(day, time)?;
        match offset {
            "" => Some(Self::Local(local)),
            "Z" | "z" => Some(Self::Utc(local.and_utc())),
            _ => Some(Self::Utc((local - parse_offset(offset)?).and_utc())),
        }
    }

    /// The date and time written, whatever the zone; midnight for a DATE.
    pub fn written(self) -> NaiveDateTime {
        match self {
            Self::Date(day) => day.and_time(NaiveTime::MIN),
            Self::Local(local) => local,
            Self::Utc(instant) => instant.naive_utc(),
        }
    }
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 {
        return None;
    }
    let year = i32::try_from(digits(text.get(..4)?)?).ok()?;
    NaiveDate::from_ymd_opt(year, digits(text.get(4..6)?)?, digits(text.get(6..)?)?).filter(|_| year > 0)
}

/// `HHMMSS` or `HHMM`. 240000 is the midnight after, and second 60 the one before it (RFC 5545 section 3.3.12).
fn parse_time(day: NaiveDate, text: &str) -> Option<NaiveDateTime> {
    let text = if text.len() == 4 { format!("{text}00") } else { text.to_owned() };
    if text.len() != 6 {
        return None;
    }
    if text == "240000" {
        return Some(day.succ_opt()?.and_time(NaiveTime::MIN));
    }
    let second = digits(text.get(4..)?)?;
    let second = if second == 60 { 59 } else { second };
    day.and_hms_opt(digits(text.get(..2)?)?, digits(text.get(2..4)?)?, second)
}

/// `+0100`, `-03:30`, `+013000`.
pub(super) fn parse_offset(text: &str) -> Option<FixedOffset> {
    let text = text.trim();
    let (sign, rest) =
        text.strip_prefix('+').map_or_else(|| (-1, text.strip_prefix('-')), |rest| (1, Some(rest)));
    let rest = rest?.replace(':', "");
    if !matches!(rest.len(), 2 | 4 | 6) {
        return None;
    }
    let part = |from: usize| {
        rest.get(from..from + 2).map_or(Some(0), digits).and_then(|part| i32::try_from(part).ok())
    };
    let (hours, minutes, seconds) = (part(0)?, part(2)?, part(4)?);
    if minutes > 59 || seconds > 59 {
        return None;
    }
    FixedOffset::east_opt(sign * (hours * 3_600 + minutes * 60 + seconds))
}

/// A DURATION: days are counted on the calendar, the rest on the clock (RFC 5545 section 3.3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    pub days: i64,
    pub seconds: i64,
}

impl Length {
    /// `P1W`, `P1DT2H`, `PT45M`; not negative, and ten years at most.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?;
        let (mut length, mut number, mut in_time, mut any) =
            (Self { days: 0, seconds: 0 }, String::new(), false, false);
        for character in text.chars() {
            if character.is_ascii_digit() {
                number.push(character);
                continue;
            }
            if character == 'T' && number.is_empty() && !in_time {
                in_time = true;
                continue;
            }
            // Nine digits of weeks stay far from the end of i64.
            let count: i64 = if number.len() < 10 { number.parse().ok()? } else { return None };
            match (character, in_time) {
                ('W', false) => length.days += count * 7,
                ('D', false) => length.days += count,
                ('H', true) => length.seconds += count * 3_600,
                ('M', true) => length.seconds += count * 60,
                ('S', true) => length.seconds += count,
                _ => return None,
            }
            number.clear();
            any = true;
        }
        let bounded = length.days + length.seconds / 86_400 <= MAX_DURATION_DAYS;
        (any && number.is_empty() && bounded).then_some(length)
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::calendars::values::*;

    fn shown(text: &str) -> String {
        Stamp::parse(text)
            .map_or_else(|| "-".to_owned(), |stamp| stamp.written().format("%y%m%d %H%M%S").to_string())
    }

    #[test]
    fn dates_are_read_strictly() {
        for (text, expected) in [
            ("20260105", "260105 000000"),
            ("20260105T090000", "260105 090000"),
            ("20260105T0900", "260105 090000"),
            ("20260105T090000Z", "260105 090000"),
            ("20260105T090000+0130", "260105 073000"),
            ("20261231T240000", "270101 000000"),
            ("20261231T235960Z", "261231 235959"),
            ("2026010", "-"),
            ("20260230", "-"),
            ("20261301T000000", "-"),
            ("20260105T09", "-"),
            ("20260105T250000", "-"),
            ("20260105T090000X", "-"),
            ("20260105T+90000", "-"),
            ("00000101", "-"),
            ("é0260105", "-"),
            ("", "-"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn durations_and_offsets() {
        for (text, days, seconds) in
            [("PT1H30M", 0, 5_400), ("P1W", 7, 0), ("P1DT2H", 1, 7_200), ("+PT5S", 0, 5), ("PT0S", 0, 0)]
        {
            assert_eq!(Length::parse(text), Some(Length { days, seconds }), "{text}");
        }
        for text in
            ["", "P", "PT", "1H", "-PT1H", "P1H", "PT1D", "PT1", "P9999999999W", "P99999W", "PTT1H", "P1X"]
        {
            assert_eq!(Length::parse(text), None, "{text}");
        }
        for (text, seconds) in [("+0100", 3_600), ("-0330", -12_600), ("+01:00", 3_600), ("-04", -14_400)] {
            assert_eq!(parse_offset(text).unwrap().local_minus_utc(), seconds, "{text}");
        }
        for text in ["0100", "+1", "+0160", "+9900", "+é00", ""] {
            assert_eq!(parse_offset(text), None, "{text}");
        }
    }
}
