//! `unisson calls`.

use chrono::NaiveDate;
use clap::Args;
use domain::contact::phone_shown;
use domain::zone::to_local;
use uuid::Uuid;

use super::error::CliError;
use super::out::Out;
use super::territory::Which;
use crate::actions;
use crate::ctx::Ctx;
use crate::store::callbacks::{self, ToCall};
use crate::store::sms_replies;

/// Which calls; without an option those to be made are listed.
#[derive(Args, Debug)]
pub struct Calls {
    #[command(flatten)]
    which: Which,
    /// This call was made, or is no longer needed
    #[arg(long, value_name = "ID")]
    done: Option<Uuid>,
}

impl Calls {
    /// Lists the calls to be made, the most urgent first, or settles one.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Ctx, out: &mut Out) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        if let Some(id) = self.done {
            actions::settle_call(ctx, found.id, id).await?;
            out.line("done");
            return Ok(());
        }
        let today = to_local(found.snapshot.territory.zone, ctx.now()).date();
        let calls = callbacks::to_make(ctx.db.read(), found.id).await?;
        if calls.is_empty() {
            out.line("nobody waits for a call");
        }
        for call in &calls {
            out.line(line(call, today));
            for (at, text) in sms_replies::to_read(ctx.db.read(), found.id, call.call.referral).await? {
                out.line(format!("    {}  {text}", at.format("%Y-%m-%dT%H:%MZ")));
            }
        }
        Ok(())
    }
}

fn line(call: &ToCall, today: NaiveDate) -> String {
    format!(
        "{}  {:4} {}  {:9}  {:19}  {}  {} {}  {}",
        call.call.id,
        if call.call.is_late(today) { "LATE" } else { "by" },
        call.call.due_on,
        call.call.half_word(),
        call.call.why.word(),
        call.key,
        call.given_name,
        call.family_name,
        call.phone.as_deref().map_or_else(|| "no telephone".to_owned(), phone_shown),
    )
}
