//! `unisson account`.

use clap::{Args, Subcommand};
use domain::rights::{Grant, Role};
use domain::zone;

use super::error::CliError;
use crate::actions::{self, NewAccount};
use crate::cli::lookup::{FoundTerritory, TerritoryArgument};
use crate::cli::output::Output;
use crate::context::Context;
use crate::keys::password_path;
use crate::store::account_links::LinkMailState;
use crate::store::accounts::{self, Account as Stored, State};
use crate::store::{account_sessions, organisations};

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Make an account, or give one that is there another role; print a link by which it sets its password, good once
    Add(Add),
    /// Show the accounts, their roles and when they were last used
    List(List),
    /// Take a role back; without a role close the account and end its sessions
    Revoke(Revoke),
    /// Show where an account is signed in; end it
    Sessions(Sessions),
    /// Print a new link by which an account sets its password; those given before are void
    Link(Link),
}

/// Where a role holds.
#[derive(Args, Debug)]
struct AccessScope {
    /// Only for what this organisation serves: its key
    #[arg(long)]
    organisation: Option<String>,
    /// Only at this site: its key; for receptionists
    #[arg(long)]
    site: Option<String>,
}

impl AccessScope {
    async fn grant(&self, ctx: &Context, found: &FoundTerritory, role: Role) -> Result<Grant, CliError> {
        let organisation = match &self.organisation {
            Some(key) => Some(found.organisation(ctx, key).await?),
            None => None,
        };
        let site = self.site.as_deref().map(|key| found.site(key)).transpose()?;
        Grant::new(role, organisation, site)
            .map_err(|unfit| CliError::said(format!("--role {}: {unfit}", role.word())))
    }
}

fn role(word: &str) -> Result<Role, String> {
    let held = || Role::ALL.into_iter().filter(|role| *role != Role::System);
    held().find(|role| role.word() == word).ok_or_else(|| {
        let known: Vec<&str> = held().map(Role::word).collect();
        format!("use one of {}", known.join(", "))
    })
}

/// A new account, or a new role.
#[derive(Args, Debug)]
pub struct Add {
    #[command(flatten)]
    which: TerritoryArgument,
    /// Mail address, by which they sign in
    #[arg(long)]
    email: String,
    /// Name on screens; for a new account
    #[arg(long)]
    name: Option<String>,
    /// What they do: `receptionist`, `professional`, `organisation_manager`, `territory_manager`, `auditor`
    #[arg(long, value_parser = role)]
    role: Role,
    #[command(flatten)]
    scope: AccessScope,
    /// Whose agenda is theirs: key of the professional
    #[arg(long)]
    professional: Option<String>,
}

/// The territory whose accounts are listed.
#[derive(Args, Debug)]
pub struct List {
    #[command(flatten)]
    which: TerritoryArgument,
}

/// The account and the role to revoke.
#[derive(Args, Debug)]
pub struct Revoke {
    #[command(flatten)]
    which: TerritoryArgument,
    /// Mail address of the account
    #[arg(long)]
    email: String,
    /// The role to take back; the account is closed without
    #[arg(long, value_parser = role)]
    role: Option<Role>,
    #[command(flatten)]
    scope: AccessScope,
}

/// Whose sessions.
#[derive(Args, Debug)]
pub struct Sessions {
    #[command(flatten)]
    which: TerritoryArgument,
    /// Mail address of the account
    #[arg(long)]
    email: String,
    /// End them all
    #[arg(long)]
    end: bool,
}

/// Whose link.
#[derive(Args, Debug)]
pub struct Link {
    #[command(flatten)]
    which: TerritoryArgument,
    /// Mail address of the account
    #[arg(long)]
    email: String,
}

impl Account {
    /// Runs the command.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        match self {
            Self::Add(add) => add.run(ctx, out).await,
            Self::List(list) => list.run(ctx, out).await,
            Self::Revoke(revoke) => revoke.run(ctx, out).await,
            Self::Sessions(sessions) => sessions.run(ctx, out).await,
            Self::Link(link) => {
                let found = link.which.find(ctx).await?;
                let account = by_email(ctx, &found, &link.email).await?;
                say_link(ctx, &found, &account, out).await
            }
        }
    }
}

impl Add {
    async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let grant = self.scope.grant(ctx, &found, self.role).await?;
        let professional = match &self.professional {
            Some(key) => Some(found.professional(ctx, key).await?.id),
            None => None,
        };
        let known = accounts::by_email(ctx.db.read(), found.id, &self.email.trim().to_lowercase()).await?;
        if let Some(known) = known {
            actions::give_grant(ctx, found.id, known.id, &grant, professional, None).await?;
            if known.state == State::Closed {
                actions::open_account(ctx, found.id, known.id).await?;
            }
            out.line(format!("{}: {} given", known.email, grant.role.word()));
            if known.password_hash.is_none() {
                say_link(ctx, &found, &by_email(ctx, &found, &known.email).await?, out).await?;
            }
            return Ok(());
        }
        let name = self.name.unwrap_or_else(|| self.email.split('@').next().unwrap_or_default().to_owned());
        let new = NewAccount { email: self.email.clone(), name, grant, professional };
        actions::create_account(ctx, found.id, &new, None).await?;
        let account = by_email(ctx, &found, &self.email).await?;
        out.line(format!("{}: made, {}", account.email, grant.role.word()));
        say_link(ctx, &found, &account, out).await
    }
}

impl List {
    async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let all = accounts::list(ctx.db.read(), found.id).await?;
        if all.is_empty() {
            out.line("no account yet: make one with `unisson account add --email ADDRESS --role territory_manager`");
        }
        let partners = organisations::list(ctx.db.read(), found.id).await?;
        for account in &all {
            let used = account.used_at.map_or_else(
                || "never used".to_owned(),
                |at| zone::to_local(found.snapshot.territory.zone, at).date().to_string(),
            );
            let state = match (account.state, &account.password_hash) {
                (State::Closed, _) => "closed",
                (State::Open, None) => "no password",
                (State::Open, Some(_)) => "open",
            };
            out.line(format!("{}  {}  {state}  {used}", account.email, account.name));
            for grant in &account.grants {
                let organisation =
                    grant.organisation.and_then(|id| partners.iter().find(|known| known.id == id));
                let site = grant.site.and_then(|id| found.snapshot.territory.sites.get(&id));
                let scope: Vec<String> = organisation
                    .map(|known| format!("organisation {}", known.key))
                    .into_iter()
                    .chain(site.map(|site| format!("site {}", site.key)))
                    .collect();
                out.line(format!("  {}  {}", grant.role.word(), scope.join(", ")).trim_end());
            }
        }
        Ok(())
    }
}

impl Revoke {
    async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let account = by_email(ctx, &found, &self.email).await?;
        if let Some(role) = self.role {
            let grant = self.scope.grant(ctx, &found, role).await?;
            actions::take_grant(ctx, found.id, account.id, &grant).await?;
            out.line(format!("{}: {} taken back", account.email, role.word()));
        } else {
            actions::close_account(ctx, found.id, account.id).await?;
            out.line(format!("{}: closed, its sessions have ended", account.email));
        }
        Ok(())
    }
}

impl Sessions {
    async fn run(self, ctx: &Context, out: &mut Output) -> Result<(), CliError> {
        let found = self.which.find(ctx).await?;
        let account = by_email(ctx, &found, &self.email).await?;
        if self.end {
            let ended = actions::revoke_sessions(ctx, account.id, None).await?;
            out.line(format!("{ended} session(s) ended"));
            return Ok(());
        }
        let all = account_sessions::of_account(ctx.db.read(), found.id, account.id, ctx.now()).await?;
        if all.is_empty() {
            out.line("signed in nowhere");
        }
        for session in all {
            let local = |at| zone::to_local(found.snapshot.territory.zone, at).format("%Y-%m-%d %H:%M");
            out.line(format!(
                "{}  since {}  seen {}  by {}  {}",
                session.id,
                local(session.created_at),
                local(session.seen_at),
                session.way.word(),
                session.agent,
            ));
        }
        Ok(())
    }
}

async fn by_email(ctx: &Context, found: &FoundTerritory, email: &str) -> Result<Stored, CliError> {
    let known = accounts::by_email(ctx.db.read(), found.id, &email.trim().to_lowercase()).await?;
    known.ok_or_else(|| {
        CliError::said(format!(
            "--email: no account has the address {email:?}; `unisson account list` shows them"
        ))
    })
}

async fn say_link(
    ctx: &Context,
    found: &FoundTerritory,
    account: &Stored,
    out: &mut Output,
) -> Result<(), CliError> {
    let token = actions::link_password(ctx, found.id, account.id, LinkMailState::None).await?;
    let path = password_path(&token);
    let url = ctx.links.as_ref().and_then(|links| links.public_url.as_ref());
    out.line(format!("link   {}", url.map_or_else(|| path.clone(), |url| url.to(&path))));
    out.line("       good once: for 3 days while there is no password, for an hour afterwards");
    Ok(())
}
