//! Typo tolerance: one inserted, missing, wrong or transposed letter.

use std::collections::BTreeSet;

/// Shortest word, letters, for which typos are tolerated: shorter ones are close to everything.
pub const SHORTEST_WITH_TYPO: usize = 4;
/// Letters of a word that make its keys; a later typo does not change them.
const KEYED: usize = 10;

/// The keys of a word: its first letters, whole and with each one left out. Two close words share a key (Garbe's
/// symmetric deletion).
#[must_use]
pub fn keys(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().take(KEYED).collect();
    if letters.len() < SHORTEST_WITH_TYPO - 1 {
        return BTreeSet::new();
    }
    let without = |left_out: usize| -> String {
        letters.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, letter)| *letter).collect()
    };
    let mut keys: BTreeSet<String> = (0..letters.len()).map(without).collect();
    keys.insert(letters.iter().collect());
    keys
}

/// True when one insertion, deletion, substitution or exchange of neighbours at most makes one word of the other.
#[must_use]
pub fn is_near(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 if same == long.len() => true,
        0 => {
            let exchanged = short.len() >= same + 2
                && short[same] == long[same + 1]
                && short[same + 1] == long[same]
                && short[same + 2..] == long[same + 2..];
            exchanged || short[same + 1..] == long[same + 1..]
        }
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}
