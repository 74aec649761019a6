//! Today at the sites of the demo: walk-ins, people waiting, people in a meeting, for the board to show; and two accounts
//! of the back office.

use domain::ids::SiteId;
use domain::reception::{ReceptionStage, ReceptionStep, stage};
use domain::rights::{Grant, Role};
use domain::time::Minutes;
use domain::visit::Mode;
use domain::zone;

use super::generator::JOINT;
use crate::actions::{self, AppointmentError, Hold, NewAccount, Notice, SlotRequest};
use crate::cli::error::CliError;
use crate::cli::lookup::FoundTerritory;
use crate::cli::output::Output;
use crate::context::Context;
use crate::keys::password_path;
use crate::store::account_links::LinkMailState;
use crate::store::{board, referrals};
use crate::text::{Catalogue, Key};

/// Walk-ins.
const WALK_INS: usize = 6;
/// Minutes before the start at which some beneficiaries have arrived already.
const EARLY: i64 = 40;
/// Minutes of a hold on the way to a booking.
const HOLD: Minutes = Minutes(3);

/// Fills the day, creates the accounts, and prints the links that set their passwords.
///
/// # Errors
/// [`CliError`].
pub async fn begin(
    ctx: &Context,
    found: &FoundTerritory,
    words: &Catalogue,
    out: &mut Output,
) -> Result<(), CliError> {
    walk_in(ctx, found).await?;
    for site in found.snapshot.site_order.iter() {
        receive(ctx, found, *site).await?;
    }
    let desk = ("accueil@unisson.example", Key("demo-receptionist"), Role::Receptionist);
    let manager = ("responsable@unisson.example", Key("demo-manager"), Role::TerritoryManager);
    for ((email, name, role), link) in [(desk, Key("demo-link-desk")), (manager, Key("demo-link-manager"))] {
        let new = NewAccount {
            email: email.to_owned(),
            name: words.get(name, &[])?,
            grant: Grant::territory_wide(role),
            professional: None,
        };
        let account = actions::create_account(ctx, found.id, &new, None).await?;
        let token = actions::link_password(ctx, found.id, account, LinkMailState::None).await?;
        let path = password_path(&token);
        let url = ctx.links.as_ref().and_then(|links| links.public_url.as_ref());
        out.line("");
        out.line(words.get(link, &[])?);
        out.line(format!("  {}", url.map_or(path.clone(), |url| url.to(&path))));
    }
    Ok(())
}

/// Books the first free start of today for a few referrals that wait, as walk-ins.
async fn walk_in(ctx: &Context, found: &FoundTerritory) -> Result<(), CliError> {
    let kind = found.visit_type(Some(JOINT))?;
    let waiting = referrals::waiting(ctx.db.read(), found.id).await?;
    let sites = &found.snapshot.site_order;
    // The oldest two are kept for whoever tries the links.
    for (number, referral) in waiting.into_iter().skip(2).take(WALK_INS).enumerate() {
        let Some(site) = sites.get(number % sites.len().max(1)) else { return Ok(()) };
        let there = actions::walk_in(ctx, found.id, referral, kind, *site).await?;
        let Some(offer) = there.here.or(there.elsewhere) else { continue };
        let ask = SlotRequest {
            notice: Notice::Waived,
            ..SlotRequest::any(found.id, referral, kind, Mode::Onsite)
        };
        let wanted = Hold { ask, start: offer.start, site: offer.site, minutes: HOLD };
        match actions::hold(ctx, &wanted, None).await {
            Ok(held) => {
                actions::book(ctx, found.id, held.appointment, None).await?;
            }
            // The start has passed meanwhile.
            Err(AppointmentError::Taken(_) | AppointmentError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Appointments that have begun are in their meeting; of those that begin soon, every other beneficiary has arrived.
async fn receive(ctx: &Context, found: &FoundTerritory, site: SiteId) -> Result<(), CliError> {
    let now = ctx.now();
    let zone =
        found.snapshot.territory.sites.get(&site).map_or(found.snapshot.territory.zone, |site| site.zone);
    let today = zone::day_span(zone, zone::to_local(zone, now).date());
    let lines = board::of(ctx.db.read(), found.id, site, today).await?;
    for (number, line) in lines.iter().enumerate() {
        let visit = line.appointment.visit;
        let (starts, ends) = (visit.start.instant(), visit.end.instant());
        let step = match stage(line.appointment.state, &line.day) {
            Some(ReceptionStage::Expected) if starts <= now && now < ends => ReceptionStep::Call,
            Some(ReceptionStage::Expected)
                if (starts - now).num_minutes() < EARLY && starts > now && number % 2 == 0 =>
            {
                ReceptionStep::Arrive
            }
            _ => continue,
        };
        actions::receive(ctx, found.id, line.appointment.id, step).await?;
    }
    Ok(())
}
