//! What stands around every page of the back office: where one is, where else one may go, who one is.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use domain::rights::Action;

use crate::text::{Catalogue, Key, TextError};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::SignedIn;
use crate::web::routes;

/// A part of the back office that has a place in its navigation.
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
    /// In the order of the navigation: each with its address, its name, and what one must be allowed to see it. A new
    /// part is a line here.
    const ALL: [(Self, &'static str, Key, Action); 6] = [
        (Self::Home, routes::OFFICE, Key("office-home"), Action::SeeHome),
        (Self::Desk, routes::DESK, Key("office-desk"), Action::SearchPersons),
        (Self::Board, routes::BOARD, Key("office-board"), Action::SeeBoard),
        (Self::Calls, routes::DESK_CALLS, Key("office-calls"), Action::SeeWorklist),
        (Self::Messages, routes::MESSAGES, Key("office-messages"), Action::SeeMessages),
        (Self::Accounts, routes::ACCOUNTS, Key("office-accounts"), Action::SeeAccounts),
    ];

    /// True when somebody has this part: a board is of a site, so that one of theirs is enough; the numbers of messages
    /// are enough for their page.
    fn is_open_to(self, signed_in: &SignedIn, action: Action) -> bool {
        let somewhere =
            || signed_in.actor.grants.iter().any(|grant| grant.is_fit() && grant.role.does(action));
        signed_in.may_here(action)
            || (self == Self::Board && somewhere())
            || (self == Self::Messages && signed_in.may_here(Action::SeeDeliveries))
    }
}

/// A way to another part.
pub struct Way {
    /// Its address.
    pub to: &'static str,
    /// Its name.
    pub name: String,
    /// True for the part that is shown.
    pub is_here: bool,
}

/// Around a page.
pub struct OfficeLayout {
    /// The words.
    pub text: &'static Catalogue,
    /// The territory; empty when nobody is signed in.
    pub territory: String,
    /// Who is signed in; empty when nobody is.
    pub who: String,
    /// Where else they may go.
    pub ways: Vec<Way>,
    /// Proves that a form is of this browser; empty where there is none.
    pub form: String,
    /// Scripts of the page, by their addresses.
    pub scripts: Vec<&'static str>,
    /// What those who can help must know before anything else: one sentence each.
    pub alarms: Vec<String>,
    /// Where more of it is told, to whom that is open.
    pub alarms_to: Option<&'static str>,
}

impl OfficeLayout {
    /// Around a page of somebody who is signed in.
    ///
    /// # Errors
    /// [`OfficeError::Broken`].
    pub fn around(signed_in: &SignedIn, current: Option<Tab>) -> Result<Self, OfficeError> {
        let text = Catalogue::french()?;
        let mut ways = Vec::new();
        for (tab, to, name, action) in Tab::ALL {
            if tab.is_open_to(signed_in, action) {
                ways.push(Way { to, name: text.get(name, &[])?, is_here: current == Some(tab) });
            }
        }
        let is_elsewhere = |way: &&Way| way.to == routes::MESSAGES && !way.is_here;
        let ways_to_messages = ways.iter().find(is_elsewhere).map(|way| way.to);
        Ok(Self {
            text,
            territory: signed_in.territory_name.clone(),
            who: signed_in.present.account.name.clone(),
            ways,
            form: signed_in.form().to_owned(),
            scripts: Vec::new(),
            alarms: Vec::new(),
            alarms_to: ways_to_messages,
        })
    }

    /// Around a page for somebody who is not signed in; `form` proves that what they send is of this browser.
    ///
    /// # Errors
    /// [`OfficeError::Broken`].
    pub fn outside(form: String) -> Result<Self, OfficeError> {
        let text = Catalogue::french()?;
        Ok(Self {
            text,
            territory: String::new(),
            who: String::new(),
            ways: Vec::new(),
            form,
            scripts: Vec::new(),
            alarms: Vec::new(),
            alarms_to: None,
        })
    }

    /// A word.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn say(&self, key: Key) -> Result<String, TextError> {
        self.text.get(key, &[])
    }
}

/// What is wrong with one field of a form, beside the field and in the summary.
pub struct Wrong {
    /// The field.
    pub field: &'static str,
    /// What is wrong and how to mend it.
    pub text: String,
}

/// Answers with a page of the back office.
///
/// # Errors
/// [`OfficeError::Broken`].
pub fn show(status: StatusCode, page: &impl Template) -> Result<Response, OfficeError> {
    Ok((status, Html(page.render()?)).into_response())
}
