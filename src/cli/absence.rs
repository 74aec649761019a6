//! `unisson absence`.

use chrono::NaiveDateTime;
use clap::Args;
use domain::time::Span;
use domain::zone::to_utc;

use super::error::CliError;
use super::out::Out;
use super::territory::Which;
use crate::actions::{self, Replaced};
use crate::ctx::Ctx;

/// Who is away, and when.
#[derive(Args, Debug)]
pub struct Absence {
    #[command(flatten)]
    which: Which,
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
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .map_err(|_| "write it as 2027-01-12T09:00".to_owned())
}

impl Absence {
    /// Writes it down and finds others for the appointments it touches.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Ctx, out: &mut Out) -> Result<(), CliError> {
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
            out.line(match actions::replace(ctx, found.id, appointment, None).await? {
                Replaced::NotNeeded => format!("{appointment}: stands as it was"),
                Replaced::Done { .. } => format!("{appointment}: somebody else takes the place, same time"),
                Replaced::Nobody(offers) => {
                    let next: Vec<String> = offers.iter().map(|offer| offer.start.to_rfc3339()).collect();
                    format!("{appointment}: nobody else is free; could move to {}", next.join(", "))
                }
            });
        }
        Ok(())
    }
}
