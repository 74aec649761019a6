//! Whose session a cookie is of, and what they may do.

use chrono::Duration;
use domain::rights::Actor;

use crate::actions::accounts::error::AccountError;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::keys::Purpose;
use crate::store::account_sessions::{self, Session};
use crate::store::accounts::{self, Account, State};

/// How often it is recorded that a session is used.
const SEEN_EVERY: Duration = Duration::minutes(5);

/// Somebody who is signed in. No `Debug`: it holds the hash of their password.
#[derive(Clone)]
pub struct Present {
    /// What they may do.
    pub actor: Actor,
    /// Who.
    pub account: Account,
    /// Their session.
    pub session: Session,
}

/// Who has the secret `secret`; nobody when their session is over or their account closed. What they may do is read
/// anew each time, so a grant that is taken back is gone at the next page.
///
/// # Errors
/// [`AccountError::Store`].
pub async fn signed_in(ctx: &Context, secret: &str) -> Result<Option<Present>, AccountError> {
    let Some(links) = &ctx.links else { return Ok(None) };
    let (now, db) = (ctx.now(), ctx.db.read());
    let hash = links.key.name(Purpose::Lookup, secret.as_bytes());
    let Some(session) = account_sessions::find(db, &hash, now).await? else { return Ok(None) };
    let account = accounts::get(db, session.territory, session.account).await?;
    let Some(account) = account.filter(|account| account.state == State::Open) else { return Ok(None) };
    if now - session.seen_at >= SEEN_EVERY {
        let write = Write::begin(ctx, now).await?;
        account_sessions::seen(write.tx(), session.id, now).await?;
        write.commit(JournalEntry::of("use", Noun::Session, session.id), &()).await?;
    }
    let actor = Actor {
        account: Some(account.id),
        territory: account.territory,
        grants: account.grants.clone(),
        professional: account.professional,
    };
    Ok(Some(Present { actor, account, session }))
}
