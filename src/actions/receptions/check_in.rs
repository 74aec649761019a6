//! Checks in somebody who types their code on the tablet of a site.

use domain::appointment_state::State;
use domain::credentials::{Code, Credential};
use domain::ids::{SiteId, TerritoryId};

use crate::actions::kit::attempt_limit::Bucket;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::snapshot;
use crate::actions::kit::metered::metered;
use crate::actions::kit::write::Write;
use crate::actions::receptions::error::ReceptionError;
use crate::actions::receptions::record_step::{Welcome, arrive_at};
use crate::context::Context;
use crate::store::{appointments, attempts, invitations};

/// Codes that help nobody, from one place in an hour; then the tablet sends everybody to the desk.
const WRONG_AT_ONE_SITE: u32 = 60;

/// Records that the person with that code is at `site`. Whatever is wrong, the answer and the steps are the same:
/// no such code, one of elsewhere, nothing here today.
///
/// # Errors
/// [`ReceptionError::MissingSetting`], [`ReceptionError::Store`].
pub async fn check_in(
    ctx: &Context,
    territory: TerritoryId,
    site: SiteId,
    code: Option<Code>,
) -> Result<Welcome, ReceptionError> {
    metered(ctx, "check_in", attempt(ctx, territory, site, code)).await
}

async fn attempt(
    ctx: &Context,
    territory: TerritoryId,
    site: SiteId,
    code: Option<Code>,
) -> Result<Welcome, ReceptionError> {
    let now = ctx.now();
    let links = ctx.links.as_ref().ok_or(ReceptionError::MissingSetting(Setting::KeyFile))?;
    let bucket = Bucket::of_this_hour(&links.key, "check-in at", &site.to_string(), now);
    let snapshot = snapshot(ctx, territory, now).await?;
    let write = Write::begin(ctx, now).await?;
    let tx = write.tx();
    let wrong = attempts::so_far(tx, &bucket.name).await?;
    let found = match &code {
        Some(code) => invitations::by_hash(tx, &links.lookup_hash(&Credential::Code(code.clone()))).await?,
        None => None,
    };
    let found = found.filter(|found| found.territory == territory && wrong < WRONG_AT_ONE_SITE);
    let mut welcome = Welcome::AskDesk;
    if let Some(invitation) = found {
        let states = [State::Booked];
        let expected = appointments::of_referral(tx, territory, invitation.referral, &states).await?;
        if let Some(expected) = expected.first() {
            let locked = appointments::lock(tx, territory, expected.id).await?;
            if let Some(locked) = locked {
                welcome = arrive_at(&write, &snapshot, site, &locked).await?;
            }
        }
    }
    if welcome == Welcome::AskDesk {
        attempts::count(tx, &bucket.name, bucket.ends_at, now).await?;
    }
    write.commit(JournalEntry::of("check in", Noun::Site, site.0), &()).await?;
    Ok(welcome)
}
