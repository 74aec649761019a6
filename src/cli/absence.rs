//! `unisson absence`.

use chrono::NaiveDateTime;
use clap::Args;
use domain::time::{Span, is_plausible};
use domain::zone::to_utc;

use super::error::CliError;
use super::offer;
use crate::actions::{self, Replaced};
use crate::cli::lookup::TerritoryArgument;
use crate::cli::output::Output;
use crate::context::Context;

/// Who is absent, and when.
#[derive(Args, Debug)]
pub struct Absence {
    #[command(flatten)]
    which: TerritoryArgument,
    /// Key of the professional
    #[arg(long)]
    professional: String,
    /// First minute, wall clock of the territory: 2027-01-12T09:00
    #[arg(long, value_parser = wall_clock)]
    from: NaiveDateTime,
    /// End minute
    #[arg(long, value_parser = wall_clock)]
    to: NaiveDateTime,
}

fn wall_clock(text: &str) -> Result<NaiveDateTime, String> {
    let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok();
    let moment = moment.ok_or_else(|| "write it as 2027-01-12T09:00".to_owned())?;
    if is_plausible(moment.date()) { Ok(moment) } else { Err("use a date from 2000 to 2199".to_owned()) }
}

impl Absence {
    /// Records the absence and replaces the professional in the appointments it touches.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        if self.to <= self.from {
            return Err(CliError::said("--to: the absence ends before it starts, give a later end"));
        }
        let found = self.which.find(ctx).await?;
        let person = found.professional(ctx, &self.professional).await?;
        let zone = found.snapshot.territory.zone;
        let span = Span::covering(to_utc(zone, self.from), to_utc(zone, self.to));
        let touched = actions::declare_absence(ctx, found.id, person.id, span, None).await?;
        out.line(format!("{} appointment(s) touched", touched.len()));
        for appointment in touched {
            out.line(match actions::replace_or_escalate(ctx, found.id, appointment).await? {
                Replaced::NotNeeded => format!("{appointment}: stands as it was"),
                Replaced::Done { .. } => format!("{appointment}: somebody else takes the place, same time"),
                Replaced::Nobody(offers) => {
                    out.line(format!(
                        "{appointment}: nobody else is free, the desk is to call; move it to one of these:"
                    ));
                    offer::say_offers(ctx, &found, &offers, out).await?;
                    continue;
                }
            });
        }
        Ok(())
    }
}
