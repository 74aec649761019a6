//! The contact page: telephone and mail address, with undo.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::contact::{self, LONGEST_EMAIL};
use domain::provenance::EditedBy;

use crate::actions::{self, Answers, Contact};
use crate::text::{Key, TextError};
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::form::{PostedForm, Refused};
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::layout::form::{FormFields, FormState};
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::routes;
use crate::web::state::State as App;

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContactField {
    Phone,
    Email,
}

impl FormFields for ContactField {
    const ALL: &'static [Self] = &[Self::Phone, Self::Email];

    fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }

    fn max_length(self) -> usize {
        LONGEST_EMAIL
    }

    fn has_hint(self) -> bool {
        true
    }
}

#[derive(Template)]
#[template(path = "web/pages/booking/contact.html")]
struct Page {
    layout: BeneficiaryLayout,
    back: &'static str,
    way_back: &'static str,
    form: FormState<ContactField>,
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
    let person = &session.booking.person;
    let phone = person.phone.as_deref().map(contact::phone_shown);
    let form = FormState::default()
        .with(ContactField::Phone, phone.as_deref().unwrap_or(""))
        .with(ContactField::Email, person.email.as_deref().unwrap_or(""));
    let page = page(session.layout(), from, form);
    show(StatusCode::OK, &page.layout, &page)
}

fn page(layout: BeneficiaryLayout, from: From, form: FormState<ContactField>) -> Page {
    Page { layout, back: from.word(), way_back: from.back(), form }
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
    let mut form: FormState<ContactField> = posted.state();
    let mut read = |field: ContactField, parse: fn(&str) -> Option<String>, wrong: Key| {
        match posted.text(field.name()) {
            Ok("") => return Ok(None),
            Ok(text) => match parse(text) {
                Some(value) => return Ok(Some(value)),
                None => form.reject(field, layout.say(wrong)?),
            },
            Err(why) => form.reject(field, refused(&layout, why)?),
        }
        Ok::<_, TextError>(None)
    };
    let phone = read(ContactField::Phone, contact::phone, Key("contact-phone-wrong"))?;
    let email = read(ContactField::Email, email, Key("contact-email-wrong"))?;
    if form.is_valid() && phone.is_none() && email.is_none() {
        form.reject(ContactField::Phone, layout.say(Key("contact-nothing"))?);
    }
    if !form.is_valid() {
        let page = page(layout, from, form);
        return show(StatusCode::UNPROCESSABLE_ENTITY, &page.layout, &page);
    }
    let new = Contact { phone, email };
    let person = &session.booking.person;
    let same = (&new.phone, &new.email) == (&person.phone, &person.email);
    if !same {
        let territory = session.booking.invitation.territory;
        let before = actions::change_contact(&app.ctx, territory, person.id, &new, EditedBy::Person).await?;
        let answers = Answers { before: Some(before), ..session.booking.answers.clone() };
        actions::remember(&app.ctx, &session.booking, &answers).await?;
    }
    Ok(onward(from.back()))
}

fn email(text: &str) -> Option<String> {
    contact::is_email(text).then(|| text.to_owned())
}

async fn undo(app: &App, session: &BeneficiarySession, from: From) -> Answer {
    if let Some(before) = &session.booking.answers.before {
        let territory = session.booking.invitation.territory;
        actions::change_contact(&app.ctx, territory, session.booking.person.id, before, EditedBy::Person)
            .await?;
        let answers = Answers { before: None, ..session.booking.answers.clone() };
        actions::remember(&app.ctx, &session.booking, &answers).await?;
    }
    Ok(onward(from.back()))
}
