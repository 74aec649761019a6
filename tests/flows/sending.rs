//! Sending: what is true leaves, once, in order; what is not stays.

use std::fs;
use std::path::Path;

use chrono::Duration;
use domain::appointment_state::{Party, Reason};
use domain::channel::Channel;
use domain::message::Status;
use domain::notifications::MessageKind;
use entity::column::Word;
use entity::message;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use tempfile::TempDir;
use unisson::actions::{self, Delivery, Redelivery};
use unisson::adapters::mail::{MailFolder, Transport};
use unisson::formats::email::Service;
use unisson::formats::mail_address::{Address, HostName, Mailbox};
use unisson::jobs::Mailer;
use unisson::jobs::send_messages::run_all;

use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    a_booking_leaves_as_three_mails,
    a_person_without_an_address_is_not_written_to,
    a_rescheduled_appointment_is_notified_with_the_time_before,
    nothing_leaves_once_the_time_has_come,
    what_changed_between_claim_and_now_is_not_said_twice,
    a_worker_lost_while_sending_leaves_a_doubt,
    a_worker_lost_over_a_folder_is_made_good,
    a_failure_that_may_pass_is_tried_again_later,
    rescheduling_twice_takes_back_the_time_that_was_sent,
    rescheduling_there_and_back_is_not_notified,
    whoever_leaves_is_told_of_the_time_they_knew,
    a_message_that_cannot_be_read_holds_up_nobody,
    a_message_of_an_unknown_kind_fails_alone_and_says_why,
];

const NINE: &str = "2027-01-04 09:00";

pub fn one_team() -> Draft {
    Draft::new().site("melun").teams(1, "melun").referral("r-1", |person| {
        person.email = Some("samia@courriel.example".to_owned());
    })
}

pub fn mailer(folder: &Path) -> Mailer {
    let sender = Mailbox {
        name: "Vos rendez-vous".to_owned(),
        address: Address::parse("rendez-vous@unisson.example").unwrap(),
    };
    Mailer {
        transport: Transport::Folder(MailFolder::new(folder)),
        service: Service {
            from: sender.clone(),
            reply_to: sender,
            host: HostName::parse("unisson.example").unwrap(),
            dkim: None,
            reads_returns: false,
        },
    }
}

/// Every mail in the folder.
fn mails(folder: &TempDir) -> Vec<String> {
    let files = fs::read_dir(folder.path()).unwrap();
    files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

async fn a_booking_leaves_as_three_mails(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let folder = TempDir::new().unwrap();
    assert_eq!(run_all(&app.ctx, &mailer(folder.path())).await.unwrap(), 3);
    assert_eq!(run_all(&app.ctx, &mailer(folder.path())).await.unwrap(), 0, "nothing is left");
    let mails = mails(&folder);
    assert_eq!(mails.len(), 3);
    assert_eq!(mails.iter().filter(|mail| mail.contains("method=REQUEST")).count(), 2);
    assert_eq!(mails.iter().filter(|mail| mail.contains("To: ") && mail.contains("samia@")).count(), 1);
    let said = app.messages_about(booked.appointment).await;
    assert!(said.iter().all(|line| line.ends_with("sent")), "{said:?}");
}

async fn a_person_without_an_address_is_not_written_to(db: &TestDb) {
    let app = db
        .app(Draft::new().site("melun").teams(1, "melun").referral("r-1", |person| person.email = None))
        .await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let folder = TempDir::new().unwrap();
    run_all(&app.ctx, &mailer(folder.path())).await.unwrap();
    assert_eq!(mails(&folder).len(), 2);
    let said = app.messages_about(booked.appointment).await;
    assert!(said.contains(&"confirmation to the person, sequence 0, dropped".to_owned()), "{said:?}");
}

async fn a_rescheduled_appointment_is_notified_with_the_time_before(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let first = TempDir::new().unwrap();
    run_all(&app.ctx, &mailer(first.path())).await.unwrap();
    app.moves(booked.appointment, at("2027-01-05 14:00")).await.unwrap();
    let second = TempDir::new().unwrap();
    run_all(&app.ctx, &mailer(second.path())).await.unwrap();
    let moved = mails(&second).into_iter().find(|mail| mail.contains("samia@")).unwrap();
    let text = mail_parser::MessageParser::default().parse(moved.as_bytes()).unwrap();
    let text = text.body_text(0).unwrap();
    assert!(text.contains("mardi 5 janvier 2027 à 14 h"), "{text}");
    assert!(text.contains("lundi 4 janvier 2027 à 9 h"), "{text}");
    assert!(!text.contains("RSA"), "no word that others should not read");
}

async fn nothing_leaves_once_the_time_has_come(db: &TestDb) {
    let app = db.app(one_team()).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    app.wait_until("2027-01-04 09:00");
    let folder = TempDir::new().unwrap();
    run_all(&app.ctx, &mailer(folder.path())).await.unwrap();
    assert!(mails(&folder).is_empty());
}

async fn what_changed_between_claim_and_now_is_not_said_twice(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let batch = actions::claim_due(&app.ctx, Channel::Mail, 10, Redelivery::Unsafe).await.unwrap();
    assert_eq!(batch.due.len(), 3);
    // While these are on their way, the appointment is called off: the cancellation waits for them.
    actions::cancel(&app.ctx, app.territory, booked.appointment, Party::Service, Reason::Mistake, None)
        .await
        .unwrap();
    assert_eq!(
        actions::claim_due(&app.ctx, Channel::Mail, 10, Redelivery::Unsafe).await.unwrap().looked_at,
        0
    );
    for due in &batch.due {
        actions::settle(&app.ctx, due.message.id, &Delivery::Sent).await.unwrap();
    }
    let folder = TempDir::new().unwrap();
    run_all(&app.ctx, &mailer(folder.path())).await.unwrap();
    assert_eq!(mails(&folder).iter().filter(|mail| mail.contains("method=CANCEL")).count(), 2);
}

async fn a_worker_lost_while_sending_leaves_a_doubt(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    assert_eq!(
        actions::claim_due(&app.ctx, Channel::Mail, 1, Redelivery::Unsafe).await.unwrap().due.len(),
        1
    );
    app.wait(Duration::minutes(16));
    let rest = actions::claim_due(&app.ctx, Channel::Mail, 10, Redelivery::Unsafe).await.unwrap();
    assert_eq!(rest.due.len(), 2, "the one that may have left is not sent again");
    let said = app.messages_about(booked.appointment).await;
    assert_eq!(said.iter().filter(|line| line.ends_with("doubtful")).count(), 1, "{said:?}");
}

async fn a_worker_lost_over_a_folder_is_made_good(db: &TestDb) {
    let app = db.app(one_team()).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    actions::claim_due(&app.ctx, Channel::Mail, 1, Redelivery::Safe).await.unwrap();
    app.wait(Duration::minutes(16));
    let folder = TempDir::new().unwrap();
    run_all(&app.ctx, &mailer(folder.path())).await.unwrap();
    assert_eq!(mails(&folder).len(), 3);
}

async fn a_failure_that_may_pass_is_tried_again_later(db: &TestDb) {
    let app = db.app(one_team()).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let folder = TempDir::new().unwrap();
    let in_the_way = folder.path().join("outbox");
    fs::write(&in_the_way, "a file where the folder should be").unwrap();
    run_all(&app.ctx, &mailer(&in_the_way)).await.unwrap();
    fs::remove_file(&in_the_way).unwrap();
    assert_eq!(run_all(&app.ctx, &mailer(&in_the_way)).await.unwrap(), 0, "not before its time");
    app.wait(Duration::minutes(2));
    assert_eq!(run_all(&app.ctx, &mailer(&in_the_way)).await.unwrap(), 3);
    assert_eq!(fs::read_dir(&in_the_way).unwrap().count(), 3);
}

/// The text of the one mail in the folder to that address.
fn text_to(folder: &TempDir, address: &str) -> Option<String> {
    let mail = mails(folder).into_iter().find(|mail| {
        mail.lines()
            .take_while(|line| !line.is_empty())
            .any(|line| line.contains(address) && !line.starts_with("From"))
    })?;
    let mail = mail_parser::MessageParser::default().parse(mail.as_bytes()).unwrap();
    Some(mail.body_text(0).unwrap().into_owned())
}

async fn send(app: &crate::support::app::App) -> TempDir {
    let folder = TempDir::new().unwrap();
    run_all(&app.ctx, &mailer(folder.path())).await.unwrap();
    folder
}

async fn rescheduling_twice_takes_back_the_time_that_was_sent(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    send(&app).await;
    app.moves(booked.appointment, at("2027-01-05 14:00")).await.unwrap();
    app.moves(booked.appointment, at("2027-01-06 10:00")).await.unwrap();
    let text = text_to(&send(&app).await, "samia@").unwrap();
    assert!(text.contains("mercredi 6 janvier 2027 à 10 h"), "{text}");
    assert!(text.contains("lundi 4 janvier 2027 à 9 h"), "the time she knows is taken back: {text}");
    assert!(!text.contains("mardi 5 janvier"), "the time she was never told is not: {text}");
}

async fn rescheduling_there_and_back_is_not_notified(db: &TestDb) {
    let app = db.app(one_team()).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    send(&app).await;
    app.moves(booked.appointment, at("2027-01-05 14:00")).await.unwrap();
    app.moves(booked.appointment, at(NINE)).await.unwrap();
    assert_eq!(text_to(&send(&app).await, "samia@"), None);
    let before = app.messages_about(booked.appointment).await.len();
    app.moves(booked.appointment, at(NINE)).await.unwrap();
    assert_eq!(app.messages_about(booked.appointment).await.len(), before, "it is there already");
}

async fn whoever_leaves_is_told_of_the_time_they_knew(db: &TestDb) {
    let draft = Draft::new().site("melun").teams(2, "melun").referrals(1);
    let app = db.app(draft).await;
    let booked = app.client("r-1").books_at(NINE, "melun").await.unwrap();
    send(&app).await;
    let leaver = app.team_of(booked.appointment).await.into_iter().find(|key| key.starts_with("s-")).unwrap();
    app.is_away(leaver, "2027-01-05 00:00", "2027-01-06 00:00").await;
    app.moves(booked.appointment, at("2027-01-05 14:00")).await.unwrap();
    let folder = send(&app).await;
    let withdrawal = mails(&folder).into_iter().find(|mail| mail.contains("method=CANCEL")).unwrap();
    let withdrawal = mail_parser::MessageParser::default().parse(withdrawal.as_bytes()).unwrap();
    let text = withdrawal.body_text(0).unwrap();
    assert!(text.contains("lundi 4 janvier 2027 à 9 h") && !text.contains("5 janvier"), "{text}");
}

async fn a_message_that_cannot_be_read_holds_up_nobody(db: &TestDb) {
    let app = db.app(one_team()).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    change_confirmation(&app, message::Column::Payload, "{").await;
    assert_eq!(mails(&send(&app).await).len(), 2);
}

async fn a_message_of_an_unknown_kind_fails_alone_and_says_why(db: &TestDb) {
    let app = db.app(one_team()).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    change_confirmation(&app, message::Column::Kind, "letter").await;
    assert_eq!(mails(&send(&app).await).len(), 2);
    let failed: Vec<(String, String)> = message::Entity::find()
        .select_only()
        .columns([message::Column::Kind, message::Column::Problem])
        .filter(message::COLUMN.state.eq(Word(Status::Failed)))
        .into_tuple()
        .all(app.ctx.db.read())
        .await
        .unwrap();
    let [(kind, problem)] = &failed[..] else { panic!("{failed:?}") };
    assert_eq!(kind, "letter");
    assert!(problem.contains("kind holds \"letter\", which is not a kind of message"), "{problem}");
}

async fn change_confirmation(app: &App, column: message::Column, value: &str) {
    let tx = app.ctx.db.begin().await.unwrap();
    message::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .filter(message::COLUMN.kind.eq(Word(MessageKind::Confirmation)))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}
