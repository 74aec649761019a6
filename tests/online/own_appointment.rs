//! One's own appointment: moved, cancelled, taken along, and what is known.

use axum::http::StatusCode;
use chrono::Duration;
use domain::appointment_state::State;
use domain::channel::Channel;
use unisson::actions::{self, Outcome};
use unisson::store::channels;

use super::{Visit, samia, town};
use crate::support::app::at;
use crate::support::both_databases;
use crate::support::browser::{Browser, pages};
use crate::support::database::TestDb;

both_databases![
    an_appointment_is_moved_and_never_missing,
    a_move_to_a_time_just_taken_keeps_the_old_one,
    the_same_move_twice_is_one,
    a_move_from_an_old_tab_changes_nothing,
    it_can_be_cancelled_whatever_the_hour_and_chosen_again,
    the_same_cancel_twice_is_one,
    somebody_who_was_missed_is_not_scolded,
    somebody_who_came_has_nothing_to_choose,
    the_calendar_file_is_the_event_of_the_mails,
    the_feed_follows_the_appointment_and_names_nobody,
    short_messages_are_refused_and_wanted_again,
    reminders_by_mail_are_stopped_from_the_mail_and_wanted_again,
    a_mail_program_stops_them_by_itself,
    the_language_is_changed_at_any_time,
    what_is_stored_is_shown_and_given_as_a_file,
    nobody_sees_another_persons_pages,
];

async fn an_appointment_is_moved_and_never_missing(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.books().await;
    let before = samia.booked().await.unwrap();
    let page = samia.browser.opens(&page.link("/move/dates").unwrap()).await;
    assert_eq!(page.heading(), "Pas de problème. Quel autre jour ?");
    let days = samia.browser.opens(&page.link("/move/days").unwrap()).await;
    let chosen = days.choices("choice").pop().unwrap();
    let check = samia.browser.fills(&days, "/move/dates", &[("choice", &chosen)]).await;
    assert_eq!(check.path, "/move/check");
    assert!(check.words().contains("vendredi 8 janvier") && check.words().contains("lundi 4 janvier"));
    assert_eq!(samia.booked().await.unwrap(), before, "looking changes nothing");
    let page = samia.browser.fills(&check, "/move/check", &[]).await;
    assert_eq!((page.heading().as_str(), page.path.as_str()), ("C'est changé.", "/mine?moved=yes"));
    let after = samia.booked().await.unwrap();
    assert_eq!((after.id, after.state), (before.id, State::Booked));
    assert_eq!(after.revision, before.revision + 1);
    assert_eq!(after.visit.start.instant(), at("2027-01-08 16:00"));
}

async fn a_move_to_a_time_just_taken_keeps_the_old_one(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let before = samia.booked().await.unwrap();
    let page = samia.browser.opens("/move/dates").await;
    let chosen = page.choices("choice").pop().unwrap();
    let check = samia.browser.fills(&page, "/move/dates", &[("choice", &chosen)]).await;
    let quantum: i64 = chosen.split('.').next().unwrap().parse().unwrap();
    let start = domain::time::Quantum(quantum).instant();
    for (key, site) in [("bruno", "melun"), ("chen", "meaux")] {
        let client = samia.app.client(key);
        let held = client.holds(start, samia.app.site(site)).await.unwrap();
        samia.app.books(&held).await.unwrap();
    }
    let page = samia.browser.fills(&check, "/move/check", &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.words().contains("vient d'être prise"));
    assert_eq!(samia.booked().await.unwrap(), before);
    let check = samia.browser.fills(&page, "/move/dates", &[]).await;
    let page = samia.browser.fills(&check, "/move/check", &[]).await;
    assert_eq!(page.heading(), "C'est changé.");
}

async fn the_same_move_twice_is_one(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let page = samia.browser.opens("/move/dates").await;
    let check = samia.browser.fills(&page, "/move/dates", &[("choice", &page.choices("choice")[1])]).await;
    let mut second = samia.browser.clone();
    let (one, other) = tokio::join!(
        samia.browser.fills(&check, "/move/check", &[]),
        second.fills(&check, "/move/check", &[])
    );
    for page in [one, other] {
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.path.starts_with("/mine"), "{}", page.path);
    }
    assert_eq!(samia.booked().await.unwrap().revision, 2);
}

async fn a_move_from_an_old_tab_changes_nothing(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let page = samia.browser.opens("/move/dates").await;
    let choices = page.choices("choice");
    let old = samia.browser.fills(&page, "/move/dates", &[("choice", &choices[1])]).await;
    let new = samia.browser.fills(&page, "/move/dates", &[("choice", &choices[2])]).await;
    samia.browser.fills(&new, "/move/check", &[]).await;
    let stands = samia.booked().await.unwrap();
    let page = samia.browser.fills(&old, "/move/check", &[]).await;
    assert_eq!(page.path, "/mine");
    assert_eq!(samia.booked().await.unwrap(), stands);
}

async fn it_can_be_cancelled_whatever_the_hour_and_chosen_again(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    // Twenty-five minutes after it began: the person did not come, and says so.
    samia.app.wait_until("2027-01-04 09:25");
    samia.browser.forgets();
    samia.enters().await;
    let page = samia.browser.opens("/mine/cancel").await;
    assert_eq!(page.heading(), "Annuler ce rendez-vous ?");
    let page = samia.browser.fills(&page, "/mine/cancel", &[]).await;
    assert_eq!((page.path.as_str(), page.heading().as_str()), ("/mine", "Votre rendez-vous est annulé."));
    assert!(samia.booked().await.is_none());
    let page = samia.browser.opens(&page.link("/book").unwrap()).await;
    let page = samia.browser.fills(&page, "/book/language", &[("choice", "fr")]).await;
    let page = samia.browser.fills(&page, "/book/how", &[("choice", "phone")]).await;
    assert!(page.words().contains("Par téléphone"), "{}", page.words());
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    let page = samia.browser.fills(&page, "/book/needs", &[]).await;
    let page = samia.browser.fills(&page, "/book/check", &[]).await;
    assert_eq!(page.heading(), "C'est noté.");
    assert!(!page.words().contains("carte d'identité"), "nothing to bring to a telephone");
}

async fn the_same_cancel_twice_is_one(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let booked = samia.booked().await.unwrap();
    let page = samia.browser.opens("/mine/cancel").await;
    let mut second = samia.browser.clone();
    let (one, other) = tokio::join!(
        samia.browser.fills(&page, "/mine/cancel", &[]),
        second.fills(&page, "/mine/cancel", &[])
    );
    assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(samia.app.appointment(booked.id).await.revision, 2);
    // Booked again, an old page does not cancel the new one.
    let again = samia.client.books_the_earliest().await;
    let page = samia.browser.fills(&page, "/mine/cancel", &[]).await;
    assert_eq!(page.heading(), "Votre rendez-vous");
    assert_eq!(samia.booked().await.unwrap().id, again.appointment);
}

async fn somebody_who_was_missed_is_not_scolded(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let booked = samia.booked().await.unwrap();
    samia.app.wait_until("2027-01-04 12:00");
    actions::record_outcome(&samia.app.ctx, samia.app.territory, booked.id, Outcome::NoShow, None)
        .await
        .unwrap();
    samia.browser.forgets();
    let own = samia.link().replace("/a/", "/r/");
    let page = samia.browser.posts(&own, &super::BIRTHDAY).await;
    assert_eq!(page.heading(), "Nous ne vous avons pas vu. Ce n'est pas grave.");
    assert!(page.link("/book").is_some());
}

async fn somebody_who_came_has_nothing_to_choose(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let booked = samia.booked().await.unwrap();
    samia.app.wait_until("2027-01-04 10:00");
    samia.enters().await;
    actions::record_outcome(&samia.app.ctx, samia.app.territory, booked.id, Outcome::Attended, None)
        .await
        .unwrap();
    assert_eq!(samia.browser.opens("/mine").await.heading(), "Vous êtes venu. Merci.");
    let page = samia.browser.opens("/book/dates").await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Vous n'avez rien à choisir"));
}

async fn the_calendar_file_is_the_event_of_the_mails(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.books().await;
    let file = samia.browser.opens(&page.link(".ics").unwrap()).await;
    assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
    let booked = samia.booked().await.unwrap();
    assert!(file.text.contains(&format!("UID:{}@", booked.id)));
    assert!(file.text.contains("DTSTART;TZID=Europe/Paris:20270104T090000"), "{}", file.text);
    assert!(!file.text.contains("Samia") && !file.text.contains("ATTENDEE"));
}

async fn the_feed_follows_the_appointment_and_names_nobody(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.books().await;
    let feed = page.link("/feed/").unwrap();
    // A telephone's calendar has no cookie.
    let mut calendar = Browser::new(&pages(&samia.app), 50);
    let seen = calendar.asks(&feed).await;
    assert!(
        seen.text.contains("DTSTART;TZID=Europe/Paris:20270104T090000")
            && seen.text.contains("STATUS:CONFIRMED")
    );
    assert!(
        !seen.text.contains("Samia") && !seen.text.contains("Dupont") && !seen.text.contains("exemple.fr/a/")
    );
    samia.app.moves(samia.booked().await.unwrap().id, at("2027-01-05 10:00")).await.unwrap();
    assert!(calendar.asks(&feed).await.text.contains("DTSTART;TZID=Europe/Paris:20270105T100000"));
    let page = samia.browser.opens("/mine/cancel").await;
    samia.browser.fills(&page, "/mine/cancel", &[]).await;
    assert!(calendar.asks(&feed).await.text.contains("STATUS:CANCELLED"));
    for wrong in
        ["/feed/abc.ics", "/feed/abcdefghijklmnopqrstuvw_-12.ics", &samia.link().replace("/a/", "/feed/")]
    {
        assert_eq!(calendar.asks(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    // The feed's address opens nothing else.
    let token = feed.trim_start_matches("/feed/").trim_end_matches(".ics");
    assert_eq!(calendar.opens(&format!("/r/{token}")).await.status, StatusCode::NOT_FOUND);
}

async fn short_messages_are_refused_and_wanted_again(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.books().await;
    let person = samia.client.referral().await.beneficiary;
    let page = samia.browser.fills(&page, "/mine/sms", &[]).await;
    assert!(channels::refuses_sms(samia.app.ctx.db.read(), person).await.unwrap());
    assert!(page.words().contains("de nouveau des rappels par SMS"), "{}", page.words());
    samia.browser.fills(&page, "/mine/sms", &[]).await;
    assert!(!channels::refuses_sms(samia.app.ctx.db.read(), person).await.unwrap());
}

async fn refuses_reminders(samia: &super::Visit) -> bool {
    let person = samia.client.referral().await.beneficiary;
    channels::refused(samia.app.ctx.db.read(), person).await.unwrap().contains(Channel::Mail)
}

async fn reminders_by_mail_are_stopped_from_the_mail_and_wanted_again(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let stop = samia.link().replace("/a/", "/stop/");
    let mut anybody = Browser::new(&pages(&samia.app), 9);
    let page = anybody.opens(&stop).await;
    assert_eq!(
        (page.status, page.heading().as_str()),
        (StatusCode::OK, "Ne plus recevoir de rappels par mail ?")
    );
    assert!(!page.words().contains("Samia"));
    assert!(!refuses_reminders(&samia).await, "looking changes nothing");
    let page = anybody.posts(&stop, &[]).await;
    assert_eq!(page.heading(), "C'est noté.");
    assert!(refuses_reminders(&samia).await);
    // The same answer for a link of nobody, and nothing behind what is no link.
    let nobody = "/stop/abcdefghijklmnopqrstuvw_-1";
    let page = anybody.posts(nobody, &[]).await;
    assert_eq!(page.status == StatusCode::OK, unisson_token(nobody), "{}", page.words());
    assert_eq!(anybody.opens("/stop/x").await.status, StatusCode::NOT_FOUND);
    let page = samia.browser.opens("/mine").await;
    assert!(page.words().contains("M'envoyer de nouveau des rappels par mail"), "{}", page.words());
    samia.browser.fills(&page, "/mine/reminders", &[]).await;
    assert!(!refuses_reminders(&samia).await);
}

/// Whether the path of a stop page holds something of the form of a token.
fn unisson_token(path: &str) -> bool {
    domain::credentials::Token::parse(path.trim_start_matches("/stop/")).is_some()
}

async fn a_mail_program_stops_them_by_itself(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let stop = samia.link().replace("/a/", "/stop/");
    // RFC 8058 section 3.1: a POST without cookies, from wherever the mail program is.
    let request = axum::http::Request::post(&stop)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .header("origin", "https://mail.example")
        .body(axum::body::Body::from("List-Unsubscribe=One-Click"))
        .unwrap();
    let answer = tower::ServiceExt::oneshot(pages(&samia.app), request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(refuses_reminders(&samia).await);
}

async fn the_language_is_changed_at_any_time(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let page = samia.browser.opens("/book/language").await;
    let page = samia.browser.fills(&page, "/book/language", &[("choice", "en")]).await;
    assert_eq!((page.path.as_str(), page.heading().as_str()), ("/mine", "Your appointment"));
}

async fn what_is_stored_is_shown_and_given_as_a_file(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.books().await;
    let page = samia.browser.opens("/mine/data").await;
    let said = page.words();
    for words in [
        "Samia Dupont",
        "29/02/1988",
        "06 12 34 56 78",
        "Deux ans",
        "lundi 4 janvier à 9 h (matin) (à venir)",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    let file = samia.browser.opens(&page.link("data.json").unwrap()).await;
    let data: serde_json::Value = serde_json::from_str(&file.text).unwrap();
    assert_eq!(data["person"]["given_name"], "Samia");
    assert_eq!(data["appointments"][0]["start"], "2027-01-04T08:00:00Z");
    assert_eq!(data["appointments"][0]["state"], "booked");
    assert_eq!(file.headers["cache-control"], "no-store");
}

async fn nobody_sees_another_persons_pages(db: &TestDb) {
    let app = db.app(town()).await;
    let mut samia = Visit::of(&app, "samia", 1).await;
    let page = samia.books().await;
    let check = samia.browser.opens("/mine/cancel").await;
    let before = samia.booked().await.unwrap();
    // A second person opens their link in the same browser, as in a library.
    let mut bruno = Visit::of(&app, "bruno", 1).await;
    bruno.browser = samia.browser.clone();
    bruno.browser.opens(&bruno.link()).await;
    let link = bruno.link();
    bruno.browser.posts(&link, &super::BIRTHDAY).await;
    // The tab of the first cancels nothing, of either.
    for (page, to) in [(&check, "/mine/cancel"), (&page, "/mine/sms")] {
        let told = bruno.browser.fills(page, to, &[]).await;
        assert_eq!(told.status, StatusCode::CONFLICT);
    }
    assert_eq!(samia.booked().await.unwrap(), before);
    // Bruno cannot confirm or cancel what is Samia's with a form of his own.
    let page = bruno.browser.opens("/book/language").await;
    let form = page.form("/book/language").1.into_iter().find(|(name, _)| name == "form").unwrap().1;
    let id = before.id.to_string();
    for (path, field) in [
        ("/book/check", "hold"),
        ("/mine/cancel", "appointment"),
        ("/book/extend", "hold"),
        ("/move/check", "appointment"),
    ] {
        bruno.browser.posts(path, &[("form", &form), (field, &id), ("revision", "1")]).await;
        assert_eq!(samia.booked().await.unwrap(), before, "{path}");
    }
    assert!(bruno.booked().await.is_none());
    app.wait(Duration::minutes(1));
}
