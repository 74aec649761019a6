//! The needs page (interpreter, step-free access ...); the search runs again when they change the team or the room.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::needs::BeneficiaryNeed;
use domain::visit::Language;

use crate::actions::{self, Answers, AppointmentError, Needs};
use crate::store::appointments::Appointment;
use crate::text::{Key, TextError};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::form::PostedForm;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::pages::booking::facts::{Countdown, language_name, minutes_left, when, wish_key};
use crate::web::routes;
use crate::web::state::State as App;

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
    layout: BeneficiaryLayout,
    /// The hour that is held, and for how long.
    kept: Option<(String, Countdown)>,
    wishes: Vec<Tick>,
    languages: Vec<Spoken>,
}

/// `GET /book/needs`
pub async fn ask(State(app): State<App>, session: BeneficiarySession) -> Answer {
    if session.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let layout = session.layout();
    let asked = &session.booking.referral.wishes;
    let wishes = BeneficiaryNeed::ALL
        .into_iter()
        .map(|wish| {
            let label = layout.say(wish_key(wish))?;
            Ok(Tick { value: wish.word(), label, checked: asked.contains(&wish) })
        })
        .collect::<Result<_, TextError>>()?;
    let wanted = session.booking.referral.interpreter.as_ref();
    let languages = interpreters(&session)
        .into_iter()
        .map(|language| {
            Ok(Spoken {
                label: language_name(&language)?,
                value: language.code().to_owned(),
                checked: wanted == Some(&language),
            })
        })
        .collect::<Result<_, TextError>>()?;
    let kept = session.held().map(|held| said(&app, &session, &layout, held)).transpose()?;
    let page = Page { layout, kept, wishes, languages };
    show(StatusCode::OK, &page.layout, &page)
}

fn said(
    app: &App,
    session: &BeneficiarySession,
    layout: &BeneficiaryLayout,
    held: &Appointment,
) -> Result<(String, Countdown), TextError> {
    Ok((when(app, session, held), Countdown::of(layout, minutes_left(app, held))?))
}

/// The languages that are interpreted in the territory, and the one that is asked for already.
fn interpreters(session: &BeneficiarySession) -> Vec<Language> {
    let agendas = session.snapshot.ensemble.agendas();
    let roles = agendas.iter().flat_map(|agenda| agenda.resource().roles.iter());
    let spoken = roles.filter_map(|role| Language::parse(role.name().strip_prefix("interpreter:")?));
    let mut languages: BTreeSet<Language> = spoken.collect();
    languages.extend(session.booking.referral.interpreter.clone());
    // Sign language has its own box.
    languages.retain(|language| {
        Some(language.code()) != BeneficiaryNeed::SIGN_INTERPRETER.strip_prefix("interpreter:")
    });
    languages.into_iter().collect()
}

/// `POST /book/needs`
pub async fn answer(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    if session.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let wishes: Vec<BeneficiaryNeed> =
        BeneficiaryNeed::ALL.into_iter().filter(|wish| posted.has("wish", wish.word())).collect();
    let wanted = posted.one("interpreter");
    let interpreter = interpreters(&session).into_iter().find(|language| language.code() == wanted);
    let before = &session.booking.referral;
    let of_search = |wishes: &[BeneficiaryNeed]| -> Vec<BeneficiaryNeed> {
        wishes.iter().copied().filter(|wish| wish.changes_search()).collect()
    };
    let changes_search = before.interpreter != interpreter || of_search(&before.wishes) != of_search(&wishes);
    let (territory, referral) = (session.booking.invitation.territory, before.id);
    actions::set_needs(&app.ctx, territory, referral, &Needs { interpreter, wishes }).await?;
    let mut answers = Answers { has_needs: true, is_later: false, ..session.booking.answers.clone() };
    let mut then = "/book/dates";
    if let Some(held) = session.held() {
        then = "/book/check";
        if changes_search && !holds_again(&app, &session, held).await? {
            // The hour cannot be: it is given back, and the next page says which is the first that can.
            actions::release(&app.ctx, territory, held.id, None).await?;
            answers.is_later = true;
            then = "/book/dates";
        }
    }
    actions::remember(&app.ctx, &session.booking, &answers).await?;
    Ok(onward(then))
}

/// Holds the same hour again, for the team that is needed now; false when there is none.
async fn holds_again(
    app: &App,
    session: &BeneficiarySession,
    held: &Appointment,
) -> Result<bool, BeneficiaryError> {
    let mut ask = session.ask()?;
    ask.mode = held.mode;
    let (start, from) = (held.visit.start.instant(), session.from.as_deref());
    match actions::hold_online(&app.ctx, &session.booking, ask, start, held.site, from).await {
        Ok(_) => Ok(true),
        Err(AppointmentError::Taken(_) | AppointmentError::Refused(_)) => Ok(false),
        Err(other) => Err(other.into()),
    }
}
