//! Plans the mail with a link for somebody who forgot their password, if they have an account.

use domain::ids::{AccountId, TerritoryId};
use uuid::Uuid;

use crate::actions::accounts::create::email;
use crate::actions::accounts::error::AccountError;
use crate::actions::accounts::fault::AccountFault;
use crate::actions::accounts::link_password::make;
use crate::actions::kit::attempt_limit::Bucket;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::account_links::{self, LinkMailState, LinkPurpose};
use crate::store::accounts::{self, State};
use crate::store::attempts;

/// Links for one address in an hour: nobody's mailbox is filled by a stranger.
const LINKS: u32 = 3;
/// Requests from one address of the network in an hour.
const REQUESTS_FROM_ADDRESS: u32 = 30;

/// Plans a mail with a link for the open account with that address, if there is one, and does not say whether there is:
/// the steps and the answer are the same. The mail leaves later, by the worker.
///
/// # Errors
/// [`AccountFault::NotAnAddress`], [`AccountError::MissingSetting`], [`AccountError::Store`].
pub async fn request_reset(
    ctx: &Context,
    territory: TerritoryId,
    address: &str,
    from: Option<&str>,
) -> Result<(), AccountError> {
    let links = ctx.links.as_ref().ok_or(AccountError::MissingSetting(Setting::KeyFile))?;
    let address = email(address).ok_or(AccountFault::NotAnAddress)?;
    let now = ctx.now();
    let bucket = |what: &str, whom: &str| Bucket::of_this_hour(&links.key, what, whom, now);
    let of_account = bucket("reset of", &format!("{territory} {address}"));
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let asked = attempts::count(tx, &of_account.name, of_account.ends_at, now).await?;
    let asked_here = match from.map(|from| bucket("reset from", from)) {
        Some(bucket) => attempts::count(tx, &bucket.name, bucket.ends_at, now).await?,
        None => 0,
    };
    let account = accounts::by_email(tx, territory, &address).await?;
    let account = account.filter(|account| account.state == State::Open);
    let within = asked <= LINKS && asked_here <= REQUESTS_FROM_ADDRESS;
    match account.filter(|_| within) {
        Some(account) => {
            let why =
                if account.password_hash.is_none() { LinkPurpose::First } else { LinkPurpose::Forgotten };
            make(ctx, tx, links, (territory, account.id), why, LinkMailState::Planned).await?;
        }
        None => account_links::void_all(tx, AccountId(Uuid::nil()), now).await?,
    }
    write.commit(JournalEntry::several("request reset", Noun::Account), &()).await?;
    Ok(())
}
