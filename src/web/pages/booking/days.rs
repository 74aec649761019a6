//! The page that lists further days with free starts.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::actions::{self, OfferError};
use crate::text::Key;
use crate::web::days::{DAYS, by_day};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::layout::beneficiary_layout::onward;
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::pages::booking::dates::{Group, Page, Purpose, frame, offer};
use crate::web::routes;
use crate::web::state::State as App;

/// Which page.
#[derive(Deserialize)]
pub struct DaysQuery {
    #[serde(default)]
    pub(super) page: u16,
}

/// `GET /book/days`
pub async fn ask(
    State(app): State<App>,
    session: BeneficiarySession,
    Query(asked): Query<DaysQuery>,
) -> Answer {
    if session.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let page = page(&app, &session, Purpose::Book, asked.page).await?;
    show(StatusCode::OK, &page.layout, &page)
}

/// The days of one page.
pub(super) async fn page(
    app: &App,
    session: &BeneficiarySession,
    purpose: Purpose,
    number: u16,
) -> Result<Page, BeneficiaryError> {
    let ask = session.ask()?;
    let mut page = frame(session, purpose)?;
    let starts = match actions::starts(&app.ctx, &ask).await {
        Ok(starts) => starts,
        Err(OfferError::EmptyWindow) => Vec::new(),
        Err(other) => return Err(other.into()),
    };
    let days = by_day(&starts, |start| session.clock(start.at, start.site));
    let first = usize::from(number) * DAYS;
    for (day, starts) in days.iter().skip(first).take(DAYS) {
        let mut offers = Vec::new();
        for start in starts {
            offers.push(offer(session, &page.layout, ask.mode, *start)?);
        }
        page.groups.push(Group { title: Some(session.text.dates().day(*day, session.today(app))), offers });
    }
    page.screen = "days";
    page.title = page.layout.say(Key("days-title"))?;
    page.leads = said_once(&mut page.groups);
    let other_ways = page.ways.split_off(1);
    page.ways.clear();
    let mut link = |number: u16, key: Key| -> Result<(), BeneficiaryError> {
        page.ways.push((format!("{}?page={number}", purpose.days()), page.layout.say(key)?));
        Ok(())
    };
    if days.len() > first + DAYS {
        link(number.saturating_add(1), Key("days-more"))?;
    }
    if number > 0 {
        link(number - 1, Key("days-before"))?;
    }
    page.ways.push((purpose.dates().to_owned(), page.layout.say(Key("dates-back"))?));
    page.ways.extend(other_ways);
    Ok(page)
}

/// Takes the place and the way out of every offer when they are the same for all: said once, above them.
fn said_once(groups: &mut [Group]) -> Vec<String> {
    let mut offers = groups.iter().flat_map(|group| &group.offers);
    let Some(first) = offers.next() else { return Vec::new() };
    if !offers.all(|offer| (&offer.place, &offer.way) == (&first.place, &first.way)) {
        return Vec::new();
    }
    let lines = match first.place.clone() {
        Some((name, address)) => vec![format!("{name}, {address}")],
        None => vec![first.way.clone()],
    };
    for offer in groups.iter_mut().flat_map(|group| &mut group.offers) {
        offer.place = None;
        offer.way.clear();
    }
    lines
}
