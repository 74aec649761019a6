//! The frame of every page of a beneficiary: language, service, telephone, proof of the form.

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use domain::territory::Territory;
use domain::theme::Theme;

use crate::store::agenda_cache::Snapshot;
use crate::store::territories;
use crate::text::{Catalogue, Key, TextError};
use crate::web::layout::media::Media;
use crate::web::layout::page::Failure;
use crate::web::layout::style;
use crate::web::layout::style::StyleSheet;
use crate::web::routes;
use crate::web::state::State as App;

/// The frame of a page of a beneficiary.
pub struct BeneficiaryLayout {
    /// The catalogue.
    pub text: &'static Catalogue,
    /// The name of the territory; empty when it must not be shown yet.
    pub service: String,
    /// The style sheet, in the colour of the territory.
    pub style: String,
    /// The telephone to call, as it is read.
    pub phone: Option<String>,
    /// Proves that a form is of this session; empty where there is none.
    pub form: String,
    /// The files of the territory, and its key.
    pub media: (Arc<Media>, String),
}

impl BeneficiaryLayout {
    /// For a reader who is not known: the territory is named when it is the only one.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn of_nobody(app: &App, text: &'static Catalogue) -> Result<Self, Failure> {
        let all = territories::list(app.ctx.db.read()).await?;
        let style = style::sheet(&Theme::default(), StyleSheet::Person);
        let media = (Arc::clone(&app.public.media), String::new());
        let nobody = Self { text, service: String::new(), style, phone: None, form: String::new(), media };
        let [(id, ..)] = all.as_slice() else { return Ok(nobody) };
        let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, *id, app.ctx.now()).await?;
        Ok(snapshot.map_or(nobody, |snapshot| Self::of_territory(app, text, &snapshot)))
    }

    /// For a reader who is not known, on a page of that territory.
    #[must_use]
    pub fn of_territory(app: &App, text: &'static Catalogue, snapshot: &Snapshot) -> Self {
        let territory = &snapshot.territory;
        Self {
            text,
            service: territory.name.clone(),
            style: style::sheet(&territory.theme, StyleSheet::Person),
            phone: phone(snapshot, None),
            form: String::new(),
            media: (Arc::clone(&app.public.media), territory.key.clone()),
        }
    }

    /// The text of a key.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn say(&self, key: Key) -> Result<String, TextError> {
        self.text.get(key, &[])
    }

    /// The address of a screen read aloud, when the territory supplies the file.
    #[must_use]
    pub fn audio(&self, screen: &str) -> Option<String> {
        let (media, territory) = &self.media;
        media.audio(territory, self.text, screen)
    }

    /// The address of the photo of a site's entrance, when the territory supplies it.
    #[must_use]
    pub fn photo(&self, site: &str) -> Option<String> {
        let (media, territory) = &self.media;
        media.photo(territory, site)
    }

    /// The address of the accessibility statement.
    #[must_use]
    pub fn statement(&self) -> String {
        let (_, territory) = &self.media;
        let path = match territory.as_str() {
            "" => routes::STATEMENT.to_owned(),
            key => routes::public_statement(key),
        };
        format!("{path}?lang={}", self.text.code())
    }

    /// The telephone as a machine dials it.
    #[must_use]
    pub fn tel(&self) -> String {
        let dialled = |letter: &char| letter.is_ascii_digit() || *letter == '+';
        self.phone.iter().flat_map(|phone| phone.chars()).filter(dialled).collect()
    }
}

/// The number to call for help: [`Territory::help_phone`], or that of the first site that has one.
#[must_use]
pub fn phone(snapshot: &Snapshot, site: Option<domain::ids::SiteId>) -> Option<String> {
    let territory: &Territory = &snapshot.territory;
    let mut first = snapshot.site_order.iter().filter_map(|site| territory.help_phone(Some(*site)));
    territory.help_phone(site).or_else(|| first.next()).map(str::to_owned)
}

/// Answers with a page.
///
/// # Errors
/// [`Failure`].
pub fn show(
    status: StatusCode,
    layout: &BeneficiaryLayout,
    page: &impl Template,
) -> Result<Response, Failure> {
    let mut response = (status, Html(page.render()?)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, style::policy(&layout.style));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(layout.text.language()));
    Ok(response)
}

/// Sends the browser on, after a form: the answer can be looked at again and sends nothing twice.
#[must_use]
pub fn onward(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}
