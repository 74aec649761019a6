//! `unisson send`.

use clap::Args;

use super::error::CliError;
use super::out::Out;
use crate::config::MailSettings;
use crate::ctx::Ctx;
use crate::jobs::send_messages;

/// How to send.
#[derive(Args, Debug)]
pub struct Send {
    #[command(flatten)]
    mail: MailSettings,
}

impl Send {
    /// Sends what is due.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Ctx, out: &mut Out) -> Result<(), CliError> {
        let sent = send_messages::run_all(ctx, &self.mail.mailer()?).await?;
        out.line(format!("{sent} message(s) handled"));
        Ok(())
    }
}
