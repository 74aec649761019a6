//! Contact details: parsing of telephone numbers and mail addresses as people type them.

use chrono_tz::Tz;
use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, Type, country};

/// Longest mail address (RFC 5321 section 4.5.3.1.3).
pub const LONGEST_EMAIL: usize = 254;
/// Longest text parsed as a telephone number, separators included.
pub const LONGEST_PHONE: usize = 30;

/// Country codes of the territories whose numbers are dialled as in the mainland, ten digits that begin with 0, and
/// what those digits begin with (ARCEP, plan national de numérotation: Guadeloupe with Saint-Martin and
/// Saint-Barthélemy, Guyane, Martinique, La Réunion and Mayotte).
const OVERSEAS: [(&str, &[&str]); 4] = [
    ("590", &["0590", "0690", "0691"]),
    ("594", &["0594", "0694"]),
    ("596", &["0596", "0696", "0697"]),
    ("262", &["0262", "0263", "0269", "0639", "0692", "0693"]),
];

/// Parses a telephone number as people type it and as sheets mangle it, dialled in the mainland: see [`phone_in`].
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    phone_in(text, Tz::Europe__Paris)
}

/// Parses a telephone number as people type it in the territory of `zone`: the national form of ten digits for France
/// and the territories that share its plan, else `+` and the digits of E.164. `None` for what cannot be dialled: too
/// few or too many digits, letters, a number that its country does not have (libphonenumber's metadata).
///
/// `+33`, `0033`, `33` and their like for the territories become the national form. The 0 that a sheet takes for a
/// leading zero is put back. In Nouvelle-Calédonie, Polynésie, Wallis-et-Futuna and Saint-Pierre-et-Miquelon a number
/// of the place is dialled without a 0, and gets its country code here.
#[must_use]
pub fn phone_in(text: &str, zone: Tz) -> Option<String> {
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
    if let Some(abroad) = number.strip_prefix('+').or_else(|| number.strip_prefix("00")) {
        return international(abroad);
    }
    if number.len() == 10 && is_national(&number) {
        return Some(number);
    }
    if let Some(region) = region_of(zone)
        && let Ok(local) = phonenumber::parse(Some(region), &number)
        && local.is_valid()
    {
        return Some(local.format().mode(Mode::E164).to_string());
    }
    let restored = format!("0{number}");
    if number.len() == 9 && is_national(&restored) {
        return Some(restored);
    }
    // The form of operators, without its `+`.
    international(&number)
}

/// The stored form of a number that begins with its country code.
fn international(digits: &str) -> Option<String> {
    let ours = OVERSEAS.iter().find(|(code, _)| digits.starts_with(code));
    if let Some((code, begins)) = ours {
        let national = national_after(digits, code);
        return (is_national(&national) && begins.iter().any(|begin| national.starts_with(begin)))
            .then_some(national);
    }
    if digits.starts_with("33") {
        let national = national_after(digits, "33");
        return is_national(&national).then_some(national);
    }
    let parsed = phonenumber::parse(None, format!("+{digits}")).ok()?;
    parsed.is_valid().then(|| parsed.format().mode(Mode::E164).to_string())
}

/// The ten digits behind a country code; `+33 (0)6` is written often.
fn national_after(digits: &str, code: &str) -> String {
    let rest = &digits[code.len()..];
    format!("0{}", rest.strip_prefix('0').unwrap_or(rest))
}

/// True for ten digits of the French plan. Ranges that nobody has yet are numbers too: the regulator opens new ones.
fn is_national(number: &str) -> bool {
    number.len() == 10 && number.starts_with('0') && !number.starts_with("00")
}

/// The numbering region of a territory with a plan of its own.
const fn region_of(zone: Tz) -> Option<country::Id> {
    match zone {
        Tz::America__Miquelon => Some(country::PM),
        Tz::Pacific__Noumea => Some(country::NC),
        Tz::Pacific__Wallis => Some(country::WF),
        Tz::Pacific__Tahiti | Tz::Pacific__Marquesas | Tz::Pacific__Gambier => Some(country::PF),
        _ => None,
    }
}

/// A number, as [`phone`] gives it, in the form E.164 of ITU-T without its `+`, when it can receive short messages:
/// a French mobile, those of the overseas territories included, or a foreign number that is not a landline or service.
/// `None` for everything else, also for text stored by older imports that is no number.
#[must_use]
pub fn sms_digits(number: &str) -> Option<String> {
    let Some(abroad) = number.strip_prefix('+') else {
        let is_mobile = is_national(number)
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && (number.starts_with("06") || number.starts_with("07"));
        let overseas =
            OVERSEAS.iter().find(|(_, begins)| begins.iter().any(|begin| number.starts_with(begin)));
        let code = overseas.map_or("33", |(code, _)| code);
        return is_mobile.then(|| format!("{code}{}", &number[1..]));
    };
    let parsed = phonenumber::parse(None, number).ok()?;
    let takes = matches!(
        parsed.number_type(&DATABASE),
        Type::Mobile | Type::FixedLineOrMobile | Type::PersonalNumber | Type::Pager
    );
    takes.then(|| abroad.to_owned())
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
            ("+590 690 12 34 56", Some("0690123456")),
            ("262692123456", Some("0692123456")),
            ("+262590123456", None),
            // What a sheet leaves of a number.
            ("612345678", Some("0612345678")),
            ("33612345678", Some("0612345678")),
            ("6,12E+08", None),
            ("06 12 34 56 7", None),
            ("12345678", None),
            ("06 12 34 56", None),
            ("6 12 34 56 78", Some("0612345678")),
            ("+212 612", None),
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
    fn a_number_of_the_place_is_read_with_the_plan_of_its_territory() {
        for (zone, typed, read) in [
            (Tz::Pacific__Tahiti, "87 12 34 56", Some("+68987123456")),
            (Tz::Pacific__Noumea, "75.12.34", Some("+687751234")),
            (Tz::Pacific__Wallis, "82 12 34", Some("+681821234")),
            (Tz::America__Miquelon, "55 12 34", Some("+508551234")),
            (Tz::Pacific__Noumea, "06 12 34 56 78", Some("0612345678")),
            (Tz::Indian__Reunion, "692 12 34 56", Some("0692123456")),
            (Tz::Europe__Paris, "87 12 34 56", None),
        ] {
            assert_eq!(phone_in(typed, zone).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn a_landline_gets_no_sms() {
        for (number, takes) in [
            ("0612345678", Some("33612345678")),
            ("0712345678", Some("33712345678")),
            ("0690123456", Some("590690123456")),
            ("0639123456", Some("262639123456")),
            ("+212612345678", Some("212612345678")),
            ("+687751234", Some("687751234")),
            ("0145678901", None),
            ("0945678901", None),
            ("+32 2 123 45 67", None),
            ("06 12 34 56 7", None),
            ("le soir", None),
        ] {
            assert_eq!(sms_digits(number).as_deref(), takes, "{number}");
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
