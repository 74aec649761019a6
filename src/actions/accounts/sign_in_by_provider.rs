//! Signs in somebody whose identity a provider has proved.

use domain::ids::TerritoryId;

use crate::actions::accounts::create::email;
use crate::actions::accounts::error::AccountError;
use crate::actions::accounts::fault::AccountFault;
use crate::actions::accounts::sign_in::begin;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::Tx;
use crate::store::account_identities::{self, Identity};
use crate::store::account_sessions::SignInMethod;
use crate::store::accounts::{self, Account, State};

/// Who a provider says that somebody is, its signature checked. No `Debug`: it is all personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct ProvedIdentity {
    /// The provider.
    pub issuer: String,
    /// Who they are there, for this service and the provider behind it.
    pub subject: String,
    /// Mail address.
    pub email: Option<String>,
    /// Which provider stands behind the provider.
    pub provider: Option<String>,
    /// Who they are behind it.
    pub provider_user: Option<String>,
    /// The token by which they sign out there.
    pub token: String,
}

/// Lets somebody in whom a provider knows, and gives the secret for the cookie.
///
/// An account is never made by a provider's word alone: it must be there. The first time it is found by its address and
/// bound to the subject (`sub`); from then on the subject is who they are, whatever their address. A subject that nobody
/// has is the same person under another name when the provider behind the provider and the person there are the same
/// (`idp_id` and `uid` of ProConnect); an address alone never takes a bound account over.
///
/// # Errors
/// [`AccountFault::NoAccount`], [`AccountFault::OtherIdentity`], [`AccountError::MissingSetting`], [`AccountError::Store`].
pub async fn sign_in_by_provider(
    ctx: &Context,
    territory: TerritoryId,
    who: &ProvedIdentity,
    agent: &str,
) -> Result<String, AccountError> {
    let links = ctx.links.as_ref().ok_or(AccountError::MissingSetting(Setting::KeyFile))?;
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    let account = match account_of(tx, territory, who).await? {
        Some(account) => account,
        None => bind(ctx, tx, territory, who).await?,
    };
    if account.state != State::Open {
        return Err(AccountFault::NoAccount.into());
    }
    let way = (SignInMethod::SingleSignOn, Some(who.token.clone()));
    let secret = begin(ctx, tx, links, &account, way, agent).await?;
    write.commit(JournalEntry::of("sign in by provider", Noun::Account, account.id.0), &()).await?;
    Ok(secret)
}

/// The account that is bound to that identity.
async fn account_of(
    tx: &Tx,
    territory: TerritoryId,
    who: &ProvedIdentity,
) -> Result<Option<Account>, AccountError> {
    let mut known = account_identities::by_subject(tx, territory, &who.issuer, &who.subject).await?;
    if let (None, Some(provider), Some(user)) = (&known, &who.provider, &who.provider_user) {
        known = account_identities::by_provider_user(tx, territory, &who.issuer, provider, user).await?;
        if let Some(known) = &known {
            account_identities::rename(tx, known, &who.subject).await?;
        }
    }
    match known {
        Some(known) => Ok(accounts::get(tx, territory, known.account).await?),
        None => Ok(None),
    }
}

/// Binds the account with their address to them.
async fn bind(
    ctx: &Context,
    tx: &Tx,
    territory: TerritoryId,
    who: &ProvedIdentity,
) -> Result<Account, AccountError> {
    let address = who.email.as_deref().and_then(email).ok_or(AccountFault::NoAccount)?;
    let account = accounts::by_email(tx, territory, &address).await?.ok_or(AccountFault::NoAccount)?;
    if account_identities::of_account(tx, account.id, &who.issuer).await?.is_some() {
        return Err(AccountFault::OtherIdentity.into());
    }
    let identity = Identity {
        account: account.id,
        territory,
        issuer: who.issuer.clone(),
        subject: who.subject.clone(),
        provider: who.provider.clone(),
        provider_user: who.provider_user.clone(),
    };
    account_identities::bind(tx, &identity, ctx.now()).await?;
    Ok(account)
}
