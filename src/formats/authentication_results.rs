//! `Authentication-Results` (RFC 8601): whether a trusted relay confirms the domain of a mail's author.
//!
//! The relay has checked DKIM, SPF or both against the domain of `From` (DMARC); nothing is checked here again. It must
//! remove such headers that others wrote in its name (RFC 8601 section 5).

use mail_parser::MessageParser;

/// The header.
const RESULTS: &str = "Authentication-Results";
/// Most results of one header looked at.
const MOST: usize = 32;

/// True when `authority`, the name by which a relay signs its results, says that the mail `bytes` comes from the domain of
/// its `From`: a signature or an envelope of that domain, or of one above it, has passed, or DMARC has.
#[must_use]
pub fn is_authentic(bytes: &[u8], authority: &str) -> bool {
    let Some(mail) = MessageParser::default().parse(bytes) else { return false };
    // Several authors are nobody: results are about one.
    let mut authors = mail.from().into_iter().flat_map(|list| list.iter());
    let (Some(author), None) = (authors.next().and_then(|author| author.address()), authors.next()) else {
        return false;
    };
    let Some((_, domain)) = author.rsplit_once('@') else { return false };
    let headers = mail.headers_raw().filter(|(name, _)| name.eq_ignore_ascii_case(RESULTS));
    headers.into_iter().any(|(_, value)| vouches(value, authority, domain))
}

/// True when the header's value is `authority`'s, and one of its results speaks for `domain`.
fn vouches(value: &str, authority: &str, domain: &str) -> bool {
    let clean = without_comments(value);
    let mut parts = clean.split(';');
    let name = parts.next().and_then(|part| part.split_whitespace().next()).unwrap_or_default();
    if !name.eq_ignore_ascii_case(authority) {
        return false;
    }
    parts.take(MOST).any(|result| {
        let words: Vec<String> = result.split_whitespace().map(str::to_ascii_lowercase).collect();
        let passed = |method: &str| words.first().is_some_and(|first| *first == format!("{method}=pass"));
        let property = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let speaks = |found: Option<&str>| found.is_some_and(|found| is_of(domain, host(found)));
        (passed("dmarc") && speaks(property("header.from")))
            || (passed("dkim") && speaks(property("header.d").or(property("header.i"))))
            || (passed("spf") && speaks(property("smtp.mailfrom")))
    })
}

/// What stands behind the `@`, if there is one.
fn host(value: &str) -> &str {
    value.trim_matches('"').rsplit_once('@').map_or(value.trim_matches('"'), |(_, host)| host)
}

/// True when `domain` is `other`, or lies below it; a name without a dot vouches for nothing.
fn is_of(domain: &str, other: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    let below = || domain.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
    other.contains('.') && (domain == other || below())
}

/// The value without comments (text in brackets) (RFC 5322 section 3.2.2).
fn without_comments(value: &str) -> String {
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    let mut clean = String::with_capacity(value.len());
    for letter in value.chars() {
        let taken_as_it_is = std::mem::take(&mut escaped);
        match letter {
            '\\' if !taken_as_it_is && (quoted || depth > 0) => escaped = true,
            '"' if !taken_as_it_is && depth == 0 => quoted = !quoted,
            '(' if !taken_as_it_is && !quoted => depth += 1,
            ')' if !taken_as_it_is && !quoted => depth = depth.saturating_sub(1),
            // A separator inside quotation marks separates nothing.
            ';' if quoted => clean.push(' '),
            _ if depth == 0 => clean.push(letter),
            _ => {}
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use crate::formats::authentication_results::*;

    fn vouched(results: &str, from: &str) -> bool {
        let mail = format!(
            "{results}From: {from}\r\nTo: rendez-vous@unisson.example\r\nSubject: Re\r\n\r\nOui.\r\n"
        );
        is_authentic(mail.as_bytes(), "mx.departement.fr")
    }

    #[test]
    fn a_result_of_the_relay_for_the_authors_domain_counts() {
        for (result, from, counts) in [
            ("dkim=pass header.d=exemple.fr", "Anne <anne@exemple.fr>", true),
            ("dkim=pass (2048-bit key; secure) header.d=exemple.fr header.s=k1", "anne@exemple.fr", true),
            ("dkim=pass header.i=@exemple.fr", "anne@agence.exemple.fr", true),
            ("DKIM=PASS HEADER.D=EXEMPLE.FR", "anne@Exemple.fr", true),
            ("dmarc=pass (p=reject) header.from=exemple.fr", "anne@exemple.fr", true),
            ("spf=pass smtp.mailfrom=anne@exemple.fr", "anne@exemple.fr", true),
            ("spf=fail smtp.mailfrom=x.fr; dkim=pass header.d=exemple.fr", "anne@exemple.fr", true),
            ("dkim=pass header.d=ailleurs.fr", "anne@exemple.fr", false),
            ("dkim=pass header.d=mple.fr", "anne@exemple.fr", false),
            ("dkim=pass header.d=fr", "anne@exemple.fr", false),
            ("dkim=fail header.d=exemple.fr", "anne@exemple.fr", false),
            ("dkim=pass", "anne@exemple.fr", false),
            ("dkim=fail (dkim=pass header.d=exemple.fr)", "anne@exemple.fr", false),
            ("dkim=fail reason=\"; dkim=pass header.d=exemple.fr\"", "anne@exemple.fr", false),
            ("none", "anne@exemple.fr", false),
            ("dkim=pass header.d=exemple.fr", "anne@exemple.fr, paul@ailleurs.fr", false),
        ] {
            let header = format!("Authentication-Results: mx.departement.fr;\r\n {result}\r\n");
            assert_eq!(vouched(&header, from), counts, "{result} {from}");
        }
    }

    #[test]
    fn nobody_else_vouches() {
        assert!(!vouched("", "anne@exemple.fr"));
        let other = "Authentication-Results: mx.ailleurs.fr; dkim=pass header.d=exemple.fr\r\n";
        assert!(!vouched(other, "anne@exemple.fr"));
        let own = "Authentication-Results: MX.departement.fr 1; dkim=pass header.d=exemple.fr\r\n";
        assert!(vouched(&format!("{other}{own}"), "anne@exemple.fr"));
        assert!(!is_authentic(b"", "mx.departement.fr"));
    }
}
