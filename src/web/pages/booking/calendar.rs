//! The appointment as iCalendar: a file to download, and a feed to subscribe to.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::appointment_state::State as Life;
use domain::credentials::{Credential, Token};
use domain::visit::{Language, Mode};

use crate::formats::invitations as calendar_invitations;
use crate::formats::invitations::{Event, Method};
use crate::store::appointments::{self, Appointment};
use crate::store::{invitations, referrals};
use crate::text::{Arg, Catalogue, Key};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::errors::not_in_territory;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::layout::beneficiary_layout::{onward, phone};
use crate::web::pages::booking::answer::Answer;
use crate::web::routes;
use crate::web::state::State as App;

/// `GET /mine/rendez-vous.ics`
pub async fn file(State(app): State<App>, session: BeneficiarySession) -> Answer {
    let Some(booked) = session.booked() else { return Ok(onward(routes::MINE)) };
    let event = event(&app, &session.snapshot, booked, session.text)?;
    let file = calendar_invitations::write(&event, Method::Publish(calendar_invitations::State::Confirmed));
    Ok(answer(file, Some("rendez-vous.ics")))
}

/// The address of the person's feed.
pub(super) struct FeedAddress {
    /// `webcal:`, where telephones know what that is.
    pub(super) link: String,
    /// To be copied into a calendar, where they do not; none while the service has no public address.
    pub(super) copied: Option<String>,
}

impl FeedAddress {
    /// That of whoever is in `session`.
    pub(super) fn of(app: &App, session: &BeneficiarySession) -> Self {
        let path = routes::feed(&session.booking.feed);
        let url = app.ctx.links.as_ref().and_then(|links| links.public_url.as_ref());
        let copied = url.map(|url| url.to(&path));
        let rest = copied.as_ref().and_then(|address| address.split_once("://"));
        let link = rest.map_or(path, |(_, rest)| format!("webcal://{rest}"));
        Self { link, copied }
    }
}

/// `GET /feed/....ics`: the address shows day, hour and place, and no names.
pub async fn feed(State(app): State<App>, Path(file): Path<String>) -> Answer {
    let token = file.strip_suffix(".ics").and_then(Token::parse).ok_or(BeneficiaryError::Missing)?;
    let links = app.ctx.links.as_ref().ok_or(BeneficiaryError::Missing)?;
    let db = app.ctx.db.read();
    let found = invitations::by_feed(db, &links.lookup_hash(&Credential::Token(token))).await?;
    let found = found.filter(|found| found.lets_in(app.ctx.now())).ok_or(BeneficiaryError::Missing)?;
    let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, found.territory, app.ctx.now()).await?;
    let snapshot = snapshot.ok_or(BeneficiaryError::Missing)?;
    let referral =
        referrals::get(db, found.territory, found.referral).await?.ok_or(BeneficiaryError::Missing)?;
    let text = Catalogue::for_language(&referral.language)
        .or_else(|_| Catalogue::for_language(&Language::french()))?;
    let states = [Life::Booked, Life::Cancelled, Life::Attended];
    let all = appointments::of_referral(db, found.territory, referral.id, &states).await?;
    let last = all.iter().find(|one| one.state.is_expected()).or(all.last());
    let Some(last) = last else { return Ok(answer(calendar_invitations::empty(), None)) };
    let state = match last.state {
        Life::Cancelled => calendar_invitations::State::Cancelled,
        _ => calendar_invitations::State::Confirmed,
    };
    Ok(answer(
        calendar_invitations::write(&event(&app, &snapshot, last, text)?, Method::Publish(state)),
        None,
    ))
}

fn answer(file: Vec<u8>, name: Option<&str>) -> Response {
    let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned());
    match name {
        Some(name) => {
            let attached = (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""));
            ([kind, attached], file).into_response()
        }
        None => ([kind], file).into_response(),
    }
}

/// The same event that the mails hold, under the same UID, so that a calendar has it once.
fn event(
    app: &App,
    snapshot: &crate::store::agenda_cache::Snapshot,
    appointment: &Appointment,
    text: &'static Catalogue,
) -> Result<Event, BeneficiaryError> {
    let site = not_in_territory::site(&snapshot.territory, appointment.site)?;
    let location = match appointment.mode {
        Mode::Onsite => format!("{}, {}", site.name, site.address),
        Mode::Phone => text.get(Key("fact-place-phone"), &[])?,
        Mode::Video => text.get(Key("fact-place-video"), &[])?,
    };
    let description = match phone(snapshot, Some(appointment.site)) {
        Some(phone) => text.get(Key("person-help"), &[("phone", Arg::from(&phone))])?,
        None => String::new(),
    };
    Ok(Event {
        uid: appointment.id,
        host: app.sender.host.clone(),
        sequence: u32::try_from(appointment.revision - 1).unwrap_or(0),
        stamp: app.ctx.now(),
        start: appointment.visit.start.instant(),
        end: appointment.visit.end.instant(),
        zone: site.zone,
        summary: text.get(Key("event-summary"), &[])?,
        location,
        description,
        organizer: app.sender.reply_to.clone(),
        attendees: Vec::new(),
    })
}
