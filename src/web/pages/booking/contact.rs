//! Telephone and mail address: shown, changed, and changed back.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::contact;

use crate::actions::{self, Answers, Contact};
use crate::text::{Key, TextError};
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::form::{PostedForm, Refused};
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::layout::form::FieldError;
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/booking/contact.html")]
struct Page {
    layout: BeneficiaryLayout,
    back: &'static str,
    way_back: &'static str,
    phone: String,
    email: String,
    errors: Vec<FieldError>,
}

impl Page {
    /// True when something is wrong with `field`.
    fn wrong(&self, field: &str) -> bool {
        self.errors.iter().any(|error| error.field == field)
    }
}

/// From where the person came, and where they go back to.
#[derive(Clone, Copy)]
enum From {
    Book,
    Own,
}

impl From {
    const fn word(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Own => "mine",
        }
    }

    const fn back(self) -> &'static str {
        match self {
            Self::Book => "/book/check",
            Self::Own => routes::MINE,
        }
    }
}

/// `GET /book/contact`
pub async fn ask_to_book(session: BeneficiarySession) -> Answer {
    ask(&session, From::Book)
}

/// `GET /mine/contact`
pub async fn ask_from_own(session: BeneficiarySession) -> Answer {
    ask(&session, From::Own)
}

/// `POST /book/contact`
pub async fn answer_to_book(app: State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    answer(&app, &session, &posted, From::Book).await
}

/// `POST /mine/contact`
pub async fn answer_from_own(app: State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    answer(&app, &session, &posted, From::Own).await
}

/// `POST /book/undo`
pub async fn undo_to_book(app: State<App>, session: BeneficiarySession, _posted: PostedForm) -> Answer {
    undo(&app, &session, From::Book).await
}

/// `POST /mine/undo`
pub async fn undo_from_own(app: State<App>, session: BeneficiarySession, _posted: PostedForm) -> Answer {
    undo(&app, &session, From::Own).await
}

fn ask(session: &BeneficiarySession, from: From) -> Answer {
    let phone = session.visitor.person.phone.as_deref().map(contact::phone_shown).unwrap_or_default();
    let email = session.visitor.person.email.clone().unwrap_or_default();
    let page = page(session.layout(), from, phone, email);
    show(StatusCode::OK, &page.layout, &page)
}

fn page(layout: BeneficiaryLayout, from: From, phone: String, email: String) -> Page {
    Page { layout, back: from.word(), way_back: from.back(), phone, email, errors: Vec::new() }
}

/// Why a text is not taken, in words.
pub(super) fn refused(layout: &BeneficiaryLayout, why: Refused) -> Result<String, TextError> {
    match why {
        Refused::TooLong => layout.say(Key("error-too-long")),
        Refused::Nir => layout.say(Key("error-nir")),
    }
}

async fn answer(app: &App, session: &BeneficiarySession, posted: &PostedForm, from: From) -> Answer {
    let layout = session.layout();
    let mut errors = Vec::new();
    let mut read = |field: &'static str, good: fn(&str) -> Option<String>, wrong: Key| {
        match posted.text(field) {
            Ok("") => return Ok(None),
            Ok(text) => match good(text) {
                Some(text) => return Ok(Some(text)),
                None => errors.push(FieldError { field, text: layout.say(wrong)? }),
            },
            Err(why) => errors.push(FieldError { field, text: refused(&layout, why)? }),
        }
        Ok::<_, TextError>(None)
    };
    let phone = read("phone", contact::phone, Key("contact-phone-wrong"))?;
    let email = read("email", email, Key("contact-email-wrong"))?;
    if errors.is_empty() && phone.is_none() && email.is_none() {
        errors.push(FieldError { field: "phone", text: layout.say(Key("contact-nothing"))? });
    }
    if !errors.is_empty() {
        // What was typed stays, but for what must never be kept, not even in a page.
        let typed = |field| posted.text(field).unwrap_or_default().to_owned();
        let mut page = page(layout, from, typed("phone"), typed("email"));
        page.errors = errors;
        return show(StatusCode::UNPROCESSABLE_ENTITY, &page.layout, &page);
    }
    let new = Contact { phone, email };
    let person = &session.visitor.person;
    let same = (&new.phone, &new.email) == (&person.phone, &person.email);
    if !same {
        let territory = session.visitor.invitation.territory;
        let before = actions::change_contact(&app.ctx, territory, person.id, &new).await?;
        let answers = Answers { before: Some(before), ..session.visitor.answers.clone() };
        actions::remember(&app.ctx, &session.visitor, &answers).await?;
    }
    Ok(onward(from.back()))
}

fn email(text: &str) -> Option<String> {
    contact::is_email(text).then(|| text.to_owned())
}

async fn undo(app: &App, session: &BeneficiarySession, from: From) -> Answer {
    if let Some(before) = &session.visitor.answers.before {
        let territory = session.visitor.invitation.territory;
        actions::change_contact(&app.ctx, territory, session.visitor.person.id, before).await?;
        let answers = Answers { before: None, ..session.visitor.answers.clone() };
        actions::remember(&app.ctx, &session.visitor, &answers).await?;
    }
    Ok(onward(from.back()))
}
