//! Booking without a link: the identity questions behind the public page of a territory.
//!
//! Nothing here depends on whether the person is known: see the action.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use chrono::NaiveDate;
use domain::contact::{self, LONGEST_EMAIL};
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
use crate::web::extract::form::{OpenForm, PostedForm};
use crate::web::extract::language::negotiate_language;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::layout::form::{FormFields, FormState};
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

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SelfRegisterField {
    GivenName,
    FamilyName,
    Birthday,
    Day,
    Month,
    Year,
    Phone,
    Email,
}

impl FormFields for SelfRegisterField {
    const ALL: &'static [Self] = &[
        Self::GivenName,
        Self::FamilyName,
        Self::Birthday,
        Self::Day,
        Self::Month,
        Self::Year,
        Self::Phone,
        Self::Email,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::Birthday => "birthday",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }

    fn max_length(self) -> usize {
        match self {
            Self::Day | Self::Month => 2,
            Self::Year => 4,
            Self::GivenName | Self::FamilyName | Self::Birthday | Self::Phone | Self::Email => LONGEST_EMAIL,
        }
    }

    fn has_hint(self) -> bool {
        self == Self::Birthday
    }

    fn group(self) -> Option<Self> {
        [Self::Day, Self::Month, Self::Year].contains(&self).then_some(Self::Birthday)
    }
}

#[derive(Template)]
#[template(path = "web/pages/booking/self_register.html")]
struct Page {
    layout: BeneficiaryLayout,
    action: String,
    /// Where it is said what is kept.
    stored: String,
    form: FormState<SelfRegisterField>,
    others: Vec<&'static Catalogue>,
}

impl Page {
    /// The fields of a name: field, label, what the browser may fill in.
    const fn names() -> [(SelfRegisterField, Key, &'static str); 2] {
        [
            (SelfRegisterField::GivenName, Key("newcomer-given-name"), "given-name"),
            (SelfRegisterField::FamilyName, Key("newcomer-family-name"), "family-name"),
        ]
    }

    /// The fields of a birthday, with their labels.
    const fn birthday_parts() -> [(SelfRegisterField, Key); 3] {
        [
            (SelfRegisterField::Day, Key("door-day")),
            (SelfRegisterField::Month, Key("door-month")),
            (SelfRegisterField::Year, Key("newcomer-year")),
        ]
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
        form: FormState::default(),
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
    OpenForm(posted): OpenForm,
) -> Answer {
    let asking = asking(&app, &territory, &kind, &asked, &parts).await?;
    let mut page = asking.page;
    page.form = posted.state();
    let Some(read) = read(&page.layout, &posted, &mut page.form, asking.today)? else {
        return show(StatusCode::UNPROCESSABLE_ENTITY, &page.layout, &page);
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

/// What was typed; none when something is wrong, which `form` then names.
fn read(
    layout: &BeneficiaryLayout,
    posted: &PostedForm,
    form: &mut FormState<SelfRegisterField>,
    today: NaiveDate,
) -> Result<Option<Read>, TextError> {
    let text = |field: SelfRegisterField, parse: fn(&str) -> Option<String>, wrong: Key| {
        Ok::<_, TextError>(match posted.text(field.name()) {
            Ok(text) => match parse(text) {
                Some(value) => Ok(value),
                None => Err((field, layout.say(wrong)?)),
            },
            Err(why) => Err((field, refused(layout, why)?)),
        })
    };
    let mut checked = |found: Result<String, (SelfRegisterField, String)>| match found {
        Ok(value) => Some(value),
        Err((field, error)) => {
            form.reject(field, error);
            None
        }
    };
    let given_name =
        checked(text(SelfRegisterField::GivenName, full_name::name, Key("newcomer-no-given-name"))?);
    let family_name =
        checked(text(SelfRegisterField::FamilyName, full_name::name, Key("newcomer-no-family-name"))?);
    let born_on = birthday(posted, today);
    if born_on.is_none() {
        checked(Err((SelfRegisterField::Birthday, layout.say(Key("newcomer-born-wrong"))?)));
    }
    let is_empty = |field: SelfRegisterField| posted.one(field.name()).is_empty();
    let mut phone = None;
    if !is_empty(SelfRegisterField::Phone) {
        phone = checked(text(SelfRegisterField::Phone, contact::phone, Key("contact-phone-wrong"))?);
    }
    let mut mail = None;
    if !is_empty(SelfRegisterField::Email) {
        mail = checked(text(SelfRegisterField::Email, email, Key("contact-email-wrong"))?);
    }
    if is_empty(SelfRegisterField::Phone) && is_empty(SelfRegisterField::Email) {
        checked(Err((SelfRegisterField::Phone, layout.say(Key("contact-nothing"))?)));
    }
    Ok(match (given_name, family_name, born_on) {
        (Some(given), Some(family), Some(born)) if form.is_valid() => {
            Some((given, family, born, Contact { phone, email: mail }))
        }
        _ => None,
    })
}

/// The birthday, when it is one of a living person.
fn birthday(posted: &PostedForm, today: NaiveDate) -> Option<NaiveDate> {
    let year = posted.one("year").parse().ok()?;
    let (month, day) = (posted.one("month").parse().ok()?, posted.one("day").parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, day).filter(|day| is_birthday(*day, today))
}

fn email(text: &str) -> Option<String> {
    contact::is_email(text).then(|| text.to_owned())
}
