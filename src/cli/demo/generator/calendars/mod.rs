//! External calendars of the professionals, written as the programs of their employers write them: with titles, places
//! and attendees, which the reader of calendars must drop.

mod google;
mod lines;
mod nextcloud;
mod outlook;
mod personal_calendar;
#[cfg(test)]
mod tests;
mod zimbra;

use domain::territory_document::ProfessionalSpec;

use super::random::{Random, Topic};
use super::recipe::Recipe;
use personal_calendar::PersonalCalendar;

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

    fn write(self, calendar: &PersonalCalendar) -> String {
        match self {
            Self::Outlook => outlook::write(calendar),
            Self::Google => google::write(calendar),
            Self::Zimbra => zimbra::write(calendar),
            Self::Nextcloud => nextcloud::write(calendar),
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
    personal_calendars(professionals, recipe)
        .map(|(owner, dialect, calendar)| ForeignCalendar {
            professional: owner.key.clone(),
            name: dialect.title().to_owned(),
            dialect,
            text: dialect.write(&calendar),
        })
        .collect()
}

fn personal_calendars<'a>(
    professionals: &'a [ProfessionalSpec],
    recipe: &'a Recipe,
) -> impl Iterator<Item = (&'a ProfessionalSpec, Dialect, PersonalCalendar)> {
    professionals.iter().enumerate().filter(|(index, _)| index % 3 != 2).map(|(index, owner)| {
        let dialect = Dialect::of_partner(owner.organisations.first().map_or("", String::as_str));
        let mut random = Random::new(recipe.seed, Topic::Calendar, index);
        (owner, dialect, PersonalCalendar::draw(owner, recipe, &mut random))
    })
}
