//! A territory, a durable database, a relay that sometimes breaks off, and what must hold in the end.

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::Value;
use tempfile::TempDir;
use unisson::clock::Clock;
use unisson::store::DatabaseKind;

use super::clients::Booked;
use crate::support::cluster::{Cluster, Durability};
use crate::support::http::Caller;
use crate::support::relay::{Answer, Relay};
use crate::support::service::Home;
use crate::support::territory::Draft;

/// One mail in so many is taken in charge by a relay that then breaks off.
const BREAKS: u32 = 20;

/// What a test runs on.
pub struct World {
    pub home: Home,
    pub relay: Relay,
    pub token: String,
    /// Random numbers, from the seed of the test.
    pub chance: StdRng,
    /// The server, when the database is PostgreSQL.
    pub cluster: Option<Cluster>,
    pub url: String,
    _folder: TempDir,
}

impl World {
    /// A territory with so many people who wait.
    pub fn new(kind: DatabaseKind, people: usize) -> Self {
        let seed: u64 =
            std::env::var("UNISSON_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| {
                // Another moment at each run; the seed shown is enough to play it again.
                u64::from(std::process::id())
            });
        println!("UNISSON_SEED={seed}");
        let folder = TempDir::new().unwrap();
        let cluster = (kind == DatabaseKind::Postgres).then(|| Cluster::launch(Durability::Full));
        let url = match &cluster {
            Some(cluster) => {
                cluster.create_database("crash");
                cluster.url("crash")
            }
            None => format!("sqlite://{}", folder.path().join("unisson.db").display()),
        };
        let mut breaks = StdRng::seed_from_u64(seed ^ 1);
        let relay = Relay::listening(move || {
            if breaks.random_ratio(1, BREAKS) { Answer::TakesAndBreaks } else { Answer::Takes }
        });
        let home = Home::new(folder.path(), &url)
            .with("UNISSON_SMTP_HOST", "127.0.0.1")
            .with("UNISSON_SMTP_PORT", &relay.port.to_string())
            .with("UNISSON_SMTP_ENCRYPTION", "none");
        home.takes_over(&Draft::new().site("melun").teams(8, "melun").referrals(people).since_long());
        let token = home.token();
        Self { home, relay, token, chance: StdRng::seed_from_u64(seed), cluster, url, _folder: folder }
    }

    /// What must hold after any test: every acknowledged booking is where it was acknowledged, there is no other,
    /// the doctor finds nothing, and no mail was taken in charge twice. `lost` is how often a worker was lost.
    pub fn must_be_true(&self, acknowledged: &[Booked], lost: usize) {
        {
            let service = self.home.serves();
            must_stand(&service.caller(&self.token), acknowledged);
            service.leave();
            let mut service = service;
            assert!(service.ends_well(), "{}", self.home.log());
        }
        self.mails_must_be_single(lost);
        let doctor = self.home.tries(&["doctor"]);
        let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
        assert!(doctor.status.success() && said.contains("sound"), "{said}");
    }

    fn mails_must_be_single(&self, lost: usize) {
        // What lost workers left is in doubt once their lease has ended: it ends now.
        let in_flight = self.counts("SELECT COUNT(*) AS n FROM message WHERE state = 'sending'");
        assert!(
            in_flight <= lost,
            "{in_flight} in flight after {lost} lost workers: one each at most\n{}",
            self.home.log()
        );
        let doubtful = self.counts("SELECT COUNT(*) AS n FROM message WHERE state = 'doubtful'");
        self.executes(
            "UPDATE message SET claimed_until = '2020-01-01 00:00:00+00:00' WHERE state = 'sending'",
        );
        let before = self.relay.mails().len();
        self.home.runs(&["send"]);
        let now = Clock::System.now().format("%Y-%m-%d %H:%M:%S+00:00");
        let waiting = format!(
            "SELECT COUNT(*) AS n FROM message WHERE state = 'sending' OR (state = 'planned' AND due_at <= '{now}')"
        );
        assert_eq!(self.counts(&waiting), 0, "nothing that is due is left");
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for mail in self.relay.mails() {
            let header =
                |name: &str| mail.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
            let id = header("Message-ID: <").split('@').next().unwrap_or_default().to_owned();
            assert_eq!(id.len(), 36, "{mail}");
            *times.entry(id).or_default() += 1;
        }
        let twice: Vec<_> = times.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "taken in charge twice: {twice:?}");
        let mut in_doubt = 0;
        for (id, state) in self.messages() {
            match state.as_str() {
                "sent" => assert!(times.contains_key(&id), "{id} is said to have left and did not"),
                "planned" => assert!(!times.contains_key(&id), "{id} is a reminder still to come and left"),
                "doubtful" => in_doubt += 1,
                "dropped" => assert!(!times.contains_key(&id), "{id} was dropped and left"),
                other => panic!("{id} is {other}"),
            }
        }
        assert!(in_doubt >= doubtful + in_flight, "a message in flight is marked");
        println!(
            "{} mails, {before} before the end, {in_doubt} in doubt, {in_flight} in flight",
            times.len()
        );
    }

    fn asks<T>(&self, question: impl AsyncFnOnce(DatabaseConnection) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { question(Database::connect(&self.url).await.unwrap()).await })
    }

    /// The number `sql` selects as `n`.
    pub fn counts(&self, sql: &str) -> usize {
        self.asks(async |db| {
            let statement = Statement::from_string(db.get_database_backend(), sql);
            let row = db.query_one_raw(statement).await.unwrap().unwrap();
            usize::try_from(row.try_get::<i64>("", "n").unwrap()).unwrap()
        })
    }

    fn executes(&self, sql: &str) {
        self.asks(async |db| db.execute_unprepared(sql).await.unwrap());
    }

    /// Every message and its status.
    fn messages(&self) -> Vec<(String, String)> {
        self.asks(async |db| {
            let statement =
                Statement::from_string(db.get_database_backend(), "SELECT id, state FROM message");
            let rows = db.query_all_raw(statement).await.unwrap();
            rows.iter()
                .map(|row| {
                    let id: uuid::Uuid = row.try_get("", "id").unwrap();
                    (id.to_string(), row.try_get("", "state").unwrap())
                })
                .collect()
        })
    }
}

/// Every acknowledged booking is where it was acknowledged, and there is no other.
fn must_stand(caller: &Caller, acknowledged: &[Booked]) {
    let mut expected: BTreeMap<String, String> = BTreeMap::new();
    let mut by_whom = BTreeSet::new();
    for booked in acknowledged {
        let twice = expected.insert(booked.id.clone(), booked.start.clone());
        assert!(
            twice.is_none() && by_whom.insert(booked.referral.clone()),
            "{booked:?} was acknowledged twice"
        );
    }
    let mut found = BTreeMap::new();
    for state in ["booked"] {
        let mut path = format!("/v1/appointments?limit=200&state={state}");
        loop {
            let page = caller.gets(&path).unwrap();
            assert_eq!(page.status, 200, "{}", page.body);
            let page = page.json();
            for one in page["appointments"].as_array().unwrap() {
                let text = |field: &str| one[field].as_str().unwrap().to_owned();
                found.insert(text("id"), text("start"));
            }
            match &page["next"] {
                Value::String(next) => {
                    path = format!("/v1/appointments?limit=200&state={state}&cursor={next}");
                }
                _ => break,
            }
        }
    }
    let lost: Vec<_> = expected.iter().filter(|(id, start)| found.get(*id) != Some(start)).collect();
    assert!(lost.is_empty(), "acknowledged, and not there: {lost:?}");
    let unasked: Vec<_> = found.keys().filter(|id| !expected.contains_key(*id)).collect();
    assert!(unasked.is_empty(), "there, and never acknowledged: {unasked:?}");
    for booked in acknowledged.iter().take(20) {
        let one = caller.gets(&format!("/v1/appointments/{}", booked.id)).unwrap();
        assert_eq!((one.status, one.json()["start"].as_str()), (200, Some(booked.start.as_str())));
    }
}

/// The tests depend on this: a mail counts as taken even when its sender gets no answer.
#[test]
fn a_mail_is_kept_also_when_its_answer_is_lost() {
    use std::io::{Read, Write};

    let relay = Relay::listening(|| Answer::TakesAndBreaks);
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", relay.port)).unwrap();
    stream
        .write_all(b"EHLO a\r\nMAIL FROM:<a@a>\r\nRCPT TO:<b@b>\r\nDATA\r\nSubject: c\r\n\r\nd\r\n.\r\n")
        .unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert!(answers.ends_with("354 go on\r\n"), "{answers}");
    assert_eq!(relay.mails(), ["Subject: c\r\n\r\nd\r\n"]);
}
