//! The earliest appointment: three offers, held or booked at once, or moved to.

use std::fmt::Write;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::appointment_state::State as Life;
use domain::ids::{AppointmentId, SiteId, VisitTypeId};
use domain::rights::Action;
use domain::search::Start;
use domain::time::Quantum;
use domain::visit::{Language, Mode};
use serde::Deserialize;

use super::Answer;
use super::card::noted;
use super::search::waits;
use super::staff::{Desk, onward, show as answer};
use crate::actions::{self, Ask, Error, Explain, Needs, Reschedule};
use crate::store::appointments::{self, Appointment};
use crate::store::referral_summaries::{Card, ReferralSummary};
use crate::store::referrals;
use crate::text::{Arg, Catalogue, Key, TextError, dates, reasons};
use crate::web::State as App;
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::form::PostedForm;
use crate::web::extract::office_session::OfficeForm;
use crate::web::extract::start;
use crate::web::layout::office_layout::{OfficeLayout, Tab, Wrong};
use crate::web::pages::desk::book_offer;
use crate::web::pages::desk::book_offer::{Alternative, BookingFailure, hold_and_book, instead};
use crate::web::routes;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EarliestQuery {
    mode: String,
    site: String,
    kind: String,
    /// The appointment that gets another time.
    #[serde(rename = "move")]
    reschedule: String,
}

/// Something that can be chosen.
pub struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// One offer.
pub struct OfferView {
    pub value: String,
    pub day: String,
    pub time: String,
    pub place: String,
    pub away: String,
}

/// An hour that is held.
struct Held {
    id: AppointmentId,
    when: String,
    until: String,
    seconds: u32,
}

#[derive(Template)]
#[template(path = "web/pages/desk/earliest.html")]
struct Page {
    layout: OfficeLayout,
    href: String,
    name: String,
    waits: Option<String>,
    title: String,
    asked: EarliestQuery,
    modes: Vec<Choice>,
    sites: Vec<Choice>,
    kinds: Vec<Choice>,
    interpreters: Vec<Choice>,
    offers: Vec<OfferView>,
    held: Option<Held>,
    reasons: Vec<String>,
    notice: Option<String>,
    errors: Vec<Wrong>,
}

impl Page {
    fn is_move(&self) -> bool {
        !self.asked.reschedule.is_empty()
    }
}

/// How somebody is received, in words.
pub(super) const fn mode_key(mode: Mode) -> Key {
    match mode {
        Mode::Onsite => Key("how-onsite"),
        Mode::Phone => Key("how-phone"),
        Mode::Video => Key("how-video"),
    }
}

/// The referral that is served, with what is wanted for it.
struct EarliestSearch<'a> {
    file: &'a ReferralSummary,
    ask: Ask,
}

fn wanted<'a>(desk: &Desk, card: &'a Card, asked: &EarliestQuery) -> Option<EarliestSearch<'a>> {
    let moving = asked.reschedule.parse::<AppointmentId>().ok();
    let is_moved = |file: &&ReferralSummary| file.expected.as_ref().map(|expected| expected.id) == moving;
    let file = match moving {
        Some(_) => card.files.iter().find(is_moved),
        None => card.open_file(),
    }?;
    let kinds = desk.kinds();
    let booked = file.expected.as_ref().filter(|_| moving.is_some());
    let kind = booked.and_then(|booked| kinds.iter().find(|kind| kind.id == booked.visit_type));
    let kind = kind.or_else(|| kinds.iter().find(|kind| kind.key == asked.kind)).or(kinds.first())?;
    let mode = Mode::from_word(&asked.mode).or(booked.map(|booked| booked.mode));
    let mode = mode.filter(|mode| kind.modes.contains(*mode)).or(kind.modes.iter().next())?;
    let site = desk.snapshot.territory.site_by_key(&asked.site);
    let ask = Ask::any(desk.territory(), file.id, kind.id, mode);
    Some(EarliestSearch { file, ask: Ask { sites: site.into_iter().collect(), ..ask } })
}

/// `GET /desk/person/{person}/earliest`
pub async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    Query(asked): Query<EarliestQuery>,
) -> Answer {
    let card = desk.person(&app, &person, Action::SeeOffers).await?;
    let Some(wanted) = wanted(&desk, &card, &asked) else {
        return Ok(onward(&routes::desk_person(card.person.id)));
    };
    if asked.reschedule.is_empty() && wanted.file.expected.is_some() {
        return Ok(onward(&noted(&card, "already")));
    }
    let page = page(&app, &desk, &card, &asked, &wanted).await?;
    answer(StatusCode::OK, &page)
}

async fn page(
    app: &App,
    desk: &Desk,
    card: &Card,
    asked: &EarliestQuery,
    wanted: &EarliestSearch<'_>,
) -> Result<Page, OfficeError> {
    let mut page = frame(app, desk, card, asked, wanted).await?;
    match actions::offer(&app.ctx, &wanted.ask, Explain::Yes).await {
        Ok(found) => {
            page.offers = offers(
                desk,
                &found
                    .offers
                    .iter()
                    .map(|offer| Start { at: Quantum::floor(offer.start), site: offer.site })
                    .collect::<Vec<_>>(),
                page.layout.text,
            )?;
            if let Some(explanation) = &found.explanation {
                let territory = &desk.snapshot.territory;
                page.reasons =
                    reasons::sentences(page.layout.text, territory, &found.certificate, explanation)?;
            }
        }
        Err(Error::EmptyWindow | Error::ModeNotOffered(_)) => {}
        Err(Error::ReferralClosed) => return Err(OfficeError::Missing),
        Err(other) => return Err(other.into()),
    }
    Ok(page)
}

/// Everything around the offers.
async fn frame(
    app: &App,
    desk: &Desk,
    card: &Card,
    asked: &EarliestQuery,
    wanted: &EarliestSearch<'_>,
) -> Result<Page, OfficeError> {
    let layout = desk.frame(Tab::Desk)?;
    let snapshot = &desk.snapshot;
    let (kind, mode) = (wanted.ask.visit_type, wanted.ask.mode);
    let known = snapshot.territory.visit_types.get(&kind).ok_or(OfficeError::Missing)?;
    let modes = known
        .modes
        .iter()
        .map(|one| {
            let (value, label) = (one.word().to_owned(), layout.say(mode_key(one))?);
            Ok(Choice { value, label, is_chosen: one == mode })
        })
        .collect::<Result<_, TextError>>()?;
    let chosen_site = wanted.ask.sites.first().copied();
    let mut sites = vec![Choice {
        value: String::new(),
        label: layout.say(Key("offer-any-site"))?,
        is_chosen: chosen_site.is_none(),
    }];
    sites.extend(snapshot.site_order.iter().filter_map(|id| {
        let site = snapshot.territory.sites.get(id)?;
        let is_chosen = chosen_site == Some(*id);
        Some(Choice { value: site.key.clone(), label: site.name.clone(), is_chosen })
    }));
    let kinds = desk.kinds().into_iter().map(|one| Choice {
        value: one.key.clone(),
        label: one.name.clone(),
        is_chosen: one.id == kind,
    });
    let referral = referrals::get(app.ctx.db.read(), desk.territory(), wanted.file.id).await?;
    let referral = referral.ok_or(OfficeError::Missing)?;
    let held = held(app, desk, wanted).await?;
    let (waits, _) = waits(desk, &layout, wanted.file.received_on)?;
    let title = if asked.reschedule.is_empty() { Key("offer-title") } else { Key("offer-move-title") };
    Ok(Page {
        href: routes::desk_person(card.person.id),
        name: format!("{} {}", card.person.given_name, card.person.family_name),
        title: layout.say(title)?,
        waits,
        modes,
        sites,
        kinds: kinds.collect(),
        interpreters: interpreters(desk, &layout, referral.interpreter.as_ref())?,
        offers: Vec::new(),
        held: held.filter(|_| asked.reschedule.is_empty()),
        reasons: Vec::new(),
        notice: None,
        errors: Vec::new(),
        asked: EarliestQuery { mode: mode.word().to_owned(), kind: known.key.clone(), ..asked.clone() },
        layout,
    })
}

/// The languages that somebody of the territory interprets, and none.
fn interpreters(
    desk: &Desk,
    layout: &OfficeLayout,
    needed: Option<&Language>,
) -> Result<Vec<Choice>, TextError> {
    let spoken = crate::web::pages::desk::new_beneficiary::interpreted(desk);
    let mut choices = vec![Choice {
        value: String::new(),
        label: layout.say(Key("offer-no-interpreter"))?,
        is_chosen: needed.is_none(),
    }];
    let missing = needed.filter(|needed| !spoken.contains(needed)).cloned();
    choices.extend(spoken.into_iter().chain(missing).map(|language| Choice {
        label: crate::web::pages::desk::new_beneficiary::language_name(&language),
        is_chosen: needed == Some(&language),
        value: language.code().to_owned(),
    }));
    Ok(choices)
}

async fn held(app: &App, desk: &Desk, wanted: &EarliestSearch<'_>) -> Result<Option<Held>, OfficeError> {
    let held =
        appointments::of_referral(app.ctx.db.read(), desk.territory(), wanted.file.id, &[Life::Held]).await?;
    let Some(held) = held.into_iter().next() else { return Ok(None) };
    let Some(ends) = held.hold_ends.filter(|ends| *ends > desk.now) else { return Ok(None) };
    let until = domain::zone::to_local(desk.zone(held.site), ends).time();
    Ok(Some(Held {
        id: held.id,
        when: desk.moment(held.visit.start, held.site)?,
        until: dates::time_long(until),
        seconds: u32::try_from((ends - desk.now).num_seconds()).unwrap_or(0),
    }))
}

/// Starts as they are offered.
pub(super) fn offers(
    desk: &Desk,
    starts: &[Start],
    text: &'static Catalogue,
) -> Result<Vec<OfferView>, TextError> {
    starts
        .iter()
        .map(|start| {
            let local = desk.clock(start.at, start.site);
            let days = (local.date() - desk.today_at(start.site)).num_days().max(0);
            Ok(OfferView {
                value: start::write(*start),
                day: dates::Dates::day(&dates::French, local.date(), desk.today()),
                time: dates::Dates::time_of_day(&dates::French, local.time()),
                place: desk.site_name(start.site),
                away: text.get(
                    Key("offer-away"),
                    &[("count", Arg::Count(u32::try_from(days).unwrap_or(u32::MAX)))],
                )?,
            })
        })
        .collect()
}

fn asked(posted: &PostedForm) -> EarliestQuery {
    let one = |name| posted.one(name).to_owned();
    EarliestQuery { mode: one("mode"), site: one("site"), kind: one("kind"), reschedule: one("move") }
}

/// The page again, without a start that was taken meanwhile, or with what lacks.
async fn again(
    app: &App,
    desk: &Desk,
    card: &Card,
    asked: &EarliestQuery,
    wanted: &EarliestSearch<'_>,
    trouble: Trouble,
) -> Answer {
    let mut page = page(app, desk, card, asked, wanted).await?;
    let status = match trouble {
        Trouble::NothingChosen => {
            let text = page.layout.say(Key("offer-none-chosen"))?;
            page.errors.push(Wrong { field: "choice", text });
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Trouble::Lost(lost) => {
            page.notice = Some(page.layout.say(lost.key())?);
            StatusCode::CONFLICT
        }
    };
    answer(status, &page)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    NothingChosen,
    Lost(BookingFailure),
}

/// What comes of an hour chosen for a person who has no appointment yet: `done` when `taking` it succeeds.
async fn take_hour(
    app: &App,
    desk: &Desk,
    card: &Card,
    asked: &EarliestQuery,
    posted: &PostedForm,
    done: &str,
    taking: impl AsyncFnOnce(Ask, Start) -> Result<(), Error>,
) -> Answer {
    let Some(wanted) = wanted(desk, card, &EarliestQuery { reschedule: String::new(), ..asked.clone() })
    else {
        return Ok(onward(&noted(card, "gone")));
    };
    if wanted.file.expected.is_some() {
        return Ok(onward(&noted(card, "already")));
    }
    let Some(start) = start::read(posted.one("choice")) else {
        return again(app, desk, card, asked, &wanted, Trouble::NothingChosen).await;
    };
    match taking(wanted.ask.clone(), start).await {
        Ok(()) => Ok(onward(done)),
        Err(refusal) => refused(app, desk, card, asked, &wanted, refusal).await,
    }
}

/// What is shown for a refusal.
async fn refused(
    app: &App,
    desk: &Desk,
    card: &Card,
    asked: &EarliestQuery,
    wanted: &EarliestSearch<'_>,
    refusal: Error,
) -> Answer {
    match instead(refusal)? {
        Alternative::Card(notice) => Ok(onward(&noted(card, notice))),
        Alternative::Offers(lost) => again(app, desk, card, asked, wanted, Trouble::Lost(lost)).await,
    }
}

/// `POST /desk/person/{person}/book`: holds the chosen start and confirms it at once.
pub async fn book(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::Book).await?;
    let booking = async |ask, start| hold_and_book(&app, &desk, ask, start).await;
    take_hour(&app, &desk, &card, &asked(&posted), &posted, &noted(&card, "booked"), booking).await
}

/// `POST /desk/person/{person}/hold`: keeps the chosen start for three minutes, while the person is asked.
pub async fn hold(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::Hold).await?;
    let asked = asked(&posted);
    let holding = async |ask, start| book_offer::hold(&app, ask, start).await.map(drop);
    take_hour(&app, &desk, &card, &asked, &posted, &panel(&card, &asked), holding).await
}

/// The panel with what was asked; words of ours only, so nothing is to be escaped.
fn panel(card: &Card, asked: &EarliestQuery) -> String {
    let plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let mut address = format!("{}/earliest", routes::desk_person(card.person.id));
    for (name, value, mark) in
        [("mode", &asked.mode, '?'), ("site", &asked.site, '&'), ("kind", &asked.kind, '&')]
    {
        let value = if plain(value) { value } else { "" };
        let _ = write!(address, "{mark}{name}={value}");
    }
    address
}

/// The hold that a form names, when it is one of the person's.
async fn own_hold(
    app: &App,
    desk: &Desk,
    card: &Card,
    posted: &PostedForm,
) -> Result<Option<Appointment>, OfficeError> {
    let Ok(id) = posted.one("hold").parse::<AppointmentId>() else { return Ok(None) };
    let found = appointments::get(app.ctx.db.read(), desk.territory(), id).await?;
    Ok(found.filter(|found| card.files.iter().any(|file| file.id == found.referral)))
}

/// `POST /desk/person/{person}/confirm`
pub async fn confirm(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::Book).await?;
    let asked = asked(&posted);
    let Some(held) = own_hold(&app, &desk, &card, &posted).await? else {
        return Ok(onward(&noted(&card, "gone")));
    };
    let lost = match actions::book(&app.ctx, desk.territory(), held.id, None).await {
        Ok(_) => return Ok(onward(&noted(&card, "booked"))),
        Err(refusal) => match instead(refusal)? {
            Alternative::Offers(lost) => lost,
            Alternative::Card(_) => BookingFailure::HeldElsewhere,
        },
    };
    let card = desk.person(&app, &person, Action::Book).await?;
    match wanted(&desk, &card, &asked) {
        Some(wanted) if wanted.file.expected.is_none() => {
            again(&app, &desk, &card, &asked, &wanted, Trouble::Lost(lost)).await
        }
        _ => Ok(onward(&noted(&card, "already"))),
    }
}

/// `POST /desk/person/{person}/release`
pub async fn release(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::Hold).await?;
    if let Some(held) = own_hold(&app, &desk, &card, &posted).await? {
        match actions::release(&app.ctx, desk.territory(), held.id, None).await {
            Ok(()) | Err(Error::NotPossible(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(onward(&panel(&card, &asked(&posted))))
}

/// `POST /desk/person/{person}/needs`: the interpreter changes what is searched for.
pub async fn needs(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::ChangePerson).await?;
    let asked = asked(&posted);
    let Some(wanted) = wanted(&desk, &card, &asked) else { return Ok(onward(&noted(&card, "gone"))) };
    let referral = referrals::get(app.ctx.db.read(), desk.territory(), wanted.file.id).await?;
    let wishes = referral.map(|referral| referral.wishes).unwrap_or_default();
    let interpreter = Language::parse(posted.one("interpreter"));
    let needs = Needs { interpreter, wishes };
    match actions::set_needs(&app.ctx, desk.territory(), wanted.file.id, &needs).await {
        Ok(()) => Ok(onward(&panel(&card, &asked))),
        Err(Error::ReferralClosed) => Ok(onward(&noted(&card, "gone"))),
        Err(other) => Err(other.into()),
    }
}

/// `POST /desk/person/{person}/move`
pub async fn reschedule(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::SeePerson).await?;
    let asked = asked(&posted);
    let line = desk.line(&app, &asked.reschedule, Action::Move).await?;
    let Some(wanted) = wanted(&desk, &card, &asked) else { return Ok(onward(&noted(&card, "gone"))) };
    let Some(start) = start::read(posted.one("choice")) else {
        return again(&app, &desk, &card, &asked, &wanted, Trouble::NothingChosen).await;
    };
    let to = Reschedule {
        appointment: line.appointment.id,
        start: start.at.instant(),
        site: start.site,
        mode: wanted.ask.mode,
        version: None,
    };
    match actions::reschedule(&app.ctx, desk.territory(), to, None).await {
        Ok(_) => Ok(onward(&noted(&card, "moved"))),
        // It is the appointment itself that is over.
        Err(Error::NotPossible(_) | Error::Past) => Ok(onward(&noted(&card, "gone"))),
        Err(refusal) => refused(&app, &desk, &card, &asked, &wanted, refusal).await,
    }
}

/// The visit type that a walk-in gets: what brings most people together.
pub(super) fn joint(desk: &Desk) -> Option<VisitTypeId> {
    desk.kinds().first().map(|kind| kind.id)
}

/// The site that a desk works at, when its address says so; the first of the territory otherwise.
pub(super) fn site_of(desk: &Desk, key: &str) -> Option<SiteId> {
    desk.snapshot.territory.site_by_key(key).or_else(|| {
        let layout = desk.signed_in.actor.grants.iter().find_map(|grant| grant.site);
        layout.or_else(|| desk.snapshot.site_order.first().copied())
    })
}
