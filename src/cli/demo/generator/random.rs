//! Seeded random values: the same seed gives the same values on every machine and with every release.
//!
//! `StdRng` may change its algorithm with a release of `rand`, and so may the way `rand` makes ranges and picks.
//! `ChaCha8Rng` is fixed by specification, and the few distributions needed are made here from its words. Each generated thing
//! has a stream of its own: another value for one professional changes no other.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// What a stream of values is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Topic {
    Professional = 1,
    Week = 2,
    Room = 3,
    Stages = 4,
    Referral = 5,
    Calendar = 6,
}

/// One stream of values.
#[derive(Debug)]
pub(super) struct Random(ChaCha8Rng);

impl Random {
    /// The stream of the thing number `index` of a topic.
    pub(super) fn new(seed: u64, topic: Topic, index: usize) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut words = ChaCha8Rng::from_seed(key);
        words.set_stream(((topic as u64) << 32) + u64::try_from(index).unwrap_or(0));
        Self(words)
    }

    /// A number under `end`, 0 when that is 0: the high half of a product, whose bias (one in four billion)
    /// does not matter here.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(end);
        u32::try_from(product >> 32).unwrap_or(0)
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most - least + 1)
    }

    /// True `percent` times in a hundred.
    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// A position in a list of `len`.
    pub(super) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(u32::try_from(len).unwrap_or(u32::MAX))).unwrap_or(0)
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.index(list.len())]
    }

    /// The position of a weight, drawn as often as it weighs.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    /// Puts a list in any order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = self.index(last + 1);
            list.swap(last, other);
        }
    }

    /// Hexadecimal digits, for identifiers in external files.
    pub(super) fn hex(&mut self) -> String {
        format!("{:016X}", self.0.next_u64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_those_of_always() {
        let mut random = Random::new(1, Topic::Professional, 0);
        let draws: Vec<u32> = (0..6).map(|_| random.below(1_000)).collect();
        assert_eq!(
            draws,
            [170, 481, 425, 757, 900, 350],
            "a changed draw changes every demo, screenshot and benchmark"
        );
        let mut other = Random::new(1, Topic::Professional, 1);
        assert_ne!((0..6).map(|_| other.below(1_000)).collect::<Vec<_>>(), draws);
    }

    #[test]
    fn every_value_comes_and_none_beyond() {
        let mut random = Random::new(7, Topic::Week, 3);
        let mut seen = [0_u32; 5];
        for _ in 0..5_000 {
            seen[random.index(5)] += 1;
        }
        assert!(seen.iter().all(|count| (850..1_150).contains(count)), "{seen:?}");
        assert!((0..1_000).all(|_| (3..=4).contains(&random.between(3, 4))));
        assert_eq!(random.below(0), 0);
        assert!((0..1_000).all(|_| random.weighted(&[0, 3, 0, 1]) % 2 == 1));
    }
}
