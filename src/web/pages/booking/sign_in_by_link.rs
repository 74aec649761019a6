//! Signing in by a link or a code: the identity check by date of birth.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::appointment_state::State;
use domain::credentials::{Birthday, Credential};
use domain::search::Start;
use domain::visit::{Language, Mode};
use domain::zone;
use serde::Deserialize;

use crate::actions::{self, LinkSignIn, OfferError, SlotRequest};
use crate::keys::{choose_path, mine_path};
use crate::store::agenda_cache::Snapshot;
use crate::store::invitations::{self, Invitation};
use crate::store::referrals::Referral;
use crate::store::{appointments, referrals};
use crate::text::{Arg, Catalogue, Key, TextError};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_cookie::Cookie;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::client_address;
use crate::web::extract::form::{OpenForm, PostedForm};
use crate::web::extract::language::negotiate_language;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward, phone};
use crate::web::layout::form::{FormFields, FormState};
use crate::web::layout::style;
use crate::web::layout::style::StyleSheet;
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::pages::booking::choice::way;
use crate::web::routes;
use crate::web::state::State as App;

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkField {
    Birthday,
    Day,
    Month,
}

impl FormFields for LinkField {
    const ALL: &'static [Self] = &[Self::Birthday, Self::Day, Self::Month];

    fn name(self) -> &'static str {
        match self {
            Self::Birthday => "birthday",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    fn max_length(self) -> usize {
        2
    }

    fn has_hint(self) -> bool {
        self == Self::Birthday
    }

    fn group(self) -> Option<Self> {
        (self != Self::Birthday).then_some(Self::Birthday)
    }
}

#[derive(Template)]
#[template(path = "web/pages/booking/sign_in_by_link.html")]
struct Page {
    layout: BeneficiaryLayout,
    action: String,
    name: Option<String>,
    /// The first day on which an appointment is possible.
    first: Option<String>,
    asks: bool,
    form: FormState<LinkField>,
    others: Vec<&'static Catalogue>,
}

/// Where a link leads once it is known whose it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    Choose,
    Own,
}

impl To {
    fn path(self, credential: &Credential) -> String {
        match self {
            Self::Choose => choose_path(credential),
            Self::Own => mine_path(credential),
        }
    }

    const fn goal(self) -> &'static str {
        match self {
            Self::Choose => routes::BOOK,
            Self::Own => routes::MINE,
        }
    }
}

/// What may stand behind the link's question mark.
#[derive(Deserialize)]
pub struct LinkQuery {
    lang: Option<String>,
}

impl LinkQuery {
    /// The language that was chosen on the page: one of ours.
    fn chosen(&self) -> Result<Option<Language>, TextError> {
        let known = Catalogue::all()?.iter().find(|text| Some(text.code()) == self.lang.as_deref());
        Ok(known.and_then(|text| Language::parse(text.code())))
    }
}

/// `GET /a/...`
pub async fn to_choose(
    app: axum::extract::State<App>,
    path: Path<String>,
    asked: Query<LinkQuery>,
    session: Known,
    parts: Parts,
) -> Answer {
    ask(app.0, To::Choose, &path, &asked, session, &parts).await
}

/// `GET /r/...`
pub async fn to_own(
    app: axum::extract::State<App>,
    path: Path<String>,
    asked: Query<LinkQuery>,
    session: Known,
    parts: Parts,
) -> Answer {
    ask(app.0, To::Own, &path, &asked, session, &parts).await
}

/// `POST /a/...`
pub async fn enter_to_choose(
    app: axum::extract::State<App>,
    path: Path<String>,
    asked: Query<LinkQuery>,
    parts: Parts,
    OpenForm(posted): OpenForm,
) -> Answer {
    enter(app.0, To::Choose, &path, &asked, &parts, &posted).await
}

/// `POST /r/...`
pub async fn enter_to_own(
    app: axum::extract::State<App>,
    path: Path<String>,
    asked: Query<LinkQuery>,
    parts: Parts,
    OpenForm(posted): OpenForm,
) -> Answer {
    enter(app.0, To::Own, &path, &asked, &parts, &posted).await
}

/// Somebody who may be in a session already.
pub struct Known(Option<BeneficiarySession>);

impl axum::extract::FromRequestParts<App> for Known {
    type Rejection = BeneficiaryError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, BeneficiaryError> {
        match BeneficiarySession::from_request_parts(parts, app).await {
            Ok(session) => Ok(Self(Some(session))),
            Err(BeneficiaryError::SessionOver) => Ok(Self(None)),
            Err(other) => Err(other),
        }
    }
}

async fn ask(app: App, to: To, path: &str, asked: &LinkQuery, session: Known, parts: &Parts) -> Answer {
    let credential = Credential::parse(path).ok_or(BeneficiaryError::NoLink)?;
    let links = app.ctx.links.as_ref().ok_or(BeneficiaryError::NoLink)?;
    if let Some(session) = session.0 {
        let hash = links.lookup_hash(&credential);
        let invitation = &session.booking.invitation;
        if [&invitation.token_hash, &invitation.code_hash].contains(&&hash) {
            return Ok(onward(to.goal()));
        }
    }
    let page = page(&app, to, &credential, asked, parts).await?;
    show(StatusCode::OK, &page.layout, &page)
}

/// The page of a link: what a token's holder may know, and nothing at all for a code.
async fn page(
    app: &App,
    to: To,
    credential: &Credential,
    asked: &LinkQuery,
    parts: &Parts,
) -> Result<Page, BeneficiaryError> {
    let links = app.ctx.links.as_ref().ok_or(BeneficiaryError::NoLink)?;
    let cookie = asked.lang.as_ref().map(|code| Cookie { secret: String::new(), language: code.clone() });
    let cookie = cookie.or_else(|| Cookie::read(&parts.headers, Some(links)));
    let accept = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    let mut layout = BeneficiaryLayout::of_nobody(app, negotiate_language(cookie.as_ref(), accept)?).await?;
    let (mut name, mut first, mut asks) = (None, None, true);
    if let Credential::Token(_) = credential {
        let db = app.ctx.db.read();
        let found = invitations::by_hash(db, &links.lookup_hash(credential)).await?;
        let found = found.ok_or(BeneficiaryError::NoLink)?;
        if !found.lets_in(app.ctx.now()) {
            return Err(BeneficiaryError::LinkOver(found.territory));
        }
        let referral =
            referrals::get(db, found.territory, found.referral).await?.ok_or(BeneficiaryError::NoLink)?;
        let person = referrals::beneficiary(db, found.territory, referral.beneficiary).await?;
        let person = person.ok_or(BeneficiaryError::NoLink)?;
        if cookie.is_none() {
            layout.text = Catalogue::for_language(&person.language)?;
        }
        if let Some(snapshot) = app.ctx.agendas.snapshot(&app.ctx.db, found.territory, app.ctx.now()).await? {
            layout.service.clone_from(&snapshot.territory.name);
            layout.phone = phone(&snapshot, referral.site);
            layout.style = style::sheet(&snapshot.territory.theme, StyleSheet::Person);
            if to == To::Choose {
                first = first_day(app, &layout, &snapshot, &found, &referral).await?;
            }
        }
        asks = person.born_on.is_some();
        name = Some(person.given_name).filter(|name| !name.trim().is_empty());
    }
    let others = Catalogue::all()?.iter().filter(|other| other.code() != layout.text.code()).collect();
    // The language chosen stays when the form comes back.
    let query = asked.chosen()?.map(|language| format!("?lang={}", language.code())).unwrap_or_default();
    let action = format!("{}{query}", to.path(credential));
    Ok(Page { layout, action, name, first, asks, form: FormState::default(), others })
}

/// The first day on which the holder of a link may come, or be called; none when there is nothing to choose. Changes
/// nothing: a program that looks at links in mails is no offer.
async fn first_day(
    app: &App,
    layout: &BeneficiaryLayout,
    snapshot: &Snapshot,
    invitation: &Invitation,
    referral: &Referral,
) -> Result<Option<String>, BeneficiaryError> {
    let territory = &snapshot.territory;
    let Some(kind) = territory.visit_types.get(&invitation.visit_type) else { return Ok(None) };
    let booked =
        appointments::of_referral(app.ctx.db.read(), territory.id, referral.id, &[State::Booked]).await?;
    if referral.is_over() || !booked.is_empty() {
        return Ok(None);
    }
    let mut first: Option<(Start, Mode)> = None;
    for mode in kind.modes.iter() {
        let ask = SlotRequest::any(territory.id, referral.id, kind.id, mode);
        let earliest = match actions::starts(&app.ctx, &ask).await {
            Ok(starts) => starts.first().copied(),
            Err(OfferError::EmptyWindow) => None,
            Err(other) => return Err(other.into()),
        };
        if let Some(start) = earliest.filter(|start| first.is_none_or(|(first, _)| start.at < first.at)) {
            first = Some((start, mode));
        }
    }
    let Some((start, mode)) = first else { return Ok(None) };
    let zone = territory.sites.get(&start.site).map_or(territory.zone, |site| site.zone);
    let today = zone::to_local(territory.zone, app.ctx.now()).date();
    let day = layout.text.dates().day(zone::local_start(zone, start.at).date(), today);
    let way = way(layout, mode)?;
    let (key, args): (Key, &[(&str, Arg<'_>)]) = match kind.modes.iter().count() {
        1 => (Key("door-first"), &[("day", Arg::Text(&day))]),
        _ => (Key("door-first-way"), &[("day", Arg::Text(&day)), ("way", Arg::Text(&way))]),
    };
    Ok(Some(layout.text.get(key, args)?))
}

async fn enter(
    app: App,
    to: To,
    path: &str,
    asked: &LinkQuery,
    parts: &Parts,
    posted: &PostedForm,
) -> Answer {
    let credential = Credential::parse(path).ok_or(BeneficiaryError::NoLink)?;
    let links = app.ctx.links.as_ref().ok_or(BeneficiaryError::NoLink)?;
    let mut page = page(&app, to, &credential, asked, parts).await?;
    let number = |field: LinkField| posted.one(field.name()).parse::<u8>().ok();
    let birthday = number(LinkField::Day)
        .zip(number(LinkField::Month))
        .and_then(|(day, month)| Birthday::new(day, month));
    if page.asks && birthday.is_none() {
        let wrong = page.layout.say(Key("door-no-date"))?;
        return again(&mut page, posted, wrong);
    }
    let from = client_address::address(parts, links.trusted_proxies);
    let chosen = asked.chosen()?;
    let entry = actions::sign_in_by_link(&app.ctx, &credential, birthday, chosen.as_ref(), from.as_deref());
    match entry.await? {
        LinkSignIn::In(secret) => {
            let cookie = Cookie { secret, language: page.layout.text.code().to_owned() };
            Ok(with_cookie(onward(to.goal()), &app, &cookie))
        }
        LinkSignIn::Wrong { left } => {
            let wrong = wrong(&page.layout, left)?;
            again(&mut page, posted, wrong)
        }
        LinkSignIn::Closed => Err(BeneficiaryError::Closed),
    }
}

fn wrong(layout: &BeneficiaryLayout, left: u32) -> Result<String, TextError> {
    layout.text.get(Key("door-wrong"), &[("count", Arg::Count(left))])
}

fn again(page: &mut Page, posted: &PostedForm, error: String) -> Answer {
    page.form = posted.state();
    page.form.reject(LinkField::Birthday, error);
    show(StatusCode::UNPROCESSABLE_ENTITY, &page.layout, page)
}

/// The answer with the cookie.
pub(super) fn with_cookie(response: Response, app: &App, cookie: &Cookie) -> Response {
    let mut response = response.into_response();
    if let Some(line) = cookie.line(app.ctx.links.as_ref()) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}
