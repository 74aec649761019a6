//! Mails with links that set a password: claimed and settled.

use chrono::{DateTime, Duration, Utc};
use data_encoding::HEXLOWER;
use domain::credentials::Token;

use crate::actions::accounts::error::AccountError;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::account_links::{self, Link, LinkMailState};
use crate::store::accounts::{self, Account, State};

/// How long a worker may take to hand one mail over. Afterwards another one tries: the same link under the same
/// Message-ID, twice at worst, does no harm.
const LEASE: Duration = Duration::minutes(5);

/// A mail that is due.
#[derive(Clone)]
pub struct LinkMail {
    /// The link, and the name of its mail.
    pub link: Link,
    /// Whom it is for.
    pub account: Account,
    /// What opens it.
    pub token: Token,
}

/// What was claimed.
#[derive(Clone)]
pub enum Claimed {
    /// Nothing is due.
    Nothing,
    /// Something was due that is no longer worth sending: the link was used, or is over.
    Given,
    /// A mail.
    Mail(Box<LinkMail>),
}

/// Claims one mail that is due.
///
/// # Errors
/// [`AccountError::MissingSetting`], [`AccountError::Store`].
pub async fn claim_link(ctx: &Context) -> Result<Claimed, AccountError> {
    let now = ctx.now();
    if account_links::due(ctx.db.read(), now).await?.is_none() {
        return Ok(Claimed::Nothing);
    }
    let links = ctx.links.as_ref().ok_or(AccountError::MissingSetting(Setting::KeyFile))?;
    if links.public_url.is_none() {
        // Without an address no mail can hold the link: it waits until this or another worker has one.
        return Ok(Claimed::Nothing);
    }
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let Some(link) = account_links::due(tx, now).await? else { return Ok(Claimed::Nothing) };
    if !account_links::claim(tx, &link, now, now + LEASE).await? {
        return Ok(Claimed::Given);
    }
    let account = accounts::get(tx, link.territory, link.account).await?;
    let account = account.filter(|account| account.state == State::Open);
    let token = HEXLOWER.decode(link.seed.as_bytes()).ok().and_then(|seed| links.password_token(&seed));
    let is_good = account_links::find(tx, &link.token_hash, now).await?.is_some();
    let claimed = match (account, token) {
        (Some(account), Some(token)) if is_good => Claimed::Mail(Box::new(LinkMail { link, account, token })),
        _ => {
            account_links::settle(tx, link.id, LinkMailState::Failed, now).await?;
            Claimed::Given
        }
    };
    write.commit(JournalEntry::several("claim password link", Noun::Account), &()).await?;
    Ok(claimed)
}

/// Records what became of a mail; one that is to be tried again is so at `due_at`.
///
/// # Errors
/// [`AccountError::Store`].
pub async fn settle_link(
    ctx: &Context,
    mail: &LinkMail,
    became: LinkMailState,
    due_at: DateTime<Utc>,
) -> Result<(), AccountError> {
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    account_links::settle(tx, mail.link.id, became, due_at).await?;
    write.commit(JournalEntry::of("settle password link", Noun::Account, mail.account.id.0), &()).await?;
    Ok(())
}
