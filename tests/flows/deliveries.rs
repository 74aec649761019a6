//! Messages are seen: counted as they stand, told when they do not leave, forgotten in their time.

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::{DateTime, Duration, Utc};
use domain::channel::Channel;
use domain::channel_health::{ChannelFault, detect_fault};
use domain::ids::MessageId;
use domain::notifications::{MessageKind, Recipient};
use sea_orm::{ConnectionTrait, Statement};
use unisson::actions::{self, Delivery, Redelivery};
use unisson::jobs::watch_channels::WatchChannels;
use unisson::store::DatabaseKind as Database;
use unisson::store::message_statistics;
use unisson::store::message_statistics::Stuck;
use unisson::store::messages::{self, NewMessage, Payload, Receipt, Status};

use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    messages_are_counted_by_day_channel_kind_and_life,
    a_channel_that_stopped_is_reported_until_something_leaves,
    a_provider_that_throttles_for_ever_is_reported_too,
    what_nobody_sends_is_reported,
    a_channel_that_half_fails_is_reported_until_it_works,
    the_log_has_each_change_once,
    what_any_message_said_is_forgotten_and_what_became_of_it_stays,
    a_hundred_thousand_are_counted_and_searched_by_index,
];

const NINE: &str = "2027-01-14 09:00";
/// A hundred times what it takes when it is found by index, on a machine that does other things.
const SOON: std::time::Duration = std::time::Duration::from_secs(5);

/// A part of a period, a channel, a kind, where they stand.
type Cell = (usize, Channel, &'static str, Status);
/// Messages, parts, cost.
type Counted = (u64, u64, Option<i64>);

/// So many beneficiaries with an SMS each, and their appointments.
pub fn with_phones(people: usize) -> Draft {
    let draft = Draft::new().site("melun").teams(people.max(1), "melun");
    (1..=people).fold(draft, |draft, number| {
        draft.referral(&format!("r-{number}"), |person| {
            person.email = None;
            person.phone = Some(format!("06123456{number:02}"));
        })
    })
}

pub async fn books(app: &App, people: usize) {
    for number in 1..=people {
        app.client(&format!("r-{number}")).books_at(NINE, "melun").await.unwrap();
    }
}

/// Tries to send what is due by SMS; each ends as `delivery` says.
pub async fn tried(app: &App, delivery: impl Fn(DateTime<Utc>) -> Delivery) -> Vec<MessageId> {
    let batch = actions::claim_due(&app.ctx, Channel::Sms, 100, Redelivery::Unsafe).await.unwrap();
    let mut ids = Vec::new();
    for due in &batch.due {
        actions::settle(&app.ctx, due.message.id, &delivery(app.ctx.now())).await.unwrap();
        ids.push(due.message.id);
    }
    ids
}

pub fn taken(_: DateTime<Utc>) -> Delivery {
    Delivery::Taken(Receipt { provider: "smpp".to_owned(), reference: None, segments: 1, cost: Some(450) })
}

pub fn failed(_: DateTime<Utc>) -> Delivery {
    Delivery::Failed("the provider answered no, status 11".to_owned())
}

pub fn unreachable(now: DateTime<Utc>) -> Delivery {
    Delivery::Again(now + Duration::minutes(1), "the provider cannot be reached".to_owned())
}

async fn seen(app: &App, channel: Channel) -> Option<ChannelFault> {
    let (db, now) = (app.ctx.db.read(), app.ctx.now());
    let ours = message_statistics::lately(db, Some(app.territory), channel, now).await.unwrap();
    let all = message_statistics::lately(db, None, channel, now).await.unwrap();
    assert_eq!(ours, all, "there is one territory");
    detect_fault(&ours, now)
}

async fn messages_are_counted_by_day_channel_kind_and_life(db: &TestDb) {
    let app = db.app(with_phones(3)).await;
    books(&app, 3).await;
    let ids = tried(&app, taken).await;
    assert_eq!(ids.len(), 3);
    actions::note_report(&app.ctx, ids[0], domain::incoming_mail::ReportedOutcome::Delivered).await.unwrap();
    actions::note_report(&app.ctx, ids[1], domain::incoming_mail::ReportedOutcome::Failed).await.unwrap();
    let bounds: Vec<DateTime<Utc>> =
        (0..=14).map(|day| at("2027-01-04 00:00") + Duration::days(day)).collect();
    let found = message_statistics::counts(app.ctx.db.read(), app.territory, &bounds).await.unwrap();
    let mut expected: BTreeMap<Cell, Counted> = BTreeMap::new();
    for message in messages::latest(&app.ctx.db, 1_000).await.unwrap() {
        let part = usize::try_from((message.due_at - bounds[0]).num_days()).unwrap();
        let count = expected.entry((part, message.channel, message.kind.word(), message.status)).or_default();
        count.0 += 1;
        if let Some(receipt) = message.receipt {
            count.1 += u64::from(receipt.segments);
            count.2 = Some(count.2.unwrap_or(0) + receipt.cost.unwrap());
        }
    }
    let found: BTreeMap<_, _> = found
        .into_iter()
        .map(|count| {
            let key = (count.part, count.channel, count.kind.word(), count.status);
            (key, (count.messages, count.segments, count.cost))
        })
        .collect();
    assert_eq!(found, expected);
    let told = |status| (0, Channel::Sms, "confirmation", status);
    assert_eq!(found[&told(Status::Delivered)], (1, 1, Some(450)));
    assert_eq!(found[&told(Status::Bounced)], (1, 1, Some(450)));
    assert!(found.keys().any(|(part, .., status)| *part > 7 && *status == Status::Planned), "reminders");
    let elsewhere = domain::ids::TerritoryId(uuid::Uuid::nil());
    assert!(message_statistics::counts(app.ctx.db.read(), elsewhere, &bounds).await.unwrap().is_empty());
}

async fn a_channel_that_stopped_is_reported_until_something_leaves(db: &TestDb) {
    let app = db.app(with_phones(4)).await;
    let since = app.ctx.now();
    books(&app, 3).await;
    assert_eq!(tried(&app, unreachable).await.len(), 3);
    for _ in 0..9 {
        app.wait(Duration::minutes(1));
        assert_eq!(tried(&app, unreachable).await.len(), 3);
        assert_eq!(seen(&app, Channel::Sms).await, None, "it may pass");
    }
    app.wait(Duration::minutes(1));
    tried(&app, unreachable).await;
    assert_eq!(seen(&app, Channel::Sms).await, Some(ChannelFault::Stopped { since, waiting: 3 }));
    assert_eq!(
        seen(&app, Channel::Mail).await,
        Some(ChannelFault::Stopped { since, waiting: 6 }),
        "nobody sends mails"
    );
    app.client("r-4").books_at(NINE, "melun").await.unwrap();
    assert_eq!(seen(&app, Channel::Sms).await, Some(ChannelFault::Stopped { since, waiting: 4 }));
    app.wait(Duration::minutes(2));
    assert_eq!(tried(&app, taken).await.len(), 4);
    assert_eq!(seen(&app, Channel::Sms).await, None);
}

async fn a_provider_that_throttles_for_ever_is_reported_too(db: &TestDb) {
    let app = db.app(with_phones(3)).await;
    let since = app.ctx.now();
    books(&app, 3).await;
    for _ in 0..11 {
        tried(&app, |now| Delivery::Later(now + Duration::minutes(1))).await;
        app.wait(Duration::minutes(1));
    }
    assert_eq!(seen(&app, Channel::Sms).await, Some(ChannelFault::Stopped { since, waiting: 3 }));
}

async fn what_nobody_sends_is_reported(db: &TestDb) {
    let app = db.app(with_phones(1)).await;
    let since = app.ctx.now();
    books(&app, 1).await;
    app.wait(Duration::minutes(9));
    assert_eq!(seen(&app, Channel::Sms).await, None);
    app.wait(Duration::minutes(1));
    assert_eq!(seen(&app, Channel::Sms).await, Some(ChannelFault::Stopped { since, waiting: 1 }));
    assert_eq!(seen(&app, Channel::Mail).await, Some(ChannelFault::Stopped { since, waiting: 2 }));
    app.sends_everything().await;
    assert_eq!([seen(&app, Channel::Sms).await, seen(&app, Channel::Mail).await], [None, None]);
}

async fn a_channel_that_half_fails_is_reported_until_it_works(db: &TestDb) {
    let app = db.app(with_phones(6)).await;
    let since = app.ctx.now();
    books(&app, 6).await;
    let batch = actions::claim_due(&app.ctx, Channel::Sms, 1, Redelivery::Unsafe).await.unwrap();
    actions::settle(&app.ctx, batch.due[0].message.id, &taken(since)).await.unwrap();
    let bad = tried(&app, failed).await;
    assert_eq!(seen(&app, Channel::Sms).await, Some(ChannelFault::Failing { since, failed: 5, of: 6 }));
    for id in &bad {
        actions::retry_message(&app.ctx, app.territory, *id).await.unwrap();
    }
    assert_eq!(seen(&app, Channel::Sms).await, None, "they are on their way again");
    assert_eq!(tried(&app, taken).await.len(), 5);
    assert_eq!(seen(&app, Channel::Sms).await, None);
    app.wait(Duration::hours(25));
    assert_eq!(seen(&app, Channel::Sms).await, None);
}

async fn the_log_has_each_change_once(db: &TestDb) {
    let app = db.app(with_phones(3)).await;
    let mut watch = WatchChannels::default();
    let changed = async |watch: &mut WatchChannels| {
        let changes = watch.changes(&app.ctx).await.unwrap();
        changes.into_iter().map(|change| (change.channel, change.trouble.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(changed(&mut watch).await, []);
    books(&app, 3).await;
    app.sends_everything().await;
    app.wait_until("2027-01-12 09:00");
    tried(&app, unreachable).await;
    app.wait(Duration::minutes(10));
    assert_eq!(changed(&mut watch).await, [(Channel::Sms, true)]);
    app.wait(Duration::seconds(30));
    assert_eq!(changed(&mut watch).await, [], "it looks once a minute");
    app.wait(Duration::minutes(5));
    assert_eq!(changed(&mut watch).await, [], "it was told");
    assert_eq!(tried(&app, taken).await.len(), 3);
    app.wait(Duration::minutes(1));
    assert_eq!(changed(&mut watch).await, [(Channel::Sms, false)]);
    app.wait(Duration::minutes(1));
    assert_eq!(changed(&mut watch).await, []);
}

/// One message of every kind, about an appointment and without one, that ended in every way there is.
async fn what_any_message_said_is_forgotten_and_what_became_of_it_stays(db: &TestDb) {
    let app = db.app(with_phones(1)).await;
    let booked = app.client("r-1").books_at("2027-01-05 09:00", "melun").await.unwrap();
    let referral = app.client("r-1").referral().await;
    let ends =
        [Status::Sent, Status::Delivered, Status::Bounced, Status::Dropped, Status::Failed, Status::Doubtful];
    let mut expected = BTreeMap::new();
    let now = app.ctx.now();
    let tx = app.ctx.db.begin().await.unwrap();
    for (number, kind) in (100..).zip(MessageKind::ALL.into_iter().chain(MessageKind::ANSWERS)) {
        for (turn, end) in (0..).zip(ends) {
            for channel in Channel::ALL {
                let id = MessageId(app.ctx.new_id());
                let recipient = if kind.is_to_professional() {
                    Recipient::Professional(app.resource("s-1"))
                } else {
                    Recipient::Beneficiary
                };
                let new = NewMessage {
                    id,
                    territory: app.territory,
                    referral: referral.id,
                    appointment: (!kind.is_of_referral()).then_some(booked.appointment),
                    revision: number * 10 + turn,
                    kind,
                    before: None,
                    channel,
                    recipient,
                    beneficiary: referral.beneficiary,
                    facts: Payload { start: 42, ..Payload::none() },
                    due_at: now,
                };
                messages::add(&tx, &[new]).await.unwrap();
                messages::settle(&tx, id, end, Some("550 somebody@exemple.fr"), now).await.unwrap();
                expected.insert(id, (kind, channel, end));
            }
        }
    }
    tx.commit().await.unwrap();
    // What a lost worker left is in doubt, and settled so.
    let lost = actions::claim_due(&app.ctx, Channel::Sms, 10, Redelivery::Unsafe).await.unwrap();
    let lost = lost.due[0].message.id;
    app.wait(Duration::minutes(16));
    actions::claim_due(&app.ctx, Channel::Sms, 10, Redelivery::Unsafe).await.unwrap();
    expected.insert(lost, (MessageKind::Confirmation, Channel::Sms, Status::Doubtful));
    app.wait_until("2027-07-06 12:00");
    actions::purge(&app.ctx).await.unwrap();
    for (id, (kind, channel, end)) in expected {
        let message = messages::get(app.ctx.db.read(), id).await.unwrap().unwrap();
        assert_eq!((message.kind, message.channel, message.status), (kind, channel, end));
        assert_eq!(
            (message.facts.clone(), message.problem.as_deref()),
            (Payload::none(), None),
            "{kind:?} {end:?}"
        );
        assert!(message.is_forgotten(app.ctx.now()), "{kind:?} {end:?}");
        assert!(message.settled_at.is_some());
    }
}

/// Writes so many messages past the service: sent and delivered for a month, planned for another, some failed.
pub async fn writes_many(app: &App, db: &TestDb, count: u32) {
    let raw = db.raw().await;
    let facts = serde_json::to_string(&Payload::none()).unwrap();
    let referral = app.client("r-1").referral().await;
    let (ids, numbers, minutes_ago, minutes_ahead, uuid): (_, _, _, _, fn(uuid::Uuid) -> String) = match db
        .kind()
    {
        Database::Sqlite => (
            "randomblob(16)",
            format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"),
            "strftime('%Y-%m-%dT%H:%M:%S+00:00', '2027-01-04 06:59:00', '-' || (i % 43000) || ' minutes')",
            "strftime('%Y-%m-%dT%H:%M:%S+00:00', '2027-01-04 07:01:00', '+' || (i % 43000) || ' minutes')",
            |id| format!("x'{}'", id.simple()),
        ),
        Database::Postgres => (
            "gen_random_uuid()",
            format!("WITH n AS (SELECT generate_series(1, {count}) AS i)"),
            "'2027-01-04T06:59:00Z'::timestamptz - (i % 43000) * interval '1 minute'",
            "'2027-01-04T07:01:00Z'::timestamptz + (i % 43000) * interval '1 minute'",
            |id| format!("'{id}'"),
        ),
    };
    let (territory, referral) = (uuid(app.territory.0), uuid(referral.id.0));
    let insert = format!(
        "INSERT INTO message (id, territory_id, referral_id, revision, kind, reminder_offset, channel, recipient_id, payload, state, \
         due_at, attempts, settled_at, segments, cost) {numbers} SELECT {ids}, {territory}, {referral}, i + 1000, 'choose', '', \
         CASE WHEN i % 3 = 0 THEN 'mail' ELSE 'sms' END, {ids}, '{facts}', CASE WHEN i % 10 < 3 THEN 'planned' WHEN i % 10 \
         < 8 THEN 'delivered' WHEN i % 50 = 49 THEN 'failed' ELSE 'sent' END, CASE WHEN i % 10 < 3 THEN {minutes_ahead} \
         ELSE {minutes_ago} END, 1, CASE WHEN i % 10 < 3 THEN NULL ELSE {minutes_ago} END, 1, 450 FROM n"
    );
    assert_eq!(raw.tries(&insert).await.unwrap(), u64::from(count));
    if db.kind() == Database::Postgres {
        // It does so by itself after a while.
        raw.tries("VACUUM ANALYZE message").await.unwrap();
    }
}

/// How the database would find it.
async fn plan(db: &TestDb, sql: &str) -> String {
    let raw = db.raw().await;
    let (explain, column) = match db.kind() {
        Database::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        Database::Postgres => ("EXPLAIN", "QUERY PLAN"),
    };
    let statement = Statement::from_string(raw.0.get_database_backend(), format!("{explain} {sql}"));
    let rows = raw.0.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", column).unwrap()).collect::<Vec<_>>().join("\n")
}

async fn a_hundred_thousand_are_counted_and_searched_by_index(db: &TestDb) {
    let app = db.app(with_phones(1)).await;
    writes_many(&app, db, 100_000).await;
    let (read, now) = (app.ctx.db.read(), app.ctx.now());
    let bounds: Vec<DateTime<Utc>> =
        (-30..=1).map(|day| at("2027-01-04 00:00") + Duration::days(day)).collect();
    let begun = Instant::now();
    let counts = message_statistics::counts(read, app.territory, &bounds).await.unwrap();
    let left = counts.iter().filter(|count| count.status != Status::Planned);
    assert_eq!(left.map(|count| count.messages).sum::<u64>(), 70_000);
    for channel in Channel::ALL {
        let lately = message_statistics::lately(read, Some(app.territory), channel, now).await.unwrap();
        assert_eq!(lately.outcomes.len(), 20);
        message_statistics::lately(read, None, channel, now).await.unwrap();
    }
    let stuck = message_statistics::stuck(read, app.territory, Stuck::default(), 60).await.unwrap();
    assert_eq!(stuck.len(), 60);
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    let one = match db.kind() {
        Database::Sqlite => format!("x'{}'", app.territory.0.simple()),
        Database::Postgres => format!("'{}'", app.territory.0),
    };
    let ours = format!("territory_id = {one}");
    for (sql, index) in [
        (
            format!(
                "SELECT channel, kind, state, COUNT(state), SUM(segments), SUM(cost) FROM message WHERE {ours} AND due_at \
                 >= '2027-01-03T00:00:00+00:00' AND due_at < '2027-01-04T00:00:00+00:00' GROUP BY channel, kind, state"
            ),
            "ix_message_territory_id_due_at_channel_kind_state_segments_cost",
        ),
        (
            format!(
                "SELECT settled_at, state FROM message WHERE channel = 'sms' AND {ours} AND settled_at >= \
                 '2027-01-03T07:00:00+00:00' AND state NOT IN ('planned', 'sending', 'dropped') ORDER BY settled_at DESC \
                 LIMIT 20"
            ),
            "settled_at",
        ),
        (
            "SELECT settled_at, state FROM message WHERE channel = 'sms' AND settled_at >= '2027-01-03T07:00:00+00:00' \
             AND state NOT IN ('planned', 'sending', 'dropped') ORDER BY settled_at DESC, id DESC LIMIT 20"
                .to_owned(),
            "settled_at",
        ),
        (
            format!(
                "SELECT due_at FROM message WHERE channel = 'sms' AND {ours} AND state = 'planned' AND due_at <= \
                 '2027-01-04T07:00:00+00:00' AND waiting_since IS NULL ORDER BY due_at LIMIT 1"
            ),
            "state_due_at",
        ),
        (
            format!(
                "SELECT COUNT(*) FROM message WHERE channel = 'sms' AND {ours} AND waiting_since IS NOT NULL"
            ),
            "ix_message_channel_waiting_since",
        ),
        (
            "SELECT * FROM message WHERE recipient_id = territory_id ORDER BY due_at DESC LIMIT 60"
                .replace("= territory_id", &format!("= {one}")),
            "ix_message_recipient_id_state",
        ),
        (
            "SELECT * FROM message WHERE channel = 'sms' AND state = 'planned' AND priority = 0 AND due_at <= \
             '2027-01-04T07:00:00+00:00' ORDER BY due_at, id LIMIT 25"
                .to_owned(),
            "ix_message_channel_state_priority_due_at_id",
        ),
    ] {
        let plan = plan(db, &sql).await;
        assert!(plan.contains(index), "{sql}\n{plan}");
    }
}
