//! The page behind a link: who are you.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::{Birthday, Door};
use serde::Deserialize;

use super::{Answer, Wrong};
use crate::actions::{self, Entry};
use crate::links::{choose_path, mine_path};
use crate::store::{invitations, referrals};
use crate::text::{Arg, Catalogue, Key, TextError};
use crate::web::State as App;
use crate::web::parts::client;
use crate::web::parts::cookie::Cookie;
use crate::web::parts::guest::Guest;
use crate::web::parts::here::{Here, onward, phone, show};
use crate::web::parts::style::{self, Sheet};
use crate::web::parts::trouble::{Trouble, speaking};
use crate::web::routes;

#[derive(Template)]
#[template(path = "web/pages/booking/door.html")]
struct Page {
    here: Here,
    action: String,
    name: Option<String>,
    asks: bool,
    errors: Vec<Wrong>,
    day: String,
    month: String,
    others: Vec<&'static Catalogue>,
}

/// Where a link leads once it is known whose it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    Choose,
    Own,
}

impl To {
    fn path(self, door: &Door) -> String {
        match self {
            Self::Choose => choose_path(door),
            Self::Own => mine_path(door),
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
pub struct Asked {
    lang: Option<String>,
}

/// What is typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    day: String,
    #[serde(default)]
    month: String,
}

/// `GET /a/...`
pub async fn to_choose(
    app: State<App>,
    path: Path<String>,
    asked: Query<Asked>,
    guest: Known,
    parts: Parts,
) -> Answer {
    ask(app.0, To::Choose, &path, &asked, guest, &parts).await
}

/// `GET /r/...`
pub async fn to_own(
    app: State<App>,
    path: Path<String>,
    asked: Query<Asked>,
    guest: Known,
    parts: Parts,
) -> Answer {
    ask(app.0, To::Own, &path, &asked, guest, &parts).await
}

/// `POST /a/...`
pub async fn enter_to_choose(
    app: State<App>,
    path: Path<String>,
    asked: Query<Asked>,
    parts: Parts,
    typed: Form<Typed>,
) -> Answer {
    enter(app.0, To::Choose, &path, &asked, &parts, typed.0).await
}

/// `POST /r/...`
pub async fn enter_to_own(
    app: State<App>,
    path: Path<String>,
    asked: Query<Asked>,
    parts: Parts,
    typed: Form<Typed>,
) -> Answer {
    enter(app.0, To::Own, &path, &asked, &parts, typed.0).await
}

/// Somebody who may be in a session already.
pub struct Known(Option<Guest>);

impl axum::extract::FromRequestParts<App> for Known {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        match Guest::from_request_parts(parts, app).await {
            Ok(guest) => Ok(Self(Some(guest))),
            Err(Trouble::SessionOver) => Ok(Self(None)),
            Err(other) => Err(other),
        }
    }
}

async fn ask(app: App, to: To, path: &str, asked: &Asked, guest: Known, parts: &Parts) -> Answer {
    let door = Door::parse(path).ok_or(Trouble::NoLink)?;
    let links = app.ctx.links.as_ref().ok_or(Trouble::NoLink)?;
    if let Some(guest) = guest.0 {
        let hash = links.finding(&door);
        let invitation = &guest.visitor.invitation;
        if [&invitation.token_hash, &invitation.code_hash].contains(&&hash) {
            return Ok(onward(to.goal()));
        }
    }
    let page = page(&app, to, &door, asked, parts).await?;
    show(StatusCode::OK, &page.here, &page)
}

/// The page of a link: what a token's holder may know, and nothing at all for a code.
async fn page(app: &App, to: To, door: &Door, asked: &Asked, parts: &Parts) -> Result<Page, Trouble> {
    let links = app.ctx.links.as_ref().ok_or(Trouble::NoLink)?;
    let cookie = asked.lang.as_ref().map(|code| Cookie { secret: String::new(), language: code.clone() });
    let cookie = cookie.or_else(|| Cookie::read(&parts.headers, Some(links)));
    let accept = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    let mut here = Here::of_nobody(app, speaking(cookie.as_ref(), accept)?).await?;
    let (mut name, mut asks) = (None, true);
    if let Door::Token(_) = door {
        let db = app.ctx.db.read();
        let found = invitations::by_hash(db, &links.finding(door)).await?;
        let found = found.filter(|found| found.lets_in(app.ctx.now())).ok_or(Trouble::NoLink)?;
        let referral = referrals::get(db, found.territory, found.referral).await?.ok_or(Trouble::NoLink)?;
        let person = referrals::beneficiary(db, found.territory, referral.beneficiary).await?;
        let person = person.ok_or(Trouble::NoLink)?;
        if cookie.is_none() {
            here.text = Catalogue::for_language(&person.language)?;
        }
        if let Some(snapshot) = app.ctx.pool.snapshot(&app.ctx.db, found.territory, app.ctx.now()).await? {
            here.service.clone_from(&snapshot.territory.name);
            here.phone = phone(&snapshot, referral.site);
            here.style = style::sheet(&snapshot.territory.theme, Sheet::Person);
        }
        asks = person.born_on.is_some();
        name = Some(person.given_name).filter(|name| !name.trim().is_empty());
    }
    let others = Catalogue::all()?.iter().filter(|other| other.code() != here.text.code()).collect();
    let language = asked.lang.as_deref().unwrap_or_default();
    // The language chosen stays when the form comes back.
    let plain = language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let query = if language.is_empty() || !plain { String::new() } else { format!("?lang={language}") };
    let action = format!("{}{query}", to.path(door));
    let (day, month) = (String::new(), String::new());
    Ok(Page { here, action, name, asks, errors: Vec::new(), day, month, others })
}

async fn enter(app: App, to: To, path: &str, asked: &Asked, parts: &Parts, typed: Typed) -> Answer {
    let door = Door::parse(path).ok_or(Trouble::NoLink)?;
    let links = app.ctx.links.as_ref().ok_or(Trouble::NoLink)?;
    let mut page = page(&app, to, &door, asked, parts).await?;
    let number = |text: &str| text.trim().parse::<u8>().ok();
    let birthday =
        number(&typed.day).zip(number(&typed.month)).and_then(|(day, month)| Birthday::new(day, month));
    if page.asks && birthday.is_none() {
        let wrong = page.here.say(Key("door-no-date"))?;
        return again(&mut page, &typed, wrong);
    }
    let from = client::address(parts, links.proxies);
    match actions::enter(&app.ctx, &door, birthday, from.as_deref()).await? {
        Entry::In(secret) => {
            let cookie = Cookie { secret, language: page.here.text.code().to_owned() };
            Ok(with_cookie(onward(to.goal()), &app, &cookie))
        }
        Entry::Wrong { left } => {
            let wrong = wrong(&page.here, left)?;
            again(&mut page, &typed, wrong)
        }
        Entry::Closed => Err(Trouble::Closed),
    }
}

fn wrong(here: &Here, left: u32) -> Result<String, TextError> {
    here.text.get(Key("door-wrong"), &[("count", Arg::Count(left))])
}

fn again(page: &mut Page, typed: &Typed, text: String) -> Answer {
    page.errors = vec![Wrong { field: "birthday", text }];
    // Two digits each; whatever else came is not worth showing again.
    page.day = typed.day.chars().take(2).collect();
    page.month = typed.month.chars().take(2).collect();
    show(StatusCode::UNPROCESSABLE_ENTITY, &page.here, page)
}

/// The answer with the cookie.
pub(super) fn with_cookie(response: Response, app: &App, cookie: &Cookie) -> Response {
    let mut response = response.into_response();
    if let Some(line) = cookie.line(app.ctx.links.as_ref()) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}
