//! Values to check: what a list says of a person otherwise than what the desk or the person entered since.

use std::str::FromStr;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use domain::contact::phone_shown;
use domain::provenance::StatedField;
use domain::rights::{Action, may};
use domain::visit::Language;
use serde::Deserialize;

use crate::actions::{self, BeneficiaryError, Noun, Settlement};
use crate::store::access_scopes;
use crate::store::provenance::{self, OpenCheck};
use crate::store::referrals::{self, Beneficiary};
use crate::text::{Arg, Key, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::OfficeForm;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, onward, show as answer};
use crate::web::pages::desk::labels::language_name;
use crate::web::pages::desk::staff::Desk;
use crate::web::routes;
use crate::web::state::State as App;

/// Values on one page; the oldest stand there.
const MOST: u64 = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ToCheckQuery {
    noted: String,
}

/// A value to check.
struct CheckLine {
    name: String,
    href: String,
    can_settle: bool,
    field: &'static str,
    label: String,
    stored: String,
    stated: String,
    source: String,
    said_by: String,
}

#[derive(Template)]
#[template(path = "web/pages/desk/to_check.html")]
struct Page {
    layout: OfficeLayout,
    lines: Vec<CheckLine>,
    notice: Option<String>,
}

/// The checks of people whom this member may see, and whether they may decide.
async fn seen(app: &App, desk: &Desk) -> Result<Vec<(OpenCheck, bool)>, OfficeError> {
    let db = app.ctx.db.read();
    let mut checks = Vec::new();
    for check in provenance::open_checks(db, desk.territory(), MOST).await? {
        let thing = access_scopes::of_person(db, desk.territory(), check.beneficiary).await?;
        if may(&desk.signed_in.actor, Action::SeeBeneficiary, &thing) {
            let can_settle = may(&desk.signed_in.actor, Action::ChangeBeneficiary, &thing);
            checks.push((check, can_settle));
        }
    }
    Ok(checks)
}

/// How many values this member may see that somebody has to check.
///
/// # Errors
/// [`OfficeError`].
pub(super) async fn count_seen(app: &App, desk: &Desk) -> Result<u32, OfficeError> {
    Ok(seen(app, desk).await?.iter().fold(0, |count, _| count + 1))
}

/// `GET /desk/to-check`
pub async fn show(State(app): State<App>, desk: Desk, Query(asked): Query<ToCheckQuery>) -> Answer {
    desk.signed_in.must_here(Action::SeeCallbacks)?;
    let layout = desk.layout(Tab::Calls)?;
    let db = app.ctx.db.read();
    let mut lines = Vec::new();
    for (check, can_settle) in seen(&app, &desk).await? {
        let person = referrals::beneficiary(db, desk.territory(), check.beneficiary).await?;
        let Some(person) = person else { continue };
        lines.push(line(&layout, &person, &check, can_settle)?);
    }
    let notice = match asked.noted.as_str() {
        "settled" => Some(layout.say(Key("value-settled"))?),
        "gone" => Some(layout.say(Key("value-gone"))?),
        _ => None,
    };
    answer(StatusCode::OK, &Page { layout, lines, notice })
}

fn line(
    layout: &OfficeLayout,
    person: &Beneficiary,
    check: &OpenCheck,
    can_settle: bool,
) -> Result<CheckLine, OfficeError> {
    let source = Arg::from(&check.source.name);
    let said_by = match check.source.as_of {
        Some(day) => {
            let day = dates::day_long(day);
            layout.text.get(Key("value-said-as-of"), &[("source", source), ("day", Arg::from(&day))])?
        }
        None => layout.text.get(Key("value-said"), &[("source", source)])?,
    };
    let stored = match stored(person, check.field) {
        Some(value) => shown(check.field, &value),
        None => layout.say(Key("value-empty"))?,
    };
    Ok(CheckLine {
        name: format!("{} {}", person.given_name, person.family_name),
        href: routes::desk_person(person.id),
        can_settle,
        field: check.field.word(),
        label: layout.say(label(check.field))?,
        stored,
        stated: shown(check.field, &check.stated),
        source: check.source.name.clone(),
        said_by,
    })
}

const fn label(field: StatedField) -> Key {
    match field {
        StatedField::GivenName => Key("value-given-name"),
        StatedField::FamilyName => Key("value-family-name"),
        StatedField::BornOn => Key("value-born-on"),
        StatedField::Email => Key("value-email"),
        StatedField::Phone => Key("value-phone"),
        StatedField::Language => Key("value-language"),
        StatedField::Organisation => Key("value-organisation"),
        StatedField::Site => Key("value-site"),
        StatedField::Referent => Key("value-referent"),
        StatedField::Interpreter => Key("value-interpreter"),
    }
}

/// What is stored in a field of the person; what a referral holds is seen on the card.
fn stored(person: &Beneficiary, field: StatedField) -> Option<String> {
    match field {
        StatedField::GivenName => Some(person.given_name.clone()),
        StatedField::FamilyName => Some(person.family_name.clone()),
        StatedField::BornOn => person.born_on.map(|day| day.to_string()),
        StatedField::Email => person.email.clone(),
        StatedField::Phone => person.phone.clone(),
        StatedField::Language => Some(person.language.code().to_owned()),
        StatedField::Organisation | StatedField::Site | StatedField::Referent | StatedField::Interpreter => {
            None
        }
    }
}

/// A value in its stored form, in words.
fn shown(field: StatedField, value: &str) -> String {
    let words = match field {
        StatedField::Phone => Some(phone_shown(value)),
        StatedField::BornOn => NaiveDate::from_str(value).ok().map(dates::day_long),
        StatedField::Language | StatedField::Interpreter => {
            Language::parse(value).map(|language| language_name(&language))
        }
        _ => None,
    };
    words.unwrap_or_else(|| value.to_owned())
}

/// `POST /desk/person/{person}/check`
pub async fn settle(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::ChangeBeneficiary).await?;
    let settlement = match posted.one("counts") {
        "stored" => Some(Settlement::Keep),
        "stated" => Some(Settlement::Take),
        _ => None,
    };
    let wanted = StatedField::from_word(posted.one("field")).zip(settlement);
    let Some((field, settlement)) = wanted else { return Ok(back("gone")) };
    let source = posted.one("source");
    match actions::settle_check(&app.ctx, desk.territory(), card.person.id, field, source, settlement).await {
        Ok(()) => Ok(back("settled")),
        Err(BeneficiaryError::NotFound(Noun::ValueCheck)) => Ok(back("gone")),
        Err(other) => Err(other.into()),
    }
}

/// Back to what is left to check, with a notice of what was done.
fn back(noted: &str) -> Response {
    onward(&format!("{}?noted={noted}", routes::DESK_TO_CHECK))
}
