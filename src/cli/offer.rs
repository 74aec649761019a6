//! `unisson offer`.

use chrono::{NaiveDate, NaiveTime, Weekday};
use clap::Args;
use domain::search::{Start, UnavailableHalfDay};
use domain::time::HalfDay;
use domain::visit::Mode;
use domain::zone::{day_span, to_utc};

use super::error::CliError;
use crate::actions::{self, Explain, Offers, SlotRequest};
use crate::cli::lookup::{FoundTerritory, TerritoryArgument, mode};
use crate::cli::output::Output;
use crate::context::Context;
use crate::store::professionals;
use crate::text::{Arg, Catalogue, Key, reasons, roles};

/// What to search for.
#[derive(Args, Debug)]
pub struct Offer {
    #[command(flatten)]
    which: TerritoryArgument,
    /// File number of the referral
    #[arg(long)]
    referral: String,
    /// Key of the visit type
    #[arg(long)]
    visit_type: Option<String>,
    /// onsite, phone or video
    #[arg(long, value_parser = mode, default_value = "onsite")]
    mode: Mode,
    /// Key of a site; may be given again; every site without it
    #[arg(long = "site")]
    sites: Vec<String>,
    /// First day
    #[arg(long)]
    not_before: Option<NaiveDate>,
    /// Last day
    #[arg(long)]
    until: Option<NaiveDate>,
    /// Half-day when the person cannot come: mon-am, wed-pm, 2027-01-12-am; may be given again
    #[arg(long = "cannot", value_parser = half_day)]
    cannot: Vec<UnavailableHalfDay>,
    /// Say why not earlier
    #[arg(long)]
    explain: bool,
    /// List every possible start instead of three offers
    #[arg(long, conflicts_with = "explain")]
    all: bool,
}

fn half_day(text: &str) -> Result<UnavailableHalfDay, String> {
    let wrong = || "write mon-am, wed-pm or 2027-01-12-am".to_owned();
    let (day, half) = text.rsplit_once('-').ok_or_else(wrong)?;
    let half = match half {
        "am" => HalfDay::Morning,
        "pm" => HalfDay::Afternoon,
        _ => return Err(wrong()),
    };
    let weekday = day.parse::<Weekday>().map(|day| UnavailableHalfDay::Weekly(day, half));
    weekday.or_else(|_| {
        day.parse::<NaiveDate>().map(|day| UnavailableHalfDay::On(day, half)).map_err(|_| wrong())
    })
}

impl Offer {
    /// Searches and prints what it found.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let referral = found.referral(ctx, &self.referral).await?;
        let zone = found.snapshot.territory.zone;
        let ask = SlotRequest {
            sites: self.sites.iter().map(|key| found.site(key)).collect::<Result<_, _>>()?,
            not_before: self.not_before.map(|day| to_utc(zone, day.and_time(NaiveTime::MIN))),
            not_after: self.until.map(|day| day_span(zone, day).end.instant()),
            unavailable: self.cannot,
            ..SlotRequest::any(
                found.id,
                referral.id,
                found.visit_type(self.visit_type.as_deref())?,
                self.mode,
            )
        };
        if self.all {
            return list(ctx, &found, &ask, out).await;
        }
        let explain = if self.explain { Explain::Yes } else { Explain::No };
        let answer = actions::offer(ctx, &ask, explain).await?;
        say(ctx, &found, &answer, out).await
    }
}

/// Lists every possible start.
async fn list(
    ctx: &Context,
    found: &FoundTerritory,
    ask: &SlotRequest,
    out: &mut Output,
) -> Result<(), CliError> {
    for start in actions::starts(ctx, ask).await? {
        out.line(line(found, start));
    }
    Ok(())
}

/// A start as `book` and `reschedule` take it, the key of its site, and both in words.
#[must_use]
pub fn line(found: &FoundTerritory, start: Start) -> String {
    let territory = &found.snapshot.territory;
    let site = territory.sites.get(&start.site).map_or("", |site| site.key.as_str());
    let instant = start.at.instant().format("%Y-%m-%dT%H:%M:%SZ");
    format!("{instant}  {site}  {}", reasons::when(territory, start))
}

/// Prints the offers with their teams, and the reasons when there are any.
///
/// # Errors
/// [`CliError`].
pub async fn say(
    ctx: &Context,
    found: &FoundTerritory,
    answer: &Offers,
    out: &mut Output,
) -> Result<(), CliError> {
    let words = Catalogue::french()?;
    let territory = &found.snapshot.territory;
    say_offers(ctx, found, &answer.offers, out).await?;
    let certificate = &answer.certificate;
    out.line(format!(
        "  {} rev-{} grid {} min, {} - {}",
        certificate.engine,
        certificate.revision,
        certificate.grid.0,
        certificate.checked_from.instant().format("%Y-%m-%dT%H:%MZ"),
        certificate.checked_to.instant().format("%Y-%m-%dT%H:%MZ"),
    ));
    if let Some(explanation) = &answer.explanation {
        for sentence in reasons::sentences(words, territory, certificate, explanation)? {
            out.line(format!("  {sentence}"));
        }
    } else if answer.offers.is_empty() {
        out.line(format!("  {}", words.get(Key("offer-none"), &[])?));
    }
    Ok(())
}

/// Prints the offers with their teams.
///
/// # Errors
/// [`CliError`].
pub async fn say_offers(
    ctx: &Context,
    found: &FoundTerritory,
    offers: &[actions::Offer],
    out: &mut Output,
) -> Result<(), CliError> {
    let words = Catalogue::french()?;
    let territory = &found.snapshot.territory;
    for (number, offer) in (1..).zip(offers) {
        let site = territory.sites.get(&offer.site);
        let start = Start { at: domain::time::Quantum::floor(offer.start), site: offer.site };
        let place = site.map_or_else(String::new, |site| format!("{}, {}", site.name, site.address));
        out.line(format!("  {number}. {} · {place}", reasons::when(territory, start)));
        out.line(format!("     {}", offer.start.format("%Y-%m-%dT%H:%M:%SZ")));
        let ids: Vec<_> = offer.team.seats.iter().map(|seat| seat.resource).collect();
        let members = professionals::members(ctx.db.read(), found.id, &ids).await?;
        for seat in &offer.team.seats {
            let name = members.iter().find(|member| member.id == seat.resource).map(|member| &member.name);
            let role = roles::label(&seat.role, words)?;
            out.line(format!("     {role} : {}", name.map_or("", String::as_str)));
        }
        let choice = words.get(Key("offer-choice"), &[("count", Arg::from(offer.choice))])?;
        out.line(format!("     {choice}"));
    }
    Ok(())
}
