//! What the person needs; where that takes somebody or something else, the search is asked again.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::needs::Wish;
use domain::visit::Language;

use super::Answer;
use super::facts::{kept, language_name, minutes_left, when, wish_key};
use crate::actions::{self, Answers, Error, Needs};
use crate::store::appointments::Appointment;
use crate::text::{Key, TextError};
use crate::web::State as App;
use crate::web::parts::guest::Guest;
use crate::web::parts::here::{Here, onward, show};
use crate::web::parts::posted::Posted;
use crate::web::routes;

/// One thing that can be asked for.
struct Tick {
    value: &'static str,
    label: String,
    checked: bool,
}

/// One language an interpreter speaks.
struct Spoken {
    value: String,
    label: String,
    checked: bool,
}

#[derive(Template)]
#[template(path = "web/pages/booking/needs.html")]
struct Page {
    here: Here,
    kept: Option<(String, String, u32)>,
    wishes: Vec<Tick>,
    languages: Vec<Spoken>,
}

/// `GET /book/needs`
pub async fn ask(State(app): State<App>, guest: Guest) -> Answer {
    if guest.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let here = guest.here();
    let asked = &guest.visitor.referral.wishes;
    let wishes = Wish::ALL
        .into_iter()
        .map(|wish| {
            let label = here.say(wish_key(wish))?;
            Ok(Tick { value: wish.word(), label, checked: asked.contains(&wish) })
        })
        .collect::<Result<_, TextError>>()?;
    let wanted = guest.visitor.referral.interpreter.as_ref();
    let languages = interpreters(&guest)
        .into_iter()
        .map(|language| Spoken {
            label: language_name(&language),
            value: language.code().to_owned(),
            checked: wanted == Some(&language),
        })
        .collect();
    let kept = guest.held().map(|held| said(&app, &guest, &here, held)).transpose()?;
    let page = Page { here, kept, wishes, languages };
    show(StatusCode::OK, &page.here, &page)
}

fn said(
    app: &App,
    guest: &Guest,
    here: &Here,
    held: &Appointment,
) -> Result<(String, String, u32), TextError> {
    let minutes = minutes_left(app, held);
    Ok((when(app, guest, held), kept(here, minutes)?, minutes))
}

/// The languages that somebody in the territory interprets, and the one that is wanted already.
fn interpreters(guest: &Guest) -> Vec<Language> {
    let agendas = guest.snapshot.ensemble.agendas();
    let roles = agendas.iter().flat_map(|agenda| agenda.resource().roles.iter());
    let spoken = roles.filter_map(|role| Language::parse(role.name().strip_prefix("interpreter:")?));
    let mut languages: BTreeSet<Language> = spoken.collect();
    languages.extend(guest.visitor.referral.interpreter.clone());
    // Sign language has its own box.
    languages.retain(|language| Some(language.code()) != Wish::SIGN_INTERPRETER.strip_prefix("interpreter:"));
    languages.into_iter().collect()
}

/// `POST /book/needs`
pub async fn answer(State(app): State<App>, guest: Guest, posted: Posted) -> Answer {
    if guest.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let wishes: Vec<Wish> = Wish::ALL.into_iter().filter(|wish| posted.has("wish", wish.word())).collect();
    let wanted = posted.one("interpreter");
    let interpreter = interpreters(&guest).into_iter().find(|language| language.code() == wanted);
    let before = &guest.visitor.referral;
    let of_search = |wishes: &[Wish]| -> Vec<Wish> {
        wishes.iter().copied().filter(|wish| wish.changes_the_search()).collect()
    };
    let changes_search = before.interpreter != interpreter || of_search(&before.wishes) != of_search(&wishes);
    let (territory, referral) = (guest.visitor.invitation.territory, before.id);
    actions::set_needs(&app.ctx, territory, referral, &Needs { interpreter, wishes }).await?;
    let mut answers = Answers { has_needs: true, is_later: false, ..guest.visitor.answers.clone() };
    let mut then = "/book/dates";
    if let Some(held) = guest.held() {
        then = "/book/check";
        if changes_search && !holds_again(&app, &guest, held).await? {
            // The hour cannot be: it is given back, and the next page says which is the first that can.
            actions::release(&app.ctx, territory, held.id, None).await?;
            answers.is_later = true;
            then = "/book/dates";
        }
    }
    actions::remember(&app.ctx, &guest.visitor, &answers).await?;
    Ok(onward(then))
}

/// Holds the same hour again, for the team that is needed now; false when there is none.
async fn holds_again(app: &App, guest: &Guest, held: &Appointment) -> Result<bool, super::Trouble> {
    let mut ask = guest.ask()?;
    ask.mode = held.mode;
    let (start, from) = (held.visit.start.instant(), guest.from.as_deref());
    match actions::choose(&app.ctx, &guest.visitor, ask, start, held.site, from).await {
        Ok(_) => Ok(true),
        Err(Error::Taken(_) | Error::Refused(_)) => Ok(false),
        Err(other) => Err(other.into()),
    }
}
