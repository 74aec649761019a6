//! `unisson send`.

use std::time::Duration;

use clap::Args;

use super::error::CliError;
use crate::cli::output::Output;
use crate::cli::wiring::mail::mailer;
use crate::cli::wiring::sms::{SmsOutlet, sms_outlet};
use crate::config::{MailSettings, SmsSettings};
use crate::context::Context;
use crate::jobs::{notify_waitlist, receive_sms, send_messages, send_sms};

/// How long to wait for the session with an SMSC to end.
const UNBIND_TIMEOUT: Duration = Duration::from_secs(5);

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
        let SmsOutlet { sender, events, .. } = sms_outlet(&self.sms, self.mail.folder().as_deref())?;
        let mailer = mailer(&self.mail)?;
        notify_waitlist::run(ctx).await?;
        let mails = send_messages::run_all(ctx, &mailer).await?;
        let receiving = tokio::spawn(receive_sms::listen(ctx.clone(), events));
        let sms = send_sms::run(ctx, &sender, || true).await?.looked_at;
        // The session with an SMSC ends with its last user, and its events end with it.
        drop(sender);
        let _ = tokio::time::timeout(UNBIND_TIMEOUT, receiving).await;
        out.line(format!("{} message(s) handled", mails + sms));
        Ok(())
    }
}
