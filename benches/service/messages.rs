//! Messages per second through the SMTP and SMPP adapters, with a peer on this machine: reminders all due in the same minute,
//! claimed, looked up, written, handed over and settled as in production.

use std::num::NonZeroU32;
use std::time::Duration;

use domain::channel::Channel;
use domain::message::Status;
use domain::notifications::MessageKind as Saying;
use domain::reminder_schedule::ReminderOffset;
use domain::secret::Secret;
use domain::sms::SenderId;
use domain::time::Minutes;
use domain::visit::Mode;
use entity::column::Word;
use entity::{message, referral, visit_type};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::task::JoinSet;
use tokio::time::Instant;
use unisson::actions::{self, Hold, SlotRequest};
use unisson::adapters::mail::{Encryption, Smtp, SmtpSettings, Transport};
use unisson::adapters::sms::smpp::{Smpp, SmppSettings};
use unisson::adapters::sms::{EventSink, Gateway, Provider};
use unisson::formats::email::Service;
use unisson::formats::mail_address::{Address, HostName, Mailbox};
use unisson::jobs::send_sms::{self, Replies, SmsSender};
use unisson::jobs::{Mailer, send_messages};
use unisson::keys::{KEY_BYTES, LinkSigner, PublicUrl, ServiceKey};
use unisson::store::DatabaseKind;

use crate::copies::multiply;
use crate::databases::{Databases, Installation};
use crate::exchange::{Exchange, Verdict};
use crate::relay::{Answer, Relay};
use crate::{KINDS, made};

/// Appointments whose reminders are due at once.
const REMINDERS: usize = 1_000;
/// How many times as many on the busiest morning.
const CROWD: usize = 100;
/// How many messages are on their way at once, and by how many replicas.
const WAYS: [(u32, usize); 4] = [(1, 1), (10, 1), (50, 1), (50, 2)];
/// How many connections to the relay at once.
const LINES: [usize; 3] = [1, 4, 8];

/// Prints the tables.
pub async fn measure(databases: &Databases) {
    println!(
        "\nShort messages over SMPP, {REMINDERS} reminders due at once, an exchange on this machine that answers at once"
    );
    println!("database  | on their way at once | replicas | messages/s");
    for kind in KINDS {
        for (slots, replicas) in WAYS {
            if kind == DatabaseKind::Postgres || replicas == 1 {
                let installation =
                    due(databases, kind, &format!("sms_{slots}_{replicas}"), Channel::Sms).await;
                let rate = texted(&installation, slots, replicas).await;
                println!("{:9} | {slots:>20} | {replicas:>8} | {rate:.0}", format!("{kind:?}"));
            }
        }
    }
    println!(
        "\nMails over SMTP, {REMINDERS} reminders due at once, a relay on this machine that answers at once"
    );
    println!("database  | connections | messages/s");
    for kind in KINDS {
        for lines in LINES {
            let installation = due(databases, kind, &format!("mail_{lines}"), Channel::Mail).await;
            let rate = mailed(&installation, lines).await;
            println!("{:9} | {lines:>11} | {rate:.0}", format!("{kind:?}"));
        }
    }
}

/// Prints how fast a hundred thousand reminders leave that are due at the same instant.
pub async fn measure_many(databases: &Databases) {
    let all = REMINDERS * CROWD;
    println!(
        "\n{all} reminders due at the same instant, 50 on their way at once by SMPP or 8 connections by SMTP"
    );
    println!("database  | by   | replicas | messages/s");
    for (kind, replicas) in
        [(DatabaseKind::Sqlite, 1), (DatabaseKind::Postgres, 1), (DatabaseKind::Postgres, 2)]
    {
        let installation = due(databases, kind, &format!("sms_crowd_{replicas}"), Channel::Sms).await;
        multiply(&installation, CROWD).await;
        let rate = texted(&installation, 50, replicas).await;
        println!("{:9} | SMPP | {replicas:>8} | {rate:.0}", format!("{kind:?}"));
    }
    for kind in KINDS {
        let installation = due(databases, kind, "mail_crowd", Channel::Mail).await;
        multiply(&installation, CROWD).await;
        let rate = mailed(&installation, 8).await;
        println!("{:9} | SMTP | {:>8} | {rate:.0}", format!("{kind:?}"), 1);
    }
}

/// A territory in which so many reminders by that channel are due, and nothing else.
async fn due(databases: &Databases, kind: DatabaseKind, name: &str, channel: Channel) -> Installation {
    let mut town = made::town(100, 40, 1, REMINDERS);
    for (number, person) in town.referrals.iter_mut().enumerate() {
        person.phone = (channel == Channel::Sms).then(|| format!("06{number:08}"));
        person.email = (channel == Channel::Mail).then(|| format!("p{number}@exemple.fr"));
    }
    let mut installation = databases.installation(kind, name, &town).await;
    let mut links = LinkSigner::with_key(ServiceKey::new(&[7; KEY_BYTES]));
    links.public_url = Some(PublicUrl::parse("https://rdv.dep99.fr").unwrap());
    installation.ctx = installation.ctx.clone().with_links(Some(links));
    let db = installation.ctx.db.read();
    let visit = visit_type::Entity::find().one(db).await.unwrap().unwrap().id.0;
    let referrals = referral::Entity::find().all(db).await.unwrap();
    let ask = |row: &referral::Model| SlotRequest::any(installation.territory, row.id.0, visit, Mode::Onsite);
    // Far enough away that every reminder has its time.
    let far = installation.ctx.now() + chrono::Duration::days(5);
    let mut starts = actions::starts(&installation.ctx, &ask(&referrals[0])).await.unwrap();
    starts.retain(|start| start.at.instant() > far);
    for (number, row) in referrals.iter().enumerate() {
        let start = &starts[number * 7 % starts.len()];
        let (ask, start, site) = (ask(row), start.at.instant(), start.site);
        let held = actions::hold(&installation.ctx, &Hold { ask, start, site, minutes: Minutes(10) }, None)
            .await
            .unwrap();
        actions::book(&installation.ctx, installation.territory, held.appointment, None).await.unwrap();
    }
    let tx = installation.ctx.db.begin().await.unwrap();
    let reminders = message::COLUMN.kind.eq(Word(Saying::Reminder));
    message::Entity::update_many()
        .col_expr(message::COLUMN.state, Expr::value(Word(Status::Dropped)))
        .filter(reminders.not().or(message::COLUMN.reminder_offset.ne(Word(Some(ReminderOffset::Days(2))))))
        .exec(&tx)
        .await
        .unwrap();
    message::Entity::update_many()
        .col_expr(message::COLUMN.due_at, Expr::value(installation.ctx.now()))
        .filter(message::COLUMN.state.eq(Word(Status::Planned)))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(planned(&installation).await, REMINDERS as u64);
    installation
}

async fn planned(installation: &Installation) -> u64 {
    let planned = message::Entity::find().filter(message::COLUMN.state.eq(Word(Status::Planned)));
    planned.count(installation.ctx.db.read()).await.unwrap()
}

fn per_second(messages: u64, time: Duration) -> f64 {
    f64::from(u32::try_from(messages).unwrap()) / time.as_secs_f64()
}

async fn texted(installation: &Installation, slots: u32, replicas: usize) -> f64 {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let due = planned(installation).await;
    let begun = Instant::now();
    let mut sending = JoinSet::new();
    for _ in 0..replicas {
        let (ear, brought) = EventSink::new(1);
        let settings = SmppSettings {
            host: "127.0.0.1".to_owned(),
            port: exchange.port,
            tls: false,
            system_id: "bench".to_owned(),
            password: Secret::new("secret"),
            system_type: String::new(),
            sender: SenderId::parse("38123").unwrap(),
            window: NonZeroU32::new(slots).unwrap(),
            per_second: None,
            patience: Duration::from_secs(30),
            silence: Duration::from_secs(30),
            pause: Duration::from_secs(1),
            chance: 0,
        };
        let gateway = Gateway::new(
            Provider::Smpp(Smpp::new(settings, ear).unwrap()),
            None,
            usize::try_from(slots).unwrap(),
        );
        let texter = SmsSender { gateway, replies: Replies::Come, price: None };
        let ctx = installation.ctx.clone();
        sending.spawn(async move {
            let done = send_sms::run(&ctx, &texter, || true).await.unwrap();
            drop(brought);
            done
        });
    }
    sending.join_all().await;
    let time = begun.elapsed();
    assert_eq!((exchange.count() as u64, planned(installation).await), (due, 0));
    per_second(due, time)
}

async fn mailed(installation: &Installation, lines: usize) -> f64 {
    let relay = Relay::listening(|| Answer::Takes);
    let from = Mailbox { name: "RDV".to_owned(), address: Address::parse("rdv@unisson.example").unwrap() };
    let host = HostName::parse("unisson.example").unwrap();
    let smtp = Smtp::new(SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port: relay.port,
        encryption: Encryption::None,
        login: None,
        hello: host.clone(),
        patience: Duration::from_secs(30),
    });
    let mailer = Mailer {
        transport: Transport::Smtp(smtp.unwrap()),
        service: Service { from: from.clone(), reply_to: from, host, dkim: None, reads_returns: false },
    };
    let due = planned(installation).await;
    let begun = Instant::now();
    let mut sending = JoinSet::new();
    for _ in 0..lines {
        let (ctx, mailer) = (installation.ctx.clone(), mailer.clone());
        sending.spawn(async move { send_messages::run_all(&ctx, &mailer).await.unwrap() });
    }
    sending.join_all().await;
    let time = begun.elapsed();
    assert_eq!((relay.mails().len() as u64, planned(installation).await), (due, 0));
    per_second(due, time)
}
