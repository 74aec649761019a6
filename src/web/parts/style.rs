//! The style of the person's pages: inside each page, allowed by its hash, so that a page is one request.

use std::sync::LazyLock;

use axum::http::HeaderValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::theme::Colour;
use sha2::{Digest, Sha256};

/// The style sheet as it stands in the page.
pub static PERSON: LazyLock<String> = LazyLock::new(|| squeezed(include_str!("../assets/person.css")));

static PERSON_HASH: LazyLock<String> = LazyLock::new(|| hash(&PERSON));

/// What a territory with a colour of its own adds to the style.
#[must_use]
pub fn dress(brand: Colour) -> String {
    format!(":root{{--brand:{brand}}}")
}

/// What a person's page may load, as the header says it: its own style, one small script of ours, nothing from
/// elsewhere.
#[must_use]
pub fn policy(brand: Option<Colour>) -> HeaderValue {
    let dress = brand.map(|brand| format!(" 'sha256-{}'", hash(&dress(brand)))).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'{dress}; script-src 'self'; img-src 'self' data:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
        *PERSON_HASH
    );
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

fn hash(style: &str) -> String {
    STANDARD.encode(Sha256::digest(style.as_bytes()))
}

/// Without comments and without the spaces that only people need.
fn squeezed(css: &str) -> String {
    let mut rest = css;
    let mut plain = String::with_capacity(css.len());
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let lines: String = plain.lines().map(str::trim).collect();
    [(" {", "{"), ("; ", ";"), ("{ ", "{"), (": ", ":"), (";}", "}"), (", ", ",")]
        .into_iter()
        .fold(lines, |css, (wide, narrow)| css.replace(wide, narrow))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_squeezed_says_the_same() {
        let css = "/* why */\n.a { color: red; }\n@media (max-width: 40rem) {\n  .b { margin: 0 1px; }\n}\n";
        assert_eq!(squeezed(css), ".a{color:red}@media (max-width:40rem){.b{margin:0 1px}}");
    }

    #[test]
    fn the_style_asks_nobody_and_closes_what_it_opens() {
        assert!(!PERSON.contains("url(") && !PERSON.contains("@import") && !PERSON.contains('<'));
        assert_eq!(PERSON.matches('{').count(), PERSON.matches('}').count());
    }
}
