//! Where the code of a letter is typed: nothing but the way to its page.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use domain::credentials::{Code, Credential};
use serde::Deserialize;

use crate::keys::choose_path;
use crate::text::{Catalogue, Key};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_cookie::Cookie;
use crate::web::extract::form::OpenForm;
use crate::web::extract::language::negotiate_language;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::layout::form::{FormFields, FormState};
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::state::State as App;

/// The field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeField {
    Code,
}

impl FormFields for CodeField {
    const ALL: &'static [Self] = &[Self::Code];

    fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
        }
    }

    fn max_length(self) -> usize {
        20
    }

    fn has_hint(self) -> bool {
        true
    }
}

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub struct CodeQuery {
    lang: Option<String>,
}

#[derive(Template)]
#[template(path = "web/pages/booking/code.html")]
struct Page {
    layout: BeneficiaryLayout,
    form: FormState<CodeField>,
    others: Vec<&'static Catalogue>,
}

async fn page(app: &App, asked: CodeQuery, parts: &Parts) -> Result<Page, BeneficiaryError> {
    let cookie = asked.lang.map(|language| Cookie { secret: String::new(), language });
    let cookie = cookie.or_else(|| Cookie::read(&parts.headers, app.ctx.links.as_ref()));
    let accept = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    let layout = BeneficiaryLayout::of_nobody(app, negotiate_language(cookie.as_ref(), accept)?).await?;
    let others = Catalogue::all()?.iter().filter(|other| other.code() != layout.text.code()).collect();
    Ok(Page { layout, form: FormState::default(), others })
}

/// `GET /a`
pub async fn ask(State(app): State<App>, Query(asked): Query<CodeQuery>, parts: Parts) -> Answer {
    let page = page(&app, asked, &parts).await?;
    show(StatusCode::OK, &page.layout, &page)
}

/// `POST /a`: leads to the page of the code, whether there is one or not.
pub async fn answer(
    State(app): State<App>,
    Query(asked): Query<CodeQuery>,
    parts: Parts,
    OpenForm(posted): OpenForm,
) -> Answer {
    let mut page = page(&app, asked, &parts).await?;
    if let Some(Credential::Code(code)) = Credential::parse(posted.one(CodeField::Code.name())) {
        return Ok(onward(&to(code, page.layout.text)));
    }
    page.form = posted.state();
    page.form.reject(CodeField::Code, page.layout.say(Key("code-wrong"))?);
    show(StatusCode::UNPROCESSABLE_ENTITY, &page.layout, &page)
}

/// The page of a code, in the language that is read here. French is read by whoever chose nothing: there the question
/// which language is still to be asked.
fn to(code: Code, text: &Catalogue) -> String {
    let path = choose_path(&Credential::Code(code));
    if text.code() == "fr" { path } else { format!("{path}?lang={}", text.code()) }
}
