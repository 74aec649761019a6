//! Transliteration into the GSM 7-bit alphabet, where the meaning is kept: a single `ç` or `’` reduces a message from
//! 160 to 70 letters.

use unicode_normalization::UnicodeNormalization;

use super::alphabet::is_gsm7;
use crate::visit::Language;

/// True for languages that may lose diacritics without losing meaning: those our catalogues write in Latin letters.
/// Arabic or Turkish is unchanged.
#[must_use]
pub fn may_transliterate(language: &Language) -> bool {
    matches!(language.code().split('-').next(), Some("fr" | "en"))
}

/// `text` in the GSM 7-bit alphabet: `rendez-vous à l'hotel` for `rendez‑vous à l’hôtel`. Letters of that alphabet
/// are kept (é, è, à, ù). When a letter has no replacement, the whole text is returned unchanged: it is sent in UCS-2
/// anyway, and partly stripped text reads worse.
#[must_use]
pub fn transliterate(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut letters = text.nfc().peekable();
    while let Some(letter) = letters.next() {
        // French sets a space inside its quotation marks; straight ones have none.
        if letter == '«' {
            while letters.next_if(|next| next.is_whitespace()).is_some() {}
        } else if letter == '»' {
            said.truncate(said.trim_end().len());
        }
        match replacement(letter) {
            Some(replacement) => said.push_str(replacement),
            None => said.push(letter),
        }
    }
    if is_gsm7(&said) { said } else { text.to_owned() }
}

/// `text` on one line, without invisible characters and direction controls.
#[must_use]
pub fn one_line(text: &str) -> String {
    let seen = |letter: &char| !matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let line: String = text
        .chars()
        .filter(seen)
        .map(
            |letter| {
                if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') { ' ' } else { letter }
            },
        )
        .collect();
    line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The replacement of a letter that the alphabet lacks; `None` for one that it has, or without replacement. By
/// Unicode decomposition where there is one, else by meaning.
const fn replacement(letter: char) -> Option<&'static str> {
    Some(match letter {
        'â' | 'ã' | 'á' | 'ā' | 'ă' | 'ą' | 'ª' => "a",
        'À' | 'Â' | 'Ã' | 'Á' | 'Ā' | 'Ă' | 'Ą' => "A",
        'ç' | 'ć' | 'č' => "c",
        'Ć' | 'Č' => "C",
        'ď' | 'đ' | 'ð' => "d",
        'Ď' | 'Đ' | 'Ð' => "D",
        'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'È' | 'Ê' | 'Ë' | 'Ē' | 'Ė' | 'Ę' | 'Ě' => "E",
        'ğ' => "g",
        'Ğ' => "G",
        'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ī' | 'Į' | 'İ' => "I",
        'ł' => "l",
        'Ł' => "L",
        'ń' | 'ň' => "n",
        'Ń' | 'Ň' => "N",
        'ó' | 'ô' | 'õ' | 'ō' | 'ő' | 'º' | '°' => "o",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ō' | 'Ő' => "O",
        'ř' => "r",
        'Ř' => "R",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'Ś' | 'Š' | 'Ş' | 'Ș' => "S",
        'ť' | 'ţ' | 'ț' => "t",
        'Ť' | 'Ţ' | 'Ț' => "T",
        'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'Ù' | 'Ú' | 'Û' | 'Ū' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ý' | 'ÿ' => "y",
        'Ý' | 'Ÿ' => "Y",
        'ź' | 'ż' | 'ž' => "z",
        'Ź' | 'Ż' | 'Ž' => "Z",
        'œ' => "oe",
        'Œ' => "OE",
        'þ' => "th",
        'Þ' => "TH",
        '’' | '‘' | '‚' | '‛' | '′' | 'ʼ' | '`' | '´' | '‹' | '›' => "'",
        '«' | '»' | '“' | '”' | '„' | '″' => "\"",
        '…' => "...",
        '–' | '—' | '‐' | '‑' | '‒' | '−' | '•' | '·' => "-",
        '×' => "x",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        '²' => "2",
        '³' => "3",
        '©' => "(c)",
        '®' => "(R)",
        '™' => "TM",
        '№' => "no",
        '\t' | '\u{a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => " ",
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_meaning_stays() {
        for (typed, said) in [
            ("C’est l’hôtel « Le Chêne »", "C'est l'hotel \"Le Chene\""),
            ("Œuvre, cœur, 12\u{a0}h\u{202f}30…", "OEuvre, coeur, 12 h 30..."),
            ("n°\u{a0}4 — bâtiment Ç", "no 4 - batiment Ç"),
            ("é è à ù restent", "é è à ù restent"),
            // Typed on a machine that writes marks apart.
            ("re\u{301}sidence de l'A\u{302}ge", "résidence de l'Age"),
            ("10 €, [ici]", "10 €, [ici]"),
            ("Σ est grec aussi ici", "Σ est grec aussi ici"),
            ("Łódź", "Lodz"),
        ] {
            assert_eq!(transliterate(typed), said);
            assert!(is_gsm7(said), "{said}");
        }
    }

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(one_line(" 4 rue\r\nHugo\u{202e} \u{0}Melun "), "4 rue Hugo Melun");
        assert_eq!(one_line("01\u{a0}23"), "01\u{a0}23");
    }

    #[test]
    fn what_cannot_be_said_stays_whole() {
        for text in ["مرحبا l’été", "Київ, hôtel", "ça va 😀"] {
            assert_eq!(transliterate(text), text);
        }
    }

    #[test]
    fn languages_that_live_by_their_marks_are_left_alone() {
        for (code, good) in [("fr", true), ("fr-x-falc", true), ("en", true), ("ar", false), ("tr", false)] {
            assert_eq!(may_transliterate(&Language::parse(code).unwrap()), good, "{code}");
        }
    }

    /// French as it is typed, marks and typography included.
    fn french() -> impl Strategy<Value = String> {
        let letters: Vec<char> = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \
            àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ«»’‘“”…–—\u{a0}\u{202f}°€,.;:!-()/'\""
            .chars()
            .collect();
        proptest::collection::vec(proptest::sample::select(letters), 0..300)
            .prop_map(|letters| letters.into_iter().collect())
    }

    proptest! {
        #[test]
        fn french_always_travels_in_seven_bits_and_without_question_marks(text in french()) {
            let said = transliterate(&text);
            prop_assert!(is_gsm7(&said), "{}", said);
            prop_assert!(!said.contains('?'));
            prop_assert_eq!(transliterate(&said), said.clone());
            // Digits and plain letters are the meaning: none is lost, none moves.
            let bones = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            prop_assert_eq!(bones(&said), bones(&text));
        }

        #[test]
        fn nothing_is_ever_said_by_a_question_mark(text in any::<String>()) {
            let marks = |text: &str| text.matches('?').count();
            // U+037E is the Greek question mark, which Unicode itself writes `;`.
            prop_assert!(marks(&transliterate(&text)) <= marks(&text));
        }
    }
}
