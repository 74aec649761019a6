//! The calendars that professionals keep elsewhere, written as the program of their employer writes them: with
//! titles, places and guests in them on purpose, which whoever reads them must drop.

mod diary;
mod google;
mod lines;
mod nextcloud;
mod outlook;
#[cfg(test)]
mod tests;
mod zimbra;

use domain::territory_document::ProfessionalSpec;

use super::Recipe;
use super::chance::{Chance, Topic};
use diary::Diary;

/// Which program wrote a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// Exchange, as Outlook publishes it.
    Outlook,
    /// Google.
    Google,
    /// Zimbra.
    Zimbra,
    /// Nextcloud, over sabre.
    Nextcloud,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 4] = [Self::Outlook, Self::Google, Self::Zimbra, Self::Nextcloud];

    /// What a partner has bought.
    fn of_partner(partner: &str) -> Self {
        match partner {
            "departement" => Self::Zimbra,
            "mission-locale" | "cap-emploi" => Self::Google,
            "ccas" | "passerelle" => Self::Nextcloud,
            _ => Self::Outlook,
        }
    }

    /// What its owner calls such a calendar.
    const fn title(self) -> &'static str {
        match self {
            Self::Outlook => "Calendrier Outlook",
            Self::Google => "Agenda Google",
            Self::Zimbra => "Calendrier Zimbra",
            Self::Nextcloud => "Agenda Nextcloud",
        }
    }

    fn write(self, diary: &Diary) -> String {
        match self {
            Self::Outlook => outlook::write(diary),
            Self::Google => google::write(diary),
            Self::Zimbra => zimbra::write(diary),
            Self::Nextcloud => nextcloud::write(diary),
        }
    }
}

/// A calendar as it comes from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignCalendar {
    /// Key of the professional whose it is.
    pub professional: String,
    /// What its owner calls it.
    pub name: String,
    /// Which program wrote it.
    pub dialect: Dialect,
    /// An iCalendar file.
    pub text: String,
}

/// The calendars of two professionals in three.
pub(super) fn of(professionals: &[ProfessionalSpec], recipe: &Recipe) -> Vec<ForeignCalendar> {
    diaries(professionals, recipe)
        .map(|(owner, dialect, diary)| ForeignCalendar {
            professional: owner.key.clone(),
            name: dialect.title().to_owned(),
            dialect,
            text: dialect.write(&diary),
        })
        .collect()
}

fn diaries<'a>(
    professionals: &'a [ProfessionalSpec],
    recipe: &'a Recipe,
) -> impl Iterator<Item = (&'a ProfessionalSpec, Dialect, Diary)> {
    professionals.iter().enumerate().filter(|(index, _)| index % 3 != 2).map(|(index, owner)| {
        let dialect = Dialect::of_partner(owner.organisations.first().map_or("", String::as_str));
        let mut chance = Chance::new(recipe.seed, Topic::Diary, index);
        (owner, dialect, Diary::draw(owner, recipe, &mut chance))
    })
}
