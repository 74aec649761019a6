//! Cleans what people typed before it is written into calendar lines and mail headers. The only way in.

const NO_BREAK_SPACE: char = '\u{a0}';

/// Text without anything that could end a line, hide, or turn the direction of what follows.
///
/// The calendar crate writes CR and LF of a parameter as they are, so a name could add lines of its own
/// (measured, standards 1.2); every value and parameter therefore passes here first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeText(String);

impl SafeText {
    /// One line: control characters and line ends become a space, runs of spaces become one, ends are trimmed;
    /// bidirectional, zero-width and other invisible controls disappear. A no-break space between two digits stays:
    /// it holds a telephone number together where text runs from right to left.
    #[must_use]
    pub fn line(text: &str) -> Self {
        let visible: String = text
            .chars()
            .filter(|c| !is_invisible(*c))
            .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
            .collect();
        let mut line = String::with_capacity(visible.len());
        let mut rest = visible.chars().peekable();
        while let Some(c) = rest.next() {
            let joins = c == NO_BREAK_SPACE
                && line.ends_with(|before: char| before.is_ascii_digit())
                && rest.peek().is_some_and(char::is_ascii_digit);
            match c.is_whitespace() && !joins {
                true if line.is_empty() || line.ends_with(' ') => {}
                true => line.push(' '),
                false => line.push(c),
            }
        }
        line.truncate(line.trim_end_matches(' ').len());
        Self(line)
    }

    /// Several lines, each as [`Self::line`], with a line feed between. Only for values of type TEXT, where the
    /// line feed is written `\n` (RFC 5545 section 3.3.11).
    #[must_use]
    pub fn lines(text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(|line| Self::line(line).0).collect();
        Self(lines.join("\n"))
    }

    /// A parameter value (RFC 5545 section 3.2): one line, with `'` for the double quote it must not contain, and
    /// without `^` and `\`, which some readers take for the start of an escape and others show (RFC 6868; ical.js
    /// reads `\n` in a parameter as a line end, Python's icalendar does not).
    #[must_use]
    pub fn parameter(text: &str) -> Self {
        Self::line(&text.replace('"', "'").replace(['^', '\\'], ""))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Characters that print nothing of their own (Unicode category Cf, in the blocks that have a use in attacks).
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{061C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::formats::safe_text::*;

    #[test]
    fn a_line_stays_a_line() {
        for (typed, kept) in [
            ("Ana\r\nATTENDEE:mailto:x@y.fr", "Ana ATTENDEE:mailto:x@y.fr"),
            ("  Élodie\t\u{0}Noël \u{85}", "Élodie Noël"),
            ("a\u{2028}b\u{2029}c", "a b c"),
            ("\u{202E}gpj.exe\u{202C}\u{200B}", "gpj.exe"),
            ("\u{2066}x\u{2069}\u{FEFF}\u{61C}", "x"),
            ("👩‍💻 ça va ?", "👩💻 ça va ?"),
            ("\u{a0}01\u{a0}23 \u{a0}a\u{a0}", "01\u{a0}23 a"),
        ] {
            assert_eq!(SafeText::line(typed).as_str(), kept);
        }
    }

    #[test]
    fn lines_keep_their_ends_only() {
        assert_eq!(SafeText::lines("a\r\nb\n\nc\u{0}d").as_str(), "a\nb\n\nc d");
    }

    #[test]
    fn a_parameter_has_neither_quote_nor_escape() {
        assert_eq!(SafeText::parameter("\"Ana\"^\\n;B").as_str(), "'Ana'n;B");
    }

    proptest! {
        #[test]
        fn nothing_dangerous_passes(typed in any::<String>()) {
            let line = SafeText::line(&typed);
            prop_assert!(!line.as_str().chars().any(|c| c.is_control() || is_invisible(c)));
            prop_assert_eq!(SafeText::line(line.as_str()), line);
            let lines = SafeText::lines(&typed);
            prop_assert!(!lines.as_str().chars().any(|c| (c.is_control() && c != '\n') || is_invisible(c)));
            prop_assert!(!SafeText::parameter(&typed).as_str().contains(['"', '^', '\\', '\n']));
        }
    }
}
