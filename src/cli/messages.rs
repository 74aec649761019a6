//! `unisson messages`.

use clap::Args;
use domain::ids::MessageId;
use domain::notifications::AbandonReason;
use uuid::Uuid;

use super::error::CliError;
use crate::actions;
use crate::cli::lookup::TerritoryArgument;
use crate::cli::output::Output;
use crate::context::Context;
use crate::store::messages;

/// What to do with messages that wait for somebody; without an option they are listed.
#[derive(Args, Debug)]
pub struct Messages {
    #[command(flatten)]
    which: TerritoryArgument,
    /// Send this one again (it may then arrive twice when it was in doubt)
    #[arg(long, value_name = "ID", conflicts_with = "drop")]
    retry: Option<Uuid>,
    /// Give this one up
    #[arg(long, value_name = "ID", requires = "why")]
    drop: Option<Uuid>,
    /// Why: `told_otherwise`, `arrived`, `wrong_address` or `not_needed`
    #[arg(long, requires = "drop", value_parser = given_up)]
    why: Option<AbandonReason>,
}

fn given_up(word: &str) -> Result<AbandonReason, String> {
    AbandonReason::from_word(word)
        .ok_or_else(|| format!("use one of {}", AbandonReason::ALL.map(AbandonReason::word).join(", ")))
}

impl Messages {
    /// Lists, retries or drops. A list has no names and no addresses.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let territory = self.which.find(ctx).await?.id;
        if let Some(id) = self.retry {
            actions::retry_message(ctx, territory, MessageId(id)).await?;
            out.line("planned again: `unisson send` or the running service sends it");
            return Ok(());
        }
        if let (Some(id), Some(why)) = (self.drop, self.why) {
            actions::drop_message(ctx, territory, MessageId(id), why).await?;
            out.line("dropped");
            return Ok(());
        }
        let stuck = messages::stuck(ctx.db.read(), territory).await?;
        if stuck.is_empty() {
            out.line("no message has failed, none is in doubt");
        }
        for message in stuck {
            out.line(format!(
                "{}  {:12}  {:8}  {:2} attempt(s)  {}",
                message.id,
                message.kind.word(),
                message.status.word(),
                message.attempts,
                message.problem.as_deref().unwrap_or("the worker was lost while sending"),
            ));
        }
        Ok(())
    }
}
