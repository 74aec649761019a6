//! Sets a password, by a link or for somebody who is signed in.

use domain::credentials::Token;
use domain::ids::{AccountId, TerritoryId};
use domain::password::Password;
use uuid::Uuid;

use crate::actions::accounts::error::AccountError;
use crate::actions::accounts::fault::AccountFault;
use crate::actions::accounts::link_password::finding;
use crate::actions::kit::attempt_limit::Bucket;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::password_hashing;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::accounts::{self, Account, State};
use crate::store::{account_links, account_sessions, attempts};

/// Wrong current passwords in an hour: whoever finds a browser open has ten guesses.
const TRIES: u32 = 10;

/// The account whose password a link sets, while the link is good; reading uses nothing up.
///
/// # Errors
/// [`AccountError::MissingSetting`], [`AccountError::Store`].
pub async fn account_of_link(ctx: &Context, token: &Token) -> Result<Option<Account>, AccountError> {
    let links = ctx.links.as_ref().ok_or(AccountError::MissingSetting(Setting::KeyFile))?;
    let db = ctx.db.read();
    let Some(link) = account_links::find(db, &finding(links, token), ctx.now()).await? else {
        return Ok(None);
    };
    let account = accounts::get(db, link.territory, link.account).await?;
    Ok(account.filter(|account| account.state == State::Open))
}

/// Sets the password of a link's account and uses the link up. Every session of the account ends: whoever had taken it
/// over is out.
///
/// # Errors
/// [`AccountFault::LinkOver`] when the link was used, has expired or never was; [`AccountFault::Weak`], after which the link is still
/// good; [`AccountError::MissingSetting`], [`AccountError::Store`].
pub async fn set_password(ctx: &Context, token: &Token, text: &str) -> Result<AccountId, AccountError> {
    let links = ctx.links.as_ref().ok_or(AccountError::MissingSetting(Setting::KeyFile))?;
    let account = account_of_link(ctx, token).await?.ok_or(AccountFault::LinkOver)?;
    let hash = password_hashing::hash(ctx, &checked(text, &account)?).await?;
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let now = ctx.now();
    let link = account_links::find(tx, &finding(links, token), now).await?.ok_or(AccountFault::LinkOver)?;
    if !account_links::use_up(tx, link.id, now).await? {
        return Err(AccountFault::LinkOver.into());
    }
    accounts::set_password(tx, account.id, &hash).await?;
    account_sessions::end_all(tx, account.id, None).await?;
    account_links::void_all(tx, account.id, now).await?;
    write.commit(JournalEntry::of("set password", Noun::Account, account.id.0), &()).await?;
    Ok(account.id)
}

/// Gives an account another password; its other sessions end.
///
/// # Errors
/// [`AccountFault::WrongPassword`] when `current` is not the one it has, or was guessed too often in this hour; [`AccountFault::Weak`], [`AccountError::NotFound`], [`AccountError::Store`].
pub async fn change_password(
    ctx: &Context,
    territory: TerritoryId,
    id: AccountId,
    session: Uuid,
    current: &str,
    text: &str,
) -> Result<(), AccountError> {
    let links = ctx.links.as_ref().ok_or(AccountError::MissingSetting(Setting::KeyFile))?;
    let account =
        accounts::get(ctx.db.read(), territory, id).await?.ok_or(AccountError::NotFound(Noun::Account))?;
    let now = ctx.now();
    let bucket = Bucket::of_this_hour(&links.key, "current password of", &id.to_string(), now);
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let tries = attempts::count(tx, &bucket.name, bucket.ends_at, now).await?;
    write.commit(JournalEntry::of("count wrong password", Noun::Account, id.0), &()).await?;
    if tries > TRIES {
        return Err(AccountFault::WrongPassword.into());
    }
    let typed = Password::typed(current).ok_or(AccountFault::WrongPassword)?;
    if !password_hashing::proves(Some(&typed), account.password_hash.as_deref()).await? {
        return Err(AccountFault::WrongPassword.into());
    }
    let hash = password_hashing::hash(ctx, &checked(text, &account)?).await?;
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    attempts::forget(tx, &bucket.name).await?;
    accounts::set_password(tx, id, &hash).await?;
    account_sessions::end_all(tx, id, Some(session)).await?;
    account_links::void_all(tx, id, now).await?;
    write.commit(JournalEntry::of("change password", Noun::Account, id.0), &()).await?;
    Ok(())
}

fn checked(text: &str, account: &Account) -> Result<Password, AccountFault> {
    Ok(Password::new(text, &account.email)?)
}
