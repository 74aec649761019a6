//! Public holidays (jours fériés) of each French territory, for any year.
//!
//! Only what a text makes a public holiday counts. School holidays, long weekends (ponts) and custom are not
//! assumed: Shrove Monday and Tuesday, Mid-Lent, Good Friday and Victor Schœlcher Day in the Antilles and Guyane,
//! the Muslim feasts that art. L. 3422-2 leaves to custom in Mayotte, 2 January in Polynesia. A territory that
//! closes on such days enters them as absences. The law of today is applied to every year; only
//! the dates that changed lately, where a text says when, depend on the year.

use chrono::{Datelike, NaiveDate};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::word::words;

/// Which public holidays a territory has: those of art. L. 3133-1 Code du travail, and its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum HolidayCalendar {
    /// Metropolitan France: art. L. 3133-1 Code du travail and nothing else.
    Metropolitan,
    /// Bas-Rhin, Haut-Rhin and Moselle: Good Friday and 26 December (art. L. 3134-13 Code du travail, ordonnance of
    /// 16 August 1892). The text gives Good Friday only to communes with a Protestant or mixed church; here it
    /// holds for all of them, as practice has it.
    AlsaceMoselle,
    /// Guadeloupe: 27 May (art. L. 3422-2 Code du travail, décret n° 83-1003).
    Guadeloupe,
    /// Martinique: 22 May (same texts).
    Martinique,
    /// Guyane: 10 June (same texts).
    Guyane,
    /// La Réunion: 20 December (same texts).
    Reunion,
    /// Mayotte: 27 April (same texts).
    Mayotte,
    /// Saint-Barthélemy: 9 October (same texts).
    SaintBarthelemy,
    /// Saint-Martin: 28 May, 27 May until 2017. The letter of art. L. 3422-2 was never amended, but the yearly
    /// circulars and the préfecture apply it to 28 May since 2018, on loi n° 2017-256.
    SaintMartin,
    /// Saint-Pierre-et-Miquelon: as metropolitan France.
    SaintPierreEtMiquelon,
    /// Nouvelle-Calédonie: 24 September (local labour law; art. 74 of its accord interprofessionnel territorial).
    NouvelleCaledonie,
    /// Polynésie française: 5 March, Good Friday, and 29 June until 2025, replaced by 20 November from 2026 on
    /// (its Code du travail, amended by loi du pays n° 2025-12).
    PolynesieFrancaise,
    /// Wallis-et-Futuna: 28 April and 29 July, and since 2023 29 June (the yearly arrêté of the préfet, first
    /// seen with three local days in n° 2022-1071 of 28 December 2022).
    WallisEtFutuna,
}

words!(HolidayCalendar, "a holiday calendar");

impl HolidayCalendar {
    /// True when `day` is a public holiday.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.name_of(day).is_some()
    }

    /// The public holiday that `day` is; where two fall together, the one with a fixed date.
    #[must_use]
    pub fn name_of(self, day: NaiveDate) -> Option<Holiday> {
        national(day).or_else(|| self.local(day))
    }

    /// Holidays of the territory besides the national ones.
    fn local(self, day: NaiveDate) -> Option<Holiday> {
        use Holiday::{
            Abolition, Autonomy, ChristmasSecondDay, Citizenship, GoodFriday, GospelArrival, Matarii,
            PeterAndPaul, PeterChanel, TerritoryDay,
        };
        let good_friday = days_after_easter(day) == -2;
        match (self, day.month(), day.day(), day.year()) {
            (Self::AlsaceMoselle | Self::PolynesieFrancaise, ..) if good_friday => Some(GoodFriday),
            (Self::AlsaceMoselle, 12, 26, _) => Some(ChristmasSecondDay),
            (Self::Mayotte, 4, 27, _)
            | (Self::Martinique, 5, 22, _)
            | (Self::Guadeloupe, 5, 27, _)
            | (Self::SaintMartin, 5, 27, ..=2017)
            | (Self::SaintMartin, 5, 28, 2018..)
            | (Self::Guyane, 6, 10, _)
            | (Self::SaintBarthelemy, 10, 9, _)
            | (Self::Reunion, 12, 20, _) => Some(Abolition),
            (Self::NouvelleCaledonie, 9, 24, _) => Some(Citizenship),
            (Self::PolynesieFrancaise, 3, 5, _) => Some(GospelArrival),
            (Self::PolynesieFrancaise, 6, 29, ..=2025) => Some(Autonomy),
            (Self::PolynesieFrancaise, 11, 20, 2026..) => Some(Matarii),
            (Self::WallisEtFutuna, 4, 28, _) => Some(PeterChanel),
            (Self::WallisEtFutuna, 6, 29, 2023..) => Some(PeterAndPaul),
            (Self::WallisEtFutuna, 7, 29, _) => Some(TerritoryDay),
            _ => None,
        }
    }
}

/// A public holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holiday {
    /// 1 January.
    NewYear,
    /// Two days before Easter.
    GoodFriday,
    /// The day after Easter.
    EasterMonday,
    /// 1 May.
    Labour,
    /// 8 May 1945.
    Victory,
    /// Thirty-nine days after Easter.
    Ascension,
    /// Fifty days after Easter; a public holiday even where it is the day of solidarity (journée de solidarité).
    WhitMonday,
    /// 14 July.
    National,
    /// 15 August.
    Assumption,
    /// 1 November.
    AllSaints,
    /// 11 November 1918.
    Armistice,
    /// 25 December.
    Christmas,
    /// 26 December, in Alsace-Moselle.
    ChristmasSecondDay,
    /// The end of slavery, overseas.
    Abolition,
    /// Citoyenneté, 24 September, in Nouvelle-Calédonie.
    Citizenship,
    /// Arrivée de l'Évangile, 5 March, in Polynesia.
    GospelArrival,
    /// Autonomie, 29 June, in Polynesia until 2025.
    Autonomy,
    /// Matari'i i ni'a, 20 November, in Polynesia from 2026 on.
    Matarii,
    /// Saint Pierre Chanel, 28 April, in Wallis-et-Futuna.
    PeterChanel,
    /// Saints Pierre et Paul, 29 June, in Wallis-et-Futuna.
    PeterAndPaul,
    /// Fête du territoire, 29 July, in Wallis-et-Futuna.
    TerritoryDay,
}

impl Holiday {
    /// The key of its name in the catalogues.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NewYear => "holiday-new-year",
            Self::GoodFriday => "holiday-good-friday",
            Self::EasterMonday => "holiday-easter-monday",
            Self::Labour => "holiday-labour",
            Self::Victory => "holiday-victory",
            Self::Ascension => "holiday-ascension",
            Self::WhitMonday => "holiday-whit-monday",
            Self::National => "holiday-national",
            Self::Assumption => "holiday-assumption",
            Self::AllSaints => "holiday-all-saints",
            Self::Armistice => "holiday-armistice",
            Self::Christmas => "holiday-christmas",
            Self::ChristmasSecondDay => "holiday-christmas-second-day",
            Self::Abolition => "holiday-abolition",
            Self::Citizenship => "holiday-citizenship",
            Self::GospelArrival => "holiday-gospel-arrival",
            Self::Autonomy => "holiday-autonomy",
            Self::Matarii => "holiday-matarii",
            Self::PeterChanel => "holiday-peter-chanel",
            Self::PeterAndPaul => "holiday-peter-and-paul",
            Self::TerritoryDay => "holiday-territory-day",
        }
    }
}

/// The eleven holidays of art. L. 3133-1 Code du travail.
fn national(day: NaiveDate) -> Option<Holiday> {
    match (day.month(), day.day()) {
        (1, 1) => Some(Holiday::NewYear),
        (5, 1) => Some(Holiday::Labour),
        (5, 8) => Some(Holiday::Victory),
        (7, 14) => Some(Holiday::National),
        (8, 15) => Some(Holiday::Assumption),
        (11, 1) => Some(Holiday::AllSaints),
        (11, 11) => Some(Holiday::Armistice),
        (12, 25) => Some(Holiday::Christmas),
        _ => match days_after_easter(day) {
            1 => Some(Holiday::EasterMonday),
            39 => Some(Holiday::Ascension),
            50 => Some(Holiday::WhitMonday),
            _ => None,
        },
    }
}

/// Days from Easter Sunday of the same year to `day`, negative before it.
///
/// The Gregorian computus in the form of the anonymous correspondent of Nature, 20 April 1876, as J. Meeus gives it
/// (Astronomical Algorithms, chapter 8); the letters are his.
#[expect(clippy::many_single_char_names, reason = "the letters of the published algorithm")]
fn days_after_easter(day: NaiveDate) -> i32 {
    let year = day.year();
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let after_22_march = h + l - 7 * m;
    let ordinal_of_22_march = 81 + i32::from(day.leap_year());
    day.ordinal().cast_signed() - ordinal_of_22_march - after_22_march
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Days, Weekday};
    use proptest::prelude::*;

    /// Easter by D. E. Knuth (The Art of Computer Programming, 1.3.2, exercise 14, after Clavius): another road
    /// to the same day.
    fn easter(year: i32) -> NaiveDate {
        let golden = year % 19 + 1;
        let century = year / 100 + 1;
        let skipped_leaps = 3 * century / 4 - 12;
        let moon_drift = (8 * century + 5) / 25 - 5;
        let sunday = 5 * year / 4 - skipped_leaps - 10;
        let mut epact = (11 * golden + 20 + moon_drift - skipped_leaps).rem_euclid(30);
        if (epact == 25 && golden > 11) || epact == 24 {
            epact += 1;
        }
        let full_moon = if epact > 23 { 74 - epact } else { 44 - epact };
        let march = full_moon + 7 - (sunday + full_moon) % 7;
        date(year, 3, 1) + Days::new(march.unsigned_abs().into()) - Days::new(1)
    }

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn holidays(calendar: HolidayCalendar, year: i32) -> Vec<NaiveDate> {
        date(year, 1, 1)
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter(|day| calendar.contains(*day))
            .collect()
    }

    /// `MM-DD` of what `calendar` keeps and metropolitan France does not.
    fn own_days(calendar: HolidayCalendar, year: i32) -> Vec<String> {
        holidays(calendar, year)
            .into_iter()
            .filter(|day| !HolidayCalendar::Metropolitan.contains(*day))
            .map(|day| day.format("%m-%d").to_string())
            .collect()
    }

    #[test]
    fn easter_is_where_published_tables_put_it() {
        let table = [
            (1818, 3, 22),
            (1943, 4, 25),
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2029, 4, 1),
            (2030, 4, 21),
            (2038, 4, 25),
            (2285, 3, 22),
        ];
        for (year, month, day) in table {
            assert_eq!(days_after_easter(date(year, month, day)), 0, "{year}");
        }
    }

    #[test]
    fn two_algorithms_agree_on_every_gregorian_easter() {
        for year in 1583..=9999 {
            assert_eq!(days_after_easter(easter(year)), 0, "{year}");
        }
    }

    #[test]
    fn the_movable_days_of_the_official_calendars() {
        // Good Friday, Easter Monday, Ascension and Whit Monday as service-public.fr gives them.
        let table = [
            (2024, ["03-29", "04-01", "05-09", "05-20"]),
            (2025, ["04-18", "04-21", "05-29", "06-09"]),
            (2026, ["04-03", "04-06", "05-14", "05-25"]),
            (2027, ["03-26", "03-29", "05-06", "05-17"]),
            (2028, ["04-14", "04-17", "05-25", "06-05"]),
            (2029, ["03-30", "04-02", "05-10", "05-21"]),
            (2030, ["04-19", "04-22", "05-30", "06-10"]),
        ];
        for (year, [good_friday, easter_monday, ascension, whit_monday]) in table {
            let on = |month_day: &str| {
                let day = format!("{year}-{month_day}").parse().unwrap();
                HolidayCalendar::AlsaceMoselle.name_of(day)
            };
            assert_eq!(on(good_friday), Some(Holiday::GoodFriday), "{year}");
            assert_eq!(on(easter_monday), Some(Holiday::EasterMonday), "{year}");
            assert_eq!(on(ascension), Some(Holiday::Ascension), "{year}");
            assert_eq!(on(whit_monday), Some(Holiday::WhitMonday), "{year}");
        }
    }

    #[test]
    fn all_of_2026_in_metropolitan_france() {
        let days = holidays(HolidayCalendar::Metropolitan, 2026);
        let expected =
            [(1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
        assert_eq!(days, expected.map(|(month, day)| date(2026, month, day)));
    }

    #[test]
    fn eleven_days_a_year_but_where_ascension_falls_on_another() {
        let ten: Vec<i32> =
            (1990..2200).filter(|year| holidays(HolidayCalendar::Metropolitan, *year).len() == 10).collect();
        // Ascension on 1 May in 2008 and 2160, on 8 May in the others.
        assert_eq!(ten, [1997, 2008, 2059, 2070, 2081, 2092, 2127, 2138, 2149, 2160]);
        assert!(
            (1990..2200).all(|year| matches!(holidays(HolidayCalendar::Metropolitan, year).len(), 10 | 11))
        );
        assert_eq!(HolidayCalendar::Metropolitan.name_of(date(2008, 5, 1)), Some(Holiday::Labour));
    }

    #[test]
    fn each_territory_adds_its_own_days() {
        use HolidayCalendar as Of;
        let table: [(Of, i32, &[&str]); 17] = [
            (Of::Metropolitan, 2026, &[]),
            (Of::AlsaceMoselle, 2026, &["04-03", "12-26"]),
            (Of::Guadeloupe, 2026, &["05-27"]),
            (Of::Martinique, 2026, &["05-22"]),
            (Of::Guyane, 2026, &["06-10"]),
            (Of::Reunion, 2026, &["12-20"]),
            (Of::Mayotte, 2026, &["04-27"]),
            (Of::SaintBarthelemy, 2026, &["10-09"]),
            (Of::SaintMartin, 2026, &["05-28"]),
            (Of::SaintMartin, 2017, &["05-27"]),
            (Of::SaintPierreEtMiquelon, 2026, &[]),
            (Of::NouvelleCaledonie, 2026, &["09-24"]),
            (Of::PolynesieFrancaise, 2024, &["03-05", "03-29", "06-29"]),
            (Of::PolynesieFrancaise, 2025, &["03-05", "04-18", "06-29"]),
            (Of::PolynesieFrancaise, 2026, &["03-05", "04-03", "11-20"]),
            (Of::WallisEtFutuna, 2026, &["04-28", "06-29", "07-29"]),
            (Of::WallisEtFutuna, 2017, &["04-28", "07-29"]),
        ];
        for (calendar, year, days) in table {
            assert_eq!(own_days(calendar, year), days, "{} {year}", calendar.word());
        }
    }

    #[test]
    fn words_lead_back_to_their_calendar() {
        for calendar in HolidayCalendar::ALL {
            assert_eq!(HolidayCalendar::from_word(calendar.word()), Some(calendar));
        }
        assert_eq!(HolidayCalendar::from_word("Metropolitan"), None);
    }

    proptest! {
        #[test]
        fn movable_days_keep_their_weekday(year in 1990..2200_i32, ordinal in 1..=366_u32) {
            let Some(day) = NaiveDate::from_yo_opt(year, ordinal) else { return Ok(()) };
            for calendar in HolidayCalendar::ALL {
                let weekday = match calendar.name_of(day) {
                    Some(Holiday::EasterMonday | Holiday::WhitMonday) => Weekday::Mon,
                    Some(Holiday::GoodFriday) => Weekday::Fri,
                    Some(Holiday::Ascension) => Weekday::Thu,
                    _ => continue,
                };
                prop_assert_eq!(day.weekday(), weekday);
            }
        }

        #[test]
        fn the_national_days_hold_everywhere(year in -9999..9999_i32, ordinal in 1..=366_u32) {
            let Some(day) = NaiveDate::from_yo_opt(year, ordinal) else { return Ok(()) };
            if HolidayCalendar::Metropolitan.contains(day) {
                prop_assert!(HolidayCalendar::ALL.into_iter().all(|calendar| calendar.contains(day)));
            }
        }
    }
}
