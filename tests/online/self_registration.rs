//! Who comes without a link, from the territory's public page.

use axum::http::StatusCode;
use chrono::Duration;
use domain::ids::BeneficiaryId;
use domain::referral::ReferralOrigin;
use entity::column::Word;
use entity::referral;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use unisson::actions;
use unisson::store::{referrals, self_registrations};

use super::{BIRTHDAY, Visit, town};
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::{Browser, Page, pages};
use crate::support::database::TestDb;
use crate::support::territory::{DIAGNOSTIC, Draft};

both_databases![
    a_self_registered_beneficiary_books_without_a_link,
    a_territory_that_does_not_allow_it_has_no_such_page,
    whoever_is_known_is_answered_like_whoever_is_not,
    nothing_of_somebody_known_is_seen_or_changed,
    every_fault_is_shown_at_once_and_the_fields_keep_their_values,
    a_social_security_number_is_refused_and_not_repeated,
    looking_changes_nothing,
    forms_of_other_sites_are_not_taken,
    one_address_introduces_twenty_people_an_hour_whichever_replica_it_asks,
    nobodys_mailbox_is_filled,
    somebody_unchecked_holds_few_hours,
    whoever_begins_again_the_same_day_is_counted_once,
    files_of_one_person_are_named_to_the_desk,
    whoever_came_alone_is_shown_out_when_the_desk_makes_two_entries_one,
    a_beneficiary_without_mail_is_shown_how_to_come_back,
];

const BOOK: &str = "/t/demo/book/diagnostic";

/// The town, where anybody may book the diagnostic.
fn open_town() -> Draft {
    town().with_visit(DIAGNOSTIC, |visit| visit.public = true)
}

async fn open(db: &TestDb) -> App {
    db.app(open_town()).await
}

/// Nadia, whom nobody knows.
const NADIA: [(&str, &str); 6] = [
    ("given_name", "Nadia"),
    ("family_name", "Haddad"),
    ("day", "3"),
    ("month", "7"),
    ("year", "1991"),
    ("email", "nadia@exemple.fr"),
];

/// Samia as she is known, but for the address: the one of whoever asks in her name.
const SAMIA: [(&str, &str); 6] = [
    ("given_name", "Samia"),
    ("family_name", "Dupont"),
    ("day", "29"),
    ("month", "2"),
    ("year", "1988"),
    ("email", "autre@exemple.fr"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    kept.chain(others).copied().collect()
}

/// From the first question to the last page; every page on the way.
async fn books(browser: &mut Browser, who: &[(&str, &str)]) -> Vec<Page> {
    let how = browser.posts(BOOK, who).await;
    let dates = browser.fills(&how, "/book/how", &[("choice", "onsite")]).await;
    let needs = browser.fills(&dates, "/book/dates", &[]).await;
    let check = browser.fills(&needs, "/book/needs", &[]).await;
    let booked = browser.fills(&check, "/book/check", &[]).await;
    let data = browser.opens("/mine/data").await;
    vec![how, dates, needs, check, booked, data]
}

async fn a_self_registered_beneficiary_books_without_a_link(db: &TestDb) {
    let app = open(db).await;
    let mut browser = Browser::new(&pages(&app), 1);
    let places = browser.opens("/t/demo").await;
    let page = browser.opens(&places.link("/book/").unwrap()).await;
    assert_eq!(page.heading(), "Qui êtes-vous ?");
    let (action, _) = page.form("/book/");
    let page = browser.posts(&action, &NADIA).await;
    assert_eq!(page.heading(), "Comment voulez-vous parler avec nous ?", "the language is the one they read");
    let page = browser.fills(&page, "/book/how", &[("choice", "onsite")]).await;
    let page = browser.fills(&page, "/book/dates", &[]).await;
    let page = browser.fills(&page, "/book/needs", &[]).await;
    let page = browser.fills(&page, "/book/check", &[]).await;
    assert_eq!(page.heading(), "C'est noté.");
    // The clock started today, and the file says how it came.
    let page = browser.opens("/mine/data").await;
    for fact in ["Nadia Haddad", "03/07/1991", "nadia@exemple.fr", "lundi 4 janvier 2027", "web-"] {
        assert!(page.words().contains(fact), "{fact}: {}", page.words());
    }
}

async fn a_territory_that_does_not_allow_it_has_no_such_page(db: &TestDb) {
    let app = db
        .app(town().visit("suivi", |visit| visit.roles = vec![crate::support::territory::role("social")]))
        .await;
    let mut browser = Browser::new(&pages(&app), 1);
    assert_eq!(browser.opens("/t/demo").await.link("/book/"), None);
    for path in [BOOK, "/t/demo/book/nope", "/t/autre/book/diagnostic", "/t/demo/book/..%2f"] {
        assert_eq!(browser.asks(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(browser.posts(path, &NADIA).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(db.raw().await.counts("SELECT COUNT(*) AS n FROM beneficiary").await, 3);
}

/// A page without what differs for two people anyhow: their names and addresses, secrets, and hours taken by the other.
fn without_names(page: &Page) -> (StatusCode, String, usize) {
    let mut words = page.words();
    for (one, other) in [
        ("Samia", "NAME"),
        ("Dupont", "FAMILY"),
        ("29/02/1988", "BORN"),
        ("autre@exemple.fr", "MAIL"),
        ("Nadia", "NAME"),
        ("Haddad", "FAMILY"),
        ("03/07/1991", "BORN"),
        ("nadia@exemple.fr", "MAIL"),
    ] {
        words = words.replace(one, other);
    }
    let words = words.split(' ').map(|word| if word.starts_with("web-") { "FILE" } else { word });
    (page.status, words.collect::<Vec<_>>().join(" "), page.headers.len())
}

async fn whoever_is_known_is_answered_like_whoever_is_not(db: &TestDb) {
    let mut seen = Vec::new();
    for who in [&NADIA, &SAMIA] {
        // Two towns alike, in both of which Samia has an appointment.
        let fresh = TestDb::migrated(db.kind()).await;
        let app = open(&fresh).await;
        app.client("samia").books_at("2027-01-05 09:00", "melun").await.unwrap();
        let mut browser = Browser::new(&pages(&app), 1);
        seen.push(books(&mut browser, who).await.iter().map(without_names).collect::<Vec<_>>());
    }
    for (unknown, known) in seen[0].iter().zip(&seen[1]) {
        assert_eq!(unknown, known);
    }
}

async fn nothing_of_somebody_known_is_seen_or_changed(db: &TestDb) {
    let app = open(db).await;
    let samia = Visit::of(&app, "samia", 1).await;
    let booked = samia.client.books_at("2027-01-05 14:00", "melun").await.unwrap();
    let before = (samia.client.referral().await, app.appointment(booked.appointment).await);
    let messages = app.messages_about(booked.appointment).await;
    let mut stranger = Browser::new(&pages(&app), 2);
    for page in books(&mut stranger, &SAMIA).await {
        for secret in ["14 h", "06 12 34 56 78", "0612345678", "samia@exemple.fr"] {
            let is_an_offer = secret == "14 h" && page.path.starts_with("/book/");
            assert!(
                is_an_offer || !page.text.replace('\u{a0}', " ").contains(secret),
                "{}: {secret}",
                page.path
            );
        }
    }
    let page = stranger.opens("/mine/cancel").await;
    stranger.fills(&page, "/mine/cancel", &[]).await;
    assert_eq!((samia.client.referral().await, app.appointment(booked.appointment).await), before);
    assert_eq!(app.messages_about(booked.appointment).await, messages);
    assert_eq!(samia.booked().await.map(|booked| booked.id), Some(booked.appointment));
}

async fn every_fault_is_shown_at_once_and_the_fields_keep_their_values(db: &TestDb) {
    let app = open(db).await;
    let mut browser = Browser::new(&pages(&app), 1);
    let page = browser.posts(BOOK, &[("given_name", "Nadia"), ("year", "91")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["Écrivez votre nom de famille", "Cette date n'existe pas", "Donnez au moins un numéro"] {
        assert!(page.words().contains(told), "{told}");
    }
    assert!(page.text.contains("value=\"Nadia\"") && page.text.contains("value=\"91\""));
    for (field, value, told) in [
        ("given_name", "Gagnez sur exemple.fr", "Écrivez votre prénom"),
        ("family_name", "<b>", "Écrivez votre nom de famille"),
        ("day", "31", "Cette date n'existe pas"),
        ("year", "2091", "Cette date n'existe pas"),
        ("year", "1850", "Cette date n'existe pas"),
        ("phone", "06 12", "Ce numéro n'est pas complet"),
        ("email", "nadia", "Cette adresse n'est pas complète"),
    ] {
        let fields = with(&with(&NADIA, &[("day", "3"), ("month", "6")]), &[(field, value)]);
        let page = browser.posts(BOOK, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert!(page.words().contains(told), "{field} {value}: {}", page.words());
        page.names_error(field, if ["day", "year"].contains(&field) { "birthday" } else { field });
        assert!(!page.text.contains("<b>\""), "what is shown again is text");
    }
    assert_eq!(db.raw().await.counts("SELECT COUNT(*) AS n FROM beneficiary").await, 3);
}

async fn a_social_security_number_is_refused_and_not_repeated(db: &TestDb) {
    let app = open(db).await;
    let mut browser = Browser::new(&pages(&app), 1);
    for field in ["given_name", "family_name", "phone", "email"] {
        let page = browser.posts(BOOK, &with(&NADIA, &[(field, "1 85 05 78 006 084 91")])).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(page.words().contains("numéro de sécurité sociale"), "{field}");
        assert!(!page.text.contains("006 084"), "{field}");
    }
}

async fn looking_changes_nothing(db: &TestDb) {
    let app = open(db).await;
    let tables = "SELECT (SELECT COUNT(*) FROM booking_session) + (SELECT COUNT(*) FROM attempt) \
                  + (SELECT COUNT(*) FROM beneficiary) + (SELECT COUNT(*) FROM invitation) AS n";
    let raw = db.raw().await;
    let before = raw.counts(tables).await;
    let mut browser = Browser::new(&pages(&app), 1);
    for path in [BOOK.to_owned(), format!("{BOOK}?lang=ar")] {
        let page = browser.asks(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.headers.contains_key("set-cookie"));
    }
    assert_eq!(raw.counts(tables).await, before);
}

async fn forms_of_other_sites_are_not_taken(db: &TestDb) {
    let app = open(db).await;
    let mut browser = Browser::new(&pages(&app), 1);
    browser.site = "cross-site";
    assert_eq!(browser.posts(BOOK, &NADIA).await.status, StatusCode::FORBIDDEN);
    assert_eq!(db.raw().await.counts("SELECT COUNT(*) AS n FROM beneficiary").await, 3);
}

/// Somebody else each time.
fn another(number: usize) -> Vec<(&'static str, String)> {
    let name = "abcdefghijklmnopqrstuvwxyz".get(number..=number).unwrap().repeat(5);
    vec![
        ("given_name", name.clone()),
        ("family_name", "Haddad".to_owned()),
        ("day", "3".to_owned()),
        ("month", "7".to_owned()),
        ("year", "1991".to_owned()),
        ("email", format!("{name}@exemple.fr")),
    ]
}

async fn introduces(browser: &mut Browser, who: &[(&'static str, String)]) -> Page {
    let fields: Vec<(&str, &str)> = who.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.posts(BOOK, &fields).await
}

async fn one_address_introduces_twenty_people_an_hour_whichever_replica_it_asks(db: &TestDb) {
    let app = open(db).await;
    let replica = db.replica(&app).await;
    let routers = [pages(&app), pages(&replica)];
    for number in 0..20 {
        let page = introduces(&mut Browser::new(&routers[number % 2], 1), &another(number)).await;
        assert_eq!(page.status, StatusCode::OK, "{number}");
    }
    for router in &routers {
        let page = introduces(&mut Browser::new(router, 1), &another(20)).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(page.words().contains("01 23 45 67 89"), "the desk helps: {}", page.words());
    }
    let page = introduces(&mut Browser::new(&routers[0], 2), &another(21)).await;
    assert_eq!(page.status, StatusCode::OK, "others are served");
    app.wait(Duration::hours(1));
    replica.wait(Duration::hours(1));
    let page = introduces(&mut Browser::new(&routers[1], 1), &another(22)).await;
    assert_eq!(page.status, StatusCode::OK, "an hour later it begins anew");
}

async fn nobodys_mailbox_is_filled(db: &TestDb) {
    let app = open(db).await;
    let router = pages(&app);
    let victim = |number| {
        let mut who = another(number);
        let address = if number % 2 == 0 { "Victime@exemple.fr" } else { "victime@exemple.fr" };
        address.clone_into(&mut who[5].1);
        who
    };
    for number in 0..3 {
        assert_eq!(introduces(&mut Browser::new(&router, 1), &victim(number)).await.status, StatusCode::OK);
    }
    let page = introduces(&mut Browser::new(&router, 1), &victim(3)).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    // Elsewhere nothing tells that somebody used that address.
    assert_eq!(introduces(&mut Browser::new(&router, 2), &victim(4)).await.status, StatusCode::OK);
}

async fn somebody_unchecked_holds_few_hours(db: &TestDb) {
    let app = open(db).await;
    let mut browser = Browser::new(&pages(&app), 1);
    let how = browser.posts(BOOK, &NADIA).await;
    let dates = browser.fills(&how, "/book/how", &[("choice", "onsite")]).await;
    let choices = dates.choices("choice");
    for number in 0..6 {
        let choice = &choices[number % choices.len()];
        let page = browser.fills(&dates, "/book/dates", &[("choice", choice)]).await;
        assert_eq!(page.status, StatusCode::OK, "{number}");
    }
    let page = browser.fills(&dates, "/book/dates", &[]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
}

async fn whoever_begins_again_the_same_day_is_counted_once(db: &TestDb) {
    let app = open(db).await;
    let router = pages(&app);
    let waiting = async || referrals::waiting(app.ctx.db.read(), app.territory).await.unwrap().len();
    let others = waiting().await;
    Browser::new(&router, 1).posts(BOOK, &NADIA).await;
    Browser::new(&router, 2).posts(BOOK, &NADIA).await;
    assert_eq!(waiting().await, others + 2, "while both pages are open, nobody is shown out");
    app.wait(Duration::minutes(61));
    let again = with(&NADIA, &[("given_name", " NADIA"), ("family_name", "haddad")]);
    let mut browser = Browser::new(&router, 3);
    books(&mut browser, &again).await;
    assert_eq!(waiting().await, others);
    // What was booked stays, and so does what began on another day.
    app.wait(Duration::minutes(61));
    Browser::new(&router, 4).posts(BOOK, &NADIA).await;
    app.wait(Duration::days(1));
    Browser::new(&router, 5).posts(BOOK, &NADIA).await;
    assert_eq!(waiting().await, others + 2);
    let booked = "SELECT COUNT(*) AS n FROM appointment WHERE state = 'booked'";
    assert_eq!(db.raw().await.counts(booked).await, 1);
}

async fn files_of_one_person_are_named_to_the_desk(db: &TestDb) {
    let app = open(db).await;
    let alike = async || self_registrations::alike(app.ctx.db.read(), app.territory).await.unwrap();
    let router = pages(&app);
    Browser::new(&router, 1).posts(BOOK, &NADIA).await;
    assert!(alike().await.is_empty(), "bruno and chen have Samia's birthday, and nobody has Nadia's");
    Browser::new(&router, 2).posts(BOOK, &with(&SAMIA, &[("family_name", "DUPONT")])).await;
    let groups = alike().await;
    let files: Vec<(bool, bool)> = groups[0].iter().map(|file| (file.is_alone, file.is_booked)).collect();
    assert_eq!((groups.len(), files), (1, vec![(false, false), (true, false)]));
    assert_eq!(groups[0][0].key, "samia");
    let told = app.client("samia").referral().await;
    actions::close_referral(&app.ctx, app.territory, told.id, domain::referral::ExitReason::Elsewhere, None)
        .await
        .unwrap();
    assert!(alike().await.is_empty());
}

async fn whoever_came_alone_is_shown_out_when_the_desk_makes_two_entries_one(db: &TestDb) {
    let app = open(db).await;
    let mut samia = Visit::of(&app, "samia", 1).await;
    samia.enters().await;
    let mut stranger = Browser::new(&pages(&app), 2);
    books(&mut stranger, &SAMIA).await;
    let known = samia.client.referral().await.beneficiary;
    let alone = whoever_came(&app, ReferralOrigin::SelfRegistered).await;
    actions::merge_beneficiaries(&app.ctx, app.territory, known, alone).await.unwrap();
    let page = stranger.opens("/mine").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!page.text.contains("0612345678") && !page.text.contains("06 12 34 56 78"));
    assert_eq!(
        samia.browser.opens("/book").await.status,
        StatusCode::OK,
        "her own link is as good as before"
    );
}

/// The person whose referral came so.
async fn whoever_came(app: &App, origin: ReferralOrigin) -> BeneficiaryId {
    let found = referral::Entity::find().filter(referral::COLUMN.origin.eq(Word(origin)));
    found.one(app.ctx.db.read()).await.unwrap().unwrap().beneficiary_id.0
}

async fn a_beneficiary_without_mail_is_shown_how_to_come_back(db: &TestDb) {
    let mut app = open(db).await;
    app.ctx.links = app.ctx.links.clone().map(|links| unisson::keys::LinkSigner {
        public_url: unisson::keys::PublicUrl::parse("https://rdv.exemple.fr").ok(),
        ..links
    });
    let router = pages(&app);
    let mut browser = Browser::new(&router, 1);
    let by_phone = with(&NADIA, &[("email", ""), ("phone", "07 12 34 56 78")]);
    let booked = books(&mut browser, &by_phone).await.remove(4);
    assert!(booked.words().contains("https://rdv.exemple.fr/r/"), "{}", booked.words());
    let path = booked.link("/r/").unwrap();
    let mut later = Browser::new(&router, 2);
    assert_eq!(later.posts(&path, &BIRTHDAY).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(later.posts(&path, &[("day", "3"), ("month", "7")]).await.heading(), "Votre rendez-vous");
    let mut mailed = Browser::new(&router, 3);
    let booked = books(&mut mailed, &with(&NADIA, &[("given_name", "Nora")])).await.remove(4);
    assert!(!booked.words().contains("https://rdv.exemple.fr/r/"), "their mail holds the link");
}
