//! The entries of a professional's own calendar, before they are written in the dialect of a program.

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use domain::territory_document::ProfessionalSpec;

use super::super::names::{address, plain, somebody};
use super::super::random::Random;
use super::super::recipe::Recipe;
use super::super::season::{later, monday};

/// The entries of a calendar, in local time of Paris.
#[derive(Debug)]
pub(super) struct PersonalCalendar {
    pub owner: Attendee,
    pub entries: Vec<CalendarEntry>,
    /// When the file was written, UTC.
    pub written_at: NaiveDateTime,
}

/// Somebody invited to an entry, or its owner.
#[derive(Clone, Debug)]
pub(super) struct Attendee {
    pub name: String,
    pub email: String,
}

/// The availability of the owner during an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Availability {
    Busy,
    Tentative,
    Away,
    Free,
    /// The owner was invited and will not come.
    Declined,
}

impl Availability {
    pub(super) const fn is_free(self) -> bool {
        matches!(self, Self::Free | Self::Declined)
    }
}

/// One entry of a calendar.
#[derive(Debug)]
pub(super) struct CalendarEntry {
    /// Sixteen hexadecimal digits.
    pub id: String,
    pub title: String,
    pub place: &'static str,
    pub attendees: Vec<Attendee>,
    pub availability: Availability,
    pub when: When,
}

/// When it is.
#[derive(Debug)]
pub(super) enum When {
    Once { start: NaiveDateTime, minutes: u32 },
    Days { first: NaiveDate, days: u32 },
    Weekly(Series),
}

/// A weekly series.
#[derive(Debug)]
pub(super) struct Series {
    pub start: NaiveDateTime,
    pub minutes: u32,
    pub every: u32,
    /// No occurrence after that day.
    pub last: NaiveDate,
    /// Occurrences that do not take place.
    pub skipped: Vec<NaiveDateTime>,
    /// Occurrences that take place at another time.
    pub moved: Vec<(NaiveDateTime, NaiveDateTime)>,
    /// Occurrences beside the rule.
    pub also: Vec<NaiveDateTime>,
}

impl Series {
    /// What the rule alone gives.
    pub(super) fn by_rule(&self) -> impl Iterator<Item = NaiveDateTime> + '_ {
        let step = Duration::weeks(i64::from(self.every));
        std::iter::successors(Some(self.start), move |start| start.checked_add_signed(step))
            .take_while(|start| start.date() <= self.last)
    }
}

const MEETINGS: [&str; 6] = [
    "Réunion d'équipe",
    "Commission d'orientation, dossiers nominatifs; ordre du jour joint",
    "Point hebdomadaire avec la responsable de circonscription et les partenaires de l'emploi",
    "Équipe pluridisciplinaire",
    "Permanence téléphonique",
    "Supervision",
];
const PLACES: [&str; 5] = ["Salle Baltard", "Bureau 12, 1er étage", "Visioconférence", "Mairie annexe", ""];

impl PersonalCalendar {
    /// Draws a calendar over the days of the recipe: a meeting or two every week, visits, days away, things that take no time.
    pub(super) fn draw(owner: &ProfessionalSpec, recipe: &Recipe, random: &mut Random) -> Self {
        let first = recipe.today - Days::new(u64::from(recipe.days_back));
        let last = later(recipe.today, u64::from(recipe.days_ahead));
        let mut entries = vec![entry(When::Weekly(series(first, last, random)), random)];
        if random.percent(50) {
            entries.push(entry(When::Weekly(series(first, last, random)), random));
        }
        for day in first
            .iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| day.weekday().number_from_monday() < 6)
        {
            for _ in 0..random.weighted(&[45, 40, 15]) {
                let start = at(day, 510 + 15 * random.below(33));
                let minutes = *random.pick(&[30, 45, 60, 60, 90, 120]);
                entries.push(entry(When::Once { start, minutes }, random));
            }
        }
        let weeks = u32::try_from((last - first).num_weeks()).unwrap_or(0);
        for availability in [Availability::Away, Availability::Free] {
            let from = later(monday(first), u64::from(7 * random.below(weeks + 1) + random.below(5)));
            let days = if availability == Availability::Away { random.between(1, 3) } else { 1 };
            entries.push(CalendarEntry { availability, ..entry(When::Days { first: from, days }, random) });
        }
        let owner = Attendee { name: owner.name.clone(), email: owner.email.clone() };
        let written_at =
            recipe.today.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(random.between(180, 300)));
        Self { owner, entries, written_at }
    }
}

/// That minute of a day.
fn at(day: NaiveDate, minute: u32) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(minute))
}

fn entry(when: When, random: &mut Random) -> CalendarEntry {
    let availability = match (&when, random.weighted(&[80, 8, 7, 5])) {
        (When::Weekly(_), _) | (_, 0) => Availability::Busy,
        (_, 1) => Availability::Tentative,
        (_, 2) => Availability::Free,
        _ => Availability::Declined,
    };
    let title = match &when {
        When::Weekly(_) => (*random.pick(&MEETINGS)).to_owned(),
        When::Days { .. } => {
            (*random.pick(&["Congés", "Formation « aller vers »", "Télétravail"])).to_owned()
        }
        When::Once { .. } => match random.below(4) {
            0 => format!("Suivi de {}", somebody(random)),
            1 => format!("Visite à domicile, {}", somebody(random)),
            2 => "Médecin (privé)".to_owned(),
            _ => (*random.pick(&MEETINGS)).to_owned(),
        },
    };
    let attendees = (0..random.below(4))
        .map(|_| {
            let name = somebody(random);
            Attendee { email: address(&plain(&name), "fictif.example"), name }
        })
        .collect();
    CalendarEntry {
        id: random.hex(),
        title,
        place: random.pick::<&str>(&PLACES),
        attendees,
        availability,
        when,
    }
}

/// A series that began before the calendar, with a few exceptions to its rule.
fn series(first: NaiveDate, last: NaiveDate, random: &mut Random) -> Series {
    let begun = later(monday(first - Days::new(21)), u64::from(random.below(5)));
    let start = at(begun, *random.pick(&[525, 540, 600, 660, 840, 870, 930]));
    let last = if random.percent(25) { later(first, 70) } else { later(last, 30) };
    let mut series = Series {
        start,
        minutes: *random.pick(&[45, 60, 90, 120]),
        every: *random.pick(&[1, 1, 1, 2]),
        last,
        skipped: Vec::new(),
        moved: Vec::new(),
        also: Vec::new(),
    };
    let mut occurrences: Vec<NaiveDateTime> =
        series.by_rule().filter(|start| start.date() >= first).collect();
    random.shuffle(&mut occurrences);
    let count = usize::try_from(random.between(1, 2)).unwrap_or(1);
    series.skipped = occurrences.iter().take(count).copied().collect();
    // Not on the day that the rule gives, and not on a weekend.
    let other_day = |start: NaiveDateTime| if start.weekday().number_from_monday() < 5 { 1 } else { -1 };
    series.moved = occurrences
        .iter()
        .skip(count)
        .take(count)
        .map(|start| (*start, *start + Duration::days(other_day(*start)) + Duration::minutes(30)))
        .collect();
    series.also = occurrences
        .iter()
        .skip(2 * count)
        .take(usize::from(random.percent(40)))
        .map(|start| *start + Duration::days(2 * other_day(*start)))
        .collect();
    series.skipped.sort_unstable();
    series.moved.sort_unstable();
    series
}
