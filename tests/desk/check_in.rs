//! The check-in tablet: a code reports an arrival, and nothing else.

use axum::http::StatusCode;
use chrono::Duration;
use domain::ids::AppointmentId;
use unisson::actions::{self, LinkSet};
use unisson::store::reception;

use super::{lea, town};
use crate::office::staff::browser;
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::{Browser, Page};
use crate::support::database::TestDb;

both_databases![
    whoever_types_their_code_has_arrived,
    whatever_is_wrong_the_answer_is_the_same,
    guessing_ends_soon,
    a_tablet_opens_nothing_else,
    the_tablet_speaks_their_language,
];

/// Samia with an appointment at Melun today, her code, and the tablet of a site.
async fn tablet(app: &App, site: &str) -> (AppointmentId, String, String) {
    let client = app.client("samia");
    let booked = client.books_at("2027-01-04 09:00", "melun").await.unwrap();
    let (referral, kind) = (client.ask.referral, client.ask.visit_type);
    let invited = actions::invite(&app.ctx, app.territory, referral, kind, LinkSet::Current).await.unwrap();
    let board = lea(app).await.asks(&format!("/desk/board?site={site}")).await;
    (booked.appointment, invited.code.letters().to_owned(), board.link("/check-in/").unwrap())
}

async fn types(browser: &mut Browser, path: &str, code: &str) -> Page {
    let page = browser.asks(path).await;
    browser.fills(&page, "/check-in/", &[("code", code)]).await
}

async fn arrived(app: &App, id: AppointmentId) -> bool {
    reception::of(app.ctx.db.read(), id).await.unwrap().arrived.is_some()
}

async fn whoever_types_their_code_has_arrived(db: &TestDb) {
    let app = db.app(town()).await;
    let (id, code, path) = tablet(&app, "melun").await;
    let mut door = browser(&app, 9);
    let typed = format!(" {}-{} ", &code[..4].to_lowercase(), &code[4..]);
    let page = types(&mut door, &path, &typed).await;
    assert_eq!(page.heading(), "C'est noté. Vous êtes arrivé.");
    assert!(!page.text.contains("Samia") && page.headers["refresh"].to_str().unwrap().starts_with("12;"));
    assert!(arrived(&app, id).await);
    let since = reception::of(app.ctx.db.read(), id).await.unwrap();
    app.wait(Duration::minutes(4));
    assert_eq!(types(&mut door, &path, &code).await.heading(), "C'est noté. Vous êtes arrivé.");
    assert_eq!(reception::of(app.ctx.db.read(), id).await.unwrap(), since, "said twice, it changes nothing");
}

async fn whatever_is_wrong_the_answer_is_the_same(db: &TestDb) {
    let app = db.app(town()).await;
    let (id, code, path) = tablet(&app, "melun").await;
    let board = lea_again(&app).await.asks("/desk/board?site=meaux").await;
    let elsewhere = board.link("/check-in/").unwrap();
    let mut door = browser(&app, 9);
    let client = app.client("bruno");
    let (referral, kind) = (client.ask.referral, client.ask.visit_type);
    let other = actions::invite(&app.ctx, app.territory, referral, kind, LinkSet::Current).await.unwrap();
    let mut answers = Vec::new();
    for (path, code) in [
        (&path, "K7M2QX9B"),
        (&path, "nonsense"),
        (&path, ""),
        (&path, other.code.letters()),
        (&elsewhere, code.as_str()),
    ] {
        let page = types(&mut door, path, code).await;
        assert_eq!(page.heading(), "Adressez-vous à l'accueil", "{code}");
        answers.push(page.words().replace("Maison de meaux", "Maison de melun"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(!arrived(&app, id).await);
    app.wait_until("2027-01-05 08:00");
    assert_eq!(
        types(&mut door, &path, &code).await.heading(),
        "Adressez-vous à l'accueil",
        "the day is over"
    );
}

/// A second session of Léa's.
async fn lea_again(app: &App) -> Browser {
    let mut browser = browser(app, 4);
    crate::office::staff::tries(&mut browser, "lea", crate::office::staff::PASSWORD).await;
    browser
}

async fn guessing_ends_soon(db: &TestDb) {
    let app = db.app(town()).await;
    let (id, code, path) = tablet(&app, "melun").await;
    for number in 0..60 {
        let mut door = browser(&app, 100 + number);
        types(&mut door, &path, "K7M2QX9B").await;
    }
    let mut door = browser(&app, 9);
    assert_eq!(types(&mut door, &path, &code).await.heading(), "Adressez-vous à l'accueil");
    assert!(!arrived(&app, id).await);
    app.wait(Duration::minutes(59));
    app.wait(Duration::minutes(2));
    assert_eq!(types(&mut door, &path, &code).await.heading(), "C'est noté. Vous êtes arrivé.");
}

async fn a_tablet_opens_nothing_else(db: &TestDb) {
    let app = db.app(town()).await;
    let (_, _, path) = tablet(&app, "melun").await;
    let mut door = browser(&app, 9);
    assert_eq!(door.asks(&path).await.status, StatusCode::OK);
    let wrong = format!("{}x", &path[..path.len() - 1]);
    for path in ["/check-in/", "/check-in/x", &wrong] {
        assert_eq!(door.asks(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(door.opens("/desk/board?site=melun").await.heading(), "Se connecter");
}

async fn the_tablet_speaks_their_language(db: &TestDb) {
    let app = db.app(town()).await;
    let (_, code, path) = tablet(&app, "melun").await;
    let mut door = browser(&app, 9);
    let page = types(&mut door, &format!("{path}?lang=ar"), &code).await;
    assert!(page.text.contains("lang=\"ar\" dir=\"rtl\""), "{}", page.text);
    assert_eq!(page.heading(), "تم التسجيل. لقد وصلتم.");
    assert_eq!(door.asks(&format!("{path}?lang=%3Cx%3E")).await.status, StatusCode::OK);
}
