//! Holds a start for a beneficiary behind a personal link, within limits, so that nobody keeps starts from others.

use chrono::{DateTime, Utc};
use domain::ids::SiteId;
use domain::referral::ReferralOrigin;
use domain::time::Minutes;

use crate::actions::appointments::error::AppointmentError;
use crate::actions::appointments::hold::{Held, Hold, hold};
use crate::actions::invitations::booking_session::BookingSession;
use crate::actions::kit::attempt_limit::Bucket;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::search_request::SlotRequest;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::attempts;

/// For how long an hour is held for somebody alone.
pub const HOLD: Minutes = Minutes(10);
/// Hours one link may hold in an hour, one after the other.
const WITH_ONE_LINK: u32 = 20;
/// As many for somebody who came without a link, whom nobody has checked: each booking writes to an address that may
/// be another's.
const ALONE: u32 = 6;
/// Hours held from one address in an hour, by everybody there.
const FROM_ADDRESS: u32 = 120;

/// Holds a start for ten minutes; what they held before is given back.
///
/// # Errors
/// [`AppointmentError::TooManyHolds`], and those of a hold.
pub async fn hold_online(
    ctx: &Context,
    session: &BookingSession,
    ask: SlotRequest,
    start: DateTime<Utc>,
    site: SiteId,
    from: Option<&str>,
) -> Result<Held, AppointmentError> {
    let now = ctx.now();
    let links = ctx.links.as_ref().ok_or(AppointmentError::MissingSetting(Setting::KeyFile))?;
    let link = session.invitation.id.to_string();
    let most = match session.referral.origin {
        ReferralOrigin::Partner => WITH_ONE_LINK,
        ReferralOrigin::SelfRegistered => ALONE,
    };
    let mut buckets = vec![(Bucket::of_this_hour(&links.key, "holds of", &link, now), most)];
    buckets
        .extend(from.map(|from| (Bucket::of_this_hour(&links.key, "holds from", from, now), FROM_ADDRESS)));
    let write = Write::begin(ctx, now).await?;
    let mut too_many = false;
    for (bucket, most) in &buckets {
        too_many |= attempts::count(write.tx(), &bucket.name, bucket.ends_at, now).await? > *most;
    }
    write.commit(JournalEntry::of("count a hold", Noun::Invitation, session.invitation.id), &()).await?;
    if too_many {
        return Err(AppointmentError::TooManyHolds);
    }
    hold(ctx, &Hold { ask, start, site, minutes: HOLD }, None).await
}
