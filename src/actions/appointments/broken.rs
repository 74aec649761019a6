//! Appointments that a change of agendas broke: an opening ended, a site closes that day, somebody lost a role or left.

use chrono::{DateTime, Utc};
use domain::ids::{AppointmentId, ResourceId, TerritoryId};
use domain::time::Quantum;

use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::replace::Replaced;
use crate::actions::appointments::replace_or_escalate::replace_or_escalate;
use crate::context::Context;
use crate::store::agenda_cache::AgendaCache;
use crate::store::{Db, StoreError, teams};

/// An expected appointment to which somebody has no opening any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenAppointment {
    /// The appointment.
    pub id: AppointmentId,
    /// Its first instant, UTC.
    pub start: DateTime<Utc>,
    /// Who of its team has no opening for it.
    pub missing: Vec<ResourceId>,
}

/// What was done about broken appointments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repaired {
    /// Those to which colleagues come instead, at the same time.
    pub replaced: usize,
    /// Those of which the desk is to call the person: nobody else is free then.
    pub callbacks: usize,
}

/// The appointments to come of a territory that are broken, earliest first; none for an unknown territory. An absence is
/// not looked at: whoever declares one sees what it breaks. Changes nothing.
///
/// # Errors
/// [`StoreError`].
pub async fn broken_appointments(
    db: &Db,
    agendas: &AgendaCache,
    territory: TerritoryId,
    now: DateTime<Utc>,
) -> Result<Vec<BrokenAppointment>, StoreError> {
    let Some(snapshot) = agendas.up_to_date(db, territory, now).await? else { return Ok(Vec::new()) };
    let expected = teams::expected_from(db.read(), territory, Quantum::ceil(now)).await?;
    let broken = expected.into_iter().filter_map(|(appointment, team)| {
        let missing = snapshot.unopened(&appointment, &team);
        let start = appointment.visit.start.instant();
        (!missing.is_empty()).then_some(BrokenAppointment { id: appointment.id, start, missing })
    });
    Ok(broken.collect())
}

/// Finds the broken appointments of a territory and, for each, a colleague at the same time, or opens a callback with which
/// the desk proposes other times. Done twice, it changes nothing the second time.
///
/// # Errors
/// [`AppointmentError`]; those before the one that failed are repaired.
pub async fn repair_broken(ctx: &Context, territory: TerritoryId) -> Result<Repaired, AppointmentError> {
    let mut repaired = Repaired::default();
    for broken in broken_appointments(&ctx.db, &ctx.agendas, territory, ctx.now()).await? {
        match replace_or_escalate(ctx, territory, broken.id).await {
            Ok(Replaced::Done { .. }) => repaired.replaced += 1,
            Ok(Replaced::Nobody(_)) => repaired.callbacks += 1,
            // It is whole again, was cancelled or has begun since it was found.
            Ok(Replaced::NotNeeded) | Err(AppointmentError::NotPossible(_) | AppointmentError::Past) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(repaired)
}
