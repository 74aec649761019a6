//! Which words of a territory are too long to be read in a short message.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::credentials::{CODE_LENGTH, TOKEN_LENGTH};
use domain::territory::Site;
use domain::time::Minutes;
use domain::visit::{Language, Mode};

use super::{Others, Place, Saying, SmsContent, Visit, write};
use crate::text::{Catalogue, TextError};

/// A word that has no room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// Which: `sites[melun].address`, `links.public_url`.
    pub field: String,
    /// What follows of it, and the mend.
    pub mend: String,
}

/// The words of `sites` and of the service's own address (`public_host`, without `https://`) that the short messages of some
/// language have no room for, with the longest dates there are. Nothing else is wrong with them: such a message leaves
/// the place out, or the page, rather than cost twice.
///
/// # Errors
/// [`TextError`].
pub fn too_long<'a>(
    sites: impl Iterator<Item = &'a Site>,
    public_host: Option<&str>,
) -> Result<Vec<TooLong>, TextError> {
    let french = Language::french();
    let mut found = Vec::new();
    let link = public_host.map(|host| longest_link(host, CODE_LENGTH));
    for site in sites {
        let visit = Visit { place: Place { name: &site.name, address: &site.address }, ..longest(&french)? };
        for saying in [Saying::Confirmation, Saying::Reminder { answerable: true }] {
            let facts = SmsContent {
                saying,
                visit: Some(visit),
                others: Others::default(),
                link: link.as_deref(),
                phone: &site.phone,
            };
            let written = write(&french, &facts)?;
            let address = domain::sms::plain::plain(&site.address);
            if written.encoded.segments() > 1 {
                found.push(TooLong {
                    field: format!("sites[{}].phone", site.key),
                    mend: "a short message with it takes two: write a telephone number only".to_owned(),
                });
            } else if !written.text.contains(&address) {
                found.push(TooLong {
                    field: format!("sites[{}].address", site.key),
                    mend: format!(
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
            for saying in [Saying::Choose, Saying::Confirmation, Saying::Missed] {
                let visit = Some(longest(&language)?);
                let facts = SmsContent {
                    saying,
                    visit,
                    others: Others::default(),
                    link: Some(&link),
                    phone: "01 23 45 67 89",
                };
                if !write(&language, &facts)?.text.contains(&link) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    };
    if let Some(host) = public_host
        && !fits(host)?
    {
        found.push(TooLong {
            field: "links.public_url".to_owned(),
            mend: "short messages in some language have no room for a link to it and will say a telephone number instead: \
                   use a shorter name, such as `rdv.dep99.fr`"
                .to_owned(),
        });
    }
    Ok(found)
}

/// The longest link there is to a person's page: with a code, or a token for somebody whose birthday is not known.
pub(super) fn longest_link(host: &str, characters: usize) -> String {
    debug_assert!(characters <= TOKEN_LENGTH);
    format!("{host}/r/{}", "W".repeat(characters))
}

/// An appointment at the moment that takes most letters in `language`.
pub(super) fn longest(language: &Language) -> Result<Visit<'static>, TextError> {
    let dates = Catalogue::for_language(language)?.dates();
    let first = NaiveDate::from_ymd_opt(2028, 1, 1).unwrap_or_default();
    let time = NaiveTime::from_hms_opt(10, 30, 0).unwrap_or_default();
    let moments = first.iter_days().take(7 * 366).map(|day| day.and_time(time));
    let at = moments.max_by_key(|at| dates.sms(*at).chars().count()).unwrap_or_else(NaiveDateTime::default);
    Ok(Visit {
        at,
        mode: Mode::Onsite,
        place: Place { name: "", address: "" },
        duration: Minutes(480),
        people: 2,
    })
}
