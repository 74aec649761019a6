//! Enumerations of the API, and keys of the territory's parts.

use domain::appointment_state::{Party, Reason, State};
use domain::ids::SiteId;
use domain::referral::ExitReason;
use domain::search::Shortage;
use domain::territory::Territory;
use domain::time::HalfDay;
use domain::visit::Mode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actions;
use crate::web::errors::not_in_territory::{self, NotInTerritory};

/// A closed list of words that stands for one of the domain's, the same word for word.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $domain:ty { $($(#[$about:meta])* $word:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$about])* $word),+ }

        impl From<$name> for $domain {
            fn from(word: $name) -> Self {
                match word { $($name::$word => Self::$word),+ }
            }
        }

        impl From<$domain> for $name {
            fn from(word: $domain) -> Self {
                match word { $(<$domain>::$word => Self::$word),+ }
            }
        }
    )+};
}

words! {
    /// How the person is received.
    ModeWord = Mode {
        /// At the site.
        Onsite,
        /// By telephone.
        Phone,
        /// By video.
        Video,
    }
    /// A half of a day: the afternoon begins at noon.
    HalfDayWord = HalfDay {
        /// Until noon, wall clock of the site.
        Morning,
        /// From noon on.
        Afternoon,
    }
    /// Who calls an appointment off.
    PartyWord = Party {
        /// The person received.
        Beneficiary,
        /// One of the professionals.
        Professional,
        /// A desk, an organisation, the territory.
        Service,
    }
    /// Why an appointment is called off.
    ReasonWord = Reason {
        /// The person asked for it.
        Asked,
        /// Somebody of the team is away and nobody can take the place.
        TeamAway,
        /// The site cannot receive.
        SiteClosed,
        /// The person is no longer concerned.
        NotConcerned,
        /// Booked by mistake.
        Mistake,
    }
    /// Why a referral ends without an appointment.
    ExitWord = ExitReason {
        /// Lives in another territory now.
        MovedAway,
        /// No longer has the right.
        RightsEnded,
        /// Found work.
        FoundWork,
        /// Received elsewhere, or registered twice.
        Elsewhere,
    }
    /// Where an appointment stands.
    StateWord = State {
        /// Proposed; nothing is reserved.
        Offered,
        /// Reserved for minutes.
        Held,
        /// Booked, also when it was rescheduled: `revision` then grew.
        Booked,
        /// Called off.
        Cancelled,
        /// The person came.
        Attended,
        /// The person did not come.
        NoShow,
        /// A hold that was given back, or that nobody confirmed in time.
        Closed,
    }
    /// Whether the person came.
    OutcomeWord = actions::Outcome {
        /// They came.
        Attended,
        /// They did not.
        NoShow,
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WeekdayWord {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl From<WeekdayWord> for chrono::Weekday {
    fn from(word: WeekdayWord) -> Self {
        match word {
            WeekdayWord::Mon => Self::Mon,
            WeekdayWord::Tue => Self::Tue,
            WeekdayWord::Wed => Self::Wed,
            WeekdayWord::Thu => Self::Thu,
            WeekdayWord::Fri => Self::Fri,
            WeekdayWord::Sat => Self::Sat,
            WeekdayWord::Sun => Self::Sun,
        }
    }
}

/// A half-day when the person cannot come, wall clock of the site: every week, or on one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CannotCome {
    /// Every week on this day; this or `on`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) weekday: Option<WeekdayWord>,
    /// On this date; this or `weekday`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) on: Option<chrono::NaiveDate>,
    /// Which half.
    pub(super) half: HalfDayWord,
}

/// What was lacking, as a word: a role, `distinct_people` or `beneficiary`.
pub(super) fn lack(lack: &Shortage) -> String {
    match lack {
        Shortage::Role(role) => role.name().to_owned(),
        Shortage::Distinct => "distinct_people".to_owned(),
        Shortage::Beneficiary => "beneficiary".to_owned(),
    }
}

/// The key of a site.
///
/// # Errors
/// [`NotInTerritory`].
pub(super) fn site_key(territory: &Territory, site: SiteId) -> Result<String, NotInTerritory> {
    Ok(not_in_territory::site(territory, site)?.key.clone())
}
