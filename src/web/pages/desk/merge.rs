//! Merging two entries of one beneficiary.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::rights::Action;
use serde::Deserialize;

use crate::actions;
use crate::store::referral_summaries::Card;
use crate::text::Key;
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::OfficeForm;
use crate::web::layout::form::{FormFields, FormState};
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, card_with_notice, onward, show};
use crate::web::pages::desk::search::{Hit, hit};
use crate::web::pages::desk::staff::Desk;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MergeQuery {
    with: String,
}

/// The field of the form: the one that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MergeField {
    Keep,
}

impl FormFields for MergeField {
    const ALL: &'static [Self] = &[Self::Keep];

    fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
        }
    }
}

#[derive(Template)]
#[template(path = "web/pages/desk/merge.html")]
struct Page {
    layout: OfficeLayout,
    href: String,
    /// Each with its identifier.
    both: Vec<(String, Hit)>,
    form: FormState<MergeField>,
}

impl Page {
    /// True for the one chosen to be kept: the first one until one is chosen.
    fn is_kept(&self, id: &str) -> bool {
        let chosen = self.form.value(MergeField::Keep);
        if chosen.is_empty() { self.both.first().is_some_and(|(first, _)| first == id) } else { chosen == id }
    }
}

/// `GET /desk/person/{person}/merge`
pub async fn ask(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    Query(asked): Query<MergeQuery>,
) -> Answer {
    let (one, other) = both(&app, &desk, &person, &asked.with).await?;
    show(StatusCode::OK, &page(&desk, &one, &other)?)
}

async fn both(app: &App, desk: &Desk, one: &str, other: &str) -> Result<(Card, Card), OfficeError> {
    let one = desk.person(app, one, Action::MergeBeneficiaries).await?;
    let other = desk.person(app, other, Action::MergeBeneficiaries).await?;
    if one.person.id == other.person.id { Err(OfficeError::Missing) } else { Ok((one, other)) }
}

fn page(desk: &Desk, one: &Card, other: &Card) -> Result<Page, OfficeError> {
    let layout = desk.layout(Tab::Desk)?;
    let both = [one, other]
        .into_iter()
        .map(|card| Ok((card.person.id.to_string(), hit(desk, &layout, card)?)))
        .collect::<Result<_, OfficeError>>()?;
    Ok(Page { href: routes::desk_person(one.person.id), both, form: FormState::default(), layout })
}

/// `POST /desk/person/{person}/merge`
pub async fn answer(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let (one, other) = both(&app, &desk, &person, posted.one("with")).await?;
    let keeps_other = posted.one("keep") == other.person.id.to_string();
    let (kept, gone) = if keeps_other { (&other, &one) } else { (&one, &other) };
    match actions::merge_beneficiaries(&app.ctx, desk.territory(), kept.person.id, gone.person.id).await {
        Ok(()) => Ok(onward(&card_with_notice(kept, "merged"))),
        Err(actions::BeneficiaryError::BothExpected) => {
            let mut page = page(&desk, &one, &other)?;
            page.form = posted.state();
            page.form.reject(MergeField::Keep, page.layout.say(Key("merge-both"))?);
            show(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}
