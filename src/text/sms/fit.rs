//! Shortens the least important sentences until the text fits into one message.

use domain::sms::alphabet::encode;
use domain::sms::transliteration::{may_transliterate, transliterate};
use domain::visit::Language;

/// A sentence with shorter variants.
pub(super) struct Sentence {
    /// The variants, the longest first, each with the cost of replacing it by the next.
    ways: Vec<(u8, String)>,
    /// The current variant.
    now: usize,
}

impl Sentence {
    pub(super) fn new(richest: String) -> Self {
        Self { ways: vec![(0, richest)], now: 0 }
    }

    /// Adds a shorter variant at that cost; an empty one drops the sentence.
    pub(super) fn or(mut self, cost: u8, poorer: impl Into<String>) -> Self {
        if let Some((leaving, _)) = self.ways.last_mut() {
            *leaving = cost;
        }
        self.ways.push((0, poorer.into()));
        self
    }

    /// As [`Sentence::or`], with the first variant of another sentence.
    pub(super) fn then(self, cost: u8, other: Self) -> Self {
        match other.ways.into_iter().next() {
            Some((_, poorer)) => self.or(cost, poorer),
            None => self,
        }
    }

    /// Every variant, for tests.
    #[cfg(test)]
    pub(super) fn every_way(&self) -> impl Iterator<Item = &str> {
        self.ways.iter().map(|(_, way)| way.as_str())
    }

    fn said(&self) -> &str {
        self.ways.get(self.now).map_or("", |(_, way)| way)
    }

    /// The cost of the next variant; `None` when there is none.
    fn next(&self) -> Option<u8> {
        self.ways.get(self.now).filter(|_| self.now + 1 < self.ways.len()).map(|(cost, _)| *cost)
    }
}

/// The sentences as one text, in one message when their shortest variants allow it.
pub(super) fn fit(mut sentences: Vec<Sentence>, language: &Language) -> String {
    loop {
        let text = joined(&sentences, language);
        if encode(&text).parts.len() == 1 {
            return text;
        }
        let cheapest = sentences
            .iter_mut()
            .filter_map(|sentence| sentence.next().map(|cost| (cost, sentence)))
            .min_by_key(|(cost, _)| *cost);
        match cheapest {
            Some((_, sentence)) => sentence.now += 1,
            None => return text,
        }
    }
}

fn joined(sentences: &[Sentence], language: &Language) -> String {
    let said: Vec<&str> = sentences.iter().map(Sentence::said).filter(|said| !said.is_empty()).collect();
    let text = said.join(" ");
    if may_transliterate(language) { transliterate(&text) } else { text }
}
