//! The card of a beneficiary: identity, referrals, appointment, messages, and what can be done.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::appointment_state::{Party, Reason};
use domain::beneficiary_search::{BeneficiaryRecord, DuplicateReason};
use domain::contact::{self, phone_shown};
use domain::ids::AppointmentId;
use domain::provenance::EditedBy;
use domain::reception::{ReceptionStage, ReceptionStep, stage};
use domain::referral::ExitReason;
use domain::rights::{Action, may};
use serde::Deserialize;

use crate::actions::{self, AppointmentError, ReferralError};
use crate::store::board::BoardEntry;
use crate::store::referral_summaries::{Card, ReferralSummary};
use crate::store::{access_scopes, beneficiary_search, board};
use crate::text::{Arg, Key, TextError, dates, roles};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::OfficeForm;
use crate::web::layout::form::{FormFields, FormState};
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, card_with_notice, onward, show as answer};
use crate::web::pages::desk::contact_fields::read_contact;
use crate::web::pages::desk::labels::{likeness_key, mode_key, reason_key, stage_key};
use crate::web::pages::desk::messages::Letters;
use crate::web::pages::desk::reachability::Reaching;
use crate::web::pages::desk::reception_steps::take_step;
use crate::web::pages::desk::search::{birthday, waits};
use crate::web::pages::desk::staff::Desk;
use crate::web::pages::desk::undo::{Undo, offered};
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Deserialize)]
pub struct CardQuery {
    #[serde(default)]
    noted: String,
    #[serde(default)]
    undo: String,
}

/// A referral in a line.
struct ReferralSummaryView {
    id: String,
    key: String,
    received: String,
    state: String,
    waits: Option<String>,
    is_late: bool,
    can_close: bool,
}

/// The appointment that is expected.
struct Next {
    id: AppointmentId,
    when: String,
    how: String,
    team: Vec<String>,
    steps: Vec<(&'static str, String, &'static str)>,
    stage: Option<String>,
    can_move: bool,
    can_cancel: bool,
}

/// Somebody who may be the same person.
struct Twin {
    name: String,
    why: String,
    href: String,
}

/// The fields of the contact form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CardField {
    Phone,
    Email,
}

impl FormFields for CardField {
    const ALL: &'static [Self] = &[Self::Phone, Self::Email];

    fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }

    fn max_length(self) -> usize {
        contact::LONGEST_EMAIL
    }
}

#[derive(Template)]
#[template(path = "web/pages/desk/card.html")]
struct Page {
    layout: OfficeLayout,
    href: String,
    name: String,
    facts: Vec<String>,
    reaching: Reaching,
    notice: Option<String>,
    undo: Option<Undo>,
    files: Vec<ReferralSummaryView>,
    next: Option<Next>,
    can_book: bool,
    is_over: bool,
    can_change: bool,
    twins: Vec<Twin>,
    /// None for members who may not see messages.
    letters: Option<Letters>,
    reasons: Vec<(&'static str, String)>,
    /// Telephone and mail address, to be changed.
    form: FormState<CardField>,
}

/// `GET /desk/person/{person}`
pub async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    Query(asked): Query<CardQuery>,
) -> Answer {
    let card = desk.person(&app, &person, Action::SeeBeneficiary).await?;
    let mut page = page(&app, &desk, &card).await?;
    if !asked.undo.is_empty() {
        page.undo = offered(&app, &desk, &page.layout, &asked.undo, &page.href).await?;
    }
    page.notice = match asked.noted.as_str() {
        "booked" => Some(page.layout.say(Key("card-booked"))?),
        "already" => Some(page.layout.say(Key("card-already"))?),
        "moved" => Some(page.layout.say(Key("card-moved"))?),
        "merged" => Some(page.layout.say(Key("card-merged"))?),
        "restored" => Some(page.layout.say(Key("undo-done"))?),
        "too-late" => Some(page.layout.say(Key("undo-over"))?),
        "taken" => Some(page.layout.say(Key("undo-taken"))?),
        "changed" => Some(page.layout.say(Key("card-changed"))?),
        "gone" => Some(page.layout.say(Key("card-gone"))?),
        "not-now" => Some(page.layout.say(Key("board-not-now"))?),
        "created" => Some(page.layout.say(Key("card-created"))?),
        _ => None,
    };
    answer(StatusCode::OK, &page)
}

async fn page(app: &App, desk: &Desk, card: &Card) -> Result<Page, OfficeError> {
    let layout = desk.layout_with_alarms(app, Tab::Desk).await?;
    let person = &card.person;
    let thing = access_scopes::of_person(app.ctx.db.read(), desk.territory(), person.id).await?;
    let can = |action| may(&desk.signed_in.actor, action, &thing);
    let mut facts = Vec::new();
    if let Some(born) = person.born_on {
        let day = birthday(born);
        facts.push(layout.text.get(Key("desk-born"), &[("day", Arg::from(&day))])?);
    }
    facts.extend(person.phone.as_deref().map(phone_shown));
    facts.extend(person.email.clone());
    let language = crate::text::Catalogue::for_language(&person.language)?.own_name();
    facts.push(layout.text.get(Key("card-language"), &[("language", Arg::from(language))])?);
    let mut files = Vec::new();
    for file in &card.files {
        files.push(file_view(desk, &layout, file, can(Action::CloseReferral))?);
    }
    let next = match card.expected() {
        Some(expected) => {
            let line = board::line(app.ctx.db.read(), desk.territory(), expected.id).await?;
            line.map(|line| next(desk, &layout, &line)).transpose()?
        }
        None => None,
    };
    let mut twins = Vec::new();
    if can(Action::MergeBeneficiaries) {
        twins = self::twins(app, desk, &layout, card).await?;
    }
    let reasons =
        [Reason::Asked, Reason::NotConcerned, Reason::Mistake, Reason::TeamAway, Reason::SiteClosed]
            .into_iter()
            .map(|reason| Ok((reason.word(), layout.say(reason_key(reason))?)))
            .collect::<Result<_, TextError>>()?;
    let letters =
        if can(Action::SeeMessages) { Some(Letters::of(app, desk, &layout, person.id).await?) } else { None };
    let open = card.open_file();
    Ok(Page {
        href: routes::desk_person(person.id),
        name: format!("{} {}", person.given_name, person.family_name),
        facts,
        reaching: Reaching::of(app, desk, &layout, person).await?,
        notice: None,
        undo: None,
        can_book: open.is_some_and(|file| file.expected.is_none()) && can(Action::Book),
        is_over: open.is_none() && can(Action::CreateBeneficiary),
        can_change: can(Action::ChangeBeneficiary),
        files,
        next,
        twins,
        letters,
        reasons,
        form: FormState::default()
            .with(CardField::Phone, person.phone.as_deref().map(phone_shown).as_deref().unwrap_or(""))
            .with(CardField::Email, person.email.as_deref().unwrap_or("")),
        layout,
    })
}

fn file_view(
    desk: &Desk,
    layout: &OfficeLayout,
    file: &ReferralSummary,
    may_close: bool,
) -> Result<ReferralSummaryView, TextError> {
    let received = dates::day_long(file.received_on);
    let is_waiting = file.is_open() && file.expected.is_none();
    let (waits, is_late) = if is_waiting { waits(desk, layout, file.received_on)? } else { (None, false) };
    let state = match file {
        _ if file.is_attended => Key("file-attended"),
        _ if file.is_closed => Key("file-closed"),
        _ if file.expected.is_some() => Key("file-booked"),
        _ => Key("file-waiting"),
    };
    Ok(ReferralSummaryView {
        id: file.id.to_string(),
        key: file.key.clone(),
        received,
        state: layout.say(state)?,
        waits,
        is_late,
        can_close: may_close && is_waiting,
    })
}

fn next(desk: &Desk, layout: &OfficeLayout, line: &BoardEntry) -> Result<Next, OfficeError> {
    let appointment = &line.appointment;
    let may = |action| may(&desk.signed_in.actor, action, &desk.thing(line));
    let stage = stage(appointment.state, &line.day);
    let is_today =
        desk.clock(appointment.visit.start, appointment.site).date() == desk.today_at(appointment.site);
    let mut steps = Vec::new();
    if is_today && may(Action::CheckIn) {
        match stage {
            Some(ReceptionStage::Expected) => {
                steps.push((ReceptionStep::Arrive.word(), layout.say(Key("board-do-arrive"))?, "a"));
            }
            Some(ReceptionStage::Arrived) => {
                steps.push((ReceptionStep::Call.word(), layout.say(Key("board-do-call"))?, ""));
            }
            Some(ReceptionStage::InMeeting) => {
                steps.push((ReceptionStep::End.word(), layout.say(Key("board-do-end"))?, ""));
            }
            _ => {}
        }
    }
    let has_begun = appointment.visit.start.instant() <= desk.now;
    if has_begun && stage == Some(ReceptionStage::Expected) && may(Action::RecordOutcome) {
        steps.push((ReceptionStep::Miss.word(), layout.say(Key("board-do-miss"))?, ""));
    }
    Ok(Next {
        id: appointment.id,
        when: desk.moment(appointment.visit.start, appointment.site)?,
        how: layout.say(mode_key(appointment.mode))?,
        team: line
            .team
            .iter()
            .map(|(member, role)| {
                if role.is_room() {
                    Ok(member.name.clone())
                } else {
                    Ok(format!("{} ({})", member.name, roles::label(role, layout.text)?))
                }
            })
            .collect::<Result<_, TextError>>()?,
        steps,
        stage: match stage.filter(|stage| is_today && *stage != ReceptionStage::Expected) {
            Some(stage) => Some(layout.say(stage_key(stage))?),
            None => None,
        },
        can_move: !has_begun && may(Action::Move),
        can_cancel: may(Action::Cancel),
    })
}

async fn twins(app: &App, desk: &Desk, layout: &OfficeLayout, card: &Card) -> Result<Vec<Twin>, OfficeError> {
    let person = &card.person;
    let files: Vec<&str> = card.files.iter().map(|file| file.key.as_str()).collect();
    let facts = BeneficiaryRecord {
        given_name: &person.given_name,
        family_name: &person.family_name,
        phone: person.phone.as_deref(),
        email: person.email.as_deref(),
        born_on: person.born_on,
        files: &files,
    };
    let db = app.ctx.db.read();
    let alike =
        beneficiary_search::alike(db, desk.territory(), &facts, &desk.access_scope(), &[person.id]).await?;
    let sure = alike.into_iter().filter(|(_, why)| {
        // A family shares its telephone, a birthday is shared by many.
        !matches!(
            why,
            DuplicateReason::Phone | DuplicateReason::BirthdayAndPartOfName | DuplicateReason::Name
        )
    });
    let mut twins = Vec::new();
    for (id, why) in sure.take(3) {
        let Some(other) = crate::store::referrals::beneficiary(db, desk.territory(), id).await? else {
            continue;
        };
        twins.push(Twin {
            name: format!("{} {}", other.given_name, other.family_name),
            why: layout.say(likeness_key(why))?,
            href: format!("{}/merge?with={id}", routes::desk_person(person.id)),
        });
    }
    Ok(twins)
}

/// `POST /desk/person/{person}/contact`
pub async fn contact(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::ChangeBeneficiary).await?;
    match read_contact(&posted, CardField::Phone, CardField::Email) {
        Ok(contact) => {
            actions::change_contact(&app.ctx, desk.territory(), card.person.id, &contact, EditedBy::Desk)
                .await?;
            Ok(onward(&card_with_notice(&card, "changed")))
        }
        Err(wrong) => {
            let mut page = page(&app, &desk, &card).await?;
            page.form = posted.state();
            for (field, key) in wrong {
                page.form.reject(field, page.layout.say(key)?);
            }
            answer(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /desk/person/{person}/referral`
pub async fn open_referral(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(_): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::SeeBeneficiary).await?;
    desk.signed_in.must_here(Action::CreateBeneficiary)?;
    let organisation = own_organisation(&desk);
    actions::open_referral(&app.ctx, desk.territory(), card.person.id, organisation).await?;
    Ok(onward(&routes::desk_person(card.person.id)))
}

/// The organisation of a member who may not see the whole territory: what they register belongs to it.
pub(super) fn own_organisation(desk: &Desk) -> Option<domain::ids::OrganisationId> {
    let circle = desk.access_scope();
    if circle.is_whole { None } else { circle.organisations.first().copied() }
}

/// `POST /desk/person/{person}/close`: a referral that was entered twice.
pub async fn close(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::CloseReferral).await?;
    let file = card.files.iter().find(|file| file.id.to_string() == posted.one("referral"));
    let file = file.ok_or(OfficeError::Missing)?;
    match actions::close_referral(&app.ctx, desk.territory(), file.id, ExitReason::Elsewhere, None).await {
        Ok(()) => Ok(onward(&card_with_notice(&card, "changed"))),
        Err(ReferralError::ReferralClosed | ReferralError::AlreadyBooked) => {
            Ok(onward(&card_with_notice(&card, "gone")))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /desk/person/{person}/cancel`
pub async fn cancel(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::SeeBeneficiary).await?;
    let line = desk.line(&app, posted.one("appointment"), Action::Cancel).await?;
    let why = Reason::ALL.into_iter().find(|reason| reason.word() == posted.one("why"));
    // Who cancelled follows from it, and the statistics count both: it is never guessed.
    let why = why.ok_or(OfficeError::Missing)?;
    let by = match why {
        Reason::Asked | Reason::NotConcerned => Party::Beneficiary,
        Reason::TeamAway => Party::Professional,
        Reason::SiteClosed | Reason::Mistake => Party::Service,
    };
    let id = line.appointment.id;
    match actions::cancel_undoably(&app.ctx, desk.territory(), id, by, why).await {
        Ok(_) => Ok(onward(&format!("{}?undo={id}", routes::desk_person(card.person.id)))),
        Err(AppointmentError::NotPossible(_)) => Ok(onward(&card_with_notice(&card, "gone"))),
        Err(other) => Err(other.into()),
    }
}

/// `POST /desk/person/{person}/step`
pub async fn step(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Answer {
    let card = desk.person(&app, &person, Action::SeeBeneficiary).await?;
    let back = routes::desk_person(card.person.id);
    take_step(&app, &desk, &posted, &back).await
}
