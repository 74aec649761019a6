//! Signing in and out: who is let in, who is not, and what a session is good for.

use axum::http::StatusCode;
use chrono::Duration;
use domain::rights::{Grant, Role};
use unisson::actions;

use super::staff::{PASSWORD, account, address, at_work, browser, invited, link, tries};
use crate::support::both_databases;
use crate::support::browser::{Browser, Page};
use crate::support::database::TestDb;
use crate::support::territory::small;

both_databases![
    an_account_sets_its_password_and_signs_in,
    whoever_is_not_signed_in_comes_back_to_the_page_they_wanted,
    nobody_learns_whether_an_address_has_an_account,
    a_storm_of_passwords_closes_the_account_and_not_the_desk_beside_it,
    guesses_in_parallel_gain_nothing,
    a_link_sets_one_password_once,
    a_link_is_over_after_three_days,
    a_password_must_be_long_and_not_well_known,
    a_session_stolen_before_signing_out_opens_nothing_afterwards,
    a_session_lasts_twelve_hours,
    signing_in_gives_another_secret,
    sessions_are_listed_and_ended,
    a_new_password_ends_every_session,
    a_closed_account_is_out_at_once,
    a_form_of_another_browser_or_site_is_refused,
    nothing_that_opens_is_stored,
];

const DESK: Grant = Grant::territory_wide(Role::Receptionist);

fn text_of(page: &Page) -> (StatusCode, String) {
    (page.status, page.words())
}

async fn an_account_sets_its_password_and_signs_in(db: &TestDb) {
    let app = db.app(small()).await;
    let id = invited(&app, "lea", DESK).await;
    let mut lea = browser(&app, 1);
    let path = link(&app, id).await;
    for _ in 0..3 {
        let page = lea.asks(&path).await;
        assert_eq!(page.heading(), "Choisir un mot de passe", "a scanner of mails uses nothing up");
    }
    let page = lea.asks(&path).await;
    let page =
        lea.fills(&page, "/sign-in/link", &[("password", PASSWORD), ("again", "autre chose ici")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words().contains("ne sont pas les mêmes"), "{}", page.words());
    let page = lea.fills(&page, "/sign-in/link", &[("password", PASSWORD), ("again", PASSWORD)]).await;
    assert_eq!(page.heading(), "Se connecter");
    assert!(page.words().contains("Votre mot de passe est enregistré"));
    let page = tries(&mut lea, "lea", PASSWORD).await;
    assert!(page.heading() == "Aujourd'hui" && page.words().contains("Accueil"), "{}", page.words());
}

async fn whoever_is_not_signed_in_comes_back_to_the_page_they_wanted(db: &TestDb) {
    let app = db.app(small()).await;
    account(&app, "lea", DESK).await;
    let mut lea = browser(&app, 1);
    let door = lea.opens("/office/sessions").await;
    assert_eq!(door.path, "/sign-in?next=/office/sessions");
    let page = lea.fills(&door, "/sign-in", &[("email", &address("lea")), ("password", PASSWORD)]).await;
    assert_eq!(page.path, "/office/sessions");
    let page = lea.asks("/sign-in?next=//evil.example").await;
    assert_eq!(page.headers["location"], "/office", "nobody is sent elsewhere");
}

async fn nobody_learns_whether_an_address_has_an_account(db: &TestDb) {
    let app = db.app(small()).await;
    account(&app, "lea", DESK).await;
    invited(&app, "new", DESK).await;
    let closed = account(&app, "gone", DESK).await;
    actions::close_account(&app.ctx, app.territory, closed).await.unwrap();
    let mut answers = Vec::new();
    for (number, name, password) in [
        (1, "lea", "pas le bon mot"),
        (2, "nobody", PASSWORD),
        (3, "new", PASSWORD),
        (4, "gone", PASSWORD),
        (5, "lea", ""),
        (6, "not an address", PASSWORD),
    ] {
        let page = tries(&mut browser(&app, number), name, password).await;
        answers.push(text_of(&page));
    }
    assert_eq!(answers[0].0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answers[0].1.contains("L'adresse ou le mot de passe n'est pas bon"), "{}", answers[0].1);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
}

async fn a_storm_of_passwords_closes_the_account_and_not_the_desk_beside_it(db: &TestDb) {
    let app = db.app(small()).await;
    let lea_id = account(&app, "lea", DESK).await;
    account(&app, "max", DESK).await;
    let mut thief = browser(&app, 1);
    for _ in 0..5 {
        assert_eq!(tries(&mut thief, "lea", "pas le bon mot").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(tries(&mut thief, "lea", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    // From elsewhere Léa is let in still, and at the same address Max is.
    assert_eq!(tries(&mut browser(&app, 2), "lea", PASSWORD).await.heading(), "Aujourd'hui");
    assert_eq!(tries(&mut thief, "max", PASSWORD).await.heading(), "Aujourd'hui");
    // From many addresses the account closes itself for the hour, for whoever is right as well.
    for number in 10..16 {
        let mut thief = browser(&app, number);
        for _ in 0..5 {
            tries(&mut thief, "lea", "pas le bon mot").await;
        }
    }
    let lea = &mut browser(&app, 3);
    assert_eq!(tries(lea, "lea", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    // A restart forgets nothing; the hour does.
    let replica = db.replica(&app).await;
    assert_eq!(tries(&mut browser(&replica, 4), "lea", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    app.wait(Duration::hours(1));
    assert_eq!(tries(lea, "lea", PASSWORD).await.heading(), "Aujourd'hui");
    assert_ne!(lea_id, account(&app, "other", DESK).await);
}

async fn guesses_in_parallel_gain_nothing(db: &TestDb) {
    let app = db.app(small()).await;
    account(&app, "lea", DESK).await;
    let mut guesses = Vec::new();
    for number in 0..16_u16 {
        let app = app.clone();
        guesses.push(tokio::spawn(async move {
            let guess = format!("pas le bon mot {number}");
            tries(&mut browser(&app, 1), "lea", &guess).await.status
        }));
    }
    let mut refused = 0;
    for guess in guesses {
        refused += usize::from(guess.await.unwrap() == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(refused, 11, "five were looked at");
}

async fn a_link_sets_one_password_once(db: &TestDb) {
    let app = db.app(small()).await;
    let id = invited(&app, "lea", DESK).await;
    let first = link(&app, id).await;
    let second = link(&app, id).await;
    let mut lea = browser(&app, 1);
    assert_eq!(lea.asks(&first).await.status, StatusCode::NOT_FOUND, "the newest is the only one");
    let page = lea.asks(&second).await;
    let fields = [("password", PASSWORD), ("again", PASSWORD)];
    let set = lea.fills(&page, "/sign-in/link", &fields).await;
    assert!(set.words().contains("Votre mot de passe est enregistré"), "{}", set.words());
    let again = lea
        .fills(&page, "/sign-in/link", &[("password", "un autre mot long"), ("again", "un autre mot long")])
        .await;
    assert_eq!((again.status, again.heading().as_str()), (StatusCode::NOT_FOUND, "Ce lien n'est plus bon"));
    assert_eq!(lea.asks(&second).await.status, StatusCode::NOT_FOUND);
    assert_eq!(tries(&mut lea, "lea", PASSWORD).await.heading(), "Aujourd'hui", "the first password stays");
    for wrong in ["/sign-in/link/x", "/sign-in/link/aaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        assert_eq!(browser(&app, 2).asks(wrong).await.status, StatusCode::NOT_FOUND);
    }
}

async fn a_link_is_over_after_three_days(db: &TestDb) {
    let app = db.app(small()).await;
    let id = invited(&app, "lea", DESK).await;
    let path = link(&app, id).await;
    app.wait(Duration::hours(71));
    assert_eq!(browser(&app, 1).asks(&path).await.status, StatusCode::OK);
    app.wait(Duration::hours(1));
    assert_eq!(browser(&app, 1).asks(&path).await.status, StatusCode::NOT_FOUND);
    // With a password it is another matter: an hour.
    super::staff::sets_password(&app, id, PASSWORD).await;
    let path = link(&app, id).await;
    app.wait(Duration::minutes(59));
    assert_eq!(browser(&app, 1).asks(&path).await.status, StatusCode::OK);
    app.wait(Duration::minutes(1));
    assert_eq!(browser(&app, 1).asks(&path).await.status, StatusCode::NOT_FOUND);
}

async fn a_password_must_be_long_and_not_well_known(db: &TestDb) {
    let app = db.app(small()).await;
    let id = invited(&app, "lea", DESK).await;
    let mut lea = browser(&app, 1);
    let page = lea.asks(&link(&app, id).await).await;
    for (bad, why) in [("abc", "trop court"), ("motdepasse2027", "trop connu"), ("", "trop court")] {
        let page = lea.fills(&page, "/sign-in/link", &[("password", bad), ("again", bad)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.words().contains(why), "{}", page.words());
        assert!(bad.is_empty() || !page.text.contains(bad), "a password is never written back");
    }
    let long = "tortue ".repeat(40);
    let page = lea.fills(&page, "/sign-in/link", &[("password", &long), ("again", &long)]).await;
    assert!(page.words().contains("trop long"), "{}", page.words());
}

async fn a_session_stolen_before_signing_out_opens_nothing_afterwards(db: &TestDb) {
    let app = db.app(small()).await;
    let mut lea = at_work(&app, "lea", DESK, 1).await;
    let mut thief = browser(&app, 2).sharing(&lea);
    assert_eq!(thief.asks("/office").await.status, StatusCode::OK);
    let page = lea.asks("/office").await;
    let stolen_form = thief.asks("/office/sessions").await;
    let out = lea.fills(&page, "/sign-out", &[]).await;
    assert!(out.words().contains("Vous êtes déconnecté"), "{}", out.words());
    let page = thief.asks("/office").await;
    assert_eq!(
        (page.status, page.headers["location"].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/sign-in")
    );
    let posted = thief
        .posts_only("/office/sessions/end", &[("form", &form_of(&stolen_form)), ("which", "others")])
        .await;
    assert_eq!(posted.status, StatusCode::UNAUTHORIZED);
    assert_eq!(posted.heading(), "Votre connexion est terminée");
}

fn form_of(page: &Page) -> String {
    let (_, fields) = page.form("/sign-out");
    fields.into_iter().find(|(name, _)| name == "form").unwrap().1
}

async fn a_session_lasts_twelve_hours(db: &TestDb) {
    let app = db.app(small()).await;
    let mut lea = at_work(&app, "lea", DESK, 1).await;
    app.wait(Duration::minutes(12 * 60 - 1));
    assert_eq!(lea.asks("/office").await.status, StatusCode::OK);
    app.wait(Duration::minutes(1));
    assert_eq!(lea.asks("/office").await.status, StatusCode::SEE_OTHER);
}

async fn signing_in_gives_another_secret(db: &TestDb) {
    let app = db.app(small()).await;
    account(&app, "lea", DESK).await;
    let mut lea = browser(&app, 1);
    lea.asks("/sign-in").await;
    // Whoever planted the cookie of the sign-in page in this browser gains nothing.
    let mut thief = browser(&app, 2).sharing(&lea);
    assert_eq!(tries(&mut lea, "lea", PASSWORD).await.heading(), "Aujourd'hui");
    assert_eq!(thief.asks("/office").await.status, StatusCode::SEE_OTHER);
    assert_eq!(lea.asks("/office").await.status, StatusCode::OK);
}

async fn sessions_are_listed_and_ended(db: &TestDb) {
    let app = db.app(small()).await;
    let mut here = at_work(&app, "lea", DESK, 1).await;
    let mut other = browser(&app, 2);
    tries(&mut other, "lea", PASSWORD).await;
    let mut max = at_work(&app, "max", DESK, 3).await;
    let page = here.asks("/office/sessions").await;
    assert_eq!(page.text.matches("Par mot de passe").count(), 2);
    assert_eq!(page.text.matches("cette connexion").count(), 1);
    // A colleague's list has no place for it, and its name opens nothing there.
    let (_, fields) = page.form("/office/sessions/end");
    let which = fields.iter().find(|(name, _)| name == "which").unwrap().1.clone();
    let theirs = max.asks("/office/sessions").await;
    assert!(!theirs.text.contains(&which));
    let refused = max.posts("/office/sessions/end", &[("form", &form_of(&theirs)), ("which", &which)]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(other.asks("/office").await.status, StatusCode::OK);
    let page = here.fills(&page, "/office/sessions/end", &[]).await;
    assert_eq!(page.text.matches("Par mot de passe").count(), 1);
    assert_eq!(other.asks("/office").await.status, StatusCode::SEE_OTHER);
    assert_eq!(here.asks("/office").await.status, StatusCode::OK);
}

async fn a_new_password_ends_every_session(db: &TestDb) {
    let app = db.app(small()).await;
    let mut lea = at_work(&app, "lea", DESK, 1).await;
    let account = unisson::store::accounts::by_email(app.ctx.db.read(), app.territory, &address("lea")).await;
    super::staff::sets_password(&app, account.unwrap().unwrap().id, "un autre mot long").await;
    assert_eq!(lea.asks("/office").await.status, StatusCode::SEE_OTHER);
    assert_eq!(tries(&mut lea, "lea", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(tries(&mut lea, "lea", "un autre mot long").await.heading(), "Aujourd'hui");
}

async fn a_closed_account_is_out_at_once(db: &TestDb) {
    let app = db.app(small()).await;
    let id = account(&app, "lea", DESK).await;
    let mut lea = browser(&app, 1);
    tries(&mut lea, "lea", PASSWORD).await;
    actions::take_grant(&app.ctx, app.territory, id, &DESK).await.unwrap();
    let page = lea.asks("/office").await;
    assert_eq!(
        (page.status, page.heading().as_str()),
        (StatusCode::FORBIDDEN, "Votre compte ne le permet pas")
    );
    actions::give_grant(&app.ctx, app.territory, id, &DESK, None, None).await.unwrap();
    assert_eq!(lea.asks("/office").await.status, StatusCode::OK);
    let path = link(&app, id).await;
    actions::close_account(&app.ctx, app.territory, id).await.unwrap();
    assert_eq!(lea.asks("/office").await.status, StatusCode::SEE_OTHER);
    assert_eq!(lea.asks(&path).await.status, StatusCode::NOT_FOUND, "its links are void");
}

async fn a_form_of_another_browser_or_site_is_refused(db: &TestDb) {
    let app = db.app(small()).await;
    account(&app, "lea", DESK).await;
    let (mut lea, mut other) = (browser(&app, 1), browser(&app, 2));
    let door = lea.asks("/sign-in").await;
    let fields = [("email", &*address("lea")), ("password", PASSWORD)];
    assert_eq!(other.fills(&door, "/sign-in", &fields).await.status, StatusCode::UNAUTHORIZED, "no cookie");
    other.asks("/sign-in").await;
    assert_eq!(other.fills(&door, "/sign-in", &fields).await.status, StatusCode::CONFLICT, "another's form");
    lea.site = "cross-site";
    let page = lea.fills(&door, "/sign-in", &fields).await;
    assert_eq!(
        (page.status, page.heading().as_str()),
        (StatusCode::FORBIDDEN, "Ce formulaire n'est plus bon")
    );
    let mut huge = Browser::clone(&other);
    let page = huge.posts("/sign-in", &[("email", &"x".repeat(100_000))]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
}

async fn nothing_that_opens_is_stored(db: &TestDb) {
    let app = db.app(small()).await;
    let mut lea = at_work(&app, "lea", DESK, 1).await;
    let raw = db.raw().await;
    let secret = lea.cookie("__Host-unisson-office").unwrap();
    let found = format!("SELECT COUNT(*) AS n FROM account_session WHERE secret_hash = '{secret}'");
    assert_eq!(raw.counts(&found).await, 0);
    let hashes =
        "SELECT COUNT(*) AS n FROM account WHERE password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'";
    assert_eq!(raw.counts(hashes).await, 1);
    assert_eq!(lea.asks("/office").await.status, StatusCode::OK);
}
