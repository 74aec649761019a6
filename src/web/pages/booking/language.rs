//! Which language: kept for every later page and message.

use axum::extract::State;
use domain::visit::Language;

use super::choice::{Choice, Page, answer as show_choice};
use super::door::with_cookie;
use super::{Answer, next};
use crate::actions::{self, Answers};
use crate::text::{Catalogue, Key};
use crate::web::State as App;
use crate::web::parts::guest::Guest;
use crate::web::parts::here::onward;
use crate::web::parts::posted::Posted;
use crate::web::parts::trouble::Trouble;

/// `GET /book/language`
pub async fn ask(guest: Guest) -> Answer {
    show_choice(page(&guest)?, false)
}

/// `POST /book/language`
pub async fn answer(State(app): State<App>, mut guest: Guest, posted: Posted) -> Answer {
    let chosen = Catalogue::all()?.iter().find(|text| text.code() == posted.one("choice"));
    let Some((text, language)) = chosen.and_then(|text| Some((text, Language::parse(text.code())?))) else {
        return show_choice(page(&guest)?, true);
    };
    let territory = guest.visitor.invitation.territory;
    actions::choose_language(&app.ctx, territory, guest.visitor.person.id, &language).await?;
    let answers = Answers { has_language: true, ..guest.visitor.answers.clone() };
    actions::remember(&app.ctx, &guest.visitor, &answers).await?;
    guest.visitor.answers = answers;
    let cookie = guest.cookie(text.code());
    Ok(with_cookie(onward(next(&guest)?), &app, &cookie))
}

fn page(guest: &Guest) -> Result<Page, Trouble> {
    let here = guest.here();
    let options = Catalogue::all()?
        .iter()
        .map(|text| Choice {
            value: text.code().to_owned(),
            label: text.own_name().to_owned(),
            lines: Vec::new(),
            checked: text.code() == here.text.code(),
            spoken: Some((text.language(), text.direction().word())),
        })
        .collect();
    let title = here.say(Key("language-title"))?;
    let lead = Some(here.say(Key("language-lead"))?);
    Ok(Page { here, title, lead, action: "/book/language", options, errors: Vec::new(), back: None })
}
