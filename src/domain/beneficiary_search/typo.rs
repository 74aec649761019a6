//! One wrong letter is forgiven: a letter too many, too few, another, or two that changed places.

use std::collections::BTreeSet;

/// A word with a typo is found from so many letters on: shorter ones are near to everything.
pub const SHORTEST_WITH_TYPO: usize = 4;
/// So many letters of a word make its keys; a typo behind them leaves them the same.
const KEYED: usize = 10;

/// The keys of a word: its first letters, whole and with each one of them left out. Two words that are near each other
/// share one (Garbe's symmetric deletion).
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
