//! The French social security number (NIR): detected so that it can be refused; it is never stored or echoed.

/// Separators that people write between its groups.
const BETWEEN: [char; 6] = [' ', '\u{a0}', '\u{202f}', '.', '-', '/'];

/// True when `text` contains something shaped like a NIR: thirteen characters (sex, year, month, département, commune,
/// order; `2A` and `2B` for Corsica), or fifteen whose last two are their key, in groups or not (décret n° 82-103,
/// art. 4: the key is 97 less the number modulo 97).
#[must_use]
pub fn holds_nir(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let inside_word = |at: usize| at > 0 && chars[at - 1].is_alphanumeric();
    (0..chars.len()).any(|at| chars[at].is_ascii_digit() && !inside_word(at) && starts_nir(&chars[at..]))
}

fn starts_nir(chars: &[char]) -> bool {
    let mut digits = String::new();
    let mut since_last = 0;
    for (at, c) in chars.iter().enumerate() {
        if c.is_ascii_alphanumeric() {
            digits.push(c.to_ascii_uppercase());
            since_last = 0;
        } else if BETWEEN.contains(c) && since_last == 0 {
            since_last += 1;
        } else {
            return false;
        }
        let over = chars.get(at + 1).is_none_or(|next| !next.is_alphanumeric());
        if over && since_last == 0 && is_nir(&digits) {
            return true;
        }
        if digits.len() > 15 {
            return false;
        }
    }
    false
}

/// Thirteen or fifteen characters without separators.
fn is_nir(text: &str) -> bool {
    let Some((number, key)) = text.split_at_checked(13) else { return false };
    // For the key, 2A counts as 19 and 2B as 18.
    let digits = match number.get(5..7) {
        Some("2A") => number.replacen("2A", "19", 1),
        Some("2B") => number.replacen("2B", "18", 1),
        _ => number.to_owned(),
    };
    let Ok(value) = digits.parse::<u64>() else { return false };
    let sex = digits.as_bytes().first().is_some_and(|sex| b"123478".contains(sex));
    // 20 to 42 and 50 to 99 stand for months that are not known.
    let month: u8 = digits.get(3..5).and_then(|month| month.parse().ok()).unwrap_or(0);
    let shaped = sex && matches!(month, 1..=12 | 20..=42 | 50..=99);
    match key.len() {
        0 => shaped,
        2 => shaped && key.parse::<u64>().is_ok_and(|key| key == 97 - value % 97),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_seen_however_it_is_written() {
        for text in [
            "185057800608491",
            "1 85 05 78 006 084 91",
            "1850578006084",
            "NIR : 1.85.05.78.006.084",
            "185052A00608435",
            "2 99 12 2b 033 001",
            "dossier 1-85-05-78-006-084-91 (mère)",
            "1\u{a0}85\u{a0}05\u{a0}78\u{a0}006\u{a0}084\u{202f}91",
        ] {
            assert!(holds_nir(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "",
            "r-1",
            "2026-00123",
            "06 12 34 56 78",
            "+33612345678",
            "0033612345678",
            "06 12 30 56 78 / 07 11 22 33 44",
            "185057800608437",
            "1851378006084",
            "9850578006084",
            "18505780060843",
            "1850578006084361",
            "01850578006084",
            "4 rue Hugo, 77000 Melun",
        ] {
            assert!(!holds_nir(text), "{text}");
        }
    }
}
