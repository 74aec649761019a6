//! Who are you, asked of somebody who has no link: the way in from the territory's public page.
//!
//! Nothing here depends on whether the person is known: see the action.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use chrono::NaiveDate;
use domain::contact;
use domain::credentials::is_birthday;
use domain::full_name;
use domain::ids::VisitTypeId;
use domain::visit::Language;
use domain::zone;
use serde::Deserialize;

use crate::actions::{self, Contact, SelfRegistered, SelfRegistration};
use crate::store::territories;
use crate::text::{Catalogue, Key, TextError};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_cookie::Cookie;
use crate::web::extract::client_address;
use crate::web::extract::form::free;
use crate::web::extract::language::negotiate_language;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::layout::form::FieldError;
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::pages::booking::contact::refused;
use crate::web::pages::booking::sign_in_by_link::with_cookie;
use crate::web::routes;
use crate::web::state::State as App;

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub struct SelfRegisterQuery {
    lang: Option<String>,
}

/// What is typed.
#[derive(Default)]
struct SelfRegisterForm(Vec<(String, String)>);

impl SelfRegisterForm {
    fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }
}

#[derive(Template)]
#[template(path = "web/pages/booking/self_register.html")]
struct Page {
    layout: BeneficiaryLayout,
    action: String,
    /// Where it is said what is kept.
    stored: String,
    typed: SelfRegisterForm,
    errors: Vec<FieldError>,
    others: Vec<&'static Catalogue>,
}

impl Page {
    /// The fields of a name: name, label, what the browser may fill in.
    const fn names() -> [(&'static str, Key, &'static str); 2] {
        [
            ("given_name", Key("newcomer-given-name"), "given-name"),
            ("family_name", Key("newcomer-family-name"), "family-name"),
        ]
    }

    /// The fields of a birthday: name, label, most characters.
    const fn parts_of_a_day() -> [(&'static str, Key, u8); 3] {
        [("day", Key("door-day"), 2), ("month", Key("door-month"), 2), ("year", Key("newcomer-year"), 4)]
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.errors.iter().any(|error| error.field == field)
    }

    /// What an input says when something is wrong with it.
    fn wrong(&self, field: &str) -> String {
        if self.is_wrong(field) {
            format!(" aria-invalid=\"true\" aria-describedby=\"{field}-error\"")
        } else {
            String::new()
        }
    }
}

/// The page, and what is booked behind it.
struct Asking {
    page: Page,
    territory: domain::ids::TerritoryId,
    visit_type: VisitTypeId,
    today: NaiveDate,
}

/// `GET /t/.../book/...`
pub async fn ask(
    State(app): State<App>,
    Path((territory, kind)): Path<(String, String)>,
    Query(asked): Query<SelfRegisterQuery>,
    parts: Parts,
) -> Answer {
    let page = asking(&app, &territory, &kind, &asked, &parts).await?.page;
    show(StatusCode::OK, &page.layout, &page)
}

async fn asking(
    app: &App,
    territory: &str,
    kind: &str,
    asked: &SelfRegisterQuery,
    parts: &Parts,
) -> Result<Asking, BeneficiaryError> {
    if app.ctx.links.is_none() {
        return Err(BeneficiaryError::Missing);
    }
    let id = territories::by_key(app.ctx.db.read(), territory).await?.ok_or(BeneficiaryError::Missing)?;
    let snapshot =
        app.ctx.agendas.snapshot(&app.ctx.db, id, app.ctx.now()).await?.ok_or(BeneficiaryError::Missing)?;
    let visit_type = snapshot.territory.visit_type_by_key(kind).ok_or(BeneficiaryError::Missing)?;
    if !snapshot.territory.visit_types.get(&visit_type).is_some_and(|kind| kind.is_public) {
        return Err(BeneficiaryError::Missing);
    }
    let cookie = asked.lang.as_ref().map(|code| Cookie { secret: String::new(), language: code.clone() });
    let accept = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    let layout =
        BeneficiaryLayout::of_territory(app, negotiate_language(cookie.as_ref(), accept)?, &snapshot);
    let others = Catalogue::all()?.iter().filter(|other| other.code() != layout.text.code()).collect();
    let lang = layout.text.code();
    let page = Page {
        // The language that is read stays when the form comes back.
        action: format!("{}?lang={lang}", routes::public_book(territory, kind)),
        stored: format!("{}?lang={lang}", routes::public_stored(territory)),
        typed: SelfRegisterForm::default(),
        errors: Vec::new(),
        others,
        layout,
    };
    let today = zone::to_local(snapshot.territory.zone, app.ctx.now()).date();
    Ok(Asking { page, territory: id, visit_type, today })
}

/// `POST /t/.../book/...`
pub async fn answer(
    State(app): State<App>,
    Path((territory, kind)): Path<(String, String)>,
    Query(asked): Query<SelfRegisterQuery>,
    parts: Parts,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let asking = asking(&app, &territory, &kind, &asked, &parts).await?;
    let mut page = asking.page;
    let typed = SelfRegisterForm(typed);
    let read = match read(&page.layout, &typed, asking.today)? {
        Ok(read) => read,
        Err(errors) => {
            page.errors = errors;
            // What was typed stays, but for what must never be kept, not even in a page.
            page.typed =
                SelfRegisterForm(typed.0.into_iter().filter(|(_, value)| free(value).is_ok()).collect());
            return show(StatusCode::UNPROCESSABLE_ENTITY, &page.layout, &page);
        }
    };
    let (given_name, family_name, born_on, contact) = read;
    let language = Language::parse(page.layout.text.code()).ok_or(BeneficiaryError::Broken)?;
    let (territory, visit_type) = (asking.territory, asking.visit_type);
    let who = SelfRegistration { territory, visit_type, given_name, family_name, born_on, contact, language };
    let proxies = app.ctx.links.as_ref().map_or(0, |links| links.trusted_proxies);
    match actions::self_register(&app.ctx, &who, client_address::address(&parts, proxies).as_deref()).await? {
        SelfRegistered::In(secret) => {
            let cookie = Cookie { secret, language: page.layout.text.code().to_owned() };
            Ok(with_cookie(onward(routes::BOOK), &app, &cookie))
        }
        SelfRegistered::TooMany => Err(BeneficiaryError::TooManyNewcomers),
    }
}

/// Given name, family name, birthday, how to reach them.
type Read = (String, String, NaiveDate, Contact);

/// What was typed, or everything that is wrong with it.
fn read(
    layout: &BeneficiaryLayout,
    typed: &SelfRegisterForm,
    today: NaiveDate,
) -> Result<Result<Read, Vec<FieldError>>, TextError> {
    let mut errors = Vec::new();
    let mut text = |field: &'static str, good: fn(&str) -> Option<String>, wrong: Key| {
        let found = match free(typed.one(field)) {
            Ok(text) => good(text).ok_or_else(|| layout.say(wrong)),
            Err(why) => Err(refused(layout, why)),
        };
        match found {
            Ok(text) => Ok(Some(text)),
            Err(words) => {
                errors.push(FieldError { field, text: words? });
                Ok::<_, TextError>(None)
            }
        }
    };
    let given_name = text("given_name", full_name::name, Key("newcomer-no-given-name"))?;
    let family_name = text("family_name", full_name::name, Key("newcomer-no-family-name"))?;
    let born_on = birthday(typed, today);
    let empty = |field: &str| typed.one(field).is_empty();
    let phone =
        if empty("phone") { None } else { text("phone", contact::phone, Key("contact-phone-wrong"))? };
    let email = if empty("email") { None } else { text("email", email, Key("contact-email-wrong"))? };
    if born_on.is_none() {
        let at = errors.iter().take_while(|error| error.field.ends_with("name")).count();
        errors.insert(at, FieldError { field: "birthday", text: layout.say(Key("newcomer-born-wrong"))? });
    }
    if empty("phone") && empty("email") {
        errors.push(FieldError { field: "phone", text: layout.say(Key("contact-nothing"))? });
    }
    Ok(match (given_name, family_name, born_on) {
        (Some(given), Some(family), Some(born)) if errors.is_empty() => {
            Ok((given, family, born, Contact { phone, email }))
        }
        _ => Err(errors),
    })
}

/// The birthday, if somebody alive can have been born then.
fn birthday(typed: &SelfRegisterForm, today: NaiveDate) -> Option<NaiveDate> {
    let year = typed.one("year").parse().ok()?;
    let (month, day) = (typed.one("month").parse().ok()?, typed.one("day").parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, day).filter(|day| is_birthday(*day, today))
}

fn email(text: &str) -> Option<String> {
    contact::is_email(text).then(|| text.to_owned())
}
