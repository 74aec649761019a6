//! Single-choice pages: mode and site.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::visit::Mode;

use crate::actions::{self, Answers};
use crate::text::{Key, TextError};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::form::PostedForm;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::layout::form::{FormFields, FormState};
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::state::State as App;

/// The one field of a question with options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChoiceField {
    Choice,
}

impl FormFields for ChoiceField {
    const ALL: &'static [Self] = &[Self::Choice];

    fn name(self) -> &'static str {
        match self {
            Self::Choice => "choice",
        }
    }
}

/// One answer.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) lines: Vec<String>,
    pub(super) checked: bool,
    /// Language and direction of the label, when they are not those of the page.
    pub(super) spoken: Option<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "web/pages/booking/choice.html")]
pub(super) struct Page {
    pub(super) layout: BeneficiaryLayout,
    pub(super) title: String,
    pub(super) lead: Option<String>,
    pub(super) action: &'static str,
    pub(super) options: Vec<Choice>,
    pub(super) form: FormState<ChoiceField>,
    pub(super) back: Option<(&'static str, String)>,
}

impl Page {
    /// What the screen is called: the last part of its address.
    fn screen(&self) -> &'static str {
        self.action.rsplit('/').next().unwrap_or(self.action)
    }
}

/// Shows a question; again with what is wrong when nothing was chosen.
pub(super) fn answer(mut page: Page, again: bool) -> Answer {
    let mut status = StatusCode::OK;
    if again {
        page.form.reject(ChoiceField::Choice, page.layout.say(Key("choice-none"))?);
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    show(status, &page.layout, &page)
}

/// The name of a mode.
pub(super) fn way(layout: &BeneficiaryLayout, mode: Mode) -> Result<String, TextError> {
    layout.say(match mode {
        Mode::Onsite => Key("how-onsite"),
        Mode::Phone => Key("how-phone"),
        Mode::Video => Key("how-video"),
    })
}

/// `GET /book/how`
pub async fn ask_how(session: BeneficiarySession) -> Answer {
    answer(how(&session)?, false)
}

/// `POST /book/how`
pub async fn answer_how(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    let modes = session.kind()?.modes;
    let Some(mode) = Mode::from_word(posted.one("choice")).filter(|mode| modes.contains(*mode)) else {
        return answer(how(&session)?, true);
    };
    let answers = Answers { mode: Some(mode), is_later: false, ..session.booking.answers.clone() };
    actions::remember(&app.ctx, &session.booking, &answers).await?;
    Ok(onward("/book/dates"))
}

fn how(session: &BeneficiarySession) -> Result<Page, BeneficiaryError> {
    let layout = session.layout();
    let chosen = session.booking.answers.mode;
    let options = session
        .kind()?
        .modes
        .iter()
        .map(|mode| {
            Ok(Choice {
                value: mode.word().to_owned(),
                label: way(&layout, mode)?,
                lines: Vec::new(),
                checked: chosen == Some(mode),
                spoken: None,
            })
        })
        .collect::<Result<_, TextError>>()?;
    let title = layout.say(Key("how-title"))?;
    Ok(Page {
        layout,
        title,
        lead: None,
        action: "/book/how",
        options,
        form: FormState::default(),
        back: None,
    })
}

/// `GET /book/site`
pub async fn ask_site(session: BeneficiarySession) -> Answer {
    answer(site(&session, "/book/site", "/book/dates")?, false)
}

/// `GET /move/site`
pub async fn ask_site_to_move(session: BeneficiarySession) -> Answer {
    answer(site(&session, "/move/site", "/move/dates")?, false)
}

/// `POST /book/site`
pub async fn answer_site(app: State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    chosen_site(&app, &session, &posted, "/book/site", "/book/dates").await
}

/// `POST /move/site`
pub async fn answer_site_to_move(app: State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    chosen_site(&app, &session, &posted, "/move/site", "/move/dates").await
}

async fn chosen_site(
    app: &App,
    session: &BeneficiarySession,
    posted: &PostedForm,
    path: &'static str,
    then: &'static str,
) -> Answer {
    let chosen = posted.one("choice");
    let site = session.snapshot.territory.sites.values().find(|site| site.key == chosen).map(|site| site.id);
    if site.is_none() && chosen != "any" {
        return answer(self::site(session, path, then)?, true);
    }
    let answers = Answers { site, is_later: false, ..session.booking.answers.clone() };
    actions::remember(&app.ctx, &session.booking, &answers).await?;
    Ok(onward(then))
}

fn site(
    session: &BeneficiarySession,
    path: &'static str,
    then: &'static str,
) -> Result<Page, BeneficiaryError> {
    let layout = session.layout();
    let chosen = session.booking.answers.site;
    let mut options = vec![Choice {
        value: "any".to_owned(),
        label: layout.say(Key("site-any"))?,
        lines: Vec::new(),
        checked: chosen.is_none(),
        spoken: None,
    }];
    for id in session.snapshot.site_order.iter() {
        let Some(site) = session.site(*id) else { continue };
        options.push(Choice {
            value: site.key.clone(),
            label: site.name.clone(),
            lines: vec![site.address.clone()],
            checked: chosen == Some(*id),
            spoken: None,
        });
    }
    let title = layout.say(Key("site-title"))?;
    let back = Some((then, layout.say(Key("dates-back"))?));
    Ok(Page { layout, title, lead: None, action: path, options, form: FormState::default(), back })
}
