//! `unisson import`.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::fault::{Fault, FaultLocation};
use domain::territory_document::ChangeCounts;

use super::error::CliError;
use crate::actions::{self, ImportError, Imported};
use crate::cli::lookup::TerritoryArgument;
use crate::cli::output::Output;
use crate::context::Context;
use crate::formats::calendars;
use crate::formats::sheets;
use crate::formats::sheets::Handed;
use crate::store::provenance::ListSource;
use crate::store::territories;
use crate::text::sms::too_long;
use crate::web::api::take_over;

/// What to import.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Calendars of a professional (.ics): when they are busy, nothing else
    Calendar(Calendar),
    /// A whole territory: one document (TOML) and the sheets it names (CSV); what is there already is brought up to date
    Territory(Territory),
}

/// A territory to import.
#[derive(Args, Debug)]
pub struct Territory {
    /// The document
    file: PathBuf,
    /// Leave out the lines of sheets in which something is wrong, with what depends on them, and store the rest
    #[arg(long)]
    keep_good: bool,
    /// Whose lists they are: what a source says of a person counts where it differs from what it said last time
    #[arg(long, value_name = "NAME", default_value = DEFAULT_SOURCE)]
    source: String,
    /// The day as of which the lists are true (2026-12-31): what was edited since then stays as it is; without it, so does
    /// everything that was ever edited, until somebody has checked it
    #[arg(long, value_name = "DAY")]
    as_of: Option<NaiveDate>,
}

/// The source of lists that nobody names.
pub const DEFAULT_SOURCE: &str = "listes";

/// Calendars to import.
#[derive(Args, Debug)]
pub struct Calendar {
    #[command(flatten)]
    which: TerritoryArgument,
    /// Key of the professional
    #[arg(long)]
    professional: String,
    /// Files, or folders whose .ics files are meant; each is a calendar named after its file
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Import {
    /// Runs the command.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        match self {
            Self::Calendar(calendar) => calendar.run(ctx, out).await,
            Self::Territory(territory) => territory.run(ctx, out).await,
        }
    }
}

impl Territory {
    async fn run(&self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let document = read_at_most(&self.file, sheets::MAX_BYTES)?;
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let open = |name: &str| {
            read_at_most(&folder.join(name), sheets::MAX_BYTES).map_err(|error| match error {
                CliError::Io { source, .. } => source.to_string(),
                other => other.to_string(),
            })
        };
        let name = self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let handed = sheets::read(&name, &document, open).map_err(CliError::Faults)?;
        let source = ListSource { name: self.source.clone(), as_of: self.as_of };
        let (imported, left_out) = import_referrals(ctx, handed, self.keep_good, &source).await?;
        say(&imported, &left_out, out);
        warn(ctx, &imported, out).await
    }
}

/// Warns of names that are too long for an SMS: nothing is wrong with them, but an SMS leaves them out.
async fn warn(ctx: &Context, imported: &Imported, out: &mut Output) -> Result<(), CliError> {
    let Some(territory) = territories::load(ctx.db.read(), imported.territory).await? else { return Ok(()) };
    let address = ctx.links.as_ref().and_then(|links| links.public_url.as_ref()).map(|url| url.to(""));
    let host = address.as_deref().map(|url| url.strip_prefix("https://").unwrap_or(url));
    for one in too_long(territory.sites.values(), host)? {
        out.line(format!("  short messages: {}: {}", one.field, one.suggestion));
    }
    Ok(())
}

/// Imports a territory; with `keep_good`, without the rows in which something is wrong and those that depend on
/// them, which are the second value returned.
///
/// # Errors
/// [`CliError::Faults`] with everything that is wrong, each with its place; nothing is then stored.
pub async fn import_referrals(
    ctx: &Context,
    mut handed: Handed,
    keep_good: bool,
    source: &ListSource,
) -> Result<(Imported, Vec<Fault>), CliError> {
    let mut left_out: Vec<Fault> = Vec::new();
    loop {
        let assembled = handed.assemble();
        match actions::import_territory(ctx, &assembled.territory, &assembled.faults, source).await {
            Ok(imported) => return Ok((imported, left_out)),
            Err(ImportError::Faults(faults)) => {
                let faults = handed.locate(&assembled, faults);
                let may_go_on = keep_good && handed.leave_out(&faults);
                left_out.extend(faults);
                if !may_go_on {
                    return Err(CliError::Faults(left_out));
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn say(imported: &Imported, left_out: &[Fault], out: &mut Output) {
    let what = match (imported.is_new, imported.has_changed) {
        (true, _) => "set up",
        (false, true) => "brought up to date",
        (false, false) => "nothing has changed",
    };
    out.line(format!("{}: {what}", imported.name));
    for (list, tally) in &imported.tallies {
        let ChangeCounts { added, changed, same, absent } = tally;
        let others = match absent {
            0 => String::new(),
            absent => format!("; {absent} not in the files, kept"),
        };
        out.line(format!("  {list}: {added} added, {changed} changed, {same} left alone{others}"));
    }
    if !left_out.is_empty() {
        let lines: BTreeSet<_> = left_out
            .iter()
            .filter_map(|fault| match &fault.place {
                Some(FaultLocation::Row { file, line, .. }) => Some((file, line)),
                _ => None,
            })
            .collect();
        out.line(format!("  left out: {} line(s)", lines.len()));
        for fault in left_out {
            out.line(format!("    {fault}"));
        }
    }
}

/// Reads a file up to one byte more than `most`: enough to see that it is too large.
fn read_at_most(file: &Path, most: usize) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let opened = std::fs::File::open(file).map_err(CliError::io(file.display()))?;
    opened.take(limit).read_to_end(&mut bytes).map_err(CliError::io(file.display()))?;
    Ok(bytes)
}

impl Calendar {
    async fn run(&self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let owner = found.professional(ctx, &self.professional).await?;
        let mut refused = 0;
        let files = files(&self.files)?;
        names_are_distinct(&files)?;
        for file in &files {
            let name = name(file);
            let bytes = read_at_most(file, calendars::MAX_BYTES)?;
            match take_over(ctx, &found.snapshot.territory, &owner, &name, bytes).await? {
                Ok(taken) => out.line(format!("{}: {taken}", file.display())),
                Err(problem) => {
                    refused += 1;
                    out.line(format!("{}: refused: {problem}", file.display()));
                }
            }
        }
        if refused == 0 {
            Ok(())
        } else {
            Err(CliError::said(format!(
                "{refused} of {} calendar(s) refused; what was known of them before stands",
                files.len()
            )))
        }
    }
}

/// The name of a calendar: its file, without the extension.
fn name(file: &Path) -> String {
    file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// Two calendars of one name would overwrite each other, and what the first one keeps busy would look free.
fn names_are_distinct(files: &[PathBuf]) -> Result<(), CliError> {
    if files.is_empty() {
        return Err(CliError::said("no .ics file was found: name files, or folders that hold some"));
    }
    for (index, file) in files.iter().enumerate() {
        if let Some(other) = files[..index].iter().find(|other| name(other) == name(file)) {
            return Err(CliError::said(format!(
                "{} and {} would be one calendar: give one another file name",
                other.display(),
                file.display()
            )));
        }
    }
    Ok(())
}

/// The files named, and the .ics files of the folders named.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside = Vec::new();
            for entry in std::fs::read_dir(path).map_err(CliError::io(path.display()))? {
                let file = entry.map_err(CliError::io(path.display()))?.path();
                if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ics")) {
                    inside.push(file);
                }
            }
            inside.sort();
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}
