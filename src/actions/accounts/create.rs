//! Creates an account: somebody may sign in once they have set a password.

use domain::contact;
use domain::ids::{AccountId, ResourceId, TerritoryId};
use domain::rights::{Grant, Role};

use crate::actions::accounts::error::AccountError;
use crate::actions::accounts::fault::AccountFault;
use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::accounts::{self, Account, State};
use crate::store::{UniqueKey, professionals};

/// Most characters of a name.
const LONGEST_NAME: usize = 100;

/// A new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// Mail address.
    pub email: String,
    /// Name on screens.
    pub name: String,
    /// What they may do at first.
    pub grant: Grant,
    /// Whose agenda is theirs.
    pub professional: Option<ResourceId>,
}

/// Makes an account without a password.
///
/// # Errors
/// [`AccountFault::NotAnAddress`], [`AccountFault::NotAName`], [`AccountFault::EmailTaken`]; [`AccountFault::GrantUnfit`] for a grant that no
/// account holds, or of a professional without an agenda; [`AccountError::NotFound`] for a professional of elsewhere;
/// [`AccountError::Store`].
pub async fn create_account(
    ctx: &Context,
    territory: TerritoryId,
    new: &NewAccount,
    by: Option<AccountId>,
) -> Result<AccountId, AccountError> {
    let email = email(&new.email).ok_or(AccountFault::NotAnAddress)?;
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(AccountFault::NotAName.into());
    }
    check(&new.grant, new.professional)?;
    let now = ctx.now();
    let account = Account {
        id: AccountId(ctx.new_id()),
        territory,
        email,
        name,
        password_hash: None,
        professional: new.professional,
        state: State::Open,
        created_at: now,
        used_at: None,
        grants: Vec::new(),
    };
    let write = Write::begin(ctx, now).await?;
    let tx = write.tx();
    if let Some(professional) = new.professional {
        let known = professionals::professionals(tx, territory).await?;
        if !known.iter().any(|known| known.id == professional) {
            return Err(AccountError::NotFound(Noun::Professional));
        }
    }
    match accounts::insert(tx, &account).await {
        Err(error) if error.unique_key() == Some(UniqueKey::AccountEmail) => {
            return Err(AccountFault::EmailTaken.into());
        }
        other => other?,
    }
    accounts::give(tx, territory, account.id, &new.grant, by, now).await?;
    write.commit(JournalEntry::of("create", Noun::Account, account.id.0), &()).await?;
    Ok(account.id)
}

/// The address as it is stored and looked for; `None` when it is none.
pub(in crate::actions) fn email(text: &str) -> Option<String> {
    let email = text.trim().to_lowercase();
    contact::is_email(&email).then_some(email)
}

/// Refuses a grant that an account cannot hold.
pub(in crate::actions) fn check(grant: &Grant, professional: Option<ResourceId>) -> Result<(), AccountFault> {
    Grant::new(grant.role, grant.organisation, grant.site)
        .map_err(|unfit| AccountFault::GrantUnfit(unfit.to_string()))?;
    match grant.role {
        Role::System => Err(AccountFault::GrantUnfit(
            "the role system is the service's own: no account holds it".to_owned(),
        )),
        Role::Professional if professional.is_none() => {
            Err(AccountFault::GrantUnfit("a professional needs an agenda: name the professional".to_owned()))
        }
        _ => Ok(()),
    }
}
