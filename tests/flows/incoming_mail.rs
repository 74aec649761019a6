//! What comes back: bounces mark a channel and make a task, calendars answer and are answered.

mod calendar_answers;

use std::fs;

use domain::channel::{AddressFault, Channel};
use domain::ids::MessageId;
use domain::notifications::MessageKind;
use domain::provenance::EditedBy;
use unisson::actions::{self, Contact, Delivery, Redelivery};
use unisson::adapters::maildir::Maildir;
use unisson::formats::mail_address::Address;
use unisson::jobs::receive_mail::{Handled, ReturnAddress, handle, read_maildir};
use unisson::keys::return_paths::report_tag;
use unisson::store::callbacks::{self, CallbackReason};
use unisson::store::messages::{self, Message, Receipt, Status};
use unisson::store::{channels, referrals};

use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{Draft, person};

both_databases![
    a_hard_bounce_marks_the_channel_and_makes_a_task,
    a_soft_bounce_does_not,
    a_bounce_of_an_old_address_says_nothing_of_the_new_one,
    a_refusal_at_the_relay_is_a_bounce,
    a_forged_report_changes_nothing,
    a_maildir_is_emptied_of_what_is_ours,
];

const START: &str = "2027-01-06 09:00";

fn own() -> ReturnAddress {
    ReturnAddress {
        address: Address::parse("rendez-vous@unisson.example").unwrap(),
        trusted_authserv_id: None,
    }
}

async fn town(db: &TestDb) -> App {
    let draft = Draft::new()
        .site("melun")
        .teams(1, "melun")
        .with(person("s-2").is("social").works_at("melun"))
        .referral("samia", |sheet| sheet.email = Some("samia@courriel.example".to_owned()));
    db.app(draft).await
}

/// Everything that is due leaves by mail, through a relay.
async fn leaves(app: &App) -> Vec<Message> {
    let batch = actions::claim_due(&app.ctx, Channel::Mail, 20, Redelivery::Unsafe).await.unwrap();
    for due in &batch.due {
        let reference = due.address.as_deref().and_then(|address| app.ctx.address_hash(address));
        let receipt = Receipt { provider: "relay".to_owned(), reference, segments: 1, cost: None };
        actions::settle(&app.ctx, due.message.id, &Delivery::Taken(receipt)).await.unwrap();
    }
    batch.due.into_iter().map(|due| due.message).collect()
}

async fn confirmed(app: &App) -> MessageId {
    app.client("samia").books_at(START, "melun").await.unwrap();
    leaves(app).await.into_iter().find(|message| message.kind == MessageKind::Confirmation).unwrap().id
}

fn report(app: &App, message: MessageId, action: &str, status: &str) -> String {
    let tag = report_tag(&app.ctx.links.as_ref().unwrap().key, message);
    report_to(&tag, action, status)
}

fn report_to(tag: &str, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: rendez-vous+{tag}@unisson.example\r\nAuto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n\
         --B\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; samia@courriel.example\r\n\
         Action: {action}\r\nStatus: {status}\r\n\r\n--B--\r\n"
    )
}

async fn comes(app: &App, mail: &str) -> Handled {
    handle(&app.ctx, &own(), mail.as_bytes(), &[]).await.unwrap()
}

async fn status(app: &App, id: MessageId) -> Status {
    messages::get(app.ctx.db.read(), id).await.unwrap().unwrap().status
}

async fn samia(app: &App) -> referrals::Beneficiary {
    let person = app.client("samia").referral().await.beneficiary;
    referrals::beneficiary(app.ctx.db.read(), app.territory, person).await.unwrap().unwrap()
}

async fn bad(app: &App) -> Vec<(Channel, AddressFault)> {
    let samia = samia(app).await;
    let bad = channels::bad(app.ctx.db.read(), &samia, &app.ctx.address_hashes(&samia)).await.unwrap();
    bad.into_iter().map(|bad| (bad.channel, bad.why)).collect()
}

async fn tasks(app: &App) -> Vec<CallbackReason> {
    let open = callbacks::open(app.ctx.db.read(), app.territory).await.unwrap();
    open.into_iter().map(|call| call.why).collect()
}

async fn a_hard_bounce_marks_the_channel_and_makes_a_task(db: &TestDb) {
    let app = town(db).await;
    let id = confirmed(&app).await;
    for _ in 0..2 {
        assert_eq!(comes(&app, &report(&app, id, "failed", "5.1.1")).await, Handled::Recorded);
        assert_eq!(status(&app, id).await, Status::Bounced);
        assert_eq!(bad(&app).await, [(Channel::Mail, AddressFault::Unknown)]);
        assert_eq!(
            tasks(&app).await,
            [CallbackReason::Unreachable],
            "one task, however often it is reported"
        );
    }
    let known = messages::get(app.ctx.db.read(), id).await.unwrap().unwrap();
    assert!(!known.problem.unwrap().contains('@'), "no address is written down");
    let person = samia(&app).await;
    let hashes = app.ctx.address_hashes(&person);
    let reach = channels::reach(app.ctx.db.read(), &person, &hashes).await.unwrap();
    assert!(reach.channels_for(MessageKind::Confirmation).is_empty());
    // Another address is another matter.
    let contact = Contact { phone: None, email: Some("samia@ailleurs.example".to_owned()) };
    actions::change_contact(&app.ctx, app.territory, samia(&app).await.id, &contact, EditedBy::Desk)
        .await
        .unwrap();
    assert!(bad(&app).await.is_empty());
}

async fn a_soft_bounce_does_not(db: &TestDb) {
    let app = town(db).await;
    let id = confirmed(&app).await;
    comes(&app, &report(&app, id, "delayed", "4.4.1")).await;
    assert_eq!(status(&app, id).await, Status::Sent);
    comes(&app, &report(&app, id, "failed", "4.4.7")).await;
    assert_eq!(status(&app, id).await, Status::Bounced, "it did come back");
    assert!(bad(&app).await.is_empty() && tasks(&app).await.is_empty());
    comes(&app, &report(&app, id, "delivered", "2.0.0")).await;
    assert_eq!(status(&app, id).await, Status::Bounced, "the first report stands");
}

async fn a_bounce_of_an_old_address_says_nothing_of_the_new_one(db: &TestDb) {
    let app = town(db).await;
    let id = confirmed(&app).await;
    let contact = Contact { phone: None, email: Some("samia@ailleurs.example".to_owned()) };
    actions::change_contact(&app.ctx, app.territory, samia(&app).await.id, &contact, EditedBy::Desk)
        .await
        .unwrap();
    comes(&app, &report(&app, id, "failed", "5.1.1")).await;
    assert_eq!(status(&app, id).await, Status::Bounced);
    assert!(bad(&app).await.is_empty() && tasks(&app).await.is_empty());
}

async fn a_refusal_at_the_relay_is_a_bounce(db: &TestDb) {
    let app = town(db).await;
    app.client("samia").books_at(START, "melun").await.unwrap();
    let batch = actions::claim_due(&app.ctx, Channel::Mail, 20, Redelivery::Unsafe).await.unwrap();
    let due = batch.due.iter().find(|due| due.message.kind == MessageKind::Confirmation).unwrap();
    let gone = Delivery::Gone(AddressFault::Unknown, "refused for good".to_owned());
    let about = due.message.appointment.unwrap();
    let reminders = async || {
        let mut all = messages::about(app.ctx.db.read(), app.territory, about).await.unwrap();
        all.retain(|message| message.kind == MessageKind::Reminder && message.status == Status::Planned);
        all.iter().map(|message| (message.channel, message.before)).collect::<Vec<_>>()
    };
    let before = reminders().await;
    actions::settle(&app.ctx, due.message.id, &gone).await.unwrap();
    assert_eq!(status(&app, due.message.id).await, Status::Failed);
    assert_eq!(bad(&app).await, [(Channel::Mail, AddressFault::Unknown)]);
    assert_eq!(tasks(&app).await, [CallbackReason::Unreachable]);
    assert_ne!(reminders().await, before, "none goes where nobody reads");
    // Somebody has looked and sends it again: the address counts as good, for the reminders too.
    actions::retry_message(&app.ctx, app.territory, due.message.id).await.unwrap();
    assert!(bad(&app).await.is_empty());
    assert_eq!(reminders().await, before);
}

async fn a_forged_report_changes_nothing(db: &TestDb) {
    let app = town(db).await;
    let id = confirmed(&app).await;
    let other = unisson::keys::ServiceKey::new(&[9; unisson::keys::KEY_BYTES]);
    for tag in [report_tag(&other, id), "b".to_owned(), format!("b{}", "a".repeat(42)), String::new()] {
        comes(&app, &report_to(&tag, "failed", "5.1.1")).await;
        assert_eq!(status(&app, id).await, Status::Sent, "{tag}");
    }
    assert!(bad(&app).await.is_empty());
}

async fn a_maildir_is_emptied_of_what_is_ours(db: &TestDb) {
    let app = town(db).await;
    let id = confirmed(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let maildir = Maildir::new(folder.path()).unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join("new").join(name), text).unwrap();
    put("1.report", &report(&app, id, "failed", "5.1.1"));
    put("2.person", "From: samia@courriel.example\r\nTo: rendez-vous@unisson.example\r\n\r\nBonjour\r\n");
    put("3.absent", "From: x@y.example\r\nAuto-Submitted: auto-replied\r\n\r\nAbsent\r\n");
    assert_eq!(read_maildir(&app.ctx, &maildir, &own()).await.unwrap(), 3);
    assert_eq!(read_maildir(&app.ctx, &maildir, &own()).await.unwrap(), 0);
    assert_eq!(status(&app, id).await, Status::Bounced);
    let kept: Vec<_> =
        fs::read_dir(folder.path().join("cur")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(kept, ["2.person:2,"], "people read what people wrote");
}
