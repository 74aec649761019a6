//! `unisson migrate`.

use clap::Subcommand;

use super::error::CliError;
use crate::cli::output::Output;
use crate::store::Db;

/// What to do with the schema of the database.
#[derive(Debug, Subcommand)]
pub enum Migrate {
    /// Take every step that is still to be taken
    Up,
    /// Take every table down; all data is lost
    Down {
        /// Say that you mean it
        #[arg(long)]
        yes: bool,
    },
    /// Say which steps are still to be taken
    Status,
}

impl Migrate {
    /// Runs the command.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, db: &Db, out: &mut Output) -> Result<(), CliError> {
        match self {
            Self::Up => db.migrate().await?,
            Self::Down { yes: false } => {
                return Err(CliError::said("this takes every table down: say --yes if you mean it"));
            }
            Self::Down { yes: true } => db.unmigrate().await?,
            Self::Status => {}
        }
        match db.pending_migrations().await?.as_slice() {
            [] => out.line("the schema is up to date"),
            pending => {
                out.line(format!("{} step(s) to take:", pending.len()));
                for step in pending {
                    out.line(format!("  {step}"));
                }
            }
        }
        Ok(())
    }
}
