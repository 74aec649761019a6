//! The Val-de-Brume: a fictional département, its sites, travel times, rooms and partners.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use domain::accessibility::AccessibilityFeature;
use domain::territory_document::{
    HoursSpec, LegalLimitSpec, OpeningSpec, OrganisationSpec, RoleSpec, RoomSpec, SiteSpec, TravelSpec,
    VisitTypeSpec,
};

use super::random::{Random, Topic};
use super::season::Season;

/// Key of the joint first appointment.
pub const JOINT: &str = "diagnostic-conjoint";
/// Key of the follow-up by a social worker.
pub(super) const FOLLOW_UP: &str = "entretien-suivi";

/// Minutes of a day from and to.
pub(super) type Stretch = (u32, u32);

const WHOLE: [Stretch; 2] = [(510, 750), (810, 1050)];
const MARKET: [Stretch; 2] = [(540, 750), (810, 1020)];
const EARLY: [Stretch; 2] = [(525, 735), (795, 1005)];
const LONG: [Stretch; 2] = [(540, 750), (750, 1020)];
const MORNING: [Stretch; 1] = [(540, 750)];
const SHUT: [Stretch; 0] = [];

/// When a site receives people, Monday to Friday.
type Hours = [&'static [Stretch]; 5];

const TOWN_HOURS: [Hours; 4] = [
    [&WHOLE, &WHOLE, &WHOLE, &WHOLE, &WHOLE],
    [&MARKET, &MARKET, &MORNING, &MARKET, &MARKET],
    [&EARLY, &EARLY, &EARLY, &EARLY, &MORNING],
    // Open at noon, closed on Mondays.
    [&SHUT, &LONG, &LONG, &LONG, &LONG],
];

/// Key, name of the site, street and town: none of these towns exists.
const TOWNS: [(&str, &str, &str); 16] = [
    ("brumeval", "Maison de l'insertion de Brumeval", "12 place du Vieux-Lavoir, 99100 Brumeval"),
    ("saint-aubrac", "Maison des solidarités de Saint-Aubrac", "3 rue des Tanneurs, 99200 Saint-Aubrac"),
    ("port-lisandre", "Espace emploi de Port-Lisandre", "48 quai des Gabares, 99300 Port-Lisandre"),
    ("les-aulnes", "Relais des Aulnes", "7 chemin de la Scierie, 99410 Les Aulnes-sur-Brume"),
    ("montclairon", "Maison de l'insertion de Montclairon", "21 avenue de la Gare, 99120 Montclairon"),
    ("fontverdane", "Maison des solidarités de Fontverdane", "5 rue du Pressoir, 99230 Fontverdane"),
    ("roquevaldre", "Espace emploi de Roquevaldre", "2 montée du Fort, 99340 Roquevaldre"),
    ("valombreuse", "Relais de Valombreuse", "16 rue de l'Écluse, 99150 Valombreuse"),
    ("pierrebrune", "Maison de l'insertion de Pierrebrune", "9 cours des Platanes, 99260 Pierrebrune"),
    ("lac-d-orvaie", "Maison des solidarités du Lac-d'Orvaie", "30 route du Barrage, 99370 Le Lac-d'Orvaie"),
    ("champdore", "Espace emploi de Champdoré", "11 rue des Moissons, 99180 Champdoré"),
    ("bois-l-abbesse", "Relais de Bois-l'Abbesse", "1 allée du Cloître, 99290 Bois-l'Abbesse"),
    (
        "tour-en-brume",
        "Maison de l'insertion de Tour-en-Brume",
        "27 rue de la Porte-Basse, 99110 Tour-en-Brume",
    ),
    ("sablonne", "Maison des solidarités de Sablonne", "14 rue du Moulin-à-Vent, 99220 Sablonne"),
    ("hautecroze", "Espace emploi de Hautecroze", "6 place de la Halle, 99330 Hautecroze"),
    ("vieux-pont", "Relais de Vieux-Pont-les-Mines", "19 rue du Pont-Vieux, 99440 Vieux-Pont-les-Mines"),
];
/// What share of people and rooms the sites have; those beyond the list weigh 3.
const WEIGHTS: [u32; 4] = [5, 4, 3, 2];

/// The sites of a territory.
pub(super) struct Sites(usize);

impl Sites {
    /// As many as so many professionals need: one for six, four for 24 to about a hundred, then slowly more.
    pub(super) fn for_professionals(count: usize) -> Self {
        let beyond = (count.saturating_sub(60) / 60).isqrt();
        Self(if count < 24 { (count / 6).max(1) } else { (4 + beyond).min(TOWNS.len()) })
    }

    pub(super) const fn count(&self) -> usize {
        self.0
    }

    fn weights(&self) -> Vec<u32> {
        (0..self.0).map(|index| WEIGHTS.get(index).copied().unwrap_or(3)).collect()
    }

    /// The site of the thing number `index` of many: those of each in proportion to its weight, none left out.
    pub(super) fn turn(&self, index: usize) -> usize {
        let weights = self.weights();
        // Rounds of smaller and smaller sites: 0 1 2 3, 0 1 2 3, 0 1 2, 0 1, 0.
        let round: Vec<usize> = (0..5)
            .flat_map(|round| {
                weights.iter().enumerate().filter(move |(_, weight)| **weight > round).map(|(site, _)| site)
            })
            .collect();
        round[index % round.len()]
    }

    /// The half-days on which a site receives people: weekday from 0, and when.
    pub(super) fn half_days(index: usize) -> Vec<(u32, Stretch)> {
        let hours = TOWN_HOURS[index % TOWN_HOURS.len()];
        (0..)
            .zip(hours)
            .flat_map(|(day, stretches)| stretches.iter().map(move |stretch| (day, *stretch)))
            .collect()
    }

    pub(super) fn sheets(&self) -> Vec<SiteSpec> {
        (0..self.0).map(site).collect()
    }

    /// A way for each pair, longer for sites further apart in the list.
    pub(super) fn travel(&self) -> Vec<TravelSpec> {
        let mut ways = Vec::new();
        for from in 0..self.0 {
            for to in from + 1..self.0 {
                let apart = u32::try_from(to - from).unwrap_or(0);
                let minutes = (15 + 10 * apart).min(90);
                ways.push(TravelSpec { from: key_of(from), to: key_of(to), minutes });
            }
        }
        ways
    }

    /// Fourteen rooms for sixty professionals, at least one a site; about a third have no step.
    pub(super) fn rooms(&self, professionals: usize, seed: u64, season: &Season) -> Vec<RoomSpec> {
        let count = (professionals * 14).div_ceil(60).max(self.0);
        let mut numbers = vec![0_u32; self.0];
        (0..count)
            .map(|index| {
                let site = self.turn(index);
                numbers[site] += 1;
                let number = numbers[site];
                let mut random = Random::new(seed, Topic::Room, index);
                let step_free = number == 1 || random.percent(10);
                // One room in five is lent out in the afternoons.
                let lent = number > 1 && random.percent(20);
                RoomSpec {
                    key: format!("{}-{number}", key_of(site)),
                    name: format!("{} {number}", if step_free { "Bureau accessible" } else { "Bureau" }),
                    site: key_of(site),
                    roles: if step_free { vec!["room:step_free".to_owned()] } else { Vec::new() },
                    openings: if lent { vec![mornings(site, season)] } else { Vec::new() },
                }
            })
            .collect()
    }
}

fn mornings(site: usize, season: &Season) -> OpeningSpec {
    OpeningSpec {
        site: key_of(site),
        first_day: season.first_monday,
        from: clock(480),
        to: clock(750),
        repeat: Some(season.weekly(&[0, 1, 2, 3, 4], 1, season.last_day)),
        modes: Vec::new(),
        visit_types: Vec::new(),
        except: Vec::new(),
    }
}

/// The key of a site.
pub(super) fn key_of(index: usize) -> String {
    TOWNS[index % TOWNS.len()].0.to_owned()
}

fn site(index: usize) -> SiteSpec {
    let (_, name, address) = TOWNS[index % TOWNS.len()];
    let mut hours: BTreeMap<Stretch, Vec<String>> = BTreeMap::new();
    for (day, stretch) in Sites::half_days(index) {
        hours.entry(stretch).or_default().push(weekday_word(day));
    }
    SiteSpec {
        key: key_of(index),
        name: name.to_owned(),
        address: address.to_owned(),
        // 01 99 00 xx xx belongs to nobody (ARCEP, numbers for fiction).
        phone: format!("01 99 00 {:02} {:02}", 10 + index, 20 + 3 * index),
        time_zone: None,
        access: access(index).iter().map(|feature| feature.word().to_owned()).collect(),
        access_note: (index == 0).then(|| "L'entrée sans marches est dans la cour, à droite.".to_owned()),
        hours: hours
            .into_iter()
            .map(|((from, to), days)| HoursSpec { days, from: clock(from), to: clock(to) })
            .collect(),
    }
}

/// What a site offers: the big ones more.
const fn access(index: usize) -> &'static [AccessibilityFeature] {
    match index {
        0 => &[
            AccessibilityFeature::StepFree,
            AccessibilityFeature::Lift,
            AccessibilityFeature::Toilet,
            AccessibilityFeature::HearingLoop,
            AccessibilityFeature::Parking,
        ],
        index if index % 3 == 2 => &[],
        _ => &[AccessibilityFeature::StepFree, AccessibilityFeature::Toilet],
    }
}

fn weekday_word(day: u32) -> String {
    let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    days.get(usize::try_from(day).unwrap_or(0)).unwrap_or(&Weekday::Mon).to_string().to_lowercase()
}

/// Minutes as a document writes them: `08:30`.
pub(super) fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Partner number `index` of [`organisations`].
pub(super) const PARTNERS: [(&str, &str, &str); 7] = [
    ("departement", "Département du Val-de-Brume", "departement"),
    ("ft-brumeval", "France Travail Brumeval", "france_travail"),
    ("ft-port-lisandre", "France Travail Port-Lisandre", "france_travail"),
    ("mission-locale", "Mission locale des Deux-Rives", "mission_locale"),
    ("cap-emploi", "Cap emploi Val-de-Brume", "cap_emploi"),
    ("ccas", "CCAS de Saint-Aubrac", "ccas"),
    ("passerelle", "Association La Passerelle", "association"),
];

pub(super) fn organisations() -> Vec<OrganisationSpec> {
    PARTNERS
        .iter()
        .map(|(key, name, kind)| OrganisationSpec {
            key: (*key).to_owned(),
            name: (*name).to_owned(),
            kind: (*kind).to_owned(),
        })
        .collect()
}

/// Two months by the law before the loi n° 2023-1196, six weeks since 2025-01-01 (art. D. 262-65-2 CASF).
pub(super) fn legal_limits() -> Vec<LegalLimitSpec> {
    let limit = |year, days, source: &str| {
        NaiveDate::from_ymd_opt(year, 1, 1).map(|from| LegalLimitSpec {
            from,
            days,
            source: source.to_owned(),
        })
    };
    [limit(2010, 60, "deux mois, avant la loi n° 2023-1196"), limit(2025, 42, "art. D. 262-65-2 CASF")]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn visit_types() -> Vec<VisitTypeSpec> {
    let role = |role: &str, modes: &[&str]| RoleSpec {
        role: role.to_owned(),
        count: 1,
        modes: modes.iter().map(|mode| (*mode).to_owned()).collect(),
        anywhere: false,
    };
    let modes: Vec<String> = ["onsite", "phone", "video"].map(str::to_owned).to_vec();
    vec![
        VisitTypeSpec {
            key: JOINT.to_owned(),
            name: "Diagnostic conjoint social et emploi".to_owned(),
            duration: 60,
            grid: 15,
            notice: 24 * 60,
            horizon_days: 60,
            modes: modes.clone(),
            buffer_before: 0,
            buffer_after: 10,
            public: true,
            roles: vec![role("social", &[]), role("employment", &[]), role("room", &["onsite"])],
            reminders: None,
            chase_days: None,
        },
        VisitTypeSpec {
            key: FOLLOW_UP.to_owned(),
            name: "Entretien de suivi".to_owned(),
            duration: 45,
            grid: 15,
            notice: 120,
            horizon_days: 60,
            modes,
            buffer_before: 0,
            buffer_after: 5,
            public: false,
            roles: vec![role("social", &[]), role("room", &["onsite"])],
            reminders: None,
            chase_days: None,
        },
    ]
}
