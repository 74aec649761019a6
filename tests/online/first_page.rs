//! The first page behind a link: its language, and the first day it promises.

use axum::http::StatusCode;
use unisson::store::referrals;

use super::{BIRTHDAY, Visit, samia};
use crate::support::both_databases;
use crate::support::browser::Page;
use crate::support::database::TestDb;

both_databases![
    the_language_chosen_before_the_birthday_is_kept_and_stored,
    a_language_that_is_not_chosen_is_asked_for,
    the_first_day_stands_on_the_page_and_is_what_the_next_page_offers,
    nobody_is_told_how_long_the_staff_travels,
];

async fn language(visit: &Visit) -> String {
    let (db, territory) = (visit.app.ctx.db.read(), visit.app.territory);
    let person = visit.client.referral().await.beneficiary;
    referrals::beneficiary(db, territory, person).await.unwrap().unwrap().language.code().to_owned()
}

async fn the_language_chosen_before_the_birthday_is_kept_and_stored(db: &TestDb) {
    let mut samia = samia(db).await;
    for (link, lang, html, title) in [
        (samia.link(), "ar", "<html lang=\"ar\" dir=\"rtl\">", "كيف تريدون التحدث معنا؟"),
        (samia.code(), "en", "<html lang=\"en\" dir=\"ltr\">", "How do you want to talk with us?"),
    ] {
        samia.browser.forgets();
        let page = samia.browser.opens(&format!("{link}?lang={lang}")).await;
        assert!(page.text.contains(html), "{}", page.text);
        // A wrong birthday first: the choice outlives the error.
        let page = samia.browser.fills(&page, &link, &[("day", "1"), ("month", "1")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = samia.browser.fills(&page, &link, &BIRTHDAY).await;
        assert_eq!((page.path.as_str(), page.heading().as_str()), ("/book/how", title));
        assert!(page.text.contains(html), "{}", page.text);
        assert_eq!(language(&samia).await, lang);
    }
}

async fn a_language_that_is_not_chosen_is_asked_for(db: &TestDb) {
    let mut samia = samia(db).await;
    for lang in ["", "zz", "%3Cb%3E"] {
        samia.browser.forgets();
        let page = samia.browser.posts(&format!("{}?lang={lang}", samia.link()), &BIRTHDAY).await;
        assert_eq!(page.path, "/book/language", "{lang}");
        assert_eq!(language(&samia).await, "fr");
    }
}

/// What is promised on a page.
fn promised(page: &Page) -> Option<String> {
    let words = page.words();
    let (_, day) = words.split_once("Premier rendez-vous possible : ")?;
    Some(day.split(" (").next().unwrap().to_owned())
}

async fn the_first_day_stands_on_the_page_and_is_what_the_next_page_offers(db: &TestDb) {
    let mut samia = samia(db).await;
    // Neither the site with the first date nor the first date itself is what the desk is asked for first.
    samia.app.is_away("s-1", "2027-01-04 00:00", "2027-01-05 00:00").await;
    samia.app.is_away("s-meaux", "2027-01-04 00:00", "2027-01-06 00:00").await;
    let page = samia.browser.opens(&samia.link()).await;
    assert_eq!(promised(&page).as_deref(), Some("mardi 5 janvier"));
    assert!(page.words().contains("mardi 5 janvier (Sur place)"), "{}", page.words());
    assert_eq!(promised(&samia.browser.opens(&samia.code()).await), None, "a code alone says nothing");
    let dates = samia.comes_to_the_dates().await;
    assert!(dates.words().contains("mardi 5 janvier") && !dates.words().contains("lundi 4 janvier"));
    // Who has an appointment is promised no other.
    let page = samia.browser.fills(&dates, "/book/dates", &[]).await;
    let page = samia.browser.fills(&page, "/book/needs", &[]).await;
    samia.browser.fills(&page, "/book/check", &[]).await;
    samia.browser.forgets();
    assert_eq!(promised(&samia.browser.opens(&samia.link()).await), None);
}

async fn nobody_is_told_how_long_the_staff_travels(db: &TestDb) {
    let mut samia = samia(db).await;
    let dates = samia.comes_to_the_dates().await;
    let sites = samia.browser.opens("/book/site").await;
    assert!(sites.words().contains("Maison de meaux"));
    let meaux = samia.browser.fills(&sites, "/book/site", &[("choice", "meaux")]).await;
    assert!(meaux.words().contains("Maison de meaux"));
    let days = samia.browser.opens("/book/days").await;
    let needs = samia.browser.fills(&meaux, "/book/dates", &[]).await;
    let check = samia.browser.fills(&needs, "/book/needs", &[]).await;
    let mine = samia.browser.fills(&check, "/book/check", &[]).await;
    for page in [dates, sites, meaux, days, check, mine] {
        assert!(!page.words().contains("40 min") && !page.words().contains("depuis"), "{}", page.words());
    }
}
