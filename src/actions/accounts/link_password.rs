//! Makes a link, good once, by which somebody sets the password of their account.

use chrono::Duration;
use data_encoding::HEXLOWER;
use domain::credentials::Token;
use domain::ids::{AccountId, TerritoryId};

use crate::actions::accounts::error::AccountError;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::keys::{LinkSigner, Purpose, SEED_BYTES};
use crate::store::Tx;
use crate::store::account_links::{self, Link, LinkMailState, LinkPurpose};
use crate::store::accounts::{self, State};

/// How long the link of a new account is good: it may come on a Friday evening.
const FIRST: Duration = Duration::hours(72);
/// How long the link of a forgotten password is good.
const FORGOTTEN: Duration = Duration::hours(1);

/// Makes a link for an open account; those made before are void. It is a first one while no password is set.
///
/// # Errors
/// [`AccountError::NotFound`] for an account that is closed or of elsewhere, [`AccountError::MissingSetting`], [`AccountError::Store`].
pub async fn link_password(
    ctx: &Context,
    territory: TerritoryId,
    account: AccountId,
    mail: LinkMailState,
) -> Result<Token, AccountError> {
    let links = ctx.links.as_ref().ok_or(AccountError::MissingSetting(Setting::KeyFile))?;
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let known = accounts::get(tx, territory, account).await?;
    let known =
        known.filter(|known| known.state == State::Open).ok_or(AccountError::NotFound(Noun::OpenAccount))?;
    let why = if known.password_hash.is_none() { LinkPurpose::First } else { LinkPurpose::Forgotten };
    let token = make(ctx, tx, links, (territory, account), why, mail).await?;
    write.commit(JournalEntry::of("link password", Noun::Account, account.0), &()).await?;
    Ok(token)
}

/// Makes a link, and those made before void.
pub(in crate::actions) async fn make(
    ctx: &Context,
    tx: &Tx,
    links: &LinkSigner,
    (territory, account): (TerritoryId, AccountId),
    why: LinkPurpose,
    mail: LinkMailState,
) -> Result<Token, AccountError> {
    let now = ctx.now();
    account_links::void_all(tx, account, now).await?;
    let seed: [u8; SEED_BYTES] = ctx.rng.bytes();
    let token = links.password_token(&seed).ok_or(AccountError::NoToken)?;
    let good_for = match why {
        LinkPurpose::First => FIRST,
        LinkPurpose::Forgotten => FORGOTTEN,
    };
    let link = Link {
        id: ctx.new_id(),
        territory,
        account,
        seed: HEXLOWER.encode(&seed),
        token_hash: finding(links, &token),
        why,
        created_at: now,
        expires_at: now + good_for,
        mail,
        mail_tries: 0,
    };
    account_links::insert(tx, &link).await?;
    Ok(token)
}

/// The hash by which a link is found.
pub(in crate::actions) fn finding(links: &LinkSigner, token: &Token) -> String {
    links.key.name(Purpose::Lookup, token.as_str().as_bytes())
}
