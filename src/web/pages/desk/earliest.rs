//! The earliest appointment: three offers to hold, to book or to reschedule to.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use chrono::{NaiveDate, Weekday};
use domain::appointment_state::State as Life;
use domain::contact::phone_shown;
use domain::ids::AppointmentId;
use domain::rights::Action;
use domain::search::{Start, UnavailableHalfDay};
use domain::time::{HalfDay, Quantum};
use domain::visit::Mode;
use domain::zone;
use serde::Deserialize;

use crate::actions::{self, Explain, OfferError, SlotRequest};
use crate::store::appointments::{self};
use crate::store::referral_summaries::{Card, ReferralSummary};
use crate::store::referrals;
use crate::text::{Arg, Catalogue, Key, NO_BREAK_SPACE, TextError, dates, reasons};
use crate::web::days::{DAYS, by_day};
use crate::web::errors::office_error::OfficeError;
use crate::web::layout::form::{FormFields, FormState};
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, card_with_notice, onward, show as answer};
use crate::web::pages::desk::choice::{Choice, interpreter_choices};
use crate::web::pages::desk::labels::mode_key;
use crate::web::pages::desk::offers::{OfferView, offers};
use crate::web::pages::desk::search::{birthday, waits};
use crate::web::pages::desk::staff::Desk;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EarliestQuery {
    pub(super) mode: String,
    /// The key of a site, empty for all of them; the wished one, until one is chosen.
    pub(super) site: Option<String>,
    pub(super) kind: String,
    /// No day before this one.
    pub(super) from: String,
    /// Which half-days: `morning`, `afternoon`, or all of them.
    pub(super) half: String,
    /// Number of the page with more days; none for the three offers.
    pub(super) days: Option<usize>,
    /// The appointment that gets another time.
    #[serde(rename = "move")]
    pub(super) reschedule: String,
}

/// An hour that is held.
struct Held {
    id: AppointmentId,
    when: String,
    until: String,
    seconds: u32,
}

/// The field of the form: the start that is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfferField {
    Choice,
}

impl FormFields for OfferField {
    const ALL: &'static [Self] = &[Self::Choice];

    fn name(self) -> &'static str {
        match self {
            Self::Choice => "choice",
        }
    }
}

#[derive(Template)]
#[template(path = "web/pages/desk/earliest.html")]
pub(super) struct Page {
    pub(super) layout: OfficeLayout,
    pub(super) href: String,
    pub(super) name: String,
    /// Birthday and telephone: who it is whom Enter books.
    pub(super) who: Vec<String>,
    pub(super) waits: Option<String>,
    pub(super) title: String,
    pub(super) asked: EarliestQuery,
    pub(super) modes: Vec<Choice>,
    pub(super) sites: Vec<Choice>,
    pub(super) kinds: Vec<Choice>,
    pub(super) interpreters: Vec<Choice>,
    pub(super) halves: Vec<Choice>,
    /// True when there are days after those that are shown.
    pub(super) has_more: bool,
    pub(super) offers: Vec<OfferView>,
    held: Option<Held>,
    pub(super) reasons: Vec<String>,
    pub(super) notice: Option<String>,
    pub(super) form: FormState<OfferField>,
}

impl EarliestQuery {
    /// The same question, as the query of an address. Words of ours only, so nothing is to be escaped.
    pub(super) fn query(&self) -> String {
        let plain =
            |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let site = self.site.as_deref();
        let days = self.days.map(|days| days.to_string());
        let all = [
            ("mode", Some(self.mode.as_str())),
            ("site", site),
            ("kind", Some(self.kind.as_str())),
            ("from", Some(self.from.as_str()).filter(|from| !from.is_empty())),
            ("half", Some(self.half.as_str()).filter(|half| !half.is_empty())),
            ("move", Some(self.reschedule.as_str()).filter(|id| !id.is_empty())),
            ("days", days.as_deref()),
        ];
        let pairs = all.into_iter().filter_map(|(name, value)| {
            let value = value?;
            Some(format!("{name}={}", if plain(value) { value } else { "" }))
        });
        pairs.collect::<Vec<_>>().join("&")
    }
}

impl Page {
    fn is_move(&self) -> bool {
        !self.asked.reschedule.is_empty()
    }

    /// The page with the next days.
    fn next_days(&self) -> EarliestQuery {
        EarliestQuery {
            days: Some(self.asked.days.map_or(0, |days| days.saturating_add(1))),
            ..self.asked.clone()
        }
    }

    /// The page with the three offers.
    fn three_offers(&self) -> EarliestQuery {
        EarliestQuery { days: None, ..self.asked.clone() }
    }
}

/// The referral that is served, with what is wanted for it.
pub(super) struct EarliestSearch<'a> {
    pub(super) file: &'a ReferralSummary,
    pub(super) ask: SlotRequest,
}

pub(super) fn wanted<'a>(desk: &Desk, card: &'a Card, asked: &EarliestQuery) -> Option<EarliestSearch<'a>> {
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
    let territory = &desk.snapshot.territory;
    let site = match &asked.site {
        Some(key) => territory.site_by_key(key),
        None => file.site.filter(|site| territory.sites.contains_key(site)),
    };
    let from = asked.from.parse::<NaiveDate>().ok();
    let ask = SlotRequest::any(desk.territory(), file.id, kind.id, mode);
    let ask = SlotRequest {
        sites: site.into_iter().collect(),
        not_before: from.map(|day| zone::day_span(territory.zone, day).start.instant()),
        unavailable: unavailable(&asked.half),
        ..ask
    };
    Some(EarliestSearch { file, ask })
}

/// The half-days that are not wanted, when only mornings or only afternoons are.
fn unavailable(half: &str) -> Vec<UnavailableHalfDay> {
    let other = match half {
        "morning" => HalfDay::Afternoon,
        "afternoon" => HalfDay::Morning,
        _ => return Vec::new(),
    };
    let week = std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ()));
    week.take(7).map(|day| UnavailableHalfDay::Weekly(day, other)).collect()
}

/// What tells a person from one of the same name: birthday and telephone.
pub(super) fn who(text: &Catalogue, card: &Card) -> Result<Vec<String>, TextError> {
    let mut who = Vec::new();
    if let Some(born) = card.person.born_on {
        who.push(text.get(Key("desk-born"), &[("day", Arg::from(&birthday(born)))])?);
    }
    let unbroken = |phone: &str| phone_shown(phone).replace(' ', NO_BREAK_SPACE);
    who.extend(card.person.phone.as_deref().map(unbroken));
    Ok(who)
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
        return Ok(onward(&card_with_notice(&card, "already")));
    }
    let page = page(&app, &desk, &card, &asked, &wanted).await?;
    answer(StatusCode::OK, &page)
}

/// The page with the offers.
pub(super) async fn page(
    app: &App,
    desk: &Desk,
    card: &Card,
    asked: &EarliestQuery,
    wanted: &EarliestSearch<'_>,
) -> Result<Page, OfficeError> {
    let mut page = frame(app, desk, card, asked, wanted).await?;
    if let Some(number) = asked.days {
        let starts = match actions::starts(&app.ctx, &wanted.ask).await {
            Ok(starts) => starts,
            Err(OfferError::EmptyWindow | OfferError::ModeNotOffered(_)) => Vec::new(),
            Err(OfferError::ReferralClosed) => return Err(OfficeError::Missing),
            Err(other) => return Err(other.into()),
        };
        let days = by_day(&starts, |start| desk.clock(start.at, start.site));
        page.has_more = days.len() > number.saturating_add(1).saturating_mul(DAYS);
        let shown = days.iter().skip(number.saturating_mul(DAYS)).take(DAYS);
        let starts: Vec<Start> = shown.flat_map(|(_, starts)| starts.iter().copied()).collect();
        page.offers = offers(desk, &starts, page.layout.text)?;
        return Ok(page);
    }
    match actions::search_offers(&app.ctx, &wanted.ask, Explain::Yes).await {
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
        Err(OfferError::EmptyWindow | OfferError::ModeNotOffered(_)) => {}
        Err(OfferError::ReferralClosed) => return Err(OfficeError::Missing),
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
    let layout = desk.layout(Tab::Desk)?;
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
    let site_key = |id| snapshot.territory.sites.get(&id).map(|site| site.key.clone()).unwrap_or_default();
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
    let halves = [
        ("", Key("offer-half-any")),
        ("morning", Key("offer-half-morning")),
        ("afternoon", Key("offer-half-afternoon")),
    ]
    .into_iter()
    .map(|(value, label)| {
        Ok(Choice { value: value.to_owned(), label: layout.say(label)?, is_chosen: asked.half == value })
    })
    .collect::<Result<_, TextError>>()?;
    let referral = referrals::get(app.ctx.db.read(), desk.territory(), wanted.file.id).await?;
    let referral = referral.ok_or(OfficeError::Missing)?;
    let held = held(app, desk, wanted).await?;
    let (waits, _) = waits(desk, &layout, wanted.file.received_on)?;
    let title = if asked.reschedule.is_empty() { Key("offer-title") } else { Key("offer-move-title") };
    Ok(Page {
        href: routes::desk_person(card.person.id),
        name: format!("{} {}", card.person.given_name, card.person.family_name),
        title: layout.say(title)?,
        who: who(layout.text, card)?,
        waits,
        modes,
        sites,
        kinds: kinds.collect(),
        interpreters: interpreter_choices(desk, &layout, referral.interpreter.as_ref())?,
        halves,
        has_more: true,
        offers: Vec::new(),
        held: held.filter(|_| asked.reschedule.is_empty()),
        reasons: Vec::new(),
        notice: None,
        form: FormState::default(),
        asked: EarliestQuery {
            mode: mode.word().to_owned(),
            kind: known.key.clone(),
            site: Some(chosen_site.map_or_else(String::new, site_key)),
            ..asked.clone()
        },
        layout,
    })
}

async fn held(app: &App, desk: &Desk, wanted: &EarliestSearch<'_>) -> Result<Option<Held>, OfficeError> {
    let held =
        appointments::of_referral(app.ctx.db.read(), desk.territory(), wanted.file.id, &[Life::Held]).await?;
    let Some(held) = held.into_iter().next() else { return Ok(None) };
    let Some(ends) = held.hold_ends.filter(|ends| *ends > desk.now) else { return Ok(None) };
    let until = zone::to_local(desk.zone(held.site), ends).time();
    Ok(Some(Held {
        id: held.id,
        when: desk.moment(held.visit.start, held.site)?,
        until: dates::time(until),
        seconds: u32::try_from((ends - desk.now).num_seconds()).unwrap_or(0),
    }))
}
