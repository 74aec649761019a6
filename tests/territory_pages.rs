//! The public pages of a territory from outside: what they show, in which language, and that looking changes nothing.

use axum::http::{StatusCode, header};
use chrono::Duration;
use unisson::actions;

use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::{Browser, Page, pages};
use crate::support::database::TestDb;
use crate::support::territory::{DIAGNOSTIC, Draft, role};

both_databases![
    the_first_day_at_each_place_is_the_one_that_would_be_offered,
    the_first_day_is_that_of_what_anybody_may_book,
    of_what_anybody_may_book_joint_visits_come_first,
    where_no_joint_visit_is_public_the_first_day_is_of_what_is,
    where_nothing_is_public_the_first_day_is_of_joint_visits,
    the_first_day_is_looked_up_again_after_a_minute,
    a_territory_shows_its_colour_and_only_its_own_style_may_load,
    the_language_is_what_was_chosen_then_what_the_browser_asks_for,
    what_is_not_there_is_said_so,
    looking_changes_nothing,
];

const PAGES: [&str; 3] = ["/t/demo", "/t/demo/accessibility", "/t/demo/data"];

fn draft() -> Draft {
    Draft::new().site("melun").site("provins").teams(1, "melun").referral("r-1", |_| {})
}

async fn open(app: &App, path: &str) -> Page {
    Browser::new(&pages(app), 7).asks(path).await
}

/// The days shown, place by place.
fn first_days(page: &Page) -> Vec<String> {
    let text = page.text.replace('\u{a0}', " ");
    let places = text.split("<article").skip(1);
    places
        .map(|place| place.split("<dd").nth(1).unwrap().split_once('>').unwrap().1.split('<').next().unwrap())
        .map(str::to_owned)
        .collect()
}

async fn the_first_day_at_each_place_is_the_one_that_would_be_offered(db: &TestDb) {
    let app = db.app(draft()).await;
    let offered = app.client("r-1").first_offer().await;
    let found = actions::first_days(&app.ctx, app.territory).await.unwrap();
    assert_eq!(found[0].day, Some(offered.start.date_naive()));
    assert_eq!((found[0].site, found[1].day), (app.site("melun"), None));
    let page = open(&app, "/t/demo").await;
    assert_eq!(first_days(&page), ["lundi 4 janvier", "aucun en ce moment. Appelez-nous."]);
    assert!(
        page.text.replace('\u{a0}', " ").contains("du lundi au vendredi : de 8 h à 18 h"),
        "{}",
        page.text
    );
}

/// The first day at a place where one worker alone is free from Monday on, two together from Wednesday on, by which of
/// the two visit types anybody may book.
async fn first_day_where(db: &TestDb, alone_is_public: bool, joint_is_public: bool) -> String {
    let draft = draft().with_visit(DIAGNOSTIC, |visit| visit.public = joint_is_public);
    let draft = draft.visit("suivi", |visit| {
        visit.public = alone_is_public;
        visit.roles = vec![role("social")];
    });
    let app = db.app(draft).await;
    app.is_away("e-1", "2027-01-04 00:00", "2027-01-06 00:00").await;
    first_days(&open(&app, "/t/demo").await).remove(0)
}

async fn the_first_day_is_that_of_what_anybody_may_book(db: &TestDb) {
    assert_eq!(first_day_where(db, false, true).await, "mercredi 6 janvier");
}

async fn of_what_anybody_may_book_joint_visits_come_first(db: &TestDb) {
    assert_eq!(first_day_where(db, true, true).await, "mercredi 6 janvier");
}

async fn where_no_joint_visit_is_public_the_first_day_is_of_what_is(db: &TestDb) {
    assert_eq!(first_day_where(db, true, false).await, "lundi 4 janvier");
}

async fn where_nothing_is_public_the_first_day_is_of_joint_visits(db: &TestDb) {
    assert_eq!(first_day_where(db, false, false).await, "mercredi 6 janvier");
}

async fn the_first_day_is_looked_up_again_after_a_minute(db: &TestDb) {
    let app = db.app(draft()).await;
    let pages = pages(&app);
    let first = async || first_days(&Browser::new(&pages, 7).asks("/t/demo").await).remove(0);
    assert_eq!(first().await, "lundi 4 janvier");
    app.is_away("s-1", "2027-01-04 00:00", "2027-01-05 00:00").await;
    app.wait(Duration::seconds(59));
    assert_eq!(first().await, "lundi 4 janvier", "the answer of the minute before");
    app.wait(Duration::seconds(1));
    assert_eq!(first().await, "mardi 5 janvier");
    // A clock that was set back is no reason to keep an answer for ever.
    app.is_away("s-1", "2027-01-05 00:00", "2027-01-06 00:00").await;
    app.wait(Duration::seconds(-1));
    assert_eq!(first().await, "mercredi 6 janvier");
}

async fn a_territory_shows_its_colour_and_only_its_own_style_may_load(db: &TestDb) {
    let mut draft = draft();
    draft.0.theme.brand = Some("#7a1f3d".to_owned());
    draft.0.theme.phone = Some("01 99 00 00 00".to_owned());
    let app = db.app(draft).await;
    for path in PAGES {
        let page = open(&app, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains(":root{--brand:#7a1f3d}</style>"), "{path}");
        assert!(page.text.contains("href=\"tel:0199000000\""), "{path}");
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"));
        assert!(!page.text.contains("http://") && !page.text.contains("https://"), "{path} asks nobody else");
        assert!(!page.text.contains("<script") && !page.text.contains(" style="), "{path}");
    }
    let missing = open(&app, "/a/nothing").await;
    assert!(missing.text.contains(":root{--brand:#7a1f3d}</style>"), "a person's pages have it too");
}

async fn the_language_is_what_was_chosen_then_what_the_browser_asks_for(db: &TestDb) {
    let app = db.app(draft()).await;
    let pages = pages(&app);
    for (asks, path, html) in [
        ("fr", "/t/demo", "<html lang=\"fr\" dir=\"ltr\">"),
        ("ar-DZ, fr;q=0.5", "/t/demo", "<html lang=\"ar\" dir=\"rtl\">"),
        ("ar", "/t/demo?lang=en", "<html lang=\"en\" dir=\"ltr\">"),
        ("ar", "/t/demo/data?lang=fr-x-falc", "<html lang=\"fr\" dir=\"ltr\">"),
        ("en", "/t/demo?lang=zz&lang=%3Cb%3E", "<html lang=\"en\" dir=\"ltr\">"),
        ("xx", "/t/demo?lang=%3Cscript%3E", "<html lang=\"fr\" dir=\"ltr\">"),
    ] {
        let page = Browser::new(&pages, 7).speaking(asks).asks(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains(html), "{asks} {path}");
        assert_eq!(page.headers[header::VARY], "accept-language");
        assert!(!page.text.contains("<script"), "{path}");
    }
}

async fn what_is_not_there_is_said_so(db: &TestDb) {
    let app = db.app(draft()).await;
    for path in [
        "/t/autre",
        "/t/autre/data",
        "/t/demo/nope",
        "/t/%FF",
        "/t/..%2fdemo",
        "/media/logo.svg",
        "/media/..%2f..",
    ] {
        let page = open(&app, path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.text.contains("Cette page n"), "{path}: {}", page.text);
    }
}

async fn looking_changes_nothing(db: &TestDb) {
    let app = db.app(draft()).await;
    for path in PAGES {
        let page = open(&app, path).await;
        assert!(!page.headers.contains_key(header::SET_COOKIE), "{path}");
    }
    let referral = app.client("r-1").referral().await;
    assert_eq!(referral.first_offered_at, None, "nobody has been offered anything");
}
