//! Answers of professionals' calendars: who declines is replaced, or the desk has a callback.

use domain::ids::MessageId;
use domain::incoming_mail::InvitationAnswer;
use domain::notifications::MessageKind;
use unisson::actions;
use unisson::jobs::receive_mail::{Handled, ReturnAddress, handle};
use unisson::keys::return_paths::answer_tag;
use unisson::store::callbacks::{self, CallbackReason};
use unisson::store::messages::{self, Status};
use unisson::store::{agendas, calendar_answers};

use super::{START, comes, leaves, own, report, status, tasks, town};
use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![
    whoever_declines_is_replaced_by_a_free_colleague,
    when_nobody_is_free_the_desk_has_a_callback,
    a_decline_is_shown_beside_a_bounce,
    a_bounce_is_shown_beside_a_decline,
    what_comes_after_a_callback_was_made_opens_another,
    an_answer_counts_only_from_who_was_asked,
    the_newest_answer_counts_whatever_order_they_come_in,
    an_answer_is_not_newer_than_it_can_be,
    a_beneficiary_who_comes_after_all_leaves_the_callbacks,
    who_comes_after_all_takes_back_what_their_decline_said_alone,
    an_answer_to_an_old_invitation_is_nothing,
    an_answer_counts_only_when_the_relay_vouches_for_it,
    another_time_proposed_is_declined_and_shown_to_the_desk,
    a_machine_that_proposes_gets_no_answer,
];

/// What a calendar answers.
struct Reply<'a> {
    method: &'a str,
    partstat: &'a str,
    sequence: i32,
    stamp: &'a str,
    from: &'a str,
    more: &'a str,
}

const DECLINED: Reply<'_> = Reply {
    method: "REPLY",
    partstat: "DECLINED",
    sequence: 0,
    stamp: "20270104T090000Z",
    from: "",
    more: "",
};

/// A booked appointment whose invitations have left, and the social worker in its team.
async fn invited(app: &App) -> (domain::ids::AppointmentId, String) {
    let booked = app.client("samia").books_at(START, "melun").await.unwrap();
    leaves(app).await;
    let team = app.team_of(booked.appointment).await;
    let social = team.into_iter().find(|key| key.starts_with("s-")).unwrap().to_owned();
    (booked.appointment, social)
}

async fn answers(app: &App, about: domain::ids::AppointmentId, key: &str, reply: &Reply<'_>) -> Handled {
    comes(app, &answer(app, about, key, reply)).await
}

/// The mail of a calendar that answers.
fn answer(app: &App, about: domain::ids::AppointmentId, key: &str, reply: &Reply<'_>) -> String {
    let tag = answer_tag(&app.ctx.links.as_ref().unwrap().key, about, app.resource(key));
    let address = format!("{key}@exemple.fr");
    let from = if reply.from.is_empty() { &address } else { reply.from };
    let Reply { method, partstat, sequence, stamp, more, .. } = reply;
    format!(
        "From: {from}\r\nTo: rendez-vous+{tag}@unisson.example\r\nSubject: Re\r\nMIME-Version: 1.0\r\n{more}\
         Content-Type: text/calendar; charset=utf-8; method={method}\r\n\r\n\
         BEGIN:VCALENDAR\r\nPRODID:-//X//EN\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n\
         UID:{about}@unisson.example\r\nDTSTAMP:{stamp}\r\nSEQUENCE:{sequence}\r\n\
         DTSTART:20270107T090000Z\r\nATTENDEE;PARTSTAT={partstat}:mailto:{from}\r\n\
         ORGANIZER:mailto:rendez-vous+{tag}@unisson.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

async fn answer_of(app: &App, about: domain::ids::AppointmentId, key: &str) -> Option<InvitationAnswer> {
    let last = calendar_answers::last(app.ctx.db.read(), about, app.resource(key)).await.unwrap();
    last.map(|(answer, _)| answer)
}

async fn whoever_declines_is_replaced_by_a_free_colleague(db: &TestDb) {
    let app = town(db).await;
    let (about, social) = invited(&app).await;
    let other = if social == "s-1" { "s-2" } else { "s-1" };
    for _ in 0..2 {
        // The same answer may come twice, after an interruption.
        assert_eq!(answers(&app, about, &social, &DECLINED).await, Handled::Recorded);
        assert!(app.team_of(about).await.contains(&other), "{:?}", app.team_of(about).await);
    }
    assert_eq!(answer_of(&app, about, &social).await, Some(InvitationAnswer::Declined));
    assert_eq!(app.appointment(about).await.visit.start.instant(), at(START), "the hour stands");
    let said = app.messages_about(about).await;
    assert!(said.contains(&format!("withdrawal to {social}, sequence 1, planned")), "{said:?}");
    assert!(said.contains(&format!("invitation to {other}, sequence 1, planned")), "{said:?}");
    assert!(tasks(&app).await.is_empty());
}

async fn when_nobody_is_free_the_desk_has_a_callback(db: &TestDb) {
    let app = town(db).await;
    let (about, social) = invited(&app).await;
    let other = if social == "s-1" { "s-2" } else { "s-1" };
    app.is_away(other, "2027-01-06 00:00", "2027-01-07 00:00").await;
    answers(&app, about, &social, &DECLINED).await;
    assert_eq!(tasks(&app).await, [CallbackReason::TeamDeclined]);
    assert!(app.appointment(about).await.state.is_expected(), "the desk decides what becomes of it");
}

/// An appointment whose team cannot be made whole when its social worker declines; the confirmation of the person.
async fn alone(app: &App) -> (domain::ids::AppointmentId, String, MessageId) {
    let booked = app.client("samia").books_at(START, "melun").await.unwrap().appointment;
    let confirmation =
        leaves(app).await.into_iter().find(|message| message.kind == MessageKind::Confirmation);
    let team = app.team_of(booked).await;
    let social = team.into_iter().find(|key| key.starts_with("s-")).unwrap().to_owned();
    let other = if social == "s-1" { "s-2" } else { "s-1" };
    app.is_away(other, "2027-01-06 00:00", "2027-01-07 00:00").await;
    (booked, social, confirmation.unwrap().id)
}

/// The calls to make, each with its reasons.
async fn calls(app: &App) -> Vec<callbacks::DueCallback> {
    callbacks::to_make(app.ctx.db.read(), app.territory).await.unwrap()
}

/// What comes in, each twice, is one call for a decline and for messages that do not arrive, which is made once.
async fn one_call_for_both(app: &App, mails: &[String]) {
    for mail in mails {
        for _ in 0..2 {
            comes(app, mail).await;
        }
        app.wait(chrono::Duration::minutes(10));
    }
    let calls = calls(app).await;
    assert_eq!(calls.len(), 1);
    assert_eq!(
        calls[0].reasons,
        [CallbackReason::TeamDeclined, CallbackReason::Unreachable],
        "the most urgent first"
    );
    assert_eq!(calls[0].call.why, CallbackReason::TeamDeclined);
    assert_eq!(callbacks::count(app.ctx.db.read(), app.territory).await.unwrap(), 1);
    actions::settle_callback(&app.ctx, app.territory, calls[0].call.id).await.unwrap();
    assert!(tasks(app).await.is_empty());
}

async fn a_decline_is_shown_beside_a_bounce(db: &TestDb) {
    let app = town(db).await;
    let (about, social, confirmation) = alone(&app).await;
    let bounce = report(&app, confirmation, "failed", "5.1.1");
    one_call_for_both(&app, &[bounce, answer(&app, about, &social, &DECLINED)]).await;
}

async fn a_bounce_is_shown_beside_a_decline(db: &TestDb) {
    let app = town(db).await;
    let (about, social, confirmation) = alone(&app).await;
    let bounce = report(&app, confirmation, "failed", "5.1.1");
    one_call_for_both(&app, &[answer(&app, about, &social, &DECLINED), bounce]).await;
}

async fn what_comes_after_a_callback_was_made_opens_another(db: &TestDb) {
    let app = town(db).await;
    let (about, social, confirmation) = alone(&app).await;
    comes(&app, &report(&app, confirmation, "failed", "5.1.1")).await;
    let shown = calls(&app).await.remove(0).call.id;
    app.wait(chrono::Duration::minutes(10));
    answers(&app, about, &social, &DECLINED).await;
    // Whoever has called had a page without the decline before them.
    actions::settle_callback(&app.ctx, app.territory, shown).await.unwrap();
    assert_eq!(tasks(&app).await, [CallbackReason::TeamDeclined]);
}

async fn an_answer_counts_only_from_who_was_asked(db: &TestDb) {
    let app = town(db).await;
    let (about, social) = invited(&app).await;
    let stranger = Reply { from: "stranger@exemple.fr", ..DECLINED };
    assert_eq!(answers(&app, about, &social, &stranger).await, Handled::ForPeople, "another attendee");
    let other = if social == "s-1" { "s-2" } else { "s-1" };
    answers(&app, about, other, &DECLINED).await;
    let elsewhere = domain::ids::AppointmentId(uuid::Uuid::from_u128(7));
    answers(&app, elsewhere, &social, &DECLINED).await;
    assert!(app.team_of(about).await.contains(&social.as_str()));
    assert_eq!(answer_of(&app, about, &social).await, None);
}

async fn an_answer_counts_only_when_the_relay_vouches_for_it(db: &TestDb) {
    let app = town(db).await;
    let (about, social) = invited(&app).await;
    let strict = ReturnAddress { trusted_authserv_id: Some("mx.unisson.example".to_owned()), ..own() };
    let bare = answer(&app, about, &social, &DECLINED);
    let forged =
        format!("Authentication-Results: mx.unisson.example; dkim=fail header.d=exemple.fr\r\n{bare}");
    let others =
        format!("Authentication-Results: mx.ailleurs.example; dkim=pass header.d=exemple.fr\r\n{bare}");
    for mail in [&bare, &forged, &others] {
        assert_eq!(handle(&app.ctx, &strict, mail.as_bytes(), &[]).await.unwrap(), Handled::ForPeople);
        assert_eq!(answer_of(&app, about, &social).await, None);
    }
    let sound =
        format!("Authentication-Results: mx.unisson.example; dkim=pass header.d=exemple.fr\r\n{bare}");
    assert_eq!(handle(&app.ctx, &strict, sound.as_bytes(), &[]).await.unwrap(), Handled::Recorded);
    assert_eq!(answer_of(&app, about, &social).await, Some(InvitationAnswer::Declined));
    // A report has no author, and counts by its address.
    let id = messages::latest(&app.ctx.db, 50).await.unwrap();
    let id = id.into_iter().find(|message| message.kind == MessageKind::Confirmation).unwrap().id;
    let mail = report(&app, id, "failed", "5.1.1");
    assert_eq!(handle(&app.ctx, &strict, mail.as_bytes(), &[]).await.unwrap(), Handled::Recorded);
    assert_eq!(status(&app, id).await, Status::Bounced);
}

async fn the_newest_answer_counts_whatever_order_they_come_in(db: &TestDb) {
    let app = town(db).await;
    let (about, social) = invited(&app).await;
    app.wait_until("2027-01-04 14:00");
    let accepted = Reply { partstat: "ACCEPTED", stamp: "20270104T100000Z", ..DECLINED };
    answers(&app, about, &social, &accepted).await;
    answers(&app, about, &social, &DECLINED).await;
    assert_eq!(
        answer_of(&app, about, &social).await,
        Some(InvitationAnswer::Accepted),
        "the decline was written before"
    );
    assert!(app.team_of(about).await.contains(&social.as_str()));
    let tentative = Reply { partstat: "TENTATIVE", stamp: "20270104T110000Z", ..DECLINED };
    answers(&app, about, &social, &tentative).await;
    assert_eq!(answer_of(&app, about, &social).await, Some(InvitationAnswer::Tentative));
}

async fn an_answer_is_not_newer_than_it_can_be(db: &TestDb) {
    let app = town(db).await;
    let (about, social, _) = alone(&app).await;
    let strange = Reply { partstat: "ACCEPTED", sequence: 7, stamp: "20300101T000000Z", ..DECLINED };
    answers(&app, about, &social, &strange).await;
    assert_eq!(answer_of(&app, about, &social).await, Some(InvitationAnswer::Accepted));
    app.wait_until("2027-01-04 10:01");
    answers(&app, about, &social, &DECLINED).await;
    assert_eq!(answer_of(&app, about, &social).await, Some(InvitationAnswer::Declined));
    assert_eq!(tasks(&app).await, [CallbackReason::TeamDeclined]);
    // Moved: what said to answer a later invitation says nothing of this one.
    app.moves(about, at("2027-01-07 14:00")).await.unwrap();
    leaves(&app).await;
    answers(&app, about, &social, &Reply { sequence: 0, stamp: "20270104T090100Z", ..strange }).await;
    assert_eq!(answer_of(&app, about, &social).await, Some(InvitationAnswer::Declined));
}

/// Whether somebody is away at the time of the appointment.
async fn is_away(app: &App, about: domain::ids::AppointmentId, key: &str) -> bool {
    let visit = app.appointment(about).await.visit;
    let of = [app.resource(key)];
    !agendas::away(app.ctx.db.read(), app.territory, &of, visit).await.unwrap().is_empty()
}

async fn a_beneficiary_who_comes_after_all_leaves_the_callbacks(db: &TestDb) {
    let app = town(db).await;
    let (about, social, _) = alone(&app).await;
    app.wait_until("2027-01-04 14:00");
    for (minute, partstat, told) in [(0, "DECLINED", true), (1, "ACCEPTED", false), (2, "DECLINED", true)] {
        let stamp = format!("20270104T10{minute:02}00Z");
        let reply = Reply { partstat, stamp: &stamp, ..DECLINED };
        for _ in 0..2 {
            answers(&app, about, &social, &reply).await;
            assert_eq!(
                tasks(&app).await,
                if told { vec![CallbackReason::TeamDeclined] } else { vec![] },
                "{partstat}"
            );
            assert_eq!(is_away(&app, about, &social).await, told, "{partstat}");
        }
    }
    // Whoever proposes another time, and comes after all, neither.
    answers(&app, about, &social, &Reply { stamp: "20270104T100300Z", ..COUNTER }).await;
    assert_eq!(
        tasks(&app).await,
        [CallbackReason::TeamDeclined, CallbackReason::OtherTimeProposed],
        "still away at that time"
    );
    let comes = Reply { partstat: "ACCEPTED", stamp: "20270104T100400Z", ..DECLINED };
    answers(&app, about, &social, &comes).await;
    assert!(tasks(&app).await.is_empty() && !is_away(&app, about, &social).await);
}

async fn who_comes_after_all_takes_back_what_their_decline_said_alone(db: &TestDb) {
    let app = town(db).await;
    let (about, social, confirmation) = alone(&app).await;
    app.wait_until("2027-01-04 14:00");
    comes(&app, &report(&app, confirmation, "failed", "5.1.1")).await;
    answers(&app, about, "e-1", &DECLINED).await;
    answers(&app, about, &social, &DECLINED).await;
    let accepts = Reply { partstat: "ACCEPTED", stamp: "20270104T100000Z", ..DECLINED };
    answers(&app, about, &social, &accepts).await;
    assert_eq!(
        tasks(&app).await,
        [CallbackReason::Unreachable, CallbackReason::TeamDeclined],
        "somebody else is away still"
    );
    answers(&app, about, "e-1", &accepts).await;
    assert_eq!(tasks(&app).await, [CallbackReason::Unreachable]);
    // Somebody was found meanwhile: whoever left has left.
    answers(&app, about, "e-1", &Reply { stamp: "20270104T110000Z", ..DECLINED }).await;
    app.moves(about, at("2027-01-07 14:00")).await.unwrap();
    leaves(&app).await;
    answers(&app, about, "e-1", &Reply { stamp: "20270104T120000Z", sequence: 1, ..accepts }).await;
    let of = [app.resource("e-1")];
    let first = domain::time::Span::covering(at(START), at("2027-01-06 10:00"));
    let away = agendas::away(app.ctx.db.read(), app.territory, &of, first).await.unwrap();
    assert_eq!(away, of, "what was said of the time before stands");
}

async fn an_answer_to_an_old_invitation_is_nothing(db: &TestDb) {
    let app = town(db).await;
    let (about, social) = invited(&app).await;
    app.moves(about, at("2027-01-07 14:00")).await.unwrap();
    if !app.team_of(about).await.contains(&social.as_str()) {
        return;
    }
    leaves(&app).await;
    let late = Reply { stamp: "20270105T090000Z", ..DECLINED };
    answers(&app, about, &social, &late).await;
    assert_eq!(answer_of(&app, about, &social).await, None, "it declines the time that is no more");
    answers(&app, about, &social, &Reply { sequence: 1, ..late }).await;
    assert_eq!(answer_of(&app, about, &social).await, Some(InvitationAnswer::Declined));
}

async fn counters(app: &App, about: domain::ids::AppointmentId) -> usize {
    let all = messages::about(app.ctx.db.read(), app.territory, about).await.unwrap();
    all.iter().filter(|message| message.kind == MessageKind::CounterDeclined).count()
}

const COUNTER: Reply<'_> = Reply { method: "COUNTER", partstat: "TENTATIVE", ..DECLINED };

async fn another_time_proposed_is_declined_and_shown_to_the_desk(db: &TestDb) {
    let app = town(db).await;
    let (about, social) = invited(&app).await;
    for _ in 0..2 {
        answers(&app, about, &social, &COUNTER).await;
        assert_eq!(
            (tasks(&app).await, counters(&app, about).await),
            (vec![CallbackReason::OtherTimeProposed], 1)
        );
    }
    let proposed = async || {
        let appointment = app.appointment(about).await;
        let said = calendar_answers::about(app.ctx.db.read(), app.territory, &appointment).await.unwrap();
        said.iter().find_map(|said| said.proposes)
    };
    assert_eq!(proposed().await.map(|of| (of.from, of.to)), Some((at("2027-01-07 10:00"), None)));
    let left = leaves(&app).await;
    assert!(left.iter().any(|message| message.kind == MessageKind::CounterDeclined));
    assert_eq!(app.appointment(about).await.visit.start.instant(), at(START));
}

async fn a_machine_that_proposes_gets_no_answer(db: &TestDb) {
    let app = town(db).await;
    let (about, social) = invited(&app).await;
    let automatic = Reply { more: "Auto-Submitted: auto-replied\r\n", ..COUNTER };
    answers(&app, about, &social, &automatic).await;
    assert_eq!(
        (tasks(&app).await, counters(&app, about).await),
        (vec![CallbackReason::OtherTimeProposed], 0)
    );
}
