//! The style of the pages of beneficiaries: inside each page, allowed by its hash, so that a page is one request.

use std::fmt::Write;
use std::sync::LazyLock;

use axum::http::HeaderValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::theme::Theme;
use sha2::{Digest, Sha256};

/// What every person's page is made of.
static PERSON: LazyLock<String> = LazyLock::new(|| squeezed(include_str!("../assets/person.css")));
/// What the public pages have besides.
static PUBLIC: LazyLock<String> = LazyLock::new(|| squeezed(include_str!("../assets/public.css")));

/// What a tablet has besides.
static TABLET: LazyLock<String> = LazyLock::new(|| squeezed(include_str!("../assets/tablet.css")));

/// Which pages a style is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StyleSheet {
    /// One person's.
    Person,
    /// Anybody's.
    Public,
    /// That of a check-in tablet.
    Tablet,
}

/// The style sheet as it is in the page, in the colour of a territory.
#[must_use]
pub fn sheet(theme: &Theme, which: StyleSheet) -> String {
    let mut style = PERSON.clone();
    match which {
        StyleSheet::Person => {}
        StyleSheet::Public => style.push_str(&PUBLIC),
        StyleSheet::Tablet => style.push_str(&TABLET),
    }
    if let Some(brand) = theme.brand {
        // Made of a colour that was read as one, so nothing else can stand here.
        let _ = write!(style, ":root{{--brand:{brand}}}");
    }
    style
}

/// What a page with that style may load: the style, one small script of ours, files of the territory, nothing from
/// elsewhere.
#[must_use]
pub fn policy(style: &str) -> HeaderValue {
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; script-src 'self'; img-src 'self' data:; media-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
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
    use domain::theme::Colour;

    use crate::web::layout::style::*;

    #[test]
    fn what_is_squeezed_says_the_same() {
        let css = "/* why */\n.a { color: red; }\n@media (max-width: 40rem) {\n  .b { margin: 0 1px; }\n}\n";
        assert_eq!(squeezed(css), ".a{color:red}@media (max-width:40rem){.b{margin:0 1px}}");
    }

    #[test]
    fn the_style_asks_nobody_and_closes_what_it_opens() {
        let theme = Theme { brand: Colour::parse("#1f4e79"), phone: String::new() };
        for which in [StyleSheet::Person, StyleSheet::Public, StyleSheet::Tablet] {
            let style = sheet(&theme, which);
            assert!(!style.contains("url(") && !style.contains("@import") && !style.contains('<'));
            assert_eq!(style.matches('{').count(), style.matches('}').count());
            assert!(style.ends_with(":root{--brand:#1f4e79}"));
        }
    }

    /// The contrast of a brand is checked against the darkest ground that stands under it.
    #[test]
    fn the_tint_is_the_one_that_brands_are_checked_against() {
        assert!(PERSON.contains(&format!("--tint:{};", Colour::TINT)));
    }
}
