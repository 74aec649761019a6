//! One account: what it may do, where it is signed in, and what can be done about it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::AccountId;
use domain::rights::{AccessTarget, Action, Grant, may};
use domain::zone;
use serde::Deserialize;

use crate::actions::{self, AccountError};
use crate::store::account_links::LinkMailState;
use crate::store::account_sessions;
use crate::store::accounts::{self, Account, State as AccountState};
use crate::text::{Arg, Key, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::form::PostedForm;
use crate::web::extract::office_session::{OfficeForm, SignedIn};
use crate::web::layout::form::FormState;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::office::accounts::{state, thing};
use crate::web::pages::office::answer::show as show_page;
use crate::web::pages::office::choices::{
    AccountField, Choices, WrongField, chosen, fault_key, must_give, reject,
};
use crate::web::pages::office::roles::Names;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/office/account.html")]
struct Page {
    layout: OfficeLayout,
    form: FormState<AccountField>,
    notice: Option<String>,
    to: String,
    name: String,
    email: String,
    state: String,
    mark: &'static str,
    is_open: bool,
    roles: Vec<Held>,
    sessions: Vec<String>,
    /// The lists for one more role; none for members who may only look.
    choices: Option<Choices>,
}

/// A grant that is held.
struct Held {
    said: String,
    role: &'static str,
    organisation: String,
    site: String,
    may_take: bool,
}

/// What the address says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AccountQuery {
    after: String,
}

/// The account of an address, when `signed_in` may see it. The answer is the same as for an account that does not
/// exist, so that an address does not reveal one.
async fn find(app: &App, signed_in: &SignedIn, id: &str) -> Result<Account, OfficeError> {
    let id: AccountId = id.parse().map_err(|_| OfficeError::Missing)?;
    let account = accounts::get(app.ctx.db.read(), signed_in.actor.territory, id).await?;
    let account = account.ok_or(OfficeError::Missing)?;
    signed_in.must(Action::SeeAccounts, &thing(&account))?;
    Ok(account)
}

/// As [`find`], for members who may change it as well.
async fn find_to_manage(app: &App, signed_in: &SignedIn, id: &str) -> Result<Account, OfficeError> {
    let account = find(app, signed_in, id).await?;
    if may(&signed_in.actor, Action::ManageAccount, &thing(&account)) {
        Ok(account)
    } else {
        Err(OfficeError::NotAllowed)
    }
}

/// Shows it.
///
/// # Errors
/// [`OfficeError`].
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<AccountQuery>,
    signed_in: SignedIn,
) -> Result<Response, OfficeError> {
    let account = find(&app, &signed_in, &id).await?;
    let notice = match asked.after.as_str() {
        "made" => Some(Key("account-made")),
        "link" => Some(Key("account-link-sent")),
        _ => None,
    };
    show_page(StatusCode::OK, &page(&app, &signed_in, &account, notice, None, None).await?)
}

/// Gives one more role.
///
/// # Errors
/// [`OfficeError`].
pub async fn give(
    State(app): State<App>,
    Path(id): Path<String>,
    signed_in: SignedIn,
    OfficeForm(form): OfficeForm,
) -> Result<Response, OfficeError> {
    let account = find_to_manage(&app, &signed_in, &id).await?;
    let wrong = match chosen(&app, &signed_in, &form).await? {
        Ok((grant, professional)) => {
            must_give(&app, &signed_in, grant, professional).await?;
            let (territory, by) = (account.territory, signed_in.actor.account);
            match actions::give_grant(&app.ctx, territory, account.id, &grant, professional, by).await {
                Ok(()) => return Ok(Redirect::to(&routes::account(account.id)).into_response()),
                Err(AccountError::Refused(fault)) => fault_key(&fault),
                Err(other) => return Err(other.into()),
            }
        }
        Err(wrong) => wrong,
    };
    refused(&app, &signed_in, &account, wrong, Some(&form)).await
}

/// Takes a role back.
///
/// # Errors
/// [`OfficeError`].
pub async fn take(
    State(app): State<App>,
    Path(id): Path<String>,
    signed_in: SignedIn,
    OfficeForm(form): OfficeForm,
) -> Result<Response, OfficeError> {
    let account = find_to_manage(&app, &signed_in, &id).await?;
    let is_it = |grant: &&Grant| {
        let held = held_words(grant);
        held.0 == form.one("role") && held.1 == form.one("organisation") && held.2 == form.one("site")
    };
    let grant = *account.grants.iter().find(is_it).ok_or(OfficeError::Missing)?;
    signed_in.must(Action::GiveGrant, &AccessTarget::grant(account.territory, grant))?;
    let taken = actions::take_grant(&app.ctx, account.territory, account.id, &grant).await;
    settled(&app, &signed_in, &account, taken, None).await
}

/// Closes it, opens it again, sends a link, or ends its sessions: what the button says.
///
/// # Errors
/// [`OfficeError`].
pub async fn manage(
    State(app): State<App>,
    Path(id): Path<String>,
    signed_in: SignedIn,
    OfficeForm(form): OfficeForm,
) -> Result<Response, OfficeError> {
    let account = find_to_manage(&app, &signed_in, &id).await?;
    let (ctx, territory, id) = (&app.ctx, account.territory, account.id);
    let (done, after) = match form.one("do") {
        "close" => (actions::close_account(ctx, territory, id).await, None),
        "open" => (actions::open_account(ctx, territory, id).await, None),
        "link" => (
            actions::link_password(ctx, territory, id, LinkMailState::Planned).await.map(|_| ()),
            Some("link"),
        ),
        "end" => (actions::revoke_sessions(ctx, id, None).await.map(|_| ()), None),
        _ => return Err(OfficeError::Missing),
    };
    settled(&app, &signed_in, &account, done, after).await
}

async fn settled(
    app: &App,
    signed_in: &SignedIn,
    account: &Account,
    done: Result<(), AccountError>,
    after: Option<&str>,
) -> Result<Response, OfficeError> {
    match done {
        Ok(()) => {
            let mut to = routes::account(account.id);
            if let Some(after) = after {
                to = format!("{to}?after={after}");
            }
            Ok(Redirect::to(&to).into_response())
        }
        Err(AccountError::Refused(fault)) => refused(app, signed_in, account, fault_key(&fault), None).await,
        Err(other) => Err(other.into()),
    }
}

async fn refused(
    app: &App,
    signed_in: &SignedIn,
    account: &Account,
    wrong: WrongField,
    posted: Option<&PostedForm>,
) -> Result<Response, OfficeError> {
    let page = page(app, signed_in, account, None, Some(wrong), posted).await?;
    show_page(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Role and circle as the form of a button holds them.
fn held_words(grant: &Grant) -> (&'static str, String, String) {
    let organisation = grant.organisation.map(|id| id.to_string()).unwrap_or_default();
    (grant.role.word(), organisation, grant.site.map(|id| id.to_string()).unwrap_or_default())
}

async fn page(
    app: &App,
    signed_in: &SignedIn,
    account: &Account,
    notice: Option<Key>,
    wrong: Option<WrongField>,
    posted: Option<&PostedForm>,
) -> Result<Page, OfficeError> {
    let layout = signed_in.layout(Some(Tab::Accounts))?;
    let names = Names::read(app, account.territory).await?;
    let manages = may(&signed_in.actor, Action::ManageAccount, &thing(account));
    let mut roles = Vec::new();
    for grant in &account.grants {
        let (role, organisation, site) = held_words(grant);
        let gives = may(&signed_in.actor, Action::GiveGrant, &AccessTarget::grant(account.territory, *grant));
        let said = names.say(grant, layout.text)?;
        roles.push(Held { said, role, organisation, site, may_take: manages && gives });
    }
    let all = account_sessions::of_account(app.ctx.db.read(), account.territory, account.id, app.ctx.now());
    let mut sessions = Vec::new();
    for session in all.await? {
        let at = dates::long(zone::to_local(names.zone(), session.seen_at));
        let seen = layout.text.get(Key("sessions-seen"), &[("at", Arg::from(&at))])?;
        let agent =
            if session.agent.is_empty() { layout.say(Key("sessions-unknown"))? } else { session.agent };
        sessions.push(format!("{agent}. {seen}"));
    }
    let choices = if manages { Some(Choices::of(app, signed_in, posted).await?) } else { None };
    let notice =
        notice.map(|key| layout.text.get(key, &[("email", Arg::from(&account.email))])).transpose()?;
    let mut form = FormState::default();
    if let Some(wrong) = wrong {
        reject(&mut form, wrong)?;
    }
    let (state, mark) = state(account);
    Ok(Page {
        state: layout.say(state)?,
        layout,
        form,
        notice,
        to: routes::account(account.id),
        name: account.name.clone(),
        email: account.email.clone(),
        mark,
        is_open: account.state == AccountState::Open,
        roles,
        sessions,
        choices,
    })
}
