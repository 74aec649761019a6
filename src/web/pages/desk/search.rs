//! The search page of the desk: one field for name, date of birth, telephone, code.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use domain::contact::phone_shown;
use domain::ids::AppointmentId;
use domain::rights::Action;
use domain::zone;
use serde::Deserialize;

use crate::actions;
use crate::store::referral_summaries;
use crate::store::referral_summaries::Card;
use crate::text::{Arg, Key, TextError, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, show as answer};
use crate::web::pages::desk::callbacks;
use crate::web::pages::desk::labels::days_since;
use crate::web::pages::desk::staff::Desk;
use crate::web::routes;
use crate::web::state::State as App;

/// Most beneficiaries on one page; one more word narrows the search.
const MOST: usize = 12;

#[derive(Deserialize)]
pub struct DeskSearchQuery {
    #[serde(default)]
    q: String,
}

/// Somebody who was found.
pub struct Hit {
    pub href: String,
    pub earliest: Option<String>,
    pub arrive: Option<(String, AppointmentId)>,
    pub name: String,
    pub facts: Vec<String>,
    pub next: Option<String>,
    pub waits: Option<String>,
    pub is_late: bool,
}

#[derive(Template)]
#[template(path = "web/pages/desk/search.html")]
struct Page {
    layout: OfficeLayout,
    typed: String,
    said: Option<String>,
    hits: Vec<Hit>,
    calls: usize,
}

/// `GET /desk`
pub async fn show(State(app): State<App>, desk: Desk, Query(asked): Query<DeskSearchQuery>) -> Answer {
    desk.signed_in.must_here(Action::SearchBeneficiaries)?;
    let layout = desk.layout_with_alarms(&app, Tab::Desk).await?;
    let typed: String = asked.q.trim().chars().take(100).collect();
    let (territory, circle) = (desk.territory(), desk.access_scope());
    let mut hits = Vec::new();
    let mut said = None;
    if !typed.is_empty() {
        match actions::find_beneficiaries(&app.ctx, territory, &circle, &typed, MOST).await? {
            None => said = Some(layout.say(Key("desk-too-little"))?),
            Some(found) => {
                let ids: Vec<_> = found.people.iter().map(|found| found.person).collect();
                let since = zone::day_span(desk.snapshot.territory.zone, desk.today()).start;
                for card in referral_summaries::of(app.ctx.db.read(), territory, &ids, since).await? {
                    hits.push(hit(&desk, &layout, &card)?);
                }
                let key = if found.more { Key("desk-more") } else { Key("desk-found") };
                said = Some(layout.text.get(key, &[("count", Arg::from(hits.len()))])?);
            }
        }
    }
    let calls =
        if desk.signed_in.may_here(Action::SeeCallbacks) { callbacks::count(&app, &desk).await? } else { 0 };
    answer(StatusCode::OK, &Page { layout, typed, said, hits, calls })
}

/// A person in a few lines.
pub(super) fn hit(desk: &Desk, layout: &OfficeLayout, card: &Card) -> Result<Hit, OfficeError> {
    let person = &card.person;
    let href = routes::desk_person(person.id);
    let mut facts = Vec::new();
    if let Some(born) = person.born_on {
        let born = birthday(born);
        facts.push(layout.text.get(Key("desk-born"), &[("day", Arg::from(&born))])?);
    }
    facts.extend(person.phone.as_deref().map(phone_shown));
    let keys: Vec<&str> = card.files.iter().map(|file| file.key.as_str()).collect();
    let keys = keys.join(", ");
    facts.push(layout.text.get(Key("desk-file"), &[("key", Arg::from(&keys))])?);
    let next = match card.expected() {
        Some(expected) => Some(desk.moment(expected.visit.start, expected.site)?),
        None => None,
    };
    let open = card.open_file();
    let (waits, is_late) = match open.filter(|file| file.expected.is_none()) {
        Some(file) => waits(desk, layout, file.received_on)?,
        None => (None, false),
    };
    let today = card.expected().filter(|expected| {
        desk.clock(expected.visit.start, expected.site).date() == desk.today_at(expected.site)
    });
    Ok(Hit {
        earliest: open.filter(|file| file.expected.is_none()).map(|_| format!("{href}/earliest")),
        arrive: today.map(|expected| (format!("{href}/step"), expected.id)),
        name: format!("{} {}", person.given_name, person.family_name),
        facts,
        next,
        waits,
        is_late,
        href,
    })
}

/// A birthday without its day of the week: `29 février 1988`.
pub(super) fn birthday(born: chrono::NaiveDate) -> String {
    let said = dates::day_long(born);
    said.split_once(' ').map_or(said.clone(), |(_, date)| date.to_owned())
}

/// How long a referral has waited, and whether that exceeds the legal limit.
pub(super) fn waits(
    desk: &Desk,
    layout: &OfficeLayout,
    received_on: chrono::NaiveDate,
) -> Result<(Option<String>, bool), TextError> {
    let days = days_since(received_on, desk.today());
    let limit = desk.snapshot.territory.legal_limit(received_on);
    let said = layout.text.get(Key("desk-waits"), &[("count", Arg::from(days))])?;
    Ok((Some(said), limit.is_some_and(|limit| days > u64::from(limit.days))))
}
