use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use domain::agenda::merged;
use domain::time::Span;
use domain::zone::{day_span, to_utc};
use std::collections::BTreeSet;

use super::super::tests::today;
use super::lines::after;
use super::personal_calendar::{PersonalCalendar, When};
use super::*;
use crate::cli::demo::generator::generate;
use crate::formats::calendars::{ReadCalendar, ReadOptions, read};

const PARIS: Tz = Tz::Europe__Paris;

fn window(recipe: &Recipe) -> Span {
    let midnight = |day: NaiveDate| to_utc(PARIS, day.and_time(NaiveTime::MIN));
    let (back, ahead) = (u64::from(recipe.days_back), u64::from(recipe.days_ahead));
    let first = recipe.today - chrono::Days::new(back);
    Span::covering(midnight(first), midnight(recipe.today + chrono::Days::new(ahead + 1)))
}

/// The busy time of a calendar, told without any file.
fn truth(calendar: &PersonalCalendar, window: Span) -> Vec<Span> {
    let timed = |start: NaiveDateTime, minutes| {
        Span::covering(to_utc(PARIS, start), to_utc(PARIS, after(start, minutes)))
    };
    let mut spans = Vec::new();
    for entry in calendar.entries.iter().filter(|entry| !entry.availability.is_free()) {
        match &entry.when {
            When::Once { start, minutes } => spans.push(timed(*start, *minutes)),
            When::Days { first, days } => {
                spans.extend(first.iter_days().take(*days as usize).map(|day| day_span(PARIS, day)));
            }
            When::Weekly(series) => {
                let by_rule = series.by_rule().filter(|start| {
                    !series.skipped.contains(start) && series.moved.iter().all(|(from, _)| from != start)
                });
                let moved = series.moved.iter().map(|(_, to)| *to);
                let starts = by_rule.chain(moved).chain(series.also.iter().copied());
                spans.extend(starts.map(|start| timed(start, series.minutes)));
            }
        }
    }
    let inside = |span: Span| Span::new(span.start.max(window.start), span.end.min(window.end));
    merged(spans.into_iter().map(inside).collect())
}

fn read_as_owner(text: &str, email: &str, window: Span) -> ReadCalendar {
    let options = ReadOptions {
        zone: PARIS,
        window,
        owner_emails: vec![email.to_owned()],
        invited_to: BTreeSet::new(),
    };
    read(text.as_bytes(), &options).unwrap()
}

#[test]
fn every_calendar_is_read_as_it_was_meant() {
    for (seed, day) in [(1, today()), (2, today()), (3, NaiveDate::from_ymd_opt(2027, 3, 10).unwrap())] {
        let recipe = Recipe { professionals: 120, ..Recipe::new(seed, day) };
        let generated = generate(&recipe);
        let personal_calendars: Vec<_> =
            personal_calendars(&generated.document.professionals, &recipe).collect();
        assert_eq!(personal_calendars.len(), generated.calendars.len());
        for ((owner, dialect, entries), calendar) in personal_calendars.iter().zip(&generated.calendars) {
            let read = read_as_owner(&calendar.text, &owner.email, window(&recipe));
            assert_eq!(read.warnings, [], "{dialect:?} of {}", owner.key);
            assert_eq!(read.busy, truth(entries, window(&recipe)), "{dialect:?} of {}", owner.key);
            assert!(read.events_read > 20, "{} has {} events", owner.key, read.events_read);
            assert!(read.busy.len() > 15, "{} is busy {} times", owner.key, read.busy.len());
        }
    }
}

#[test]
fn each_program_writes_its_own_way() {
    let generated = generate(&Recipe::new(1, today()));
    let all = |dialect| {
        let texts = generated.calendars.iter().filter(move |calendar| calendar.dialect == dialect);
        texts.map(|calendar| calendar.text.replace("\r\n ", "").replace("\r\n\t", "")).collect::<String>()
    };
    let habits: [(Dialect, &[&str]); 4] = [
        (
            Dialect::Outlook,
            &["TZID=Romance Standard Time", "BUSYSTATUS:OOF", "EXDATE;TZID=", "UNTIL=", "RECURRENCE-ID"],
        ),
        (
            Dialect::Google,
            &["TZID=Europe/Paris", "STATUS:CANCELLED", "RECURRENCE-ID", "PARTSTAT=DECLINED", "00Z"],
        ),
        (
            Dialect::Zimbra,
            &["TZID=\"(GMT+01.00) Brussels / Copenhagen / Madrid / Paris\"", "X-ALT-DESC", "VALARM"],
        ),
        (Dialect::Nextcloud, &["PRODID:-//Nextcloud calendar", "RDATE;TZID=", "DURATION:PT", "VALUE=DATE"]),
    ];
    for (dialect, marks) in habits {
        let text = all(dialect);
        for mark in marks.iter().chain(&["SUMMARY:", "ATTENDEE;", "LOCATION:"]) {
            assert!(text.contains(mark), "{dialect:?} never writes {mark}");
        }
    }
}

#[test]
fn lines_end_and_fold_as_they_must() {
    for calendar in generate(&Recipe::new(4, today())).calendars {
        assert!(calendar.text.ends_with("\r\nEND:VCALENDAR\r\n"));
        assert!(calendar.text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])));
    }
}

#[test]
fn nothing_begins_on_a_weekend() {
    let recipe = Recipe::new(1, today());
    let generated = generate(&recipe);
    for (.., calendar) in personal_calendars(&generated.document.professionals, &recipe) {
        for entry in &calendar.entries {
            if let When::Once { start, .. } = entry.when {
                assert!(start.weekday().number_from_monday() < 6);
            }
        }
    }
}
