//! Names of people: validation of what they type.

use crate::nir::holds_nir;

/// Longest given or family name, in characters.
const LONGEST: usize = 100;

/// Parses a typed name: letters of any script with the punctuation of names, spaces collapsed.
/// `None` for anything else, in particular for text that a mail program would turn into a link.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Persian and Indian scripts use joiners inside words.
    let sign = |c: char| c.is_alphabetic() || " '\u{2019}\u{2bc}-.\u{200c}\u{200d}".contains(c);
    // A dot must end a word: `M. Dupont` is a name, `exemple.fr` is an address.
    let dotted = text.split('.').skip(1).any(|rest| !rest.is_empty() && !rest.starts_with([' ', '-']));
    let good = text.chars().any(char::is_alphabetic)
        && text.chars().all(sign)
        && text.chars().count() <= LONGEST
        && !dotted
        && !holds_nir(&text);
    good.then_some(text)
}

#[cfg(test)]
mod tests {
    use crate::full_name::*;

    #[test]
    fn names_are_taken_as_people_write_them() {
        for (typed, read) in [
            ("Samia", "Samia"),
            ("  Jean-Pierre   ", "Jean-Pierre"),
            ("O'Brien", "O'Brien"),
            ("D\u{2019}Almeida  e Silva", "D\u{2019}Almeida e Silva"),
            ("M. Dupont", "M. Dupont"),
            ("J.-P.", "J.-P."),
            ("سامية بن علي", "سامية بن علي"),
            ("Ольга", "Ольга"),
            ("李", "李"),
        ] {
            assert_eq!(name(typed).as_deref(), Some(read), "{typed}");
        }
    }

    #[test]
    fn what_is_no_name_is_not_taken() {
        let long = "a".repeat(LONGEST + 1);
        for typed in [
            "",
            "  ",
            "-",
            "1 85 05 78 006 084 91",
            "Gagnez sur exemple.fr",
            "http://exemple.fr",
            "samia@exemple.fr",
            "<b>Samia</b>",
            "Samia\u{0}",
            "\u{202e}aimaS",
            &long,
        ] {
            assert_eq!(name(typed), None, "{typed}");
        }
    }
}
