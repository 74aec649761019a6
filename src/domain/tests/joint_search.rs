//! The joint search against a slow, independent oracle: the same starts, the same offers, teams of the same cost, and
//! a guard that admits exactly what the search offers.
//!
//! `UNISSON_ORACLE_CASES` sets the number of random cases; a failure prints the seed of its case, and
//! `UNISSON_ORACLE_SEED` runs that one alone.

#![expect(clippy::unwrap_used, reason = "a test stops at what should not happen")]

mod joint_search {
    mod capacity;
    mod cases;
    mod clock;
    mod compare;
    mod desk;
    mod explain_compare;
    mod explain_named;
    mod explain_oracle;
    mod lived;
    mod named;
    mod oracle;
    mod random;
    mod random_agendas;
    mod series;
    mod shrink;
    mod tally;
    mod teams;

    use std::panic;
    use std::thread;

    use cases::Case;
    use compare::{Noted, compare};
    use tally::Tally;

    const CASES: u64 = 60_000;
    const THREADS: u64 = 2;

    fn number(variable: &str) -> Option<u64> {
        let text = std::env::var(variable).ok()?;
        Some(text.parse().unwrap_or_else(|_| panic!("{variable} is not a number: {text}")))
    }

    /// Tries every seed that leaves `rest` when divided by the number of threads.
    fn try_seeds(cases: u64, rest: u64) -> Tally {
        let mut tally = Tally::default();
        for seed in (rest..cases).step_by(usize::try_from(THREADS).unwrap()) {
            try_seed(seed, &mut tally);
        }
        tally
    }

    /// As [`compare`]; a panic is a difference too, so that its seed is known.
    fn outcome(case: &Case, seed: u64) -> Result<Noted, String> {
        panic::catch_unwind(|| compare(case, seed)).unwrap_or_else(|_| Err("panic, see above".to_owned()))
    }

    fn try_seed(seed: u64, tally: &mut Tally) {
        let case = cases::case(seed);
        match outcome(&case, seed) {
            Ok(noted) => tally.add(&case, &noted, seed),
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

    #[test]
    fn search_and_guard_agree_with_the_oracle_on_random_territories() {
        if let Some(seed) = number("UNISSON_ORACLE_SEED") {
            try_seed(seed, &mut Tally::default());
            return;
        }
        let cases = number("UNISSON_ORACLE_CASES").unwrap_or(CASES);
        let threads: Vec<_> =
            (0..THREADS).map(|rest| thread::spawn(move || try_seeds(cases, rest))).collect();
        let mut tally = Tally::default();
        for thread in threads {
            match thread.join() {
                Ok(other) => tally.merge(&other),
                Err(panic) => panic::resume_unwind(panic),
            }
        }
        eprintln!("{tally}");
        tally.assert_mixed();
    }
}
