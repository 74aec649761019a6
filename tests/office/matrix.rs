//! Every route of the back office against every role: who is let in, who is told that they may not, from whom it is
//! hidden. The routes are the program's own list, so one without a line here fails.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use domain::ids::AccountId;
use domain::rights::{Grant, Role};
use unisson::web;

use super::accounts::{organisation, partners};
use super::people::{PASSWORD, account, at_work, browser};
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::{Browser, Page};
use crate::support::database::TestDb;

both_databases![every_route_is_open_to_those_who_may_and_to_nobody_else];

/// What a route is to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    /// They are let in: whatever is answered, it is not about rights.
    Opens,
    /// They are told that their account does not allow it.
    Refuses,
    /// It is not there.
    Hides,
    /// They must sign in first.
    AsksWho,
}

use To::{AsksWho, Hides, Opens, Refuses};

/// The columns: the shared desk; the desk of the département; the desk of the mission locale, which does not serve the
/// person asked for; a professional who receives them; a manager of the département; a manager of the mission locale; the
/// manager of the territory; an auditor; nobody.
const ROLES: [&str; 9] =
    ["desk", "dep-desk", "ml-desk", "pro", "dep-boss", "ml-boss", "boss", "audit", "nobody"];

/// What is sent: fields that are taken when somebody may, and that change as little as possible.
type Fields = &'static [(&'static str, &'static str)];
/// A route, what is sent to it, and what it is to each of [`ROLES`].
type Row = (&'static str, &'static str, Fields, [To; 9]);

/// Everybody, signed in or not.
const ALL: [To; 9] = [Opens; 9];
/// Everybody who is signed in.
const SIGNED_IN: [To; 9] = [Opens, Opens, Opens, Opens, Opens, Opens, Opens, Opens, AsksWho];
/// Whoever sees accounts.
const ACCOUNTS: [To; 9] = [Refuses, Refuses, Refuses, Refuses, Opens, Opens, Opens, Opens, AsksWho];
/// Whoever makes accounts.
const MAKE: [To; 9] = [Refuses, Refuses, Refuses, Refuses, Opens, Opens, Opens, Refuses, AsksWho];
/// Whoever sees an account of the département.
const SEE_ONE: [To; 9] = [Refuses, Refuses, Refuses, Refuses, Opens, Hides, Opens, Opens, AsksWho];
/// Whoever manages an account of the département.
const MANAGE: [To; 9] = [Refuses, Refuses, Refuses, Refuses, Opens, Hides, Opens, Refuses, AsksWho];

/// A role that the form of an account names, which everybody who manages any account may give: within the organisation
/// that `{own}` stands for.
const ROWS: &[Row] = &[
    ("GET", "/sign-in", &[], ALL),
    ("POST", "/sign-in", &[("email", "x@territoire.example"), ("password", "x")], ALL),
    ("POST", "/sign-out", &[], ALL),
    ("GET", "/sign-in/link/{token}", &[], [Hides; 9]),
    ("POST", "/sign-in/link/{token}", &[], [Hides; 9]),
    ("GET", "/sign-in/forgotten", &[], ALL),
    ("POST", "/sign-in/forgotten", &[("email", "x@territoire.example")], ALL),
    ("GET", "/sign-in/sso", &[], [Hides; 9]),
    ("GET", "/sign-in/sso/back", &[], [Hides; 9]),
    ("GET", "/office", &[], SIGNED_IN),
    ("GET", "/office/sessions", &[], SIGNED_IN),
    ("POST", "/office/sessions/end", &[("which", "others")], SIGNED_IN),
    ("GET", "/office/password", &[], SIGNED_IN),
    ("POST", "/office/password", &[("password", "x"), ("again", "y")], SIGNED_IN),
    ("GET", "/office/accounts", &[], ACCOUNTS),
    (
        "POST",
        "/office/accounts",
        &[
            ("role", "receptionist"),
            ("organisation", "{own}"),
            ("name", ""),
            ("email", "x@territoire.example"),
        ],
        MAKE,
    ),
    ("GET", "/office/accounts/{account}", &[], SEE_ONE),
    (
        "POST",
        "/office/accounts/{account}/give",
        &[("role", "receptionist"), ("organisation", "{own}")],
        MANAGE,
    ),
    (
        "POST",
        "/office/accounts/{account}/take",
        &[("role", "receptionist"), ("organisation", "{dep}")],
        MANAGE,
    ),
    ("POST", "/office/accounts/{account}/manage", &[("do", "end")], MANAGE),
];

/// Everything a row may name.
struct Town {
    app: App,
    words: BTreeMap<&'static str, String>,
}

impl Town {
    async fn of(db: &TestDb) -> Self {
        let app = db.app(partners()).await;
        let dep = organisation(&app, "dep").await;
        let words = BTreeMap::from([
            ("token", "aaaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned()),
            ("dep", dep.to_string()),
            ("ml", organisation(&app, "ml").await.to_string()),
        ]);
        Self { app, words }
    }

    /// Somebody of each column, at a browser of their own.
    async fn people(&self) -> Vec<Browser> {
        let app = &self.app;
        let (dep, ml) = (organisation(app, "dep").await, organisation(app, "ml").await);
        let mut people = Vec::new();
        for (number, name) in (1..).zip(ROLES) {
            let (role, organisation) = match name {
                "dep-desk" => (Role::Receptionist, Some(dep)),
                "ml-desk" => (Role::Receptionist, Some(ml)),
                "pro" => (Role::Professional, None),
                "dep-boss" => (Role::OrganisationManager, Some(dep)),
                "ml-boss" => (Role::OrganisationManager, Some(ml)),
                "boss" => (Role::TerritoryManager, None),
                "audit" => (Role::Auditor, None),
                _ => (Role::Receptionist, None),
            };
            let grant = Grant::new(role, organisation, None).unwrap();
            people.push(match name {
                "nobody" => {
                    let mut nobody = browser(app, number);
                    nobody.asks("/sign-in").await;
                    nobody
                }
                name => at_work(app, name, grant, number).await,
            });
        }
        people
    }

    /// An account of the département with two roles, for each try a new one.
    async fn target(&self, number: usize) -> AccountId {
        let dep = organisation(&self.app, "dep").await;
        let grant = Grant::new(Role::Receptionist, Some(dep), None).unwrap();
        account(&self.app, &format!("target-{number}"), grant).await
    }

    fn fill(&self, text: &str, own: &str) -> String {
        let mut text = text.replace("{own}", &self.words[own]);
        for (name, value) in &self.words {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

fn outcome(page: &Page) -> To {
    let to_door = page.headers.get("location").is_some_and(|to| {
        to.to_str().unwrap().starts_with("/sign-in?next=") || to.to_str().unwrap() == "/sign-in"
    });
    match page.status {
        StatusCode::SEE_OTHER if to_door => AsksWho,
        StatusCode::UNAUTHORIZED => AsksWho,
        StatusCode::FORBIDDEN => Refuses,
        StatusCode::NOT_FOUND => Hides,
        status => {
            assert!(!status.is_server_error(), "{}: {status}", page.path);
            Opens
        }
    }
}

async fn every_route_is_open_to_those_who_may_and_to_nobody_else(db: &TestDb) {
    let doors: BTreeSet<(String, &str)> =
        web::office_doors().into_iter().map(|(method, path)| (method.to_string(), path)).collect();
    let known: BTreeSet<(String, &str)> =
        ROWS.iter().map(|(method, path, ..)| ((*method).to_owned(), *path)).collect();
    assert_eq!(known, doors, "each route has a line here");
    let town = Town::of(db).await;
    let mut people = town.people().await;
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (method, path, fields, expected) in ROWS {
        for (column, person) in people.iter_mut().enumerate() {
            tried += 1;
            let role = ROLES[column];
            let own = if role.starts_with("ml") { "ml" } else { "dep" };
            let mut path = town.fill(path, own);
            if path.contains("{account}") {
                path = path.replace("{account}", &town.target(tried).await.to_string());
            }
            let page = if *method == Method::GET.as_str() {
                person.asks(&path).await
            } else {
                let form = person.proof();
                let fields: Vec<(&str, String)> =
                    fields.iter().map(|(name, value)| (*name, town.fill(value, own))).collect();
                let mut sent: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                sent.push(("form", &form));
                person.posts_only(&path, &sent).await
            };
            let found = outcome(&page);
            if found != expected[column] {
                wrong.push(format!("{method} {path} as {role}: {found:?}, not {:?}", expected[column]));
            }
            if page.path == "/sign-out" && role != "nobody" {
                super::people::tries(person, role, PASSWORD).await;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
