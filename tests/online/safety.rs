//! What must not be possible.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

use super::{BIRTHDAY, Visit, samia, town};
use crate::support::both_databases;
use crate::support::browser::{Browser, encoded, pages};
use crate::support::database::TestDb;

both_databases![
    a_form_of_another_site_is_not_taken,
    a_form_without_its_proof_is_not_taken,
    an_old_browser_that_says_nothing_is_served,
    hours_are_not_hoarded,
    whoever_asks_without_end_is_slowed_and_told,
    every_page_keeps_to_itself,
    looking_changes_nothing,
    without_a_session_every_page_says_where_to_go,
    odd_requests_end_well,
];

async fn a_form_of_another_site_is_not_taken(db: &TestDb) {
    let mut samia = samia(db).await;
    let check = samia.comes_to_the_check().await;
    for site in ["cross-site", "same-site"] {
        let mut evil = samia.browser.clone();
        evil.site = site;
        let page = evil.fills(&check, "/book/check", &[]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{site}");
        assert!(page.words().contains("Ouvrez de nouveau le lien"), "{}", page.words());
        let link = samia.link();
        assert_eq!(evil.posts(&link, &BIRTHDAY).await.status, StatusCode::FORBIDDEN, "not even to come in");
    }
    assert!(samia.booked().await.is_none());
}

async fn a_form_without_its_proof_is_not_taken(db: &TestDb) {
    let mut samia = samia(db).await;
    let check = samia.comes_to_the_check().await;
    let other = super::Visit::of(&samia.app, "bruno", 2).await;
    let mut other = other;
    let theirs = other.enters().await.form("/book/language").1;
    let theirs = theirs.into_iter().find(|(name, _)| name == "form").unwrap().1;
    for proof in ["", "x", &theirs] {
        let page = samia.browser.fills(&check, "/book/check", &[("form", proof)]).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{proof}");
    }
    assert!(samia.booked().await.is_none());
}

async fn an_old_browser_that_says_nothing_is_served(db: &TestDb) {
    let samia = samia(db).await;
    for origin in [None, Some("null")] {
        let mut request = Request::post(samia.link())
            .header(header::HOST, "rdv.exemple.fr")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let request = request.body(Body::from("day=29&month=2")).unwrap();
        let answer = pages(&samia.app).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{origin:?}");
    }
    let request = Request::post(samia.link())
        .header(header::HOST, "rdv.exemple.fr")
        .header(header::ORIGIN, "https://evil.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("day=29&month=2"))
        .unwrap();
    assert_eq!(pages(&samia.app).oneshot(request).await.unwrap().status(), StatusCode::FORBIDDEN);
}

async fn hours_are_not_hoarded(db: &TestDb) {
    let mut samia = samia(db).await;
    let dates = samia.comes_to_the_dates().await;
    let choices = dates.choices("choice");
    let mut refused = None;
    for number in 0..25 {
        let choice = &choices[number % choices.len()];
        let page = samia.browser.fills(&dates, "/book/dates", &[("choice", choice)]).await;
        if page.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some((number, page));
            break;
        }
        assert_eq!(samia.all(&[domain::appointment_state::State::Held]).await.len(), 1, "one hour at a time");
    }
    let (number, page) = refused.unwrap();
    assert_eq!(number, 20);
    assert!(page.words().contains("Réessayez dans une heure") && page.words().contains("01 23 45 67 89"));
    // What is held can still be booked, and another replica counts the same.
    let replica = db.replica(&samia.app).await;
    let mut elsewhere = Browser::new(&pages(&replica), 1).sharing(&samia.browser);
    let page = elsewhere.fills(&dates, "/book/dates", &[]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    let page = samia.browser.opens("/book/check").await;
    assert_eq!(samia.browser.fills(&page, "/book/check", &[]).await.heading(), "C'est noté.");
}

async fn whoever_asks_without_end_is_slowed_and_told(db: &TestDb) {
    let samia = samia(db).await;
    let router = pages(&samia.app);
    let mut robot = Browser::new(&router, 13).speaking("en");
    let mut told = None;
    for _ in 0..400 {
        let page = robot.asks("/a/BCDFGHJK").await;
        if page.status == StatusCode::TOO_MANY_REQUESTS {
            told = Some(page);
            break;
        }
    }
    assert_eq!(told.unwrap().heading(), "There are too many requests");
    let mut neighbour = Browser::new(&router, 14);
    assert_eq!(neighbour.asks(&samia.link()).await.status, StatusCode::OK, "others are served");
}

async fn every_page_keeps_to_itself(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    for path in [
        "/mine",
        "/mine/cancel",
        "/mine/contact",
        "/mine/data",
        "/move/dates",
        "/move/days",
        "/move/site",
        "/book/language",
        "/book/how",
        "/a/BCDFGHJK",
        "/nowhere",
        "/a/x",
        "/mine/rendez-vous.ics",
        "/mine/data.json",
    ] {
        let page = samia.browser.opens(path).await;
        let headers = &page.headers;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(headers[header::REFERRER_POLICY], "no-referrer", "{path}");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert!(!page.text.contains("http://") && !page.text.contains("https://"), "{path} asks nobody else");
        assert!(!page.text.contains(" onclick") && !page.text.contains("style="), "{path}");
        assert!(!page.path.contains("Samia") && !page.path.contains("0612"), "{path}");
    }
}

async fn looking_changes_nothing(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let raw = db.raw().await;
    let count = "SELECT (SELECT COUNT(*) FROM appointment_event) + (SELECT COUNT(*) FROM message) \
                 + (SELECT COUNT(*) FROM appointment) + (SELECT COUNT(*) FROM callback) \
                 + (SELECT COUNT(*) FROM refused_channel) + (SELECT COUNT(*) FROM booking_session) AS n";
    let before = (raw.counts(count).await, samia.booked().await);
    let paths = [
        "/mine",
        "/mine/cancel",
        "/mine/contact",
        "/mine/sms",
        "/mine/undo",
        "/mine/data",
        "/mine/data.json",
        "/mine/rendez-vous.ics",
        "/move/dates",
        "/move/days",
        "/move/check",
        "/move/site",
        "/book",
        "/book/language",
        "/book/how",
        "/book/dates",
        "/book/days",
        "/book/none",
        "/book/needs",
        "/book/check",
        "/book/extend",
        "/book/undo",
        "/leave",
    ];
    for path in paths {
        let page = samia.browser.opens(path).await;
        assert!(page.status.is_success() || page.status == StatusCode::NOT_FOUND, "{path}: {}", page.status);
    }
    assert_eq!((raw.counts(count).await, samia.booked().await), before);
}

async fn without_a_session_every_page_says_where_to_go(db: &TestDb) {
    let app = db.app(town()).await;
    for (language, heading) in
        [("fr", "Cette page s'est fermée"), ("en", "This page has closed"), ("ar", "أغلقت هذه الصفحة")]
    {
        let mut stranger = Browser::new(&pages(&app), 3).speaking(language);
        for path in
            ["/mine", "/book", "/book/check", "/move/dates", "/mine/data.json", "/mine/rendez-vous.ics"]
        {
            let page = stranger.opens(path).await;
            assert_eq!((page.status, page.heading().as_str()), (StatusCode::FORBIDDEN, heading), "{path}");
            assert!(page.words().contains("01 23 45 67 89"), "{path}");
        }
        for path in ["/book/check", "/mine/cancel", "/leave", "/mine/sms"] {
            assert_eq!(stranger.posts(path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}

async fn odd_requests_end_well(db: &TestDb) {
    let app = db.app(town()).await;
    let mut samia = Visit::of(&app, "samia", 1).await;
    samia.enters().await;
    for path in
        ["/a/", "/a/%00", "/a/..%2f..%2f", "/a/K7M2QX9B%0d%0aX:1", "/r/<script>", "/feed/x", "/book/nope"]
    {
        let page = samia.browser.asks(&path.replace('<', "%3C").replace('>', "%3E")).await;
        assert!(page.status.is_client_error() || page.status == StatusCode::OK, "{path}: {}", page.status);
        assert!(!page.text.contains("<script>"), "{path}");
    }
    for lang in ["<script>", "xx", "fr\"onload=x", "ar"] {
        let page = samia.browser.asks(&format!("/a/BCDFGHJK?lang={}", encoded(lang))).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains("onload"));
    }
    let raw = Request::post("/book/language")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from("{}"));
    let answer = pages(&app).oneshot(raw.unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}
