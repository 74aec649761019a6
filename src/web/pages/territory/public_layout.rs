//! The frame of the public pages: the territory, its style, the languages to choose from.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use domain::ids::TerritoryId;
use domain::visit::Language;
use serde::Deserialize;

use crate::store::agenda_cache::Snapshot;
use crate::store::territories;
use crate::text::{Catalogue, Key, NO_BREAK_SPACE, TextError};
use crate::web::layout::beneficiary_layout::phone;
use crate::web::layout::page::Failure;
use crate::web::layout::page::not_found;
use crate::web::layout::style;
use crate::web::layout::style::StyleSheet;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Default, Deserialize)]
struct TerritoryQuery {
    #[serde(default)]
    lang: Option<String>,
}

/// The frame of every public page.
pub struct PublicLayout {
    pub(super) id: TerritoryId,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) text: &'static Catalogue,
    pub(super) name: String,
    pub(super) phone: Option<String>,
    pub(super) logo: Option<String>,
    pub(super) style: String,
    pub(super) languages: Vec<LanguageLink>,
    /// The other public pages.
    pub(super) ways: Vec<(String, String)>,
}

/// A language to choose.
pub(super) struct LanguageLink {
    pub(super) address: String,
    pub(super) lang: &'static str,
    pub(super) dir: &'static str,
    pub(super) name: &'static str,
    pub(super) is_current: bool,
}

impl FromRequestParts<App> for PublicLayout {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Ok(Path(key)) = Path::<String>::from_request_parts(parts, app).await else {
            return Err(not_found().await.into_response());
        };
        let asked = Query::<TerritoryQuery>::from_request_parts(parts, app).await.map(|Query(asked)| asked);
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        match Self::of(app, &key, asked.unwrap_or_default(), accepted, parts.uri.path()).await {
            Ok(Some(layout)) => Ok(layout),
            Ok(None) => Err(not_found().await.into_response()),
            Err(broken) => Err(broken.into_response()),
        }
    }
}

impl PublicLayout {
    async fn of(
        app: &App,
        key: &str,
        asked: TerritoryQuery,
        accepted: Option<&str>,
        path: &str,
    ) -> Result<Option<Self>, Failure> {
        let Some(id) = territories::by_key(app.ctx.db.read(), key).await? else { return Ok(None) };
        let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, id, app.ctx.now()).await?;
        let Some(snapshot) = snapshot else { return Ok(None) };
        let chosen = asked.lang.as_deref().and_then(Language::parse);
        let text = Catalogue::negotiate(chosen.as_ref(), accepted, &Language::french())?;
        let to = |path: &str, text: &Catalogue| format!("{path}?lang={}", text.code());
        let languages = Catalogue::all()?.iter().map(|other| LanguageLink {
            address: to(path, other),
            lang: other.language(),
            dir: other.direction().word(),
            name: other.own_name(),
            is_current: other.code() == text.code(),
        });
        let ways = [
            (routes::public(key), Key("territory-top")),
            (routes::public_statement(key), Key("statement-link")),
            (routes::public_stored(key), Key("stored-link")),
        ];
        let ways = ways.into_iter().filter(|(address, _)| address != path);
        let ways = ways.map(|(address, label)| Ok((to(&address, text), text.get(label, &[])?)));
        Ok(Some(Self {
            id,
            text,
            name: snapshot.territory.name.clone(),
            phone: phone(&snapshot, None),
            logo: app.public.media.logo(key),
            style: style::sheet(&snapshot.territory.theme, StyleSheet::Public),
            languages: languages.collect(),
            ways: ways.collect::<Result<_, TextError>>()?,
            snapshot,
        }))
    }

    pub(super) fn say(&self, key: Key) -> Result<String, TextError> {
        self.text.get(key, &[])
    }

    /// A telephone number as a machine dials it.
    pub(super) fn dial(phone: &str) -> String {
        phone.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect()
    }

    /// A message around a telephone number, one to dial, as HTML; `without` when the territory has none.
    pub(super) fn with_phone(&self, with: Key, without: Key) -> Result<String, TextError> {
        match &self.phone {
            Some(phone) => Ok(self.text.html(with, &[("phone", (&unbroken(phone)).into())])?.0),
            None => Ok(self.text.html(without, &[])?.0),
        }
    }

    /// The page, with the policy that allows its style.
    pub(super) fn show(&self, page: &impl Template) -> Result<Response, Failure> {
        let mut response = Html(page.render()?).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, style::policy(&self.style));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.text.language()));
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
        Ok(response)
    }
}

/// A telephone number that stays on one line.
pub(super) fn unbroken(phone: &str) -> String {
    phone.replace(' ', NO_BREAK_SPACE)
}

/// A title and the paragraphs under it, as HTML.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "web/pages/territory/sections.html")]
pub(super) struct Sections {
    pub(super) layout: PublicLayout,
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) parts: Vec<Section>,
}
