//! Every route of the back office with identifiers of another territory: nothing is found, nothing is shown, nothing
//! is changed.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use domain::ids::TerritoryId;
use domain::rights::{Grant, Role};
use sea_orm::{ConnectionTrait, Statement};
use unisson::actions::{self, NewAccount};
use unisson::store::account_links::LinkMailState;
use unisson::web;

use super::accounts::{organisation, partners};
use super::staff::{PASSWORD, account, at_work};
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::{Browser, Page};
use crate::support::database::{Raw, TestDb};
use crate::support::territory::{Draft, person};

both_databases![nothing_of_another_territory_is_shown_or_changed, nothing_of_another_organisation_is_shown,];

/// A word in everything of the other territory, and nowhere in this one.
const MARK: &str = "Zyxwvut";

/// Tables of which no row elsewhere may change.
const TABLES: [&str; 12] = [
    "account",
    "account_grant",
    "account_session",
    "account_link",
    "appointment",
    "absence",
    "beneficiary",
    "callback",
    "invitation",
    "message",
    "referral",
    "reservation",
];

/// Another territory, in which everything has the mark.
fn elsewhere() -> Draft {
    let mut draft = Draft::new()
        .site("zsite")
        .room("zroom", "zsite")
        .with(person("zs-1").is("social").works_at("zsite"))
        .with(person("ze-1").is("employment").works_at("zsite"))
        .referrals_named("z", 2);
    "elsewhere".clone_into(&mut draft.0.key);
    // The names of territories are public: the sign-in page lists them.
    "Ailleurs".clone_into(&mut draft.0.name);
    for organisation in &mut draft.0.organisations {
        organisation.name = format!("Organisation {MARK}");
    }
    for site in &mut draft.0.sites {
        site.name = format!("Maison {MARK}");
    }
    for professional in &mut draft.0.professionals {
        professional.name = format!("Agent {MARK}");
    }
    for referral in &mut draft.0.referrals {
        MARK.clone_into(&mut referral.family_name);
        referral.phone = Some("0699999999".to_owned());
    }
    draft
}

/// Somebody elsewhere who has an appointment, a link and a promised call, and an account that is signed in.
struct Elsewhere {
    territory: TerritoryId,
    /// Every identifier there is, by what it is.
    ids: BTreeMap<String, String>,
}

impl Elsewhere {
    async fn of(app: &App, raw: &Raw) -> Self {
        let territory = actions::create_territory(&app.ctx, &elsewhere().0).await.unwrap();
        let db =
            unisson::store::referrals::by_key(app.ctx.db.read(), territory, "z-1").await.unwrap().unwrap();
        let waiting =
            unisson::store::referrals::by_key(app.ctx.db.read(), territory, "z-2").await.unwrap().unwrap();
        let snapshot =
            app.ctx.agendas.snapshot(&app.ctx.db, territory, app.ctx.now()).await.unwrap().unwrap();
        let kind = *snapshot.territory.visit_types.keys().next().unwrap();
        let ask = actions::SlotRequest::any(territory, db.id, kind, domain::visit::Mode::Onsite);
        let offers = actions::offer(&app.ctx, &ask, actions::Explain::No).await.unwrap();
        let first = &offers.offers[0];
        let hold =
            actions::Hold { ask, start: first.start, site: first.site, minutes: domain::time::Minutes(10) };
        let taken = actions::hold(&app.ctx, &hold, None).await.unwrap();
        actions::book(&app.ctx, territory, taken.appointment, None).await.unwrap();
        actions::invite(&app.ctx, territory, db.id, kind, actions::LinkSet::Current).await.unwrap();
        actions::request_callback(&app.ctx, territory, waiting.id, domain::time::HalfDay::Morning)
            .await
            .unwrap();
        let grant = Grant::territory_wide(Role::TerritoryManager);
        let new = NewAccount {
            email: "z@elsewhere.example".to_owned(),
            name: MARK.to_owned(),
            grant,
            professional: None,
        };
        let id = actions::create_account(&app.ctx, territory, &new, None).await.unwrap();
        let link = actions::link_password(&app.ctx, territory, id, LinkMailState::None).await.unwrap();
        actions::set_password(&app.ctx, &link, PASSWORD).await.unwrap();
        actions::sign_in(&app.ctx, territory, "z@elsewhere.example", PASSWORD, None, "").await.ok().unwrap();
        let mut ids = BTreeMap::new();
        for (what, column, table) in [
            ("account", "id", "account"),
            ("session", "id", "account_session"),
            ("organisation", "id", "organisation"),
            ("site", "id", "site"),
            ("professional", "resource_id", "professional"),
            ("person", "id", "beneficiary"),
            ("referral", "id", "referral"),
            ("appointment", "id", "appointment"),
            ("message", "id", "message"),
            ("call", "id", "callback"),
            ("kind", "id", "visit_type"),
        ] {
            ids.insert(what.to_owned(), one_of(raw, column, table, territory).await);
        }
        Self { territory, ids }
    }

    /// What there is, to be compared.
    async fn rows(&self, raw: &Raw) -> Vec<i64> {
        let mut rows = Vec::new();
        for table in TABLES {
            rows.push(
                raw.counts(&format!(
                    "SELECT COUNT(*) AS n FROM {table} WHERE territory_id = {}",
                    literal(raw, self.territory)
                ))
                .await,
            );
        }
        let states = "SELECT COUNT(*) AS n FROM appointment WHERE state = 'booked' AND territory_id = ";
        rows.push(raw.counts(&format!("{states}{}", literal(raw, self.territory))).await);
        let open = "SELECT COUNT(*) AS n FROM account WHERE state = 'open' AND territory_id = ";
        rows.push(raw.counts(&format!("{open}{}", literal(raw, self.territory))).await);
        let calls = "SELECT COUNT(*) AS n FROM callback WHERE done_at IS NULL AND territory_id = ";
        rows.push(raw.counts(&format!("{calls}{}", literal(raw, self.territory))).await);
        rows
    }
}

/// A territory as SQL writes it.
fn literal(raw: &Raw, territory: TerritoryId) -> String {
    match raw.0.get_database_backend() {
        sea_orm::DbBackend::Postgres => format!("'{territory}'"),
        _ => format!("x'{}'", territory.0.simple()),
    }
}

async fn one_of(raw: &Raw, column: &str, table: &str, territory: TerritoryId) -> String {
    let sql = format!("SELECT {column} AS id FROM {table} WHERE territory_id = {}", literal(raw, territory));
    let statement = Statement::from_string(raw.0.get_database_backend(), sql);
    let row = raw.0.query_one_raw(statement).await.unwrap().unwrap_or_else(|| panic!("{table} is empty"));
    row.try_get::<uuid::Uuid>("", "id").unwrap().to_string()
}

/// Every address of `template` with the things of elsewhere in the place of its parameters: each thing in each.
fn addresses(template: &str, ids: &BTreeMap<String, String>) -> Vec<String> {
    let Some(from) = template.find('{') else { return vec![template.to_owned()] };
    let to = template.find('}').unwrap();
    ids.values()
        .flat_map(|id| addresses(&format!("{}{id}{}", &template[..from], &template[to + 1..]), ids))
        .collect()
}

fn tells_nothing(page: &Page, asked: &str) {
    assert!(!page.text.contains(MARK), "{asked} tells what is elsewhere: {}", page.text);
    assert!(!page.text.contains("0699999999") && !page.text.contains("06 99 99 99 99"), "{asked}");
    assert!(!page.status.is_server_error(), "{asked}: {}", page.status);
    let error = page.text.to_lowercase();
    assert!(!error.contains("sql") && !error.contains("panicked"), "{asked}: {}", page.text);
}

/// An address with an identifier of the other territory is not found.
fn is_hidden(page: &Page, template: &str, is_whole: bool) {
    if is_whole && template.contains('{') {
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", page.path);
    }
}

/// Asks every route for what is elsewhere, in the address, in the query and in the form.
async fn crawls(browser: &mut Browser, ids: &BTreeMap<String, String>, is_whole: bool) {
    let query: Vec<String> = ids.iter().map(|(name, id)| format!("{name}={id}")).collect();
    for (method, template) in web::office_routes() {
        if template == "/sign-out" || template.ends_with("/live") {
            continue;
        }
        for path in addresses(template, ids) {
            if method == Method::GET {
                let page = browser.asks(&path).await;
                tells_nothing(&page, &path);
                is_hidden(&page, template, is_whole);
                for more in [query.join("&"), format!("q={}&day=2027-01-04", &MARK[..5])] {
                    let asked = format!("{path}?{more}");
                    tells_nothing(&browser.asks(&asked).await, &asked);
                }
                continue;
            }
            // Every thing of elsewhere under the names that forms use.
            let thing = |what: &str| ids.get(what).map_or("", String::as_str);
            let proof = browser.proof();
            let mut fields: Vec<(&str, &str)> =
                ids.iter().map(|(name, own)| (name.as_str(), own.as_str())).collect();
            fields.extend([
                ("form", proof.as_str()),
                ("which", thing("session")),
                ("with", thing("person")),
                ("keep", thing("person")),
                ("hold", thing("appointment")),
                ("move", thing("appointment")),
                ("do", "close"),
                ("step", "arrive"),
                ("role", "receptionist"),
                ("email", "new@territoire.example"),
                ("name", "Nouveau"),
            ]);
            let page = browser.posts_only(&path, &fields).await;
            tells_nothing(&page, &path);
            is_hidden(&page, template, is_whole);
            let is_out = page.headers.get("location").is_some_and(|to| to == "/sign-in");
            assert!(!is_out, "{path}: the crawl was signed out");
        }
    }
}

async fn nothing_of_another_territory_is_shown_or_changed(db: &TestDb) {
    let app = db.app(partners()).await;
    let boss = Grant::territory_wide(Role::TerritoryManager);
    let mut browsers = vec![
        at_work(&app, "boss", boss, 1).await,
        at_work(&app, "desk", Grant::territory_wide(Role::Receptionist), 2).await,
    ];
    let raw = db.raw().await;
    let elsewhere = Elsewhere::of(&app, &raw).await;
    let before = elsewhere.rows(&raw).await;
    assert!(before.iter().filter(|count| **count > 0).count() > 9, "{before:?}");
    for browser in &mut browsers {
        crawls(browser, &elsewhere.ids, true).await;
    }
    assert_eq!(elsewhere.rows(&raw).await, before, "nothing elsewhere has changed");
}

async fn nothing_of_another_organisation_is_shown(db: &TestDb) {
    let mut draft = partners();
    draft = draft.referral("secret", |referral| {
        MARK.clone_into(&mut referral.family_name);
        referral.phone = Some("0699999999".to_owned());
        referral.organisation = Some("dep".to_owned());
    });
    let app = db.app(draft).await;
    let (dep, ml) = (organisation(&app, "dep").await, organisation(&app, "ml").await);
    let theirs = Grant::new(Role::Receptionist, Some(dep), None).unwrap();
    let them = account(&app, MARK, theirs).await;
    let client = app.client("secret");
    let referral = client.referral().await;
    let booked = client.books_the_earliest().await;
    let manager = Grant::new(Role::OrganisationManager, Some(ml), None).unwrap();
    let receptionist = Grant::new(Role::Receptionist, Some(ml), None).unwrap();
    let mut browsers =
        [at_work(&app, "ml-boss", manager, 1).await, at_work(&app, "ml-desk", receptionist, 2).await];
    let ids = BTreeMap::from([
        ("account".to_owned(), them.to_string()),
        ("person".to_owned(), referral.beneficiary.to_string()),
        ("referral".to_owned(), referral.id.to_string()),
        ("appointment".to_owned(), booked.appointment.to_string()),
        ("professional".to_owned(), app.resource("s-1").to_string()),
        ("organisation".to_owned(), dep.to_string()),
    ]);
    for browser in &mut browsers {
        crawls(browser, &ids, false).await;
    }
    let still = app.team_of(booked.appointment).await;
    assert_eq!(still.len(), 3, "the appointment stands");
}
