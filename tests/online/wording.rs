//! What every page of a person says, and how.

use unisson::keys::{LinkSigner, PublicUrl};

use super::{Visit, samia, town};
use crate::support::both_databases;
use crate::support::browser::{Browser, Page, pages};
use crate::support::database::TestDb;

both_databases![
    numbers_of_a_date_and_of_an_hour_stay_on_one_line,
    what_counts_down_is_a_sentence_for_every_minute,
    one_number_helps_on_every_page,
    nobody_is_asked_for_a_code_beside_the_word_that_nobody_asks,
    every_page_leads_to_the_accessibility_statement,
    a_calendar_that_does_not_open_has_an_address_to_copy,
];

/// Pages on the way from the link to the appointment.
async fn way(samia: &mut Visit) -> Vec<Page> {
    let mut seen = vec![samia.browser.opens(&samia.link()).await, samia.enters().await];
    let page = samia.browser.fills(&seen[1], "/book/language", &[("choice", "fr")]).await;
    let page = samia.browser.fills(&page, "/book/how", &[("choice", "onsite")]).await;
    seen.push(page.clone());
    seen.push(samia.browser.opens("/book/days").await);
    seen.push(samia.browser.fills(&page, "/book/dates", &[]).await);
    seen.push(samia.browser.fills(&seen[4], "/book/needs", &[]).await);
    seen.push(samia.browser.fills(&seen[5], "/book/check", &[]).await);
    for path in
        ["/mine/cancel", "/move/dates", "/mine/contact", "/mine/data", "/book/none", "/a/x", "/nowhere"]
    {
        seen.push(samia.browser.opens(path).await);
    }
    seen
}

async fn numbers_of_a_date_and_of_an_hour_stay_on_one_line(db: &TestDb) {
    let mut samia = samia(db).await;
    let seen = way(&mut samia).await;
    assert!(seen.iter().any(|page| page.text.contains("lundi 4\u{a0}janvier à 9\u{a0}h (matin)")));
    for page in seen {
        for broken in ["4 janvier", "9 h", "8 h 15"] {
            assert!(!page.text.contains(broken), "{}: {broken}: {}", page.path, page.text);
        }
    }
}

async fn what_counts_down_is_a_sentence_for_every_minute(db: &TestDb) {
    let mut samia = samia(db).await;
    let check = samia.comes_to_the_check().await;
    for page in [check, samia.browser.opens("/book/needs").await] {
        let sentences = page.text.split("data-minutes=\"").nth(1).unwrap().split('"').next().unwrap();
        let sentences: Vec<&str> = sentences.split('|').collect();
        assert_eq!(sentences.len(), 11);
        assert!(
            sentences[0].ends_with("10 minutes.") && sentences[9].ends_with("1 minute."),
            "{sentences:?}"
        );
        assert!(
            sentences[10].starts_with("Le temps est passé."),
            "nothing stays at 0 minutes: {sentences:?}"
        );
        assert!(page.words().contains(sentences[0]), "{}", page.words());
    }
}

async fn one_number_helps_on_every_page(db: &TestDb) {
    let mut draft = town();
    draft.0.theme.phone = Some("01 99 00 00 00".to_owned());
    let app = db.app(draft).await;
    let mut samia = Visit::of(&app, "samia", 1).await;
    for page in way(&mut samia).await.into_iter().filter(|page| page.path != "/nowhere") {
        assert!(page.text.contains("href=\"tel:0199000000\""), "{}", page.path);
        assert!(!page.text.contains("01 23 45 67 89"), "{}: no other number: {}", page.path, page.text);
    }
}

async fn nobody_is_asked_for_a_code_beside_the_word_that_nobody_asks(db: &TestDb) {
    let mut samia = samia(db).await;
    for lang in ["fr", "fr-x-falc", "en", "ar"] {
        let page = samia.browser.opens(&format!("/a?lang={lang}")).await;
        let footer = page.text.split("<footer>").nth(1).unwrap();
        let trust = footer.split("</p>").next().unwrap();
        assert!(!trust.contains("code") && !trust.contains("رمز"), "{lang}: {trust}");
    }
}

async fn every_page_leads_to_the_accessibility_statement(db: &TestDb) {
    let mut samia = samia(db).await;
    let mut seen = way(&mut samia).await;
    seen.push(samia.browser.opens(&samia.code()).await);
    let mut stranger = Browser::new(&pages(&samia.app), 60);
    for path in ["/", "/nope", "/a", "/t/demo", "/t/demo/data", "/t/autre", "/sign-in", "/sign-in/forgotten"]
    {
        seen.push(stranger.opens(path).await);
    }
    for page in seen {
        let link = page.link("/accessibility").unwrap_or_else(|| panic!("{}: {}", page.path, page.text));
        let statement = stranger.opens(&link).await;
        assert_eq!(statement.heading(), "Déclaration d'accessibilité", "{}", page.path);
    }
}

async fn a_calendar_that_does_not_open_has_an_address_to_copy(db: &TestDb) {
    let mut app = db.app(town()).await;
    let public_url = PublicUrl::parse("https://rdv.exemple.fr").ok();
    app.ctx.links = app.ctx.links.clone().map(|links| LinkSigner { public_url, ..links });
    let mut samia = Visit::of(&app, "samia", 1).await;
    let page = samia.books().await;
    let feed = page.link("/feed/").unwrap();
    let path = &feed[feed.find("/feed/").unwrap()..];
    let copied = page.text.split("<details>").nth(1).unwrap().split("</details>").next().unwrap();
    assert!(copied.contains(&format!("https://rdv.exemple.fr{path}")), "{copied}");
}
