//! The command line: one file per command.

mod absence;
mod account;
mod appointment;
mod backup;
pub mod callbacks;
mod close;
pub mod demo;
pub mod doctor;
mod duplicates;
pub mod error;
mod health;
pub mod import;
mod invite;
pub mod lookup;
mod messages;
mod migrate;
mod offer;
mod output;
mod purge;
mod repair_appointments;
mod send;
mod serve;
mod token;
mod waiting_time;
pub mod wiring;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use error::CliError;
pub use output::Output;

use crate::clock::{Clock, RandomSource};
use crate::config::{
    self, ConfigError, DatabaseSettings, DatabaseUrl, FileFault, FileSettings, LinkSettings, LogSettings,
    renamed, setting,
};
use crate::context::Context;
use crate::store::Db;
use wiring::keys::{MissingKey, link_signer};

/// Books joint appointments over the agendas of several partners
#[derive(Debug, Parser)]
#[command(name = "unisson", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    file: FileSettings,
    #[command(flatten)]
    log: LogSettings,
    #[command(flatten)]
    database: DatabaseSettings,
    #[command(flatten)]
    links: LinkSettings,
    #[arg(skip)]
    faults: Vec<FileFault>,
    /// Whether the command line or the environment names the database.
    #[arg(skip)]
    names_database: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the product on a fictional territory
    Demo(demo::Demo),
    /// Serve the pages and send the messages
    Serve(serve::Serve),
    /// Bring the schema of the database up to date, or take it down
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// Import a territory, or external calendars
    #[command(subcommand)]
    Import(import::Import),
    /// Print the personal link and the code of a referral, or revoke them
    Invite(invite::Invite),
    /// Search: three offers for a referral, and why not earlier
    Offer(offer::Offer),
    /// Book a start for a referral
    Book(appointment::Book),
    /// Give an appointment another time or place
    Reschedule(appointment::Reschedule),
    /// Cancel an appointment
    Cancel(appointment::Cancel),
    /// Record whether the beneficiary came
    Outcome(appointment::Outcome),
    /// Close a referral: the beneficiary is no longer concerned
    Close(close::Close),
    /// Record an absence of a professional, and replace them in their appointments
    Absence(absence::Absence),
    /// Find appointments that a change of agendas broke; replace who is missing, or open a callback (the running service does it)
    RepairAppointments(repair_appointments::RepairAppointments),
    /// Send the messages that are due, once
    Send(send::Send),
    /// Make a token for a partner system that calls the API
    Token(token::Token),
    /// Show how long beneficiaries wait for their first appointment, those who still wait included
    WaitingTime(waiting_time::WaitingTime),
    /// Show the messages that failed or are in doubt; send one again, or drop it
    Messages(messages::Messages),
    /// Show the callbacks to make, the most urgent first; settle one
    Callbacks(callbacks::Callbacks),
    /// Show referrals that may be about the same beneficiary, after a self-registration
    Duplicates(duplicates::Duplicates),
    /// Erase the beneficiaries whose last contact is two years ago (the running service does it every day)
    Purge,
    /// Manage the accounts of the back office
    #[command(subcommand)]
    Account(account::Account),
    /// Check settings, environment and stored data; say how to fix what is wrong
    Doctor(doctor::Doctor),
    /// Copy an SQLite database into a file, while the service runs
    Backup(backup::Backup),
    /// Ask a running service whether it is ready
    Health(health::Health),
}

/// Commands that had another name: the old one and the new one.
const RENAMED: [(&str, &str); 4] =
    [("move", "reschedule"), ("calls", "callbacks"), ("doubles", "duplicates"), ("wait", "waiting-time")];

/// Names the new command when `error` is about the old name of one.
fn with_new_name(error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(used)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    match RENAMED.iter().find(|(old, _)| old == used) {
        Some((old, new)) => Cli::command()
            .error(ErrorKind::InvalidSubcommand, format!("`unisson {old}` is now `unisson {new}`")),
        None => error,
    }
}

impl Cli {
    /// Reads the command line, the environment and the file of settings, in this order of precedence. A command line
    /// that is wrong, or asks for help, ends the process as clap does.
    ///
    /// # Errors
    /// [`ConfigError::Renamed`]; [`ConfigError::File`] with everything that is wrong in the file, which the doctor reports
    /// in its own way.
    pub fn read() -> Result<Self, CliError> {
        let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
        renamed::refuse(&setting::all(&Self::command()), renamed::is_set, &arguments)?;
        let matches = Self::command().try_get_matches().unwrap_or_else(|error| with_new_name(error).exit());
        let first = Self::from_matches(&matches);
        let Some(path) = config::find(&first.file) else { return Ok(first) };
        match config::with_file(Self::command(), &path) {
            Ok(command) => Ok(Self::from_matches(&command.get_matches())),
            Err(ConfigError::File(faults)) if matches!(first.command, Command::Doctor(_)) => {
                Ok(Self { faults, ..first })
            }
            Err(error) => Err(error.into()),
        }
    }

    fn from_matches(matches: &ArgMatches) -> Self {
        let cli = Self::from_arg_matches(matches).unwrap_or_else(|error| error.exit());
        let source = matches.value_source("database_url");
        Self { names_database: source.is_some_and(|source| source != ValueSource::DefaultValue), ..cli }
    }

    /// The database that a setting names; `None` for the default one.
    fn named_database(&self) -> Result<Option<DatabaseUrl>, ConfigError> {
        let url = self.database.url()?;
        // The file of settings takes the place of the default value, so it is seen by the value only.
        Ok(Some(url).filter(|url| self.names_database || url.as_str() != config::DEFAULT_DATABASE_URL))
    }

    /// How much is logged.
    #[must_use]
    pub fn log_filter(&self) -> &str {
        &self.log.log_filter
    }

    /// Runs the command.
    ///
    /// # Errors
    /// [`CliError`], to be shown as it is.
    pub async fn run(self, out: &mut Output) -> Result<(), CliError> {
        match self.command {
            Command::Demo(ref demo) => {
                let url = self.named_database()?;
                demo.run(url.as_ref().map(DatabaseUrl::as_str), out).await
            }
            Command::Health(health) => health.run(out),
            Command::Backup(backup) => backup.run(&self.database, out).await,
            Command::Doctor(doctor) => {
                let variables: Vec<String> =
                    setting::all(&Self::command()).into_iter().map(|setting| setting.variable).collect();
                doctor.run(&self.database, &self.links, &variables, &self.faults, out).await
            }
            Command::Migrate(migrate) => {
                migrate.run(&Db::open(self.database.url()?.as_str()).await?, out).await
            }
            command => {
                let db = Db::open(self.database.url()?.as_str()).await?;
                db.migrate().await?;
                let lets_in = matches!(command, Command::Serve(_) | Command::Invite(_) | Command::Account(_));
                let missing_key = if lets_in { MissingKey::Create } else { MissingKey::GoWithout };
                let links = link_signer(&self.links, missing_key)?;
                let ctx = Context::new(db, Clock::System, RandomSource::fair()).with_links(links);
                crate::actions::rekey_addresses(&ctx).await?;
                match command {
                    Command::Serve(serve) => serve.run(ctx, out).await,
                    Command::Import(import) => import.run(&ctx, out).await,
                    Command::Invite(invite) => invite.run(&ctx, out).await,
                    Command::Offer(offer) => offer.run(&ctx, out).await,
                    Command::Book(book) => book.run(&ctx, out).await,
                    Command::Reschedule(reschedule) => reschedule.run(&ctx, out).await,
                    Command::Cancel(cancel) => cancel.run(&ctx, out).await,
                    Command::Outcome(outcome) => outcome.run(&ctx, out).await,
                    Command::Close(close) => close.run(&ctx, out).await,
                    Command::Absence(absence) => absence.run(&ctx, out).await,
                    Command::RepairAppointments(repair) => repair.run(&ctx, out).await,
                    Command::Send(send) => send.run(&ctx, out).await,
                    Command::Token(token) => token.run(&ctx, out).await,
                    Command::WaitingTime(waiting_time) => waiting_time.run(&ctx, out).await,
                    Command::Messages(messages) => messages.run(&ctx, out).await,
                    Command::Callbacks(callbacks) => callbacks.run(&ctx, out).await,
                    Command::Account(account) => account.run(&ctx, out).await,
                    Command::Duplicates(duplicates) => duplicates.run(&ctx, out).await,
                    Command::Purge => purge::run(&ctx, out).await,
                    Command::Demo(_)
                    | Command::Health(_)
                    | Command::Migrate(_)
                    | Command::Doctor(_)
                    | Command::Backup(_) => Ok(()),
                }
            }
        }
    }
}
