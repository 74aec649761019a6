//! What a page weighs: 14 kB with its style, so that it opens in a cellar on an old telephone.
#![expect(clippy::print_stderr, reason = "the weights are for whoever runs the tests to read")]

use super::{Visit, town};
use crate::support::both_databases;
use crate::support::browser::Page;
use crate::support::database::TestDb;
use crate::support::territory::DIAGNOSTIC;

both_databases![every_page_is_light];

/// Bytes of a page on its first view, its style and script with it. Measured as it leaves: compressed by a proxy it is
/// lighter still.
const MOST: usize = 14_000;

async fn every_page_is_light(db: &TestDb) {
    let app = db.app(town().with_visit(DIAGNOSTIC, |visit| visit.public = true)).await;
    let mut samia = Visit::of(&app, "samia", 1).await;
    let mut seen: Vec<(String, Page)> = Vec::new();
    for language in ["ar", "fr"] {
        samia.browser.forgets();
        samia.browser = samia.browser.clone().speaking(language);
        let mut keep = |what: &str, page: &Page| seen.push((format!("{language} {what}"), page.clone()));
        let book = "/t/demo/book/diagnostic";
        keep("newcomer", &samia.browser.opens(book).await);
        keep("newcomer, wrong", &samia.browser.posts(book, &[]).await);
        let link = samia.link();
        keep("who", &samia.browser.opens(&link).await);
        keep("who, wrong", &samia.browser.posts(&link, &[("day", "31"), ("month", "2")]).await);
        let page = samia.browser.posts(&link, &super::BIRTHDAY).await;
        keep("language", &page);
        let page = samia.browser.fills(&page, "/book/language", &[("choice", language)]).await;
        keep("how", &page);
        let dates = samia.browser.fills(&page, "/book/how", &[("choice", "onsite")]).await;
        keep("dates", &dates);
        for path in ["/book/days", "/book/site", "/book/none"] {
            keep(path, &samia.browser.opens(path).await);
        }
        let needs = samia.browser.fills(&dates, "/book/dates", &[]).await;
        keep("needs", &needs);
        let check =
            samia.browser.fills(&needs, "/book/needs", &[("wish", "child"), ("wish", "helper")]).await;
        keep("check", &check);
        keep("contact", &samia.browser.opens("/book/contact").await);
        let own = samia.browser.fills(&check, "/book/check", &[]).await;
        keep("booked", &own);
        for path in ["/mine", "/mine/cancel", "/mine/data", "/move/dates", "/move/days", "/nowhere"] {
            keep(path, &samia.browser.opens(path).await);
        }
        let page = samia.browser.opens("/mine/cancel").await;
        keep("cancelled", &samia.browser.fills(&page, "/mine/cancel", &[]).await);
    }
    let script = samia.browser.opens("/assets/person.js").await.text.len();
    let mut heavy = Vec::new();
    for (what, page) in &seen {
        let bytes = page.text.len() + script;
        eprintln!("{bytes:6} bytes  {what}");
        if bytes > MOST {
            heavy.push(format!("{what}: {bytes}"));
        }
    }
    assert!(heavy.is_empty(), "over {MOST} bytes: {heavy:?}");
}
