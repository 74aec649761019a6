//! Somebody new: written down once.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use chrono::{Datelike, NaiveDate};
use domain::ids::BeneficiaryId;
use domain::rights::Action;
use domain::visit::Language;
use domain::zone;
use serde::Deserialize;

use crate::actions::{self, Entered, Looked, Person};
use crate::store::referral_summaries;
use crate::text::{Catalogue, Key};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::form::{PostedForm, Refused};
use crate::web::extract::office_session::OfficeForm;
use crate::web::layout::form::FieldError;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, onward, show};
use crate::web::pages::desk::card::{cut, own_organisation, read_contact};
use crate::web::pages::desk::choice::{Choice, interpreted};
use crate::web::pages::desk::labels::{language_name, likeness_key};
use crate::web::pages::desk::search::{Hit, hit};
use crate::web::pages::desk::staff::Desk;
use crate::web::routes;
use crate::web::state::State as App;

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

/// What was typed so far.
#[derive(Default)]
struct NewBeneficiaryForm {
    given: String,
    family: String,
    day: String,
    month: String,
    year: String,
    phone: String,
    email: String,
    file: String,
}

#[derive(Template)]
#[template(path = "web/pages/desk/new_beneficiary.html")]
struct Page {
    layout: OfficeLayout,
    typed: NewBeneficiaryForm,
    languages: Vec<Choice>,
    interpreters: Vec<Choice>,
    sites: Vec<Choice>,
    alike: Vec<(Hit, String)>,
    errors: Vec<FieldError>,
}

/// `GET /desk/new`
pub async fn ask(desk: Desk, Query(asked): Query<NewBeneficiaryQuery>) -> Answer {
    desk.signed_in.must_here(Action::CreateBeneficiary)?;
    let mut page = page(&desk, &PostedForm::default())?;
    // What was searched for and not found is a name, unless it is a number.
    if !asked.name.contains(|letter: char| letter.is_ascii_digit() || letter == '@') {
        let name = cut(asked.name.trim());
        let (family, given) = name.split_once(' ').unwrap_or((&name, ""));
        family.clone_into(&mut page.typed.family);
        given.trim().clone_into(&mut page.typed.given);
    }
    show(StatusCode::OK, &page)
}

fn page(desk: &Desk, posted: &PostedForm) -> Result<Page, OfficeError> {
    let layout = desk.layout(Tab::Desk)?;
    let typed = |name: &str| cut(posted.one(name));
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
    let typed = NewBeneficiaryForm {
        given: typed("given"),
        family: typed("family"),
        day: typed("day"),
        month: typed("month"),
        year: typed("year"),
        phone: typed("phone"),
        email: typed("email"),
        file: typed("file"),
    };
    Ok(Page { layout, typed, languages, interpreters, sites, alike: Vec::new(), errors: Vec::new() })
}

async fn enter(app: &App, desk: &Desk, posted: &PostedForm) -> Answer {
    let mut page = page(desk, posted)?;
    let new = match read(desk, posted) {
        Ok(new) => new,
        Err(wrong) => {
            for (field, key) in wrong {
                page.errors.push(FieldError { field, text: page.layout.say(key)? });
            }
            return show(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let looked = if posted.one("another") == "yes" { Looked::IsAnother } else { Looked::NotYet };
    match actions::register_beneficiary(&app.ctx, desk.territory(), &desk.access_scope(), &new, looked)
        .await?
    {
        Entered::New(person) => Ok(onward(&format!("{}?noted=created", routes::desk_person(person)))),
        Entered::FileTaken => {
            let text = page.layout.say(Key("new-file-taken"))?;
            page.errors.push(FieldError { field: "file", text });
            show(StatusCode::CONFLICT, &page)
        }
        Entered::Alike(alike) => {
            let ids: Vec<BeneficiaryId> = alike.iter().map(|(person, _)| *person).take(6).collect();
            let since = zone::day_span(desk.snapshot.territory.zone, desk.today()).start;
            for card in referral_summaries::of(app.ctx.db.read(), desk.territory(), &ids, since).await? {
                let why = alike.iter().find(|(person, _)| *person == card.person.id).map(|(_, why)| *why);
                let why = why.map(|why| page.layout.say(likeness_key(why))).transpose()?;
                let hit = hit(desk, &page.layout, &card)?;
                page.alike.push((hit, why.unwrap_or_default()));
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

type Fault = (&'static str, Key);

fn read(desk: &Desk, posted: &PostedForm) -> Result<Person, Vec<Fault>> {
    let mut wrong: Vec<Fault> = Vec::new();
    let mut text = |name: &'static str, most: usize, missing: Option<Key>| {
        let text = match posted.text(name) {
            Ok(text) if text.chars().count() <= most => text,
            Ok(_) | Err(Refused::TooLong) => {
                wrong.push((name, Key("field-too-long")));
                return None;
            }
            Err(Refused::Nir) => {
                wrong.push((name, Key("field-nir")));
                return None;
            }
        };
        // Control characters have no place in a name, and would end a header of a mail.
        let plain: String = text.chars().filter(|letter| !letter.is_control()).collect();
        if plain.is_empty() {
            wrong.extend(missing.map(|key| (name, key)));
            return None;
        }
        Some(plain)
    };
    let given_name = text("given", LONGEST_NAME, Some(Key("new-given-missing")));
    let family_name = text("family", LONGEST_NAME, Some(Key("new-family-missing")));
    let file = text("file", LONGEST_FILE, None);
    let born_on = match birthday(desk, posted) {
        Ok(born_on) => born_on,
        Err(key) => {
            wrong.push(("day", key));
            None
        }
    };
    let contact = match read_contact(posted) {
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
