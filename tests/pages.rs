//! Pages from outside: the router itself, asked as a browser would.

use std::num::NonZeroU32;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;
use unisson::jobs::send_messages;
use unisson::web::api::Api;
use unisson::web::{self, Public, State};

use crate::flows::sending::mailer;
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    the_outbox_lists_what_would_have_left,
    one_mail_is_shown_and_taken_away_as_a_file,
    what_is_not_there_is_said_so,
    without_a_mail_folder_there_is_no_outbox,
    every_answer_keeps_to_itself,
    health_is_told,
];

async fn get(app: &App, folder: Option<&TempDir>, path: &str) -> (StatusCode, axum::http::HeaderMap, String) {
    let state = State {
        ctx: app.ctx.clone(),
        mail_folder: folder.map(|folder| folder.path().to_owned()),
        api: Api::new(None, NonZeroU32::MIN),
        sender: mailer(std::path::Path::new("")).service,
        public: Public::default(),
        sms_price: None,
        sso: None,
    };
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = web::router(state).oneshot(request).await.unwrap();
    let (head, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, head.headers, String::from_utf8(body.to_vec()).unwrap())
}

/// A territory in which one appointment was booked and its mails written to the folder.
async fn booked(db: &TestDb) -> (App, TempDir) {
    let draft = Draft::new().site("melun").teams(1, "melun").referral("r-1", |person| {
        "<b>Samia</b>".clone_into(&mut person.given_name);
        person.email = Some("samia@courriel.example".to_owned());
    });
    let app = db.app(draft).await;
    app.client("r-1").books_at("2027-01-05 09:00", "melun").await.unwrap();
    let folder = TempDir::new().unwrap();
    send_messages::run_all(&app.ctx, &mailer(folder.path())).await.unwrap();
    (app, folder)
}

/// The first address of a mail on the outbox page.
fn first_mail(page: &str) -> String {
    let from = page.find("/outbox/").unwrap();
    page[from..].split('"').next().unwrap().to_owned()
}

async fn the_outbox_lists_what_would_have_left(db: &TestDb) {
    let (app, folder) = booked(db).await;
    let (status, _, page) = get(&app, Some(&folder), "/outbox").await;
    assert_eq!(status, StatusCode::OK);
    for words in
        ["Boîte d", "5 messages", "Invitation", "Confirmation", "mardi 5 janvier 2027 à 9 h", "Écrit"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("Samia") && !page.contains("courriel.example"), "the list names nobody");
}

async fn one_mail_is_shown_and_taken_away_as_a_file(db: &TestDb) {
    let (app, folder) = booked(db).await;
    let (_, _, list) = get(&app, Some(&folder), "/outbox").await;
    let path = first_mail(&list);
    let (status, _, page) = get(&app, Some(&folder), &path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("BEGIN:VCALENDAR") && page.contains("mardi 5 janvier 2027"));
    assert!(!page.contains("<b>Samia"), "what a person typed is text, never markup");
    let (status, headers, file) = get(&app, Some(&folder), &format!("{path}/eml")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers[header::CONTENT_TYPE], "message/rfc822");
    assert!(file.contains("Message-ID: <"));
}

async fn what_is_not_there_is_said_so(db: &TestDb) {
    let (app, folder) = booked(db).await;
    let nobody = "/outbox/01a209de-b51c-7355-9b92-7211aa4d0e3a";
    for path in ["/nope", "/outbox/nope", nobody, "/outbox/..%2f..%2fetc%2fpasswd", "/outbox/nope/eml"] {
        let (status, _, page) = get(&app, Some(&folder), path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.contains("Cette page n"), "{path}");
    }
}

async fn without_a_mail_folder_there_is_no_outbox(db: &TestDb) {
    let (app, _folder) = booked(db).await;
    let (status, _, _) = get(&app, None, "/outbox").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, _, home) = get(&app, None, "/").await;
    assert!(!home.contains("/outbox"));
}

async fn every_answer_keeps_to_itself(db: &TestDb) {
    let (app, folder) = booked(db).await;
    for path in ["/", "/outbox", "/nope", "/health/live", "/assets/app.css"] {
        let (_, headers, body) = get(&app, Some(&folder), path).await;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::REFERRER_POLICY], "no-referrer");
        assert!(!body.contains("http://") && !body.contains("https://"), "{path} asks nobody else");
    }
}

async fn health_is_told(db: &TestDb) {
    let (app, _folder) = booked(db).await;
    assert_eq!(get(&app, None, "/health/live").await.0, StatusCode::OK);
    assert_eq!(get(&app, None, "/health/ready").await.0, StatusCode::OK);
}
