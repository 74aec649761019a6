//! The plan of messages: reminders and invitations to choose, written with the change, looked at again when they leave.

use chrono::Duration;
use domain::appointment_state::{Party, Reason};
use domain::channel::Channel;
use domain::notifications::MessageKind;
use domain::provenance::EditedBy;
use domain::territory_document::ReminderSpec;
use domain::zone;
use unisson::actions::{self, Contact, InvitationError, Outcome, Redelivery, record_outcome};
use unisson::keys::PublicUrl;
use unisson::store::messages::{self, Status};

use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{DIAGNOSTIC, Draft};

both_databases![
    a_booking_plans_its_reminders,
    a_cadence_is_the_visit_types_own,
    rescheduling_replaces_the_reminders,
    a_cancellation_leaves_none,
    a_colleague_in_the_team_reminds_nobody_twice,
    reminders_leave_when_due_and_only_then,
    nothing_leaves_at_night_after_an_outage,
    what_helps_nobody_any_more_is_dropped,
    two_appointments_of_a_day_are_one_reminder,
    another_address_plans_them_anew_and_nothing_twice,
    who_refuses_sms_is_reminded_by_mail,
    who_cancels_is_notified_at_once_and_who_is_cancelled_by_day,
    who_was_missed_is_told_unless_that_was_wrong,
    who_does_not_answer_is_asked_once_more,
    who_has_booked_is_not_asked_any_more,
    an_invitation_waits_for_the_public_address_and_burns_no_try,
    nobody_is_asked_without_need,
    news_goes_by_every_channel_and_each_merges_for_itself,
];

/// Samia has a mail address and a mobile telephone; Karim the same, for another referral of another person.
fn town() -> Draft {
    Draft::new()
        .site("melun")
        .teams(2, "melun")
        .referral("samia", |sheet| {
            sheet.email = Some("samia@courriel.example".to_owned());
            sheet.phone = Some("0612345678".to_owned());
        })
        .referral("karim", |sheet| sheet.phone = Some("0145678901".to_owned()))
}

async fn app(db: &TestDb) -> App {
    let mut app = db.app(town()).await;
    let links = app.ctx.links.take().unwrap();
    let public_url = Some(PublicUrl::parse("https://rdv.exemple.fr").unwrap());
    app.ctx.links = Some(unisson::keys::LinkSigner { public_url, ..links });
    app
}

/// The reminders of an appointment in the order of their times: `sms 2d, 19/01 09:30, planned`.
async fn reminders(app: &App, id: domain::ids::AppointmentId) -> Vec<String> {
    let all = messages::about(app.ctx.db.read(), app.territory, id).await.unwrap();
    let mut own: Vec<_> = all.into_iter().filter(|message| message.kind == MessageKind::Reminder).collect();
    own.sort_by_key(|message| (message.due_at, message.channel, message.revision));
    own.iter()
        .map(|message| {
            let due = zone::to_local(chrono_tz::Tz::Europe__Paris, message.due_at).format("%d/%m %H:%M");
            let (channel, before) = (message.channel.word(), message.before.unwrap());
            format!("{channel} {before}, {due}, {}", message.status.word())
        })
        .collect()
}

/// Has what is due on `channel` leave; says what it was.
async fn leaves(app: &App, channel: Channel) -> Vec<(MessageKind, usize)> {
    let mut left = Vec::new();
    loop {
        let batch = actions::claim_due(&app.ctx, channel, 5, Redelivery::Unsafe).await.unwrap();
        if batch.looked_at == 0 {
            return left;
        }
        for due in batch.due {
            actions::settle(&app.ctx, due.message.id, &actions::Delivery::Sent).await.unwrap();
            left.push((due.message.kind, due.also.len()));
        }
    }
}

const START: &str = "2027-01-21 09:30";

async fn a_booking_plans_its_reminders(db: &TestDb) {
    let app = app(db).await;
    let booked = app.client("samia").books_at(START, "melun").await.unwrap();
    assert_eq!(
        reminders(&app, booked.appointment).await,
        ["mail 7d, 14/01 09:30, planned", "sms 2d, 19/01 09:30, planned", "sms 2h, 21/01 08:00, planned"]
    );
    let booked = app.client("karim").books_at(START, "melun").await.unwrap();
    assert_eq!(
        reminders(&app, booked.appointment).await,
        ["mail 7d, 14/01 09:30, planned", "mail 2d, 19/01 09:30, planned", "mail 2h, 21/01 08:00, planned"],
        "a landline gets no SMS"
    );
}

async fn a_cadence_is_the_visit_types_own(db: &TestDb) {
    let sheet = |before: &str, channel: &str| ReminderSpec {
        before: before.to_owned(),
        channel: channel.to_owned(),
        asks: false,
    };
    let draft = town().with_visit(DIAGNOSTIC, |visit| {
        visit.reminders = Some(vec![sheet("1d", "sms"), sheet("10d", "mail")]);
    });
    let app = db.app(draft).await;
    let booked = app.client("samia").books_at(START, "melun").await.unwrap();
    assert_eq!(
        reminders(&app, booked.appointment).await,
        ["mail 10d, 11/01 09:30, planned", "sms 1d, 20/01 09:30, planned"]
    );
}

async fn rescheduling_replaces_the_reminders(db: &TestDb) {
    let app = app(db).await;
    let booked = app.client("samia").books_at(START, "melun").await.unwrap();
    app.moves(booked.appointment, at("2027-01-22 14:00")).await.unwrap();
    let planned: Vec<_> = reminders(&app, booked.appointment)
        .await
        .into_iter()
        .filter(|line| line.ends_with("planned"))
        .collect();
    assert_eq!(
        planned,
        ["mail 7d, 15/01 14:00, planned", "sms 2d, 20/01 14:00, planned", "sms 2h, 22/01 12:00, planned"]
    );
    app.moves(booked.appointment, at(START)).await.unwrap();
    let all = reminders(&app, booked.appointment).await;
    assert_eq!(all.iter().filter(|line| line.ends_with("planned")).count(), 3, "{all:?}");
}

async fn a_cancellation_leaves_none(db: &TestDb) {
    let app = app(db).await;
    let booked = app.client("samia").books_at(START, "melun").await.unwrap();
    actions::cancel(&app.ctx, app.territory, booked.appointment, Party::Service, Reason::SiteClosed, None)
        .await
        .unwrap();
    let all = reminders(&app, booked.appointment).await;
    assert!(all.len() == 3 && all.iter().all(|line| line.ends_with("dropped")), "{all:?}");
}

async fn a_colleague_in_the_team_reminds_nobody_twice(db: &TestDb) {
    let app = app(db).await;
    let booked = app.client("samia").books_at(START, "melun").await.unwrap();
    leaves(&app, Channel::Mail).await;
    app.wait_until("2027-01-14 09:30");
    assert_eq!(leaves(&app, Channel::Mail).await, [(MessageKind::Reminder, 0)]);
    let team = app.team_of(booked.appointment).await;
    let ill = team.iter().find(|key| key.starts_with("s-")).unwrap();
    app.is_away(ill, "2027-01-21 00:00", "2027-01-22 00:00").await;
    actions::replace(&app.ctx, app.territory, booked.appointment, None).await.unwrap();
    let all = reminders(&app, booked.appointment).await;
    let of_a_week: Vec<_> = all.iter().filter(|line| line.starts_with("mail 7d")).collect();
    assert_eq!(of_a_week, ["mail 7d, 14/01 09:30, sent"], "{all:?}");
    assert_eq!(all.iter().filter(|line| line.ends_with("planned")).count(), 2, "{all:?}");
    app.wait_until("2027-01-15 12:00");
    assert!(leaves(&app, Channel::Mail).await.iter().all(|(kind, _)| *kind != MessageKind::Reminder));
}

async fn reminders_leave_when_due_and_only_then(db: &TestDb) {
    let app = app(db).await;
    app.client("samia").books_at(START, "melun").await.unwrap();
    assert_eq!(leaves(&app, Channel::Mail).await.len(), 3);
    assert_eq!(leaves(&app, Channel::Sms).await, [(MessageKind::Confirmation, 0)]);
    app.wait_until("2027-01-14 09:29");
    assert!(leaves(&app, Channel::Mail).await.is_empty());
    app.wait_until("2027-01-14 09:30");
    assert_eq!(leaves(&app, Channel::Mail).await, [(MessageKind::Reminder, 0)]);
    app.wait_until("2027-01-19 09:30");
    let batch = actions::claim_due(&app.ctx, Channel::Sms, 5, Redelivery::Unsafe).await.unwrap();
    let [due] = batch.due.as_slice() else { panic!("{batch:?}") };
    assert!(due.asks && due.stop.is_some());
    assert_eq!(due.address.as_deref(), Some("0612345678"));
    assert!(due.link.as_ref().unwrap().starts_with("https://rdv.exemple.fr/r/"));
}

async fn nothing_leaves_at_night_after_an_outage(db: &TestDb) {
    let app = app(db).await;
    app.client("samia").books_at(START, "melun").await.unwrap();
    leaves(&app, Channel::Sms).await;
    app.wait_until("2027-01-20 03:00");
    assert!(leaves(&app, Channel::Sms).await.is_empty(), "it waits for the morning");
    app.wait_until("2027-01-20 08:00");
    assert_eq!(leaves(&app, Channel::Sms).await, [(MessageKind::Reminder, 0)]);
}

async fn what_helps_nobody_any_more_is_dropped(db: &TestDb) {
    let app = app(db).await;
    let booked = app.client("samia").books_at(START, "melun").await.unwrap();
    leaves(&app, Channel::Sms).await;
    app.wait_until("2027-01-21 09:20");
    assert!(leaves(&app, Channel::Sms).await.is_empty());
    assert!(leaves(&app, Channel::Mail).await.iter().all(|(kind, _)| *kind != MessageKind::Reminder));
    let all = reminders(&app, booked.appointment).await;
    assert!(all.iter().all(|line| line.ends_with("dropped")), "{all:?}");
}

async fn two_appointments_of_a_day_are_one_reminder(db: &TestDb) {
    let app = app(db).await;
    let first = app.client("samia").books_at(START, "melun").await.unwrap();
    let second = app.client("karim").books_at("2027-01-21 14:00", "melun").await.unwrap();
    // Both referrals are Samia's now: an import may find that out later.
    let samia = app.client("samia").referral().await.beneficiary;
    let raw = db.raw().await;
    for (table, column) in [("referral", "beneficiary_id"), ("message", "recipient_id")] {
        let of = if table == "referral" { "id" } else { "referral_id" };
        let write = format!(
            "UPDATE {table} SET {column} = (SELECT beneficiary_id FROM referral WHERE key = 'samia') \
             WHERE {of} = (SELECT id FROM referral WHERE key = 'karim'){}",
            if table == "message" { " AND kind IN ('reminder', 'confirmation')" } else { "" },
        );
        raw.tries(&write).await.unwrap();
    }
    let tx = app.ctx.db.begin().await.unwrap();
    let person = unisson::store::referrals::beneficiary(&tx, app.territory, samia).await.unwrap().unwrap();
    drop(tx);
    let contact = Contact { phone: person.phone, email: person.email };
    actions::change_contact(&app.ctx, app.territory, samia, &contact, EditedBy::Desk).await.unwrap();
    for channel in Channel::ALL {
        leaves(&app, channel).await;
    }
    app.wait_until("2027-01-19 14:00");
    assert_eq!(leaves(&app, Channel::Sms).await, [(MessageKind::Reminder, 1)], "one, which tells of both");
    let two_days = async |id| {
        let all = reminders(&app, id).await;
        all.into_iter().rfind(|line| line.starts_with("sms 2d")).unwrap()
    };
    assert_eq!(two_days(first.appointment).await, "sms 2d, 19/01 09:30, sent");
    assert_eq!(two_days(second.appointment).await, "sms 2d, 19/01 14:00, dropped");
}

async fn another_address_plans_them_anew_and_nothing_twice(db: &TestDb) {
    let app = app(db).await;
    let booked = app.client("samia").books_at(START, "melun").await.unwrap();
    leaves(&app, Channel::Mail).await;
    app.wait_until("2027-01-14 10:00");
    leaves(&app, Channel::Mail).await;
    let samia = app.client("samia").referral().await.beneficiary;
    let only_mail = Contact { phone: None, email: Some("samia@ailleurs.example".to_owned()) };
    actions::change_contact(&app.ctx, app.territory, samia, &only_mail, EditedBy::Desk).await.unwrap();
    let now_planned = async || {
        let all = reminders(&app, booked.appointment).await;
        all.into_iter().filter(|line| !line.ends_with("dropped")).collect::<Vec<_>>()
    };
    assert_eq!(
        now_planned().await,
        ["mail 7d, 14/01 09:30, sent", "mail 2d, 19/01 09:30, planned", "mail 2h, 21/01 08:00, planned"]
    );
    let both = Contact { phone: Some("0712345678".to_owned()), ..only_mail };
    actions::change_contact(&app.ctx, app.territory, samia, &both, EditedBy::Desk).await.unwrap();
    assert_eq!(
        now_planned().await,
        ["mail 7d, 14/01 09:30, sent", "sms 2d, 19/01 09:30, planned", "sms 2h, 21/01 08:00, planned"]
    );
}

async fn who_refuses_sms_is_reminded_by_mail(db: &TestDb) {
    let app = app(db).await;
    let booked = app.client("samia").books_at(START, "melun").await.unwrap();
    leaves(&app, Channel::Sms).await;
    let samia = app.client("samia").referral().await.beneficiary;
    actions::refuse_sms(&app.ctx, app.territory, samia, true).await.unwrap();
    app.wait_until("2027-01-19 10:00");
    assert!(leaves(&app, Channel::Sms).await.is_empty());
    let all = reminders(&app, booked.appointment).await;
    assert!(all.contains(&"mail 2d, 19/01 09:30, planned".to_owned()), "{all:?}");
}

async fn who_cancels_is_notified_at_once_and_who_is_cancelled_by_day(db: &TestDb) {
    let app = app(db).await;
    let mine = app.client("samia").books_at(START, "melun").await.unwrap();
    let theirs = app.client("karim").books_at(START, "melun").await.unwrap();
    for channel in Channel::ALL {
        leaves(&app, channel).await;
    }
    app.wait_until("2027-01-06 23:00");
    let cancel = |id, by| actions::cancel(&app.ctx, app.territory, id, by, Reason::Asked, None);
    cancel(mine.appointment, Party::Beneficiary).await.unwrap();
    cancel(theirs.appointment, Party::Service).await.unwrap();
    let of_people = |left: Vec<(MessageKind, usize)>| {
        left.into_iter().map(|(kind, _)| kind).filter(|kind| !kind.is_to_professional()).collect::<Vec<_>>()
    };
    assert_eq!(of_people(leaves(&app, Channel::Mail).await), [MessageKind::CancelledByPerson]);
    assert_eq!(of_people(leaves(&app, Channel::Sms).await), [MessageKind::CancelledByPerson]);
    app.wait_until("2027-01-07 08:00");
    assert_eq!(of_people(leaves(&app, Channel::Mail).await), [MessageKind::CalledOff]);
}

async fn who_was_missed_is_told_unless_that_was_wrong(db: &TestDb) {
    let app = app(db).await;
    let booked = app.client("samia").books_at("2027-01-04 09:00", "melun").await.unwrap();
    for channel in Channel::ALL {
        leaves(&app, channel).await;
    }
    app.wait_until("2027-01-04 21:00");
    let record = |outcome| record_outcome(&app.ctx, app.territory, booked.appointment, outcome, None);
    record(Outcome::NoShow).await.unwrap();
    assert!(leaves(&app, Channel::Mail).await.is_empty(), "not at night");
    record(Outcome::Attended).await.unwrap();
    app.wait_until("2027-01-05 09:00");
    assert!(leaves(&app, Channel::Mail).await.is_empty(), "she came after all");
    record(Outcome::NoShow).await.unwrap();
    assert_eq!(leaves(&app, Channel::Mail).await, [(MessageKind::Missed, 0)]);
    record(Outcome::Attended).await.unwrap();
    record(Outcome::NoShow).await.unwrap();
    assert!(leaves(&app, Channel::Mail).await.is_empty(), "said once");
}

async fn who_does_not_answer_is_asked_once_more(db: &TestDb) {
    let app = app(db).await;
    let ask = app.client("samia").ask;
    let reach =
        actions::send_invitation(&app.ctx, app.territory, ask.referral, ask.visit_type).await.unwrap();
    assert!(reach.contains(Channel::Mail) && reach.contains(Channel::Sms));
    let batch = actions::claim_due(&app.ctx, Channel::Mail, 5, Redelivery::Unsafe).await.unwrap();
    let [due] = batch.due.as_slice() else { panic!("{batch:?}") };
    assert_eq!((due.message.kind, due.message.appointment), (MessageKind::Choose, None));
    assert!(due.link.as_ref().unwrap().starts_with("https://rdv.exemple.fr/a/"));
    actions::settle(&app.ctx, due.message.id, &actions::Delivery::Sent).await.unwrap();
    app.wait(Duration::days(6));
    assert!(leaves(&app, Channel::Mail).await.is_empty());
    app.wait_until("2027-01-11 10:00");
    assert_eq!(leaves(&app, Channel::Mail).await, [(MessageKind::Chase, 0)]);
    app.wait(Duration::days(30));
    assert!(leaves(&app, Channel::Mail).await.is_empty(), "and no more");
    // Somebody asks again: a second round.
    actions::send_invitation(&app.ctx, app.territory, ask.referral, ask.visit_type).await.unwrap();
    assert_eq!(leaves(&app, Channel::Mail).await, [(MessageKind::Choose, 0)]);
}

async fn an_invitation_waits_for_the_public_address_and_burns_no_try(db: &TestDb) {
    let mut app = app(db).await;
    let with_address = app.ctx.links.clone();
    app.ctx.links.as_mut().unwrap().public_url = None;
    let ask = app.client("samia").ask;
    actions::send_invitation(&app.ctx, app.territory, ask.referral, ask.visit_type).await.unwrap();
    for _ in 0..20 {
        for channel in Channel::ALL {
            assert!(leaves(&app, channel).await.is_empty());
        }
        app.wait(Duration::minutes(2));
    }
    let all = messages::latest(&app.ctx.db, 10).await.unwrap();
    assert!(all.iter().all(|one| (one.status, one.attempts) == (Status::Planned, 0)), "{all:?}");
    app.ctx.links = with_address;
    assert_eq!(leaves(&app, Channel::Mail).await, [(MessageKind::Choose, 0)]);
    assert_eq!(leaves(&app, Channel::Sms).await, [(MessageKind::Choose, 0)]);
}

async fn who_has_booked_is_not_asked_any_more(db: &TestDb) {
    let app = app(db).await;
    let samia = app.client("samia");
    let ask = &samia.ask;
    actions::send_invitation(&app.ctx, app.territory, ask.referral, ask.visit_type).await.unwrap();
    leaves(&app, Channel::Mail).await;
    samia.books_at(START, "melun").await.unwrap();
    app.wait_until("2027-01-11 10:00");
    for channel in Channel::ALL {
        let left = leaves(&app, channel).await;
        assert!(left.iter().all(|(kind, _)| !kind.is_of_referral()), "{left:?}");
    }
}

async fn nobody_is_asked_without_need(db: &TestDb) {
    let app = app(db).await;
    let samia = app.client("samia");
    let ask = &samia.ask;
    samia.books_at(START, "melun").await.unwrap();
    let asked = actions::send_invitation(&app.ctx, app.territory, ask.referral, ask.visit_type).await;
    assert!(matches!(asked, Err(InvitationError::AlreadyBooked)), "{asked:?}");
}

async fn news_goes_by_every_channel_and_each_merges_for_itself(db: &TestDb) {
    let app = app(db).await;
    let booked = app.client("samia").books_at(START, "melun").await.unwrap();
    // The mail has left, the SMS has not: both channels must notify the new time.
    leaves(&app, Channel::Mail).await;
    app.moves(booked.appointment, at("2027-01-22 14:00")).await.unwrap();
    let by_sms = async || {
        let all = messages::about(app.ctx.db.read(), app.territory, booked.appointment).await.unwrap();
        all.into_iter()
            .filter(|message| message.channel == Channel::Sms && message.kind.is_change())
            .map(|message| (message.kind, message.status, message.facts.previous_start.is_some()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        by_sms().await,
        [(MessageKind::Confirmation, Status::Dropped, false), (MessageKind::Moved, Status::Planned, true)]
    );
    actions::cancel(&app.ctx, app.territory, booked.appointment, Party::Service, Reason::SiteClosed, None)
        .await
        .unwrap();
    assert_eq!(by_sms().await.last(), Some(&(MessageKind::CalledOff, Status::Planned, false)));
}
