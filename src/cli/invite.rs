//! `unisson invite`.

use clap::Args;
use domain::access::Door;
use domain::zone;

use super::error::CliError;
use super::out::Out;
use super::territory::{Found, Which};
use crate::actions::{self, Invited, LinkSet};
use crate::ctx::Ctx;
use crate::links::choose_path;

/// Whom to invite.
#[derive(Args, Debug)]
pub struct Invite {
    #[command(flatten)]
    which: Which,
    /// File number of the referral
    #[arg(long)]
    referral: String,
    /// Key of the visit type
    #[arg(long)]
    visit_type: Option<String>,
    /// Make a new link and code; those given before are void from now on
    #[arg(long)]
    new: bool,
    /// Take the link and the code back
    #[arg(long, conflicts_with = "new")]
    revoke: bool,
}

impl Invite {
    /// Gives the link and the code, or takes them back.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Ctx, out: &mut Out) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let referral = found.referral(ctx, &self.referral).await?;
        if self.revoke {
            let revoked = actions::revoke_invitation(ctx, found.id, referral.id).await?;
            out.line(if revoked { "revoked" } else { "there was no link" });
            return Ok(());
        }
        let kind = found.visit_type(self.visit_type.as_deref())?;
        let which = if self.new { LinkSet::New } else { LinkSet::Standing };
        let invited = actions::invite(ctx, found.id, referral.id, kind, which).await?;
        say(ctx, &found, &invited, out);
        Ok(())
    }
}

/// Says the link, the code and how long they are good.
pub fn say(ctx: &Ctx, found: &Found, invited: &Invited, out: &mut Out) {
    let address = |door: &Door| {
        let path = choose_path(door);
        ctx.links
            .as_ref()
            .and_then(|links| links.public_url.as_ref())
            .map_or(path.clone(), |url| url.to(&path))
    };
    out.line(format!("link   {}", address(&Door::Token(invited.token.clone()))));
    let code = address(&Door::Code(invited.code.clone()));
    out.line(format!("code   {}  {code}", invited.code.grouped()));
    if !invited.knows_birthday {
        out.line("       the birthday is not known, and the code is good with it only: import it first");
    }
    let until = zone::to_local(found.snapshot.territory.zone, invited.expires_at);
    out.line(format!("until  {}", until.date()));
}
