//! Meaning of an SMS reply. Unclear replies are never guessed: the desk reads them.

use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};
use unicode_normalization::UnicodeNormalization;

use crate::word::words;

/// Longest reply that is parsed, in letters; longer ones are for the desk.
const LONGEST: usize = 60;

/// Meaning of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ReplyMeaning {
    /// 1: I come.
    Comes,
    /// 2: I want to change; also: I do not come.
    Change,
    /// STOP: no more of these messages.
    Stop,
    /// Something else: the desk reads it.
    Other,
}

words!(ReplyMeaning, "a meaning of a reply");

/// Replies that confirm, without diacritics, in French, English and Arabic.
const COMES: &[&str] = &[
    "1",
    "un",
    "oui",
    "ok",
    "d accord",
    "je viens",
    "je serai la",
    "je confirme",
    "confirme",
    "present",
    "presente",
    "one",
    "yes",
    "i come",
    "i will come",
    "i ll come",
    "coming",
    "confirm",
    "confirmed", //
    "نعم",
    "موافق",
    "موافقة",
    "ساتي",
    "ساحضر",
    "حاضر",
    "حاضرة",
    "اكيد",
];
/// Replies that ask for another day, or decline: the linked page does both.
const CHANGE: &[&str] = &[
    "2",
    "deux",
    "non",
    "changer",
    "je change",
    "changement",
    "autre jour",
    "deplacer",
    "annuler",
    "j annule",
    "je ne viens pas",
    "je ne peux pas",
    "je ne peux pas venir",
    "two",
    "no",
    "change",
    "another day",
    "cancel",
    "i can t come",
    "i cannot come", //
    "لا",
    "تغيير",
    "اغير",
    "يوم اخر",
    "الغاء",
    "لن اتي",
    "لن احضر",
];
/// Replies that opt out (the French charter of operators asks for STOP).
const STOP: &[&str] = &[
    "stop",
    "stop sms",
    "sms stop",
    "arret",
    "arreter",
    "arretez",
    "unsubscribe",
    "desabonner", //
    "توقف",
    "قف",
    "ايقاف",
    "اوقف",
];
/// Polite words that are ignored.
const POLITE: &[&str] = &[
    "merci",
    "svp",
    "bonjour",
    "bonsoir",
    "salut",
    "cordialement",
    "thanks",
    "thank",
    "you",
    "please",
    "hello",
    "hi", //
    "شكرا",
    "مرحبا",
    "السلام",
    "عليكم",
    "من",
    "فضلك",
];

/// Parses `text`. Script of digits, case, diacritics, punctuation and polite words are ignored; `1 heure de retard`
/// is not a confirmation.
#[must_use]
pub fn parse_reply(text: &str) -> ReplyMeaning {
    if text.chars().count() > LONGEST {
        return ReplyMeaning::Other;
    }
    let words = words(text);
    let said: Vec<&str> = words.iter().map(String::as_str).filter(|word| !POLITE.contains(word)).collect();
    let means = |said: &str| {
        [(COMES, ReplyMeaning::Comes), (CHANGE, ReplyMeaning::Change), (STOP, ReplyMeaning::Stop)]
            .into_iter()
            .find(|(list, _)| list.contains(&said))
            .map(|(_, reply)| reply)
    };
    if let Some(reply) = means(&said.join(" ")) {
        return reply;
    }
    // `1 = je viens`, `Oui je viens`: the first word and the rest have the same meaning.
    match said.split_first() {
        Some((first, rest)) if !rest.is_empty() => match (means(first), means(&rest.join(" "))) {
            (Some(one), Some(other)) if one == other => one,
            _ => ReplyMeaning::Other,
        },
        _ => ReplyMeaning::Other,
    }
}

/// The words of `text`: lower case without diacritics, digits as 0 to 9.
fn words(text: &str) -> Vec<String> {
    let mut plain = String::new();
    for letter in text.nfkd().flat_map(char::to_lowercase) {
        match letter {
            // Combining marks: diacritics of Latin letters, vowels and hamzas of Arabic.
            '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' => {}
            '\u{660}'..='\u{669}' => plain.push(digit(letter, '\u{660}')),
            '\u{6f0}'..='\u{6f9}' => plain.push(digit(letter, '\u{6f0}')),
            letter if letter.is_alphanumeric() => plain.push(letter),
            _ => plain.push(' '),
        }
    }
    plain.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn digit(letter: char, zero: char) -> char {
    char::from_digit(u32::from(letter) - u32::from(zero), 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn answers_are_understood_in_three_languages() {
        for (text, meaning) in [
            ("1", ReplyMeaning::Comes),
            (" 1. ", ReplyMeaning::Comes),
            ("1 !", ReplyMeaning::Comes),
            ("1️⃣", ReplyMeaning::Comes),
            ("１", ReplyMeaning::Comes),
            ("1 = je viens", ReplyMeaning::Comes),
            ("Oui, je viens. Merci", ReplyMeaning::Comes),
            ("D’accord", ReplyMeaning::Comes),
            ("je serai là", ReplyMeaning::Comes),
            ("YES thank you", ReplyMeaning::Comes),
            ("I’ll come", ReplyMeaning::Comes),
            ("١", ReplyMeaning::Comes),
            ("۱", ReplyMeaning::Comes),
            ("نعم شكرا", ReplyMeaning::Comes),
            ("سآتي", ReplyMeaning::Comes),
            ("سأحضر", ReplyMeaning::Comes),
            ("2", ReplyMeaning::Change),
            ("2 = change", ReplyMeaning::Change),
            ("Non", ReplyMeaning::Change),
            ("Annuler svp", ReplyMeaning::Change),
            ("٢", ReplyMeaning::Change),
            ("لا", ReplyMeaning::Change),
            ("إلغاء", ReplyMeaning::Change),
            ("STOP", ReplyMeaning::Stop),
            ("Stop.", ReplyMeaning::Stop),
            ("stop sms merci", ReplyMeaning::Stop),
            ("Arrêt", ReplyMeaning::Stop),
            ("توقف", ReplyMeaning::Stop),
            ("إيقاف", ReplyMeaning::Stop),
        ] {
            assert_eq!(parse_reply(text), meaning, "{text}");
        }
    }

    #[test]
    fn what_is_not_sure_is_read_by_a_person() {
        for text in [
            "",
            "?",
            "1 2",
            "12",
            "1 heure de retard",
            "2 personnes",
            "1 ou 2",
            "oui mais pas avant 10h",
            "j'ai un rendez-vous chez le médecin à 9h, je peux venir à 11h ?",
            "stop au 3e étage ?",
            "oui non",
            "Qui êtes-vous ?",
            "merci",
        ] {
            assert_eq!(parse_reply(text), ReplyMeaning::Other, "{text}");
        }
        assert_eq!(parse_reply(&"1 ".repeat(10_000)), ReplyMeaning::Other);
    }

    proptest! {
        #[test]
        fn any_text_has_one_meaning(text in any::<String>()) {
            let _ = parse_reply(&text);
        }
    }
}
