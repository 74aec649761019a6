//! Accounts of the back office, and their browsers.

use domain::ids::AccountId;
use domain::rights::{Grant, Role};
use unisson::actions::{self, NewAccount};
use unisson::keys::password_path;
use unisson::store::account_links::LinkMailState;
use unisson::web::HOME;

use crate::support::app::App;
use crate::support::browser::{Browser, Page, pages};

/// A password that may be one.
pub const PASSWORD: &str = "tortue bleue qui nage";

/// An account with a password.
pub async fn account(app: &App, name: &str, grant: Grant) -> AccountId {
    let id = invited(app, name, grant).await;
    sets_password(app, id, PASSWORD).await;
    id
}

/// An account without one.
pub async fn invited(app: &App, name: &str, grant: Grant) -> AccountId {
    let professional = (grant.role == Role::Professional).then(|| app.resource("s-1"));
    let new = NewAccount { email: address(name), name: name.to_owned(), grant, professional };
    actions::create_account(&app.ctx, app.territory, &new, None).await.unwrap()
}

/// The address of somebody.
pub fn address(name: &str) -> String {
    format!("{name}@territoire.example")
}

/// The path of a new link for a password.
pub async fn link(app: &App, id: AccountId) -> String {
    password_path(&actions::link_password(&app.ctx, app.territory, id, LinkMailState::None).await.unwrap())
}

/// Sets a password by a link.
pub async fn sets_password(app: &App, id: AccountId, password: &str) {
    let token = actions::link_password(&app.ctx, app.territory, id, LinkMailState::None).await.unwrap();
    actions::set_password(&app.ctx, &token, password).await.unwrap();
}

/// A browser without a session.
pub fn browser(app: &App, number: u16) -> Browser {
    Browser::new(&pages(app), number)
}

/// Tries to sign in from the sign-in page.
pub async fn tries(browser: &mut Browser, name: &str, password: &str) -> Page {
    let door = browser.asks("/sign-in").await;
    browser.fills(&door, "/sign-in", &[("email", &address(name)), ("password", password)]).await
}

/// A browser in which an account is signed in.
pub async fn at_work(app: &App, name: &str, grant: Grant, number: u16) -> Browser {
    account(app, name, grant).await;
    let mut browser = browser(app, number);
    let page = tries(&mut browser, name, PASSWORD).await;
    assert_ne!(page.path, HOME);
    assert_eq!(page.heading(), "Aujourd'hui", "{}", page.words());
    browser
}
