//! `unisson send`.

use std::time::Duration;

use clap::Args;

use super::error::CliError;
use crate::cli::output::Output;
use crate::config::{Line, MailSettings, SmsSettings};
use crate::context::Context;
use crate::jobs::notify_waitlist::Places;
use crate::jobs::{receive_sms, send_messages, send_sms};

/// How long to wait for a session with an exchange to end.
const GOODBYE: Duration = Duration::from_secs(5);

/// How to send.
#[derive(Args, Debug)]
pub struct Send {
    #[command(flatten)]
    mail: MailSettings,
    #[command(flatten)]
    sms: SmsSettings,
}

impl Send {
    /// Sends what is due.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let Line { texter, brought, .. } = self.sms.line(self.mail.folder().as_deref())?;
        Places::default().run(ctx).await;
        let sent = send_messages::run_all(ctx, &self.mail.mailer()?).await?;
        let hearing = tokio::spawn(receive_sms::listen(ctx.clone(), brought));
        let sent = sent + send_sms::run(ctx, &texter, || true).await?.looked_at;
        // The session with an exchange ends with its last user, and what it brings ends with it.
        drop(texter);
        let _ = tokio::time::timeout(GOODBYE, hearing).await;
        out.line(format!("{sent} message(s) handled"));
        Ok(())
    }
}
