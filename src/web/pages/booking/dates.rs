//! The page with three offers, for booking and for rescheduling.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::search::Start;
use domain::time::Quantum;
use domain::visit::Mode;

use crate::actions::{self, Answers, AppointmentError, Explain, Noun, OfferError, SlotRequest};
use crate::text::{Arg, Key, TextError};
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::extract::form::PostedForm;
use crate::web::extract::start;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, onward};
use crate::web::layout::form::FormState;
use crate::web::pages::booking::answer::{Answer, show};
use crate::web::pages::booking::choice::{ChoiceField, way};
use crate::web::pages::booking::facts::nearest;
use crate::web::routes;
use crate::web::state::State as App;

/// One start that can be chosen.
pub(super) struct Offer {
    pub(super) value: String,
    pub(super) day: Option<String>,
    pub(super) time: String,
    pub(super) place: Option<(String, String)>,
    pub(super) way: String,
    pub(super) checked: bool,
}

/// Starts under one title.
pub(super) struct Group {
    pub(super) title: Option<String>,
    pub(super) offers: Vec<Offer>,
}

#[derive(Template)]
#[template(path = "web/pages/booking/dates.html")]
pub(super) struct Page {
    pub(super) layout: BeneficiaryLayout,
    /// By which it is read aloud.
    pub(super) screen: &'static str,
    pub(super) title: String,
    pub(super) notice: Option<String>,
    pub(super) leads: Vec<String>,
    pub(super) groups: Vec<Group>,
    pub(super) action: &'static str,
    pub(super) button: String,
    pub(super) ways: Vec<(String, String)>,
    pub(super) form: FormState<ChoiceField>,
}

/// What these pages are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A first appointment.
    Book,
    /// Another time for the one there is.
    Reschedule,
}

impl Purpose {
    pub(super) const fn dates(self) -> &'static str {
        match self {
            Self::Book => "/book/dates",
            Self::Reschedule => "/move/dates",
        }
    }

    pub(super) const fn days(self) -> &'static str {
        match self {
            Self::Book => "/book/days",
            Self::Reschedule => "/move/days",
        }
    }

    const fn site(self) -> &'static str {
        match self {
            Self::Book => "/book/site",
            Self::Reschedule => "/move/site",
        }
    }
}

/// `GET /book/dates`
pub async fn ask(State(app): State<App>, session: BeneficiarySession) -> Answer {
    if session.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let page = page(&app, &session, Purpose::Book).await?;
    show(StatusCode::OK, &page.layout, &page)
}

/// `POST /book/dates`, `POST /book/days`
pub async fn answer(State(app): State<App>, session: BeneficiarySession, posted: PostedForm) -> Answer {
    if session.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let Some(start) = start::read(posted.one("choice")) else {
        return choose_again(&app, &session, Purpose::Book, Key("choice-none")).await;
    };
    let ask = session.ask()?;
    let (at, from) = (start.at.instant(), session.from.as_deref());
    match actions::hold_online(&app.ctx, &session.booking, ask.clone(), at, start.site, from).await {
        Ok(_) => {
            let answers = Answers { is_later: false, ..session.booking.answers.clone() };
            actions::remember(&app.ctx, &session.booking, &answers).await?;
            Ok(onward(if answers.has_needs { "/book/check" } else { "/book/needs" }))
        }
        Err(
            AppointmentError::Taken(_)
            | AppointmentError::Refused(_)
            | AppointmentError::NotFound(Noun::Site),
        ) => taken(&app, &session, &ask, start, Purpose::Book).await,
        // Another tab was faster.
        Err(AppointmentError::AlreadyBooked) => Ok(onward(routes::MINE)),
        Err(other) => Err(other.into()),
    }
}

/// The page again, because no start was chosen, or the one they have: `why` says it.
pub(super) async fn choose_again(
    app: &App,
    session: &BeneficiarySession,
    purpose: Purpose,
    why: Key,
) -> Answer {
    let mut page = page(app, session, purpose).await?;
    page.form.reject(ChoiceField::Choice, page.layout.say(why)?);
    show(StatusCode::UNPROCESSABLE_ENTITY, &page.layout, &page)
}

/// The page with what is nearest to a start that was just taken.
pub(super) async fn taken(
    app: &App,
    session: &BeneficiarySession,
    ask: &SlotRequest,
    wanted: Start,
    purpose: Purpose,
) -> Answer {
    let mut page = frame(session, purpose)?;
    let starts = nearest(app, session, ask, wanted.at).await?;
    page.notice = Some(page.layout.say(Key("taken"))?);
    page.groups = group(app, session, &page.layout, ask.mode, &starts)?;
    show(StatusCode::CONFLICT, &page.layout, &page)
}

/// The page with the three offers.
pub(super) async fn page(
    app: &App,
    session: &BeneficiarySession,
    purpose: Purpose,
) -> Result<Page, BeneficiaryError> {
    let ask = session.ask()?;
    let mut page = frame(session, purpose)?;
    let offers = match actions::search_offers(&app.ctx, &ask, Explain::No).await {
        Ok(answer) => answer.offers,
        Err(OfferError::EmptyWindow) => Vec::new(),
        Err(other) => return Err(other.into()),
    };
    let starts: Vec<Start> =
        offers.iter().map(|offer| Start { at: Quantum::floor(offer.start), site: offer.site }).collect();
    page.groups = group(app, session, &page.layout, ask.mode, &starts)?;
    if session.booking.answers.is_later && purpose == Purpose::Book {
        page.notice = Some(later(app, session, &page.layout, starts.first())?);
    }
    Ok(page)
}

/// The notice for a beneficiary whose needs made the chosen time impossible.
fn later(
    app: &App,
    session: &BeneficiarySession,
    layout: &BeneficiaryLayout,
    first: Option<&Start>,
) -> Result<String, TextError> {
    match first {
        Some(first) => {
            let at = session.text.dates().offered(session.clock(first.at, first.site), session.today(app));
            layout.text.get(Key("needs-later"), &[("when", Arg::from(&at))])
        }
        None => layout.say(Key("needs-nothing")),
    }
}

/// Everything around the starts.
pub(super) fn frame(session: &BeneficiarySession, purpose: Purpose) -> Result<Page, BeneficiaryError> {
    let layout = session.layout();
    let kind = session.kind()?;
    let mode = session.ask()?.mode;
    let title = match purpose {
        Purpose::Book => layout.say(Key("dates-title"))?,
        Purpose::Reschedule => layout.say(Key("move-title"))?,
    };
    let mut leads = Vec::new();
    if purpose == Purpose::Book {
        let duration = layout.text.dates().duration(kind.duration);
        leads.push(layout.text.get(Key("dates-duration"), &[("duration", Arg::from(&duration))])?);
        leads.push(layout.text.get(Key("dates-people"), &[("count", Arg::Count(kind.people(mode)))])?);
    } else {
        leads.push(layout.say(Key("move-lead"))?);
    }
    let mut ways = vec![(purpose.days().to_owned(), layout.say(Key("dates-more"))?)];
    if session.snapshot.territory.sites.len() > 1 && mode == Mode::Onsite {
        ways.push((purpose.site().to_owned(), layout.say(Key("dates-site"))?));
    }
    if purpose == Purpose::Book {
        if kind.modes.iter().count() > 1 {
            ways.push(("/book/how".to_owned(), layout.say(Key("dates-how"))?));
        }
        ways.push(("/book/none".to_owned(), layout.say(Key("dates-none"))?));
    } else {
        ways.push((routes::MINE.to_owned(), layout.say(Key("move-keep"))?));
    }
    let button = match purpose {
        Purpose::Book => layout.say(Key("dates-button"))?,
        Purpose::Reschedule => layout.say(Key("move-choose"))?,
    };
    let action = purpose.dates();
    Ok(Page {
        layout,
        screen: match purpose {
            Purpose::Book => "dates",
            Purpose::Reschedule => "move",
        },
        title,
        notice: None,
        leads,
        groups: Vec::new(),
        action,
        button,
        ways,
        form: FormState::default(),
    })
}

/// The starts as one group, each with its day, the first of them chosen.
fn group(
    app: &App,
    session: &BeneficiarySession,
    layout: &BeneficiaryLayout,
    mode: Mode,
    starts: &[Start],
) -> Result<Vec<Group>, TextError> {
    let mut offers = Vec::new();
    for (number, start) in starts.iter().enumerate() {
        let mut offer = offer(session, layout, mode, *start)?;
        offer.day =
            Some(session.text.dates().day(session.clock(start.at, start.site).date(), session.today(app)));
        offer.checked = number == 0;
        offers.push(offer);
    }
    Ok(if offers.is_empty() { Vec::new() } else { vec![Group { title: None, offers }] })
}

/// A start in words, without its day.
pub(super) fn offer(
    session: &BeneficiarySession,
    layout: &BeneficiaryLayout,
    mode: Mode,
    start: Start,
) -> Result<Offer, TextError> {
    let site = session.site(start.site).filter(|_| mode == Mode::Onsite);
    Ok(Offer {
        value: start::write(start),
        day: None,
        time: session.text.dates().time_of_day(session.clock(start.at, start.site).time()),
        place: site.map(|site| (site.name.clone(), site.address.clone())),
        way: way(layout, mode)?,
        checked: false,
    })
}
