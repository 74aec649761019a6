//! Every fixture of `tests/fixtures/calendars` with the busy time it must give, and what hostile text must not do.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use domain::time::Quantum;
use domain::zone::{local_start, to_utc};
use proptest::prelude::*;

use chrono_tz::Tz;

use crate::formats::calendars::*;

#[path = "../../../tests/support/hostile.rs"]
mod hostile;

const OWNER: &str = "anne.durand@departement.example";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/calendars")
}

/// The years 2026 and 2027 of an agenda in `zone`.
fn options(zone: Tz) -> ReadOptions {
    let new_year =
        |year| to_utc(zone, NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap());
    let window = Span::covering(new_year(2026), new_year(2028));
    ReadOptions { zone, window, owner_emails: vec![OWNER.to_owned()], invited_to: BTreeSet::new() }
}

fn read_fixture(name: &str, zone: Tz) -> Result<ReadCalendar, CalendarError> {
    read(&fs::read(folder().join(name)).unwrap(), &options(zone))
}

/// `MMDD HH:MM-HH:MM`, local; the day of the end where it is another one; the year where it is not 2026.
fn shown(calendar: &ReadCalendar, zone: Tz) -> Vec<String> {
    let text = |span: &Span| {
        let (start, end) = (local_start(zone, span.start), local_start(zone, span.end));
        let mut text = start.format(if start.year() == 2026 { "%m%d %R" } else { "%y%m%d %R" }).to_string();
        let format = if start.date() == end.date() { "-%R" } else { "-%m%d %R" };
        write!(text, "{}", end.format(format)).unwrap();
        text
    };
    calendar.busy.iter().map(text).collect()
}

const PARIS: Tz = Tz::Europe__Paris;

/// File, agenda zone, events, busy.
const READ: &[(&str, Tz, usize, &[&str])] = &[
    (
        "outlook_display_name.ics",
        PARIS,
        4,
        &["0323 09:00-10:15", "0330 09:00-10:15", "0406 09:00-10:15", "0713 14:00-15:00", "0714 14:00-14:30"],
    ),
    ("outlook_series.ics", PARIS, 3, &["1012 08:30-09:30", "1027 16:00-17:00", "1109 08:30-09:30"]),
    (
        "google.ics",
        PARIS,
        7,
        &[
            "0105 09:00-10:00",
            "0113 11:00-12:00",
            "0126 09:00-10:30",
            "0202 09:00-10:00",
            "0209 09:00-10:00",
            "0501 00:00-0502 00:00",
            "0701 10:00-10:30",
        ],
    ),
    (
        "zimbra.ics",
        PARIS,
        3,
        &["0210 14:00-15:30", "0310 14:00-15:30", "0414 14:00-15:30", "0711 14:00-15:00"],
    ),
    (
        "nextcloud.ics",
        PARIS,
        5,
        &[
            "0302 13:00-14:00",
            "0304 13:00-14:00",
            "0305 15:00-15:30",
            "0306 18:00-19:00",
            "0307 15:00-15:30",
            "0320 10:00-12:00",
            "0321 09:00-10:00",
            "0322 15:00-15:30",
            "0401 09:30-10:00",
            "0408 09:00-10:00",
            "0414 09:00-10:00",
            "0421 09:00-10:00",
        ],
    ),
    (
        "apple.ics",
        PARIS,
        7,
        &[
            "0328 00:00-0330 00:00",
            "0601 09:00-10:00",
            "0603 00:00-0604 00:00",
            "0706 00:00-0713 00:00",
            "0901 00:00-0902 00:00",
            "0903 00:00-0905 00:00",
            "1024 22:00-1026 00:00",
            "270706 00:00-0713 00:00",
        ],
    ),
    (
        "exchange_availability.ics",
        PARIS,
        6,
        &["0202 09:00-09:30", "0203 09:00-09:30", "0204 09:00-09:30", "0207 09:00-09:30"],
    ),
    (
        "free_busy.ics",
        PARIS,
        1,
        &["0105 09:00-10:30", "0107 09:00-10:00", "0108 09:00-09:10", "0109 09:00-10:00"],
    ),
    (
        "overseas.ics",
        Tz::America__Guadeloupe,
        7,
        &[
            "0705 09:00-10:00",
            "0706 09:00-10:00",
            "0707 09:00-10:00",
            "0708 09:00-10:00",
            "0709 09:00-10:00",
            "0710 00:00-0711 00:00",
            "0713 00:00-0715 00:00",
        ],
    ),
    (
        "custom_zone.ics",
        PARIS,
        4,
        &[
            "0105 09:00-10:00",
            "0329 03:30-04:00",
            "0630 11:00-12:00",
            "0701 10:00-11:00",
            "0702 11:00-12:00",
            "1025 02:30-02:00",
        ],
    ),
    ("contradicting_zone.ics", PARIS, 2, &["0105 09:00-10:00", "0706 09:00-09:30", "0706 10:00-10:30"]),
    ("unknown_zone.ics", PARIS, 1, &["0706 09:00-10:00"]),
    ("unknown_zone_named_calendar.ics", PARIS, 1, &["0706 07:00-08:00"]),
    ("declined.ics", PARIS, 4, &["0106 09:00-10:00", "0107 09:00-10:00"]),
    ("cancelled.ics", PARIS, 2, &[]),
    (
        "clock_changes.ics",
        PARIS,
        3,
        &[
            "0327 23:00-0328 05:00",
            // The night is an hour short: RFC 5545 keeps six hours, calendars show 05:00.
            "0328 23:00-0329 06:00",
            "0329 23:00-0330 05:00",
            "270327 02:30-03:00",
            // 02:30 does not exist: it is read with the offset before, 03:30; half an hour.
            "270328 03:30-04:00",
            "270329 02:30-03:00",
            "271030 02:30-03:00",
            // 02:30 comes twice: the first; 03:00 as shown is an hour and a half later.
            "271031 02:30-03:00",
        ],
    ),
    ("two_calendars_bom_cr.ics", PARIS, 2, &["0105 09:00-10:00", "0106 09:00-10:00"]),
    ("latin1.ics", PARIS, 1, &["0706 09:00-10:00"]),
    ("availability_ignored.ics", PARIS, 0, &[]),
    ("hostile_far_too_fast.ics", PARIS, 4, &[]),
    ("hostile_impossible.ics", PARIS, 1, &["0105 09:00-10:00"]),
];

/// File and the whole message.
const REFUSED: &[(&str, &str)] = &[
    (
        "hostile_too_fast.ics",
        "line 9: FREQ=SECONDLY is too fast for an agenda; write FREQ=DAILY with BYHOUR instead",
    ),
    (
        "hostile_times.ics",
        "line 8: the rule gives more than 4000 dates in the window; use a longer INTERVAL or fewer BYHOUR values",
    ),
    ("hostile_interval.ics", "line 8: \"65537\" in INTERVAL is out of range; use 1 to 999"),
    ("hostile_reversed.ics", "the event at line 4 ends before it starts; correct its end"),
    ("hostile_no_start.ics", "the event at line 4 has no DTSTART; give it a start or delete it"),
    (
        "hostile_bad_start.ics",
        "line 7: DTSTART cannot be read; write it like 20260105, 20260105T090000 or 20260105T080000Z",
    ),
    (
        "hostile_month_13.ics",
        "line 6: DTSTART cannot be read; write it like 20260105, 20260105T090000 or 20260105T080000Z",
    ),
    ("hostile_duration.ics", "line 7: DURATION cannot be read; write it like PT45M, P1D or P1DT2H"),
    ("hostile_no_colon.ics", "line 8: RRULE is not written NAME:value; export the calendar again"),
    ("hostile_unclosed_event.ics", "line 8: BEGIN and END do not match here; export the calendar again"),
    ("hostile_truncated.ics", "the file stops at line 5 before END:VCALENDAR; fetch it again"),
    ("hostile_truncated_after_event.ics", "the file stops at line 7 before END:VCALENDAR; fetch it again"),
    (
        "hostile_web_page.ics",
        "this is not a calendar: no BEGIN:VCALENDAR; check that the address gives iCalendar (.ics), not a web page",
    ),
    ("hostile_empty.ics", "the file is empty; check the address, or export the calendar again"),
];

#[test]
fn every_fixture_gives_its_busy_time() {
    for (file, zone, events, busy) in READ {
        let calendar = read_fixture(file, *zone).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(shown(&calendar, *zone), *busy, "{file}");
        assert_eq!(calendar.events_read, *events, "{file}");
    }
}

#[test]
fn every_refusal_names_the_place_and_the_mend() {
    for (file, message) in REFUSED {
        assert_eq!(read_fixture(file, PARIS).unwrap_err().to_string(), *message, "{file}");
    }
}

#[test]
fn every_fixture_is_in_a_table() {
    let known: BTreeSet<_> = READ.iter().map(|row| row.0).chain(REFUSED.iter().map(|row| row.0)).collect();
    let found = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(found.collect::<BTreeSet<_>>(), known.into_iter().map(str::to_owned).collect());
}

#[test]
fn doubtful_zones_are_named_and_nothing_else_is_told() {
    let warned = |file| read_fixture(file, PARIS).unwrap().warnings;
    let uncertain = |tzid: &str| vec![Warning::ZoneUncertain { tzid: tzid.to_owned() }];
    assert_eq!(warned("unknown_zone.ics"), uncertain("Mars/Olympus"));
    assert_eq!(warned("contradicting_zone.ics"), uncertain("Europe/Paris"));
    for (file, zone, ..) in READ {
        let told = format!("{:?}", read_fixture(file, *zone).unwrap());
        assert!(!told.contains("ecret"), "{file}");
    }
    for (file, _) in REFUSED {
        let error = read_fixture(file, PARIS).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("ecret"), "{file}");
    }
}

#[test]
fn every_french_zone_is_found_by_its_name() {
    for zone in domain::zone::FRENCH_ZONES {
        let text = format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID={}:20260705T090000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR",
            zone.name()
        );
        let calendar = read(text.as_bytes(), &options(zone)).unwrap();
        assert_eq!(shown(&calendar, zone), ["0705 09:00-10:00"], "{zone}");
        assert_eq!(calendar.warnings, []);
    }
}

#[test]
fn the_window_cuts() {
    let mut options = options(PARIS);
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260105T080000Z\nDTEND:20260107T080000Z\nEND:VEVENT\nEND:VCALENDAR";
    let noon = Quantum::floor(to_utc(
        PARIS,
        NaiveDate::from_ymd_opt(2026, 1, 6).unwrap().and_hms_opt(12, 0, 0).unwrap(),
    ));
    options.window = Span::new(noon, noon.plus(12));
    assert_eq!(read(text.as_bytes(), &options).unwrap().busy, [options.window]);
}

/// Small print of one event each: its lines, and its busy time in Paris.
#[test]
fn small_print() {
    for (lines, busy) in [
        // A series cut off from its third day on.
        (
            "UID:1\nDTSTART:20260105T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\n\
             RECURRENCE-ID;RANGE=THISANDFUTURE:20260107T080000Z\nSTATUS:CANCELLED",
            &["0105 09:00-10:00", "0106 09:00-10:00"][..],
        ),
        // A series that goes on with a rule of its own.
        (
            "UID:1\nDTSTART:20260105T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\n\
             RECURRENCE-ID;RANGE=THISANDFUTURE:20260106T080000Z\nDTSTART:20260106T100000Z\nDURATION:PT1H\n\
             RRULE:FREQ=WEEKLY;COUNT=2",
            &["0105 09:00-10:00", "0106 11:00-12:00", "0113 11:00-12:00"],
        ),
        // A whole day moved to an hour of the next one, named by a date-time.
        (
            "UID:1\nDTSTART;VALUE=DATE:20260105\nRRULE:FREQ=DAILY;COUNT=2\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\n\
             RECURRENCE-ID:20260105T230000Z\nDTSTART;TZID=Europe/Paris:20260107T090000\nDURATION:PT1H",
            &["0105 00:00-0106 00:00", "0107 09:00-10:00"],
        ),
        // An EXDATE without a zone is on the clock of its series; one that cannot be read frees nothing.
        (
            "DTSTART;TZID=Indian/Reunion:20260105T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\n\
             EXDATE:20260106T090000,soon",
            &["0105 06:00-07:00", "0107 06:00-07:00"],
        ),
        // Days of a duration are counted on the calendar, even when one has 23 hours.
        ("DTSTART;TZID=Europe/Paris:20260328T120000\nDURATION:P1D", &["0328 12:00-0329 12:00"]),
        // No end: a moment takes no time, a day does. Empty lists mean nothing.
        ("DTSTART:20260105T080000Z\nRDATE:\nEXDATE:", &[]),
        ("DTSTART;VALUE=DATE:20260105", &["0105 00:00-0106 00:00"]),
        // Rounded outwards.
        ("DTSTART:20260105T080400Z\nDTEND:20260105T080600Z", &["0105 09:00-09:10"]),
        // Cancelled, declined or outside: it need not make sense.
        ("STATUS:CANCELLED\nDTSTART:soon", &[]),
        ("DTSTART:20100105T080000Z\nDTEND:20090105T080000Z", &[]),
        // The last instance of a zone that the writer calls by offset.
        (
            "DTSTART;TZID=GMT+0100:20260105T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20260112T080000Z",
            &["0105 09:00-10:00", "0112 09:00-10:00"],
        ),
    ] {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
        let calendar =
            read(text.as_bytes(), &options(PARIS)).unwrap_or_else(|error| panic!("{lines}: {error}"));
        assert_eq!(shown(&calendar, PARIS), busy, "{lines}");
    }
}

/// Without the counters that end them, these would run for hours: the test would not end.
#[test]
fn hostile_files_end() {
    for (_, text) in hostile::calendars() {
        read(text.as_bytes(), &options(PARIS)).unwrap_err();
    }
}

/// Reads every file of the folder named by `UNISSON_ICS_CORPUS`: none may panic, each refusal is printed.
#[test]
#[expect(clippy::print_stdout, reason = "run by hand, for its report")]
fn a_corpus_of_the_world_does_not_panic() {
    let Some(folder) = std::env::var_os("UNISSON_ICS_CORPUS") else {
        println!("skipped: set UNISSON_ICS_CORPUS to a folder of .ics files");
        return;
    };
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut refused = 0;
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "ics")) {
        let name = path.file_name().unwrap().to_string_lossy();
        match read(&fs::read(path).unwrap(), &corpus_options()) {
            Ok(calendar) => {
                let warnings = calendar.warnings.len();
                println!(
                    "read {name}: {} events, {warnings} warnings {:?}",
                    calendar.events_read,
                    shown(&calendar, Tz::UTC)
                );
            }
            Err(error) => {
                refused += 1;
                println!("refused {name}: {error}");
            }
        }
    }
    println!("{} files, {refused} refused", files.len());
}

/// Wide enough for the dates of any corpus.
fn corpus_options() -> ReadOptions {
    let year = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc();
    ReadOptions {
        zone: Tz::UTC,
        window: Span::covering(year(1990), year(2030)),
        owner_emails: vec![],
        invited_to: BTreeSet::new(),
    }
}

proptest! {
    #[test]
    fn broken_fixtures_do_not_panic(file in 0..READ.len(), cut in any::<prop::sample::Index>(), byte in any::<u8>(), at in any::<prop::sample::Index>()) {
        let mut bytes = fs::read(folder().join(READ[file].0)).unwrap();
        let index = at.index(bytes.len());
        bytes[index] = byte;
        let _ = read(&bytes, &options(PARIS));
        bytes.truncate(cut.index(bytes.len()));
        // What stands behind the last end is no part of a calendar, cut or whole.
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        let is_whole = text.matches("begin:vcalendar").count() <= text.matches("end:vcalendar").count();
        prop_assert!(read(&bytes, &options(PARIS)).is_err() || is_whole);
    }
}

/// calcard reads too leniently to be the reader (see `lines`), but it must find as many events.
#[test]
fn a_second_parser_finds_the_same_events() {
    use calcard::icalendar::ICalendarComponentType as Type;
    use calcard::{Entry, Parser};
    // Lone CR and Latin-1 are beyond it.
    let readable = READ.iter().filter(|row| !["two_calendars_bom_cr.ics", "latin1.ics"].contains(&row.0));
    for (file, _, events, _) in readable {
        let text = fs::read_to_string(folder().join(file)).unwrap();
        let Entry::ICalendar(calendar) = Parser::new(&text).entry() else { panic!("{file}") };
        let kinds = calendar.components.iter().map(|component| &component.component_type);
        assert_eq!(
            kinds.filter(|kind| matches!(kind, Type::VEvent | Type::VFreebusy)).count(),
            *events,
            "{file}"
        );
    }
}

#[test]
fn zone_names_are_written_as_they_are_looked_up() {
    for (name, _) in windows_zones::WINDOWS.iter().chain(&windows_zones::PLACES) {
        assert!(name.is_ascii() && *name == name.to_lowercase(), "{name}");
    }
    let names =
        |table: &[(&'static str, Tz)]| table.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>().len();
    assert_eq!(names(&windows_zones::WINDOWS), windows_zones::WINDOWS.len());
    assert_eq!(names(&windows_zones::PLACES), windows_zones::PLACES.len());
}

#[test]
fn an_invitation_of_ours_does_not_stand_in_its_own_way() {
    let file = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:01a209e0-ebc5-7355-9b92-7211aa4d0e3a@unisson.example\n\
                DTSTART:20260105T080000Z\nDTEND:20260105T090000Z\nEND:VEVENT\nEND:VCALENDAR\n";
    let mut options = options(PARIS);
    assert_eq!(read(file.as_bytes(), &options).unwrap().busy.len(), 1, "an invitation to somebody else");
    options.invited_to.insert("01a209e0-ebc5-7355-9b92-7211aa4d0e3a".parse().unwrap());
    assert!(read(file.as_bytes(), &options).unwrap().busy.is_empty());
}
