//! HTML messages whose arguments keep their own text direction.

use askama::filters::Safe;

use super::{Arg, Catalogue, Key, TextError};

/// Placeholders for the tags during formatting: private-use characters that no catalogue contains.
const BEGIN: char = '\u{f8f0}';
const END: char = '\u{f8f1}';

impl Catalogue {
    /// As [`Catalogue::get`], escaped for HTML, each text argument in its own `<bdi>`: a telephone number
    /// or an address keeps its order inside Arabic.
    ///
    /// # Errors
    /// As [`Catalogue::get`].
    pub fn html(&self, key: Key, args: &[(&'static str, Arg<'_>)]) -> Result<Safe<String>, TextError> {
        let isolated: Vec<(&'static str, Option<String>)> = args
            .iter()
            .map(|(name, arg)| match arg {
                Arg::Text(text) => {
                    let text: String = text.chars().filter(|c| !matches!(*c, BEGIN | END)).collect();
                    (*name, Some(format!("{BEGIN}{text}{END}")))
                }
                Arg::Count(_) => (*name, None),
            })
            .collect();
        let args: Vec<(&'static str, Arg<'_>)> = isolated
            .iter()
            .zip(args)
            .map(|((name, text), (_, arg))| (*name, text.as_ref().map_or(*arg, Arg::from)))
            .collect();
        let mut html = String::new();
        for c in self.get(key, &args)?.chars() {
            match c {
                BEGIN => html.push_str("<bdi>"),
                END => html.push_str("</bdi>"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '&' => html.push_str("&amp;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                other => html.push(other),
            }
        }
        Ok(Safe(html))
    }
}
