//! Golden examples of each language, and that no two days are said alike.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};
use domain::time::Minutes;
use proptest::prelude::*;

use super::*;
use crate::text::Catalogue;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn at(year: i32, month: u32, number: u32, hour: u32, minute: u32) -> NaiveDateTime {
    day(year, month, number).and_hms_opt(hour, minute, 59).unwrap()
}

#[test]
fn dates_are_said_as_people_say_them() {
    for (moment, long_form, short_form, part) in [
        (at(2027, 1, 12, 9, 30), "mardi 12 janvier 2027 à 9 h 30", "mardi 12 janvier à 9h30", "matin"),
        (
            at(2027, 1, 1, 14, 0),
            "vendredi 1er janvier 2027 à 14 h",
            "vendredi 1er janvier à 14h",
            "après-midi",
        ),
        (at(2028, 2, 29, 12, 5), "mardi 29 février 2028 à 12 h 05", "mardi 29 février à 12h05", "après-midi"),
        (at(2026, 8, 21, 0, 0), "vendredi 21 août 2026 à 0 h", "vendredi 21 août à 0h", "matin"),
        (at(2026, 12, 31, 11, 59), "jeudi 31 décembre 2026 à 11 h 59", "jeudi 31 décembre à 11h59", "matin"),
    ] {
        assert_eq!((long(moment), short(moment)), (long_form.to_owned(), short_form.to_owned()));
        assert_eq!(part_of_day(moment.time()), part);
    }
    for (moment, long_form, short_form, part) in [
        (
            at(2027, 1, 12, 9, 30),
            "Tuesday 12 January 2027 at 09:30",
            "Tuesday 12 January at 09:30",
            "morning",
        ),
        (at(2027, 1, 1, 14, 0), "Friday 1 January 2027 at 14:00", "Friday 1 January at 14:00", "afternoon"),
    ] {
        assert_eq!((English.long(moment), English.short(moment)), (long_form.into(), short_form.into()));
        assert_eq!(English.part_of_day(moment.time()), part);
    }
    for (moment, long_form, short_form, part) in [
        (
            at(2027, 1, 12, 9, 30),
            "الثلاثاء 12 جانفي 2027 على الساعة 9:30",
            "الثلاثاء 12 جانفي على الساعة 9:30",
            "صباحا",
        ),
        (
            at(2027, 1, 1, 14, 0),
            "الجمعة 1 جانفي 2027 على الساعة 14:00",
            "الجمعة 1 جانفي على الساعة 14:00",
            "بعد الظهر",
        ),
    ] {
        assert_eq!((Arabic.long(moment), Arabic.short(moment)), (long_form.into(), short_form.into()));
        assert_eq!(Arabic.part_of_day(moment.time()), part);
    }
}

/// The lists were read against CLDR 48 (`fr`, `en-GB`, `ar-DZ`) as Node.js prints it.
#[test]
fn every_weekday_and_month_has_its_own_word() {
    let weeks: [(&dyn Dates, [&str; 7]); 3] = [
        (&French, ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]),
        (&English, ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
        (&Arabic, ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]),
    ];
    for (dates, week) in weeks {
        let said = day(2027, 1, 4).iter_days().take(7).map(|day| dates.weekday(day.weekday()));
        assert_eq!(said.collect::<Vec<_>>(), week);
    }
    let years: [(&dyn Dates, [&str; 12]); 3] = [
        (
            &French,
            [
                "samedi 2 janvier",
                "mardi 2 février",
                "mardi 2 mars",
                "vendredi 2 avril",
                "dimanche 2 mai",
                "mercredi 2 juin",
                "vendredi 2 juillet",
                "lundi 2 août",
                "jeudi 2 septembre",
                "samedi 2 octobre",
                "mardi 2 novembre",
                "jeudi 2 décembre",
            ],
        ),
        (
            &English,
            [
                "Saturday 2 January",
                "Tuesday 2 February",
                "Tuesday 2 March",
                "Friday 2 April",
                "Sunday 2 May",
                "Wednesday 2 June",
                "Friday 2 July",
                "Monday 2 August",
                "Thursday 2 September",
                "Saturday 2 October",
                "Tuesday 2 November",
                "Thursday 2 December",
            ],
        ),
        (
            &Arabic,
            [
                "السبت 2 جانفي",
                "الثلاثاء 2 فيفري",
                "الثلاثاء 2 مارس",
                "الجمعة 2 أفريل",
                "الأحد 2 ماي",
                "الأربعاء 2 جوان",
                "الجمعة 2 جويلية",
                "الاثنين 2 أوت",
                "الخميس 2 سبتمبر",
                "السبت 2 أكتوبر",
                "الثلاثاء 2 نوفمبر",
                "الخميس 2 ديسمبر",
            ],
        ),
    ];
    for (dates, year) in years {
        let said: Vec<_> = (1..=12).map(|month| dates.day_short(day(2027, month, 2))).collect();
        assert_eq!(said, year);
    }
    assert_eq!(month(day(2027, 8, 9)), "août 2027");
    assert_eq!(English.month(day(2027, 8, 9)), "August 2027");
    assert_eq!(Arabic.month(day(2027, 8, 9)), "أوت 2027");
}

#[test]
fn durations_are_said_as_people_say_them() {
    for (minutes, french, english, arabic) in [
        (0, "0 minute", "0 minutes", "0 دقيقة"),
        (1, "1 minute", "1 minute", "دقيقة واحدة"),
        (2, "2 minutes", "2 minutes", "دقيقتان"),
        (5, "5 minutes", "5 minutes", "5 دقائق"),
        (45, "45 minutes", "45 minutes", "45 دقيقة"),
        (60, "1 heure", "1 hour", "ساعة واحدة"),
        (65, "1 h 05", "1 hour 5 minutes", "ساعة و5 دقائق"),
        (90, "1 h 30", "1 hour 30 minutes", "ساعة و30 دقيقة"),
        (120, "2 heures", "2 hours", "ساعتان"),
        (150, "2 h 30", "2 hours 30 minutes", "ساعتان و30 دقيقة"),
        (180, "3 heures", "3 hours", "3 ساعات"),
        (660, "11 heures", "11 hours", "11 ساعة"),
    ] {
        assert_eq!(French.duration(Minutes(minutes)), french);
        assert_eq!(English.duration(Minutes(minutes)), english);
        assert_eq!(Arabic.duration(Minutes(minutes)), arabic);
    }
}

#[test]
fn what_is_offered_has_its_half_of_the_day_and_its_year_when_it_is_another() {
    let (morning, afternoon) = (at(2027, 1, 12, 9, 30), at(2027, 1, 12, 14, 0));
    let (this_year, year_before) = (day(2027, 1, 4), day(2026, 12, 31));
    for (dates, same_year, other_year) in [
        (
            &French as &dyn Dates,
            "mardi 12\u{a0}janvier à 9\u{a0}h\u{a0}30 (matin)",
            "mardi 12\u{a0}janvier 2027 à 14\u{a0}h (après-midi)",
        ),
        (
            &English,
            "Tuesday 12\u{a0}January at 09:30 (morning)",
            "Tuesday 12\u{a0}January 2027 at 14:00 (afternoon)",
        ),
        (
            &Arabic,
            "الثلاثاء 12\u{a0}جانفي على الساعة 9:30 (صباحا)",
            "الثلاثاء 12\u{a0}جانفي 2027 على الساعة 14:00 (بعد الظهر)",
        ),
    ] {
        assert_eq!(dates.offered(morning, this_year), same_year);
        assert_eq!(dates.offered(afternoon, year_before), other_year);
    }
}

/// Reads `said` back by the words of the language alone.
fn read_back(dates: &dyn Dates, said: &str) -> Option<(NaiveDate, Weekday)> {
    let mut words = said.split(' ');
    let (name, number, month, year) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let week = day(2027, 1, 4).iter_days().take(7).map(|day| day.weekday());
    let weekday = week.filter(|day| dates.weekday(*day) == name).collect::<Vec<_>>();
    let months = (1..=12).filter(|number| dates.month(day(2027, *number, 1)) == format!("{month} 2027"));
    let number = number.trim_end_matches("er").parse().ok()?;
    match (weekday.as_slice(), months.collect::<Vec<_>>().as_slice()) {
        ([weekday], [month]) if words.next().is_none() => {
            Some((NaiveDate::from_ymd_opt(year.parse().ok()?, *month, number)?, *weekday))
        }
        _ => None,
    }
}

proptest! {
    #[test]
    fn a_day_that_was_said_can_only_be_that_day(days in 0_u64..73_000) {
        let day = day(2000, 1, 1) + chrono::Days::new(days);
        for catalogue in Catalogue::all().unwrap() {
            let said = catalogue.dates().day_long(day);
            prop_assert_eq!(read_back(catalogue.dates(), &said), Some((day, day.weekday())), "{}", said);
            prop_assert!(said.starts_with(&catalogue.dates().day_short(day)));
        }
    }

    #[test]
    fn an_hour_that_was_said_can_only_be_that_hour(hour in 0_u32..24, minute in 0_u32..60) {
        let time = chrono::NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        for catalogue in Catalogue::all().unwrap() {
            for said in [catalogue.dates().time_long(time), catalogue.dates().time_short(time)] {
                let numbers: Vec<u32> =
                    said.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
                let expected = if numbers.len() == 1 { vec![hour] } else { vec![hour, minute] };
                prop_assert_eq!(&numbers, &expected, "{}", &said);
                prop_assert!(numbers.len() == 2 || minute == 0);
            }
        }
    }
}
