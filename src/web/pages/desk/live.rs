//! The board says by itself that it has changed: one event over an open connection (server-sent events), upon which
//! the page is read again.
//!
//! One watcher for each board that somebody looks at asks the database once a second for a number that changes with the
//! board, so that it does not matter which replica wrote the change, nor which database it is. PostgreSQL's LISTEN would
//! be a moment faster and would work on one of the two databases only.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::rights::Action;
use domain::time::Span;
use futures_util::stream;
use tokio::sync::watch;

use crate::context::Context;
use crate::store::board::{self, Where};
use crate::web::errors::office_error::OfficeError;
use crate::web::pages::desk::board::{BoardQuery, wanted};
use crate::web::pages::desk::staff::Desk;
use crate::web::state::State as App;

/// How often a board is looked at.
const EVERY: Duration = Duration::from_secs(1);
/// After so long the browser asks anew: a session that has ended since is then turned away, and a service that stops
/// does not wait for long.
const LONGEST: Duration = Duration::from_secs(25);
/// A browser asks anew after so long.
const AGAIN: Duration = Duration::from_millis(700);

/// The boards that are open.
#[derive(Debug, Default)]
pub struct Pulses(Mutex<HashMap<Where, watch::Receiver<u64>>>);

impl Pulses {
    /// The pulse of a board; a watcher is begun when there is none.
    fn of(self: &Arc<Self>, ctx: &Context, place: Where, span: Span, first: u64) -> watch::Receiver<u64> {
        let mut boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = boards.get(&place).filter(|known| known.has_changed().is_ok()) {
            return known.clone();
        }
        let (tell, pulse) = watch::channel(first);
        boards.insert(place, pulse.clone());
        tokio::spawn(watch_over(Arc::clone(self), ctx.clone(), place, span, tell));
        pulse
    }

    /// True when nobody but the list itself listens any more; the board is then struck off.
    fn is_left(&self, place: Where, tell: &watch::Sender<u64>) -> bool {
        let mut boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_left = tell.receiver_count() <= 1;
        if is_left {
            boards.remove(&place);
        }
        is_left
    }
}

async fn watch_over(pulses: Arc<Pulses>, ctx: Context, place: Where, span: Span, tell: watch::Sender<u64>) {
    while !pulses.is_left(place, &tell) {
        tokio::time::sleep(EVERY).await;
        match board::pulse(ctx.db.read(), place.territory, place.site, span).await {
            Ok(pulse) => {
                tell.send_if_modified(|known| std::mem::replace(known, pulse) != pulse);
            }
            // The database is away for a moment: the next look will tell.
            Err(error) => tracing::debug!(%error, "a board could not be looked at"),
        }
    }
}

/// `GET /desk/board/live`
pub async fn listen(
    State(app): State<App>,
    desk: Desk,
    Query(asked): Query<BoardQuery>,
    pulses: Arc<Pulses>,
) -> Result<Response, OfficeError> {
    let wanted = wanted(&desk, &asked, Action::SeeBoard)?;
    let place = Where { territory: desk.territory(), site: wanted.site, day: wanted.day };
    let now = board::pulse(app.ctx.db.read(), place.territory, place.site, wanted.span).await?;
    let pulse = pulses.of(&app.ctx, place, wanted.span, now);
    let ends = tokio::time::Instant::now() + LONGEST;
    // The first event says where things stand: the page may have been read a moment before.
    let events = stream::unfold((pulse, Some(now)), move |(mut pulse, first)| async move {
        let said = if let Some(first) = first {
            first
        } else {
            tokio::time::timeout_at(ends, pulse.changed()).await.ok()?.ok()?;
            *pulse.borrow_and_update()
        };
        let event = Event::default().event("pulse").data(said.to_string()).retry(AGAIN);
        Some((Ok::<_, Infallible>(event), (pulse, None)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}
