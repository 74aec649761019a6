//! The earliest appointment from a desk: booked at once, held for three minutes, moved, taken meanwhile.

use axum::http::StatusCode;
use chrono::Duration;
use domain::appointment_state::State;

use super::{card, expected, lea, searches, town, who};
use crate::office::staff::at_work;
use crate::support::app::at;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    three_letters_and_three_keys_book,
    an_hour_is_held_for_three_minutes_and_confirmed,
    a_hold_is_given_back,
    by_telephone_at_another_site_with_an_interpreter,
    an_hour_taken_meanwhile_shows_the_next_ones,
    an_hour_that_has_passed_shows_the_next_ones,
    two_receptionists_book_one_person_once,
    a_browser_that_goes_back_books_nothing_more,
    an_appointment_is_moved,
    a_form_without_a_choice_says_so,
    today_if_there_is_room_and_what_there_is_if_not,
    whoever_is_free_alone_is_named_when_no_team_is,
    why_not_earlier_is_told,
];

async fn three_letters_and_three_keys_book(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let found = searches(&mut lea, "sam").await;
    let earliest = found.link("/earliest").unwrap();
    let panel = lea.asks(&earliest).await;
    assert_eq!(panel.heading(), "Premier rendez-vous");
    assert_eq!(panel.choices("choice").len(), 3);
    let done = lea.fills(&panel, "/book", &[]).await;
    assert!(done.words().contains("C'est noté. Les messages partent."), "{}", done.words());
    assert!(done.words().contains("lundi 4 janvier à 9 h"), "{}", done.words());
    let client = app.client("samia");
    let [id] = expected(&client).await[..] else { panic!("one appointment") };
    let told = app.messages_about(id).await;
    assert_eq!(told.len(), 3, "{told:?}");
}

async fn an_hour_is_held_for_three_minutes_and_confirmed(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = card(&app, "samia").await;
    let panel = lea.asks(&format!("{path}/earliest")).await;
    let (_, fields) = panel.form("/book");
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let held = lea.posts(&format!("{path}/hold"), &fields).await;
    assert!(
        held.words().contains("Heure gardée") && held.words().contains("Gardée jusqu'à 8 h 03"),
        "{}",
        held.words()
    );
    let client = app.client("samia");
    assert!(expected(&client).await.is_empty());
    app.wait(Duration::minutes(2));
    let done = lea.fills(&held, "/confirm", &[]).await;
    assert!(done.words().contains("C'est noté"), "{}", done.words());
    assert_eq!(expected(&client).await.len(), 1);
    // Confirmed once more from the page before.
    let again = lea.fills(&held, "/confirm", &[]).await;
    assert!(again.words().contains("a déjà un rendez-vous"), "{}", again.words());
    assert_eq!(expected(&client).await.len(), 1);
}

async fn a_hold_is_given_back(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = card(&app, "samia").await;
    let panel = lea.asks(&format!("{path}/earliest")).await;
    let (_, fields) = panel.form("/book");
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let held = lea.posts(&format!("{path}/hold"), &fields).await;
    let back = lea.fills(&held, "/release", &[]).await;
    assert!(!back.words().contains("Heure gardée"), "{}", back.words());
    let gone = lea.fills(&held, "/confirm", &[]).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
    assert!(expected(&app.client("samia")).await.is_empty());
}

async fn by_telephone_at_another_site_with_an_interpreter(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = card(&app, "samia").await;
    let panel = lea.asks(&format!("{path}/earliest?mode=phone&site=meaux")).await;
    let meaux = app.site("meaux").to_string();
    assert!(panel.choices("choice").iter().all(|choice| choice.ends_with(&meaux)));
    let done = lea.fills(&panel, "/book", &[]).await;
    assert!(
        done.words().contains("Par téléphone") && done.words().contains("Maison de meaux"),
        "{}",
        done.words()
    );
    let path = card(&app, "bruno").await;
    let panel = lea.asks(&format!("{path}/earliest?site=melun")).await;
    let panel = lea.fills(&panel, "/needs", &[("interpreter", "ar")]).await;
    assert_eq!(panel.heading(), "Premier rendez-vous");
    assert!(
        panel.words().contains("mercredi 6 janvier"),
        "the interpreter comes on Wednesdays: {}",
        panel.words()
    );
    let done = lea.fills(&panel, "/book", &[]).await;
    assert!(done.words().contains("Agent ar (interprète)"), "{}", done.words());
}

async fn an_hour_taken_meanwhile_shows_the_next_ones(db: &TestDb) {
    let app = db.app(Draft::new().site("melun").teams(1, "melun").referrals(2)).await;
    let mut lea = lea(&app).await;
    let path = card(&app, "r-1").await;
    let panel = lea.asks(&format!("{path}/earliest")).await;
    let first = panel.choices("choice")[0].clone();
    app.client("r-2").books_the_earliest().await;
    let taken = lea.fills(&panel, "/book", &[]).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    assert!(taken.words().contains("Cette heure vient d'être prise"), "{}", taken.words());
    assert!(!taken.choices("choice").contains(&first) && !taken.choices("choice").is_empty());
    let done = lea.fills(&taken, "/book", &[]).await;
    assert!(done.words().contains("C'est noté"), "{}", done.words());
}

async fn an_hour_that_has_passed_shows_the_next_ones(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = card(&app, "samia").await;
    let panel = lea.asks(&format!("{path}/earliest")).await;
    let (_, fields) = panel.form("/book");
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let first = panel.choices("choice")[0].clone();
    let today = lea.asks(&format!("{path}/today")).await;
    // The one that is held, then let go, has passed too by the time it is confirmed.
    let held = lea.posts(&format!("{path}/hold"), &fields).await;
    app.wait(Duration::minutes(61));
    for (page, form) in [(&panel, "/book"), (&held, "/confirm"), (&today, "/today")] {
        let late = lea.fills(page, form, &[]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{form}");
        assert!(late.words().contains("Cette heure n'est plus possible."), "{form}: {}", late.words());
        assert!(!late.text.contains(&format!("value=\"{first}\"")), "{form}");
        assert!(late.text.contains("name=\"choice\""), "{form}: there is another");
    }
    let late = lea.posts(&format!("{path}/hold"), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.words().contains("Cette heure n'est plus possible."), "{}", late.words());
    let done = lea.fills(&late, "/book", &[]).await;
    assert!(done.words().contains("C'est noté"), "{}", done.words());
}

async fn two_receptionists_book_one_person_once(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let mut paul = at_work(&app, "paul", super::DESK, 2).await;
    let path = format!("{}/earliest", card(&app, "samia").await);
    let (hers, his) = (lea.asks(&path).await, paul.asks(&path).await);
    let other = his.choices("choice")[1].clone();
    let other = [("choice", other.as_str())];
    let (one, two) = tokio::join!(lea.fills(&hers, "/book", &[]), paul.fills(&his, "/book", &other));
    assert_eq!(expected(&app.client("samia")).await.len(), 1);
    let words = [one.words(), two.words()];
    let booked = words.iter().filter(|words| words.contains("C'est noté")).count();
    assert_eq!(booked, 1, "{words:?}");
    let refused = words.iter().find(|words| !words.contains("C'est noté")).unwrap();
    let clear =
        refused.contains("a déjà un rendez-vous") || refused.contains("Une autre personne de l'accueil");
    assert!(clear, "{refused}");
}

async fn a_browser_that_goes_back_books_nothing_more(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = card(&app, "samia").await;
    let panel = lea.asks(&format!("{path}/earliest")).await;
    lea.fills(&panel, "/book", &[]).await;
    let [id] = expected(&app.client("samia")).await[..] else { panic!("one appointment") };
    let again = lea.fills(&panel, "/book", &[]).await;
    assert!(again.words().contains("a déjà un rendez-vous. Rien n'a été pris en plus."), "{}", again.words());
    let page = lea.opens(&format!("{path}/earliest")).await;
    assert_eq!(page.heading(), "Samia Ben Saïd", "the panel of a person who has one is their card");
    assert_eq!(expected(&app.client("samia")).await, [id]);
}

async fn an_appointment_is_moved(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = card(&app, "samia").await;
    let booked = app.client("samia").books_the_earliest().await;
    app.sends_everything().await;
    let page = lea.asks(&path).await;
    let panel = lea.asks(&page.link("move=").unwrap()).await;
    assert_eq!(panel.heading(), "Une autre date");
    let last = panel.choices("choice").pop().unwrap();
    let done = lea.fills(&panel, "/move", &[("choice", &last)]).await;
    assert!(done.words().contains("La date est changée"), "{}", done.words());
    let moved = app.appointment(booked.appointment).await;
    assert_eq!(
        (moved.state, moved.visit.start.0.to_string()),
        (State::Booked, last.split('.').next().unwrap().to_owned())
    );
}

async fn a_form_without_a_choice_says_so(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let panel = lea.asks(&format!("{}/earliest", card(&app, "samia").await)).await;
    for choice in ["", "x", "1.x", "99999999999.x"] {
        let page = lea.fills(&panel, "/book", &[("choice", choice)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{choice}");
        assert!(page.words().contains("Choisissez une date."), "{}", page.words());
        assert!(
            page.text.contains("href=\"#choice\"") && page.text.contains("aria-describedby=\"choice-error\"")
        );
    }
    let elsewhere = format!("{}.{}", 5_000_000, who(&app, "samia").await);
    let page = lea.fills(&panel, "/book", &[("choice", &elsewhere)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "no such site");
}

async fn today_if_there_is_room_and_what_there_is_if_not(db: &TestDb) {
    let mut draft = town();
    draft = draft.with_visit("diagnostic", |visit| visit.notice = 24 * 60);
    let app = db.app(draft).await;
    let mut lea = lea(&app).await;
    app.wait_until("2027-01-04 09:07");
    let path = card(&app, "samia").await;
    let page = lea.asks(&format!("{path}/today?site=melun")).await;
    assert!(page.words().contains("Possible à 9 h 15, Salle room-1."), "{}", page.words());
    let done = lea.fills(&page, "/today", &[]).await;
    assert!(done.words().contains("C'est noté"), "whatever notice the visit type asks for: {}", done.words());
    app.wait_until("2027-01-04 16:30");
    let path = card(&app, "bruno").await;
    let page = lea.asks(&format!("{path}/today?site=melun")).await;
    assert!(
        page.words().contains("Rien aujourd'hui. Le premier rendez-vous est mardi 5 janvier à 9 h"),
        "{}",
        page.words()
    );
    // Both teams of Melun are away on Tuesday morning; Meaux receives.
    app.is_away("s-1", "2027-01-05 00:00", "2027-01-06 00:00").await;
    app.is_away("s-2", "2027-01-05 00:00", "2027-01-06 00:00").await;
    app.wait_until("2027-01-05 08:00");
    let mut paul = at_work(&app, "paul", super::DESK, 2).await;
    let page = paul.asks(&format!("{path}/today?site=melun")).await;
    assert!(
        page.words().contains("Rien ici aujourd'hui. Possible à 9 h à un autre lieu : Maison de meaux"),
        "{}",
        page.words()
    );
    assert_eq!(at("2027-01-05 08:00"), app.ctx.now());
}

async fn whoever_is_free_alone_is_named_when_no_team_is(db: &TestDb) {
    let app = db.app(town()).await;
    for counsellor in ["e-1", "e-2"] {
        app.is_away(counsellor, "2027-01-04 00:00", "2027-01-05 00:00").await;
    }
    let mut lea = lea(&app).await;
    app.wait_until("2027-01-04 09:07");
    let path = card(&app, "samia").await;
    let page = lea.asks(&format!("{path}/today?site=melun")).await;
    let words = page.words();
    assert!(
        words.contains("En attendant, Agent s-1 (travail social) peut recevoir la personne ici à 9 h 15."),
        "{words}"
    );
    app.is_away("s-1", "2027-01-04 00:00", "2027-01-05 00:00").await;
    app.is_away("s-2", "2027-01-04 00:00", "2027-01-05 00:00").await;
    let page = lea.asks(&format!("{path}/today?site=melun")).await;
    assert!(!page.words().contains("En attendant"), "{}", page.words());
}

async fn why_not_earlier_is_told(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    app.is_away("e-1", "2027-01-04 00:00", "2027-01-05 00:00").await;
    app.is_away("e-2", "2027-01-04 00:00", "2027-01-05 00:00").await;
    let path = card(&app, "samia").await;
    let panel = lea.asks(&format!("{path}/earliest?site=melun")).await;
    let words = panel.words();
    assert!(
        words.contains("Pourquoi pas plus tôt ?") && words.contains("Il manquait : un conseiller emploi"),
        "{words}"
    );
}
