//! Every route of the back office against every role: who may open it, who gets a refusal, from whom it is
//! hidden. The routes are the program's own list, so one without a line here fails.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use domain::ids::{AccountId, AppointmentId};
use domain::rights::{Grant, Role};
use domain::territory_document::ReferralSpec;
use domain::time::HalfDay;
use unisson::actions;
use unisson::store::{callbacks, messages};
use unisson::web;

use super::accounts::{organisation, partners};
use super::staff::{PASSWORD, at_work, browser, invited};
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
    /// A refusal: their account does not allow it.
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
const SEE_ONE: [To; 9] = [Hides, Hides, Hides, Hides, Opens, Hides, Opens, Opens, AsksWho];
/// Whoever manages an account of the département.
const MANAGE: [To; 9] = [Hides, Hides, Hides, Hides, Opens, Hides, Opens, Refuses, AsksWho];

/// Whoever looks for persons.
const SEARCH: [To; 9] = [Opens, Opens, Opens, Opens, Opens, Opens, Opens, Refuses, AsksWho];
/// Whoever enters persons.
const ENTER: [To; 9] = [Opens, Opens, Opens, Refuses, Opens, Opens, Opens, Refuses, AsksWho];
/// Whoever serves a person of the département.
const SERVE: [To; 9] = [Opens, Opens, Hides, Opens, Opens, Hides, Opens, Hides, AsksWho];
/// As [`SERVE`], for what professionals leave to the desk.
const SERVE_AT_DESK: [To; 9] = [Opens, Opens, Hides, Hides, Opens, Hides, Opens, Hides, AsksWho];
/// Whoever sees boards.
const BOARD: [To; 9] = [Opens, Opens, Opens, Hides, Opens, Opens, Opens, Hides, AsksWho];
/// Whoever keeps the list of calls.
const CALLS: [To; 9] = [Opens, Opens, Opens, Refuses, Opens, Opens, Opens, Refuses, AsksWho];

/// Whoever sees messages, or how many there are.
const MESSAGES: [To; 9] = [Opens, Opens, Opens, Refuses, Opens, Opens, Opens, Opens, AsksWho];
/// Whoever gives up messages about a person of the département.
const GIVE_UP: [To; 9] = [Hides, Hides, Hides, Hides, Opens, Hides, Opens, Hides, AsksWho];

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
    ("GET", "/office/messages", &[], MESSAGES),
    ("POST", "/office/messages/{message}/retry", &[], SERVE_AT_DESK),
    ("POST", "/office/messages/{message}/drop", &[("why", "nonsense")], GIVE_UP),
    ("GET", "/desk", &[], SEARCH),
    ("GET", "/desk/new", &[], ENTER),
    ("POST", "/desk/new", &[("given", ""), ("family", "")], ENTER),
    ("GET", "/desk/person/{person}", &[], SERVE),
    ("POST", "/desk/person/{person}/contact", &[("phone", "nonsense")], SERVE),
    (
        "POST",
        "/desk/person/{person}/referral",
        &[],
        [Opens, Opens, Hides, Refuses, Opens, Hides, Opens, Hides, AsksWho],
    ),
    ("GET", "/desk/person/{person}/earliest", &[], SERVE),
    ("GET", "/desk/person/{person}/today", &[], SERVE),
    ("POST", "/desk/person/{person}/today", &[("choice", "nonsense")], SERVE),
    ("GET", "/desk/person/{person}/merge", &[("with", "{other}")], SERVE_AT_DESK),
    ("POST", "/desk/person/{person}/merge", &[("with", "{other}"), ("keep", "nonsense")], SERVE_AT_DESK),
    ("POST", "/desk/person/{person}/needs", &[], SERVE),
    ("POST", "/desk/person/{person}/book", &[("choice", "nonsense")], SERVE),
    ("POST", "/desk/person/{person}/hold", &[("choice", "nonsense")], SERVE),
    ("POST", "/desk/person/{person}/confirm", &[("hold", "nonsense")], SERVE),
    ("POST", "/desk/person/{person}/release", &[("hold", "nonsense")], SERVE),
    ("POST", "/desk/person/{person}/move", &[("move", "{appointment}"), ("choice", "nonsense")], SERVE),
    ("POST", "/desk/person/{person}/step", &[("appointment", "{appointment}"), ("step", "nonsense")], SERVE),
    (
        "POST",
        "/desk/person/{person}/close",
        &[("referral", "{referral}"), ("why", "nonsense")],
        SERVE_AT_DESK,
    ),
    ("POST", "/desk/person/{person}/cancel", &[("appointment", "{appointment}"), ("why", "asked")], SERVE),
    ("POST", "/desk/person/{person}/check", &[("field", "nonsense")], SERVE),
    ("GET", "/desk/to-check", &[], CALLS),
    ("POST", "/desk/undo", &[("appointment", "{appointment}"), ("back", "/desk")], SERVE),
    ("GET", "/desk/calls", &[], CALLS),
    ("POST", "/desk/calls", &[("call", "{call}")], SERVE_AT_DESK),
    ("GET", "/desk/board", &[], BOARD),
    ("POST", "/desk/board", &[("appointment", "{appointment}"), ("step", "arrive")], SERVE_AT_DESK),
    ("GET", "/desk/board/print", &[], BOARD),
    ("GET", "/desk/board/live", &[], BOARD),
];

/// Persons who may be merged or called: as many as there are tries of the routes that do.
const TWINS: usize = 40;

/// Everything a row may name.
struct Town {
    app: App,
    words: BTreeMap<&'static str, String>,
}

impl Town {
    async fn of(db: &TestDb) -> Self {
        let served = |referral: &mut ReferralSpec| {
            referral.organisation = Some("dep".to_owned());
            referral.referent = Some("s-1".to_owned());
        };
        // A person who is merged is gone: one for each try.
        let draft = (0..TWINS).fold(partners().referral("mine", served), |draft, number| {
            draft.referral(&format!("twin-{number}"), served)
        });
        let app = db.app(draft).await;
        let client = app.client("mine");
        let booked = client.books_the_earliest().await;
        let referral = client.referral().await;
        let about = messages::about(app.ctx.db.read(), app.territory, booked.appointment).await.unwrap();
        let words = BTreeMap::from([
            ("message", about[0].id.to_string()),
            ("token", "aaaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned()),
            ("dep", organisation(&app, "dep").await.to_string()),
            ("ml", organisation(&app, "ml").await.to_string()),
            ("person", referral.beneficiary.to_string()),
            ("referral", referral.id.to_string()),
            ("appointment", booked.appointment.to_string()),
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
        invited(&self.app, &format!("target-{number}"), grant).await
    }

    /// A person for each try, who was promised a call.
    async fn other(&self, number: usize) -> [(&'static str, String); 2] {
        let (app, key) = (&self.app, format!("twin-{}", number % TWINS));
        let other = app.client(&key).referral().await;
        actions::request_callback(&app.ctx, app.territory, other.id, HalfDay::Morning).await.unwrap();
        let calls = callbacks::open(app.ctx.db.read(), app.territory).await.unwrap();
        let call = calls.iter().find(|call| call.referral == other.id).unwrap();
        [("{other}", other.beneficiary.to_string()), ("{call}", call.id.to_string())]
    }

    /// The appointment stands again, when somebody has called it off.
    async fn restores(&self) {
        let id: AppointmentId = self.words["appointment"].parse().unwrap();
        let _ = actions::undo(&self.app.ctx, self.app.territory, id).await;
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
    let routes: BTreeSet<(String, &str)> =
        web::office_routes().into_iter().map(|(method, path)| (method.to_string(), path)).collect();
    let known: BTreeSet<(String, &str)> =
        ROWS.iter().map(|(method, path, ..)| ((*method).to_owned(), *path)).collect();
    assert_eq!(known, routes, "each route has a line here");
    let town = Town::of(db).await;
    let mut people = town.people().await;
    let (mut wrong, mut tried, mut twins) = (Vec::new(), 0, 0);
    for (method, path, fields, expected) in ROWS {
        for (column, person) in people.iter_mut().enumerate() {
            tried += 1;
            let role = ROLES[column];
            let own = if role.starts_with("ml") { "ml" } else { "dep" };
            let mut path = town.fill(path, own);
            if path.contains("{account}") {
                path = path.replace("{account}", &town.target(tried).await.to_string());
            }
            let mut fields: Vec<(&str, String)> =
                fields.iter().map(|(name, value)| (*name, town.fill(value, own))).collect();
            if fields.iter().any(|(_, value)| value == "{other}" || value == "{call}") {
                twins += 1;
                let other = town.other(twins).await;
                for (_, value) in &mut fields {
                    if let Some((_, id)) = other.iter().find(|(name, _)| name == value) {
                        value.clone_from(id);
                    }
                }
            }
            let page = if *method == Method::GET.as_str() {
                let query: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
                person.asks(&format!("{path}?{}", query.join("&"))).await
            } else {
                let form = person.proof();
                let mut sent: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                sent.push(("form", &form));
                person.posts_only(&path, &sent).await
            };
            let found = outcome(&page);
            town.restores().await;
            if found != expected[column] {
                wrong.push(format!("{method} {path} as {role}: {found:?}, not {:?}", expected[column]));
            }
            if page.path == "/sign-out" && role != "nobody" {
                super::staff::tries(person, role, PASSWORD).await;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
