//! Three dates, of which one is taken.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use domain::search::Start;
use domain::time::Quantum;
use domain::visit::Mode;

use super::choice::{travel, way};
use super::facts::nearest;
use super::{Answer, Wrong};
use crate::actions::{self, Answers, Ask, Error, Explain};
use crate::text::{Arg, Key, TextError};
use crate::web::State as App;
use crate::web::parts::guest::Guest;
use crate::web::parts::here::{Here, onward, show};
use crate::web::parts::posted::Posted;
use crate::web::parts::starts;
use crate::web::parts::trouble::Trouble;
use crate::web::routes;

/// One start that can be chosen.
pub(super) struct Offer {
    pub(super) value: String,
    pub(super) day: Option<String>,
    pub(super) time: String,
    pub(super) place: Option<(String, String)>,
    pub(super) way: String,
    pub(super) hint: Option<String>,
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
    pub(super) here: Here,
    /// By which it is read aloud.
    pub(super) screen: &'static str,
    pub(super) title: String,
    pub(super) notice: Option<String>,
    pub(super) leads: Vec<String>,
    pub(super) groups: Vec<Group>,
    pub(super) action: &'static str,
    pub(super) button: String,
    pub(super) ways: Vec<(String, String)>,
    pub(super) errors: Vec<Wrong>,
}

/// What these pages are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A first appointment.
    Book,
    /// Another time for the one there is.
    Move,
}

impl Purpose {
    pub(super) const fn dates(self) -> &'static str {
        match self {
            Self::Book => "/book/dates",
            Self::Move => "/move/dates",
        }
    }

    pub(super) const fn days(self) -> &'static str {
        match self {
            Self::Book => "/book/days",
            Self::Move => "/move/days",
        }
    }

    const fn site(self) -> &'static str {
        match self {
            Self::Book => "/book/site",
            Self::Move => "/move/site",
        }
    }
}

/// `GET /book/dates`
pub async fn ask(State(app): State<App>, guest: Guest) -> Answer {
    if guest.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let page = page(&app, &guest, Purpose::Book).await?;
    show(StatusCode::OK, &page.here, &page)
}

/// `POST /book/dates`, `POST /book/days`
pub async fn answer(State(app): State<App>, guest: Guest, posted: Posted) -> Answer {
    if guest.booked().is_some() {
        return Ok(onward(routes::MINE));
    }
    let Some(start) = starts::read(posted.one("choice")) else {
        return nothing_chosen(&app, &guest, Purpose::Book).await;
    };
    let ask = guest.ask()?;
    let (at, from) = (start.at.instant(), guest.from.as_deref());
    match actions::choose(&app.ctx, &guest.visitor, ask.clone(), at, start.site, from).await {
        Ok(_) => {
            let answers = Answers { is_later: false, ..guest.visitor.answers.clone() };
            actions::remember(&app.ctx, &guest.visitor, &answers).await?;
            Ok(onward(if answers.has_needs { "/book/check" } else { "/book/needs" }))
        }
        Err(Error::Taken(_) | Error::Refused(_) | Error::Unknown("site")) => {
            taken(&app, &guest, &ask, start, Purpose::Book).await
        }
        // Another tab was faster.
        Err(Error::AlreadyBooked) => Ok(onward(routes::MINE)),
        Err(other) => Err(other.into()),
    }
}

/// The page again, because no start was chosen.
pub(super) async fn nothing_chosen(app: &App, guest: &Guest, purpose: Purpose) -> Answer {
    let mut page = page(app, guest, purpose).await?;
    page.errors.push(Wrong { field: "choice", text: page.here.say(Key("choice-none"))? });
    show(StatusCode::UNPROCESSABLE_ENTITY, &page.here, &page)
}

/// The page with what is nearest to a start that was just taken.
pub(super) async fn taken(app: &App, guest: &Guest, ask: &Ask, wanted: Start, purpose: Purpose) -> Answer {
    let mut page = frame(guest, purpose)?;
    let starts = nearest(app, guest, ask, wanted.at).await?;
    page.notice = Some(page.here.say(Key("taken"))?);
    page.groups = group(app, guest, &page.here, ask.mode, &starts)?;
    show(StatusCode::CONFLICT, &page.here, &page)
}

/// The page with the three offers.
pub(super) async fn page(app: &App, guest: &Guest, purpose: Purpose) -> Result<Page, Trouble> {
    let ask = guest.ask()?;
    let mut page = frame(guest, purpose)?;
    let offers = match actions::offer(&app.ctx, &ask, Explain::No).await {
        Ok(answer) => answer.offers,
        Err(Error::EmptyWindow) => Vec::new(),
        Err(other) => return Err(other.into()),
    };
    let starts: Vec<Start> =
        offers.iter().map(|offer| Start { at: Quantum::floor(offer.start), site: offer.site }).collect();
    page.groups = group(app, guest, &page.here, ask.mode, &starts)?;
    if guest.visitor.answers.is_later && purpose == Purpose::Book {
        page.notice = Some(later(app, guest, &page.here, starts.first())?);
    }
    Ok(page)
}

/// What somebody is told whose needs made their hour impossible.
fn later(app: &App, guest: &Guest, here: &Here, first: Option<&Start>) -> Result<String, TextError> {
    match first {
        Some(first) => {
            let at = guest.text.dates().offered(guest.clock(first.at, first.site), guest.today(app));
            here.text.get(Key("needs-later"), &[("when", Arg::from(&at))])
        }
        None => here.say(Key("needs-nothing")),
    }
}

/// Everything around the starts.
pub(super) fn frame(guest: &Guest, purpose: Purpose) -> Result<Page, Trouble> {
    let here = guest.here();
    let kind = guest.kind()?;
    let mode = guest.ask()?.mode;
    let title = match purpose {
        Purpose::Book => here.say(Key("dates-title"))?,
        Purpose::Move => here.say(Key("move-title"))?,
    };
    let mut leads = Vec::new();
    if purpose == Purpose::Book {
        let duration = here.text.dates().duration(kind.duration);
        leads.push(here.text.get(Key("dates-duration"), &[("duration", Arg::from(&duration))])?);
        let people = kind.needs.iter().filter(|need| need.modes.contains(mode) && !need.role.is_room());
        let count: u32 = people.map(|need| u32::from(need.count)).sum();
        leads.push(here.text.get(Key("dates-people"), &[("count", Arg::Count(count))])?);
    } else {
        leads.push(here.say(Key("move-lead"))?);
    }
    let mut ways = vec![(purpose.days().to_owned(), here.say(Key("dates-more"))?)];
    if guest.snapshot.territory.sites.len() > 1 && mode == Mode::Onsite {
        ways.push((purpose.site().to_owned(), here.say(Key("dates-site"))?));
    }
    if purpose == Purpose::Book {
        if kind.modes.iter().count() > 1 {
            ways.push(("/book/how".to_owned(), here.say(Key("dates-how"))?));
        }
        ways.push(("/book/none".to_owned(), here.say(Key("dates-none"))?));
    } else {
        ways.push((routes::MINE.to_owned(), here.say(Key("move-keep"))?));
    }
    let button = match purpose {
        Purpose::Book => here.say(Key("dates-button"))?,
        Purpose::Move => here.say(Key("move-choose"))?,
    };
    let action = purpose.dates();
    Ok(Page {
        here,
        screen: match purpose {
            Purpose::Book => "dates",
            Purpose::Move => "move",
        },
        title,
        notice: None,
        leads,
        groups: Vec::new(),
        action,
        button,
        ways,
        errors: Vec::new(),
    })
}

/// The starts as one group, each with its day, the first of them chosen.
fn group(
    app: &App,
    guest: &Guest,
    here: &Here,
    mode: Mode,
    starts: &[Start],
) -> Result<Vec<Group>, TextError> {
    let mut offers = Vec::new();
    for (number, start) in starts.iter().enumerate() {
        let mut offer = offer(guest, here, mode, *start)?;
        offer.day = Some(guest.text.dates().day(guest.clock(start.at, start.site).date(), guest.today(app)));
        offer.checked = number == 0;
        offers.push(offer);
    }
    Ok(if offers.is_empty() { Vec::new() } else { vec![Group { title: None, offers }] })
}

/// A start in words, without its day.
pub(super) fn offer(guest: &Guest, here: &Here, mode: Mode, start: Start) -> Result<Offer, TextError> {
    let site = guest.site(start.site).filter(|_| mode == Mode::Onsite);
    Ok(Offer {
        value: starts::write(start),
        day: None,
        time: guest.text.dates().time_of_day(guest.clock(start.at, start.site).time()),
        place: site.map(|site| (site.name.clone(), site.address.clone())),
        way: way(here, mode)?,
        hint: match site {
            Some(site) => travel(guest, here, site.id)?,
            None => None,
        },
        checked: false,
    })
}
