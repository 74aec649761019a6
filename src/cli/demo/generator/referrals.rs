//! The requests, and the people they are about.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::territory_document::{ProfessionalSpec, ReferralSpec};

use super::chance::{Chance, Topic};
use super::fates::{ReferralFate, age, fate, stages};
use super::names::{Register, address, mobile};
use super::people::Crew;
use super::places::{Houses, PARTNERS, key_of};

/// Languages of beneficiaries, and of a thousand how many speak each.
const LANGUAGES: [(&str, u32); 10] = [
    ("fr", 770),
    ("ar", 70),
    ("uk", 45),
    ("en", 40),
    ("tr", 20),
    ("ps", 15),
    ("es", 12),
    ("pt", 10),
    ("ti", 9),
    ("fsl", 9),
];

/// Of a hundred referrals, how many each partner is in charge of: département, two agencies, mission locale, Cap
/// emploi, CCAS, association.
const IN_CHARGE: [u32; 7] = [46, 18, 14, 8, 4, 7, 3];

/// What is drawn before the referrals are put in order of receipt and numbered.
struct Draft {
    index: usize,
    received_on: NaiveDate,
    age: u32,
}

/// The referrals in order of receipt, and the fate of each.
pub(super) fn referrals(
    count: usize,
    today: NaiveDate,
    seed: u64,
    crew: Crew,
    houses: &Houses,
    professionals: &[ProfessionalSpec],
) -> (Vec<ReferralSpec>, Vec<ReferralFate>) {
    let stages = stages(count, seed);
    let mut drafts: Vec<(Draft, Chance)> = stages
        .iter()
        .enumerate()
        .map(|(index, stage)| {
            let mut chance = Chance::new(seed, Topic::Referral, index);
            let age = age(*stage, &mut chance);
            let received_on = working_day(today, age);
            let age = u32::try_from((today - received_on).num_days()).unwrap_or(age);
            (Draft { index, received_on, age }, chance)
        })
        .collect();
    drafts.sort_by_key(|(draft, _)| draft.received_on);
    let known_by: Vec<&str> = (professionals.iter())
        .filter(|person| person.roles.iter().any(|role| role == "social"))
        .map(|person| person.key.as_str())
        .collect();
    let mut register = Register::default();
    let made = drafts.into_iter().zip(1_u32..).map(|((draft, mut chance), number)| {
        let key = format!("rsa-{}-{number:05}", draft.received_on.year());
        let fate = fate(key.clone(), stages[draft.index], draft.age, &mut chance);
        let person = register.draw(&mut chance);
        let language = LANGUAGES[chance.weighted(&LANGUAGES.map(|(_, weight)| weight))].0;
        let interpreted = crew.interpreted().contains(&language);
        let mut sheet = ReferralSpec {
            key,
            given_name: person.given.to_owned(),
            family_name: person.family.to_owned(),
            email: chance.percent(82).then(|| address(&person.key, "courriel.example")),
            phone: chance.percent(93).then(|| mobile(&mut chance)),
            born_on: None,
            language: language.to_owned(),
            organisation: None,
            received_on: draft.received_on,
            site: chance.percent(60).then(|| key_of(chance.index(houses.count()))),
            referent: (chance.percent(12) && !known_by.is_empty())
                .then(|| (*chance.pick(&known_by)).to_owned()),
            interpreter: (interpreted && chance.percent(65)).then(|| language.to_owned()),
        };
        // People on RSA are 25 at least, or young parents.
        let days_old = chance.between(19 * 365, 64 * 365);
        sheet.born_on = draft.received_on.checked_sub_days(Days::new(u64::from(days_old)));
        sheet.organisation = Some(PARTNERS[chance.weighted(&IN_CHARGE)].0.to_owned());
        (sheet, fate)
    });
    made.unzip()
}

/// The day so many days ago, or the Friday before when that was a weekend: lists come in on working days.
fn working_day(today: NaiveDate, age: u32) -> NaiveDate {
    let day = today.checked_sub_days(Days::new(u64::from(age))).unwrap_or(today);
    let back = match day.weekday() {
        Weekday::Sat => 1,
        Weekday::Sun => 2,
        _ => 0,
    };
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}
