//! Bit set of quanta over a horizon: the data structure that makes a search take microseconds.

use std::ops::Range;

use crate::time::{Quantum, Span};

const WORD: i64 = 64;

/// A set of quanta within `horizon`; nothing outside the horizon is in the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits {
    horizon: Span,
    words: Vec<u64>,
}

impl Bits {
    /// The empty set over `horizon`.
    #[must_use]
    pub fn none(horizon: Span) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the length of a span is never negative, and a horizon has few years"
        )]
        let words = usize::try_from((horizon.len() + WORD - 1) / WORD).expect("a horizon fits into memory");
        Self { horizon, words: vec![0; words] }
    }

    /// The full set over `horizon`.
    #[must_use]
    pub fn all(horizon: Span) -> Self {
        let mut bits = Self::none(horizon);
        bits.set(horizon);
        bits
    }

    /// The quanta that this set can contain.
    #[must_use]
    pub const fn horizon(&self) -> Span {
        self.horizon
    }

    /// Adds the quanta of `span` that lie in the horizon.
    pub fn set(&mut self, span: Span) {
        self.each_word(span, |word, mask| *word |= mask);
    }

    /// Removes the quanta of `span`.
    pub fn clear(&mut self, span: Span) {
        self.each_word(span, |word, mask| *word &= !mask);
    }

    /// Removes everything outside `span`.
    pub fn keep(&mut self, span: Span) {
        self.clear(Span::new(self.horizon.start, span.start));
        self.clear(Span::new(span.end, self.horizon.end));
    }

    fn each_word(&mut self, span: Span, change: impl Fn(&mut u64, u64)) {
        let from = (span.start.0 - self.horizon.start.0).max(0);
        let to = (span.end.0 - self.horizon.start.0).min(self.horizon.len());
        if from >= to {
            return;
        }
        let (first, last) = (from / WORD, (to - 1) / WORD);
        for index in first..=last {
            let low = (from - index * WORD).clamp(0, WORD);
            let high = (to - index * WORD).clamp(0, WORD);
            let mask = (u64::MAX << low) & (u64::MAX >> (WORD - high));
            if let Some(word) = usize::try_from(index).ok().and_then(|i| self.words.get_mut(i)) {
                change(word, mask);
            }
        }
    }

    /// Word number `index` of the set, the first quantum in the lowest bit; empty beyond the end.
    pub(crate) fn word(&self, index: usize) -> u64 {
        self.words.get(index).copied().unwrap_or(0)
    }

    /// True when `quantum` is in the set.
    #[must_use]
    pub fn contains(&self, quantum: Quantum) -> bool {
        let offset = quantum.0 - self.horizon.start.0;
        usize::try_from(offset.div_euclid(WORD))
            .ok()
            .and_then(|index| self.words.get(index))
            .is_some_and(|word| word >> offset.rem_euclid(WORD) & 1 == 1)
    }

    /// True when the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Number of quanta in the set.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The same set over another horizon.
    #[must_use]
    pub fn within(&self, horizon: Span) -> Self {
        let mut seen = Self::none(horizon);
        let offset = horizon.start.0 - self.horizon.start.0;
        let (skip, shift) = (offset.div_euclid(WORD), offset.rem_euclid(WORD));
        let word = |index: i64| {
            usize::try_from(index).ok().and_then(|index| self.words.get(index)).copied().unwrap_or(0)
        };
        for (target, index) in seen.words.iter_mut().zip(skip..) {
            *target = word(index) >> shift;
            if shift > 0 {
                *target |= word(index + 1) << (WORD - shift);
            }
        }
        // The last word may hold quanta beyond the end.
        seen.clear_tail();
        seen
    }

    fn clear_tail(&mut self) {
        let used = self.horizon.len() % WORD;
        if let Some(last) = self.words.last_mut().filter(|_| used > 0) {
            *last &= u64::MAX >> (WORD - used);
        }
    }

    /// Intersects each word with the mask that `keep` returns for its 64 quanta, the first one in the lowest bit.
    pub fn restrict(&mut self, mut keep: impl FnMut(Span) -> u64) {
        let mut start = self.horizon.start;
        for word in &mut self.words {
            let end = start.plus(WORD);
            if *word != 0 {
                *word &= keep(Span::new(start, end));
            }
            start = end;
        }
    }

    /// Intersection; both sets have the same horizon.
    pub fn and(&mut self, other: &Self) {
        debug_assert_eq!(self.horizon, other.horizon);
        self.words.iter_mut().zip(&other.words).for_each(|(mine, theirs)| *mine &= theirs);
    }

    /// Union; both sets have the same horizon.
    pub fn or(&mut self, other: &Self) {
        debug_assert_eq!(self.horizon, other.horizon);
        self.words.iter_mut().zip(&other.words).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// Difference; both sets have the same horizon.
    pub fn minus(&mut self, other: &Self) {
        debug_assert_eq!(self.horizon, other.horizon);
        self.words.iter_mut().zip(&other.words).for_each(|(mine, theirs)| *mine &= !theirs);
    }

    /// Keeps the quanta that begin a run of `length` quanta in the set: the possible starts of a visit of that
    /// length. Erodes by doubling, so in log2(length) passes.
    pub fn erode(&mut self, length: i64) {
        let mut have = 1;
        while have < length {
            let step = have.min(length - have);
            self.and_shifted(step);
            have += step;
        }
    }

    /// Keeps a quantum only if the one `by` later is in the set as well.
    fn and_shifted(&mut self, by: i64) {
        let (skip, shift) = (usize::try_from(by / WORD).unwrap_or(usize::MAX), by % WORD);
        for index in 0..self.words.len() {
            let near = self.words.get(index.saturating_add(skip)).copied().unwrap_or(0);
            let far = self.words.get(index.saturating_add(skip + 1)).copied().unwrap_or(0);
            let shifted = if shift == 0 { near } else { near >> shift | far << (WORD - shift) };
            self.words[index] &= shifted;
        }
    }

    /// The first quantum of the set.
    #[must_use]
    pub fn first(&self) -> Option<Quantum> {
        self.iter().next()
    }

    /// Every quantum of the set, in order.
    pub fn iter(&self) -> impl Iterator<Item = Quantum> + '_ {
        let base = self.horizon.start;
        self.words.iter().zip(0i64..).flat_map(move |(word, index)| quanta(*word, base.plus(index * WORD)))
    }
}

/// The first quantum of word number `index` of a set over `horizon`.
pub(crate) fn word_start(horizon: Span, index: usize) -> Quantum {
    horizon.start.plus(i64::try_from(index).unwrap_or(i64::MAX).saturating_mul(WORD))
}

/// The numbers of the words of a set over `horizon` that hold quanta of `span`.
pub(crate) fn words_of(horizon: Span, span: Span) -> Range<usize> {
    #[expect(clippy::expect_used, reason = "both offsets are clamped to 0 or more")]
    let number = |offset: i64| usize::try_from(offset).expect("an offset in the horizon is not negative");
    let from = (span.start.0 - horizon.start.0).max(0);
    let to = (span.end.0.min(horizon.end.0) - horizon.start.0).max(from);
    number(from / WORD)..number((to + WORD - 1) / WORD)
}

/// The quanta of a word whose lowest bit is `base`.
pub(crate) fn quanta(word: u64, base: Quantum) -> impl Iterator<Item = Quantum> {
    std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)))
        .take_while(|rest| *rest != 0)
        .map(move |rest| base.plus(i64::from(rest.trailing_zeros())))
}

/// Counts, quantum by quantum, whether at least `wanted` sets contain it.
#[derive(Debug)]
pub struct AtLeast {
    levels: Vec<Bits>,
}

impl AtLeast {
    /// Nothing counted yet; `wanted` is at least 1.
    #[must_use]
    pub fn new(wanted: u8, horizon: Span) -> Self {
        Self { levels: vec![Bits::none(horizon); usize::from(wanted.max(1))] }
    }

    /// Counts one more set.
    pub fn add(&mut self, bits: &Bits) {
        for level in (1..self.levels.len()).rev() {
            let mut both = self.levels[level - 1].clone();
            both.and(bits);
            self.levels[level].or(&both);
        }
        self.levels[0].or(bits);
    }

    /// The quanta that at least `wanted` of the counted sets contain.
    #[must_use]
    pub fn reached(mut self) -> Bits {
        self.levels.pop().unwrap_or_else(|| Bits::none(Span::new(Quantum(0), Quantum(0))))
    }

    /// The quanta that at least `wanted - 1` of the counted sets contain: one more person would do.
    #[must_use]
    pub fn nearly(&self) -> Bits {
        match self.levels.len() {
            0 | 1 => Bits::all(self.levels.first().map_or(Span::new(Quantum(0), Quantum(0)), Bits::horizon)),
            n => self.levels[n - 2].clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(a: i64, b: i64) -> Span {
        Span::new(Quantum(a), Quantum(b))
    }

    proptest! {
        #[test]
        fn erosion_keeps_exactly_the_starts(base in -200i64..200, len in 1i64..400, length in 1i64..80,
                                            spans in prop::collection::vec((0i64..400, 0i64..90), 0..8)) {
            let horizon = span(base, base + len);
            let mut bits = Bits::none(horizon);
            for (from, long) in spans {
                bits.set(span(base + from, base + from + long));
            }
            let mut eroded = bits.clone();
            eroded.erode(length);
            for q in horizon.quanta() {
                let expected = (0..length).all(|k| bits.contains(q.plus(k)));
                prop_assert_eq!(eroded.contains(q), expected);
            }
            prop_assert_eq!(eroded.iter().count(), eroded.count());
        }

        #[test]
        fn another_horizon_shows_the_same(base in -200i64..200, len in 0i64..300, from in -300i64..300, long in 0i64..300,
                                          quanta in prop::collection::vec(0i64..300, 0..60)) {
            let mut bits = Bits::none(span(base, base + len));
            for q in quanta { bits.set(span(base + q, base + q + 1)); }
            let seen = bits.within(span(from, from + long));
            prop_assert_eq!(seen.iter().collect::<Vec<_>>(),
                            bits.iter().filter(|q| (from..from + long).contains(&q.0)).collect::<Vec<_>>());
        }

        #[test]
        fn at_least_counts(wanted in 1u8..4, sets in prop::collection::vec(prop::collection::vec(0i64..100, 0..40), 0..6)) {
            let horizon = span(0, 100);
            let mut counter = AtLeast::new(wanted, horizon);
            let sets: Vec<Bits> = sets.into_iter().map(|quanta| {
                let mut bits = Bits::none(horizon);
                for q in quanta { bits.set(span(q, q + 1)); }
                bits
            }).collect();
            for bits in &sets { counter.add(bits); }
            let nearly = counter.nearly();
            let reached = counter.reached();
            for q in horizon.quanta() {
                let count = sets.iter().filter(|bits| bits.contains(q)).count();
                prop_assert_eq!(reached.contains(q), count >= usize::from(wanted));
                prop_assert_eq!(nearly.contains(q), count + 1 >= usize::from(wanted));
            }
        }
    }
}
