//! Who is let in, and who is not.

use axum::http::StatusCode;
use chrono::Duration;
use unisson::actions::{self, LinkSet};

use super::{BIRTHDAY, Visit, samia, town};
use crate::support::both_databases;
use crate::support::browser::{Browser, Page, pages};
use crate::support::database::TestDb;

both_databases![
    a_link_is_opened_as_often_as_one_likes_and_changes_nothing,
    the_code_of_a_letter_is_good_with_the_birthday,
    three_wrong_birthdays_and_then_the_telephone,
    the_right_birthday_is_refused_once_the_link_is_locked,
    a_restart_does_not_lift_the_limit_of_attempts,
    guessing_in_parallel_gains_nothing,
    a_code_that_is_not_there_is_answered_like_a_wrong_birthday,
    nine_wrong_birthdays_close_the_code_for_good,
    an_expired_link_says_so_and_a_revoked_one_too,
    a_new_link_makes_the_old_one_void,
    what_is_stored_opens_nothing,
    a_person_whose_birthday_is_not_known_comes_by_the_mail_only,
    local_times_that_do_not_exist_are_shifted,
    a_session_ends_and_says_so,
    leaving_leaves_nothing,
    messages_have_the_link_to_the_appointment,
];

const WRONG: [(&str, &str); 2] = [("day", "1"), ("month", "1")];

async fn a_link_is_opened_as_often_as_one_likes_and_changes_nothing(db: &TestDb) {
    let mut samia = samia(db).await;
    let raw = db.raw().await;
    let tables = "SELECT (SELECT COUNT(*) FROM booking_session) + (SELECT COUNT(*) FROM attempt) \
                  + (SELECT COUNT(*) FROM appointment) AS n";
    let own = samia.link().replace("/a/", "/r/");
    for path in [samia.link(), samia.code(), own, format!("{}?lang=en", samia.link())] {
        for _ in 0..3 {
            let page = samia.browser.asks(&path).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.headers.contains_key("set-cookie"));
        }
    }
    assert_eq!(raw.counts(tables).await, 0, "a scanner of mails leaves no trace");
}

async fn the_code_of_a_letter_is_good_with_the_birthday(db: &TestDb) {
    let mut samia = samia(db).await;
    let small = format!("/a/{}", samia.invited.code.grouped().to_lowercase());
    let page = samia.browser.opens(&small).await;
    assert!(!page.text.contains("Samia"), "a code alone says no name");
    let page = samia.browser.posts(&small, &BIRTHDAY).await;
    assert_eq!(page.heading(), "Quelle langue ?");
    // Once in, the link leads on by itself.
    let page = samia.browser.opens(&samia.code()).await;
    assert_eq!(page.path, "/book/language");
}

async fn three_wrong_birthdays_and_then_the_telephone(db: &TestDb) {
    let mut samia = samia(db).await;
    for link in [samia.link(), samia.code()] {
        for left in ["Il reste 2 essais", "Il reste un essai"] {
            let page = samia.browser.posts(&link, &WRONG).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.words().contains(left), "{}", page.words());
            assert!(page.text.contains("value=\"1\""), "what was typed stays");
        }
        let page = samia.browser.posts(&link, &WRONG).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.words().contains("01 23 45 67 89"), "{}", page.words());
    }
}

async fn the_right_birthday_is_refused_once_the_link_is_locked(db: &TestDb) {
    let mut samia = samia(db).await;
    let link = samia.link();
    for _ in 0..3 {
        samia.browser.posts(&link, &WRONG).await;
    }
    assert_eq!(samia.browser.posts(&link, &BIRTHDAY).await.status, StatusCode::FORBIDDEN);
    // Another browser, another address: the link is closed, not the browser.
    let mut other = Browser::new(&pages(&samia.app), 77);
    assert_eq!(other.posts(&link, &BIRTHDAY).await.status, StatusCode::FORBIDDEN);
    samia.app.wait(Duration::hours(1));
    assert_eq!(samia.browser.posts(&link, &BIRTHDAY).await.heading(), "Quelle langue ?");
    // Having come in, one may be wrong again.
    samia.browser.forgets();
    assert_eq!(samia.browser.posts(&link, &WRONG).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn a_restart_does_not_lift_the_limit_of_attempts(db: &TestDb) {
    let mut samia = samia(db).await;
    let link = samia.code();
    for _ in 0..3 {
        samia.browser.posts(&link, &WRONG).await;
    }
    let replica = db.replica(&samia.app).await;
    let mut other = Browser::new(&pages(&replica), 9);
    assert_eq!(other.posts(&link, &BIRTHDAY).await.status, StatusCode::FORBIDDEN);
}

async fn guessing_in_parallel_gains_nothing(db: &TestDb) {
    let samia = samia(db).await;
    let mut guesses = Vec::new();
    for number in 0..24_u16 {
        let (mut browser, link) = (Browser::new(&pages(&samia.app), 100 + number), samia.code());
        // Among the guesses is the right one, late.
        let guess = if number == 20 { BIRTHDAY } else { WRONG };
        guesses.push(tokio::spawn(async move {
            if number == 20 {
                tokio::task::yield_now().await;
            }
            browser.posts(&link, &guess).await.status
        }));
    }
    let mut told = 0;
    for guess in guesses {
        told += usize::from(guess.await.unwrap() == StatusCode::UNPROCESSABLE_ENTITY);
    }
    // A right guess among the first three is luck, and begins the count anew.
    assert!(told <= 5, "{told} guesses were answered");
}

async fn a_code_that_is_not_there_is_answered_like_a_wrong_birthday(db: &TestDb) {
    let samia = samia(db).await;
    let strip = |page: &Page, code: &str| page.text.replace(code, "CODE");
    let known = samia.invited.code.letters().to_owned();
    let unknown = if known == "BCDFGHJK" { "BCDFGHJL" } else { "BCDFGHJK" };
    let mut answers = Vec::new();
    for (code, number) in [(known.as_str(), 11), (unknown, 12)] {
        let mut browser = Browser::new(&pages(&samia.app), number);
        let path = format!("/a/{code}");
        let mut seen = vec![browser.asks(&path).await];
        for _ in 0..4 {
            seen.push(browser.posts(&path, &WRONG).await);
        }
        answers.push(
            seen.iter().map(|page| (page.status, strip(page, code), page.headers.len())).collect::<Vec<_>>(),
        );
    }
    assert_eq!(answers[0], answers[1]);
    // The same work too: as many limits are counted for the one as for the other.
    let raw = db.raw().await;
    assert_eq!(
        raw.counts("SELECT COUNT(*) AS n FROM attempt").await,
        6,
        "two of each code, one of each address"
    );
}

async fn nine_wrong_birthdays_close_the_code_for_good(db: &TestDb) {
    let mut samia = samia(db).await;
    let code = samia.code();
    for _ in 0..3 {
        for _ in 0..3 {
            samia.browser.posts(&code, &WRONG).await;
        }
        samia.app.wait(Duration::hours(1));
    }
    assert_eq!(samia.browser.posts(&code, &BIRTHDAY).await.status, StatusCode::FORBIDDEN);
    samia.app.wait(Duration::days(3));
    assert_eq!(samia.browser.posts(&code, &BIRTHDAY).await.status, StatusCode::FORBIDDEN);
    // The desk gives another.
    let (referral, kind) = (samia.client.ask.referral, samia.client.ask.visit_type);
    samia.invited =
        actions::invite(&samia.app.ctx, samia.app.territory, referral, kind, LinkSet::New).await.unwrap();
    let code = samia.code();
    assert_eq!(samia.browser.posts(&code, &BIRTHDAY).await.heading(), "Quelle langue ?");
}

async fn an_expired_link_says_so_and_a_revoked_one_too(db: &TestDb) {
    let app = db.app(town()).await;
    let mut bruno = Visit::of(&app, "bruno", 2).await;
    bruno.enters().await;
    actions::revoke_invitation(&app.ctx, app.territory, bruno.client.ask.referral).await.unwrap();
    let mut samia = Visit::of(&app, "samia", 1).await;
    samia.enters().await;
    app.wait(Duration::days(91));
    for visit in [&mut bruno, &mut samia] {
        let page = visit.browser.opens("/book/dates").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "what was open is closed");
        let link = visit.link();
        for page in [visit.browser.opens(&link).await, visit.browser.posts(&link, &BIRTHDAY).await] {
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            assert!(page.words().contains("01 23 45 67 89"), "a way on: {}", page.words());
            assert!(!page.text.contains("Samia") && !page.text.contains("Bruno"));
        }
        let code = visit.code();
        assert_eq!(visit.browser.posts(&code, &BIRTHDAY).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

async fn a_new_link_makes_the_old_one_void(db: &TestDb) {
    let mut samia = samia(db).await;
    let old = samia.link();
    let (referral, kind) = (samia.client.ask.referral, samia.client.ask.visit_type);
    let invite = async |which| {
        actions::invite(&samia.app.ctx, samia.app.territory, referral, kind, which).await.unwrap()
    };
    let same = invite(LinkSet::Current).await;
    assert_eq!(same.token, samia.invited.token, "the same link can be written again");
    let new = invite(LinkSet::New).await;
    assert!(new.token != samia.invited.token && new.code != samia.invited.code);
    assert_eq!(samia.browser.opens(&old).await.status, StatusCode::NOT_FOUND);
    samia.invited = new;
    assert_eq!(samia.enters().await.heading(), "Quelle langue ?");
    let active = "SELECT COUNT(*) AS n FROM invitation WHERE revoked_at IS NULL";
    assert_eq!(db.raw().await.counts(active).await, 1, "one link set at a time");
}

async fn what_is_stored_opens_nothing(db: &TestDb) {
    use sea_orm::EntityTrait;
    let mut samia = samia(db).await;
    samia.enters().await;
    let reader = samia.app.ctx.db.read();
    let row = entity::invitation::Entity::find().one(reader).await.unwrap().unwrap();
    let session = entity::booking_session::Entity::find().one(reader).await.unwrap().unwrap();
    let dump = format!("{row:?} {session:?}");
    assert!(!dump.contains(samia.invited.token.as_str()) && !dump.contains(samia.invited.code.letters()));
    let mut thief = Browser::new(&pages(&samia.app), 66);
    for found in [&row.seed, &row.token_hash, &row.code_hash, &session.secret_hash] {
        for length in [8, 27, found.len()] {
            let Some(part) = found.get(..length) else { continue };
            let page = thief.posts(&format!("/a/{part}"), &BIRTHDAY).await;
            assert!(page.status.is_client_error(), "{length}: {}", page.status);
        }
    }
}

async fn a_person_whose_birthday_is_not_known_comes_by_the_mail_only(db: &TestDb) {
    let app = db.app(town().referral("lena", |sheet| sheet.born_on = None)).await;
    let mut lena = Visit::of(&app, "lena", 1).await;
    assert!(!lena.invited.knows_birthday);
    let code = lena.code();
    let page = lena.browser.posts(&code, &WRONG).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words().contains("nous appeler"), "{}", page.words());
    let link = lena.link();
    let page = lena.browser.opens(&link).await;
    assert!(page.form("/a/").1.is_empty(), "nothing is asked");
    let page = lena.browser.fills(&page, "/a/", &[]).await;
    assert_eq!(page.heading(), "Quelle langue ?");
}

async fn local_times_that_do_not_exist_are_shifted(db: &TestDb) {
    let mut samia = samia(db).await;
    let link = samia.link();
    for typed in [("30", "2"), ("0", "1"), ("", ""), ("x", "1"), ("29", "13"), ("99999", "1"), ("-1", "2")] {
        let page = samia.browser.posts(&link, &[("day", typed.0), ("month", typed.1)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        assert!(page.words().contains("Cette date n'existe pas"), "{}", page.words());
        page.names_error("day", "birthday");
        page.names_error("month", "birthday");
    }
    assert_eq!(db.raw().await.counts("SELECT COUNT(*) AS n FROM attempt").await, 0, "no try is lost");
    assert_eq!(
        samia.browser.posts(&link, &[("day", " 29 "), ("month", "2")]).await.heading(),
        "Quelle langue ?"
    );
}

async fn a_session_ends_and_says_so(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.comes_to_the_dates().await;
    samia.app.wait(Duration::minutes(59));
    assert_eq!(samia.browser.opens("/book/dates").await.status, StatusCode::OK);
    samia.app.wait(Duration::minutes(2));
    let shown = samia.browser.fills(&page, "/book/dates", &[]).await;
    assert_eq!((shown.status, shown.heading().as_str()), (StatusCode::FORBIDDEN, "Cette page s'est fermée"));
    assert!(samia.held().await.is_none());
}

async fn leaving_leaves_nothing(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.books().await;
    let left = samia.browser.clone();
    let page = samia.browser.fills(&page, "/leave", &[]).await;
    assert_eq!(page.heading(), "C'est terminé.");
    for mut browser in [samia.browser.clone(), left] {
        assert_eq!(browser.opens("/mine").await.status, StatusCode::FORBIDDEN);
    }
}

async fn messages_have_the_link_to_the_appointment(db: &TestDb) {
    use unisson::jobs::send_messages;
    use unisson::keys::PublicUrl;

    let mut app = db.app(town()).await;
    let with_address = app.ctx.links.clone().map(|links| unisson::keys::LinkSigner {
        public_url: PublicUrl::parse("https://rdv.exemple.fr").ok(),
        ..links
    });
    app.ctx.links = with_address;
    // Booked at the desk: nobody has invited her yet.
    app.client("samia").books_at("2027-01-05 09:00", "melun").await.unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let mailer = crate::flows::sending::mailer(folder.path());
    send_messages::run_all(&app.ctx, &mailer).await.unwrap();
    let mut links = Vec::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let mail = std::fs::read(entry.unwrap().path()).unwrap();
        let mail = mail_parser::MessageParser::default().parse(&mail).unwrap();
        let body = mail.body_text(0).unwrap().into_owned();
        links.extend(
            body.split_whitespace().filter(|word| word.contains("rdv.exemple.fr")).map(str::to_owned),
        );
    }
    assert_eq!(links.len(), 1, "the person's mail and no professional's: {links:?}");
    let path = links[0].strip_prefix("https://rdv.exemple.fr").unwrap();
    assert!(path.starts_with("/r/"), "{path}");
    let mut browser = Browser::new(&pages(&app), 1);
    let page = browser.opens(path).await;
    assert_eq!(page.heading(), "Bonjour Samia");
    let page = browser.posts(path, &BIRTHDAY).await;
    assert_eq!((page.path.as_str(), page.heading().as_str()), ("/mine", "Votre rendez-vous"));
    assert!(page.words().contains("mardi 5 janvier"));
}
