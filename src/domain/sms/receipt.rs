//! Delivery receipts of SMS operators, and their message references.

use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::word::words;

/// Status of a message, or of one of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ReceiptStatus {
    /// In transit.
    #[strum(serialize = "on_its_way")]
    InTransit,
    /// Delivered to the telephone.
    Delivered,
    /// Not delivered, for a temporary reason: the next message may arrive.
    #[strum(serialize = "missed")]
    NotDelivered,
    /// Undeliverable, and so will be the next: the number does not exist or is never on.
    Undelivered,
    /// The operator does not know.
    Unknown,
}

words!(ReceiptStatus, "a status of a receipt");

impl ReceiptStatus {
    /// True when the status is final.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::NotDelivered | Self::Undelivered)
    }

    /// The status of a message with these parts: delivered when all are, not delivered when one is not. `None` while
    /// parts are pending.
    #[must_use]
    pub fn of_parts(parts: &[Option<Self>]) -> Option<Self> {
        for lost in [Self::Undelivered, Self::NotDelivered] {
            if parts.contains(&Some(lost)) {
                return Some(lost);
            }
        }
        let all = !parts.is_empty() && parts.iter().all(|part| *part == Some(Self::Delivered));
        all.then_some(Self::Delivered)
    }
}

/// Shorter references are not converted.
const SHORTEST_NUMBER: usize = 7;

/// The reference and the status in a receipt's text (SMPP 3.4 appendix B): `id:8C1 sub:001 dlvrd:001 ... stat:DELIVRD
/// err:000 text:...`. The fields come in any order and case; the text after `text:` is personal data and ignored.
#[must_use]
pub fn read(text: &str) -> Option<(String, ReceiptStatus)> {
    let lower = text.to_ascii_lowercase();
    let end = lower.find("text:").unwrap_or(lower.len());
    let field = |name: &str| {
        let starts = lower[..end].match_indices(name).map(|(at, _)| at);
        let at = starts.into_iter().find(|at| *at == 0 || lower.as_bytes()[at - 1].is_ascii_whitespace())?;
        text[at + name.len()..end].split_whitespace().next().map(str::to_owned)
    };
    Some((field("id:")?, status_of(&field("stat:")?)))
}

/// The status of a receipt's state word (SMPP 3.4 appendix B, table B-2).
#[must_use]
pub fn status_of(word: &str) -> ReceiptStatus {
    match word.to_ascii_uppercase().as_str() {
        "DELIVRD" => ReceiptStatus::Delivered,
        "EXPIRED" | "UNDELIV" | "REJECTD" => ReceiptStatus::Undelivered,
        // Deleted early: this says nothing about the number.
        "DELETED" => ReceiptStatus::NotDelivered,
        "ACCEPTD" | "ENROUTE" => ReceiptStatus::InTransit,
        _ => ReceiptStatus::Unknown,
    }
}

/// Every form of the same message reference, the given one first: some exchanges return a hexadecimal reference and
/// report it in decimal, or the other way round, with or without leading zeros. A short number has no other form: it
/// could be the reference of another message of the same day.
#[must_use]
pub fn reference_forms(reference: &str) -> Vec<String> {
    let lower = reference.trim().to_ascii_lowercase();
    let mut forms = vec![lower.clone()];
    let bare = lower.trim_start_matches('0');
    let mut add = |form: String| {
        if !form.is_empty() && !forms.contains(&form) {
            forms.push(form);
        }
    };
    if !bare.is_empty() {
        add(bare.to_owned());
    }
    if bare.len() >= SHORTEST_NUMBER && bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
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
                Some(("8C1", ReceiptStatus::Delivered)),
            ),
            ("ID:0042 SUB:001 STAT:undeliv ERR:001 TEXT:", Some(("0042", ReceiptStatus::Undelivered))),
            ("stat:EXPIRED id:a-b-c", Some(("a-b-c", ReceiptStatus::Undelivered))),
            ("id:7 stat:DELETED", Some(("7", ReceiptStatus::NotDelivered))),
            ("id:1 stat:ACCEPTD text:id:2 stat:DELIVRD", Some(("1", ReceiptStatus::InTransit))),
            ("id:1 stat:WHATEVER", Some(("1", ReceiptStatus::Unknown))),
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
    fn a_message_arrived_when_all_its_parts_did() {
        use ReceiptStatus::{Delivered, InTransit, NotDelivered, Undelivered};
        for (parts, whole) in [
            (vec![Some(Delivered)], Some(Delivered)),
            (vec![Some(Delivered), None], None),
            (vec![Some(Delivered), Some(InTransit)], None),
            (vec![Some(Delivered), Some(Delivered)], Some(Delivered)),
            (vec![Some(Delivered), Some(Undelivered)], Some(Undelivered)),
            (vec![None, Some(Undelivered)], Some(Undelivered)),
            (vec![Some(NotDelivered), Some(Delivered)], Some(NotDelivered)),
            (vec![Some(NotDelivered), Some(Undelivered)], Some(Undelivered)),
            (vec![], None),
        ] {
            assert_eq!(ReceiptStatus::of_parts(&parts), whole, "{parts:?}");
        }
    }

    #[test]
    fn a_name_is_found_in_hexadecimal_and_in_decimal() {
        let same = |one: &str, other: &str| {
            let (one, other) = (reference_forms(one), reference_forms(other));
            one.iter().any(|form| other.contains(form))
        };
        assert!(same("8C1F00D", "146927629"));
        assert!(same("146927629", "8c1f00d"));
        assert!(same("0000146927629", "146927629"));
        assert!(same("00008C1F00D", "0000146927629"));
        assert!(same("0042", "42"));
        assert!(same("A-b", "a-B"));
        assert!(!same("8C1F00D", "146927630"));
        assert!(!same("abc-1", "abc-2"));
        assert!(!same("10", "16"), "both may be names of today");
        assert_eq!(reference_forms("Zz9"), ["zz9"]);
        assert_eq!(reference_forms("0"), ["0"]);
    }
}
