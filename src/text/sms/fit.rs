//! Leaves out what is least needed until one message holds the rest.

use domain::sms::alphabet::encode;
use domain::sms::transliteration::{may_transliterate, transliterate};
use domain::visit::Language;

/// A sentence with poorer ways to say it.
pub(super) struct Sentence {
    /// The ways, the richest first, each with what it costs to leave it for the next.
    ways: Vec<(u8, String)>,
    /// Which way it is said now.
    now: usize,
}

impl Sentence {
    pub(super) fn new(richest: String) -> Self {
        Self { ways: vec![(0, richest)], now: 0 }
    }

    /// A poorer way, taken at that cost; an empty one leaves the sentence out.
    pub(super) fn or(mut self, cost: u8, poorer: impl Into<String>) -> Self {
        if let Some((leaving, _)) = self.ways.last_mut() {
            *leaving = cost;
        }
        self.ways.push((0, poorer.into()));
        self
    }

    /// As [`Sentence::or`], by the first way of another sentence.
    pub(super) fn then(self, cost: u8, other: Self) -> Self {
        match other.ways.into_iter().next() {
            Some((_, poorer)) => self.or(cost, poorer),
            None => self,
        }
    }

    /// Every way to say it, for tests.
    #[cfg(test)]
    pub(super) fn every_way(&self) -> impl Iterator<Item = &str> {
        self.ways.iter().map(|(_, way)| way.as_str())
    }

    fn said(&self) -> &str {
        self.ways.get(self.now).map_or("", |(_, way)| way)
    }

    /// What the next poorer way costs; none when there is none.
    fn next(&self) -> Option<u8> {
        self.ways.get(self.now).filter(|_| self.now + 1 < self.ways.len()).map(|(cost, _)| *cost)
    }
}

/// The sentences as one text: in one message when their poorest ways allow it.
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
