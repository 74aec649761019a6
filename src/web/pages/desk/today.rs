//! A beneficiary at the desk without an appointment: can they be received today?

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::rights::Action;
use domain::search::Start;
use domain::time::Quantum;
use domain::visit::Mode;
use serde::Deserialize;

use crate::actions::{self, Notice, Offer, OfferError, SlotRequest, WalkIn};
use crate::store::professionals;
use crate::store::referral_summaries::Card;
use crate::text::{Arg, Key, roles};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::OfficeForm;
use crate::web::extract::start;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, card_with_notice, onward, show as answer};
use crate::web::pages::desk::book_offer::{Alternative, hold_and_book, instead};
use crate::web::pages::desk::choice::Choice;
use crate::web::pages::desk::earliest::who;
use crate::web::pages::desk::offers::{OfferView, joint, offers, site_of};
use crate::web::pages::desk::staff::Desk;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WalkInQuery {
    site: String,
}

#[derive(Template)]
#[template(path = "web/pages/desk/today.html")]
struct Page {
    layout: OfficeLayout,
    href: String,
    name: String,
    /// Birthday and telephone: who it is whom Enter books.
    who: Vec<String>,
    said: String,
    offer: Option<OfferView>,
    /// Who could receive the person today without the others.
    alone: Option<String>,
    is_today: bool,
    sites: Vec<Choice>,
    site: String,
    notice: Option<String>,
}

/// `GET /desk/person/{person}/today`
pub async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    Query(asked): Query<WalkInQuery>,
) -> Answer {
    let card = desk.person(&app, &person, Action::SeeOffers).await?;
    match page(&app, &desk, &card, &asked.site).await? {
        Some(page) => answer(StatusCode::OK, &page),
        None => Ok(onward(&routes::desk_person(card.person.id))),
    }
}

async fn page(app: &App, desk: &Desk, card: &Card, site: &str) -> Result<Option<Page>, OfficeError> {
    let layout = desk.layout(Tab::Desk)?;
    let open = card.open_file().filter(|file| file.expected.is_none());
    let (Some(file), Some(kind), Some(site)) = (open, joint(desk), site_of(desk, site)) else {
        return Ok(None);
    };
    let found = match actions::walk_in(&app.ctx, desk.territory(), file.id, kind, site).await {
        Ok(found) => found,
        Err(OfferError::ModeNotOffered(_) | OfferError::EmptyWindow) => WalkIn::default(),
        Err(OfferError::ReferralClosed) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let is_today = found.here.is_some() || found.elsewhere.is_some();
    let (key, offer) = match (&found.here, &found.elsewhere, &found.later) {
        (Some(layout), ..) => (Key("today-here"), Some(layout)),
        (None, Some(elsewhere), _) => (Key("today-elsewhere"), Some(elsewhere)),
        (None, None, Some(later)) => (Key("today-later"), Some(later)),
        (None, None, None) => (Key("today-nothing"), None),
    };
    let said = match offer {
        Some(offer) => told(app, desk, &layout, key, offer).await?,
        None => layout.say(key)?,
    };
    let alone = match &found.alone {
        Some(alone) => Some(told_alone(app, desk, &layout, alone).await?),
        None => None,
    };
    let snapshot = &desk.snapshot;
    let sites = snapshot.site_order.iter().filter_map(|id| {
        let one = snapshot.territory.sites.get(id)?;
        Some(Choice { value: one.key.clone(), label: one.name.clone(), is_chosen: *id == site })
    });
    let starts: Vec<Start> =
        offer.iter().map(|offer| Start { at: Quantum::floor(offer.start), site: offer.site }).collect();
    Ok(Some(Page {
        href: routes::desk_person(card.person.id),
        name: format!("{} {}", card.person.given_name, card.person.family_name),
        who: who(layout.text, card)?,
        said,
        offer: offers(desk, &starts, layout.text)?.pop(),
        alone,
        is_today,
        sites: sites.collect(),
        site: desk.site(site)?.key.clone(),
        notice: None,
        layout,
    }))
}

/// `Possible à 10 h 40, Salle 2.`
async fn told(
    app: &App,
    desk: &Desk,
    layout: &OfficeLayout,
    key: Key,
    offer: &Offer,
) -> Result<String, OfficeError> {
    let rooms: Vec<_> =
        offer.team.seats.iter().filter(|seat| seat.role.is_room()).map(|seat| seat.resource).collect();
    let rooms = professionals::members(app.ctx.db.read(), desk.territory(), &rooms).await?;
    let room = rooms.into_iter().map(|room| room.name).collect::<Vec<_>>().join(", ");
    let at = Quantum::floor(offer.start);
    let when = if key == Key("today-later") {
        desk.when(at, offer.site)
    } else {
        crate::text::dates::time(desk.clock(at, offer.site).time())
    };
    let site = &desk.site(offer.site)?.name;
    let place = if room.is_empty() { site } else { &room };
    let args = [("when", Arg::from(&when)), ("place", Arg::from(place)), ("site", Arg::from(site))];
    Ok(layout.text.get(key, &args)?)
}

/// `Awa Diop (travail social) peut recevoir la personne à 10 h 40.`
async fn told_alone(
    app: &App,
    desk: &Desk,
    layout: &OfficeLayout,
    alone: &Offer,
) -> Result<String, OfficeError> {
    let seat = alone.team.seats.iter().find(|seat| !seat.role.is_room()).ok_or(OfficeError::Broken)?;
    let members = professionals::members(app.ctx.db.read(), desk.territory(), &[seat.resource]).await?;
    let member = members.into_iter().next().ok_or(OfficeError::Broken)?;
    let role = roles::label(&seat.role, layout.text)?;
    let at = desk.clock(Quantum::floor(alone.start), alone.site).time();
    let when = crate::text::dates::time(at);
    let args = [("name", Arg::from(&member.name)), ("role", Arg::from(&role)), ("when", Arg::from(&when))];
    Ok(layout.text.get(Key("today-alone"), &args)?)
}

/// `POST /desk/person/{person}/today`
pub async fn book(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::Book).await?;
    let open = card.open_file().filter(|file| file.expected.is_none());
    let (Some(file), Some(kind)) = (open, joint(&desk)) else {
        return Ok(onward(&card_with_notice(&card, "already")));
    };
    let start = start::read(posted.one("choice")).ok_or(OfficeError::OtherForm)?;
    let ask = SlotRequest {
        notice: Notice::Waived,
        sites: vec![start.site],
        ..SlotRequest::any(desk.territory(), file.id, kind, Mode::Onsite)
    };
    let Err(refusal) = hold_and_book(&app, &desk, ask, start).await else {
        return Ok(onward(&card_with_notice(&card, "booked")));
    };
    match instead(refusal)? {
        Alternative::Card(notice) => Ok(onward(&card_with_notice(&card, notice))),
        Alternative::Offers(lost) => match page(&app, &desk, &card, posted.one("site")).await? {
            Some(mut page) => {
                page.notice = Some(page.layout.say(lost.key())?);
                answer(StatusCode::CONFLICT, &page)
            }
            None => Ok(onward(&card_with_notice(&card, "gone"))),
        },
    }
}
