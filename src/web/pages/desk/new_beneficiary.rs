//! Registering a beneficiary at the desk.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use chrono::{Datelike, NaiveDate};
use domain::ids::BeneficiaryId;
use domain::rights::Action;
use domain::visit::Language;
use domain::zone;
use serde::Deserialize;

use crate::actions::{self, DuplicateCheck, Person, Registration};
use crate::store::referral_summaries;
use crate::text::{Catalogue, Key};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::form::{PostedForm, Refused};
use crate::web::extract::office_session::OfficeForm;
use crate::web::layout::form::{FormFields, FormState};
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, onward, show};
use crate::web::pages::desk::card::own_organisation;
use crate::web::pages::desk::choice::{Choice, interpreted};
use crate::web::pages::desk::contact_fields::read_contact;
use crate::web::pages::desk::labels::{language_name, likeness_key};
use crate::web::pages::desk::search::{Hit, hit};
use crate::web::pages::desk::staff::Desk;
use crate::web::routes;
use crate::web::state::State as App;
use domain::contact::LONGEST_EMAIL;

/// Longest name, characters.
const LONGEST_NAME: usize = 100;
/// Longest file number, characters.
const LONGEST_FILE: usize = 40;
/// Nobody has grown older than this, years.
const OLDEST: u32 = 122;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewBeneficiaryQuery {
    name: String,
}

/// The fields of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NewBeneficiaryField {
    Given,
    Family,
    Birthday,
    Day,
    Month,
    Year,
    Phone,
    Email,
    File,
}

impl FormFields for NewBeneficiaryField {
    const ALL: &'static [Self] = &[
        Self::Given,
        Self::Family,
        Self::Birthday,
        Self::Day,
        Self::Month,
        Self::Year,
        Self::Phone,
        Self::Email,
        Self::File,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Family => "family",
            Self::Birthday => "birthday",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::File => "file",
        }
    }

    fn max_length(self) -> usize {
        match self {
            Self::Given | Self::Family | Self::Birthday => LONGEST_NAME,
            Self::Day | Self::Month => 2,
            Self::Year => 4,
            Self::Phone | Self::Email => LONGEST_EMAIL,
            Self::File => LONGEST_FILE,
        }
    }

    fn has_hint(self) -> bool {
        self == Self::File
    }

    fn group(self) -> Option<Self> {
        [Self::Day, Self::Month, Self::Year].contains(&self).then_some(Self::Birthday)
    }
}

#[derive(Template)]
#[template(path = "web/pages/desk/new_beneficiary.html")]
struct Page {
    layout: OfficeLayout,
    form: FormState<NewBeneficiaryField>,
    languages: Vec<Choice>,
    interpreters: Vec<Choice>,
    sites: Vec<Choice>,
    alike: Vec<(Hit, String)>,
}

/// `GET /desk/new`
pub async fn ask(desk: Desk, Query(asked): Query<NewBeneficiaryQuery>) -> Answer {
    desk.signed_in.must_here(Action::CreateBeneficiary)?;
    let mut page = page(&desk, &PostedForm::default())?;
    // What was searched for and not found is a name, unless it is a number.
    if !asked.name.contains(|letter: char| letter.is_ascii_digit() || letter == '@') {
        let name = asked.name.trim();
        let (family, given) = name.split_once(' ').unwrap_or((name, ""));
        page.form = page
            .form
            .with(NewBeneficiaryField::Family, family)
            .with(NewBeneficiaryField::Given, given.trim());
    }
    show(StatusCode::OK, &page)
}

fn page(desk: &Desk, posted: &PostedForm) -> Result<Page, OfficeError> {
    let layout = desk.layout(Tab::Desk)?;
    let chosen = |name: &str, value: &str| posted.one(name) == value;
    let mut languages = Vec::new();
    for catalogue in Catalogue::all()? {
        let code = catalogue.code();
        let is_chosen = chosen("language", code) || (posted.one("language").is_empty() && code == "fr");
        let label = catalogue.own_name().to_owned();
        languages.push(Choice { value: code.to_owned(), label, is_chosen });
    }
    let none = |label| Choice { value: String::new(), label, is_chosen: false };
    let mut interpreters = vec![none(layout.say(Key("offer-no-interpreter"))?)];
    interpreters.extend(interpreted(desk).into_iter().map(|language| Choice {
        is_chosen: chosen("interpreter", language.code()),
        label: language_name(&language),
        value: language.code().to_owned(),
    }));
    let mut sites = vec![none(layout.say(Key("offer-any-site"))?)];
    sites.extend(desk.snapshot.site_order.iter().filter_map(|id| {
        let site = desk.snapshot.territory.sites.get(id)?;
        let is_chosen = chosen("site", &site.key);
        Some(Choice { value: site.key.clone(), label: site.name.clone(), is_chosen })
    }));
    Ok(Page { layout, form: posted.state(), languages, interpreters, sites, alike: Vec::new() })
}

async fn enter(app: &App, desk: &Desk, posted: &PostedForm) -> Answer {
    let mut page = page(desk, posted)?;
    let new = match read(desk, posted) {
        Ok(new) => new,
        Err(wrong) => {
            for (field, key) in wrong {
                page.form.reject(field, page.layout.say(key)?);
            }
            return show(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let looked =
        if posted.one("another") == "yes" { DuplicateCheck::IsAnother } else { DuplicateCheck::NotYet };
    match actions::register_beneficiary(&app.ctx, desk.territory(), &desk.access_scope(), &new, looked)
        .await?
    {
        Registration::New(person) => Ok(onward(&format!("{}?noted=created", routes::desk_person(person)))),
        Registration::FileTaken => {
            page.form.reject(NewBeneficiaryField::File, page.layout.say(Key("new-file-taken"))?);
            show(StatusCode::CONFLICT, &page)
        }
        Registration::Alike(alike) => {
            let ids: Vec<BeneficiaryId> = alike.iter().map(|(person, _)| *person).take(6).collect();
            let since = zone::day_span(desk.snapshot.territory.zone, desk.today()).start;
            for card in referral_summaries::of(app.ctx.db.read(), desk.territory(), &ids, since).await? {
                let found = alike.iter().find(|(person, _)| *person == card.person.id);
                let Some((_, why)) = found else { continue };
                let why = page.layout.say(likeness_key(*why))?;
                page.alike.push((hit(desk, &page.layout, &card)?, why));
            }
            show(StatusCode::CONFLICT, &page)
        }
    }
}

/// `POST /desk/new`
pub async fn answer(State(app): State<App>, desk: Desk, OfficeForm(posted): OfficeForm) -> Answer {
    desk.signed_in.must_here(Action::CreateBeneficiary)?;
    enter(&app, &desk, &posted).await
}

type Fault = (NewBeneficiaryField, Key);

fn read(desk: &Desk, posted: &PostedForm) -> Result<Person, Vec<Fault>> {
    let mut wrong: Vec<Fault> = Vec::new();
    let mut text = |field: NewBeneficiaryField, missing: Option<Key>| {
        let text = match posted.text(field.name()) {
            Ok(text) if text.chars().count() <= field.max_length() => text,
            Ok(_) | Err(Refused::TooLong) => {
                wrong.push((field, Key("field-too-long")));
                return None;
            }
            Err(Refused::Nir) => {
                wrong.push((field, Key("field-nir")));
                return None;
            }
        };
        // Control characters have no place in a name, and would end a header of a mail.
        let plain: String = text.chars().filter(|letter| !letter.is_control()).collect();
        if plain.is_empty() {
            wrong.extend(missing.map(|key| (field, key)));
            return None;
        }
        Some(plain)
    };
    let given_name = text(NewBeneficiaryField::Given, Some(Key("new-given-missing")));
    let family_name = text(NewBeneficiaryField::Family, Some(Key("new-family-missing")));
    let file = text(NewBeneficiaryField::File, None);
    let born_on = match birthday(desk, posted) {
        Ok(born_on) => born_on,
        Err(key) => {
            wrong.push((NewBeneficiaryField::Birthday, key));
            None
        }
    };
    let contact = match read_contact(posted, NewBeneficiaryField::Phone, NewBeneficiaryField::Email) {
        Ok(contact) => Some(contact),
        Err(faults) => {
            wrong.extend(faults);
            None
        }
    };
    match (given_name, family_name, contact) {
        (Some(given_name), Some(family_name), Some(contact)) if wrong.is_empty() => Ok(Person {
            given_name,
            family_name,
            born_on,
            phone: contact.phone,
            email: contact.email,
            language: Language::parse(posted.one("language")).unwrap_or_else(Language::french),
            interpreter: Language::parse(posted.one("interpreter")),
            file,
            site: desk.snapshot.territory.site_by_key(posted.one("site")),
            organisation: own_organisation(desk),
        }),
        _ => Err(wrong),
    }
}

/// The birthday in three fields; none when all are empty.
fn birthday(desk: &Desk, posted: &PostedForm) -> Result<Option<NaiveDate>, Key> {
    let fields = ["day", "month", "year"].map(|name| posted.one(name));
    if fields.iter().all(|field| field.is_empty()) {
        return Ok(None);
    }
    let numbers = fields.map(|field| field.parse::<u32>().ok());
    let [Some(day), Some(month), Some(year)] = numbers else { return Err(Key("new-born-wrong")) };
    let today = desk.today();
    let born = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    let lived = |born: &NaiveDate| {
        *born <= today && today.years_since(*born).is_some_and(|years| years <= OLDEST) && born.year() > 1000
    };
    born.filter(lived).map(Some).ok_or(Key("new-born-wrong"))
}
