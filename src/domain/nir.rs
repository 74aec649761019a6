//! The number of the social insured (NIR): never taken, so that it is never stored (décret 2019-341).

/// Spaces or hyphens that may stand between two digits of one number.
const LONGEST_GAP: usize = 2;

/// True when `text` holds what looks like an NIR: thirteen digits of its form, or fifteen with the right key
/// (97 minus the number modulo 97; the Corsican 2A and 2B count as 19 and 18), however they are spaced. A number
/// written behind a `+` is a telephone number and is not looked at.
#[must_use]
pub fn stands_in(text: &str) -> bool {
    runs(text).iter().any(|run| {
        (run.len() == 13 && has_form(run))
            || run.windows(15).any(|window| has_form(&window[..13]) && has_key(window))
    })
}

/// The numbers of a text, their separators left out. `A` and `B` stay where Corsica has them.
fn runs(text: &str) -> Vec<Vec<u8>> {
    let mut runs = Vec::new();
    let mut run: Vec<u8> = Vec::new();
    let (mut gap, mut is_telephone) = (0, false);
    // A last stranger ends the last run.
    for letter in text.chars().chain(['.', '!']) {
        let corsican = matches!(letter.to_ascii_uppercase(), 'A' | 'B') && run.len() == 6 && run[5] == b'2';
        if letter.is_ascii_digit() || corsican {
            run.extend(u8::try_from(letter.to_ascii_uppercase()));
            gap = 0;
            continue;
        }
        let is_separator = letter.is_whitespace() || matches!(letter, '.' | '-' | '/' | '_');
        gap += 1;
        if !is_separator || gap > LONGEST_GAP {
            let ended = std::mem::take(&mut run);
            if !is_telephone {
                runs.push(ended);
            }
            (gap, is_telephone) = (0, letter == '+');
        }
    }
    runs
}

/// The number in pairs and digits: sex, year, month, département, commune, order (INSEE, register of persons).
fn has_form(number: &[u8]) -> bool {
    if !number.iter().enumerate().all(|(at, byte)| byte.is_ascii_digit() || at == 6) {
        return false;
    }
    let month = (number[3] - b'0') * 10 + (number[4] - b'0');
    matches!(number[0], b'1'..=b'4' | b'7' | b'8')
        && matches!(month, 1..=12 | 20..=42 | 50..=99)
        && number[5..7] != *b"00"
        && number[10..13] != *b"000"
}

/// True when the last two of fifteen are the key of the first thirteen.
fn has_key(number: &[u8]) -> bool {
    if !number[13..15].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let digit = |at: usize| match (at, number[6]) {
        (5, b'A' | b'B') => 1,
        (6, b'A') => 9,
        (6, b'B') => 8,
        _ => u64::from(number[at] - b'0'),
    };
    let value = (0..13).fold(0, |value, at| value * 10 + digit(at));
    97 - value % 97 == digit(13) * 10 + digit(14)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_seen_however_it_is_written() {
        for text in [
            "185057800608491",
            "1850578006084",
            "1 85 05 78 006 084 91",
            "1.85.05.78.006.084.91",
            "mon numéro : 1-85-05-78-006-084 / 91.",
            "2 55 08 14 168 025 38",
            "184122A00412323",
            "1 84 12 2b 004 123 50",
            "184122A004123",
            "appelez +33 6 12 34 56 78 ou 1 85 05 78 006 084",
            "99185057800608491",
        ] {
            assert!(stands_in(text), "{text}");
        }
    }

    #[test]
    fn what_only_looks_a_little_like_it_is_taken() {
        for text in [
            "",
            "06 12 34 56 78",
            "+33 6 12 34 56 78",
            "+2348031234567",
            "0033 6 12 34 56 78",
            "samia.185057@exemple.fr",
            // Another key.
            "185057800608492",
            // A thirteenth month, no département, sex 9.
            "1851378006084",
            "1850500006084",
            "9850578006084",
            "185 05 78",
            "Ligne B, 2B rue Hugo",
        ] {
            assert!(!stands_in(text), "{text}");
        }
    }
}
