//! Contact details: parsing of telephone numbers and mail addresses as people type them.

/// Longest mail address (RFC 5321 section 4.5.3.1.3).
pub const LONGEST_EMAIL: usize = 254;
/// Longest text parsed as a telephone number, separators included.
pub const LONGEST_PHONE: usize = 30;

/// Parses a typed telephone number: ten digits beginning with 0 as in France, or `+` and a country (E.164, up
/// to 15 digits). `+33` and `0033` become the French form, `00` a `+`. `None` for anything else.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    if text.chars().count() > LONGEST_PHONE {
        return None;
    }
    let mut number = String::new();
    for letter in text.trim().chars() {
        match letter {
            '0'..='9' => number.push(letter),
            '+' if number.is_empty() => number.push('+'),
            ' ' | '.' | '-' | '/' | '(' | ')' | '\u{a0}' | '\u{202f}' => {}
            _ => return None,
        }
    }
    let number = match number.strip_prefix("00") {
        Some(abroad) => format!("+{abroad}"),
        None => number,
    };
    let number = match number.strip_prefix("+33") {
        // `+33 (0)6` is written often.
        Some(french) => format!("0{}", french.strip_prefix('0').unwrap_or(french)),
        None => number,
    };
    let good = match number.strip_prefix('+') {
        Some(abroad) => (8..=15).contains(&abroad.len()) && !abroad.starts_with('0'),
        None => number.len() == 10 && number.starts_with('0') && !number.starts_with("00"),
    };
    good.then_some(number)
}

/// True for a number, as [`phone`] gives it, that can receive short messages: a French mobile, those of the overseas
/// territories included, or any foreign number, as its digits do not tell.
#[must_use]
pub fn takes_sms(number: &str) -> bool {
    number.starts_with("06") || number.starts_with("07") || number.starts_with('+')
}

/// A number in groups for display: `06 12 34 56 78`; foreign numbers are not grouped.
#[must_use]
pub fn phone_shown(number: &str) -> String {
    if number.len() == 10 && number.bytes().all(|byte| byte.is_ascii_digit()) {
        let pairs: Vec<&str> = (0..5).map(|pair| &number[pair * 2..pair * 2 + 2]).collect();
        pairs.join(" ")
    } else {
        number.to_owned()
    }
}

/// True for a plain mail address: one `@`, a dot behind it, no character that could end a header.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let odd = |c: char| c.is_control() || c.is_whitespace() || "<>()[],;:\\\"".contains(c);
    let parts: Vec<&str> = text.split('@').collect();
    matches!(parts.as_slice(), [name, host] if !name.is_empty() && host.contains('.')
            && !host.starts_with('.') && !host.ends_with('.'))
        && text.len() <= LONGEST_EMAIL
        && !text.contains(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, read) in [
            ("06 12 34 56 78", Some("0612345678")),
            (" 06.12.34.56.78 ", Some("0612345678")),
            ("+33 6 12 34 56 78", Some("0612345678")),
            ("+33 (0)6 12 34 56 78", Some("0612345678")),
            ("0033612345678", Some("0612345678")),
            ("+212 612-345678", Some("+212612345678")),
            ("00 32 470 12 34 56", Some("+32470123456")),
            ("0690 12 34 56", Some("0690123456")),
            ("06 12 34 56", None),
            ("6 12 34 56 78", None),
            ("06 12 34 56 78 90", None),
            ("le soir", None),
            ("06+12345678", None),
            ("", None),
            ("+", None),
        ] {
            assert_eq!(phone(typed).as_deref(), read, "{typed}");
        }
        assert_eq!(phone(&"0".repeat(10_000)), None);
    }

    #[test]
    fn numbers_are_shown_in_pairs() {
        assert_eq!(phone_shown("0612345678"), "06 12 34 56 78");
        assert_eq!(phone_shown("+212612345678"), "+212612345678");
        assert_eq!(phone_shown("06 12 34 56 78"), "06 12 34 56 78");
    }

    #[test]
    fn a_landline_gets_no_sms() {
        for (number, takes) in [
            ("0612345678", true),
            ("0712345678", true),
            ("0690123456", true),
            ("+212612345678", true),
            ("0145678901", false),
            ("0945678901", false),
        ] {
            assert_eq!(takes_sms(number), takes, "{number}");
        }
    }

    #[test]
    fn addresses_are_plain() {
        for (text, good) in [
            ("samia@exemple.fr", true),
            ("samia", false),
            ("samia@exemple", false),
            ("a@b@exemple.fr", false),
            ("samia @exemple.fr", false),
            ("samia@exemple.fr\nBcc: x@y.fr", false),
            ("@exemple.fr", false),
        ] {
            assert_eq!(is_email(text), good, "{text}");
        }
    }
}
