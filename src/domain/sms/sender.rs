//! Sender of short messages.

use thiserror::Error;

use super::number::PhoneNumber;

/// Longest sender of letters (3GPP TS 23.040 section 9.1.2.5: eleven septets).
const LONGEST_NAME: usize = 11;

/// The sender of short messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SenderId {
    /// An alphanumeric name: cannot receive replies.
    Name(String),
    /// A short number of an operator, such as 38xxx.
    Short(String),
    /// A number with its country, digits only.
    Long(String),
}

/// The text is not a valid sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidSender {
    /// Neither a name nor a number.
    #[error(
        "write 3 to 11 letters and digits without accents or spaces, beginning with a letter, as the operator registered \
         them (`DEPT99`), or a number (`38123`, `+33756789012`)"
    )]
    Neither,
    /// A personal mobile number.
    #[error(
        "programs may not write from a number beginning with 06 or 07 (ARCEP, decision 2018-0881): take a name, a short \
         number or a number the operator gives for this"
    )]
    Mobile,
}

impl SenderId {
    /// Parses a sender.
    ///
    /// # Errors
    /// [`InvalidSender`].
    pub fn parse(text: &str) -> Result<Self, InvalidSender> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let short = !text.starts_with('+') && (3..=6).contains(&digits.len());
            return if short {
                Ok(Self::Short(digits.to_owned()))
            } else if PhoneNumber::parse(text).is_some_and(|number| is_personal(number.digits())) {
                Err(InvalidSender::Mobile)
            } else if (8..=15).contains(&digits.len()) && !digits.starts_with('0') {
                Ok(Self::Long(digits.to_owned()))
            } else {
                Err(InvalidSender::Neither)
            };
        }
        let good = (3..=LONGEST_NAME).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if good { Ok(Self::Name(text.to_owned())) } else { Err(InvalidSender::Neither) }
    }

    /// In the form of operators: without `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Name(text) | Self::Short(text) | Self::Long(text) => text,
        }
    }

    /// True when it can receive replies.
    #[must_use]
    pub const fn accepts_replies(&self) -> bool {
        !matches!(self, Self::Name(_))
    }
}

/// True for a personal mobile number. 07 56 to 07 59 are reserved for machines.
fn is_personal(digits: &str) -> bool {
    let french = digits.strip_prefix("33").unwrap_or(digits);
    let machines = ["756", "757", "758", "759"];
    french.len() == 9 && french.starts_with(['6', '7']) && !machines.iter().any(|of| french.starts_with(of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_names_or_numbers() {
        for (text, sender) in [
            ("DEPT99", Ok(SenderId::Name("DEPT99".to_owned()))),
            ("RDVinsertion", Err(InvalidSender::Neither)),
            ("RDVinserti1", Ok(SenderId::Name("RDVinserti1".to_owned()))),
            ("99DEPT", Err(InvalidSender::Neither)),
            ("RDV 99", Err(InvalidSender::Neither)),
            ("Équipe", Err(InvalidSender::Neither)),
            ("", Err(InvalidSender::Neither)),
            ("+", Err(InvalidSender::Neither)),
            ("38123", Ok(SenderId::Short("38123".to_owned()))),
            ("+33756789012", Ok(SenderId::Long("33756789012".to_owned()))),
            ("+33612345678", Err(InvalidSender::Mobile)),
            ("0712345678", Err(InvalidSender::Mobile)),
            ("0123456789", Err(InvalidSender::Neither)),
        ] {
            assert_eq!(SenderId::parse(text), sender, "{text}");
        }
    }

    #[test]
    fn only_a_number_can_be_answered() {
        assert!(!SenderId::parse("DEPT99").unwrap().accepts_replies());
        assert!(SenderId::parse("38123").unwrap().accepts_replies());
    }
}
