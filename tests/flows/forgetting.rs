//! What is kept of people, and for how long.

use chrono::{Duration, NaiveDate};
use domain::appointment_state::{Party, Reason};
use domain::channel::{AddressFault, Channel};
use domain::credentials::{Birthday, Credential};
use domain::needs::BeneficiaryNeed;
use domain::referral::ExitReason;
use domain::time::HalfDay;
use domain::waiting_time;
use unisson::actions::{
    self, AppointmentError, CallbackError, InvitationError, LinkSet, LinkSignIn, OfferError, Outcome, Purged,
};
use unisson::adapters::mail::MailFolder;
use unisson::jobs::purge::Purge;
use unisson::store::messages::{self, Payload, Status};
use unisson::store::waiting_time::{Filter, clocks};
use unisson::store::{callbacks, channels, invitations, needs, referrals, territories};

use crate::support::app::{App, Client};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{Draft, small};

both_databases![
    nothing_is_known_two_years_after_the_last_contact,
    the_wait_is_the_same_before_and_after,
    any_contact_keeps_a_person,
    who_is_forgotten_is_never_offered_anything_nor_invited,
    more_than_a_batch_is_forgotten_at_once,
    answers_of_writes_are_kept_seven_days,
    the_worker_forgets_once_a_day,
    messages_in_the_folder_are_forgotten_after_six_months,
    what_messages_said_is_forgotten_after_six_months,
    a_bad_address_is_forgotten_with_its_person,
];

/// Whatever would tell who somebody was.
const TRACES: &str = "SELECT (SELECT COUNT(*) FROM beneficiary WHERE given_name <> '' OR family_name <> '' OR email IS \
     NOT NULL OR phone IS NOT NULL OR born_on IS NOT NULL OR language <> 'fr') + (SELECT COUNT(*) FROM referral WHERE \
     key NOT LIKE 'erased-%' OR interpreter IS NOT NULL) + (SELECT COUNT(*) FROM referral_need) + (SELECT COUNT(*) \
     FROM invitation) + (SELECT COUNT(*) FROM booking_session) + (SELECT COUNT(*) FROM callback) + (SELECT COUNT(*) \
     FROM refused_channel) + (SELECT COUNT(*) FROM bad_channel) + (SELECT COUNT(*) FROM attempt) + (SELECT COUNT(*) FROM message WHERE problem IS NOT NULL) \
     AS n";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn town() -> Draft {
    small().referral("r-known", |referral| {
        referral.phone = Some("+33612345678".to_owned());
        referral.born_on = Some(day("1985-03-02"));
        referral.language = Some("ar".to_owned());
    })
}

async fn invited(client: &Client) -> actions::Invited {
    let (ctx, ask) = (&client.app.ctx, &client.ask);
    actions::invite(ctx, ask.territory, ask.referral, ask.visit_type, LinkSet::Current).await.unwrap()
}

/// `r-known` comes by the link, needs something, refuses short messages and is received; `r-2` is promised a call;
/// `r-3` is closed; `r-4` calls off.
async fn life(app: &App) {
    let known = app.client("r-known");
    let link = invited(&known).await;
    let door = Credential::Token(link.token);
    for born in ["1985-03-03", "1985-03-02"] {
        let entry =
            actions::sign_in_by_link(&app.ctx, &door, Some(Birthday::of(day(born))), None, Some("192.0.2.1"))
                .await;
        assert_eq!(matches!(entry.unwrap(), LinkSignIn::In(_)), born == "1985-03-02");
    }
    let booked = known.books_at("2027-01-05 09:00", "melun").await.unwrap();
    let tx = app.ctx.db.begin().await.unwrap();
    needs::set(&tx, app.territory, known.ask.referral, &[BeneficiaryNeed::StepFree]).await.unwrap();
    let person = known.referral().await.beneficiary;
    channels::set_refuses_sms(&tx, app.territory, person, true, app.ctx.now()).await.unwrap();
    tx.commit().await.unwrap();
    let called = app.client("r-2").ask.referral;
    actions::request_callback(&app.ctx, app.territory, called, HalfDay::Morning).await.unwrap();
    let closed = app.client("r-3").ask.referral;
    actions::close_referral(&app.ctx, app.territory, closed, ExitReason::FoundWork, None).await.unwrap();
    app.wait_until("2027-01-05 10:00");
    actions::record_outcome(&app.ctx, app.territory, booked.appointment, Outcome::Attended, None)
        .await
        .unwrap();
}

async fn purges(app: &App) -> Purged {
    actions::purge(&app.ctx).await.unwrap()
}

async fn nothing_is_known_two_years_after_the_last_contact(db: &TestDb) {
    let app = db.app(town()).await;
    life(&app).await;
    let raw = db.raw().await;
    raw.tries("UPDATE message SET problem = 'r-known@exemple.fr: unknown'").await.unwrap();
    let kept = "SELECT (SELECT COUNT(*) FROM appointment WHERE state = 'attended') * 10000 + (SELECT COUNT(*) FROM \
                message) * 100 + (SELECT COUNT(*) FROM referral WHERE attended_at IS NOT NULL OR closed_on IS NOT \
                NULL) AS n";
    let before = raw.counts(kept).await;
    app.wait_until("2028-12-13 12:00");
    assert_eq!(purges(&app).await.people, 0, "the last day");
    // Eight were never met since 14 December 2026; the others were on the 4th and the 5th.
    app.wait_until("2028-12-20 12:00");
    assert_eq!(purges(&app).await.people, 8);
    assert!(raw.counts(TRACES).await > 0);
    app.wait_until("2029-01-07 12:00");
    assert_eq!(purges(&app).await.people, 3);
    assert_eq!(raw.counts(TRACES).await, 0);
    assert_eq!(raw.counts(kept).await, before);
    assert_eq!(raw.counts("SELECT COUNT(DISTINCT key) AS n FROM referral").await, 11);
    assert_eq!(purges(&app).await, Purged::default(), "twice changes nothing");
    assert_eq!(raw.counts("SELECT COUNT(DISTINCT key) AS n FROM referral").await, 11);
}

async fn the_wait_is_the_same_before_and_after(db: &TestDb) {
    let app = db.app(town()).await;
    life(&app).await;
    app.wait_until("2029-02-01 12:00");
    let report = async || {
        let territory = territories::load(app.ctx.db.read(), app.territory).await.unwrap().unwrap();
        let mut clocks =
            clocks(app.ctx.db.read(), &territory, Filter::default(), day("2029-02-01")).await.unwrap();
        assert_eq!(clocks.len(), 11);
        clocks.sort_by_key(|clock| format!("{clock:?}"));
        format!("{:?}", waiting_time::report(&territory, &clocks, day("2029-02-01")))
    };
    let before = report().await;
    assert_eq!(purges(&app).await.people, 11);
    assert_eq!(report().await, before);
}

async fn any_contact_keeps_a_person(db: &TestDb) {
    let app = db.app(town()).await;
    let of = |key: &str| app.client(key).ask.referral;
    let raw = db.raw().await;
    let booked = app.client("r-1").books_at("2027-02-03 09:00", "melun").await.unwrap();
    let (by, why) = (Party::Beneficiary, Reason::Asked);
    actions::cancel(&app.ctx, app.territory, booked.appointment, by, why, None).await.unwrap();
    app.wait_until("2027-02-01 12:00");
    invited(&app.client("r-2")).await;
    actions::request_callback(&app.ctx, app.territory, of("r-3"), HalfDay::Afternoon).await.unwrap();
    actions::close_referral(&app.ctx, app.territory, of("r-4"), ExitReason::MovedAway, None).await.unwrap();
    raw.tries("UPDATE referral SET received_on = '2027-02-01' WHERE key = 'r-5'").await.unwrap();
    app.wait_until("2029-01-20 12:00");
    assert_eq!(purges(&app).await.people, 6);
    for (key, is_kept) in
        [("r-1", true), ("r-2", true), ("r-3", true), ("r-4", true), ("r-5", true), ("r-6", false)]
    {
        let referral = app.client(key).referral().await;
        let person = referrals::beneficiary(app.ctx.db.read(), app.territory, referral.beneficiary).await;
        let person = person.unwrap().unwrap();
        assert_eq!((referral.key == key, person.family_name == key), (is_kept, is_kept), "{key}");
        assert_eq!(person.email.is_some(), is_kept, "{key}");
    }
    let db = app.ctx.db.read();
    assert!(invitations::active(db, app.territory, of("r-2")).await.unwrap().is_some());
    assert!(callbacks::open_for(db, app.territory, of("r-3")).await.unwrap().is_some());
}

async fn who_is_forgotten_is_never_offered_anything_nor_invited(db: &TestDb) {
    let app = db.app(town()).await;
    let before = referrals::waiting(app.ctx.db.read(), app.territory).await.unwrap();
    assert_eq!(before.len(), 11);
    app.wait_until("2029-01-08 08:00");
    let client = app.client("r-1");
    let offer = client.first_offer().await;
    purges(&app).await;
    assert_eq!(referrals::waiting(app.ctx.db.read(), app.territory).await.unwrap(), []);
    assert!(client.referral().await.is_over());
    let ask = &client.ask;
    assert!(matches!(client.is_offered().await, Err(OfferError::ReferralClosed)));
    assert!(matches!(client.takes(&offer).await, Err(AppointmentError::ReferralClosed)));
    let invited =
        actions::invite(&app.ctx, app.territory, ask.referral, ask.visit_type, LinkSet::Current).await;
    assert!(matches!(invited, Err(InvitationError::ReferralClosed)));
    let call = actions::request_callback(&app.ctx, app.territory, ask.referral, HalfDay::Morning).await;
    assert!(matches!(call, Err(CallbackError::ReferralClosed)));
}

async fn more_than_a_batch_is_forgotten_at_once(db: &TestDb) {
    let app = db.app(Draft::new().site("melun").teams(1, "melun").referrals(230)).await;
    app.wait_until("2029-01-08 08:00");
    assert_eq!(purges(&app).await.people, 230);
    assert_eq!(db.raw().await.counts(TRACES).await, 0);
}

async fn answers_of_writes_are_kept_seven_days(db: &TestDb) {
    let app = db.app(town()).await;
    let client = app.client("r-1");
    let offer = client.first_offer().await;
    client.holds_once(offer.start, offer.site, "one").await.unwrap();
    app.wait(Duration::days(7));
    assert_eq!(purges(&app).await.answers, 0);
    app.wait(Duration::seconds(1));
    assert_eq!(purges(&app).await, Purged { people: 0, answers: 1 });
}

async fn the_worker_forgets_once_a_day(db: &TestDb) {
    let app = db.app(town()).await;
    let left = "SELECT COUNT(*) AS n FROM beneficiary WHERE family_name <> ''";
    let raw = db.raw().await;
    let mut daily = Purge::default();
    daily.run_today(&app.ctx).await.unwrap();
    assert_eq!(raw.counts(left).await, 11);
    app.wait_until("2029-01-08 00:10");
    daily.run_today(&app.ctx).await.unwrap();
    assert_eq!(raw.counts(left).await, 0);
    raw.tries("UPDATE beneficiary SET family_name = 'Encore'").await.unwrap();
    app.wait_until("2029-01-08 23:59");
    daily.run_today(&app.ctx).await.unwrap();
    assert_eq!(raw.counts(left).await, 11, "it was done today");
    app.wait_until("2029-01-09 00:00");
    daily.run_today(&app.ctx).await.unwrap();
    assert_eq!(raw.counts(left).await, 0);
}

async fn messages_in_the_folder_are_forgotten_after_six_months(db: &TestDb) {
    let app = db.app(town()).await;
    let folder = tempfile::TempDir::new().unwrap();
    let mut daily = Purge::new(Some(MailFolder::new(folder.path())));
    let written = [
        ("old.eml", "2026-06-01"),
        ("old.sms", "2026-07-01"),
        ("new.eml", "2026-08-01"),
        ("notes.txt", "2020-01-01"),
    ];
    for (name, day) in written {
        let file = std::fs::File::create(folder.path().join(name)).unwrap();
        let at: chrono::DateTime<chrono::Utc> = format!("{day}T12:00:00Z").parse().unwrap();
        file.set_modified(at.into()).unwrap();
    }
    let left = || {
        let files = std::fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<String> =
            files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    };
    daily.run_today(&app.ctx).await.unwrap();
    assert_eq!(left(), ["new.eml", "notes.txt"], "others' files are left alone");
    app.wait_until("2027-02-03 09:00");
    daily.run_today(&app.ctx).await.unwrap();
    assert_eq!(left(), ["notes.txt"]);
}

async fn what_messages_said_is_forgotten_after_six_months(db: &TestDb) {
    let app = db.app(town()).await;
    let known = app.client("r-known");
    let booked = known.books_at("2027-01-05 09:00", "melun").await.unwrap();
    app.sends_everything().await;
    let said = async || {
        let all = messages::about(app.ctx.db.read(), app.territory, booked.appointment).await.unwrap();
        let sent = all.into_iter().filter(|message| message.status == Status::Sent);
        sent.map(|message| message.facts == Payload::none()).collect::<Vec<_>>()
    };
    app.wait_until("2027-07-04 12:00");
    actions::purge(&app.ctx).await.unwrap();
    assert!(said().await.iter().all(|forgotten| !forgotten), "six months are not over");
    app.wait_until("2027-07-06 12:00");
    actions::purge(&app.ctx).await.unwrap();
    let forgotten = said().await;
    assert!(forgotten.len() >= 3 && forgotten.iter().all(|forgotten| *forgotten), "{forgotten:?}");
}

async fn a_bad_address_is_forgotten_with_its_person(db: &TestDb) {
    let app = db.app(town()).await;
    let known = app.client("r-known").referral().await;
    let person =
        referrals::beneficiary(app.ctx.db.read(), app.territory, known.beneficiary).await.unwrap().unwrap();
    let tx = app.ctx.db.begin().await.unwrap();
    let now = app.ctx.now();
    let hashes = app.ctx.address_hashes(&person);
    let marked =
        channels::mark_bad(&tx, app.territory, &person, &hashes, Channel::Sms, AddressFault::Unknown, now)
            .await;
    assert!(marked.unwrap());
    tx.commit().await.unwrap();
    app.wait(Duration::days(800));
    actions::purge(&app.ctx).await.unwrap();
    assert_eq!(db.raw().await.counts(TRACES).await, 0);
}
