//! `unisson waiting-time`.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::waiting_time;
use domain::waiting_time::Month;
use domain::zone::to_local;

use crate::cli::error::CliError;
use crate::cli::lookup::{FoundTerritory, TerritoryArgument};
use crate::cli::output::Output;
use crate::context::Context;
use crate::store::organisations;
use crate::store::waiting_time::{Filter, clocks};
use crate::text::waiting_time::{ReportScope, lines};
use crate::text::{Arg, Catalogue, Key, waiting_time_curve};

/// The referrals whose waiting time is shown.
#[derive(Args, Debug)]
pub struct WaitingTime {
    #[command(flatten)]
    which: TerritoryArgument,
    /// Key of a site: the referrals that asked for it
    #[arg(long)]
    site: Option<String>,
    /// Key of an organisation: the referrals it is in charge of
    #[arg(long)]
    organisation: Option<String>,
    /// Month of reception: 2026-09
    #[arg(long, value_parser = Month::parse)]
    month: Option<Month>,
    /// Draw the curve into this file (SVG)
    #[arg(long)]
    svg: Option<PathBuf>,
}

impl WaitingTime {
    /// Prints the report.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let site = self.site.map(|key| found.site(&key)).transpose()?;
        let organisation = match &self.organisation {
            Some(key) => Some(found.organisation(ctx, key).await?),
            None => None,
        };
        let filter = Filter { site, organisation, month: self.month };
        say(ctx, &found, filter, self.svg.as_deref(), out).await
    }
}

/// Prints the waiting times of the referrals of `filter` as of now, and draws the curve into `svg`.
///
/// # Errors
/// [`CliError`].
pub async fn say(
    ctx: &Context,
    found: &FoundTerritory,
    filter: Filter,
    svg: Option<&Path>,
    out: &mut Output,
) -> Result<(), CliError> {
    let words = Catalogue::french()?;
    let territory = &found.snapshot.territory;
    let today = to_local(territory.zone, ctx.now()).date();
    let clocks = clocks(ctx.db.read(), territory, filter, today).await?;
    let report = waiting_time::report(territory, &clocks, today);
    let partners = organisations::list(ctx.db.read(), territory.id).await?;
    let organisation = partners.iter().find(|partner| Some(partner.id) == filter.organisation);
    let organisation = organisation.map(|partner| partner.name.as_str());
    let about = ReportScope { territory, site: filter.site, organisation, month: filter.month, today };
    for line in lines(words, about, &report)? {
        out.line(line);
    }
    if let Some(file) = svg {
        // One limit can be drawn when one is in force for all.
        let limit = match report.limits.as_slice() {
            [only] if only.n == report.all.n => Some(u32::from(only.limit.days)),
            _ => None,
        };
        let picture = waiting_time_curve::svg(words, about, &report.all, limit)?;
        std::fs::write(file, picture).map_err(CliError::io(file.display()))?;
        let file = file.display().to_string();
        out.line(format!("  {}", words.get(Key("wait-curve"), &[("file", Arg::from(&file))])?));
    }
    Ok(())
}
