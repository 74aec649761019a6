//! Appearance of a territory: brand colour and central telephone. The colour must give readable text: WCAG 2.2,
//! criteria 1.4.3 and 1.4.11.

use std::borrow::Cow;
use std::fmt;

use crate::word::Word;

/// Appearance of a territory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// Colour of its header, links and buttons; the default when `None`.
    pub brand: Option<Colour>,
    /// Central telephone number; empty when it has none.
    pub phone: String,
}

/// A colour of the sRGB space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// Least contrast of white text on the brand colour, and of brand-coloured text on the darkest page background
/// (WCAG 2.2, 1.4.3). It implies the 3:1 of 1.4.11 for graphics.
pub const LEAST_CONTRAST: f64 = 4.5;

impl Colour {
    /// White.
    pub const WHITE: Self = Self { red: 0xff, green: 0xff, blue: 0xff };
    /// The darkest background that the pages put under a link: `--tint` of their style.
    pub const TINT: Self = Self { red: 0xe6, green: 0xf0, blue: 0xf0 };

    /// Parses a CSS colour of six hexadecimal digits, `#14505c`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let byte = |at: usize| {
            let pair = digits.get(at..at + 2).filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()))?;
            u8::from_str_radix(pair, 16).ok()
        };
        Some(Self { red: byte(0)?, green: byte(2)?, blue: byte(4)? })
    }

    /// Contrast ratio of two colours, 1 to 21 (WCAG 2.2).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The lowest contrast it has on the pages as a brand colour.
    #[must_use]
    pub fn contrast_as_brand(self) -> f64 {
        self.contrast(Self::WHITE).min(self.contrast(Self::TINT))
    }

    /// The same hue, darkened until it is readable as a brand colour.
    #[must_use]
    pub fn readable(self) -> Self {
        #[expect(clippy::expect_used, reason = "a part is multiplied by at most 1")]
        let darker = |part: u8, step: u16| {
            u8::try_from(u16::from(part) * (50 - step) / 50).expect("a darker part is not greater")
        };
        (0..=50)
            .map(|step| Self {
                red: darker(self.red, step),
                green: darker(self.green, step),
                blue: darker(self.blue, step),
            })
            .find(|colour| colour.contrast_as_brand() >= LEAST_CONTRAST)
            .unwrap_or(Self { red: 0, green: 0, blue: 0 })
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl Word for Colour {
    const WANTED: &'static str = "a colour, #14505c";

    fn word(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::parse(word)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    /// The first three are those of the WCAG's own examples, the last of axe-core for our default brand.
    #[test]
    fn contrast_is_that_of_the_wcag() {
        for (one, other, ratio) in [
            ("#000000", "#ffffff", 21.0),
            ("#777777", "#ffffff", 4.48),
            ("#0000ff", "#ffffff", 8.59),
            ("#14505c", "#ffffff", 9.0),
        ] {
            let found = colour(one).contrast(colour(other));
            assert!((found - ratio).abs() < 0.01, "{one} on {other}: {found}");
        }
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        for text in
            ["", "14505c", "#14505", "#14505cc", "#14505g", "#fff", "teal", "#+14505", "#é505c", "#12345é"]
        {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
        assert_eq!(colour("#14505C").to_string(), "#14505c");
    }

    proptest! {
        #[test]
        fn every_colour_has_a_readable_neighbour(red: u8, green: u8, blue: u8) {
            let colour = Colour { red, green, blue };
            let readable = colour.readable();
            prop_assert!(readable.contrast(Colour::WHITE) >= LEAST_CONTRAST);
            prop_assert!(readable.contrast(Colour::TINT) >= LEAST_CONTRAST);
            prop_assert_eq!(readable.readable(), readable);
            prop_assert_eq!(Colour::parse(&colour.to_string()), Some(colour));
        }
    }
}
