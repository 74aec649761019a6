//! Fictional people: names of many origins, and addresses that reach nobody
//! (`.example`, RFC 2606; numbers that the ARCEP keeps for fiction).

use std::collections::HashMap;

use super::random::Random;

const GIVEN: [&str; 72] = [
    "Aïcha",
    "Adama",
    "Aline",
    "Amélie",
    "Amir",
    "Anaïs",
    "André",
    "Anouk",
    "Antoine",
    "Awa",
    "Ayşe",
    "Bérénice",
    "Bilal",
    "Boubacar",
    "Camille",
    "Carlos",
    "Cédric",
    "Chloé",
    "Clémence",
    "Denise",
    "Djamila",
    "Éloïse",
    "Elif",
    "Émile",
    "Fatoumata",
    "Fernanda",
    "Françoise",
    "Gaëlle",
    "Gaspard",
    "Hélène",
    "Hugo",
    "Ibrahim",
    "Inès",
    "Ioana",
    "Iryna",
    "Jérôme",
    "Jeanne",
    "João",
    "Karim",
    "Khadija",
    "Lalao",
    "Leïla",
    "Linh",
    "Loïc",
    "Lucie",
    "Malika",
    "Mamadou",
    "Marguerite",
    "Mathieu",
    "Mehdi",
    "Minh",
    "Moussa",
    "Nadège",
    "Nathalie",
    "Noémie",
    "Oksana",
    "Olivier",
    "Paolo",
    "Pascale",
    "Priya",
    "Rachid",
    "Rémi",
    "Rosalie",
    "Salomé",
    "Samira",
    "Solène",
    "Taras",
    "Thérèse",
    "Valentin",
    "Yacine",
    "Yves",
    "Zoé",
];

/// Invented family names.
const FAMILY: [&str; 80] = [
    "Abrival",
    "Adjovi",
    "Alcazère",
    "Almeirim",
    "Arbousset",
    "Aubépin",
    "Baldaré",
    "Barkaoune",
    "Belgrève",
    "Benhaddar",
    "Bourdelle",
    "Boutarel",
    "Brumevall",
    "Cardeloup",
    "Cazaubiel",
    "Chanterive",
    "Charmoisy",
    "Clairambeau",
    "Corveliss",
    "Coulibasso",
    "Dambreville",
    "Dembarou",
    "Desgranval",
    "Diakhaté",
    "Doumergal",
    "Duvalcroix",
    "Écharvine",
    "Essombo",
    "Estrevel",
    "Falquières",
    "Faugerand",
    "Ferroudj",
    "Fontcouverte",
    "Gadelorme",
    "Garrigal",
    "Gombault",
    "Grandvoir",
    "Guessouma",
    "Haddarif",
    "Hautecombe",
    "Hoangly",
    "Ivanchuk",
    "Jalabric",
    "Kermadou",
    "Koumbassa",
    "Laborgne",
    "Lagrevelle",
    "Lancival",
    "Larbaoui",
    "Lestrevic",
    "Maléval",
    "Marchevent",
    "Mbengara",
    "Merlancourt",
    "Montségure",
    "Morvanec",
    "N'Dourou",
    "Nervalis",
    "Ouedrasso",
    "Pelletrin",
    "Peyrelongue",
    "Pintarelle",
    "Quintrec",
    "Rakotovelo",
    "Ravignol",
    "Rochebelle",
    "Rossignac",
    "Saint-Véran",
    "Sauvetrie",
    "Sidibara",
    "Tavernole",
    "Tessandier",
    "Thibaudan",
    "Tranvalle",
    "Valdombre",
    "Vasconcel",
    "Verdanceau",
    "Yildiral",
    "Zaouiche",
    "Zelenkov",
];

/// A person, and a key that is unique in its list.
pub(super) struct Person {
    pub given: &'static str,
    pub family: &'static str,
    pub key: String,
}

/// Draws people with unique keys.
#[derive(Default)]
pub(super) struct Register(HashMap<String, u32>);

impl Register {
    pub(super) fn draw(&mut self, random: &mut Random) -> Person {
        let (given, family) = (*random.pick(&GIVEN), *random.pick(&FAMILY));
        let base = format!("{}-{}", plain(given), plain(family));
        let times = self.0.entry(base.clone()).or_insert(0);
        *times += 1;
        let key = if *times == 1 { base } else { format!("{base}-{times}") };
        Person { given, family, key }
    }
}

/// A given name alone, for the entries of calendars.
pub(super) fn somebody(random: &mut Random) -> String {
    format!("{} {}", random.pick(&GIVEN), random.pick(&FAMILY))
}

/// The lower-case letters of a name, for keys and addresses.
pub(super) fn plain(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            'a'..='z' => Some(letter),
            'à' | 'â' | 'ã' | 'ä' => Some('a'),
            'ç' => Some('c'),
            'é' | 'è' | 'ê' | 'ë' => Some('e'),
            'î' | 'ï' | 'ı' => Some('i'),
            'ô' | 'ö' => Some('o'),
            'ş' => Some('s'),
            'ù' | 'û' | 'ü' => Some('u'),
            ' ' | '-' => Some('-'),
            _ => None,
        })
        .collect()
}

/// The mail address of a key: `aline-morvanec` writes from `aline.morvanec@...`.
pub(super) fn address(key: &str, host: &str) -> String {
    format!("{}@{host}", key.replace('-', "."))
}

/// A mobile number that the ARCEP keeps for fiction (06 39 98 xx xx).
pub(super) fn mobile(random: &mut Random) -> String {
    format!("06 39 98 {:02} {:02}", random.below(100), random.below(100))
}
