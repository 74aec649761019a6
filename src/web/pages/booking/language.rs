//! The language page; the choice is stored for later pages and messages.

use axum::extract::State;
use domain::visit::Language;

use crate::actions::{self, Answers};
use crate::text::{Catalogue, Key};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::form::PostedForm;
use crate::web::layout::beneficiary_layout::onward;
use crate::web::layout::form::FormState;
use crate::web::pages::booking::answer::Answer;
use crate::web::pages::booking::choice::{Choice, Page, answer as show_choice};
use crate::web::pages::booking::next_question::next_question;
use crate::web::pages::booking::sign_in_by_link::with_cookie;
use crate::web::state::State as App;

/// `GET /book/language`
pub async fn ask(session: BeneficiarySession) -> Answer {
    show_choice(page(&session)?, false)
}

/// `POST /book/language`
pub async fn answer(State(app): State<App>, mut session: BeneficiarySession, posted: PostedForm) -> Answer {
    let chosen = Catalogue::all()?.iter().find(|text| text.code() == posted.one("choice"));
    let Some((text, language)) = chosen.and_then(|text| Some((text, Language::parse(text.code())?))) else {
        return show_choice(page(&session)?, true);
    };
    let territory = session.booking.invitation.territory;
    actions::choose_language(&app.ctx, territory, session.booking.person.id, &language).await?;
    let answers = Answers { has_language: true, ..session.booking.answers.clone() };
    actions::remember(&app.ctx, &session.booking, &answers).await?;
    session.booking.answers = answers;
    let cookie = session.cookie(text.code());
    Ok(with_cookie(onward(next_question(&session)?), &app, &cookie))
}

fn page(session: &BeneficiarySession) -> Result<Page, BeneficiaryError> {
    let layout = session.layout();
    let options = Catalogue::all()?
        .iter()
        .map(|text| Choice {
            value: text.code().to_owned(),
            label: text.own_name().to_owned(),
            lines: Vec::new(),
            checked: text.code() == layout.text.code(),
            spoken: Some((text.language(), text.direction().word())),
        })
        .collect();
    let title = layout.say(Key("language-title"))?;
    let lead = Some(layout.say(Key("language-lead"))?);
    Ok(Page {
        layout,
        title,
        lead,
        action: "/book/language",
        options,
        form: FormState::default(),
        back: None,
    })
}
