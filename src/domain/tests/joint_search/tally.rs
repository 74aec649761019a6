//! Statistics of the random cases, to prove that they exercise every rule.

use std::collections::BTreeMap;
use std::fmt;

use super::cases::Case;
use super::compare::Noted;
use super::oracle::{Oracle, Part};
use super::teams::TeamCost;

/// One in this many cases is run again without each part of the rule; odd, so that both threads do.
const SAMPLED: u64 = 41;

/// Counts over many cases.
#[derive(Default)]
pub struct Tally {
    cases: u64,
    with_starts: u64,
    with_two_sites: u64,
    starts: u64,
    admitted: u64,
    refused: u64,
    decided: TeamCost,
    sampled: u64,
    /// In how many sampled cases the starts differ without that part of the rule.
    matters: BTreeMap<Part, u64>,
}

impl Tally {
    /// Counts one case.
    pub fn add(&mut self, case: &Case, noted: &Noted, seed: u64) {
        self.cases += 1;
        self.with_starts += u64::from(!noted.starts.is_empty());
        self.starts += noted.starts.len() as u64;
        self.admitted += noted.admitted;
        self.refused += noted.refused;
        let first = noted.starts.first().map(|start| start.site);
        self.with_two_sites += u64::from(noted.starts.iter().any(|start| Some(start.site) != first));
        for (sum, one) in self.decided.iter_mut().zip(noted.decided) {
            *sum += one;
        }
        if seed.is_multiple_of(SAMPLED) {
            self.sampled += 1;
            for part in Part::ALL {
                let oracle = Oracle::without(&case.territory, &case.facts, &case.question, Some(part));
                *self.matters.entry(part).or_default() += u64::from(oracle.starts() != noted.starts);
            }
        }
    }

    /// Adds the counts of another thread.
    pub fn merge(&mut self, other: &Self) {
        self.cases += other.cases;
        self.with_starts += other.with_starts;
        self.with_two_sites += other.with_two_sites;
        self.starts += other.starts;
        self.admitted += other.admitted;
        self.refused += other.refused;
        self.sampled += other.sampled;
        for (sum, one) in self.decided.iter_mut().zip(other.decided) {
            *sum += one;
        }
        for (part, count) in &other.matters {
            *self.matters.entry(*part).or_default() += count;
        }
    }

    /// Fails when some part of the rule was not exercised; short runs are not judged.
    pub fn assert_mixed(&self) {
        if self.cases < 20_000 {
            return;
        }
        let per_thousand = |count: u64, of: u64| count * 1000 / of.max(1);
        assert!(per_thousand(self.with_starts, self.cases) >= 600, "too few cases have a start: {self}");
        assert!(per_thousand(self.with_two_sites, self.cases) >= 50, "too few cases use two sites: {self}");
        assert!(self.admitted > self.cases && self.refused > self.cases, "the guard is hardly asked: {self}");
        for decided in self.decided {
            assert!(decided > 0 && decided.unsigned_abs() * 200 > self.cases, "a cost never decides: {self}");
        }
        for part in Part::ALL {
            let count = self.matters.get(&part).copied().unwrap_or_default();
            assert!(per_thousand(count, self.sampled) >= 4, "{part:?} could be left out unseen: {self}");
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} cases, {} with a start, {} at two sites; {} starts; guard: {} admitted, {} refused",
            self.cases, self.with_starts, self.with_two_sites, self.starts, self.admitted, self.refused
        )?;
        writeln!(f, "cost components decided {:?}", self.decided)?;
        write!(f, "of {} sampled, left out it would show: {:?}", self.sampled, self.matters)
    }
}
