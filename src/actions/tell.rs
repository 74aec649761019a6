//! Writes the messages of a change, in the transaction of the change.

use chrono::{DateTime, Utc};
use domain::ids::{BeneficiaryId, MessageId, ResourceId};
use domain::notices::{self, Change};
use domain::search::Team;

use super::error::Error;
use crate::ctx::Ctx;
use crate::store::Tx;
use crate::store::appointments::Appointment;
use crate::store::messages::{self, Facts, New};

/// What changed, for the messages.
#[derive(Clone, Copy, Debug)]
pub(super) enum News<'a> {
    /// Newly booked.
    Booked,
    /// Moved; `before` would have received the person.
    Moved {
        /// The team before.
        before: &'a Team,
    },
    /// Somebody else in the team.
    Replaced {
        /// The team before.
        before: &'a Team,
    },
    /// Called off.
    Cancelled,
}

/// The professionals of a team, rooms left out.
fn people(team: &Team) -> Vec<ResourceId> {
    team.seats.iter().filter(|seat| !seat.role.is_room()).map(|seat| seat.resource).collect()
}

/// Writes one message for everybody who must know; `team` is the team now, or the one that was called off.
pub(super) async fn tell(
    ctx: &Ctx,
    tx: &Tx,
    appointment: &Appointment,
    team: &Team,
    beneficiary: BeneficiaryId,
    news: News<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let after = people(team);
    let before = match news {
        News::Moved { before } | News::Replaced { before } => people(before),
        News::Booked | News::Cancelled => Vec::new(),
    };
    let change = match news {
        News::Booked => Change::Booked { team: &after },
        News::Moved { .. } => Change::Moved { before: &before, after: &after },
        News::Replaced { .. } => Change::Replaced { before: &before, after: &after },
        News::Cancelled => Change::Cancelled { team: &after },
    };
    let facts = Facts {
        start: appointment.visit.start.0,
        end: appointment.visit.end.0,
        site: appointment.site.0,
        mode: appointment.mode.word().to_owned(),
        sequence: appointment.revision - 1,
        previous_start: None,
        team: team.seats.iter().map(|seat| (seat.resource.0, seat.role.name().to_owned())).collect(),
    };
    for notice in notices::plan(change) {
        let new = New {
            id: MessageId(ctx.fresh()),
            territory: appointment.territory,
            appointment: appointment.id,
            revision: appointment.revision,
            kind: notice.kind,
            recipient: notice.to,
            beneficiary,
            facts: facts.clone(),
            due_at: now,
        };
        messages::write(tx, new, now).await?;
    }
    Ok(())
}
