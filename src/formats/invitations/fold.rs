//! Folding of content lines (RFC 5545 section 3.1). The calendar crate leaves a last line of 76 octets when 75 remain,
//! forgetting the space in front (icalendar 0.17.17, found by the property test in this file).

const LIMIT: usize = 75;

/// `file` with its lines folded anew: CRLF, at most 75 octets each, never inside a character.
pub(super) fn refold(file: &str) -> String {
    let whole = file.replace("\r\n ", "");
    let mut folded = String::with_capacity(file.len() + file.len() / LIMIT);
    for line in whole.split_terminator("\r\n") {
        let mut room = LIMIT;
        for c in line.chars() {
            if c.len_utf8() > room {
                folded.push_str("\r\n ");
                room = LIMIT - 1;
            }
            folded.push(c);
            room -= c.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

#[cfg(test)]
mod tests {
    use crate::formats::invitations::fold::*;

    #[test]
    fn lines_break_at_75_octets_between_characters() {
        for (line, breaks) in [
            ("X".repeat(75), vec![75]),
            ("X".repeat(76), vec![75, 2]),
            ("X".repeat(75 + 74), vec![75, 75]),
            ("X".repeat(75 + 75), vec![75, 75, 2]),
            (format!("X{}", "é".repeat(37)), vec![75]),
            ("é".repeat(38), vec![74, 3]),
            (format!("{}🎉", "X".repeat(72)), vec![72, 5]),
        ] {
            let folded = refold(&format!("{line}\r\n"));
            let lengths: Vec<_> = folded.split_terminator("\r\n").map(str::len).collect();
            assert_eq!(lengths, breaks);
            assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\n"), "nothing is lost");
            assert_eq!(refold(&folded), folded, "folding twice changes nothing");
        }
    }
}
