//! Folding of names: removes accents, case, apostrophes and hyphens.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word, characters: longer words are truncated.
pub const LONGEST_WORD: usize = 30;
/// Most words of a text; further ones are ignored.
pub const MOST_WORDS: usize = 12;

/// The words of a text: lower-case letters and digits without accents; everything else is a separator. `Jean-Rémi
/// D'Œx` is `jean`, `remi`, `d`, `oex`.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut length = 0;
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        if letter.is_alphanumeric() {
            if length < LONGEST_WORD {
                push(&mut word, letter);
            }
            length += 1;
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
            length = 0;
            if words.len() == MOST_WORDS {
                return words;
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Given and family name folded, each as one word: two people of the same folded name may be the same.
#[must_use]
pub fn whole_name(given: &str, family: &str) -> (String, String) {
    (words(given).concat(), words(family).concat())
}

/// Appends in lower case; ligatures and letters without a Unicode decomposition as they are commonly typed.
fn push(word: &mut String, letter: char) {
    match letter {
        'Œ' | 'œ' => word.push_str("oe"),
        'Æ' | 'æ' => word.push_str("ae"),
        'ß' | 'ẞ' => word.push_str("ss"),
        'Ø' | 'ø' => word.push('o'),
        'Ł' | 'ł' => word.push('l'),
        'Đ' | 'đ' | 'Ð' | 'ð' => word.push('d'),
        'ı' => word.push('i'),
        other => word.extend(other.to_lowercase()),
    }
}

/// A file number without separators.
#[must_use]
pub fn file_number(text: &str) -> String {
    words(text).concat().chars().take(LONGEST_WORD).collect()
}

/// The digits of a text.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
