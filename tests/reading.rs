//! A GET changes nothing: scanners of mails fetch links, browsers fetch ahead. Every page, feed and API answer that is read
//! is read without a transaction.

use std::collections::BTreeMap;
use std::fs;

use axum::http::Method;
use domain::ids::{AppointmentId, BeneficiaryId};
use domain::rights::{Grant, Role};
use domain::time::HalfDay;
use unisson::actions::{self, LinkSet};
use unisson::store::{ConnectionRole, callbacks, messages};
use unisson::web;

use crate::office::staff::{account, at_work};
use crate::rust_source::root;
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::{Browser, pages};
use crate::support::database::TestDb;
use crate::support::statements::Statements;
use crate::support::territory::{DIAGNOSTIC, Draft};

both_databases![no_get_request_changes_anything];

/// A GET that is not asked for here, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("/desk/board/live", "an answer without an end"),
    ("/sign-in/sso", "there is no identity provider here; what the way out keeps is in a cookie"),
    ("/sign-in/sso/back", "the one GET that signs in: its state is bound to the browser"),
];

/// A town where two people have a link, one of them an appointment.
fn town() -> Draft {
    let people = ["samia", "bruno", "chen", "nina"];
    let town =
        Draft::new().site("melun").teams(2, "melun").with_visit(DIAGNOSTIC, |visit| visit.public = true);
    people.into_iter().fold(town, |draft, key| {
        draft.referral(key, |referral| {
            referral.phone = Some("0612345678".to_owned());
            referral.born_on = Some("1988-02-29".parse().unwrap());
        })
    })
}

/// Fails when a request since the last look has begun a transaction.
fn nothing_was_written(statements: &Statements, path: &str) {
    let mut written = statements.take();
    written.retain(|(role, _)| *role == ConnectionRole::Write);
    assert!(written.is_empty(), "GET {path} writes:\n{written:#?}");
}

/// Asks for each path, and follows where it leads.
async fn reads(browser: &mut Browser, statements: &Statements, paths: &[String]) {
    for path in paths {
        statements.take();
        let page = browser.asks(path).await;
        assert!(!page.status.is_server_error(), "{path}: {}", page.status);
        nothing_was_written(statements, path);
    }
}

/// The paths of the beneficiary's pages that are read, as the router lists them; those with a parameter are not among them.
fn beneficiary_paths() -> Vec<String> {
    let routes = fs::read_to_string(root().join("src/web/pages/booking/mod.rs")).unwrap();
    let lines = routes.lines().filter(|line| line.contains(".route(\"/") && line.contains("get("));
    let paths: Vec<String> = lines.map(|line| line.split('"').nth(1).unwrap().to_owned()).collect();
    assert!(paths.len() > 15, "the routes are written otherwise: {paths:?}");
    paths.into_iter().chain(["/book".to_owned(), "/mine".to_owned()]).collect()
}

/// Somebody behind their link.
struct Beneficiary {
    browser: Browser,
    token: String,
    code: String,
}

impl Beneficiary {
    async fn of(app: &App, key: &str, number: u16) -> Self {
        let ask = app.client(key).ask;
        let which = LinkSet::Current;
        let invited =
            actions::invite(&app.ctx, app.territory, ask.referral, ask.visit_type, which).await.unwrap();
        let (token, code) = (invited.token.as_str().to_owned(), invited.code.letters().to_owned());
        Self { browser: Browser::new(&pages(app), number), token, code }
    }

    /// The pages that a link leads to.
    fn links(&self) -> Vec<String> {
        ["a", "r", "stop"]
            .into_iter()
            .flat_map(|page| [format!("/{page}/{}", self.token), format!("/{page}/{}", self.code)])
            .collect()
    }

    async fn signs_in(&mut self) {
        let link = format!("/a/{}", self.token);
        self.browser.opens(&link).await;
        let page = self.browser.posts(&link, &[("day", "29"), ("month", "02")]).await;
        if page.path != "/mine" {
            self.browser.fills(&page, "/book/language", &[("choice", "fr")]).await;
        }
    }
}

async fn no_get_request_changes_anything(db: &TestDb) {
    let mut app = db.app(town()).await;
    let statements = Statements::of(&mut app);
    let booked = app.client("samia").books_the_earliest().await.appointment;
    beneficiaries_read(&app, &statements).await;
    office_reads(&app, &statements, booked).await;
    partners_read(&app, &statements, booked).await;
}

async fn beneficiaries_read(app: &App, statements: &Statements) {
    let public = [
        "/".to_owned(),
        "/t/demo".to_owned(),
        "/t/demo/accessibility".to_owned(),
        "/t/demo/data".to_owned(),
        format!("/t/demo/book/{DIAGNOSTIC}"),
        "/health/ready".to_owned(),
    ];
    reads(&mut Browser::new(&pages(app), 7), statements, &public).await;
    // One has an appointment, one holds a start, one has chosen nothing.
    for (key, number) in [("samia", 1), ("bruno", 2), ("chen", 3)] {
        let mut person = Beneficiary::of(app, key, number).await;
        let links = person.links();
        reads(&mut person.browser, statements, &links).await;
        person.signs_in().await;
        reads(&mut person.browser, statements, &links).await;
        if key == "bruno" {
            let client = app.client(key);
            client.takes(&client.first_offer().await).await.unwrap();
        }
        reads(&mut person.browser, statements, &beneficiary_paths()).await;
    }
    assert_eq!(app.client("chen").referral().await.first_offered_at, None, "a page offers nothing for good");
    let mut samia = Beneficiary::of(app, "samia", 4).await;
    samia.signs_in().await;
    let feed = samia.browser.asks("/mine").await.link("/feed/").unwrap();
    let feed = feed[feed.find("/feed/").unwrap()..].to_owned();
    reads(&mut samia.browser, statements, &[feed]).await;
}

async fn office_reads(app: &App, statements: &Statements, booked: AppointmentId) {
    let (waiting, person): (_, BeneficiaryId) =
        (app.client("nina").referral().await, app.client("samia").referral().await.beneficiary);
    actions::request_callback(&app.ctx, app.territory, waiting.id, HalfDay::Morning).await.unwrap();
    let call = callbacks::open(app.ctx.db.read(), app.territory).await.unwrap().remove(0).id;
    let message = messages::about(app.ctx.db.read(), app.territory, booked).await.unwrap().remove(0).id;
    let manager = Grant::territory_wide(Role::TerritoryManager);
    let other = account(app, "other", manager).await;
    let mut boss = at_work(app, "boss", manager, 8).await;
    let mut paths = Vec::new();
    for (method, template) in web::office_routes() {
        if method != Method::GET || LEFT_OUT.iter().any(|(path, _)| *path == template) {
            continue;
        }
        for who in [person, waiting.beneficiary] {
            let words = BTreeMap::from([
                ("{person}", who.to_string()),
                ("{account}", other.to_string()),
                ("{message}", message.to_string()),
                ("{call}", call.to_string()),
                ("{token}", "a".repeat(27)),
            ]);
            let mut path = template.to_owned();
            for (name, value) in &words {
                path = path.replace(name, value);
            }
            assert!(!path.contains('{'), "{template}: a parameter that is not known here");
            let query =
                format!("q=samia&day=2027-01-04&site=melun&with={}&move={booked}", waiting.beneficiary);
            paths.extend([format!("{path}?{query}"), path]);
        }
    }
    reads(&mut boss, statements, &paths).await;
    let tablet = boss.asks("/desk/board?site=melun").await.link("/check-in/").unwrap();
    reads(&mut boss, statements, &[tablet]).await;
    assert_eq!(app.client("nina").referral().await.first_offered_at, None, "a page offers nothing for good");
}

async fn partners_read(app: &App, statements: &Statements, booked: AppointmentId) {
    let partner = app.partner();
    let document = partner.get("/v1/openapi.json").await.json();
    let referral = app.client("samia").ask.referral;
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        if methods.get("get").is_none() {
            continue;
        }
        let id = if path.contains("referrals") { referral.to_string() } else { booked.to_string() };
        statements.take();
        let answer = partner.get(&path.replace("{id}", &id)).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
        nothing_was_written(statements, path);
        asked += 1;
    }
    assert!(asked > 4, "the API has more to read than {asked} answers");
}
