//! The referrals and their beneficiaries.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::territory_document::{ProfessionalSpec, ReferralSpec};

use super::names::{Register, address, mobile};
use super::professionals::Staff;
use super::random::{Random, Topic};
use super::scenarios::{ReferralScenario, age, scenario, stages};
use super::sites::{PARTNERS, Sites, key_of};

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

/// A referral before all are sorted by receipt and numbered.
struct Draft {
    index: usize,
    received_on: NaiveDate,
    age: u32,
}

/// The referrals in order of receipt, and the scenario of each.
pub(super) fn referrals(
    count: usize,
    today: NaiveDate,
    seed: u64,
    staff: Staff,
    sites: &Sites,
    professionals: &[ProfessionalSpec],
) -> (Vec<ReferralSpec>, Vec<ReferralScenario>) {
    let stages = stages(count, seed);
    let mut drafts: Vec<(Draft, Random)> = stages
        .iter()
        .enumerate()
        .map(|(index, stage)| {
            let mut random = Random::new(seed, Topic::Referral, index);
            let age = age(*stage, &mut random);
            let received_on = working_day(today, age);
            let age = u32::try_from((today - received_on).num_days()).unwrap_or(age);
            (Draft { index, received_on, age }, random)
        })
        .collect();
    drafts.sort_by_key(|(draft, _)| draft.received_on);
    let known_by: Vec<&str> = (professionals.iter())
        .filter(|person| person.roles.iter().any(|role| role == "social"))
        .map(|person| person.key.as_str())
        .collect();
    let mut register = Register::default();
    let generated = drafts.into_iter().zip(1_u32..).map(|((draft, mut random), number)| {
        let key = format!("rsa-{}-{number:05}", draft.received_on.year());
        let scenario = scenario(key.clone(), stages[draft.index], draft.age, &mut random);
        let person = register.draw(&mut random);
        let language = LANGUAGES[random.weighted(&LANGUAGES.map(|(_, weight)| weight))].0;
        let interpreted = staff.interpreted().contains(&language);
        let mut sheet = ReferralSpec {
            key,
            given_name: person.given.to_owned(),
            family_name: person.family.to_owned(),
            email: random.percent(82).then(|| address(&person.key, "courriel.example")),
            phone: random.percent(93).then(|| mobile(&mut random)),
            born_on: None,
            language: Some(language.to_owned()),
            organisation: None,
            received_on: draft.received_on,
            site: random.percent(60).then(|| key_of(random.index(sites.count()))),
            referent: (random.percent(12) && !known_by.is_empty())
                .then(|| (*random.pick(&known_by)).to_owned()),
            interpreter: (interpreted && random.percent(65)).then(|| language.to_owned()),
        };
        // People on RSA are 25 at least, or young parents.
        let days_old = random.between(19 * 365, 64 * 365);
        sheet.born_on = draft.received_on.checked_sub_days(Days::new(u64::from(days_old)));
        sheet.organisation = Some(PARTNERS[random.weighted(&IN_CHARGE)].0.to_owned());
        (sheet, scenario)
    });
    generated.unzip()
}

/// The day so many days ago, or the Friday before when that was a weekend: lists come in on working days.
fn working_day(today: NaiveDate, age: u32) -> NaiveDate {
    let day = today - Days::new(u64::from(age));
    let back = match day.weekday() {
        Weekday::Sat => 1,
        Weekday::Sun => 2,
        _ => 0,
    };
    day - Days::new(back)
}
