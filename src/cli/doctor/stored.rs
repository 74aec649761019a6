//! Checks the stored data: broken invariants, stuck messages, calendars that could not be read.

use chrono::{DateTime, Duration, Utc};
use domain::channel::Channel;
use domain::channel_health::{ChannelFault, detect_fault};

use super::report::Report;
use crate::actions;
use crate::config::LinkSettings;
use crate::store::agenda_cache::AgendaCache;
use crate::store::messages::Status;
use crate::store::{Db, StoreError, calendars, diagnostics, integrity, message_statistics, territories};

/// A message that has been due for longer than this waits for a service that does not run.
const LATE: Duration = Duration::minutes(15);

/// Checks the rows.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn look(db: &Db, now: DateTime<Utc>, report: &mut Report) -> Result<(), StoreError> {
    for (what, count) in integrity::run(db.read()).await? {
        match count {
            0 => report.ok("bookings", format!("0 x {what}")),
            some => report.fault("bookings", format!("{some} x {what}: stop booking and look at them")),
        }
    }
    openings(db, now, report).await?;
    messages(db, now, report).await?;
    channels(db, now, report).await?;
    let unread = calendars::degraded(db.read()).await?;
    if unread.is_empty() {
        report.ok("calendars", "every calendar could be read last time");
    }
    for calendar in unread {
        let good = calendar.good_at.map(|at| at.format("%Y-%m-%dT%H:%MZ").to_string());
        let good = good.unwrap_or_else(|| "never".to_owned());
        report.attention(
            "calendars",
            format!(
                "{} {} could not be read last time ({}); its busy times of {good} stand: import a good file",
                calendar.owner, calendar.name, calendar.problem
            ),
        );
    }
    Ok(())
}

/// Reports appointments to which somebody has no opening any more. A territory whose agendas cannot be read is named: why,
/// other checks say.
async fn openings(db: &Db, now: DateTime<Utc>, report: &mut Report) -> Result<(), StoreError> {
    let agendas = AgendaCache::default();
    let mut broken = 0;
    for (territory, key, _) in territories::list(db.read()).await? {
        match actions::broken_appointments(db, &agendas, territory, now).await {
            Ok(found) => broken += found.len(),
            Err(error @ StoreError::Corrupt { .. }) => {
                report.attention("appointments", format!("the agendas of {key} cannot be read: {error}"));
            }
            Err(error) => return Err(error),
        }
    }
    match broken {
        0 => report.ok("appointments", "none to come is without an opening for one of its team"),
        some => report.attention(
            "appointments",
            format!(
                "{some} to come, to which somebody has no opening any more: `unisson repair-appointments`, or \
                 `unisson serve`, which does it by itself"
            ),
        ),
    }
    Ok(())
}

/// Reports invitations that wait for the public address of the service.
///
/// # Errors
/// [`StoreError`].
pub async fn without_address(db: &Db, links: &LinkSettings, report: &mut Report) -> Result<(), StoreError> {
    if links.public_url.is_none() {
        let waiting = diagnostics::planned_invitations(db).await?;
        if waiting > 0 {
            report.attention(
                "messages",
                format!(
                    "{waiting} invitation(s) wait for a link: set UNISSON_PUBLIC_URL where messages are sent"
                ),
            );
        }
    }
    Ok(())
}

/// Reports channels by which messages do not leave or arrive.
async fn channels(db: &Db, now: DateTime<Utc>, report: &mut Report) -> Result<(), StoreError> {
    for channel in Channel::ALL {
        let lately = message_statistics::lately(db.read(), None, channel, now).await?;
        let at = |since: DateTime<Utc>| since.format("%Y-%m-%dT%H:%MZ").to_string();
        match detect_fault(&lately, now) {
            Some(ChannelFault::Stopped { since, waiting }) => report.attention(
                channel.word(),
                format!("nothing has left since {}, {waiting} wait: see the way out and the log", at(since)),
            ),
            Some(ChannelFault::Failing { since, failed, of }) => report.attention(
                channel.word(),
                format!(
                    "{failed} of the last {of} did not arrive, since {}: `unisson messages` says why",
                    at(since)
                ),
            ),
            None => {}
        }
    }
    Ok(())
}

async fn messages(db: &Db, now: DateTime<Utc>, report: &mut Report) -> Result<(), StoreError> {
    let failed = diagnostics::messages_at(db, Status::Failed).await?;
    let doubtful = diagnostics::messages_at(db, Status::Doubtful).await?;
    if failed + doubtful > 0 {
        report.attention(
            "messages",
            format!("{failed} failed, {doubtful} in doubt: `unisson messages` shows, retries or drops them"),
        );
    }
    let late = diagnostics::oldest_due(db, now).await?.map(|due| now - due).filter(|late| *late > LATE);
    match late {
        Some(late) => report.attention(
            "messages",
            format!(
                "due for {} min and not sent: is a service running, and its relay well?",
                late.num_minutes()
            ),
        ),
        None if failed + doubtful == 0 => report.ok("messages", "none failed, in doubt or late"),
        None => {}
    }
    Ok(())
}
