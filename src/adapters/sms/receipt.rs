//! Receipts as operators write them, and the names they give to messages.

use super::heard::Fate;

/// The name and the fate in a receipt's text (SMPP 3.4 appendix B): `id:8C1 sub:001 dlvrd:001 ... stat:DELIVRD err:000
/// text:...`. The fields come in any order and case; what stands behind `text:` is the person's and not looked at.
#[must_use]
pub fn read(text: &str) -> Option<(String, Fate)> {
    let lower = text.to_ascii_lowercase();
    let end = lower.find("text:").unwrap_or(lower.len());
    let field = |name: &str| {
        let starts = lower[..end].match_indices(name).map(|(at, _)| at);
        let at = starts.into_iter().find(|at| *at == 0 || lower.as_bytes()[at - 1].is_ascii_whitespace())?;
        text[at + name.len()..end].split_whitespace().next().map(str::to_owned)
    };
    Some((field("id:")?, fate(&field("stat:")?)))
}

/// The fate a receipt's word tells (SMPP 3.4 appendix B, table B-2).
#[must_use]
pub fn fate(word: &str) -> Fate {
    match word.to_ascii_uppercase().as_str() {
        "DELIVRD" => Fate::Delivered,
        "EXPIRED" | "DELETED" | "UNDELIV" | "REJECTD" => Fate::Undelivered,
        "ACCEPTD" | "ENROUTE" => Fate::OnItsWay,
        _ => Fate::Unknown,
    }
}

/// Every way in which the same name may be written, the given one first: exchanges answer a message with a name in
/// hexadecimal and tell its fate under the same number in decimal, or the other way round, with zeros in front or not.
#[must_use]
pub fn forms(reference: &str) -> Vec<String> {
    let lower = reference.trim().to_ascii_lowercase();
    let mut forms = vec![lower.clone()];
    let bare = lower.trim_start_matches('0');
    let mut add = |form: String| {
        if !form.is_empty() && !forms.contains(&form) {
            forms.push(form);
        }
    };
    if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        add(bare.to_owned());
        if let Ok(number) = u128::from_str_radix(bare, 16) {
            add(number.to_string());
        }
        if let Ok(number) = bare.parse::<u128>() {
            add(format!("{number:x}"));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_are_read_as_operators_write_them() {
        for (text, read_as) in [
            (
                "id:8C1 sub:001 dlvrd:001 submit date:2701101200 done date:2701101201 stat:DELIVRD err:000 text:Rappel : RDV",
                Some(("8C1", Fate::Delivered)),
            ),
            ("ID:0042 SUB:001 STAT:undeliv ERR:001 TEXT:", Some(("0042", Fate::Undelivered))),
            ("stat:EXPIRED id:a-b-c", Some(("a-b-c", Fate::Undelivered))),
            ("id:1 stat:ACCEPTD text:id:2 stat:DELIVRD", Some(("1", Fate::OnItsWay))),
            ("id:1 stat:WHATEVER", Some(("1", Fate::Unknown))),
            ("text:id:2 stat:DELIVRD", None),
            ("void:7 stat:DELIVRD", None),
            ("", None),
            ("id:", None),
        ] {
            let found = read(text);
            assert_eq!(found.as_ref().map(|(id, fate)| (id.as_str(), *fate)), read_as, "{text}");
        }
    }

    #[test]
    fn a_name_is_found_in_hexadecimal_and_in_decimal() {
        let same = |one: &str, other: &str| {
            let (one, other) = (forms(one), forms(other));
            one.iter().any(|form| other.contains(form))
        };
        assert!(same("8C1", "2241"));
        assert!(same("2241", "8c1"));
        assert!(same("0000002241", "2241"));
        assert!(same("000008C1", "0000002241"));
        assert!(same("A-b", "a-B"));
        assert!(!same("8C1", "2242"));
        assert!(!same("abc-1", "abc-2"));
        assert_eq!(forms("Zz9"), ["zz9"]);
        assert_eq!(forms("0"), ["0"]);
    }
}
