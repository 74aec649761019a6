//! Media of a territory on the pages of beneficiaries: the photo of the entrance, screens read aloud.

use std::path::Path;

use domain::visit::Language;
use tempfile::TempDir;
use unisson::text::Catalogue;
use unisson::web::{Media, Public};

use super::{Visit, samia, town};
use crate::support::both_databases;
use crate::support::browser::{Browser, Page, pages_with};
use crate::support::database::TestDb;
use crate::support::territory::DIAGNOSTIC;

both_databases![
    the_photo_of_the_site_is_shown_where_somebody_is_to_come,
    no_photo_is_shown_by_telephone_or_when_there_is_none,
    each_screen_is_read_aloud_by_its_own_file_and_no_other,
];

/// The screens that may be read aloud, in the order of a visit.
const SCREENS: [&str; 19] = [
    "newcomer",
    "door",
    "language",
    "how",
    "dates",
    "days",
    "site",
    "none",
    "needs",
    "check",
    "contact",
    "booked",
    "mine",
    "data",
    "cancel",
    "move",
    "move-check",
    "moved",
    "told",
];

fn put(folder: &Path, file: &str, bytes: &[u8]) {
    let path = folder.join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn media(files: &[(&str, &[u8])]) -> Media {
    let folder = TempDir::new().unwrap();
    for (file, bytes) in files {
        put(folder.path(), file, bytes);
    }
    let (media, left_out) = Media::read(folder.path()).unwrap();
    assert_eq!(left_out, []);
    media
}

/// With the files that a territory supplies.
fn with(mut visit: Visit, media: Media) -> Visit {
    visit.browser = Browser::new(&pages_with(&visit.app, Public::with(media)), 1);
    visit
}

/// The addresses of the pictures of a page, with what they are said to show.
fn pictures(page: &Page) -> Vec<(&str, &str)> {
    page.text
        .split("<img")
        .skip(1)
        .map(|tag| {
            let of =
                |name: &str| tag.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap();
            assert!(tag.contains("loading=\"lazy\""), "the first view does not wait for it");
            assert_eq!((of("width"), of("height")), ("480", "320"), "nothing jumps when it comes");
            (of("src"), of("alt"))
        })
        .collect()
}

async fn the_photo_of_the_site_is_shown_where_somebody_is_to_come(db: &TestDb) {
    let media = media(&[
        ("demo/sites/melun.jpg", b"\xff\xd8\xff melun"),
        ("demo/sites/meaux.jpg", b"\xff\xd8\xff meaux"),
    ]);
    let door = media.photo("demo", "melun").unwrap();
    let mut samia = with(samia(db).await, media);
    let check = samia.comes_to_the_check().await;
    let shown = [(door.as_str(), "La porte d&#39;entrée\u{a0}: Maison de melun")];
    assert_eq!(pictures(&check), shown);
    let own = samia.browser.fills(&check, "/book/check", &[]).await;
    assert_eq!(pictures(&own), shown);
    assert!(own.words().contains("1 rue de la Mairie, melun"), "the address stands beside it");
    let page = samia.browser.opens("/mine/cancel").await;
    assert_eq!(pictures(&page), []);
}

async fn no_photo_is_shown_by_telephone_or_when_there_is_none(db: &TestDb) {
    let media = media(&[("demo/sites/meaux.jpg", b"\xff\xd8\xff meaux")]);
    let mut samia = with(samia(db).await, media.clone());
    let check = samia.comes_to_the_check().await;
    assert_eq!(pictures(&check), [], "of that site there is none");
    let all = self::media(&[("demo/sites/melun.jpg", b"\xff\xd8\xff melun")]);
    let mut bruno = with(Visit::of(&samia.app, "bruno", 2).await, all);
    let page = bruno.enters().await;
    let page = bruno.browser.fills(&page, "/book/language", &[("choice", "fr")]).await;
    let page = bruno.browser.fills(&page, "/book/how", &[("choice", "phone")]).await;
    let page = bruno.browser.fills(&page, "/book/dates", &[]).await;
    let page = bruno.browser.fills(&page, "/book/needs", &[]).await;
    assert_eq!(pictures(&page), [], "nobody goes there");
    assert!(!page.words().contains("Mairie"));
}

/// The address of what is read aloud on a page.
fn spoken(page: &Page) -> Option<&str> {
    let tag = page.text.split("<audio").nth(1)?;
    assert!(tag.starts_with(" controls preload=\"none\""), "nothing is fetched before it is asked for");
    tag.split(" src=\"").nth(1)?.split('"').next()
}

/// Every screen there is, by its name.
async fn every_screen(visit: &mut Visit) -> Vec<(&'static str, Page)> {
    let mut seen = Vec::new();
    let link = visit.link();
    seen.push(("newcomer", visit.browser.opens("/t/demo/book/diagnostic").await));
    seen.push(("door", visit.browser.opens(&link).await));
    let page = visit.enters().await;
    seen.push(("language", page.clone()));
    let page = visit.browser.fills(&page, "/book/language", &[("choice", "fr")]).await;
    seen.push(("how", page.clone()));
    let dates = visit.browser.fills(&page, "/book/how", &[("choice", "onsite")]).await;
    seen.push(("dates", dates.clone()));
    seen.push(("days", visit.browser.opens("/book/days").await));
    seen.push(("site", visit.browser.opens("/book/site").await));
    seen.push(("none", visit.browser.opens("/book/none").await));
    let page = visit.browser.fills(&dates, "/book/dates", &[]).await;
    seen.push(("needs", page.clone()));
    let check = visit.browser.fills(&page, "/book/needs", &[]).await;
    seen.push(("check", check.clone()));
    seen.push(("contact", visit.browser.opens("/book/contact").await));
    seen.push(("booked", visit.browser.fills(&check, "/book/check", &[]).await));
    seen.push(("mine", visit.browser.opens("/mine").await));
    seen.push(("data", visit.browser.opens("/mine/data").await));
    seen.push(("cancel", visit.browser.opens("/mine/cancel").await));
    seen.push(("days", visit.browser.opens("/move/days").await));
    let dates = visit.browser.opens("/move/dates").await;
    seen.push(("move", dates.clone()));
    let check = visit.browser.fills(&dates, "/move/dates", &[]).await;
    seen.push(("move-check", check.clone()));
    seen.push(("moved", visit.browser.fills(&check, "/move/check", &[]).await));
    seen.push(("told", visit.browser.opens("/a/nothing").await));
    seen
}

async fn each_screen_is_read_aloud_by_its_own_file_and_no_other(db: &TestDb) {
    let app = db.app(town().with_visit(DIAGNOSTIC, |visit| visit.public = true)).await;
    let names: Vec<String> = SCREENS.iter().map(|screen| format!("demo/audio/fr/{screen}.opus")).collect();
    let sounds: Vec<Vec<u8>> = SCREENS.iter().map(|screen| format!("OggS {screen}").into_bytes()).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().zip(&sounds).map(|(name, sound)| (name.as_str(), sound.as_slice())).collect();
    let french = Catalogue::for_language(&Language::french()).unwrap();
    let all = media(&files);
    let mut samia = with(Visit::of(&app, "samia", 1).await, all.clone());
    let mut heard = Vec::new();
    for (screen, page) in every_screen(&mut samia).await {
        let address = all.audio("demo", french, screen);
        assert!(address.is_some());
        assert_eq!(spoken(&page), address.as_deref(), "{screen}: {}", page.path);
        heard.push(screen);
    }
    assert!(SCREENS.iter().all(|screen| heard.contains(screen)));
    // One file alone: one screen alone.
    let dates = media(&[("demo/audio/fr/dates.opus", b"OggS dates")]);
    let mut bruno = with(Visit::of(&app, "bruno", 2).await, dates);
    for (screen, page) in every_screen(&mut bruno).await {
        assert_eq!(spoken(&page).is_some(), screen == "dates", "{screen}: {}", page.path);
    }
    // In another language, which has no file, there is none.
    let mut chen = with(Visit::of(&app, "chen", 3).await, all);
    chen.browser = chen.browser.clone().speaking("ar");
    let page = chen.browser.opens("/t/demo/book/diagnostic").await;
    assert_eq!(spoken(&page), None);
}
