//! Check of a territory's texts that are too long for an SMS.

use chrono::{NaiveDate, NaiveTime};
use domain::credentials::{CODE_LENGTH, TOKEN_LENGTH};
use domain::territory::Site;
use domain::time::Minutes;
use domain::visit::{Language, Mode};

use super::content::{SameDayAppointments, SmsContent, SmsKind, SmsPlace, SmsVisit, write};
use crate::text::{Catalogue, TextError};

/// A text that is too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OversizedText {
    /// Field: `sites[melun].address`, `links.public_url`.
    pub field: String,
    /// The consequence, and what to write instead.
    pub suggestion: String,
}

/// The texts of `sites` and the public host (`public_host`, without `https://`) that do not fit into the SMS of some
/// language with the longest dates. They are not errors: such a message leaves out the site or the link rather than
/// cost twice.
///
/// # Errors
/// [`TextError`].
pub fn too_long<'a>(
    sites: impl Iterator<Item = &'a Site>,
    public_host: Option<&str>,
) -> Result<Vec<OversizedText>, TextError> {
    let french = Language::french();
    let mut found = Vec::new();
    let link = public_host.map(|host| longest_link(host, CODE_LENGTH));
    for site in sites {
        let visit =
            SmsVisit { place: SmsPlace { name: &site.name, address: &site.address }, ..longest(&french)? };
        for kind in [SmsKind::Confirmation, SmsKind::Reminder { answerable: true }] {
            let content = SmsContent {
                kind,
                visit: Some(visit),
                same_day: SameDayAppointments::default(),
                link: link.as_deref(),
                phone: &site.phone,
            };
            let written = write(&french, &content)?;
            let address = domain::sms::transliteration::transliterate(&site.address);
            if written.encoded.segments() > 1 {
                found.push(OversizedText {
                    field: format!("sites[{}].phone", site.key),
                    suggestion: "a short message with it takes two: write a telephone number only".to_owned(),
                });
            } else if !written.text.contains(&address) {
                found.push(OversizedText {
                    field: format!("sites[{}].address", site.key),
                    suggestion: format!(
                        "its {} letters have no room in a short message, which will not name the place: write street \
                         and town only",
                        site.address.chars().count()
                    ),
                });
                break;
            }
        }
    }
    let fits = |host: &str| -> Result<bool, TextError> {
        for words in Catalogue::all()? {
            let language = Language::parse(words.code()).unwrap_or_else(Language::french);
            let link = longest_link(host, CODE_LENGTH);
            for kind in [SmsKind::Choose, SmsKind::Confirmation, SmsKind::Missed] {
                let visit = Some(longest(&language)?);
                let content = SmsContent {
                    kind,
                    visit,
                    same_day: SameDayAppointments::default(),
                    link: Some(&link),
                    phone: "01 23 45 67 89",
                };
                if !write(&language, &content)?.text.contains(&link) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    };
    if let Some(host) = public_host
        && !fits(host)?
    {
        found.push(OversizedText {
            field: "links.public_url".to_owned(),
            suggestion: "short messages in some language have no room for a link to it and will say a telephone number instead: \
                   use a shorter name, such as `rdv.dep99.fr`"
                .to_owned(),
        });
    }
    Ok(found)
}

/// The longest possible link to a beneficiary's page: with a code, or a token when no birthday is known.
pub(super) fn longest_link(host: &str, characters: usize) -> String {
    debug_assert!(characters <= TOKEN_LENGTH);
    format!("{host}/r/{}", "W".repeat(characters))
}

/// An appointment at the date and time with the longest text in `language`.
#[expect(clippy::expect_used, reason = "constants of the calendar, and seven years are not empty")]
pub(super) fn longest(language: &Language) -> Result<SmsVisit<'static>, TextError> {
    let dates = Catalogue::for_language(language)?.dates();
    let first = NaiveDate::from_ymd_opt(2028, 1, 1).expect("a date");
    let time = NaiveTime::from_hms_opt(10, 30, 0).expect("a time");
    let moments = first.iter_days().take(7 * 366).map(|day| day.and_time(time));
    let at = moments.max_by_key(|at| dates.sms(*at).chars().count()).expect("there are days");
    Ok(SmsVisit {
        at,
        mode: Mode::Onsite,
        place: SmsPlace { name: "", address: "" },
        duration: Minutes(480),
        people: 2,
    })
}
