//! Move: another time, place or way for a booked appointment.

use chrono::{DateTime, Utc};
use domain::ids::{AppointmentId, SiteId, TerritoryId};
use domain::life::{Event, next};
use domain::reception::Day;
use domain::search::{Lot, Refusal};
use domain::time::Span;
use domain::visit::Mode;
use serde::{Deserialize, Serialize};

use super::ask::{self, Ask};
use super::book::{load, referral_of};
use super::counted::counted;
use super::error::Error;
use super::fill_places::note_freed;
use super::hold::{chosen, off_grid_or_nobody};
use super::offer;
use super::once::{self, Begun};
use super::seat::{self, Seated, Try, choose, members, seat, seek};
use super::tell::{News, tell};
use crate::ctx::Ctx;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::{self, Why};
use crate::store::idempotency::Key;
use crate::store::{events, reception};

/// Where to move an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The new start.
    pub start: DateTime<Utc>,
    /// The new site.
    pub site: SiteId,
    /// The new way.
    pub mode: Mode,
    /// The version it was read in, when somebody else's change meanwhile must stop this one.
    #[serde(skip)]
    pub version: Option<String>,
}

/// A moved appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The appointment.
    pub appointment: AppointmentId,
    /// First instant.
    pub start: DateTime<Utc>,
    /// The start before.
    pub previous_start: DateTime<Utc>,
}

/// Moves an appointment in one transaction that takes the new time before it gives the old one back: the person is
/// never without. It keeps its identifier. When the new time is taken it is [`Error::Taken`], and the appointment
/// stays where it was.
///
/// # Errors
/// [`Error`]; nothing is then changed.
pub async fn r#move(ctx: &Ctx, territory: TerritoryId, to: Move, key: Option<&Key>) -> Result<Moved, Error> {
    counted(ctx, "move", async {
        if let Some(moved) = seek(ctx, territory, |lost| attempt(ctx, territory, &to, key, lost)).await? {
            return Ok(moved);
        }
        let (appointment, referral) = load(ctx, territory, to.appointment).await?;
        let ask = Ask::any(territory, referral.id, appointment.visit_type, to.mode);
        Err(seat::taken(ctx, &ask).await)
    })
    .await
}

async fn attempt(
    ctx: &Ctx,
    territory: TerritoryId,
    to: &Move,
    key: Option<&Key>,
    lost: usize,
) -> Result<Try<Moved>, Error> {
    let now = ctx.now();
    let tx = match once::begin(ctx, territory, key, &("move", to), now).await? {
        Begun::New(tx) => tx,
        Begun::Done(moved) => return Ok(Try::Done(moved)),
    };
    let old = appointments::lock(&tx, territory, to.appointment).await?;
    let old = old.ok_or(Error::Unknown("appointment"))?;
    if to.version.as_ref().is_some_and(|version| *version != old.version()) {
        return Err(Error::Overtaken);
    }
    let state = next(old.state, Event::Move)?;
    if old.visit.start.instant() <= now {
        return Err(Error::Past);
    }
    if (old.visit.start.instant(), old.site, old.mode) == (to.start, to.site, to.mode) {
        // It is there already: nobody needs to be told that it moved.
        let previous_start = to.start;
        return Ok(Try::Done(Moved { appointment: old.id, start: to.start, previous_start }));
    }
    let referral = referral_of(&tx, &old).await?;
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let mut question = ask::question(&snapshot, &referral, old.visit_type, to.mode, vec![to.site], now)?;
    question.own = Some(old.id);
    let start = chosen(to.start, to.site)?;
    if !ask::is_in_window(&question, start) {
        return Err(Error::Refused(Refusal::OutsideWindow));
    }
    let before = appointments::team(&tx, old.id).await?;
    question.keep = members(&before);
    question.lot = Lot::of(referral.id, lost);
    let mut question = ask::at(question, start);
    let Some((team, _claim)) = choose(ctx, &snapshot, &mut question, start) else {
        return off_grid_or_nobody(&question, start, &snapshot);
    };
    let moved = Appointment {
        state,
        site: to.site,
        mode: to.mode,
        visit: Span::new(start.at, start.at.plus(question.length())),
        revision: old.revision + 1,
        ..old.clone()
    };
    appointments::update(&tx, &moved).await?;
    if seat(&tx, &snapshot, &question, &moved, &team, None).await? == Seated::Gone {
        return Ok(Try::Gone);
    }
    // What happened on the day it had is not of the day it has now.
    reception::set(&tx, territory, moved.id, Day::default()).await?;
    reception::forget_before(&tx, moved.id).await?;
    note_freed(ctx, &tx, &old, now).await?;
    // It has a whole team again.
    let of_team = [Why::TeamDeclined, Why::OtherTimeProposed];
    callbacks::settle_of(&tx, territory, referral.id, &of_team, now).await?;
    let news = News::Moved { before: &before };
    tell(ctx, &tx, &moved, &team, referral.beneficiary, news, now).await?;
    events::append(&tx, ctx.fresh(), now, Event::Move, &moved, &team).await?;
    let answer = Moved {
        appointment: moved.id,
        start: moved.visit.start.instant(),
        previous_start: old.visit.start.instant(),
    };
    once::commit(tx, territory, key, &answer).await?;
    seat::reload(ctx, &moved, &[&before, &team]).await;
    Ok(Try::Done(answer))
}
