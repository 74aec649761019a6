//! Values of cells: dates, times, weekdays, modes, lists.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::formats::sheets::columns::simple;

/// `2026-12-31` or `31/12/2026`; a midnight behind it is what spreadsheets add.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let (day, time) = parts(text);
    let midnight = time.is_none_or(|time| minute(time).as_deref() == Some("00:00"));
    day_of(day).filter(|_| midnight)
}

/// A whole day, or a day and a minute of it, as documents write them.
pub(super) fn moment(text: &str) -> Option<String> {
    let (day, time) = parts(text);
    let day = day_of(day)?;
    match time {
        None => Some(day.to_string()),
        Some(time) => {
            let time = minute(time)?;
            if time == "24:00" {
                return Some(
                    NaiveDateTime::new(day.succ_opt()?, NaiveTime::MIN).format("%Y-%m-%dT%H:%M").to_string(),
                );
            }
            Some(format!("{day}T{time}"))
        }
    }
}

fn parts(text: &str) -> (&str, Option<&str>) {
    match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (text, None),
    }
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let digits = |from: &str, lengths: [usize; 3]| {
        let parts: Vec<&str> = from.split(['/', '-', '.']).collect();
        parts.len() == 3
            && parts.iter().zip(lengths).all(|(part, length)| {
                (part.len() == length || (length == 2 && part.len() == 1))
                    && part.bytes().all(|byte| byte.is_ascii_digit())
            })
    };
    if digits(text, [4, 2, 2]) && text.contains('-') {
        return text.parse().ok();
    }
    if !digits(text, [2, 2, 4]) {
        return None;
    }
    let parts: Vec<u32> = text.split(['/', '-', '.']).filter_map(|part| part.parse().ok()).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    NaiveDate::from_ymd_opt(i32::try_from(*year).ok()?, *month, *day)
}

/// `09:00`, `9:00`, `9h`, `9h30` or `09:00:00`, as documents write it: `09:00`.
pub(super) fn minute(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase().replace(' ', "");
    let (hour, rest) = text.split_once([':', 'h'])?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    let minute = if minute.is_empty() && text.ends_with('h') { "00" } else { minute };
    let is_number =
        |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(hour) || !is_number(minute) || minute.len() != 2 || second != "00" {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let is_time = (hour < 24 && minute < 60) || (hour, minute) == (24, 0);
    is_time.then(|| format!("{hour:02}:{minute:02}"))
}

/// The words of a cell: separated by blanks, commas, semicolons, bars or plus signs.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || ",;|+".contains(c)).filter(|word| !word.is_empty())
}

/// A key as documents write it: without capitals.
pub(super) fn key(text: &str) -> String {
    text.to_lowercase()
}

/// A day of the week as a recurrence rule names it.
pub(super) fn weekday(text: &str) -> Option<&'static str> {
    Some(match simple(text).as_str() {
        "lun" | "lundi" | "lundis" | "mon" | "mo" | "monday" => "MO",
        "mar" | "mardi" | "mardis" | "tue" | "tu" | "tuesday" => "TU",
        "mer" | "mercredi" | "mercredis" | "wed" | "we" | "wednesday" => "WE",
        "jeu" | "jeudi" | "jeudis" | "thu" | "th" | "thursday" => "TH",
        "ven" | "vendredi" | "vendredis" | "fri" | "fr" | "friday" => "FR",
        "sam" | "samedi" | "samedis" | "sat" | "sa" | "saturday" => "SA",
        "dim" | "dimanche" | "dimanches" | "sun" | "su" | "sunday" => "SU",
        _ => return None,
    })
}

/// A way of receiving somebody.
pub(super) fn mode(text: &str) -> Option<&'static str> {
    Some(match simple(text).as_str() {
        "onsite" | "presentiel" | "sur_place" | "place" => "onsite",
        "phone" | "telephone" | "tel" => "phone",
        "video" | "visio" | "visioconference" => "video",
        _ => return None,
    })
}

/// A share of full working time: `80`, `80 %` or `80%`.
pub(super) fn per_cent(text: &str) -> Option<u8> {
    text.trim_end_matches('%').trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::formats::sheets::values::*;

    #[test]
    fn dates_are_read_as_offices_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 3);
        for text in ["2026-12-03", "03/12/2026", "3/12/2026", "03.12.2026", "03-12-2026", "03/12/2026 00:00"]
        {
            assert_eq!(date(text), day, "{text}");
        }
        for text in
            ["", "03/12/26", "31/02/2026", "12/2026", "2026/12/03", "03/12/2026 14:00", "hier", "45994"]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_read_as_offices_write_them() {
        for text in ["09:30", "9:30", "9h30", "09:30:00", "9 h 30"] {
            assert_eq!(minute(text).as_deref(), Some("09:30"), "{text}");
        }
        assert_eq!(minute("9h").as_deref(), Some("09:00"));
        assert_eq!(minute("24:00").as_deref(), Some("24:00"));
        for text in ["", "9", "9:3", "25:00", "09:60", "24:05", "9h30 du matin", "09:30:30"] {
            assert_eq!(minute(text), None, "{text}");
        }
    }

    #[test]
    fn moments_are_whole_days_or_minutes() {
        assert_eq!(moment("21/12/2026").as_deref(), Some("2026-12-21"));
        assert_eq!(moment("21/12/2026 14h").as_deref(), Some("2026-12-21T14:00"));
        assert_eq!(moment("2026-12-21T14:00").as_deref(), Some("2026-12-21T14:00"));
        assert_eq!(moment("21/12/2026 24:00").as_deref(), Some("2026-12-22T00:00"));
        assert_eq!(moment("21/12"), None);
    }
}
