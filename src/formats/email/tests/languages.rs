//! The emails to beneficiaries in every language.

use super::*;
use crate::text::Direction;

/// Every kind of mail to the person, in every language but French, calm and hostile.
pub(super) fn letters() -> Vec<EmailContent> {
    let mut letters = Vec::new();
    let languages = Catalogue::all().unwrap().iter().skip(1);
    for (index, text) in languages.enumerate() {
        for kind in MessageKind::ALL.into_iter().filter(|kind| !is_professional(*kind)) {
            for (offset, mut letter) in [(0x400, letter(kind)), (0x500, hostile(kind))] {
                letter.message = MessageId(Uuid::from_u128(offset + 0x10 * index as u128 + kind as u128));
                letter.language = Language::parse(text.code()).unwrap();
                letters.push(letter);
            }
        }
    }
    letters
}

fn said(code: &str, kind: MessageKind) -> String {
    plain(&EmailContent { language: Language::parse(code).unwrap(), ..letter(kind) })
}

#[test]
fn the_confirmation_is_said_in_easy_french() {
    let expected = "\
Bonjour Samia,

C'est noté.
Vous avez un rendez-vous. C'est le mardi 12 janvier 2027 à 9 h 30.

Quand : mardi 12 janvier 2027 à 9 h 30 (matin)
Combien de temps : 1 heure
Où : Maison de l'insertion, 4 rue Hugo, 77000 Melun
Prenez avec vous : votre carte d'identité. C'est tout.
Téléphone : 01 23 45 67 89

2 personnes vous attendent. Vous voyez ces personnes en même temps.
Le fichier joint met le rendez-vous dans votre téléphone.

Changer ou annuler le rendez-vous :
https://rdv.dep77.fr/r/K7M2QX

Vous avez une question ? Appelez le 01 23 45 67 89.
Ne répondez pas à ce mail : personne ne lit les réponses.
Nous ne demandons jamais d'argent. Nous ne demandons jamais votre carte bancaire.
À bientôt.

Rendez-vous Seine-et-Marne, Département de Seine-et-Marne";
    assert_eq!(said("fr-x-falc", MessageKind::Confirmation), expected);
}

#[test]
fn the_confirmation_is_said_in_english() {
    let expected = "\
Hello Samia,

It is booked.
You have an appointment on Tuesday 12 January 2027 at 09:30.

When: Tuesday 12 January 2027 at 09:30 (morning)
How long: 1 hour
Where: Maison de l'insertion, 4 rue Hugo, 77000 Melun
Please bring: your identity card. Nothing else.
Telephone: 01 23 45 67 89

2 people are expecting you. You meet them at the same time.
The attached file puts the appointment in your phone.

Change or cancel the appointment:
https://rdv.dep77.fr/r/K7M2QX

Do you need help? Call 01 23 45 67 89.
Nobody reads replies to this email.
We never ask for money or for a bank card number.
See you soon.

Rendez-vous Seine-et-Marne, Département de Seine-et-Marne";
    assert_eq!(said("en", MessageKind::Confirmation), expected);
}

#[test]
fn the_confirmation_is_said_in_arabic() {
    let expected = "\
مرحبا Samia،

تم تسجيل موعدكم.
لديكم موعد يوم الثلاثاء 12 جانفي 2027 على الساعة 9:30.

متى: الثلاثاء 12 جانفي 2027 على الساعة 9:30 (صباحا)
المدة: ساعة واحدة
المكان: Maison de l'insertion, 4 rue Hugo, 77000 Melun
أحضروا معكم: بطاقة هويتكم. هذا كل شيء.
الهاتف: 01\u{a0}23\u{a0}45\u{a0}67\u{a0}89

ينتظركم شخصان. تلتقون بهما في نفس الوقت.
الملف المرفق يضع الموعد في هاتفكم.

تغيير الموعد أو إلغاؤه:
https://rdv.dep77.fr/r/K7M2QX

هل تحتاجون إلى مساعدة؟ اتصلوا على الرقم 01\u{a0}23\u{a0}45\u{a0}67\u{a0}89.
لا أحد يقرأ الردود على هذا البريد.
لا نطلب منكم أبدا مالا ولا رقم بطاقة بنكية.
إلى اللقاء.

Rendez-vous Seine-et-Marne, Département de Seine-et-Marne";
    assert_eq!(said("ar", MessageKind::Confirmation), expected);
}

/// No word of another language slips in: an Arabic mail has Latin letters only in names, places and the link.
#[test]
fn an_arabic_mail_is_arabic_throughout() {
    for letter in letters().into_iter().filter(|letter| letter.language.code() == "ar") {
        let bare = EmailContent {
            place: EmailPlace { name: String::new(), address: String::new(), ..letter.place.clone() },
            person: Person { given_name: String::new(), ..letter.person.clone() },
            link: None,
            stop: None,
            ..letter
        };
        let said = plain(&bare).replace("Rendez-vous Seine-et-Marne, Département de Seine-et-Marne", "");
        assert!(!said.chars().any(|c| c.is_ascii_alphabetic()), "{said}");
    }
}

/// Mail programs drop `html` and `body` with their attributes: the direction is set on elements that they keep.
#[test]
fn every_mail_says_its_language_and_direction() {
    for letter in letters() {
        let text = Catalogue::for_language(&letter.language).unwrap();
        let mark = format!("lang=\"{}\" dir=\"{}\">", text.language(), text.direction().word());
        let said = html(&letter);
        assert!(said.contains(&format!("<html {mark}")) && said.contains(&format!("<main {mark}")), "{said}");
        assert_eq!(text.direction() == Direction::RightToLeft, letter.language.code() == "ar");
        let mail = write(&letter, &service(), now()).unwrap();
        assert!(text_of(&mail).contains(&format!("Content-Language: {}\r\n", text.language())));
        assert!(mail.bytes().is_ascii());
    }
}
