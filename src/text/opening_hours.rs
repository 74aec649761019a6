//! Opening hours as text: `du lundi au vendredi : de 8 h 30 à 12 h 30 et de 13 h 30 à 18 h`. For screens, with
//! no-break spaces.

use chrono::{NaiveTime, Weekday};
use domain::territory::SiteHours;
use domain::time::MinuteOfDay;

use crate::text::{Catalogue, Key, TextError};

/// The hours of a week, one line per run of days with the same hours, Monday first.
///
/// # Errors
/// [`TextError`].
pub fn lines(words: &Catalogue, hours: &[SiteHours]) -> Result<Vec<String>, TextError> {
    let mut lines = Vec::new();
    let mut run: Option<(Weekday, Weekday, Vec<Stretch>)> = None;
    for day in (0..7).filter_map(|day| Weekday::try_from(day).ok()) {
        let mut stretches: Vec<Stretch> =
            hours.iter().filter(|hours| hours.weekday == day).map(|hours| (hours.from, hours.to)).collect();
        stretches.sort_unstable();
        match &mut run {
            Some((_, last, known)) if *known == stretches => *last = day,
            _ => {
                lines.extend(run.take().map(|run| line(words, &run)).transpose()?.flatten());
                run = Some((day, day, stretches));
            }
        }
    }
    lines.extend(run.map(|run| line(words, &run)).transpose()?.flatten());
    Ok(lines)
}

type Stretch = (MinuteOfDay, MinuteOfDay);

fn line(
    words: &Catalogue,
    (first, last, stretches): &(Weekday, Weekday, Vec<Stretch>),
) -> Result<Option<String>, TextError> {
    let mut said: Option<String> = None;
    for (from, to) in stretches {
        let (from, to) = (clock(words, *from)?, clock(words, *to)?);
        let stretch = words.get(Key("hours-stretch"), &[("from", (&from).into()), ("to", (&to).into())])?;
        said = Some(match said {
            None => stretch,
            Some(one) => {
                words.get(Key("hours-and"), &[("one", (&one).into()), ("other", (&stretch).into())])?
            }
        });
    }
    let Some(said) = said else { return Ok(None) };
    let (one, other) = (words.dates().weekday(*first), words.dates().weekday(*last));
    let ends = [("first", one.into()), ("last", other.into())];
    let days = match last.days_since(*first) {
        0 => words.get(Key("hours-one-day"), &[("day", one.into())])?,
        1 => words.get(Key("hours-two-days"), &ends)?,
        _ => words.get(Key("hours-days"), &ends)?,
    };
    words.get(Key("hours-line"), &[("days", (&days).into()), ("hours", (&said).into())]).map(Some)
}

fn clock(words: &Catalogue, minute: MinuteOfDay) -> Result<String, TextError> {
    let minute = u32::from(minute.0);
    match NaiveTime::from_hms_opt(minute / 60, minute % 60, 0) {
        Some(time) => Ok(words.dates().time(time)),
        None => words.get(Key("hours-midnight"), &[]),
    }
}

#[cfg(test)]
mod tests {
    use domain::visit::Language;

    use crate::text::opening_hours::*;

    /// Days, and an hour and minute to begin and to end.
    type Days = (&'static [Weekday], (u16, u16), (u16, u16));

    fn said(code: &str, hours: &[Days]) -> Vec<String> {
        let words = Catalogue::for_language(&Language::parse(code).unwrap()).unwrap();
        let hours: Vec<SiteHours> = hours
            .iter()
            .flat_map(|(days, from, to)| {
                days.iter().map(|day| SiteHours {
                    weekday: *day,
                    from: MinuteOfDay::at(from.0, from.1),
                    to: MinuteOfDay::at(to.0, to.1),
                })
            })
            .collect();
        lines(words, &hours).unwrap().iter().map(|line| line.replace('\u{a0}', " ")).collect()
    }

    #[test]
    fn hours_are_said_as_people_say_them() {
        use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        let week: &[Days] = &[
            (&[Mon, Tue, Thu, Fri], (13, 30), (18, 0)),
            (&[Mon, Tue, Wed, Thu, Fri], (8, 30), (12, 30)),
            (&[Sat], (0, 0), (24, 0)),
        ];
        assert_eq!(
            said("fr", week),
            [
                "lundi et mardi : de 8 h 30 à 12 h 30 et de 13 h 30 à 18 h",
                "mercredi : de 8 h 30 à 12 h 30",
                "jeudi et vendredi : de 8 h 30 à 12 h 30 et de 13 h 30 à 18 h",
                "samedi : de 0 h à minuit",
            ]
        );
        assert_eq!(said("en", &week[1..2]), ["Monday to Friday: 08:30 to 12:30"]);
        assert_eq!(said("ar", &week[1..2]), ["من الاثنين إلى الجمعة: من 8:30 إلى 12:30"]);
        assert_eq!(said("fr", &[(&[Sun, Mon], (9, 0), (12, 0))]).len(), 2, "a week begins on Monday");
        assert!(said("fr", &[]).is_empty());
    }
}
