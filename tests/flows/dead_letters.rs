//! Dead letters: what failed or is in doubt waits for somebody, who sends it again or gives it up.

use domain::channel::Channel;
use domain::ids::MessageId;
use domain::notifications::AbandonReason;
use tempfile::TempDir;
use unisson::actions::{self, Delivery, MessageError, Noun, Redelivery};
use unisson::jobs::send_messages::run_all;
use unisson::store::messages::{self, Message, Status};

use super::sending::{mailer, one_team};
use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![
    what_failed_is_listed_and_can_leave_again,
    what_is_in_doubt_is_given_up_with_a_reason,
    only_what_is_stuck_can_be_retried_or_dropped,
    an_older_message_is_not_sent_after_a_newer_one,
    what_is_no_longer_true_does_not_leave_when_retried,
    another_territory_does_not_reach_it,
];

const NINE: &str = "2027-01-04 09:00";

async fn stuck(app: &App) -> Vec<Message> {
    messages::stuck(app.ctx.db.read(), app.territory).await.unwrap()
}

/// Books, and has the three mails end as `delivery`.
async fn booked_and_notified(app: &App, delivery: &Delivery) -> Vec<MessageId> {
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let batch = actions::claim_due(&app.ctx, Channel::Mail, 10, Redelivery::Unsafe).await.unwrap();
    for due in &batch.due {
        actions::settle(&app.ctx, due.message.id, delivery).await.unwrap();
    }
    batch.due.iter().map(|due| due.message.id).collect()
}

fn refused() -> Delivery {
    Delivery::Failed("refused for good".to_owned())
}

async fn what_failed_is_listed_and_can_leave_again(db: &TestDb) {
    let app = db.app(one_team()).await;
    let ids = booked_and_notified(&app, &refused()).await;
    let listed = stuck(&app).await;
    assert_eq!(listed.len(), 3);
    assert!(listed.iter().all(|one| one.attempts == 1 && one.problem.as_deref() == Some("refused for good")));
    actions::retry_message(&app.ctx, app.territory, ids[0]).await.unwrap();
    assert_eq!(stuck(&app).await.len(), 2);
    let folder = TempDir::new().unwrap();
    assert_eq!(run_all(&app.ctx, &mailer(folder.path())).await.unwrap(), 1);
    assert!(folder.path().join(format!("{}.eml", ids[0])).exists());
}

async fn what_is_in_doubt_is_given_up_with_a_reason(db: &TestDb) {
    let app = db.app(one_team()).await;
    let ids = booked_and_notified(&app, &Delivery::Doubtful("no acknowledgement".to_owned())).await;
    actions::drop_message(&app.ctx, app.territory, ids[1], AbandonReason::Arrived).await.unwrap();
    assert!(stuck(&app).await.iter().all(|one| one.id != ids[1] && one.status == Status::Doubtful));
    let all = messages::latest(&app.ctx.db, 10).await.unwrap();
    let dropped = all.iter().find(|one| one.id == ids[1]).unwrap();
    assert_eq!((dropped.status, dropped.problem.as_deref()), (Status::Dropped, Some("arrived")));
    let folder = TempDir::new().unwrap();
    assert_eq!(run_all(&app.ctx, &mailer(folder.path())).await.unwrap(), 0, "nothing leaves by itself");
}

async fn only_what_is_stuck_can_be_retried_or_dropped(db: &TestDb) {
    let app = db.app(one_team()).await;
    let ids = booked_and_notified(&app, &Delivery::Sent).await;
    let retried = actions::retry_message(&app.ctx, app.territory, ids[0]).await;
    assert!(matches!(retried, Err(MessageError::NotStuck)), "{retried:?}");
    let dropped = actions::drop_message(&app.ctx, app.territory, ids[0], AbandonReason::NotNeeded).await;
    assert!(matches!(dropped, Err(MessageError::NotStuck)), "{dropped:?}");
}

async fn an_older_message_is_not_sent_after_a_newer_one(db: &TestDb) {
    let app = db.app(one_team()).await;
    booked_and_notified(&app, &refused()).await;
    let first = stuck(&app).await;
    let appointment = first[0].appointment.unwrap();
    // There and back: the first messages tell the truth again, but as an older revision.
    app.moves(appointment, at("2027-01-05 14:00")).await.unwrap();
    app.moves(appointment, at(NINE)).await.unwrap();
    for message in &first {
        let retried = actions::retry_message(&app.ctx, app.territory, message.id).await;
        assert!(matches!(retried, Err(MessageError::Overtaken)), "{retried:?}");
    }
}

async fn what_is_no_longer_true_does_not_leave_when_retried(db: &TestDb) {
    let app = db.app(one_team()).await;
    let ids = booked_and_notified(&app, &refused()).await;
    app.wait_until(NINE);
    actions::retry_message(&app.ctx, app.territory, ids[0]).await.unwrap();
    let folder = TempDir::new().unwrap();
    assert_eq!(run_all(&app.ctx, &mailer(folder.path())).await.unwrap(), 1, "it was looked at");
    assert!(!folder.path().join(format!("{}.eml", ids[0])).exists());
    assert_eq!(stuck(&app).await.len(), 2);
}

async fn another_territory_does_not_reach_it(db: &TestDb) {
    let app = db.app(one_team()).await;
    let ids = booked_and_notified(&app, &refused()).await;
    let elsewhere = domain::ids::TerritoryId(uuid::Uuid::nil());
    assert!(messages::stuck(app.ctx.db.read(), elsewhere).await.unwrap().is_empty());
    let retried = actions::retry_message(&app.ctx, elsewhere, ids[0]).await;
    assert!(matches!(retried, Err(MessageError::NotFound(Noun::Message))), "{retried:?}");
}
