//! Short messages over the whole way: from a booking to an exchange, and back.

mod replies;

use std::collections::BTreeSet;

use chrono::Duration;
use domain::channel::Channel;
use domain::ids::AppointmentId;
use domain::notifications::MessageKind;
use domain::provenance::EditedBy;
use domain::reachability::Reachability;
use domain::sms::ReceiptStatus;
use unisson::actions::{self, Booked};
use unisson::adapters::sms::smpp::Smpp;
use unisson::adapters::sms::{EventSink, Gateway, Provider, SmsFolder};
use unisson::jobs::receive_sms;
use unisson::jobs::send_sms::{Replies, SmsSender, run};
use unisson::keys::PublicUrl;
use unisson::store::callbacks::{self, CallbackReason};
use unisson::store::messages::{self, Message, Status};
use unisson::store::{channels, referrals};

use crate::smpp::settings;
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::exchange::{Exchange, Verdict};
use crate::support::territory::Draft;

both_databases![
    a_booking_is_confirmed_and_reminded_of,
    who_throttles_costs_no_try,
    a_lost_answer_leaves_a_doubt_that_is_not_sent_again,
    a_number_that_is_refused_is_written_to_no_more,
    a_number_that_never_answers_is_a_task_once,
    a_message_missed_says_nothing_of_the_number,
    a_receipt_for_an_old_number_says_nothing_of_the_new_one,
    without_a_provider_reminders_go_by_mail,
    without_a_provider_and_a_relay_they_are_kept,
    several_on_a_day_are_said_in_one,
    a_receipt_may_come_first_twice_or_in_decimal,
    a_receipt_for_nobody_is_kept_and_harms_nobody,
    a_long_message_arrived_when_all_parts_did,
    an_answer_of_the_exchange_that_comes_late_ends_the_doubt,
    two_replicas_share_the_messages,
];

const NINE: &str = "2027-01-14 09:00";
const SAMIA: &str = "0612345678";

fn with_phone(people: usize) -> Draft {
    let mut draft = Draft::new().site("melun").teams(people.max(1), "melun");
    for number in 1..=people {
        draft = draft.referral(&format!("r-{number}"), |person| {
            person.email = None;
            person.phone = Some(format!("06123456{:02}", 77 + number));
            person.born_on = Some("1990-02-03".parse().unwrap());
        });
    }
    draft
}

/// The service with a public address, so that messages have links.
async fn app(db: &TestDb, draft: Draft) -> App {
    let mut app = db.app(draft).await;
    let mut links = app.ctx.links.clone().unwrap();
    links.public_url = Some(PublicUrl::parse("https://rdv.dep99.fr").unwrap());
    app.ctx = app.ctx.clone().with_links(Some(links));
    app
}

/// The way out to an exchange, and somebody who writes down what it brings.
fn texter(app: &App, exchange: &Exchange) -> SmsSender {
    texter_with(app, settings(exchange))
}

fn texter_with(app: &App, settings: unisson::adapters::sms::smpp::SmppSettings) -> SmsSender {
    let (ear, brought) = EventSink::new(10);
    tokio::spawn(receive_sms::listen(app.ctx.clone(), receive_sms::ProviderEvents::new(brought)));
    let slots = usize::try_from(settings.window.get()).unwrap();
    let smpp = Smpp::new(settings, ear).unwrap();
    SmsSender {
        gateway: Gateway::new(Provider::Smpp(smpp), None, slots),
        replies: Replies::Come,
        price: Some(450),
    }
}

async fn send(app: &App, texter: &SmsSender) -> usize {
    run(&app.ctx, texter, || true).await.unwrap().looked_at
}

async fn texts(app: &App, about: AppointmentId) -> Vec<Message> {
    let mut found = messages::about(app.ctx.db.read(), app.territory, about).await.unwrap();
    found.retain(|message| message.channel == Channel::Sms);
    found
}

async fn status(app: &App, about: AppointmentId, kind: MessageKind) -> Status {
    texts(app, about).await.into_iter().find(|message| message.kind == kind).unwrap().status
}

async fn booked(app: &App) -> Booked {
    app.client("r-1").books_at(NINE, "melun").await.unwrap()
}

/// Waits until `it` is so; the test fails when it never is.
async fn until(it: impl AsyncFn() -> bool) {
    for _ in 0..1_000 {
        if it().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("it never came so far");
}

async fn a_booking_is_confirmed_and_reminded_of(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    let appointment = booked(&app).await.appointment;
    assert_eq!(send(&app, &texter).await, 1);
    let confirmation = exchange.taken()[0].plain();
    assert!(confirmation.starts_with("RDV noté : jeudi 14 janvier à 9h."), "{confirmation}");
    let link = confirmation.split("rdv.dep99.fr/r/").nth(1).unwrap();
    assert_eq!(link.split(' ').next().unwrap().len(), 8, "the short code: {confirmation}");
    app.wait_until("2027-01-12 09:00");
    assert_eq!(send(&app, &texter).await, 1);
    let reminder = exchange.taken()[1].plain();
    assert!(reminder.contains("Répondez 1 = je viens, 2 = je change."), "{reminder}");
    app.wait_until("2027-01-14 08:00");
    assert_eq!(send(&app, &texter).await, 1);
    let today = exchange.taken()[2].plain();
    assert!(today.starts_with("C'est aujourd'hui à 9h."), "{today}");
    let sent = texts(&app, appointment).await;
    assert!(sent.iter().all(|message| message.status == Status::Sent), "{sent:?}");
    let receipt = sent[0].receipt.clone().unwrap();
    assert_eq!((receipt.provider.as_str(), receipt.segments, receipt.cost), ("smpp", 1, Some(450)));
    assert!(exchange.taken().iter().all(|taken| taken.to.2 == "33612345678"));
}

async fn who_throttles_costs_no_try(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let mut no = 3;
    let exchange = Exchange::listening(move |_| {
        no -= 1;
        if no >= 0 { Verdict::Answers(0x58) } else { Verdict::Takes }
    });
    let texter = texter(&app, &exchange);
    let appointment = booked(&app).await.appointment;
    for _ in 0..3 {
        let done = run(&app.ctx, &texter, || true).await.unwrap();
        assert!(done.rest.is_some(), "the provider is left alone for a while");
        assert_eq!(texts(&app, appointment).await[0].attempts, 0, "it was no try");
        app.wait(Duration::minutes(1));
    }
    assert_eq!(send(&app, &texter).await, 1);
    assert_eq!(status(&app, appointment, MessageKind::Confirmation).await, Status::Sent);
}

async fn a_lost_answer_leaves_a_doubt_that_is_not_sent_again(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::TakesAndBreaks);
    let texter = texter(&app, &exchange);
    let appointment = booked(&app).await.appointment;
    send(&app, &texter).await;
    assert_eq!(status(&app, appointment, MessageKind::Confirmation).await, Status::Doubtful);
    app.wait(Duration::hours(1));
    send(&app, &texter).await;
    assert_eq!(exchange.count(), 1);
}

async fn a_number_that_is_refused_is_written_to_no_more(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::Answers(0x0b));
    let texter = texter(&app, &exchange);
    let appointment = booked(&app).await.appointment;
    send(&app, &texter).await;
    assert_eq!(status(&app, appointment, MessageKind::Confirmation).await, Status::Failed);
    app.wait_until("2027-01-12 09:00");
    send(&app, &texter).await;
    assert_eq!(status(&app, appointment, MessageKind::Reminder).await, Status::Dropped);
    assert_eq!(exchange.count(), 0);
    assert_eq!(tasks(&app).await, [CallbackReason::Unreachable]);
}

/// Whom the desk is to call, and why.
async fn tasks(app: &App) -> Vec<CallbackReason> {
    let open = callbacks::open(app.ctx.db.read(), app.territory).await.unwrap();
    open.into_iter().map(|call| call.why).collect()
}

async fn reach(app: &App, key: &str) -> Reachability {
    let id = app.client(key).referral().await.beneficiary;
    let db = app.ctx.db.read();
    let person = referrals::beneficiary(db, app.territory, id).await.unwrap().unwrap();
    channels::reach(db, &person, &app.ctx.address_hashes(&person)).await.unwrap()
}

/// A booking whose confirmation the exchange has taken, called `A000`.
async fn confirmed(app: &App) -> (Exchange, SmsSender, AppointmentId) {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(app, &exchange);
    let appointment = booked(app).await.appointment;
    assert_eq!(send(app, &texter).await, 1);
    (exchange, texter, appointment)
}

async fn a_number_that_never_answers_is_a_task_once(db: &TestDb) {
    let draft = with_phone(1).referral("r-2", |person| {
        person.phone = Some("0711223344".to_owned());
        person.email = Some("r-2@exemple.fr".to_owned());
    });
    let app = app(db, draft).await;
    let (exchange, texter, appointment) = confirmed(&app).await;
    for word in ["UNDELIV", "EXPIRED", "REJECTD"] {
        exchange.tells(&format!("id:A000 sub:001 dlvrd:000 stat:{word} err:001 text:"));
        until(async || status(&app, appointment, MessageKind::Confirmation).await == Status::Bounced).await;
        assert_eq!(tasks(&app).await, [CallbackReason::Unreachable], "one task, however often it is told");
    }
    assert!(reach(&app, "r-1").await.good.is_empty());
    app.wait_until("2027-01-12 09:00");
    send(&app, &texter).await;
    assert_eq!(exchange.count(), 1, "nothing more is sent there");
    // Who has a mail address is reminded by mail from then on.
    let second = app.client("r-2").books_at("2027-01-21 14:00", "melun").await.unwrap().appointment;
    send(&app, &texter).await;
    actions::record_sms_receipt(&app.ctx, "smpp", "A001", ReceiptStatus::Undelivered).await.unwrap();
    assert_eq!(tasks(&app).await.len(), 2);
    let planned = messages::about(app.ctx.db.read(), app.territory, second).await.unwrap();
    let reminders =
        planned.iter().filter(|one| one.kind == MessageKind::Reminder && one.status == Status::Planned);
    assert!(reminders.clone().count() > 0);
    assert!(reminders.clone().all(|one| one.channel == Channel::Mail), "{planned:?}");
    // Somebody says that the number is good.
    let all = texts(&app, appointment).await;
    let bounced = all.into_iter().find(|message| message.status == Status::Bounced).unwrap();
    actions::retry_message(&app.ctx, app.territory, bounced.id).await.unwrap();
    assert!(reach(&app, "r-1").await.good.contains(Channel::Sms));
}

async fn a_message_missed_says_nothing_of_the_number(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let (_exchange, texter, appointment) = confirmed(&app).await;
    for (fate, becomes) in
        [(ReceiptStatus::InTransit, Status::Sent), (ReceiptStatus::NotDelivered, Status::Bounced)]
    {
        actions::record_sms_receipt(&app.ctx, "smpp", "A000", fate).await.unwrap();
        assert_eq!(status(&app, appointment, MessageKind::Confirmation).await, becomes);
        assert!(tasks(&app).await.is_empty());
    }
    assert!(reach(&app, "r-1").await.good.contains(Channel::Sms));
    app.wait_until("2027-01-12 09:00");
    send(&app, &texter).await;
    assert_eq!(status(&app, appointment, MessageKind::Reminder).await, Status::Sent);
}

async fn a_receipt_for_an_old_number_says_nothing_of_the_new_one(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let (_exchange, _texter, appointment) = confirmed(&app).await;
    let person = app.client("r-1").referral().await.beneficiary;
    let contact = actions::Contact { phone: Some("0699887766".to_owned()), email: None };
    actions::change_contact(&app.ctx, app.territory, person, &contact, EditedBy::Desk).await.unwrap();
    actions::record_sms_receipt(&app.ctx, "smpp", "A000", ReceiptStatus::Undelivered).await.unwrap();
    assert_eq!(status(&app, appointment, MessageKind::Confirmation).await, Status::Bounced);
    assert!(tasks(&app).await.is_empty() && reach(&app, "r-1").await.good.contains(Channel::Sms));
}

fn without_provider(provider: Provider) -> SmsSender {
    SmsSender { gateway: Gateway::new(provider, None, 5), replies: Replies::DoNotCome, price: None }
}

async fn without_a_provider_reminders_go_by_mail(db: &TestDb) {
    let draft = with_phone(1).referral("r-2", |person| {
        person.phone = Some("0711223344".to_owned());
        person.email = Some("r-2@exemple.fr".to_owned());
    });
    let app = app(db, draft).await;
    let nobody = without_provider(Provider::Nobody);
    let only_phone = booked(&app).await.appointment;
    let both = app.client("r-2").books_at("2027-01-14 14:00", "melun").await.unwrap().appointment;
    send(&app, &nobody).await;
    app.wait_until("2027-01-12 15:00");
    send(&app, &nobody).await;
    for (about, mails) in [(only_phone, 0), (both, 1)] {
        let all = messages::about(app.ctx.db.read(), app.territory, about).await.unwrap();
        let due: Vec<_> = all.iter().filter(|one| one.due_at <= app.ctx.now()).collect();
        let sms = due.iter().filter(|one| one.channel == Channel::Sms);
        assert!(sms.clone().all(|one| one.problem.as_deref() == Some("no_provider")), "{due:?}");
        assert!(
            sms.clone().all(|one| one.status == Status::Dropped),
            "none is due for ever, none is called sent"
        );
        let two_days = due.iter().filter(|one| {
            one.channel == Channel::Mail
                && one.before == Some(domain::reminder_schedule::ReminderOffset::Days(2))
        });
        assert_eq!(two_days.count(), mails, "{due:?}");
        let confirmations =
            due.iter().filter(|one| one.channel == Channel::Mail && one.kind == MessageKind::Confirmation);
        assert_eq!(confirmations.count(), mails, "news by mail is said once");
    }
}

async fn without_a_provider_and_a_relay_they_are_kept(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let folder = tempfile::tempdir().unwrap();
    let kept = without_provider(Provider::Folder(SmsFolder::new(folder.path())));
    let appointment = booked(&app).await.appointment;
    assert_eq!(send(&app, &kept).await, 1);
    assert_eq!(status(&app, appointment, MessageKind::Confirmation).await, Status::Sent);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// The referrals up to `r-{last}` are of one person: an import may find that out later.
async fn are_of_one_person(db: &TestDb, last: usize) {
    let raw = db.raw().await;
    let theirs = "(SELECT beneficiary_id FROM referral WHERE key = 'r-1')";
    for number in 2..=last {
        let of = format!("(SELECT id FROM referral WHERE key = 'r-{number}')");
        for write in [
            format!(
                "UPDATE message SET recipient_id = {theirs} WHERE referral_id = {of} AND channel = 'sms'"
            ),
            format!("UPDATE referral SET beneficiary_id = {theirs} WHERE key = 'r-{number}'"),
        ] {
            raw.tries(&write).await.unwrap();
        }
    }
}

async fn several_on_a_day_are_said_in_one(db: &TestDb) {
    let app = app(db, with_phone(2)).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    booked(&app).await;
    app.client("r-2").books_at("2027-01-14 14:30", "melun").await.unwrap();
    send(&app, &texter).await;
    are_of_one_person(db, 2).await;
    app.wait_until("2027-01-12 14:30");
    send(&app, &texter).await;
    assert_eq!(exchange.count(), 3, "two confirmations, one reminder");
    let reminder = exchange.taken()[2].plain();
    assert!(reminder.starts_with("Rappel : 2 RDV jeudi 14 janvier, à 9h et 14h30. Lieu : "), "{reminder}");
    app.wait_until("2027-01-14 08:00");
    send(&app, &texter).await;
    assert_eq!(exchange.count(), 4);
    let today = exchange.taken()[3].plain();
    assert!(today.starts_with("C'est aujourd'hui : 2 RDV, à 9h et 14h30."), "{today}");
}

async fn a_receipt_may_come_first_twice_or_in_decimal(db: &TestDb) {
    let app = app(db, with_phone(2)).await;
    let exchange = Exchange::listening(|_| Verdict::TellsFirst);
    let texter = texter(&app, &exchange);
    let first = booked(&app).await.appointment;
    send(&app, &texter).await;
    until(async || status(&app, first, MessageKind::Confirmation).await == Status::Delivered).await;
    // Told again, and otherwise: what arrived has arrived.
    for fate in [ReceiptStatus::Delivered, ReceiptStatus::Undelivered] {
        actions::record_sms_receipt(&app.ctx, "smpp", "A000", fate).await.unwrap();
        assert_eq!(status(&app, first, MessageKind::Confirmation).await, Status::Delivered);
    }
    // Named in hexadecimal, told in decimal.
    let quiet = Exchange::named(0x8C1_F00D, |_| Verdict::Takes);
    let texter = texter_with(&app, settings(&quiet));
    let second = app.client("r-2").books_at(NINE, "melun").await.unwrap().appointment;
    send(&app, &texter).await;
    quiet.tells("id:146927629 sub:001 dlvrd:000 stat:UNDELIV err:001 text:");
    until(async || status(&app, second, MessageKind::Confirmation).await == Status::Bounced).await;
}

async fn a_receipt_for_nobody_is_kept_and_harms_nobody(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let texter = texter(&app, &exchange);
    let appointment = booked(&app).await.appointment;
    for fate in [ReceiptStatus::Delivered, ReceiptStatus::Delivered, ReceiptStatus::Unknown] {
        actions::record_sms_receipt(&app.ctx, "smpp", "nobody's", fate).await.unwrap();
        actions::record_sms_receipt(&app.ctx, "brevo", "A000", fate).await.unwrap();
    }
    send(&app, &texter).await;
    assert_eq!(
        status(&app, appointment, MessageKind::Confirmation).await,
        Status::Sent,
        "another provider's A000"
    );
}

async fn a_long_message_arrived_when_all_parts_did(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let appointment = booked(&app).await.appointment;
    let due = actions::claim_due(&app.ctx, Channel::Sms, 1, actions::Redelivery::Unsafe).await.unwrap().due;
    let receipt = messages::Receipt {
        provider: "smpp".to_owned(),
        reference: Some("p-1".to_owned()),
        segments: 2,
        cost: None,
    };
    let handed_over = actions::SettledSms {
        message: due[0].message.id,
        delivery: actions::Delivery::Taken(receipt),
        references: vec!["p-1".to_owned(), "p-2".to_owned()],
        bad_number: false,
        sent_to: None,
    };
    actions::settle_sms_batch(&app.ctx, &[handed_over]).await.unwrap();
    actions::record_sms_receipt(&app.ctx, "smpp", "p-2", ReceiptStatus::Delivered).await.unwrap();
    assert_eq!(status(&app, appointment, MessageKind::Confirmation).await, Status::Sent);
    actions::record_sms_receipt(&app.ctx, "smpp", "p-1", ReceiptStatus::Delivered).await.unwrap();
    assert_eq!(status(&app, appointment, MessageKind::Confirmation).await, Status::Delivered);
}

async fn an_answer_of_the_exchange_that_comes_late_ends_the_doubt(db: &TestDb) {
    let app = app(db, with_phone(1)).await;
    let exchange = Exchange::listening(|_| Verdict::TakesInSilence);
    let patience = std::time::Duration::from_millis(100);
    let texter =
        texter_with(&app, unisson::adapters::sms::smpp::SmppSettings { patience, ..settings(&exchange) });
    let appointment = booked(&app).await.appointment;
    send(&app, &texter).await;
    assert_eq!(status(&app, appointment, MessageKind::Confirmation).await, Status::Doubtful);
    exchange.answers_at_last();
    until(async || status(&app, appointment, MessageKind::Confirmation).await == Status::Sent).await;
    actions::record_sms_receipt(&app.ctx, "smpp", "A000", ReceiptStatus::Delivered).await.unwrap();
    assert_eq!(status(&app, appointment, MessageKind::Confirmation).await, Status::Delivered);
}

async fn two_replicas_share_the_messages(db: &TestDb) {
    let app = app(db, with_phone(20)).await;
    for number in 1..=20 {
        app.client(&format!("r-{number}")).books_at(NINE, "melun").await.unwrap();
    }
    let other = db.replica(&app).await;
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let (one, two) = (texter(&app, &exchange), texter(&other, &exchange));
    let (first, second) = tokio::join!(send(&app, &one), send(&other, &two));
    assert_eq!(first + second, 20);
    let reached: BTreeSet<String> = exchange.taken().into_iter().map(|taken| taken.to.2).collect();
    assert_eq!((exchange.count(), reached.len()), (20, 20), "each once");
}
