//! Signs in with an address and a password.

use chrono::{DateTime, Duration, Utc};
use domain::ids::TerritoryId;
use domain::password::Password;

use crate::actions::accounts::create::email;
use crate::actions::accounts::error::AccountError;
use crate::actions::kit::attempt_limit::Bucket;
use crate::actions::kit::error::{Noun, Setting};
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::password_hashing;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::keys::{LinkSigner, Purpose};
use crate::store::account_sessions::{self, Session, SignInMethod};
use crate::store::accounts::{self, Account, State};
use crate::store::{Tx, attempts};

/// How long a session lasts, used or not: a working day, as at ProConnect.
pub const SESSION: Duration = Duration::hours(12);
/// Wrong passwords for one account from one address in an hour: whoever forgot theirs, and not the desk beside it.
const TRIES_HERE: u32 = 5;
/// Wrong passwords for one account in an hour, from wherever: 720 guesses a day.
const TRIES: u32 = 30;
/// Wrong passwords from one address in an hour, for whatever accounts: a town hall stands behind one.
const TRIES_FROM_ADDRESS: u32 = 60;

/// What came of it.
#[derive(Clone, PartialEq, Eq)]
pub enum Arrival {
    /// In: the secret for the cookie.
    In(String),
    /// They do not go together. The same for an address nobody has, for a closed account and for one without a password.
    Wrong,
    /// Tried too often, right or wrong, until the hour is over or a link has set the password.
    TooOften,
}

/// Lets somebody in who has an account and says its password. Takes the same steps and the same time whatever is wrong.
///
/// The try is counted, and that is kept, before the password is looked at: guesses in parallel gain nothing. The
/// password is proved between two transactions and in none, for it takes long on purpose and SQLite has one writer.
///
/// # Errors
/// [`AccountError::MissingSetting`], [`AccountError::Store`].
pub async fn sign_in(
    ctx: &Context,
    territory: TerritoryId,
    address: &str,
    password: &str,
    from: Option<&str>,
    agent: &str,
) -> Result<Arrival, AccountError> {
    let links = ctx.links.as_ref().ok_or(AccountError::MissingSetting(Setting::KeyFile))?;
    // What is not an address is counted and looked for like one that nobody has.
    let address = email(address).unwrap_or_default();
    let limits = Limits::of(links, territory, &address, from, ctx.now());
    let may_try = limits.count(ctx).await?;
    if !may_try {
        return Ok(Arrival::TooOften);
    }
    let account = accounts::by_email(ctx.db.read(), territory, &address).await?;
    let account = account.filter(|account| account.state == State::Open);
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let typed = Password::typed(password);
    // A password that cannot be one is proved like any other.
    let is_right = password_hashing::proves(typed.as_ref(), hash).await?;
    let Some(account) = account.filter(|_| is_right) else { return Ok(Arrival::Wrong) };
    let write = Write::begin(ctx, ctx.now()).await?;
    let tx = write.tx();
    limits.forget(tx).await?;
    // It may have been closed, or its password changed, while this one was proved.
    let still = accounts::get(tx, territory, account.id).await?;
    let same = |now: &Account| now.state == State::Open && now.password_hash == account.password_hash;
    if !still.is_some_and(|now| same(&now)) {
        return Ok(Arrival::Wrong);
    }
    let secret = begin(ctx, tx, links, &account, (SignInMethod::Password, None), agent).await?;
    write.commit(JournalEntry::of("sign in", Noun::Account, account.id.0), &()).await?;
    Ok(Arrival::In(secret))
}

/// Begins a session and gives its secret, which is new: whatever the browser held before opens nothing.
pub(in crate::actions) async fn begin(
    ctx: &Context,
    tx: &Tx,
    links: &LinkSigner,
    account: &Account,
    (way, identity_token): (SignInMethod, Option<String>),
    agent: &str,
) -> Result<String, AccountError> {
    let now = ctx.now();
    // Through the key, so that a random source that can be foreseen, as the demo's, gives nobody a session.
    let secret = links.key.name(Purpose::Session, &ctx.rng.bytes::<32>());
    let session = Session {
        id: ctx.new_id(),
        territory: account.territory,
        account: account.id,
        secret_hash: links.key.name(Purpose::Lookup, secret.as_bytes()),
        way,
        agent: agent.to_owned(),
        identity_token,
        created_at: now,
        seen_at: now,
        expires_at: now + SESSION,
    };
    account_sessions::begin(tx, &session).await?;
    accounts::used(tx, account.id, now).await?;
    Ok(secret)
}

/// What is counted for one try.
pub(in crate::actions) struct Limits {
    here: Bucket,
    anywhere: Bucket,
    address: Option<Bucket>,
    now: DateTime<Utc>,
}

impl Limits {
    pub(in crate::actions) fn of(
        links: &LinkSigner,
        territory: TerritoryId,
        address: &str,
        from: Option<&str>,
        now: DateTime<Utc>,
    ) -> Self {
        let whom = format!("{territory} {address}");
        let bucket = |what: &str, whom: &str| Bucket::of_this_hour(&links.key, what, whom, now);
        Self {
            here: bucket("password here", &format!("{whom} {}", from.unwrap_or_default())),
            anywhere: bucket("password", &whom),
            address: from.map(|from| bucket("password from", from)),
            now,
        }
    }

    /// Counts one more, and says whether it is within the limits.
    async fn count(&self, ctx: &Context) -> Result<bool, AccountError> {
        let write = Write::begin(ctx, ctx.now()).await?;
        let tx = write.tx();
        let here = attempts::count(tx, &self.here.name, self.here.ends_at, self.now).await?;
        let anywhere = attempts::count(tx, &self.anywhere.name, self.anywhere.ends_at, self.now).await?;
        let from_address = match &self.address {
            Some(bucket) => attempts::count(tx, &bucket.name, bucket.ends_at, self.now).await?,
            None => 0,
        };
        write.commit(JournalEntry::several("count sign-in", Noun::Account), &()).await?;
        Ok(here <= TRIES_HERE && anywhere <= TRIES && from_address <= TRIES_FROM_ADDRESS)
    }

    /// Counts the account's tries from nothing again.
    async fn forget(&self, tx: &Tx) -> Result<(), AccountError> {
        attempts::forget(tx, &self.here.name).await?;
        attempts::forget(tx, &self.anywhere.name).await?;
        Ok(())
    }
}
