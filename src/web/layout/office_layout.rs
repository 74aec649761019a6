//! The frame of every page of the back office: navigation, the member who is signed in, alarms.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use domain::rights::{AccessTarget, Action, Actor, may};

use crate::text::{Catalogue, Key, TextError};
use crate::web::layout::page::Failure;
use crate::web::routes;

/// An entry of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The first page.
    Home,
    /// One search box, and what follows from it.
    Desk,
    /// The board of the day.
    Board,
    /// Who was promised a call.
    Calls,
    /// What becomes of messages.
    Messages,
    /// Who may sign in.
    Accounts,
}

impl Tab {
    /// In the order of the navigation: address, name, and the right it needs. A new part is one line here.
    const ALL: [(Self, &'static str, Key, Action); 6] = [
        (Self::Home, routes::OFFICE, Key("office-home"), Action::SeeHome),
        (Self::Desk, routes::DESK, Key("office-desk"), Action::SearchBeneficiaries),
        (Self::Board, routes::BOARD, Key("office-board"), Action::SeeBoard),
        (Self::Calls, routes::DESK_CALLS, Key("office-calls"), Action::SeeCallbacks),
        (Self::Messages, routes::MESSAGES, Key("office-messages"), Action::SeeMessages),
        (Self::Accounts, routes::ACCOUNTS, Key("office-accounts"), Action::SeeAccounts),
    ];

    /// True when the actor may open this part. A board belongs to a site, so one site of theirs is enough; the right to
    /// see delivery figures is enough for the page of messages.
    fn is_open_to(self, actor: &Actor, action: Action) -> bool {
        let in_territory = |action| may(actor, action, &AccessTarget::of_territory(actor.territory));
        let somewhere = || actor.grants.iter().any(|grant| grant.is_valid() && grant.role.does(action));
        in_territory(action)
            || (self == Self::Board && somewhere())
            || (self == Self::Messages && in_territory(Action::SeeDeliveries))
    }
}

/// A link of the navigation.
pub struct NavigationLink {
    /// Its address.
    pub to: &'static str,
    /// Its name.
    pub name: String,
    /// True for the part that is shown.
    pub is_current: bool,
}

/// The member of the back office a page is for.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// What they may do.
    pub actor: &'a Actor,
    /// Their name.
    pub name: &'a str,
    /// The name of their territory.
    pub territory_name: &'a str,
    /// The proof that a form is of their session.
    pub form: &'a str,
}

/// The frame of a page of the back office: navigation, the member's name, alarms.
pub struct OfficeLayout {
    /// The catalogue.
    pub text: &'static Catalogue,
    /// The territory; empty when nobody is signed in.
    pub territory: String,
    /// Who is signed in; empty when nobody is.
    pub who: String,
    /// The navigation.
    pub links: Vec<NavigationLink>,
    /// Proves that a form is of this browser; empty where there is none.
    pub form: String,
    /// Scripts of the page, by their addresses.
    pub scripts: Vec<&'static str>,
    /// Alarms shown above the page, one sentence each.
    pub alarms: Vec<String>,
    /// The page that says more about the alarms, when it is open to the member.
    pub alarms_to: Option<&'static str>,
}

impl OfficeLayout {
    /// The frame for a member who is signed in; `current` is the tab the page belongs to.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn signed_in(member: &Member<'_>, current: Option<Tab>) -> Result<Self, Failure> {
        let text = Catalogue::french()?;
        let mut links = Vec::new();
        for (tab, to, name, action) in Tab::ALL {
            if tab.is_open_to(member.actor, action) {
                links.push(NavigationLink {
                    to,
                    name: text.get(name, &[])?,
                    is_current: current == Some(tab),
                });
            }
        }
        let is_elsewhere = |link: &&NavigationLink| link.to == routes::MESSAGES && !link.is_current;
        let link_to_messages = links.iter().find(is_elsewhere).map(|link| link.to);
        Ok(Self {
            text,
            territory: member.territory_name.to_owned(),
            who: member.name.to_owned(),
            links,
            form: member.form.to_owned(),
            scripts: Vec::new(),
            alarms: Vec::new(),
            alarms_to: link_to_messages,
        })
    }

    /// The frame for somebody who is not signed in; `form` proves that what they send comes from this browser.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn outside(form: String) -> Result<Self, Failure> {
        let text = Catalogue::french()?;
        Ok(Self {
            text,
            territory: String::new(),
            who: String::new(),
            links: Vec::new(),
            form,
            scripts: Vec::new(),
            alarms: Vec::new(),
            alarms_to: None,
        })
    }

    /// The text of a key.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn say(&self, key: Key) -> Result<String, TextError> {
        self.text.get(key, &[])
    }
}

/// Answers with a page of the back office.
///
/// # Errors
/// [`Failure`].
pub fn show(status: StatusCode, page: &impl Template) -> Result<Response, Failure> {
    Ok((status, Html(page.render()?)).into_response())
}
