//! Replies to SMS: yes, no, STOP, and what the desk reads.

use chrono::Duration;
use domain::appointment_state::{Party, Reason};
use domain::channel::{Channel, Channels};
use domain::ids::{AppointmentId, BeneficiaryId, MessageId};
use domain::notifications::MessageKind;
use domain::sms::{PhoneNumber, ReplyMeaning};
use unisson::actions::{self, Understood};
use unisson::jobs::send_sms::SmsSender;
use unisson::store::callbacks::{self, CallbackReason};
use unisson::store::messages::{self, NewMessage, Status};
use unisson::store::sms_replies;

use super::{SAMIA, app, are_of_one_person, booked, reach, send, status, texter, texts, until, with_phone};
use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::exchange::{Exchange, Submitted, Verdict};
use crate::support::territory::Draft;

both_databases![
    one_answer_is_about_all_appointments_of_the_reminder,
    an_appointment_that_changed_since_the_message_is_not_confirmed_by_reply,
    an_answer_counts_for_the_start_that_was_sent_only,
    each_of_several_is_changed_on_its_own_page,
    one_is_i_come_and_two_leads_to_the_page,
    the_same_reply_brought_twice_is_one,
    stop_stops_reminders_and_is_answered_once,
    stop_does_not_silence_what_keeps_somebody_from_coming_in_vain,
    stop_is_for_everybody_with_that_telephone,
    yes_to_a_place_that_became_free_is_no_yes_to_what_is_booked,
    anything_else_is_for_the_desk_to_read,
    somebody_nobody_wrote_to_is_nobody,
    an_arabic_reader_answers_in_arabic,
    machines_that_answer_each_other_stop,
];

async fn replies(app: &App, text: &str) -> Understood {
    let from = PhoneNumber::parse(SAMIA).unwrap();
    actions::receive_sms(&app.ctx, "smpp", None, &from, text).await.unwrap()
}

/// Somebody who was reminded in one message of three appointments of a day, at 9, 11 and half past two.
async fn reminded_of_three(db: &TestDb, exchange: &Exchange) -> (App, SmsSender, [AppointmentId; 3]) {
    let app = app(db, with_phone(3)).await;
    let texter = texter(&app, exchange);
    let mut three = [booked(&app).await.appointment; 3];
    for (at, (key, start)) in [("r-2", "2027-01-14 11:00"), ("r-3", "2027-01-14 14:30")].iter().enumerate() {
        three[at + 1] = app.client(key).books_at(start, "melun").await.unwrap().appointment;
    }
    send(&app, &texter).await;
    are_of_one_person(db, 3).await;
    app.wait_until("2027-01-12 09:00");
    send(&app, &texter).await;
    assert_eq!(exchange.count(), 4, "three confirmations, one reminder");
    let reminder = exchange.taken()[3].plain();
    assert!(reminder.starts_with("Rappel : 3 RDV jeudi 14 janvier, à 9h, 11h et 14h30."), "{reminder}");
    app.wait(Duration::minutes(10));
    (app, texter, three)
}

async fn come(app: &App, three: [AppointmentId; 3]) -> [bool; 3] {
    let mut noted = [false; 3];
    for (noted, id) in noted.iter_mut().zip(three) {
        *noted = sms_replies::comes_to(app.ctx.db.read(), app.territory, id).await.unwrap().is_some();
    }
    noted
}

async fn cancels(app: &App, id: AppointmentId) {
    actions::cancel(&app.ctx, app.territory, id, Party::Service, Reason::TeamAway, None).await.unwrap();
}

async fn one_answer_is_about_all_appointments_of_the_reminder(db: &TestDb) {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let (app, texter, three) = reminded_of_three(db, &exchange).await;
    assert_eq!(replies(&app, "1").await, Understood::Reply(ReplyMeaning::Comes));
    assert_eq!(come(&app, three).await, [true; 3]);
    assert_eq!(send(&app, &texter).await, 1, "and is answered once");
    let answer = exchange.taken()[4].plain();
    assert!(
        answer.starts_with("Merci, c'est noté : 3 RDV jeudi 14 janvier, à 9h, 11h et 14h30."),
        "{answer}"
    );
    // What was answered is no other question: a second yes is about the same.
    app.wait(Duration::minutes(10));
    replies(&app, "Oui, je viens").await;
    assert_eq!(come(&app, three).await, [true; 3]);
    let samia = app.client("r-1").referral().await.beneficiary;
    let tx = app.ctx.db.begin().await.unwrap();
    let (ever, lately) = sms_replies::count(&tx, samia, at("2027-01-12 09:00")).await.unwrap();
    assert_eq!((ever, lately), (2, 2), "two replies, however many appointments they are about");
}

async fn an_appointment_that_changed_since_the_message_is_not_confirmed_by_reply(db: &TestDb) {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let (app, texter, three) = reminded_of_three(db, &exchange).await;
    // One of them is even told of by SMS before the answer comes.
    cancels(&app, three[0]).await;
    send(&app, &texter).await;
    app.moves(three[2], at("2027-01-19 09:00")).await.unwrap();
    let before = exchange.count();
    replies(&app, "1").await;
    assert_eq!(come(&app, three).await, [false, true, false]);
    send(&app, &texter).await;
    let said: Vec<String> = exchange.taken()[before..].iter().map(Submitted::plain).collect();
    assert!(
        said.iter().any(|said| said.starts_with("Merci, c'est noté : RDV jeudi 14 janvier à 11h.")),
        "{said:?}"
    );
}

async fn an_answer_counts_for_the_start_that_was_sent_only(db: &TestDb) {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let (app, texter, three) = reminded_of_three(db, &exchange).await;
    cancels(&app, three[0]).await;
    cancels(&app, three[1]).await;
    app.moves(three[2], at("2027-01-19 09:00")).await.unwrap();
    let before = exchange.count();
    replies(&app, "1").await;
    assert_eq!(come(&app, three).await, [false; 3]);
    send(&app, &texter).await;
    let said: Vec<String> = exchange.taken()[before..].iter().map(Submitted::plain).collect();
    assert!(said.iter().any(|said| said.starts_with("Changer ou annuler : rdv.dep99.fr/r/")), "{said:?}");
    assert!(!said.iter().any(|said| said.contains("Merci")), "{said:?}");
    // Told by now of the new hour, they may say yes to it.
    app.wait(Duration::minutes(10));
    replies(&app, "1").await;
    assert_eq!(come(&app, three).await, [false, false, true]);
}

async fn each_of_several_is_changed_on_its_own_page(db: &TestDb) {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let (app, texter, three) = reminded_of_three(db, &exchange).await;
    replies(&app, "1").await;
    send(&app, &texter).await;
    cancels(&app, three[1]).await;
    send(&app, &texter).await;
    app.wait(Duration::minutes(10));
    let before = exchange.count();
    assert_eq!(replies(&app, "2").await, Understood::Reply(ReplyMeaning::Change));
    let [first, _, last] = come(&app, three).await;
    assert!(!first && !last, "who wants to change no longer comes as they said");
    assert_eq!(send(&app, &texter).await, 2);
    let mut said: Vec<String> = exchange.taken()[before..].iter().map(Submitted::plain).collect();
    said.sort();
    let link = |said: &str, which: &str| {
        let rest = said
            .strip_prefix(&format!("RDV jeudi 14 janvier à {which}. Changer ou annuler : rdv.dep99.fr/r/"));
        rest.unwrap_or_else(|| panic!("{said}"))[..8].to_owned()
    };
    assert_ne!(link(&said[0], "14h30"), link(&said[1], "9h"), "each leads to a page of its own");
}

async fn one_is_i_come_and_two_leads_to_the_page(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    let appointment = booked(&app).await.appointment;
    send(&app, &texter).await;
    app.wait_until("2027-01-12 09:00");
    send(&app, &texter).await;
    assert_eq!(replies(&app, " 1 ").await, Understood::Reply(ReplyMeaning::Comes));
    let comes = sms_replies::comes_to(app.ctx.db.read(), app.territory, appointment).await.unwrap();
    assert_eq!(comes, Some(app.ctx.now()));
    app.wait(Duration::minutes(10));
    assert_eq!(replies(&app, "2").await, Understood::Reply(ReplyMeaning::Change));
    let comes = sms_replies::comes_to(app.ctx.db.read(), app.territory, appointment).await.unwrap();
    assert_eq!(comes, None, "who wants to change no longer comes as they said");
    assert_eq!(send(&app, &texter).await, 2);
    let said: Vec<String> = exchange.taken()[2..].iter().map(Submitted::plain).collect();
    assert!(said[0].starts_with("Merci, c'est noté : RDV jeudi 14 janvier à 9h."), "{said:?}");
    assert!(said[1].starts_with("Changer ou annuler : rdv.dep99.fr/r/"), "{said:?}");
    // Asked again the next day, it is answered again.
    app.wait(Duration::hours(20));
    assert_eq!(replies(&app, "2").await, Understood::Reply(ReplyMeaning::Change));
    assert_eq!(send(&app, &texter).await, 1);
}

async fn the_same_reply_brought_twice_is_one(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    booked(&app).await;
    send(&app, &texter).await;
    let from = PhoneNumber::parse(SAMIA).unwrap();
    let bring = async |name| actions::receive_sms(&app.ctx, "web", name, &from, "2").await.unwrap();
    assert_eq!(bring(Some("in-1")).await, Understood::Reply(ReplyMeaning::Change));
    app.wait(Duration::days(1));
    assert_eq!(bring(Some("in-1")).await, Understood::Again, "the same, whenever it is brought");
    assert_eq!(bring(None).await, Understood::Reply(ReplyMeaning::Change));
    app.wait(Duration::minutes(4));
    assert_eq!(bring(None).await, Understood::Again, "without a name, the same words a moment later");
    app.wait(Duration::minutes(11));
    assert_eq!(bring(None).await, Understood::Reply(ReplyMeaning::Change));
}

async fn stop_stops_reminders_and_is_answered_once(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    let appointment = booked(&app).await.appointment;
    send(&app, &texter).await;
    assert_eq!(replies(&app, "STOP").await, Understood::Reply(ReplyMeaning::Stop));
    assert_eq!(send(&app, &texter).await, 1);
    let answer = exchange.taken()[1].plain();
    assert_eq!(answer, "C'est noté : plus de SMS de rappel. Votre RDV du jeudi 14 janvier est gardé.");
    app.wait_until("2027-01-12 09:00");
    send(&app, &texter).await;
    app.wait_until("2027-01-14 08:00");
    send(&app, &texter).await;
    assert_eq!(exchange.count(), 2, "no reminder leaves");
    assert_eq!(app.appointment(appointment).await.state.word(), "booked");
}

async fn stop_does_not_silence_what_keeps_somebody_from_coming_in_vain(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    let appointment = booked(&app).await.appointment;
    send(&app, &texter).await;
    replies(&app, "STOP").await;
    send(&app, &texter).await;
    let why = Reason::TeamAway;
    actions::cancel(&app.ctx, app.territory, appointment, Party::Service, why, None).await.unwrap();
    send(&app, &texter).await;
    assert_eq!(status(&app, appointment, MessageKind::CalledOff).await, Status::Sent);
    assert_eq!(exchange.count(), 3);
    // Nobody else tells them that the next one is booked.
    let again = booked(&app).await.appointment;
    send(&app, &texter).await;
    assert_eq!(status(&app, again, MessageKind::Confirmation).await, Status::Sent);
}

async fn stop_is_for_everybody_with_that_telephone(db: &TestDb) {
    let draft = with_phone(1).referral("r-2", |person| person.phone = Some(SAMIA.to_owned()));
    let app = app(db, draft).await;
    replies(&app, "STOP").await;
    assert!(reach(&app, "r-2").await.refused.is_empty(), "nobody was written to at that number");
    let exchange = Exchange::listening(|_| Verdict::Takes);
    app.wait(Duration::minutes(11));
    booked(&app).await;
    send(&app, &texter(&app, &exchange)).await;
    replies(&app, "STOP").await;
    for key in ["r-1", "r-2"] {
        assert_eq!(reach(&app, key).await.refused, Channels::of([Channel::Sms]), "{key}");
    }
}

async fn yes_to_a_place_that_became_free_is_no_yes_to_what_is_booked(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    let appointment = booked(&app).await.appointment;
    send(&app, &texter).await;
    let told =
        texts(&app, appointment).await.into_iter().find(|one| one.kind == MessageKind::Confirmation).unwrap();
    app.wait(Duration::minutes(5));
    // As if they had been told of an earlier place.
    let tx = app.ctx.db.begin().await.unwrap();
    let new = NewMessage {
        id: MessageId(app.ctx.new_id()),
        territory: app.territory,
        referral: told.referral,
        appointment: None,
        revision: 1,
        kind: MessageKind::PlaceFreed,
        before: None,
        channel: Channel::Sms,
        recipient: told.recipient,
        beneficiary: BeneficiaryId(told.recipient_id),
        facts: told.facts,
        due_at: app.ctx.now(),
    };
    let id = new.id;
    messages::add(&tx, &[new]).await.unwrap();
    messages::settle(&tx, id, Status::Sent, None, app.ctx.now()).await.unwrap();
    tx.commit().await.unwrap();
    replies(&app, "Oui").await;
    send(&app, &texter).await;
    assert_eq!(status(&app, appointment, MessageKind::AnswerChange).await, Status::Sent);
    assert!(texts(&app, appointment).await.iter().all(|message| message.kind != MessageKind::AnswerComes));
}

async fn anything_else_is_for_the_desk_to_read(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    booked(&app).await;
    send(&app, &texter).await;
    for text in ["Je peux venir avec mon fils ?", "Et à quelle\r\nheure\u{202e} ?"] {
        assert_eq!(replies(&app, text).await, Understood::Reply(ReplyMeaning::Other));
    }
    let calls = callbacks::to_make(app.ctx.db.read(), app.territory).await.unwrap();
    assert_eq!(calls.len(), 1, "two messages are one call");
    assert_eq!(calls[0].call.why, CallbackReason::SmsReply);
    let read = sms_replies::to_read(app.ctx.db.read(), app.territory, calls[0].call.referral).await.unwrap();
    let texts: Vec<&str> = read.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["Je peux venir avec mon fils ?", "Et à quelle heure ?"]);
    assert_eq!(send(&app, &texter).await, 1, "and is told once that somebody calls");
    let answer = exchange.taken()[1].plain();
    assert!(answer.contains("Nous vous appelons au plus tard le mercredi 6 janvier."), "{answer}");
}

async fn somebody_nobody_wrote_to_is_nobody(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    booked(&app).await;
    assert_eq!(replies(&app, "1").await, Understood::Nobody, "nothing was sent to them yet");
    let stranger = PhoneNumber::parse("0700000000").unwrap();
    let heard = actions::receive_sms(&app.ctx, "smpp", None, &stranger, "Bonjour").await.unwrap();
    assert_eq!(heard, Understood::Nobody);
    assert!(callbacks::open(app.ctx.db.read(), app.territory).await.unwrap().is_empty());
}

async fn an_arabic_reader_answers_in_arabic(db: &TestDb) {
    let draft = Draft::new().site("melun").teams(1, "melun").referral("r-1", |person| {
        person.email = None;
        person.phone = Some(SAMIA.to_owned());
        person.language = Some("ar".to_owned());
        person.born_on = Some("1990-02-03".parse().unwrap());
    });
    let app = app(db, draft).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    booked(&app).await;
    send(&app, &texter).await;
    let taken = &exchange.taken()[0];
    assert_eq!(taken.coding, 8);
    assert!(domain::sms::alphabet::ucs2(&taken.data).contains("14/01"));
    exchange.hears("33612345678", "نعم");
    until(async || exchange.thanks() == [0]).await;
    assert_eq!(send(&app, &texter).await, 1);
    assert!(domain::sms::alphabet::ucs2(&exchange.taken()[1].data).contains("14/01"));
}

async fn machines_that_answer_each_other_stop(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    booked(&app).await;
    send(&app, &texter).await;
    for turn in 0..30 {
        actions::receive_sms(
            &app.ctx,
            "web",
            Some(&turn.to_string()),
            &PhoneNumber::parse(SAMIA).unwrap(),
            "2",
        )
        .await
        .unwrap();
        send(&app, &texter).await;
    }
    assert!(exchange.count() <= 1 + 6, "{}", exchange.count());
}
