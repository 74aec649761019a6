//! `unisson doctor`: checks settings and environment, a line each, and says how to fix what is wrong. Changes and sends
//! nothing.

mod clock;
mod database;
mod mail;
pub mod report;
mod settings;
mod sms;
mod stored;
mod texts;
mod zones;

use clap::Args;

use super::error::CliError;
use crate::cli::output::Output;
use crate::clock::Clock;
use crate::config::{DatabaseSettings, FileFault, LinkSettings, ServiceSettings};
use crate::store::{Db, StoreError, diagnostics};
use report::{Grade, Report};

pub use stored::without_address;

/// The settings that a service would run with.
#[derive(Args, Debug)]
pub struct Doctor {
    #[command(flatten)]
    service: ServiceSettings,
}

impl Doctor {
    /// Checks everything and prints the findings. `variables` are the environment variables that the program reads, `faults`
    /// those of the file of settings: nothing else is checked when there are any.
    ///
    /// # Errors
    /// [`CliError::Said`] when there is a fault.
    pub async fn run(
        &self,
        database: &DatabaseSettings,
        links: &LinkSettings,
        variables: &[String],
        faults: &[FileFault],
        out: &mut Output,
    ) -> Result<(), CliError> {
        let mut report = Report::default();
        settings::file(faults, &mut report);
        if faults.is_empty() {
            settings::look(&self.service, database, links, variables, &mut report);
            if let Some(db) = database::open(database, &mut report).await {
                // The findings until then are printed: they say why the rest could not be read.
                if let Err(error) = examine(&db, &Clock::System, &mut report).await {
                    report.fault("database", format!("it could not be read to its end: {error}"));
                }
                // What cannot be read has been reported.
                let _ = without_address(&db, links, &mut report).await;
                let _ = sms::words(&db, links, &mut report).await;
            }
            texts::look(&mut report)?;
            mail::look(&self.service.mail, Clock::System.now(), &mut report).await;
            sms::look(&self.service.sms, self.service.mail.folder().as_deref(), links, &mut report).await;
        }
        for finding in &report.0 {
            out.line(finding.to_string());
        }
        let attention = match report.count(Grade::Attention) {
            0 => String::new(),
            some => format!(", {some} thing(s) to look at"),
        };
        match report.count(Grade::Fault) {
            0 => out.line(format!("sound{attention}")),
            faults => return Err(CliError::said(format!("{faults} fault(s){attention}"))),
        }
        Ok(())
    }
}

/// Checks an open database, whose clock is compared with `clock`, and the data in it.
///
/// # Errors
/// [`StoreError`] when it stops answering meanwhile.
pub async fn examine(db: &Db, clock: &Clock, report: &mut Report) -> Result<(), StoreError> {
    database::look(db, report).await?;
    let before = clock.now();
    let theirs = diagnostics::clock(db).await?;
    let between = before + (clock.now() - before) / 2;
    clock::judge(between, theirs, report);
    if database::schema(db, report).await? {
        clock::judge_events(clock.now(), diagnostics::newest_event(db).await?, report);
        zones::look(clock.now(), &diagnostics::zones(db).await?, report);
        stored::look(db, clock.now(), report).await?;
    }
    Ok(())
}
