//! Accounts: the list, and a new one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::rights::{AccessTarget, Action, TargetKind, may};
use domain::zone;

use crate::actions::{self, AccountError, NewAccount};
use crate::store::account_links::LinkMailState;
use crate::store::accounts::{self, Account, State as AccountState};
use crate::text::{Arg, Key, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::form::PostedForm;
use crate::web::extract::office_session::{OfficeForm, SignedIn};
use crate::web::layout::form::FormState;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::office::answer::show as show_page;
use crate::web::pages::office::choices::{AccountField, Choices, chosen, fault_key, must_give, reject};
use crate::web::pages::office::roles::Names;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/office/accounts.html")]
struct Page {
    layout: OfficeLayout,
    lines: Vec<AccountLine>,
    form: FormState<AccountField>,
    /// The lists of the form of a new account; none for members who may not create one.
    choices: Option<Choices>,
}

/// One account.
struct AccountLine {
    to: String,
    name: String,
    email: String,
    roles: Vec<String>,
    state: String,
    mark: &'static str,
    used: String,
}

/// An account as a thing of the rights.
pub fn thing(account: &Account) -> AccessTarget {
    AccessTarget {
        territory: account.territory,
        kind: TargetKind::Account { account: account.id, grants: account.grants.clone() },
    }
}

/// Lists them.
///
/// # Errors
/// [`OfficeError`].
pub async fn show(State(app): State<App>, signed_in: SignedIn) -> Result<Response, OfficeError> {
    signed_in.must_here(Action::SeeAccounts)?;
    show_page(StatusCode::OK, &page(&app, &signed_in, FormState::default(), None).await?)
}

/// Makes an account and sends it a link for its password.
///
/// # Errors
/// [`OfficeError`].
pub async fn add(
    State(app): State<App>,
    signed_in: SignedIn,
    OfficeForm(form): OfficeForm,
) -> Result<Response, OfficeError> {
    signed_in.must_here(Action::AddAccount)?;
    let territory = signed_in.actor.territory;
    let given = chosen(&app, &signed_in, &form).await?;
    let wrong = match given {
        Ok((grant, professional)) => {
            must_give(&app, &signed_in, grant, professional).await?;
            let (name, email) = (form.one("name").to_owned(), form.one("email").to_owned());
            let new = NewAccount { email, name, grant, professional };
            match actions::create_account(&app.ctx, territory, &new, signed_in.actor.account).await {
                Ok(id) => {
                    actions::link_password(&app.ctx, territory, id, LinkMailState::Planned).await?;
                    let to = format!("{}?after=made", routes::account(id));
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(AccountError::Refused(fault)) => fault_key(&fault),
                Err(other) => return Err(other.into()),
            }
        }
        Err(wrong) => wrong,
    };
    let mut state = form.state();
    reject(&mut state, wrong)?;
    let page = page(&app, &signed_in, state, Some(&form)).await?;
    show_page(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn page(
    app: &App,
    signed_in: &SignedIn,
    form: FormState<AccountField>,
    posted: Option<&PostedForm>,
) -> Result<Page, OfficeError> {
    let territory = signed_in.actor.territory;
    let layout = signed_in.layout(Some(Tab::Accounts))?;
    let names = Names::read(app, territory).await?;
    let mut lines = Vec::new();
    for account in accounts::list(app.ctx.db.read(), territory).await? {
        if may(&signed_in.actor, Action::SeeAccounts, &thing(&account)) {
            lines.push(line(&account, &names, &layout)?);
        }
    }
    let choices = if signed_in.may_here(Action::AddAccount) {
        Some(Choices::of(app, signed_in, posted).await?)
    } else {
        None
    };
    Ok(Page { layout, lines, form, choices })
}

fn line(account: &Account, names: &Names, layout: &OfficeLayout) -> Result<AccountLine, OfficeError> {
    let (state, mark) = state(account);
    let used = match account.used_at {
        Some(at) => {
            let at = dates::day_long(zone::to_local(names.zone(), at).date());
            layout.text.get(Key("account-used"), &[("at", Arg::from(&at))])?
        }
        None => layout.say(Key("account-never-used"))?,
    };
    Ok(AccountLine {
        to: routes::account(account.id),
        name: account.name.clone(),
        email: account.email.clone(),
        roles: account.grants.iter().map(|grant| names.say(grant, layout.text)).collect::<Result<_, _>>()?,
        state: layout.say(state)?,
        mark,
        used,
    })
}

/// What an account is at the moment, and the look of it.
pub fn state(account: &Account) -> (Key, &'static str) {
    match (account.state, &account.password_hash, account.used_at) {
        (AccountState::Closed, ..) => (Key("account-closed"), "off"),
        (AccountState::Open, None, None) => (Key("account-waiting"), "warn"),
        (AccountState::Open, ..) => (Key("account-open"), ""),
    }
}
