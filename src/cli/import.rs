//! `unisson import`.

use std::path::{Path, PathBuf};

use chrono::Duration;
use clap::{Args, Subcommand};
use domain::blueprint::Blueprint;
use domain::time::Span;

use super::error::CliError;
use super::out::Out;
use super::territory::{Found, Which};
use crate::actions;
use crate::adapters::calendars::{self, ReadOptions};
use crate::ctx::Ctx;
use crate::store::calendars::Reading;
use crate::store::messages;
use crate::store::people::Member;

/// How far ahead busy times are kept: as far as any visit type may look.
const DAYS_AHEAD: i64 = 402;
/// Caps and idle gaps look a little behind.
const DAYS_BEHIND: i64 = 8;

/// What to take over.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Calendars of a professional (.ics): when they are busy, nothing else
    Calendar(Calendar),
    /// A whole territory (TOML)
    Territory {
        /// The file
        file: PathBuf,
    },
}

/// Calendars to take over.
#[derive(Args, Debug)]
pub struct Calendar {
    #[command(flatten)]
    which: Which,
    /// Key of the professional
    #[arg(long)]
    professional: String,
    /// Files, or folders whose .ics files are meant; each is a calendar named after its file
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Import {
    /// Does it.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Ctx, out: &mut Out) -> Result<(), CliError> {
        match self {
            Self::Calendar(calendar) => calendar.run(ctx, out).await,
            Self::Territory { file } => territory(ctx, &file, out).await,
        }
    }
}

async fn territory(ctx: &Ctx, file: &Path, out: &mut Out) -> Result<(), CliError> {
    let text = std::fs::read_to_string(file).map_err(CliError::io(file.display()))?;
    let blueprint: Blueprint = toml::from_str(&text)
        .map_err(|error| CliError::said(format!("{}: nothing was stored: {error}", file.display())))?;
    actions::set_up(ctx, &blueprint).await?;
    out.line(format!(
        "{}: {} sites, {} professionals, {} rooms, {} referrals",
        blueprint.name,
        blueprint.sites.len(),
        blueprint.professionals.len(),
        blueprint.rooms.len(),
        blueprint.referrals.len()
    ));
    Ok(())
}

impl Calendar {
    async fn run(&self, ctx: &Ctx, out: &mut Out) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let owner = found.professional(ctx, &self.professional).await?;
        let mut refused = 0;
        let files = files(&self.files)?;
        names_are_distinct(&files)?;
        for file in &files {
            let name = name(file);
            let bytes = std::fs::read(file).map_err(CliError::io(file.display()))?;
            match take_over(ctx, &found, &owner, &name, &bytes).await? {
                Ok(summary) => out.line(format!("{}: {summary}", file.display())),
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

/// Reads a calendar and takes over its busy times; says what came of it, or why it was refused.
///
/// # Errors
/// [`CliError`] when the database fails.
pub async fn take_over(
    ctx: &Ctx,
    found: &Found,
    owner: &Member,
    name: &str,
    bytes: &[u8],
) -> Result<Result<String, String>, CliError> {
    let now = ctx.now();
    let options = ReadOptions {
        zone: found.snapshot.territory.zone,
        window: Span::covering(now - Duration::days(DAYS_BEHIND), now + Duration::days(DAYS_AHEAD)),
        owner_emails: owner.email.iter().cloned().collect(),
        invited_to: messages::invited_to(ctx.db.read(), found.id, owner.id).await?,
    };
    match calendars::read(bytes, &options) {
        Ok(calendar) => {
            let reading = Reading::Good(&calendar.busy);
            actions::import_calendar(ctx, found.id, owner.id, name, reading, None).await?;
            let mut summary = vec![
                format!("{} events", calendar.events_read),
                format!("{} busy stretches", calendar.busy.len()),
            ];
            summary.extend(calendar.warnings.iter().map(ToString::to_string));
            Ok(Ok(summary.join("; ")))
        }
        Err(error) => {
            let problem = error.to_string();
            actions::import_calendar(ctx, found.id, owner.id, name, Reading::Failed(&problem), None).await?;
            Ok(Err(problem))
        }
    }
}

/// What a calendar is called: its file, without the ending.
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

/// The files meant: folders stand for the .ics files in them, by name.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).map_err(CliError::io(path.display()))?;
            let mut inside: Vec<PathBuf> = entries
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .filter(|file| {
                    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ics"))
                })
                .collect();
            inside.sort();
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}
