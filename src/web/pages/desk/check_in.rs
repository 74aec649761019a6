//! The check-in tablet of a site: a beneficiary types their code. No member is signed in there; a code shows that its
//! owner is expected, and nothing else.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::credentials::Code;
use domain::ids::{SiteId, TerritoryId};
use domain::visit::Language;
use serde::Deserialize;

use crate::actions::{self, Welcome};
use crate::keys::{LinkSigner, Purpose};
use crate::store::territories;
use crate::text::{Catalogue, Key};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::errors::not_in_territory;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward, phone, show};
use crate::web::layout::style;
use crate::web::layout::style::StyleSheet;
use crate::web::routes;
use crate::web::state::State as App;

type Answer = Result<axum::response::Response, BeneficiaryError>;

/// What opens the page of one site: only a desk of the site is shown it, and it opens nothing else.
#[must_use]
pub fn token(links: &LinkSigner, territory: TerritoryId, site: SiteId) -> String {
    links.key.name(Purpose::Tablet, format!("{territory} {site}").as_bytes())
}

#[derive(Template)]
#[template(path = "web/pages/desk/check_in.html")]
struct Page {
    layout: BeneficiaryLayout,
    title: String,
    action: String,
    site: String,
    lang: &'static str,
    tongues: Vec<Tongue>,
    welcome: Option<Welcome>,
}

#[derive(Deserialize)]
pub struct CheckInForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    lang: String,
}

#[derive(Deserialize)]
pub struct CheckInQuery {
    #[serde(default)]
    said: String,
    #[serde(default)]
    lang: String,
}

/// One language of the tablet: its code, its own name, and whether it is spoken now.
struct Tongue {
    code: &'static str,
    name: &'static str,
    language: &'static str,
    direction: &'static str,
    is_spoken: bool,
}

/// The site that a token is for.
async fn site_of(app: &App, token: &str) -> Result<(TerritoryId, SiteId), BeneficiaryError> {
    let links = app.ctx.links.as_ref().ok_or(BeneficiaryError::Missing)?;
    for (territory, ..) in territories::list(app.ctx.db.read()).await? {
        let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, territory, app.ctx.now()).await?;
        let Some(snapshot) = snapshot else { continue };
        for site in snapshot.site_order.iter() {
            if links.key.proves(Purpose::Tablet, format!("{territory} {site}").as_bytes(), token) {
                return Ok((territory, *site));
            }
        }
    }
    Err(BeneficiaryError::Missing)
}

async fn page(
    app: &App,
    token: &str,
    lang: &str,
    welcome: Option<Welcome>,
) -> Result<Page, BeneficiaryError> {
    let (territory, site) = site_of(app, token).await?;
    let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, territory, app.ctx.now()).await?;
    let snapshot = snapshot.ok_or(BeneficiaryError::Missing)?;
    let text = match Language::parse(lang) {
        Some(language) => Catalogue::for_language(&language)?,
        None => Catalogue::french()?,
    };
    let layout = BeneficiaryLayout {
        text,
        service: snapshot.territory.name.clone(),
        style: style::sheet(&snapshot.territory.theme, StyleSheet::Tablet),
        phone: phone(&snapshot, Some(site)),
        form: String::new(),
        media: (std::sync::Arc::clone(&app.public.media), snapshot.territory.key.clone()),
    };
    let title = match welcome {
        None => Key("tablet-title"),
        Some(Welcome::Noted) => Key("tablet-noted"),
        Some(Welcome::AskDesk) => Key("tablet-ask-desk"),
    };
    let tongues = Catalogue::all()?.iter().map(|one| Tongue {
        code: one.code(),
        name: one.own_name(),
        language: one.language(),
        direction: one.direction().word(),
        is_spoken: one.code() == text.code(),
    });
    Ok(Page {
        tongues: tongues.collect(),
        lang: text.code(),
        title: layout.say(title)?,
        action: routes::check_in(token),
        site: not_in_territory::site(&snapshot.territory, site)?.name.clone(),
        welcome,
        layout,
    })
}

/// `GET /check-in/{token}`
pub async fn ask(
    State(app): State<App>,
    Path(token): Path<String>,
    axum::extract::Query(asked): axum::extract::Query<CheckInQuery>,
) -> Answer {
    let welcome = match asked.said.as_str() {
        "noted" => Some(Welcome::Noted),
        "desk" => Some(Welcome::AskDesk),
        _ => None,
    };
    let page = page(&app, &token, &asked.lang, welcome).await?;
    let mut response = show(StatusCode::OK, &page.layout, &page)?;
    if welcome.is_some() {
        // The next one in the row finds an empty field.
        let back = format!("12; url={}", page.action);
        if let Ok(back) = axum::http::HeaderValue::from_str(&back) {
            response.headers_mut().insert("refresh", back);
        }
    }
    Ok(response)
}

/// `POST /check-in/{token}`
pub async fn answer(
    State(app): State<App>,
    Path(token): Path<String>,
    Form(typed): Form<CheckInForm>,
) -> Answer {
    let (territory, site) = site_of(&app, &token).await?;
    let welcome = actions::check_in(&app.ctx, territory, site, Code::parse(&typed.code)).await?;
    let said = match welcome {
        Welcome::Noted => "noted",
        Welcome::AskDesk => "desk",
    };
    let lang = Language::parse(&typed.lang).map_or_else(String::new, |lang| format!("&lang={}", lang.code()));
    Ok(onward(&format!("{}?said={said}{lang}", routes::check_in(&token))))
}
