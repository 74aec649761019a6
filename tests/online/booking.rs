//! From the link to the appointment.

use axum::http::StatusCode;
use chrono::Duration;
use domain::appointment_state::State;
use unisson::store::callbacks;

use super::{Visit, samia, town};
use crate::support::app::at;
use crate::support::both_databases;
use crate::support::browser::Browser;
use crate::support::database::TestDb;

both_databases![
    the_earliest_appointment_is_five_answers_away,
    the_whole_way_goes_in_arabic,
    a_way_there_is_only_one_of_is_not_asked,
    more_days_are_a_list_with_links,
    another_site_may_be_asked_for,
    an_hour_taken_meanwhile_keeps_everything_and_offers_the_nearest,
    an_hour_taken_before_it_was_confirmed_offers_the_nearest,
    nothing_chosen_is_said_beside_the_question,
    nothing_suits_ends_in_a_dated_callback,
    a_callback_without_a_number_asks_for_one,
    a_callback_is_no_longer_due_once_somebody_booked,
    an_interpreter_makes_it_later_and_that_is_said,
    a_need_that_takes_nobody_changes_nothing,
    a_hold_is_shown_in_minutes_and_extended_once,
    a_hold_that_ended_can_still_be_confirmed_while_free,
    the_same_press_twice_books_once,
    two_tabs_lose_nothing,
    the_back_button_loses_nothing,
    telephone_and_address_are_changed_and_changed_back,
    wrong_numbers_are_said_beside_the_field,
];

async fn the_earliest_appointment_is_five_answers_away(db: &TestDb) {
    let mut samia = samia(db).await;
    let link = samia.link();
    let page = samia.browser.opens(&link).await;
    assert_eq!(page.heading(), "Bonjour Samia");
    let page = samia.browser.posts(&link, &super::BIRTHDAY).await;
    assert_eq!(page.heading(), "Quelle langue ?");
    let page = samia.browser.fills(&page, "/book/language", &[("choice", "fr")]).await;
    assert_eq!(page.heading(), "Comment voulez-vous parler avec nous ?");
    let page = samia.browser.fills(&page, "/book/how", &[("choice", "onsite")]).await;
    assert_eq!(page.heading(), "Quel jour voulez-vous ?");
    let said = page.words();
    for words in [
        "lundi 4 janvier",
        "9 h (matin)",
        "Maison de melun",
        "1 rue de la Mairie, melun",
        "1 heure",
        "2 personnes",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    assert_eq!(page.choices("choice").len(), 3);
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    assert_eq!(page.heading(), "De quoi avez-vous besoin ?");
    let page = samia.browser.fills(&page, "/book/needs", &[]).await;
    assert_eq!(page.heading(), "C'est bien ça ?");
    let said = page.words();
    for words in [
        "Gardé pour vous encore 10 minutes",
        "lundi 4 janvier à 9 h (matin)",
        "06 12 34 56 78",
        "samia@exemple.fr",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    assert!(samia.booked().await.is_none(), "nothing is booked before it is confirmed");
    let page = samia.browser.fills(&page, "/book/check", &[]).await;
    assert_eq!(page.heading(), "C'est noté.");
    assert_eq!(page.path, "/mine?noted=yes");
    for words in ["lundi 4 janvier à 9 h (matin)", "votre carte d'identité", "2 personnes vous attendent"] {
        assert!(page.words().contains(words), "{words}");
    }
    assert_eq!(samia.booked().await.unwrap().visit.start.instant(), at("2027-01-04 09:00"));
}

async fn the_whole_way_goes_in_arabic(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.browser = samia.browser.clone().speaking("ar");
    let link = samia.code();
    let page = samia.browser.opens(&link).await;
    assert!(page.text.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(page.words().contains("من أنتم؟"));
    let page = samia.browser.posts(&link, &super::BIRTHDAY).await;
    let page = samia.browser.fills(&page, "/book/language", &[("choice", "ar")]).await;
    assert_eq!(page.headers["content-language"], "ar");
    let page = samia.browser.fills(&page, "/book/how", &[("choice", "onsite")]).await;
    assert!(page.text.contains("dir=\"rtl\"") && page.text.contains("<bdi>Maison de melun</bdi>"));
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    let page = samia.browser.fills(&page, "/book/needs", &[]).await;
    let page = samia.browser.fills(&page, "/book/check", &[]).await;
    assert_eq!(page.heading(), "تم تسجيل موعدكم.");
    assert_eq!(samia.client.referral().await.language.code(), "ar", "later messages are Arabic too");
    // Coming back after the session, the refusal is Arabic as well.
    samia.app.wait(Duration::hours(2));
    let page = samia.browser.opens("/mine").await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::FORBIDDEN, "أغلقت هذه الصفحة"));
}

async fn a_way_there_is_only_one_of_is_not_asked(db: &TestDb) {
    let draft = town().with_visit("diagnostic", |visit| visit.modes = vec!["onsite".to_owned()]);
    let app = db.app(draft).await;
    let mut samia = Visit::of(&app, "samia", 1).await;
    let page = samia.enters().await;
    let page = samia.browser.fills(&page, "/book/language", &[("choice", "fr")]).await;
    assert_eq!(page.heading(), "Quel jour voulez-vous ?");
    assert!(page.link("/book/how").is_none());
}

async fn more_days_are_a_list_with_links(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.comes_to_the_dates().await;
    let days = samia.browser.opens(&page.link("/book/days").unwrap()).await;
    let said = days.words();
    assert!(said.contains("lundi 4 janvier") && said.contains("vendredi 8 janvier"), "{said}");
    assert!(!said.contains("lundi 11 janvier"), "five days a page: {said}");
    assert!(days.choices("choice").len() >= 10);
    let next = samia.browser.opens(&days.link("page=1").unwrap()).await;
    assert!(next.words().contains("lundi 11 janvier"), "{}", next.words());
    let before = samia.browser.opens(&next.link("page=0").unwrap()).await;
    assert_eq!(before.choices("choice"), days.choices("choice"));
    let chosen = next.choices("choice").pop().unwrap();
    let page = samia.browser.fills(&next, "/book/dates", &[("choice", &chosen)]).await;
    assert_eq!(page.heading(), "De quoi avez-vous besoin ?");
    for odd in ["/book/days?page=9999", "/book/days?page=65535"] {
        let page = samia.browser.opens(odd).await;
        assert_eq!(page.status, StatusCode::OK, "{odd}");
        assert!(page.link("/book/dates").is_some(), "never a dead end");
    }
}

async fn another_site_may_be_asked_for(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.comes_to_the_dates().await;
    let sites = samia.browser.opens(&page.link("/book/site").unwrap()).await;
    let page = samia.browser.fills(&sites, "/book/site", &[("choice", "meaux")]).await;
    let said = page.words();
    assert!(said.contains("Maison de meaux") && !said.contains("Maison de melun,"), "{said}");
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    let page = samia.browser.fills(&page, "/book/needs", &[]).await;
    samia.browser.fills(&page, "/book/check", &[]).await;
    assert_eq!(samia.booked().await.unwrap().site, samia.app.site("meaux"));
}

async fn an_hour_taken_meanwhile_keeps_everything_and_offers_the_nearest(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.browser.opens("/").await;
    let page = samia.comes_to_the_dates().await;
    samia.app.client("bruno").only_at("melun").books_at("2027-01-04 09:00", "melun").await.unwrap();
    samia.app.client("chen").only_at("meaux").books_at("2027-01-04 09:00", "meaux").await.unwrap();
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    let said = page.words();
    assert!(said.contains("vient d'être prise") && said.contains("10 h"), "{said}");
    // What is offered instead can be taken at once, and nothing is asked a second time.
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    assert_eq!(page.heading(), "De quoi avez-vous besoin ?");
    let page = samia.browser.fills(&page, "/book/needs", &[]).await;
    samia.browser.fills(&page, "/book/check", &[]).await;
    assert_eq!(samia.booked().await.unwrap().visit.start.instant(), at("2027-01-04 10:00"));
}

async fn an_hour_taken_before_it_was_confirmed_offers_the_nearest(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.comes_to_the_dates().await;
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    let page = samia.browser.fills(&page, "/book/needs", &[("wish", "child")]).await;
    samia.app.wait(Duration::minutes(11));
    samia.app.client("bruno").books_at("2027-01-04 09:00", "melun").await.unwrap();
    let page = samia.browser.fills(&page, "/book/check", &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    assert_eq!(page.heading(), "C'est bien ça ?", "what was asked already is not asked again");
    assert!(page.words().contains("avec un enfant"), "and is kept");
    let page = samia.browser.fills(&page, "/book/check", &[]).await;
    assert_eq!(page.heading(), "C'est noté.");
}

async fn nothing_chosen_is_said_beside_the_question(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.enters().await;
    let (_, hidden) = page.form("/book/language");
    let form = hidden.iter().find(|(name, _)| name == "form").unwrap().1.clone();
    for path in ["/book/language", "/book/how", "/book/dates", "/book/none", "/book/site"] {
        for choice in ["", "nonsense", "9.9", "1.2.3", "99999999999999999999.x"] {
            let page = samia.browser.posts(path, &[("form", &form), ("choice", choice)]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {choice}");
            assert!(
                page.text.contains("role=\"alert\"") && page.text.contains("id=\"choice-error\""),
                "{path}"
            );
            assert!(page.text.contains("<title>Erreur\u{a0}:"), "{path}");
        }
    }
}

async fn nothing_suits_ends_in_a_dated_callback(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.comes_to_the_dates().await;
    let page = samia.browser.opens(&page.link("/book/none").unwrap()).await;
    assert_eq!(page.heading(), "Aucun jour ne va ?");
    assert!(page.words().contains("au plus tard le mercredi 6 janvier"), "{}", page.words());
    let page = samia.browser.fills(&page, "/book/none", &[("choice", "morning")]).await;
    assert_eq!((page.heading().as_str(), page.path.as_str()), ("Nous vous appelons", "/book/none"));
    assert!(page.words().contains("le matin, au plus tard le mercredi 6 janvier"), "{}", page.words());
    assert!(page.words().contains("06 12 34 56 78"));
    let worklist = callbacks::open(samia.app.ctx.db.read(), samia.app.territory).await.unwrap();
    assert_eq!(worklist.len(), 1);
    assert_eq!(worklist[0].referral, samia.client.ask.referral);
    assert_eq!(worklist[0].due_on.to_string(), "2027-01-06");
    // Asked again a day later, the promise stands.
    samia.app.wait(Duration::days(1));
    let page = samia.enters().await;
    let (_, hidden) = page.form("/book/language");
    let form = hidden.iter().find(|(name, _)| name == "form").unwrap().1.clone();
    let page = samia.browser.posts("/book/none", &[("form", &form), ("choice", "afternoon")]).await;
    assert!(page.words().contains("l'après-midi, au plus tard le mercredi 6 janvier"), "{}", page.words());
    assert_eq!(callbacks::open(samia.app.ctx.db.read(), samia.app.territory).await.unwrap().len(), 1);
}

async fn a_callback_without_a_number_asks_for_one(db: &TestDb) {
    let app =
        db.app(town().referral("sans", |sheet| sheet.born_on = Some(super::BORN.parse().unwrap()))).await;
    let mut visit = Visit::of(&app, "sans", 1).await;
    visit.comes_to_the_dates().await;
    let page = visit.browser.opens("/book/none").await;
    let page = visit.browser.fills(&page, "/book/none", &[("choice", "morning"), ("phone", "le soir")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.names_error("phone", "phone");
    assert!(page.text.contains("value=\"le soir\""), "what was typed stays");
    assert!(
        page.form("/book/none").1.contains(&("choice".to_owned(), "morning".to_owned())),
        "the tick stays"
    );
    let page = visit.browser.fills(&page, "/book/none", &[("phone", "+33 6 11 22 33 44")]).await;
    assert!(page.words().contains("06 11 22 33 44"), "{}", page.words());
}

async fn a_callback_is_no_longer_due_once_somebody_booked(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.comes_to_the_dates().await;
    let page = samia.browser.opens(&page.link("/book/none").unwrap()).await;
    samia.browser.fills(&page, "/book/none", &[("choice", "morning")]).await;
    let page = samia.browser.opens("/book/dates").await;
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    let page = samia.browser.fills(&page, "/book/needs", &[]).await;
    samia.browser.fills(&page, "/book/check", &[]).await;
    assert!(callbacks::open(samia.app.ctx.db.read(), samia.app.territory).await.unwrap().is_empty());
}

async fn an_interpreter_makes_it_later_and_that_is_said(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.comes_to_the_dates().await;
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    assert!(page.text.contains("<option value=\"ar\">العربية</option>"), "who interprets here is offered");
    let page = samia.browser.fills(&page, "/book/needs", &[("interpreter", "ar")]).await;
    let said = page.words();
    assert_eq!(page.heading(), "Quel jour voulez-vous ?");
    assert!(said.contains("Première date possible : mercredi 6 janvier à 9 h (matin)"), "{said}");
    assert!(samia.held().await.is_none(), "the hour that cannot be is free for others");
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    assert_eq!(page.heading(), "C'est bien ça ?");
    assert!(page.words().contains("Interprète : العربية"), "{}", page.words());
    samia.browser.fills(&page, "/book/check", &[]).await;
    let booked = samia.booked().await.unwrap();
    assert_eq!(samia.app.team_of(booked.id).await, ["ar", "e-1", "room-1", "s-1"]);
    // No longer needed: the same hour, and the interpreter is free again. What is booked stays as it is.
    let page = samia.browser.opens("/book/needs").await;
    assert_eq!(page.path, "/mine");
}

async fn a_need_that_takes_nobody_changes_nothing(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.comes_to_the_dates().await;
    let page = samia.browser.fills(&page, "/book/dates", &[]).await;
    let before = samia.held().await;
    let page = samia.browser.fills(&page, "/book/needs", &[("wish", "child"), ("wish", "helper")]).await;
    assert_eq!(page.heading(), "C'est bien ça ?");
    assert_eq!(samia.held().await, before);
    let words: Vec<_> = samia.client.referral().await.wishes.iter().map(|wish| wish.word()).collect();
    assert_eq!(words, ["child", "helper"]);
    // Nobody has a room without steps here: said honestly, with a way on.
    let page = samia.browser.opens("/book/needs").await;
    let page = samia.browser.fills(&page, "/book/needs", &[("wish", "step_free")]).await;
    assert!(page.words().contains("aucune date n'est libre ici"), "{}", page.words());
    assert!(page.link("/book/none").is_some());
}

async fn a_hold_is_shown_in_minutes_and_extended_once(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.comes_to_the_check().await;
    samia.app.wait(Duration::minutes(7));
    let page = samia.browser.opens("/book/check").await;
    assert!(page.words().contains("Gardé pour vous encore 3 minutes"), "{}", page.words());
    let page = samia.browser.fills(&page, "/book/extend", &[]).await;
    assert_eq!(page.path, "/book/check");
    assert!(page.words().contains("Gardé pour vous encore 10 minutes"), "{}", page.words());
    assert!(!page.text.contains("/book/extend"), "once");
}

async fn a_hold_that_ended_can_still_be_confirmed_while_free(db: &TestDb) {
    let mut samia = samia(db).await;
    let page = samia.comes_to_the_check().await;
    samia.app.wait(Duration::minutes(12));
    let again = samia.browser.opens("/book/check").await;
    assert!(again.words().contains("Le temps est passé"), "{}", again.words());
    let page = samia.browser.fills(&page, "/book/check", &[]).await;
    assert_eq!(page.heading(), "C'est noté.");
}

async fn the_same_press_twice_books_once(db: &TestDb) {
    let mut samia = samia(db).await;
    let dates = samia.comes_to_the_dates().await;
    let mut second = samia.browser.clone();
    let (one, other) = tokio::join!(
        samia.browser.fills(&dates, "/book/dates", &[]),
        second.fills(&dates, "/book/dates", &[])
    );
    assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(samia.all(&[State::Held]).await.len(), 1, "one hour is held");
    let page = samia.browser.opens("/book/needs").await;
    let check = samia.browser.fills(&page, "/book/needs", &[]).await;
    let mut presses = Vec::new();
    for _ in 0..5 {
        let (mut browser, check) = (samia.browser.clone(), check.clone());
        presses.push(tokio::spawn(async move { browser.fills(&check, "/book/check", &[]).await }));
    }
    for press in presses {
        let page = press.await.unwrap();
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.path.starts_with("/mine"), "{}", page.path);
    }
    assert_eq!(samia.all(&[State::Booked]).await.len(), 1);
    let said = samia.app.messages_about(samia.booked().await.unwrap().id).await;
    assert_eq!(said.iter().filter(|line| line.starts_with("confirmation")).count(), 1, "{said:?}");
}

async fn two_tabs_lose_nothing(db: &TestDb) {
    let mut samia = samia(db).await;
    let dates = samia.comes_to_the_dates().await;
    let choices = dates.choices("choice");
    let first = samia.browser.fills(&dates, "/book/dates", &[("choice", &choices[0])]).await;
    let first_check = samia.browser.fills(&first, "/book/needs", &[]).await;
    // In another tab another date is chosen; it is the one that is held.
    let mut tab = Browser::sharing(samia.browser.clone(), &samia.browser);
    let second_check = tab.fills(&dates, "/book/dates", &[("choice", &choices[1])]).await;
    // The first tab confirms what is no longer held: it is shown what is.
    let page = samia.browser.fills(&first_check, "/book/check", &[]).await;
    assert_eq!(page.heading(), "C'est bien ça ?");
    assert!(samia.booked().await.is_none());
    let page = tab.fills(&second_check, "/book/check", &[]).await;
    assert_eq!(page.heading(), "C'est noté.");
    // Every old page of the first tab leads to the appointment, and changes nothing.
    for (page, to) in [(&dates, "/book/dates"), (&first, "/book/needs"), (&first_check, "/book/check")] {
        let page = samia.browser.fills(page, to, &[]).await;
        assert!(page.path.starts_with("/mine"), "{to}: {}", page.path);
    }
    assert_eq!(samia.all(&[State::Booked, State::Held]).await.len(), 1);
}

async fn the_back_button_loses_nothing(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.comes_to_the_check().await;
    for path in ["/book/needs", "/book/dates", "/book/how", "/book/language", "/book/days"] {
        let page = samia.browser.opens(path).await;
        assert_eq!((page.status, page.path.as_str()), (StatusCode::OK, path));
    }
    let page = samia.browser.opens("/book/how").await;
    assert!(
        page.form("/book/how").1.contains(&("choice".to_owned(), "onsite".to_owned())),
        "the answer stands"
    );
    let page = samia.browser.opens("/book").await;
    assert_eq!(page.path, "/book/check", "and the next question is still the last");
}

async fn telephone_and_address_are_changed_and_changed_back(db: &TestDb) {
    let mut samia = samia(db).await;
    let check = samia.comes_to_the_check().await;
    let page = samia.browser.opens(&check.link("/book/contact").unwrap()).await;
    assert!(page.text.contains("value=\"06 12 34 56 78\""));
    let new = [("phone", "0033 7.98.76.54.32"), ("email", "samia.neuve@exemple.fr")];
    let page = samia.browser.fills(&page, "/book/contact", &new).await;
    assert_eq!(page.path, "/book/check");
    assert!(page.words().contains("07 98 76 54 32") && page.words().contains("samia.neuve@exemple.fr"));
    let page = samia.browser.fills(&page, "/book/undo", &[]).await;
    assert!(page.words().contains("06 12 34 56 78") && page.words().contains("samia@exemple.fr"));
    assert!(!page.text.contains("/book/undo"));
    let page = samia.browser.fills(&page, "/book/check", &[]).await;
    assert_eq!(page.heading(), "C'est noté.");
}

async fn wrong_numbers_are_said_beside_the_field(db: &TestDb) {
    let mut samia = samia(db).await;
    samia.comes_to_the_check().await;
    let page = samia.browser.opens("/book/contact").await;
    for (phone, email, field) in [
        ("06 12", "samia@exemple.fr", "phone"),
        ("0612345678", "samia", "email"),
        ("1 85 05 78 006 084 91", "", "phone"),
        ("", "185057800608491@exemple.fr", "email"),
        ("", "", "phone"),
    ] {
        let again = samia.browser.fills(&page, "/book/contact", &[("phone", phone), ("email", email)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{phone} {email}");
        let described = format!("{field}-hint {field}-error\" aria-invalid=\"true");
        assert!(again.text.contains(&described), "{phone} {email}");
        again.names_error(field, field);
        assert!(
            !again.text.contains("185057800608491") && !again.text.contains("1 85 05 78"),
            "never shown again"
        );
    }
    let long = "6".repeat(5000);
    let again = samia.browser.fills(&page, "/book/contact", &[("phone", &long)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.words().contains("trop long"), "{}", again.words());
    let huge = "6".repeat(50_000);
    let again = samia.browser.fills(&page, "/book/contact", &[("phone", &huge)]).await;
    assert_eq!(
        (again.status, again.heading().as_str()),
        (StatusCode::PAYLOAD_TOO_LARGE, "Ce texte est trop long")
    );
    let person = samia.client.referral().await.beneficiary;
    let db = samia.app.ctx.db.read();
    let stored =
        unisson::store::referrals::beneficiary(db, samia.app.territory, person).await.unwrap().unwrap();
    assert_eq!(stored.phone.as_deref(), Some("0612345678"), "nothing was half-written");
}
