//! How one comes to one's page: a link with what a sentence puts behind it, a code that is typed, a link that is over.

use axum::http::StatusCode;
use chrono::Duration;

use super::{BIRTHDAY, samia};
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![
    a_link_works_with_the_punctuation_behind_it,
    the_code_of_a_letter_can_be_typed,
    a_code_that_is_none_is_said_so,
    an_error_speaks_the_language_that_was_chosen,
    a_link_that_is_over_leads_to_the_public_page,
];

async fn a_link_works_with_the_punctuation_behind_it(db: &TestDb) {
    let mut samia = samia(db).await;
    for end in [".", ",", ")", "%20", ".%C2%BB", "%E2%80%A6", "!"] {
        for link in [samia.link(), samia.code(), samia.link().replace("/a/", "/r/")] {
            samia.browser.forgets();
            let path = format!("{link}{end}");
            assert_eq!(samia.browser.asks(&path).await.status, StatusCode::OK, "{path}");
            let page = samia.browser.posts(&path, &BIRTHDAY).await;
            assert!(["/book/language", "/mine"].contains(&page.path.as_str()), "{path}: {}", page.path);
        }
    }
    samia.browser.forgets();
    for wrong in ["x.", "%F0%9F%98%80", "BCDFGHJK7."] {
        assert_eq!(samia.browser.asks(&format!("/a/{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

async fn the_code_of_a_letter_can_be_typed(db: &TestDb) {
    let mut samia = samia(db).await;
    let public = samia.browser.opens("/t/demo").await;
    let page = samia.browser.opens(&public.link("/a?lang=").unwrap()).await;
    assert_eq!(page.heading(), "Tapez le code de votre lettre");
    let typed = format!(" {} ", samia.invited.code.grouped().to_lowercase());
    let door = samia.browser.fills(&page, "/a", &[("code", &typed)]).await;
    assert_eq!(door.path, samia.code());
    let page = samia.browser.fills(&door, &samia.code(), &BIRTHDAY).await;
    assert_eq!(page.path, "/book/language", "whoever read French because nothing was chosen is asked");
    samia.browser.forgets();
    let page = samia.browser.opens("/a?lang=ar").await;
    let door = samia.browser.fills(&page, "/a", &[("code", &typed)]).await;
    assert_eq!(door.path, format!("{}?lang=ar", samia.code()));
}

async fn a_code_that_is_none_is_said_so(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.browser.opens("/a").await;
    for typed in ["", "K7M2", "AEIOU012", samia.invited.token.as_str()] {
        let page = samia.browser.fills(&page, "/a", &[("code", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        page.names_error("code", "code");
    }
    // Whether there is such a code is not said here.
    let page = samia.browser.fills(&page, "/a", &[("code", "BCDF-GHJK")]).await;
    assert_eq!((page.status, page.path.as_str()), (StatusCode::OK, "/a/BCDFGHJK"));
}

async fn an_error_speaks_the_language_that_was_chosen(db: &TestDb) {
    let mut samia = samia(db).await;
    for (path, html) in [
        ("/a/x?lang=ar", "<html lang=\"ar\" dir=\"rtl\">"),
        ("/t/demo/book/none?lang=en", "<html lang=\"en\" dir=\"ltr\">"),
        ("/a/x?lang=zz", "<html lang=\"fr\" dir=\"ltr\">"),
        ("/a/x", "<html lang=\"fr\" dir=\"ltr\">"),
    ] {
        let page = samia.browser.asks(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.text.contains(html), "{path}: {}", page.text);
    }
}

async fn a_link_that_is_over_leads_to_the_public_page(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.enters().await;
    samia.app.wait(Duration::days(91));
    for (path, status) in [
        (samia.link(), StatusCode::NOT_FOUND),
        ("/mine".to_owned(), StatusCode::FORBIDDEN),
        ("/a/x".to_owned(), StatusCode::NOT_FOUND),
    ] {
        let page = samia.browser.opens(&path).await;
        assert_eq!(page.status, status, "{path}");
        let public = samia.browser.opens(&page.link("/t/demo?lang=").unwrap()).await;
        assert_eq!((public.status, public.heading().as_str()), (StatusCode::OK, "Vos rendez-vous"));
    }
}
