//! The document: its lists and fields, as written in TOML.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::waitlist::WaitlistRule;

/// A whole territory.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerritoryDocument {
    /// Key in files and URLs: lower-case letters, digits, dashes.
    pub key: String,
    /// Name on screens and in messages.
    pub name: String,
    /// IANA name of its wall clock, one of the French zones.
    pub time_zone: String,
    /// Which public holidays it keeps: a word of [`crate::holidays::HolidayCalendar`].
    pub holidays: String,
    /// Appearance.
    #[serde(default)]
    pub theme: ThemeSpec,
    /// Contact hours and waitlist.
    #[serde(default)]
    pub messages: MessagesSpec,
    /// Dated legal limits.
    #[serde(default)]
    pub legal_limits: Vec<LegalLimitSpec>,
    /// Partners.
    #[serde(default)]
    pub organisations: Vec<OrganisationSpec>,
    /// Sites.
    pub sites: Vec<SiteSpec>,
    /// Travel times between sites.
    #[serde(default)]
    pub travel: Vec<TravelSpec>,
    /// Rooms.
    #[serde(default)]
    pub rooms: Vec<RoomSpec>,
    /// Professionals.
    #[serde(default)]
    pub professionals: Vec<ProfessionalSpec>,
    /// Visit types.
    pub visit_types: Vec<VisitTypeSpec>,
    /// Referrals.
    #[serde(default)]
    pub referrals: Vec<ReferralSpec>,
}

/// Appearance of a territory.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeSpec {
    /// Its colour, `#14505c`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// The telephone for all its places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Contact hours and waitlist, wall clock of the territory.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MessagesSpec {
    /// First minute, `08:00`.
    pub from: String,
    /// End minute, `20:00`.
    pub to: String,
    /// Whether Sundays count as other days.
    pub sundays: bool,
    /// Who is notified when an earlier slot opens up.
    pub freed: WaitlistSpec,
}

impl Default for MessagesSpec {
    fn default() -> Self {
        Self {
            from: "08:00".to_owned(),
            to: "20:00".to_owned(),
            sundays: false,
            freed: WaitlistSpec::default(),
        }
    }
}

/// Who is notified when an earlier slot opens up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WaitlistSpec {
    /// How many people are notified at a time; 0 turns it off.
    pub people: u16,
    /// Number of rounds of notifications.
    pub rounds: u16,
    /// Days between two notifications of one beneficiary.
    pub pause_days: u16,
    /// Days that the slot must be earlier than an existing appointment.
    #[serde(rename = "gain_days")]
    pub min_gain_days: u16,
    /// Least hours between the message and the slot.
    pub notice_hours: u16,
}

impl Default for WaitlistSpec {
    fn default() -> Self {
        let WaitlistRule { people, rounds, pause_days, min_gain_days, notice_hours } =
            WaitlistRule::default();
        Self { people, rounds, pause_days, min_gain_days, notice_hours }
    }
}

/// From a referral date on, how many days the law gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalLimitSpec {
    /// First referral date.
    pub from: NaiveDate,
    /// Calendar days.
    pub days: u16,
    /// The text it comes from.
    pub source: String,
}

/// A partner.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganisationSpec {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// `departement`, `france_travail`, `mission_locale`, `cap_emploi`, `ccas` or `association`.
    pub kind: String,
}

/// A site.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteSpec {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Postal address on one line.
    pub address: String,
    /// Telephone shown to beneficiaries.
    pub phone: String,
    /// Its wall clock, when it is not the territory's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// What it offers to people with disabilities: words of [`crate::accessibility::AccessibilityFeature`].
    #[serde(default)]
    pub access: Vec<String>,
    /// A note about access, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_note: Option<String>,
    /// When it receives people.
    pub hours: Vec<HoursSpec>,
}

/// Opening hours of some weekdays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursSpec {
    /// `mon` to `sun`.
    pub days: Vec<String>,
    /// First minute, `08:30`.
    pub from: String,
    /// End minute, `12:30`; `24:00` is the midnight that ends the day.
    pub to: String,
}

/// Travel time from one site to another.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TravelSpec {
    /// Key of a site.
    pub from: String,
    /// Key of another.
    pub to: String,
    /// Minutes; the way back takes as long unless given.
    pub minutes: u32,
}

/// A room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomSpec {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Key of its site.
    pub site: String,
    /// Roles beside `room`: `room:step_free`.
    #[serde(default)]
    pub roles: Vec<String>,
    /// When it can be booked, when that is not the hours of its site.
    #[serde(default)]
    pub openings: Vec<OpeningSpec>,
}

/// A professional.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfessionalSpec {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Where invitations go.
    pub email: String,
    /// Keys of the organisations they work for.
    pub organisations: Vec<String>,
    /// Roles they can fill.
    pub roles: Vec<String>,
    /// Codes of the languages they speak.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Share of full working time, per cent; full time for somebody new when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<u8>,
    /// Most appointments a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_cap: Option<u16>,
    /// Most appointments a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_cap: Option<u16>,
    /// When they can be booked.
    #[serde(default)]
    pub openings: Vec<OpeningSpec>,
    /// When they are away.
    #[serde(default)]
    pub absences: Vec<AbsenceSpec>,
}

/// When someone can be booked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningSpec {
    /// Key of the site.
    pub site: String,
    /// First day, wall clock of the site.
    pub first_day: NaiveDate,
    /// First minute, `09:00`.
    pub from: String,
    /// End minute, `12:00`.
    pub to: String,
    /// RFC 5545 recurrence rule that gives days; none for that day only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<String>,
    /// Modes: all when empty.
    #[serde(default)]
    pub modes: Vec<String>,
    /// Keys of the visit types it is kept for: all when empty.
    #[serde(default)]
    pub visit_types: Vec<String>,
    /// Exceptions.
    #[serde(default)]
    pub except: Vec<ExceptionSpec>,
}

/// An exception of an opening: closed, or on another day at other hours.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionSpec {
    /// The day the rule gives.
    pub day: NaiveDate,
    /// The day instead; the same day when only hours are given; closed when nothing is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// First minute of the other hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// End minute of the other hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// When someone is away, wall clock of the territory.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbsenceSpec {
    /// First day, or first minute: `2026-12-21` or `2026-12-21T14:00`.
    pub from: String,
    /// Last day (whole), or end minute.
    pub to: String,
}

/// A visit type.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitTypeSpec {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Minutes.
    pub duration: u32,
    /// Starts are at wall-clock multiples of this many minutes.
    #[serde(default = "quarter")]
    pub grid: u32,
    /// Shortest time between now and a start, minutes.
    #[serde(default)]
    pub notice: u32,
    /// How many days ahead a start may lie.
    pub horizon_days: u32,
    /// Modes of the visit.
    pub modes: Vec<String>,
    /// Minutes kept free before by the professionals.
    #[serde(default)]
    pub buffer_before: u32,
    /// Minutes kept free after by the professionals.
    #[serde(default)]
    pub buffer_after: u32,
    /// True when anybody may book it, without a link, from the territory's public page.
    #[serde(default)]
    pub public: bool,
    /// Roles of the team.
    pub roles: Vec<RoleSpec>,
    /// Reminders; the default ones when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminders: Option<Vec<ReminderSpec>>,
    /// Days after which an invitation that nobody answered is sent once more; never when 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chase_days: Option<u16>,
}

/// One reminder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReminderSpec {
    /// How long before the start: `7d`, `2h`, `90m`.
    pub before: String,
    /// `mail` or `sms`.
    pub channel: String,
    /// Whether it asks for a reply.
    #[serde(default)]
    pub asks: bool,
}

const fn quarter() -> u32 {
    15
}

/// Seats of one role in a visit type.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSpec {
    /// The role.
    pub role: String,
    /// How many.
    #[serde(default = "one")]
    pub count: u8,
    /// The modes in which it is needed: all of the visit type when empty.
    #[serde(default)]
    pub modes: Vec<String>,
    /// True when it can be filled from anywhere by telephone or video.
    #[serde(default)]
    pub anywhere: bool,
}

const fn one() -> u8 {
    1
}

/// A referral.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferralSpec {
    /// File number.
    pub key: String,
    /// Given name of the beneficiary; one of the two names may be empty.
    #[serde(default)]
    pub given_name: String,
    /// Family name of the beneficiary.
    #[serde(default)]
    pub family_name: String,
    /// Mail address of the beneficiary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone of the beneficiary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Birthday of the beneficiary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born_on: Option<NaiveDate>,
    /// Language of the beneficiary; French for somebody new when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When the referral was received.
    pub received_on: NaiveDate,
    /// Key of the organisation in charge of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Key of the preferred site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Key of the professional who is the referent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referent: Option<String>,
    /// Language an interpreter is needed for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<String>,
}
