//! Comparison of explanations of crate and oracle, on one case and on many random cases.

use std::collections::{BTreeMap, BTreeSet};
use std::panic;
use std::thread;

use domain::agenda::Agenda;
use domain::search::{Certificate, Explanation, HalfDayGain, RelaxedConstraint, Search, Shortage};
use domain::time::Quantum;

use super::cases::{self, Case};
use super::explain_oracle::Explainer;
use super::lived;
use super::oracle::Oracle;
use super::random::Random;
use super::{CASES, THREADS, number, shrink};

/// Of how many cases that the search is tried on, one has its explanation tried too: it takes longer.
const SHARE: u64 = 10;
/// As many gains are named at most.
const MOST_GAINS: usize = 6;

/// How many cases had what.
type Mix = BTreeMap<&'static str, u64>;

/// What an explanation can have, and in how many of a thousand cases it must at least.
const MUST_HAVE: [(&str, u64); 15] = [
    ("an earliest start", 500),
    ("a start off the grid", 60),
    ("only starts off the grid", 1),
    ("half_days", 400),
    ("half_days of several kinds", 80),
    ("a lack of a person", 300),
    ("a lack of a room", 80),
    ("a lack of two roles", 100),
    ("a lack of distinct people", 40),
    ("a lack of the beneficiary", 40),
    ("a relaxation of a role", 200),
    ("a relaxation of half-days", 40),
    ("a relaxation of sites", 15),
    ("gains", 300),
    ("more gains than are named", 20),
];

/// What both say of a case.
pub struct Explained {
    pub certificate: Certificate,
    pub explanation: Explanation,
    /// What the case put to the test.
    pub had: BTreeSet<&'static str>,
}

/// Runs both and returns what the case exercised, or how they differ. `seed` decides earlier questions.
pub fn explain(case: &Case, seed: u64) -> Result<Explained, String> {
    let Case { territory, facts, question, horizon } = case;
    let built: Result<Vec<Agenda>, _> =
        facts.iter().map(|facts| Agenda::build(facts, territory, *horizon)).collect();
    let built = built.map_err(|error| format!("an agenda is not built: {error}"))?;
    let agenda_index = lived::agenda_index(case, built, &mut Random::new(!seed));
    let search = Search::new(&agenda_index, question);
    let oracle = Oracle::new(territory, facts, question);
    let explainer = Explainer::new(&oracle);

    let certificate = search.certificate(7);
    same("certificate", &certificate, &explainer.certificate(7))?;
    let explanation = search.explain();
    let half_days = explainer.half_days();
    same("half_days", &explanation.half_days, &half_days)?;
    let mut by = BTreeMap::new();
    for half_day in &half_days {
        *by.entry(half_day.missing.clone()).or_insert(0) += 1;
    }
    same("half_days by what is lacking", &explanation.by_shortage, &by)?;
    same("relaxations", &explanation.relaxations, &explainer.relaxations())?;
    let gains = explainer.gains();
    same_gains(&explanation.gains, &gains)?;
    let had = features(&certificate, &explanation, &explainer, &gains);
    Ok(Explained { certificate, explanation, had })
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, search: &T, oracle: &T) -> Result<(), String> {
    if search == oracle {
        return Ok(());
    }
    Err(format!("{what}\n  search {search:?}\n  oracle {oracle:?}"))
}

/// The named gains are gains, no two the same, and none is better; which of equals are named is open.
fn same_gains(named: &[HalfDayGain], all: &[HalfDayGain]) -> Result<(), String> {
    let keys = |gains: &[HalfDayGain]| -> Vec<(usize, Quantum)> {
        gains.iter().take(MOST_GAINS).map(|gain| (gain.new_starts, gain.first)).collect()
    };
    let known = named.iter().all(|gain| all.contains(gain));
    let differ = named.iter().enumerate().all(|(position, gain)| !named[..position].contains(gain));
    if known && differ && named.len() <= MOST_GAINS && keys(named) == keys(all) {
        return Ok(());
    }
    Err(format!("gains\n  search {named:?}\n  oracle {all:?}"))
}

/// What of the rules the case put to the test.
fn features(
    certificate: &Certificate,
    explanation: &Explanation,
    explainer: &Explainer,
    gains: &[HalfDayGain],
) -> BTreeSet<&'static str> {
    let lacks = &explainer.lacks;
    let lacking = |lack: fn(&Shortage) -> bool| lacks.iter().any(|(_, set)| set.iter().any(lack));
    let given_up =
        |what: fn(&RelaxedConstraint) -> bool| explanation.relaxations.iter().any(|one| what(&one.without));
    let has = [
        ("an earliest start", certificate.earliest.is_some()),
        ("a start off the grid", certificate.earliest_off_grid.is_some()),
        (
            "only starts off the grid",
            certificate.earliest.is_none() && certificate.earliest_off_grid.is_some(),
        ),
        ("half_days", !explanation.half_days.is_empty()),
        ("half_days of several kinds", explanation.by_shortage.len() > 1),
        ("a lack of a person", lacking(|lack| matches!(lack, Shortage::Role(role) if !role.is_room()))),
        ("a lack of a room", lacking(|lack| matches!(lack, Shortage::Role(role) if role.is_room()))),
        ("a lack of two roles", lacks.iter().any(|(_, set)| set.len() > 1)),
        ("a lack of distinct people", lacking(|lack| *lack == Shortage::Distinct)),
        ("a lack of the beneficiary", lacking(|lack| *lack == Shortage::Beneficiary)),
        ("a relaxation of a role", given_up(|what| matches!(what, RelaxedConstraint::Role(_)))),
        ("a relaxation of half-days", given_up(|what| *what == RelaxedConstraint::HalfDays)),
        ("a relaxation of sites", given_up(|what| *what == RelaxedConstraint::Sites)),
        ("gains", !gains.is_empty()),
        ("more gains than are named", gains.len() > MOST_GAINS),
    ];
    has.into_iter().filter(|(_, had)| *had).map(|(name, _)| name).collect()
}

/// As [`explain`]; a panic is a difference too, so that its seed is known.
fn outcome(case: &Case, seed: u64) -> Result<Explained, String> {
    panic::catch_unwind(|| explain(case, seed)).unwrap_or_else(|_| Err("panic, see above".to_owned()))
}

fn try_seed(seed: u64) -> BTreeSet<&'static str> {
    let case = cases::case(seed);
    match outcome(&case, seed) {
        Ok(explained) => explained.had,
        Err(difference) => {
            let small = shrink::smallest(case, |smaller| outcome(smaller, seed).is_err());
            let still = outcome(&small, seed).err().unwrap_or_default();
            panic!(
                "UNISSON_ORACLE_SEED={seed}\n{difference}\nsmallest case with a difference: {still}\n{}",
                shrink::dump(&small)
            );
        }
    }
}

/// Tries every seed that leaves `rest` when divided by the number of threads.
fn try_seeds(cases: u64, rest: u64) -> Mix {
    let mut mix = Mix::new();
    for seed in (rest..cases).step_by(usize::try_from(THREADS).unwrap()) {
        for had in try_seed(seed) {
            *mix.entry(had).or_default() += 1;
        }
    }
    mix
}

#[test]
fn explanations_agree_with_the_oracle_on_made_up_territories() {
    if let Some(seed) = number("UNISSON_ORACLE_SEED") {
        try_seed(seed);
        return;
    }
    let cases = number("UNISSON_ORACLE_CASES").unwrap_or(CASES) / SHARE;
    let threads: Vec<_> = (0..THREADS).map(|rest| thread::spawn(move || try_seeds(cases, rest))).collect();
    let mut mix = Mix::new();
    for thread in threads {
        match thread.join() {
            Ok(other) => other.into_iter().for_each(|(had, count)| *mix.entry(had).or_default() += count),
            Err(panic) => panic::resume_unwind(panic),
        }
    }
    eprintln!("of {cases} cases: {mix:?}");
    // A short run says nothing of the mix.
    if cases >= 2_000 {
        for (had, least) in MUST_HAVE {
            let count = mix.get(had).copied().unwrap_or_default();
            assert!(count * 1000 >= least * cases, "too few cases have {had}: {mix:?}");
        }
    }
}
