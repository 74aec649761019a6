//! `unisson invite`.

use clap::Args;
use domain::channel::Channel;
use domain::contact::phone_shown;
use domain::credentials::Credential;
use domain::ids::VisitTypeId;
use domain::zone;

use super::error::CliError;
use crate::actions::{self, Invited, LinkSet};
use crate::cli::lookup::{FoundTerritory, TerritoryArgument};
use crate::cli::output::Output;
use crate::context::Context;
use crate::keys::choose_path;
use crate::store::referrals;

/// When an invitation leaves, and what sends it.
const LEAVES: &str = "in decent hours, by `unisson serve` or `unisson send`";

/// Which beneficiaries to invite.
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
#[derive(Args, Debug)]
pub struct Invite {
    #[command(flatten)]
    which: TerritoryArgument,
    /// File number of the referral
    #[arg(long, required_unless_present = "waiting")]
    referral: Option<String>,
    /// Send the invitation by every channel that reaches the person, and once more when they do not answer
    #[arg(long, conflicts_with = "revoke")]
    send: bool,
    /// Send it to those who wait without an appointment and were never asked, the longest waiting first, as far as there are
    /// starts for them
    #[arg(long, conflicts_with_all = ["referral", "revoke", "new"])]
    waiting: bool,
    /// With `--waiting`: ask no more than that
    #[arg(long, value_name = "NUMBER", requires = "waiting")]
    at_most: Option<usize>,
    /// With `--waiting`: only count the starts
    #[arg(long, requires = "waiting")]
    dry_run: bool,
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
    /// Prints the link and the code, or revokes them.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        if self.waiting || self.send {
            must_have_an_address(ctx)?;
        }
        if self.waiting {
            let kind = found.visit_type(self.visit_type.as_deref())?;
            return ask_everybody(ctx, &found, kind, (self.at_most, self.dry_run), out).await;
        }
        let referral = found.referral(ctx, self.referral.as_deref().unwrap_or_default()).await?;
        if self.revoke {
            let revoked = actions::revoke_invitation(ctx, found.id, referral.id).await?;
            out.line(if revoked { "revoked" } else { "there was no link" });
            return Ok(());
        }
        let kind = found.visit_type(self.visit_type.as_deref())?;
        let which = if self.new { LinkSet::New } else { LinkSet::Current };
        let invited = actions::invite(ctx, found.id, referral.id, kind, which).await?;
        say(ctx, &found, &invited, out);
        if self.send {
            let asked = actions::send_invitation(ctx, found.id, referral.id, kind).await?;
            let words: Vec<&str> = asked.iter().map(Channel::word).collect();
            out.line(match words.as_slice() {
                [] => "sent   by no channel: nothing that was given reaches the person; write them a letter or call".to_owned(),
                words => format!("sent   by {} {LEAVES}", words.join(" and ")),
            });
        }
        Ok(())
    }
}

/// Invites those who wait and were never invited, as far as there are starts for them.
async fn ask_everybody(
    ctx: &Context,
    found: &FoundTerritory,
    kind: VisitTypeId,
    (at_most, dry_run): (Option<usize>, bool),
    out: &mut Output,
) -> Result<(), CliError> {
    let capacity = actions::waiting_capacity(ctx, found.id, kind, at_most).await?;
    let new = capacity.served.len() + capacity.later.len();
    if new == 0 {
        out.line("nobody waits who was not asked before");
        return Ok(());
    }
    let last = capacity.last_start.map_or_else(String::new, |start| {
        let zone = found.snapshot.territory.zone;
        format!(", the last on {}", zone::local_start(zone, start.at).date())
    });
    out.line(format!("starts for {} of {new} who wait{last}", capacity.served.len()));
    if capacity.asked_before > 0 {
        out.line(format!(
            "{} were asked before and have not chosen yet: they come first",
            capacity.asked_before
        ));
    }
    if dry_run {
        return Ok(());
    }
    let invited = actions::invite_waiting(ctx, found.id, kind, &capacity.served).await?;
    if invited.reached > 0 {
        out.line(format!("{} asked {LEAVES}", invited.reached));
    }
    if !capacity.later.is_empty() {
        let later = capacity.later.len();
        out.line(format!("{later} not asked: say `unisson invite --waiting` again when agendas have opened"));
    }
    if !invited.unreached.is_empty() {
        out.line(format!("{} reached by no channel: write them a letter or call", invited.unreached.len()));
    }
    for id in invited.unreached {
        let Some(referral) = referrals::get(ctx.db.read(), found.id, id).await? else { continue };
        let person = referrals::beneficiary(ctx.db.read(), found.id, referral.beneficiary).await?;
        let Some(person) = person else { continue };
        let phone = person.phone.as_deref().map_or_else(|| "no telephone".to_owned(), phone_shown);
        out.line(format!("    {}  {} {}  {phone}", referral.key, person.given_name, person.family_name));
    }
    Ok(())
}

/// Without a public address the message would wait, long after whoever asked for it has gone.
fn must_have_an_address(ctx: &Context) -> Result<(), CliError> {
    match ctx.links.as_ref().and_then(|links| links.public_url.as_ref()) {
        Some(_) => Ok(()),
        None => Err(CliError::said(
            "--public-url: an invitation holds a link: say how the service is reached, as it is said to `unisson serve`",
        )),
    }
}

/// Prints the link, the code and how long they are valid.
pub fn say(ctx: &Context, found: &FoundTerritory, invited: &Invited, out: &mut Output) {
    let address = |credential: &Credential| {
        let path = choose_path(credential);
        ctx.links
            .as_ref()
            .and_then(|links| links.public_url.as_ref())
            .map_or(path.clone(), |url| url.to(&path))
    };
    out.line(format!("link   {}", address(&Credential::Token(invited.token.clone()))));
    let code = address(&Credential::Code(invited.code.clone()));
    out.line(format!("code   {}  {code}", invited.code.grouped()));
    if !invited.knows_birthday {
        out.line("       the birthday is not known, and the code is good with it only: import it first");
    }
    let until = zone::to_local(found.snapshot.territory.zone, invited.expires_at);
    out.line(format!("until  {}", until.date()));
}
