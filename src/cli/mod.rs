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
mod send;
mod serve;
mod token;
mod waiting_time;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use error::CliError;
pub use output::Out;

use crate::clock::{Clock, RandomSource};
use crate::config::{
    self, ConfigError, DatabaseSettings, FileFault, FileSettings, LinkSettings, LogSettings, NoKeyYet,
};
use crate::context::Context;
use crate::store::Db;

/// Plays all the partners' agendas together
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
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the product on a made-up territory
    Demo(demo::Demo),
    /// Serve the pages and send the messages
    Serve(serve::Serve),
    /// Bring the database's schema up to date, or take it down
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// Take over a territory, or calendars kept elsewhere
    #[command(subcommand)]
    Import(import::Import),
    /// Give the personal link and the code of a referral, or take them back
    Invite(invite::Invite),
    /// Search: three offers for a referral, and why not earlier
    Offer(offer::Offer),
    /// Book a start for a referral
    Book(appointment::Book),
    /// Give an appointment another time or place
    Move(appointment::Move),
    /// Call an appointment off
    Cancel(appointment::Cancel),
    /// Write down whether the person came
    Outcome(appointment::Outcome),
    /// Close a referral: the person is no longer concerned
    Close(close::Close),
    /// Write down that somebody is away, and find others for their appointments
    Absence(absence::Absence),
    /// Send the messages that are due, once
    Send(send::Send),
    /// Make a token for a partner system that calls the API
    Token(token::Token),
    /// How long people wait, those who still wait included
    Wait(waiting_time::Wait),
    /// Show the messages that failed or are in doubt; send one again, or drop it
    Messages(messages::Messages),
    /// Show the calls promised to people, the most urgent first; settle one
    Calls(callbacks::Calls),
    /// Show the files that may be about one person, where somebody came without a link
    Doubles(duplicates::Doubles),
    /// Forget the people whose last contact is two years ago (the running service does it every day)
    Purge,
    /// Who may sign in at the back office
    #[command(subcommand)]
    Account(account::Account),
    /// Look at settings and surroundings and for what must never be; say how to mend what is wrong
    Doctor(doctor::Doctor),
    /// Copy an SQLite database into a file, while the service runs
    Backup(backup::Backup),
    /// Ask a running service whether it is well
    Health(health::Health),
}

impl Cli {
    /// What the command line, the environment and the file of settings say, in this order of weight. A command line
    /// that cannot be read, or asks for help, ends the process as clap does.
    ///
    /// # Errors
    /// [`ConfigError::File`] with everything that is wrong in the file; the doctor tells it in its own way.
    pub fn read() -> Result<Self, CliError> {
        let first = Self::parse();
        let Some(path) = config::find(&first.file) else { return Ok(first) };
        match config::with_file(Self::command(), &path) {
            Ok(command) => {
                Ok(Self::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit()))
            }
            Err(ConfigError::File(faults)) if matches!(first.command, Command::Doctor(_)) => {
                Ok(Self { faults, ..first })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// How much is logged.
    #[must_use]
    pub fn log_filter(&self) -> &str {
        &self.log.log_filter
    }

    /// Does what the command line says.
    ///
    /// # Errors
    /// [`CliError`], to be shown as it is.
    pub async fn run(self, out: &mut Out) -> Result<(), CliError> {
        match self.command {
            Command::Demo(demo) => demo.run(out).await,
            Command::Health(health) => health.run(out),
            Command::Backup(backup) => backup.run(&self.database, out).await,
            Command::Doctor(doctor) => doctor.run(&self.database, &self.links, &self.faults, out).await,
            Command::Migrate(migrate) => {
                migrate.run(&Db::open(self.database.url()?.as_str()).await?, out).await
            }
            command => {
                let db = Db::open(self.database.url()?.as_str()).await?;
                db.migrate().await?;
                let lets_in = matches!(command, Command::Serve(_) | Command::Invite(_) | Command::Account(_));
                let links = self.links.links(if lets_in { NoKeyYet::Make } else { NoKeyYet::DoWithout })?;
                let ctx = Context::new(db, Clock::System, RandomSource::fair()).with_links(links);
                match command {
                    Command::Serve(serve) => serve.run(ctx, out).await,
                    Command::Import(import) => import.run(&ctx, out).await,
                    Command::Invite(invite) => invite.run(&ctx, out).await,
                    Command::Offer(offer) => offer.run(&ctx, out).await,
                    Command::Book(book) => book.run(&ctx, out).await,
                    Command::Move(to) => to.run(&ctx, out).await,
                    Command::Cancel(cancel) => cancel.run(&ctx, out).await,
                    Command::Outcome(outcome) => outcome.run(&ctx, out).await,
                    Command::Close(close) => close.run(&ctx, out).await,
                    Command::Absence(absence) => absence.run(&ctx, out).await,
                    Command::Send(send) => send.run(&ctx, out).await,
                    Command::Token(token) => token.run(&ctx, out).await,
                    Command::Wait(wait) => wait.run(&ctx, out).await,
                    Command::Messages(messages) => messages.run(&ctx, out).await,
                    Command::Calls(calls) => calls.run(&ctx, out).await,
                    Command::Account(account) => account.run(&ctx, out).await,
                    Command::Doubles(doubles) => doubles.run(&ctx, out).await,
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
