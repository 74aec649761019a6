//! The forms of the earliest appointment: book, hold, confirm, release, reschedule, change the needs.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ids::AppointmentId;
use domain::rights::Action;
use domain::search::Start;
use domain::visit::Language;

use crate::actions::{self, AppointmentError, Needs, ReferralError, Reschedule, SlotRequest};
use crate::store::appointments::{self, Appointment};
use crate::store::referral_summaries::Card;
use crate::store::referrals;
use crate::text::Key;
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::form::PostedForm;
use crate::web::extract::office_session::OfficeForm;
use crate::web::extract::start;
use crate::web::pages::desk::answer::{Answer, card_with_notice, onward, show as answer};
use crate::web::pages::desk::book_offer;
use crate::web::pages::desk::book_offer::{Alternative, BookingFailure, hold_and_book, instead};
use crate::web::pages::desk::earliest::{EarliestQuery, EarliestSearch, OfferField, page, wanted};
use crate::web::pages::desk::staff::Desk;
use crate::web::routes;
use crate::web::state::State as App;

fn asked(posted: &PostedForm) -> EarliestQuery {
    let one = |name| posted.one(name).to_owned();
    EarliestQuery {
        mode: one("mode"),
        site: Some(one("site")),
        kind: one("kind"),
        from: one("from"),
        half: one("half"),
        days: None,
        reschedule: one("move"),
    }
}

/// The page again, without a start that was taken meanwhile, or with what lacks.
async fn again(
    app: &App,
    desk: &Desk,
    card: &Card,
    asked: &EarliestQuery,
    wanted: &EarliestSearch<'_>,
    trouble: Trouble,
) -> Answer {
    let mut page = page(app, desk, card, asked, wanted).await?;
    let status = match trouble {
        Trouble::NothingChosen => {
            page.form.reject(OfferField::Choice, page.layout.say(Key("offer-none-chosen"))?);
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Trouble::Unchanged => {
            page.form.reject(OfferField::Choice, page.layout.say(Key("offer-same"))?);
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Trouble::Lost(lost) => {
            page.notice = Some(page.layout.say(lost.key())?);
            StatusCode::CONFLICT
        }
    };
    answer(status, &page)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    NothingChosen,
    /// It is the hour that the person has.
    Unchanged,
    Lost(BookingFailure),
}

/// What comes of an hour chosen for a person who has no appointment yet: `done` when `taking` it succeeds.
async fn take_hour(
    app: &App,
    desk: &Desk,
    card: &Card,
    asked: &EarliestQuery,
    posted: &PostedForm,
    done: &str,
    taking: impl AsyncFnOnce(SlotRequest, Start) -> Result<(), AppointmentError>,
) -> Answer {
    let Some(wanted) = wanted(desk, card, &EarliestQuery { reschedule: String::new(), ..asked.clone() })
    else {
        return Ok(onward(&card_with_notice(card, "gone")));
    };
    if wanted.file.expected.is_some() {
        return Ok(onward(&card_with_notice(card, "already")));
    }
    let Some(start) = start::read(posted.one("choice")) else {
        return again(app, desk, card, asked, &wanted, Trouble::NothingChosen).await;
    };
    match taking(wanted.ask.clone(), start).await {
        Ok(()) => Ok(onward(done)),
        Err(refusal) => refused(app, desk, card, asked, &wanted, refusal).await,
    }
}

/// What is shown for a refusal.
async fn refused(
    app: &App,
    desk: &Desk,
    card: &Card,
    asked: &EarliestQuery,
    wanted: &EarliestSearch<'_>,
    refusal: AppointmentError,
) -> Answer {
    match instead(refusal)? {
        Alternative::Card(notice) => Ok(onward(&card_with_notice(card, notice))),
        Alternative::Offers(lost) => again(app, desk, card, asked, wanted, Trouble::Lost(lost)).await,
    }
}

/// `POST /desk/person/{person}/book`: holds the chosen start and confirms it at once.
pub async fn book(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::Book).await?;
    let booking = async |ask, start| hold_and_book(&app, &desk, ask, start).await;
    take_hour(&app, &desk, &card, &asked(&posted), &posted, &card_with_notice(&card, "booked"), booking).await
}

/// `POST /desk/person/{person}/hold`: keeps the chosen start for three minutes, while the person is asked.
pub async fn hold(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::Hold).await?;
    let asked = asked(&posted);
    let holding = async |ask, start| book_offer::hold(&app, ask, start).await.map(drop);
    take_hour(&app, &desk, &card, &asked, &posted, &panel(&card, &asked), holding).await
}

/// The panel with what was asked.
fn panel(card: &Card, asked: &EarliestQuery) -> String {
    let asked = EarliestQuery { reschedule: String::new(), ..asked.clone() };
    format!("{}/earliest?{}", routes::desk_person(card.person.id), asked.query())
}

/// The hold that a form names, when it is one of the person's.
async fn own_hold(
    app: &App,
    desk: &Desk,
    card: &Card,
    posted: &PostedForm,
) -> Result<Option<Appointment>, OfficeError> {
    let Ok(id) = posted.one("hold").parse::<AppointmentId>() else { return Ok(None) };
    let found = appointments::get(app.ctx.db.read(), desk.territory(), id).await?;
    Ok(found.filter(|found| card.files.iter().any(|file| file.id == found.referral)))
}

/// `POST /desk/person/{person}/confirm`
pub async fn confirm(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::Book).await?;
    let asked = asked(&posted);
    let Some(held) = own_hold(&app, &desk, &card, &posted).await? else {
        return Ok(onward(&card_with_notice(&card, "gone")));
    };
    let lost = match actions::book(&app.ctx, desk.territory(), held.id, None).await {
        Ok(_) => return Ok(onward(&card_with_notice(&card, "booked"))),
        Err(refusal) => match instead(refusal)? {
            Alternative::Offers(lost) => lost,
            Alternative::Card(_) => BookingFailure::HeldElsewhere,
        },
    };
    let card = desk.person(&app, &person, Action::Book).await?;
    match wanted(&desk, &card, &asked) {
        Some(wanted) if wanted.file.expected.is_none() => {
            again(&app, &desk, &card, &asked, &wanted, Trouble::Lost(lost)).await
        }
        _ => Ok(onward(&card_with_notice(&card, "already"))),
    }
}

/// `POST /desk/person/{person}/release`
pub async fn release(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::Hold).await?;
    if let Some(held) = own_hold(&app, &desk, &card, &posted).await? {
        match actions::release(&app.ctx, desk.territory(), held.id, None).await {
            Ok(()) | Err(AppointmentError::NotPossible(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(onward(&panel(&card, &asked(&posted))))
}

/// `POST /desk/person/{person}/needs`: the interpreter changes what is searched for.
pub async fn needs(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::ChangeBeneficiary).await?;
    let asked = asked(&posted);
    let Some(wanted) = wanted(&desk, &card, &asked) else {
        return Ok(onward(&card_with_notice(&card, "gone")));
    };
    let referral = referrals::get(app.ctx.db.read(), desk.territory(), wanted.file.id).await?;
    let wishes = referral.ok_or(OfficeError::Missing)?.wishes;
    let interpreter = Language::parse(posted.one("interpreter"));
    let needs = Needs { interpreter, wishes };
    match actions::set_needs(&app.ctx, desk.territory(), wanted.file.id, &needs).await {
        Ok(()) => Ok(onward(&panel(&card, &asked))),
        Err(ReferralError::ReferralClosed) => Ok(onward(&card_with_notice(&card, "gone"))),
        Err(other) => Err(other.into()),
    }
}

/// `POST /desk/person/{person}/move`
pub async fn reschedule(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::SeeBeneficiary).await?;
    let asked = asked(&posted);
    let line = desk.line(&app, &asked.reschedule, Action::Move).await?;
    let Some(wanted) = wanted(&desk, &card, &asked) else {
        return Ok(onward(&card_with_notice(&card, "gone")));
    };
    let Some(start) = start::read(posted.one("choice")) else {
        return again(&app, &desk, &card, &asked, &wanted, Trouble::NothingChosen).await;
    };
    if (line.appointment.start(), line.appointment.mode) == (start, wanted.ask.mode) {
        return again(&app, &desk, &card, &asked, &wanted, Trouble::Unchanged).await;
    }
    let to = Reschedule {
        appointment: line.appointment.id,
        start: start.at.instant(),
        site: start.site,
        mode: wanted.ask.mode,
        version: None,
    };
    match actions::reschedule(&app.ctx, desk.territory(), to, None).await {
        Ok(_) => Ok(onward(&card_with_notice(&card, "moved"))),
        // It is the appointment itself that is over.
        Err(AppointmentError::NotPossible(_) | AppointmentError::Past) => {
            Ok(onward(&card_with_notice(&card, "gone")))
        }
        Err(refusal) => refused(&app, &desk, &card, &asked, &wanted, refusal).await,
    }
}
