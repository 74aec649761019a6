//! Waiting-time figures as text.

use chrono::NaiveDate;
use domain::ids::SiteId;
use domain::survival::{Estimate, Quantile, Survival};
use domain::territory::Territory;
use domain::waiting_time::{
    Cohort, FEW, FRANCE_2018, HORIZONS, MEAN_UNTIL, Month, UnderLimit, WaitingTimeReport,
};

use crate::text::{Arg, Catalogue, Key, TextError, dates};

/// Scope of a report.
#[derive(Clone, Copy, Debug)]
pub struct ReportScope<'a> {
    /// Territory.
    pub territory: &'a Territory,
    /// Only referrals that asked for this site.
    pub site: Option<SiteId>,
    /// Only referrals of the organisation of this name.
    pub organisation: Option<&'a str>,
    /// Only referrals received in this month.
    pub month: Option<Month>,
    /// The date of the report, local to the territory.
    pub today: NaiveDate,
}

/// Reported quantiles, each with its label.
const QUANTILES: [(f64, Key); 4] =
    [(0.25, Key("wait-p25")), (0.5, Key("wait-p50")), (0.75, Key("wait-p75")), (0.9, Key("wait-p90"))];

/// The scope as text: territory, site, organisation, month.
///
/// # Errors
/// [`TextError`].
pub fn whose(words: &Catalogue, about: ReportScope<'_>) -> Result<String, TextError> {
    let mut parts = vec![about.territory.name.clone()];
    if let Some(site) = about.site.and_then(|id| about.territory.sites.get(&id)) {
        parts.push(words.get(Key("wait-site"), &[("site", Arg::from(&site.name))])?);
    }
    if let Some(name) = about.organisation {
        parts.push(words.get(Key("wait-organisation"), &[("organisation", Arg::from(name))])?);
    }
    if let Some(month) = about.month {
        let month = dates::month(month.first());
        parts.push(words.get(Key("wait-month"), &[("month", Arg::from(&month))])?);
    }
    Ok(parts.join(", "))
}

/// The whole report, line by line.
///
/// # Errors
/// [`TextError`].
pub fn lines(
    words: &Catalogue,
    about: ReportScope<'_>,
    report: &WaitingTimeReport,
) -> Result<Vec<String>, TextError> {
    let today = dates::day_long(about.today);
    let mut said = vec![
        words.get(Key("wait-title"), &[("day", Arg::from(&today))])?,
        format!("  {}", whose(words, about)?),
        format!("  {}", counts(words, &report.all)?),
    ];
    if report.all.n == 0 {
        return Ok(said);
    }
    if report.all.n < FEW {
        said.push(format!("  {}", words.get(Key("wait-few"), &[("count", Arg::Count(FEW))])?));
    }
    said.push(format!("  {}", words.get(Key("wait-among"), &[])?));
    for (share, name) in QUANTILES {
        let name = words.get(name, &[])?;
        said.push(format!("    {name:32} {}", quantile(words, report.all.quantile(share))?));
    }
    let name = words.get(Key("wait-mean"), &[("count", Arg::Count(MEAN_UNTIL))])?;
    let mean = report.all.restricted_mean(MEAN_UNTIL);
    let mean = mean.map_or_else(|| words.get(Key("wait-unknown"), &[]), |mean| days(words, mean))?;
    said.push(format!("    {name} : {mean}"));
    said.push(format!("  {}", words.get(Key("wait-shares"), &[])?));
    for horizon in HORIZONS {
        said.push(format!("    {}", by(words, &report.all, horizon)?));
    }
    for limit in &report.limits {
        said.push(format!("  {}", under(words, limit)?));
    }
    said.push(format!("  {}", words.get(Key("wait-france"), &[("count", Arg::Count(FRANCE_2018))])?));
    said.push(format!("  {}", words.get(Key("wait-cohorts"), &[])?));
    for cohort in &report.cohorts {
        said.push(format!("    {}", cohort_line(words, cohort)?));
    }
    Ok(said)
}

/// Counts: received, attended, closed, waiting.
///
/// # Errors
/// [`TextError`].
pub fn counts(words: &Catalogue, waits: &Survival) -> Result<String, TextError> {
    if waits.n == 0 {
        return words.get(Key("wait-none"), &[]);
    }
    let parts = [
        (Key("wait-received"), waits.n),
        (Key("wait-came"), waits.appointments),
        (Key("wait-left"), waits.exits),
        (Key("wait-waiting"), waits.still_waiting),
    ];
    let parts: Vec<String> = parts
        .iter()
        .map(|(key, n)| words.get(*key, &[("count", Arg::Count(*n))]))
        .collect::<Result<_, _>>()?;
    Ok(parts.join(", "))
}

/// `36 jours [34 ; 39]`.
///
/// # Errors
/// [`TextError`].
pub fn quantile(words: &Catalogue, found: Quantile) -> Result<String, TextError> {
    let day = found.day.map_or_else(|| words.get(Key("wait-not-reached"), &[]), |day| days(words, day))?;
    let Some(low) = found.low else { return Ok(day) };
    let high = found.high.map_or_else(|| words.get(Key("wait-beyond"), &[]), |high| Ok(number(high)))?;
    Ok(format!("{day} [{} ; {high}]", number(low)))
}

/// `36 jours`, `25,5 jours`, `1 jour`.
fn days(words: &Catalogue, days: f64) -> Result<String, TextError> {
    let text = number(days);
    // French counts by the whole part: "1,5 jour".
    let plural = Arg::Count(if days < 2.0 { 1 } else { 2 });
    words.get(Key("wait-days"), &[("count", plural), ("days", Arg::from(&text))])
}

/// One decimal, with a comma, unless it is zero.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or_else(|| text.replace('.', ","), str::to_owned)
}

/// `54 % [49,3 ; 58,3]`.
fn share(words: &Catalogue, found: Option<Estimate>) -> Result<String, TextError> {
    let Some(found) = found else { return words.get(Key("wait-unknown"), &[]) };
    let interval = found
        .interval
        .map(|(low, high)| format!(" [{} ; {}]", number(low * 100.0), number(high * 100.0)))
        .unwrap_or_default();
    Ok(format!("{} %{interval}", number(found.value * 100.0)))
}

fn by(words: &Catalogue, waits: &Survival, horizon: u32) -> Result<String, TextError> {
    let came = share(words, waits.appointment_by(horizon))?;
    let left = share(words, waits.exit_by(horizon))?;
    let facts = [("count", Arg::Count(horizon)), ("came", Arg::from(&came)), ("left", Arg::from(&left))];
    words.get(Key("wait-by"), &facts)
}

fn under(words: &Catalogue, group: &UnderLimit) -> Result<String, TextError> {
    let (from, within) = (dates::day_long(group.limit.from), share(words, group.within)?);
    let facts = [
        ("days", Arg::Count(u32::from(group.limit.days))),
        ("source", Arg::from(&group.limit.source)),
        ("from", Arg::from(&from)),
        ("count", Arg::Count(group.n)),
        ("share", Arg::from(&within)),
    ];
    words.get(Key("wait-legal"), &facts)
}

fn cohort_line(words: &Catalogue, cohort: &Cohort) -> Result<String, TextError> {
    let month = dates::month(cohort.month.first());
    let (median, within) = (quantile(words, cohort.waits.quantile(0.5))?, share(words, cohort.within)?);
    let facts = [
        ("month", Arg::from(&month)),
        ("count", Arg::Count(cohort.waits.n)),
        ("median", Arg::from(&median)),
        ("share", Arg::from(&within)),
    ];
    let mut parts = vec![words.get(Key("wait-cohort"), &facts)?];
    if cohort.waits.n < FEW {
        parts.push(words.get(Key("wait-few-mark"), &[])?);
    }
    if cohort.is_immature {
        parts.push(words.get(Key("wait-immature"), &[])?);
    }
    Ok(parts.join(" - "))
}

#[cfg(test)]
mod tests {
    use crate::text::waiting_time::*;

    #[test]
    fn figures_are_written_as_in_french() {
        let words = Catalogue::french().unwrap();
        assert_eq!(days(words, 0.0).unwrap(), "0 jour");
        assert_eq!(days(words, 1.5).unwrap(), "1,5 jour");
        assert_eq!(days(words, 36.0).unwrap(), "36 jours");
        let known = Estimate { value: 0.539_401_7, interval: Some((0.493_1, 0.583_35)) };
        assert_eq!(share(words, Some(known)).unwrap(), "53,9 % [49,3 ; 58,3]");
        assert_eq!(share(words, Some(Estimate { value: 1.0, interval: None })).unwrap(), "100 %");
        assert_eq!(share(words, None).unwrap(), "pas encore connu");
        let open = Quantile { day: None, low: Some(34.0), high: None };
        assert_eq!(quantile(words, open).unwrap(), "pas encore atteint [34 ; au-delà]");
    }
}
