//! Moving an appointment: what is offered is another hour.

use axum::http::StatusCode;

use super::samia;
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![moving_never_offers_the_hour_one_has, choosing_the_hour_one_has_says_so];

async fn moving_never_offers_the_hour_one_has(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let booked = samia.booked().await.unwrap().visit.start.0.to_string();
    for path in ["/move/dates", "/move/days"] {
        let page = samia.browser.opens(path).await;
        let choices = page.choices("choice");
        assert!(!choices.is_empty(), "{path}");
        assert!(
            choices.iter().all(|choice| choice.split('.').next() != Some(&booked)),
            "{path}: {choices:?}"
        );
    }
    // What is chosen before anything is pressed is a change.
    let page = samia.browser.opens("/move/dates").await;
    let check = samia.browser.fills(&page, "/move/dates", &[]).await;
    let page = samia.browser.fills(&check, "/move/check", &[]).await;
    assert_eq!(page.heading(), "C'est changé.");
    assert_ne!(samia.booked().await.unwrap().visit.start.0.to_string(), booked);
}

async fn choosing_the_hour_one_has_says_so(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let booked = samia.booked().await.unwrap();
    let same = format!("{}.{}", booked.visit.start.0, booked.site);
    let page = samia.browser.opens("/move/dates").await;
    let check = samia.browser.fills(&page, "/move/dates", &[]).await;
    for page in [
        samia.browser.fills(&page, "/move/dates", &[("choice", &same)]).await,
        samia.browser.fills(&check, "/move/check", &[("to", &same)]).await,
    ] {
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.words().contains("C'est l'heure que vous avez déjà. Rien n'a changé."),
            "{}",
            page.words()
        );
    }
    assert_eq!(samia.booked().await.unwrap(), booked);
}
