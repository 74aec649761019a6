//! Those who wait are invited as far as there are starts for them, the longest waiting first.

use chrono::{Duration, NaiveDate};
use domain::appointment_state::{Party, Reason};
use domain::channel::Channel;
use domain::ids::ReferralId;
use domain::notifications::MessageKind;
use unisson::actions::{self, Redelivery, WaitingCapacity};
use unisson::keys::{LinkSigner, PublicUrl};

use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{Draft, person};

both_databases![
    no_more_are_asked_than_there_are_starts,
    who_was_asked_before_comes_first,
    at_most_so_many_are_asked,
    nobody_is_chased_who_could_not_book,
];

/// One team, for one hour on three Thursdays. `w-1` to `w-5` wait, the last one the longest.
fn town() -> Draft {
    let mut draft = Draft::new()
        .site("melun")
        .room("room-1", "melun")
        .with(person("s-1").is("social").opens("melun", "TH;COUNT=3", "09:00", "10:00"))
        .with(person("e-1").is("employment").opens("melun", "TH;COUNT=3", "09:00", "10:00"));
    for number in 1..=5_u32 {
        draft = draft.referral(&format!("w-{number}"), |sheet| {
            sheet.received_on = NaiveDate::from_ymd_opt(2026, 11, 30 - number).unwrap();
            sheet.email = Some(format!("w-{number}@exemple.fr"));
        });
    }
    draft
}

async fn app(db: &TestDb) -> App {
    let mut app = db.app(town()).await;
    let public_url = Some(PublicUrl::parse("https://rdv.exemple.fr").unwrap());
    let links = app.ctx.links.take().unwrap();
    app.ctx.links = Some(LinkSigner { public_url, ..links });
    app
}

async fn capacity(app: &App, at_most: Option<usize>) -> WaitingCapacity {
    let kind = app.client("w-1").ask.visit_type;
    actions::waiting_capacity(&app.ctx, app.territory, kind, at_most).await.unwrap()
}

fn ids(app: &App, keys: &[&str]) -> Vec<ReferralId> {
    keys.iter().map(|key| app.client(key).ask.referral).collect()
}

/// How many starts there are when nobody has chosen anything.
async fn starts(app: &App) -> usize {
    app.client("w-1").is_offered().await.unwrap().offers.len()
}

async fn no_more_are_asked_than_there_are_starts(db: &TestDb) {
    let app = app(db).await;
    assert_eq!(starts(&app).await, 3, "the case has three places");
    let found = capacity(&app, None).await;
    assert_eq!(found.served, ids(&app, &["w-5", "w-4", "w-3"]));
    assert_eq!(found.later, ids(&app, &["w-2", "w-1"]));
    let kind = app.client("w-1").ask.visit_type;
    let invited = actions::invite_waiting(&app.ctx, app.territory, kind, &found.served).await.unwrap();
    assert_eq!((invited.reached, invited.unreached.len()), (3, 0));
}

async fn who_was_asked_before_comes_first(db: &TestDb) {
    let app = app(db).await;
    let ask = app.client("w-1").ask;
    actions::send_invitation(&app.ctx, app.territory, ask.referral, ask.visit_type).await.unwrap();
    let found = capacity(&app, None).await;
    assert_eq!((found.asked_before, found.served), (1, ids(&app, &["w-5", "w-4"])));
    app.client("w-1").books_the_earliest().await;
    let found = capacity(&app, None).await;
    assert_eq!((found.asked_before, found.served), (0, ids(&app, &["w-5", "w-4"])), "the place is taken now");
}

async fn at_most_so_many_are_asked(db: &TestDb) {
    let app = app(db).await;
    let found = capacity(&app, Some(1)).await;
    assert_eq!((found.served, found.later.len()), (ids(&app, &["w-5"]), 4));
}

async fn nobody_is_chased_who_could_not_book(db: &TestDb) {
    let app = app(db).await;
    let ask = app.client("w-5").ask;
    actions::send_invitation(&app.ctx, app.territory, ask.referral, ask.visit_type).await.unwrap();
    let leaves = async || {
        let batch = actions::claim_due(&app.ctx, Channel::Mail, 50, Redelivery::Unsafe).await.unwrap();
        for due in &batch.due {
            actions::settle(&app.ctx, due.message.id, &actions::Delivery::Sent).await.unwrap();
        }
        let about = batch.due.iter().filter(|due| due.message.referral == ask.referral);
        about.map(|due| due.message.kind).filter(|kind| *kind == MessageKind::Chase).count()
    };
    leaves().await;
    app.client("w-1").books_the_earliest().await;
    app.client("w-2").books_the_earliest().await;
    let last = app.client("w-3").books_the_earliest().await;
    app.wait(Duration::days(8));
    app.wait_until("2027-01-13 11:00");
    assert_eq!(leaves().await, 0, "there is nothing to choose");
    let id = last.appointment;
    actions::cancel(&app.ctx, app.territory, id, Party::Beneficiary, Reason::Asked, None).await.unwrap();
    app.wait_until("2027-01-14 11:00");
    assert_eq!(leaves().await, 1, "a place has become free");
}
