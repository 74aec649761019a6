//! What stands in somebody's own calendar, before any program has written it down.

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use domain::territory_document::ProfessionalSpec;

use super::super::Recipe;
use super::super::chance::Chance;
use super::super::names::{address, plain, somebody};
use super::super::openings::{later, monday};

/// A calendar's contents, wall clock of Paris.
#[derive(Debug)]
pub(super) struct Diary {
    pub owner: Guest,
    pub entries: Vec<DiaryEntry>,
    /// When the file was written, UTC.
    pub written_at: NaiveDateTime,
}

/// Somebody with an address.
#[derive(Clone, Debug)]
pub(super) struct Guest {
    pub name: String,
    pub email: String,
}

/// How an entry shows its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Busy,
    Tentative,
    Away,
    Free,
    /// The owner was invited and will not come.
    Declined,
}

impl Shown {
    pub(super) const fn is_free(self) -> bool {
        matches!(self, Self::Free | Self::Declined)
    }
}

/// One thing in a diary.
#[derive(Debug)]
pub(super) struct DiaryEntry {
    /// Sixteen hexadecimal digits.
    pub id: String,
    pub title: String,
    pub place: &'static str,
    pub guests: Vec<Guest>,
    pub shown: Shown,
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

impl Diary {
    /// A diary over the days of the recipe: a meeting or two every week, visits, days away, things that take no time.
    pub(super) fn draw(owner: &ProfessionalSpec, recipe: &Recipe, chance: &mut Chance) -> Self {
        let first =
            recipe.today.checked_sub_days(Days::new(u64::from(recipe.days_back))).unwrap_or(recipe.today);
        let last = later(recipe.today, u64::from(recipe.days_ahead));
        let mut entries = vec![entry(When::Weekly(series(first, last, chance)), chance)];
        if chance.percent(50) {
            entries.push(entry(When::Weekly(series(first, last, chance)), chance));
        }
        for day in first
            .iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| day.weekday().number_from_monday() < 6)
        {
            for _ in 0..chance.weighted(&[45, 40, 15]) {
                let start = at(day, 510 + 15 * chance.below(33));
                let minutes = *chance.pick(&[30, 45, 60, 60, 90, 120]);
                entries.push(entry(When::Once { start, minutes }, chance));
            }
        }
        let weeks = u32::try_from((last - first).num_weeks()).unwrap_or(0);
        for shown in [Shown::Away, Shown::Free] {
            let from = later(monday(first), u64::from(7 * chance.below(weeks + 1) + chance.below(5)));
            let days = if shown == Shown::Away { chance.between(1, 3) } else { 1 };
            entries.push(DiaryEntry { shown, ..entry(When::Days { first: from, days }, chance) });
        }
        let owner = Guest { name: owner.name.clone(), email: owner.email.clone() };
        let written_at =
            recipe.today.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(chance.between(180, 300)));
        Self { owner, entries, written_at }
    }
}

/// That minute of a day.
fn at(day: NaiveDate, minute: u32) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(minute))
}

fn entry(when: When, chance: &mut Chance) -> DiaryEntry {
    let shown = match (&when, chance.weighted(&[80, 8, 7, 5])) {
        (When::Weekly(_), _) | (_, 0) => Shown::Busy,
        (_, 1) => Shown::Tentative,
        (_, 2) => Shown::Free,
        _ => Shown::Declined,
    };
    let title = match &when {
        When::Weekly(_) => (*chance.pick(&MEETINGS)).to_owned(),
        When::Days { .. } => {
            (*chance.pick(&["Congés", "Formation « aller vers »", "Télétravail"])).to_owned()
        }
        When::Once { .. } => match chance.below(4) {
            0 => format!("Suivi de {}", somebody(chance)),
            1 => format!("Visite à domicile, {}", somebody(chance)),
            2 => "Médecin (privé)".to_owned(),
            _ => (*chance.pick(&MEETINGS)).to_owned(),
        },
    };
    let guests = (0..chance.below(4))
        .map(|_| {
            let name = somebody(chance);
            Guest { email: address(&plain(&name), "fictif.example"), name }
        })
        .collect();
    DiaryEntry { id: chance.hex(), title, place: chance.pick::<&str>(&PLACES), guests, shown, when }
}

/// A series that began before the diary, with something out of the rule now and then.
fn series(first: NaiveDate, last: NaiveDate, chance: &mut Chance) -> Series {
    let begun =
        later(monday(first.checked_sub_days(Days::new(21)).unwrap_or(first)), u64::from(chance.below(5)));
    let start = at(begun, *chance.pick(&[525, 540, 600, 660, 840, 870, 930]));
    let last = if chance.percent(25) { later(first, 70) } else { later(last, 30) };
    let mut series = Series {
        start,
        minutes: *chance.pick(&[45, 60, 90, 120]),
        every: *chance.pick(&[1, 1, 1, 2]),
        last,
        skipped: Vec::new(),
        moved: Vec::new(),
        also: Vec::new(),
    };
    let mut occurrences: Vec<NaiveDateTime> =
        series.by_rule().filter(|start| start.date() >= first).collect();
    chance.shuffle(&mut occurrences);
    let count = usize::try_from(chance.between(1, 2)).unwrap_or(1);
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
        .take(usize::from(chance.percent(40)))
        .map(|start| *start + Duration::days(2 * other_day(*start)))
        .collect();
    series.skipped.sort_unstable();
    series.moved.sort_unstable();
    series
}
