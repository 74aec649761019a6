//! Explanation of a search in sentences: why nothing is earlier.

use std::collections::BTreeSet;

use domain::ids::SiteId;
use domain::search::{Certificate, Explanation, HalfDayGain, Relaxation, RelaxedConstraint, Shortage, Start};
use domain::territory::{Site, Territory};
use domain::time::HalfDay;
use domain::zone;

use super::{Arg, Catalogue, Key, TextError, dates, roles};

/// Number of suggested half-days shown.
const MAX_GAINS: usize = 3;

/// The result of a search and why nothing is earlier, one sentence per line.
///
/// # Errors
/// [`TextError`].
pub fn sentences(
    words: &Catalogue,
    territory: &Territory,
    certificate: &Certificate,
    explanation: &Explanation,
) -> Result<Vec<String>, TextError> {
    let mut said = vec![result_sentence(words, territory, certificate)?];
    if let Some(start) = certificate.earliest_off_grid {
        let when = when(territory, start);
        said.push(words.get(Key("reason-off-grid"), &[("when", Arg::from(&when))])?);
    }
    if !explanation.half_days.is_empty() {
        let count = Arg::from(explanation.half_days.len());
        said.push(words.get(Key("reason-checked"), &[("count", count)])?);
        said.push(missing_roles(words, explanation)?);
    }
    for relaxation in &explanation.relaxations {
        said.push(relaxation_sentence(words, territory, relaxation)?);
    }
    for gain in explanation.gains.iter().take(MAX_GAINS) {
        said.push(gain_sentence(words, territory, gain)?);
    }
    Ok(said)
}

fn result_sentence(
    words: &Catalogue,
    territory: &Territory,
    certificate: &Certificate,
) -> Result<String, TextError> {
    let Some(start) = certificate.earliest else {
        let day = |at| dates::day_long(zone::local_start(territory.zone, at).date());
        let (from, to) = (day(certificate.checked_from), day(certificate.checked_to.plus(-1)));
        return words.get(Key("reason-none"), &[("from", Arg::from(&from)), ("to", Arg::from(&to))]);
    };
    let (when, site) = (when(territory, start), site_name(territory, start.site));
    words.get(Key("reason-earliest"), &[("when", Arg::from(&when)), ("site", Arg::from(&site))])
}

fn missing_roles(words: &Catalogue, explanation: &Explanation) -> Result<String, TextError> {
    let mut sets: Vec<(&BTreeSet<Shortage>, usize)> =
        explanation.by_shortage.iter().map(|(lacks, count)| (lacks, *count)).collect();
    sets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let mut items = Vec::with_capacity(sets.len());
    for (lacks, count) in sets {
        let names: Vec<String> =
            lacks.iter().map(|lack| shortage_name(words, lack)).collect::<Result<_, _>>()?;
        let and = words.get(Key("reason-and"), &[])?;
        items.push(format!("{} ({count})", names.join(&format!(" {and} "))));
    }
    let list = items.join(", ");
    words.get(Key("reason-lacked"), &[("list", Arg::from(&list))])
}

fn shortage_name(words: &Catalogue, lack: &Shortage) -> Result<String, TextError> {
    match lack {
        Shortage::Role(role) => roles::one_of(role, words),
        Shortage::Distinct => words.get(Key("lack-distinct"), &[]),
        Shortage::Beneficiary => words.get(Key("lack-beneficiary"), &[]),
    }
}

fn relaxation_sentence(
    words: &Catalogue,
    territory: &Territory,
    relaxation: &Relaxation,
) -> Result<String, TextError> {
    let when = when(territory, relaxation.earliest);
    let site = site_name(territory, relaxation.earliest.site);
    let facts = [("when", Arg::from(&when)), ("site", Arg::from(&site))];
    match &relaxation.without {
        RelaxedConstraint::Role(role) => {
            let one = roles::one_of(role, words)?;
            words.get(Key("reason-without-role"), &[facts[0], facts[1], ("role", Arg::from(&one))])
        }
        RelaxedConstraint::HalfDays => words.get(Key("reason-any-half-day"), &facts),
        RelaxedConstraint::Sites => words.get(Key("reason-any-site"), &facts),
    }
}

fn gain_sentence(words: &Catalogue, territory: &Territory, gain: &HalfDayGain) -> Result<String, TextError> {
    let one = roles::one_of(&gain.role, words)?;
    let half = match gain.half {
        HalfDay::Morning => words.get(Key("half-morning"), &[])?,
        HalfDay::Afternoon => words.get(Key("half-afternoon"), &[])?,
    };
    let day = dates::day_short(gain.day);
    let site = site_name(territory, gain.site);
    words.get(
        Key("reason-gain"),
        &[
            ("role", Arg::from(&one)),
            ("day", Arg::from(&day)),
            ("half", Arg::from(&half)),
            ("site", Arg::from(&site)),
            ("count", Arg::from(gain.new_starts)),
        ],
    )
}

/// The start in words, by the wall clock of its site.
#[must_use]
pub fn when(territory: &Territory, start: Start) -> String {
    dates::long(zone::local_start(site_zone(territory, start.site), start.at))
}

fn site_zone(territory: &Territory, site: SiteId) -> chrono_tz::Tz {
    territory.sites.get(&site).map_or(territory.zone, |site| site.zone)
}

fn site_name(territory: &Territory, site: SiteId) -> String {
    territory.sites.get(&site).map_or_else(String::new, |site: &Site| site.name.clone())
}
