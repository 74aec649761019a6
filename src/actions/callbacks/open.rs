//! A callback that the service opens by itself.

use domain::callback::promised;
use domain::time::HalfDay;
use domain::zone;

use crate::actions::kit::error::LoadError;
use crate::actions::kit::write::Write;
use crate::store::agenda_cache::Snapshot;
use crate::store::callbacks::{self, Callback, CallbackReason};
use crate::store::referrals::Referral;

/// Opens a callback to the person of `referral` for that reason, beside those that are open already; nothing when they are
/// no longer concerned, or one is open for this reason.
///
/// # Errors
/// [`LoadError::Store`].
pub(in crate::actions) async fn open_callback(
    write: &Write<'_>,
    snapshot: &Snapshot,
    referral: &Referral,
    why: CallbackReason,
) -> Result<(), LoadError> {
    let territory = referral.territory;
    if referral.is_over() {
        return Ok(());
    }
    let open = callbacks::open_for(write.tx(), territory, referral.id).await?;
    let today = zone::to_local(snapshot.territory.zone, write.now()).date();
    let new = Callback {
        id: write.ctx().new_id(),
        territory,
        referral: referral.id,
        why,
        half_day: open.map_or(HalfDay::Morning, |open| open.half_day),
        due_on: promised(today, snapshot.territory.holidays),
        asked_at: write.now(),
    };
    callbacks::insert(write.tx(), &new).await?;
    Ok(())
}
