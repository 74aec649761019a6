//! GSM 7-bit letters (3GPP TS 23.038 section 6.2.1) and UCS-2, and splitting into parts (TS 23.040 section
//! 9.2.3.24.1). One septet per byte, as in SMPP; the operator packs them.

/// The basic table, by code. 0x1B is the escape: the next code is of [`EXTENSION`].
const BASIC: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å', //
    'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', '\u{1b}', 'Æ', 'æ', 'ß', 'É', //
    ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/', //
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?', //
    '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', //
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§', //
    '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', //
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];

/// The escape: the next code is of [`EXTENSION`].
const ESCAPE: u8 = 0x1b;

/// The letters that take two septets, by the code after the escape.
const EXTENSION: [(u8, char); 10] = [
    (0x0a, '\u{c}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2f, '\\'),
    (0x3c, '['),
    (0x3d, '~'),
    (0x3e, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

/// Most parts a long text can have: their number is one byte.
pub const MAX_PARTS: usize = 255;

/// Character coding of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmsCoding {
    /// GSM 7-bit, the default alphabet: 160 septets in one message, 153 in each part of a long one.
    Gsm7,
    /// UCS-2 (UTF-16, big end first): 70 units in one message, 67 in each part of a long one.
    Ucs2,
}

impl SmsCoding {
    /// Units (septets, or UTF-16 units) that one message holds.
    #[must_use]
    pub const fn single_capacity(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units in each part of a long message, besides its header of six bytes.
    #[must_use]
    pub const fn part_capacity(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }

    /// The value of SMPP's `data_coding` (SMPP 3.4 section 5.2.19).
    #[must_use]
    pub const fn data_coding(self) -> u8 {
        match self {
            Self::Gsm7 => 0,
            Self::Ucs2 => 8,
        }
    }
}

/// An encoded message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedSms {
    /// Its coding.
    pub coding: SmsCoding,
    /// The user data of each message it takes, headers left out: one byte a septet, or UTF-16 with the big end first.
    pub parts: Vec<Vec<u8>>,
}

impl EncodedSms {
    /// How many messages an operator counts and bills.
    #[must_use]
    pub fn segments(&self) -> u32 {
        u32::try_from(self.parts.len()).unwrap_or(u32::MAX)
    }

    /// What a telephone shows.
    #[must_use]
    pub fn text(&self) -> String {
        match self.coding {
            SmsCoding::Gsm7 => gsm7(&self.parts.concat()),
            SmsCoding::Ucs2 => ucs2(&self.parts.concat()),
        }
    }
}

/// Encodes `text`: in GSM 7-bit when that has all its letters, else in UCS-2. A letter of two septets or two units is
/// never split.
#[must_use]
pub fn encode(text: &str) -> EncodedSms {
    let septets: Option<Vec<Vec<u8>>> = text.chars().map(septets).collect();
    match septets {
        Some(letters) => cut(SmsCoding::Gsm7, &letters, 1),
        None => cut(SmsCoding::Ucs2, &text.chars().map(units).collect::<Vec<_>>(), 2),
    }
}

/// True when GSM 7-bit has every letter of `text`.
#[must_use]
pub fn is_gsm7(text: &str) -> bool {
    text.chars().all(|letter| septets(letter).is_some())
}

/// How many units (septets, or UTF-16 units) `text` takes, in the coding that [`encode`] chooses.
#[must_use]
pub fn length(text: &str) -> (SmsCoding, usize) {
    let septets: Option<usize> = text.chars().map(|letter| septets(letter).map(|letter| letter.len())).sum();
    septets
        .map_or_else(|| (SmsCoding::Ucs2, text.encode_utf16().count()), |septets| (SmsCoding::Gsm7, septets))
}

/// The text of GSM 7-bit septets, one a byte. A code that has no letter of its own is shown as TS 23.038 asks: an
/// unknown code after the escape as the letter of the basic table, a lone escape as a space.
#[must_use]
pub fn gsm7(septets: &[u8]) -> String {
    let basic = |code: u8| BASIC.get(usize::from(code)).copied().unwrap_or(' ');
    let mut text = String::new();
    let mut codes = septets.iter().copied();
    while let Some(code) = codes.next() {
        if code != ESCAPE {
            text.push(basic(code));
            continue;
        }
        match codes.next() {
            None | Some(ESCAPE) => text.push(' '),
            Some(code) => {
                let extended = EXTENSION.iter().find(|(of, _)| *of == code).map(|(_, letter)| *letter);
                text.push(extended.unwrap_or_else(|| basic(code)));
            }
        }
    }
    text
}

/// The text of UTF-16 with the big end first; what is no letter becomes U+FFFD.
#[must_use]
pub fn ucs2(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn septets(letter: char) -> Option<Vec<u8>> {
    if let Some((code, _)) = EXTENSION.iter().find(|(_, extended)| *extended == letter) {
        return Some(vec![ESCAPE, *code]);
    }
    let code = BASIC.iter().position(|basic| *basic == letter)?;
    let code = u8::try_from(code).ok()?;
    (code != ESCAPE).then(|| vec![code])
}

fn units(letter: char) -> Vec<u8> {
    letter.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()).collect()
}

/// Fills as few parts as possible with the letters.
fn cut(coding: SmsCoding, letters: &[Vec<u8>], bytes_a_unit: usize) -> EncodedSms {
    let whole = letters.concat();
    if whole.len() <= coding.single_capacity() * bytes_a_unit {
        return EncodedSms { coding, parts: vec![whole] };
    }
    let room = coding.part_capacity() * bytes_a_unit;
    let mut parts = vec![Vec::new()];
    for letter in letters {
        if parts.last().is_some_and(|part| part.len() + letter.len() > room) {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.extend(letter);
        }
    }
    EncodedSms { coding, parts }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The alphabet written down a second time, from the tables of TS 23.038 as one string each.
    const ONE: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                       ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    const TWO: &str = "\u{c}^{}\\[~]|€";

    /// How many parts a text takes, reckoned letter by letter from the sizes alone.
    fn parts_by_hand(text: &str) -> usize {
        let gsm = text.chars().all(|c| ONE.contains(c) || TWO.contains(c));
        let size = |c: char| match gsm {
            true if TWO.contains(c) => 2,
            true => 1,
            false => c.len_utf16(),
        };
        let (alone, room) = if gsm { (160, 153) } else { (70, 67) };
        if text.chars().map(size).sum::<usize>() <= alone {
            return 1;
        }
        let (mut parts, mut used) = (1, 0);
        for c in text.chars() {
            if used + size(c) > room {
                parts += 1;
                used = 0;
            }
            used += size(c);
        }
        parts
    }

    fn gsm_text() -> impl Strategy<Value = String> {
        let letters: Vec<char> = ONE.chars().chain(TWO.chars()).collect();
        proptest::collection::vec(proptest::sample::select(letters), 0..700)
            .prop_map(|letters| letters.into_iter().collect())
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_is_read(text in any::<String>()) {
            let encoded = encode(&text);
            prop_assert_eq!(encoded.text(), &*text);
            prop_assert_eq!(encoded.parts.len(), parts_by_hand(&text));
        }

        #[test]
        fn letters_of_the_alphabet_stay_in_it(text in gsm_text()) {
            let encoded = encode(&text);
            prop_assert_eq!(encoded.coding, SmsCoding::Gsm7);
            prop_assert!(is_gsm7(&text));
            prop_assert_eq!(encoded.text(), &*text);
            prop_assert_eq!(encoded.parts.len(), parts_by_hand(&text));
            for part in &encoded.parts {
                let room = if encoded.parts.len() == 1 { 160 } else { 153 };
                prop_assert!(part.len() <= room);
                let escapes = part.iter().rev().take_while(|code| **code == ESCAPE).count();
                prop_assert_eq!(escapes, 0, "a letter is cut after its escape");
            }
        }

        #[test]
        fn no_part_begins_or_ends_inside_a_letter(
            text in proptest::collection::vec(proptest::sample::select(vec!['a', 'ب', '😀']), 0..300)
        ) {
            let text: String = text.into_iter().collect();
            let encoded = encode(&text);
            if encoded.coding == SmsCoding::Ucs2 {
                for part in &encoded.parts {
                    let room = if encoded.parts.len() == 1 { 140 } else { 134 };
                    prop_assert!(part.len() <= room);
                    let broken = ucs2(part).contains('\u{fffd}');
                    prop_assert!(!broken);
                }
            }
            prop_assert_eq!(length(&text).1, encoded.parts.concat().len() / match encoded.coding {
                SmsCoding::Gsm7 => 1,
                SmsCoding::Ucs2 => 2,
            });
        }
    }

    #[test]
    fn sizes_at_the_edges() {
        for (text, coding, parts) in [
            (String::new(), SmsCoding::Gsm7, 1),
            ("a".repeat(160), SmsCoding::Gsm7, 1),
            ("a".repeat(161), SmsCoding::Gsm7, 2),
            ("a".repeat(306), SmsCoding::Gsm7, 2),
            ("a".repeat(307), SmsCoding::Gsm7, 3),
            ("€".repeat(80), SmsCoding::Gsm7, 1),
            // 76 of them fill 152 of 153 septets: the last septet stays empty.
            ("€".repeat(153), SmsCoding::Gsm7, 3),
            ("ç".repeat(70), SmsCoding::Ucs2, 1),
            ("ç".repeat(71), SmsCoding::Ucs2, 2),
            ("😀".repeat(35), SmsCoding::Ucs2, 1),
            ("😀".repeat(36), SmsCoding::Ucs2, 2),
            // 33 of them fill 66 of 67 units.
            ("😀".repeat(67), SmsCoding::Ucs2, 3),
        ] {
            let encoded = encode(&text);
            assert_eq!((encoded.coding, encoded.parts.len()), (coding, parts), "{text}");
        }
    }

    #[test]
    fn one_letter_costs_more_than_half_of_the_room() {
        let text = "Nous ne vous avons pas vu ce matin.";
        assert_eq!(length(text), (SmsCoding::Gsm7, text.len()));
        assert_eq!(length("Ça va ?"), (SmsCoding::Gsm7, 7));
        assert_eq!(length("ça va ?"), (SmsCoding::Ucs2, 7));
    }

    #[test]
    fn unknown_codes_are_shown_as_the_standard_asks() {
        assert_eq!(gsm7(&[0x41, ESCAPE, 0x41, ESCAPE, ESCAPE, 0x42, ESCAPE]), "AA B ");
        assert_eq!(gsm7(&[0xff]), " ");
    }
}
