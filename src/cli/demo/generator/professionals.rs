//! The professionals: social workers, employment counsellors, a few with both roles, and interpreters.

use domain::territory_document::ProfessionalSpec;

use super::names::{Register, address};
use super::openings::{Post, Work, absences, openings};
use super::random::{Random, Topic};
use super::season::Season;
use super::sites::{PARTNERS, Sites};

/// Languages of interpreters, the most needed first.
const INTERPRETED: [&str; 8] = ["ar", "uk", "fsl", "tr", "ps", "ti", "so", "bn"];
/// Other languages that professionals speak.
const SPOKEN: [(&str, u32); 8] =
    [("en", 24), ("es", 10), ("ar", 8), ("pt", 6), ("de", 4), ("it", 4), ("tr", 2), ("uk", 2)];
/// The fewest professionals of a territory.
pub(super) const FEWEST: usize = 6;

/// The number of professionals of each kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Staff {
    both: usize,
    interpreters: usize,
    all: usize,
}

impl Staff {
    /// Of sixty, four have both roles and four interpret; half of the rest are social workers.
    pub(super) fn of(professionals: usize) -> Self {
        let all = professionals.max(FEWEST);
        let few = (all / 15).max(1);
        Self { both: few, interpreters: few, all }
    }

    pub(super) const fn count(self) -> usize {
        self.all
    }

    /// The languages that are interpreted.
    pub(super) fn interpreted(self) -> &'static [&'static str] {
        &INTERPRETED[..self.interpreters.min(INTERPRETED.len())]
    }

    /// The roles of professional number `index`: social and employment in turn, then both, then interpreters.
    fn roles(self, index: usize) -> (Work, Vec<String>) {
        let single = self.all - self.both - self.interpreters;
        if index >= single + self.both {
            let language = INTERPRETED[(index - single - self.both) % INTERPRETED.len()];
            return (Work::Interpreting, vec![format!("interpreter:{language}")]);
        }
        let (social, employment) = ("social".to_owned(), "employment".to_owned());
        match index {
            _ if index >= single => (Work::Social, vec![social, employment]),
            _ if index.is_multiple_of(2) => (Work::Social, vec![social]),
            _ => (Work::Employment, vec![employment]),
        }
    }
}

pub(super) fn professionals(
    staff: Staff,
    sites: &Sites,
    season: &Season,
    seed: u64,
) -> Vec<ProfessionalSpec> {
    let mut register = Register::default();
    (0..staff.count())
        .map(|index| {
            let mut random = Random::new(seed, Topic::Professional, index);
            let person = register.draw(&mut random);
            let (work, roles) = staff.roles(index);
            let share = *random.pick(&[100, 100, 100, 100, 90, 80, 80, 60, 50]);
            // Social and employment alternate in the list: each pair has the same site.
            let site = if work == Work::Interpreting { 0 } else { sites.turn(index / 2) };
            let second_site = (sites.count() > 1 && work != Work::Interpreting && random.percent(20))
                .then(|| (site + 1 + random.index(sites.count() - 1)) % sites.count());
            let languages = languages(&roles, &mut random);
            let organisations = partners(&roles, &mut random);
            let daily_cap = random.percent(30).then(|| small(random.between(3, 4)));
            let weekly_cap = random.percent(20).then(|| small(random.between(5, 8)));
            let mut week = Random::new(seed, Topic::Week, index);
            let post = Post { work, site, second_site, share };
            ProfessionalSpec {
                name: format!("{} {}", person.given, person.family),
                email: address(&person.key, "fictif.example"),
                key: person.key,
                organisations,
                roles,
                languages,
                share: Some(share),
                daily_cap,
                weekly_cap,
                openings: openings(&post, season, &mut week),
                absences: absences(season, &mut week),
            }
        })
        .collect()
}

fn small(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn languages(roles: &[String], random: &mut Random) -> Vec<String> {
    let mut languages = vec!["fr".to_owned()];
    let own = roles.iter().find_map(|role| role.strip_prefix("interpreter:"));
    languages.extend(own.map(str::to_owned));
    if own.is_none() {
        for (code, percent) in SPOKEN {
            if random.percent(percent) {
                languages.push(code.to_owned());
            }
        }
    }
    languages
}

/// The partner that employs a professional with these roles, and sometimes a second one.
fn partners(roles: &[String], random: &mut Random) -> Vec<String> {
    let has = |role: &str| roles.iter().any(|own| own == role);
    // In the order of the partners: département, two agencies, mission locale, Cap emploi, CCAS, association.
    let weights: [u32; 7] = match (has("social"), has("employment")) {
        (true, true) => [2, 0, 0, 4, 0, 1, 3],
        (true, false) => [12, 0, 0, 3, 0, 7, 4],
        (false, true) => [1, 9, 8, 4, 4, 0, 0],
        (false, false) => [0, 0, 0, 0, 0, 1, 5],
    };
    let first = random.weighted(&weights);
    let mut partners = vec![PARTNERS[first].0.to_owned()];
    if random.percent(6) {
        let second = random.weighted(&weights);
        if second != first {
            partners.push(PARTNERS[second].0.to_owned());
        }
    }
    partners
}
