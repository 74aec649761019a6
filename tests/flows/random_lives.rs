//! Random histories of appointments across a change of the clocks: each logical message leaves once at most, none
//! contradicts the state when it leaves, and none that was planned is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use domain::appointment_state::{Party, Reason};
use domain::channel::Channel;
use domain::ids::AppointmentId;
use domain::notifications::MessageKind;
use domain::provenance::EditedBy;
use domain::reminder_schedule::ReminderOffset;
use domain::time::Quantum;
use domain::zone;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use unisson::actions::{self, Contact, Delivery, Redelivery};
use unisson::store::messages::{self, Status};

use crate::support::app::{App, at};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![every_change_of_a_random_history_is_notified_once];

/// Referrals of one history.
const PEOPLE: usize = 6;
/// Hours between two looks of the worker.
const TICK: i64 = 2;
/// Ticks of a history: 45 days.
const TICKS: usize = 45 * 12;

/// What the test itself knows of one person, apart from the service.
#[derive(Clone, Debug, Default)]
struct Life {
    appointment: Option<AppointmentId>,
    start: Option<DateTime<Utc>>,
    mail: bool,
    sms: bool,
    /// When anything that the plan depends on last changed.
    changed: Option<DateTime<Utc>>,
}

/// A message that left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    about: AppointmentId,
    kind: &'static str,
    before: Option<ReminderOffset>,
    channel: Channel,
    to: uuid::Uuid,
    revision: i32,
}

struct History {
    app: App,
    rng: ChaCha8Rng,
    lives: Vec<Life>,
    /// The state and the start of every appointment there ever was.
    known: BTreeMap<AppointmentId, (bool, DateTime<Utc>)>,
    said: BTreeSet<Said>,
    /// Reminders that left: appointment, start, distance.
    reminded: BTreeMap<(AppointmentId, DateTime<Utc>, ReminderOffset), usize>,
    /// Reminders that the test expects: appointment and start, unchanged for days before.
    owed: BTreeSet<(AppointmentId, DateTime<Utc>)>,
}

fn key(person: usize) -> String {
    format!("p-{person}")
}

impl History {
    async fn begin(db: &TestDb, seed: u64) -> Self {
        let draft = (0..PEOPLE).fold(Draft::new().site("melun").teams(3, "melun"), |draft, person| {
            draft.referral(&key(person), |sheet| sheet.phone = Some("0612345678".to_owned()))
        });
        let app = db.app(draft).await;
        app.wait_until("2027-03-01 08:00");
        let life = Life { mail: true, sms: true, ..Life::default() };
        Self {
            app,
            rng: ChaCha8Rng::seed_from_u64(seed),
            lives: vec![life; PEOPLE],
            known: BTreeMap::new(),
            said: BTreeSet::new(),
            reminded: BTreeMap::new(),
            owed: BTreeSet::new(),
        }
    }

    /// Something happens to somebody.
    async fn step(&mut self) {
        let person = self.rng.random_range(0..PEOPLE);
        let now = self.app.ctx.now();
        if let (Some(id), Some(start)) = (self.lives[person].appointment, self.lives[person].start)
            && start <= now
        {
            // It is over; they never came, and nobody has written that down.
            self.known.insert(id, (true, start));
            self.lives[person].appointment = None;
            self.lives[person].start = None;
            let by = Party::Service;
            let closed =
                actions::cancel(&self.app.ctx, self.app.territory, id, by, Reason::Mistake, None).await;
            self.known.insert(id, (closed.is_err(), start));
            return;
        }
        match (self.lives[person].appointment, self.rng.random_range(0..6)) {
            (None, _) => self.books(person).await,
            (Some(id), 0 | 1) => self.moves(person, id).await,
            (Some(id), 2) => self.cancels(person, id).await,
            _ => self.is_reached_otherwise(person).await,
        }
    }

    fn some_start(&mut self) -> DateTime<Utc> {
        let day = zone::to_local(Tz::Europe__Paris, self.app.ctx.now()).date();
        let day = day + Duration::days(self.rng.random_range(0..14));
        let hour = [9, 10, 11, 14, 15][self.rng.random_range(0..5)];
        at(&format!("{day} {hour:02}:00"))
    }

    async fn books(&mut self, person: usize) {
        let start = self.some_start();
        let client = self.app.client(&key(person));
        let Ok(held) = client.holds(start, self.app.site("melun")).await else { return };
        let booked = self.app.books(&held).await.unwrap();
        self.stands(person, booked.appointment, start);
    }

    async fn moves(&mut self, person: usize, id: AppointmentId) {
        let start = self.some_start();
        if self.app.moves(id, start).await.is_ok() {
            self.stands(person, id, start);
        }
    }

    fn stands(&mut self, person: usize, id: AppointmentId, start: DateTime<Utc>) {
        self.known.insert(id, (true, start));
        let changed = Some(self.app.ctx.now());
        let life = &mut self.lives[person];
        (life.appointment, life.start, life.changed) = (Some(id), Some(start), changed);
    }

    async fn cancels(&mut self, person: usize, id: AppointmentId) {
        let by = if self.rng.random() { Party::Beneficiary } else { Party::Service };
        actions::cancel(&self.app.ctx, self.app.territory, id, by, Reason::Asked, None).await.unwrap();
        let start = self.known[&id].1;
        self.known.insert(id, (false, start));
        (self.lives[person].appointment, self.lives[person].start) = (None, None);
    }

    async fn is_reached_otherwise(&mut self, person: usize) {
        let (mail, sms) =
            [(true, true), (true, false), (false, true), (false, false)][self.rng.random_range(0..4)];
        let beneficiary = self.app.client(&key(person)).referral().await.beneficiary;
        let contact = Contact {
            phone: sms.then(|| "0612345678".to_owned()),
            email: mail.then(|| format!("{}@exemple.fr", key(person))),
        };
        actions::change_contact(&self.app.ctx, self.app.territory, beneficiary, &contact, EditedBy::Desk)
            .await
            .unwrap();
        let changed = Some(self.app.ctx.now());
        let life = &mut self.lives[person];
        (life.mail, life.sms, life.changed) = (mail, sms, changed);
    }

    /// The worker runs, and what is due leaves; some of it only at the second attempt.
    async fn run_worker(&mut self) {
        for channel in Channel::ALL {
            loop {
                let most = self.rng.random_range(1..6);
                let ctx = self.app.ctx.clone();
                let ctx = &ctx;
                let batch = actions::claim_due(ctx, channel, most, Redelivery::Unsafe).await.unwrap();
                if batch.looked_at == 0 {
                    break;
                }
                for due in batch.due {
                    if self.rng.random_range(0..8) == 0 {
                        let later = ctx.now() + Duration::minutes(30);
                        let again = Delivery::Again(later, "later".to_owned());
                        actions::settle(ctx, due.message.id, &again).await.unwrap();
                        continue;
                    }
                    actions::settle(ctx, due.message.id, &Delivery::Sent).await.unwrap();
                    self.left(&due.message);
                }
            }
        }
    }

    /// A message left: it must be true, within contact hours, and new.
    fn left(&mut self, message: &messages::Message) {
        let now = self.app.ctx.now();
        let about = message.appointment.unwrap();
        let (expected, start) = self.known[&about];
        let told = Quantum(message.facts.start).instant();
        let kind = message.kind;
        assert!(told > now, "{kind:?} left after {told}");
        if kind.retracts() {
            assert!(!expected || kind == MessageKind::Withdrawal, "{kind:?} about one that stands");
        } else {
            assert!(expected && start == told, "{kind:?} tells of {told}, it is {start} ({expected})");
        }
        let local = zone::to_local(Tz::Europe__Paris, now);
        let hour = local.format("%H").to_string().parse::<u8>().unwrap();
        if kind == MessageKind::Reminder {
            assert!((8..20).contains(&hour), "a reminder left at {local}");
            *self.reminded.entry((about, told, message.before.unwrap())).or_default() += 1;
        }
        let said = Said {
            about,
            kind: kind.word(),
            before: message.before,
            channel: message.channel,
            to: message.recipient_id,
            revision: message.revision,
        };
        assert!(self.said.insert(said.clone()), "twice: {said:?}");
    }

    /// An appointment that is near, and unchanged for two days before, must have had that reminder.
    fn expect_reminders(&mut self) {
        let now = self.app.ctx.now();
        for life in &self.lives {
            let (Some(id), Some(start), Some(changed)) = (life.appointment, life.start, life.changed) else {
                continue;
            };
            let unchanged = start - changed > Duration::hours(48);
            let near = start > now && start - now < Duration::hours(12) && unchanged;
            if near && (life.mail || life.sms) {
                self.owed.insert((id, start));
            }
        }
    }
}

async fn every_change_of_a_random_history_is_notified_once(db: &TestDb) {
    for seed in 0..3 {
        let fresh = TestDb::migrated(db.kind()).await;
        let mut history = History::begin(&fresh, seed).await;
        for tick in 0..TICKS {
            if tick < TICKS - 200 && history.rng.random_range(0..9) == 0 {
                history.step().await;
            }
            history.run_worker().await;
            history.expect_reminders();
            history.app.wait(Duration::hours(TICK));
        }
        for ((about, start, before), times) in &history.reminded {
            assert_eq!(*times, 1, "{about} at {start}, {before} before");
        }
        assert!(history.owed.len() > 2, "too few reminders were expected: {}", history.owed.len());
        for (id, start) in &history.owed {
            let told = history.reminded.contains_key(&(*id, *start, ReminderOffset::Days(2)));
            assert!(told, "seed {seed}: {id} at {start} was not reminded");
        }
        let left: usize = history.said.len();
        assert!(left > 50, "{left} messages left");
        for id in history.known.keys() {
            for message in
                messages::about(history.app.ctx.db.read(), history.app.territory, *id).await.unwrap()
            {
                let settled = !matches!(message.status, Status::Planned | Status::Sending);
                assert!(settled, "forgotten: {message:?}");
            }
        }
    }
}
