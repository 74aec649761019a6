//! Replaces whoever left a team; when nobody can take the place, opens a callback.

use domain::ids::{AppointmentId, TerritoryId};

use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::replace::{Replaced, replace};
use crate::actions::appointments::team_callbacks::away;
use crate::actions::callbacks::open::open_callback;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::AppointmentContext;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::callbacks::CallbackReason;

/// As [`replace`], after somebody of the team was declared away or lost the opening; when nobody can take the place, a callback is
/// opened, with which the desk proposes other times.
///
/// # Errors
/// As [`replace`].
pub async fn replace_or_escalate(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<Replaced, AppointmentError> {
    let replaced = replace(ctx, territory, id, None).await?;
    if matches!(replaced, Replaced::Nobody(_)) {
        retry(ctx, || open_team_callback(ctx, territory, id)).await?;
    }
    Ok(replaced)
}

async fn open_team_callback(
    ctx: &Context,
    territory: TerritoryId,
    id: AppointmentId,
) -> Result<(), AppointmentError> {
    let now = ctx.now();
    let mut context = AppointmentContext::load(ctx, territory, id, now).await?;
    let write = Write::begin(ctx, now).await?;
    context.lock(&write).await?;
    let AppointmentContext { snapshot, referral, appointment, team } = context;
    // Moved, made whole or cancelled since nobody was found: there is nothing to do.
    let to_come = appointment.state.is_expected() && appointment.visit.start.instant() > now;
    let is_whole = away(write.tx(), &appointment, &team).await?.is_empty()
        && snapshot.unopened(&appointment, &team).is_empty();
    if !to_come || is_whole {
        return Ok(());
    }
    open_callback(&write, &snapshot, &referral, CallbackReason::TeamDeclined).await?;
    write.commit(JournalEntry::of("open callback", Noun::Referral, referral.id.0), &()).await?;
    Ok(())
}
