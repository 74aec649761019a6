//! Mobile telephone number in the international form of operators.

use std::fmt;

use crate::contact;

/// A number in the form E.164 of ITU-T, without its `+`. Personal data: `Debug` is redacted, and there is no `Display`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneNumber(String);

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(..)")
    }
}

impl PhoneNumber {
    /// Parses a number typed, stored or named by an operator ([`contact::phone`]); `None` for anything else, and for
    /// numbers that cannot receive SMS ([`contact::sms_digits`]).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        contact::phone(text).and_then(|number| contact::sms_digits(&number)).map(Self)
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
        if let Some(national) =
            contact::phone(&self.international()).filter(|number| !number.starts_with('+'))
        {
            // The form stored by older imports.
            forms.push(contact::phone_shown(&national));
            forms.push(national);
        }
        forms
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
