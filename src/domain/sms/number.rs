//! Mobile telephone number in the international form of operators.

use std::fmt;

use crate::contact;

/// French mobile numbers beyond the mainland: the first four digits, and the country they have of their own (ARCEP,
/// plan national de numérotation: Guadeloupe with Saint-Martin and Saint-Barthélemy, Guyane, Martinique, La Réunion,
/// Mayotte).
const OVERSEAS: [(&str, &str); 8] = [
    ("0690", "590"),
    ("0691", "590"),
    ("0694", "594"),
    ("0696", "596"),
    ("0697", "596"),
    ("0692", "262"),
    ("0693", "262"),
    ("0639", "262"),
];

/// A number in the form E.164 of ITU-T, without its `+`. Personal data: `Debug` is redacted, and there is no `Display`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneNumber(String);

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(..)")
    }
}

impl PhoneNumber {
    /// Parses a typed number ([`contact::phone`]), or an operator's form without `+`; `None` for anything else, and
    /// for French numbers that are not mobiles: they cannot receive SMS.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let typed = contact::phone(text).or_else(|| contact::phone(&format!("+{}", text.trim())))?;
        let Some(abroad) = typed.strip_prefix('+') else {
            let overseas = OVERSEAS.iter().find(|(begins, _)| typed.starts_with(begins));
            let country = overseas.map_or("33", |(_, country)| country);
            let is_mobile = typed.starts_with("06") || typed.starts_with("07");
            return is_mobile.then(|| Self(format!("{country}{}", &typed[1..])));
        };
        let ours = OVERSEAS.iter().any(|(_, country)| abroad.starts_with(country));
        let number = Self(abroad.to_owned());
        (!ours || number.french().is_some()).then_some(number)
    }

    /// Digits only, the country first: `33612345678`.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// With its `+`: `+33612345678`.
    #[must_use]
    pub fn international(&self) -> String {
        format!("+{}", self.0)
    }

    /// Every form in which the same number may have been stored.
    #[must_use]
    pub fn stored_forms(&self) -> Vec<String> {
        let mut forms = vec![self.international()];
        if let Some(french) = self.french() {
            // The form stored by older imports.
            forms.push(contact::phone_shown(&french));
            forms.push(french);
        }
        forms
    }

    /// The national form, when it is a French mobile.
    fn french(&self) -> Option<String> {
        if let Some(rest) = self.0.strip_prefix("33") {
            return (rest.len() == 9 && rest.starts_with(['6', '7'])).then(|| format!("0{rest}"));
        }
        let (_, country) = OVERSEAS.iter().find(|(_, country)| self.0.starts_with(country))?;
        let dialled = format!("0{}", &self.0[country.len()..]);
        let known = OVERSEAS.iter().any(|(begins, of)| of == country && dialled.starts_with(begins));
        (known && dialled.len() == 10).then_some(dialled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_typed_stored_or_named_by_operators() {
        for (typed, digits) in [
            ("06 12 34 56 78", Some("33612345678")),
            ("+33 (0)7 12 34 56 78", Some("33712345678")),
            ("33612345678", Some("33612345678")),
            ("0690 12 34 56", Some("590690123456")),
            ("+590690123456", Some("590690123456")),
            ("0639 12 34 56", Some("262639123456")),
            ("262692123456", Some("262692123456")),
            ("0694123456", Some("594694123456")),
            ("+212 612345678", Some("212612345678")),
            ("32470123456", Some("32470123456")),
            // No short message reaches a telephone on a wall.
            ("01 23 45 67 89", None),
            ("0590 12 34 56", None),
            ("+590590123456", None),
            ("0800 12 34 56", None),
            ("DEPT99", None),
            ("", None),
        ] {
            assert_eq!(PhoneNumber::parse(typed).as_ref().map(PhoneNumber::digits), digits, "{typed}");
        }
    }

    #[test]
    fn every_stored_form_of_a_number_is_found_again() {
        for (typed, forms) in [
            ("0612345678", vec!["+33612345678", "06 12 34 56 78", "0612345678"]),
            ("590690123456", vec!["+590690123456", "06 90 12 34 56", "0690123456"]),
            ("+262693123456", vec!["+262693123456", "06 93 12 34 56", "0693123456"]),
            ("+212612345678", vec!["+212612345678"]),
        ] {
            let number = PhoneNumber::parse(typed).unwrap();
            assert_eq!(number.stored_forms(), forms);
            for form in number.stored_forms() {
                assert_eq!(PhoneNumber::parse(&form), Some(number.clone()));
            }
        }
    }

    #[test]
    fn a_number_is_never_written_to_a_log() {
        assert!(!format!("{:?}", PhoneNumber::parse("0612345678").unwrap()).contains('6'));
    }
}
