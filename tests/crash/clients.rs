//! Clients that repeat their requests until they know whether they have an appointment.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::http::{Caller, Reply};
use crate::support::territory::DIAGNOSTIC;

/// Pause of a client before it repeats a request that had no answer.
const PAUSE: Duration = Duration::from_millis(5);
/// A client without an answer for so long has found a service that is gone for good.
const TOO_LONG: Duration = Duration::from_mins(5);

/// An acknowledged booking, where it was acknowledged last.
#[derive(Clone, Debug)]
pub struct Booked {
    pub referral: String,
    pub id: String,
    pub start: String,
}

/// What happened to the clients' requests.
#[derive(Debug, Default)]
pub struct Tally {
    /// Requests whose answer did not come.
    pub lost: AtomicUsize,
    /// Answers of the server's own failure (5xx).
    pub refused: AtomicUsize,
    /// Answers that are one.
    pub answered: AtomicUsize,
}

impl Tally {
    /// How many requests were answered so far.
    pub fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }

    /// Waits until `more` requests were answered from now on.
    pub fn waits_for(&self, more: usize) {
        let (since, from) = (Instant::now(), self.answered());
        while self.answered() < from + more {
            assert!(since.elapsed() < TOO_LONG, "nobody is answered any more");
            thread::sleep(PAUSE);
        }
    }
}

/// Clients, the addresses of the services they call, and what happened to their requests.
#[derive(Clone, Default)]
pub struct Load {
    addresses: Arc<Mutex<Vec<SocketAddr>>>,
    token: String,
    /// Asks for readiness before each request, as a load balancer does.
    careful: bool,
    next: Arc<AtomicUsize>,
    enough: Arc<AtomicBool>,
    pub tally: Arc<Tally>,
}

impl Load {
    /// A load on these services.
    pub fn new(token: &str, addresses: &[SocketAddr]) -> Self {
        let load = Self { token: token.to_owned(), ..Self::default() };
        load.now(addresses);
        load
    }

    /// Whose clients look whether a service is ready before they ask it.
    pub fn careful(self) -> Self {
        Self { careful: true, ..self }
    }

    /// From now on these services run.
    pub fn now(&self, addresses: &[SocketAddr]) {
        *self.addresses.lock().unwrap_or_else(PoisonError::into_inner) = addresses.to_vec();
    }

    /// No client begins with another beneficiary; what was begun is brought to its end.
    pub fn closes(&self) {
        self.enough.store(true, Ordering::Relaxed);
    }

    /// Beneficiaries so far.
    pub fn served(&self) -> usize {
        self.next.load(Ordering::Relaxed)
    }

    /// Runs so many clients, each with one beneficiary after the other, until closed or no beneficiary is left.
    pub fn opens(&self, clients: usize, people: usize) -> Vec<JoinHandle<Vec<Booked>>> {
        (0..clients)
            .map(|client| {
                let load = self.clone();
                thread::spawn(move || {
                    let mut booked = Vec::new();
                    while !load.enough.load(Ordering::Relaxed) {
                        let number = load.next.fetch_add(1, Ordering::Relaxed) + 1;
                        if number > people {
                            break;
                        }
                        booked.push(load.serves(client, number));
                    }
                    booked
                })
            })
            .collect()
    }

    /// One beneficiary: searched, held, booked, and every third one rescheduled.
    fn serves(&self, client: usize, number: usize) -> Booked {
        let referral = format!("r-{number}");
        let ask = json!({"visit_type": DIAGNOSTIC, "referral": referral}).to_string();
        for round in 0.. {
            let found = self.insists(client, "POST", "/v1/joint-availability", &[], &ask);
            assert_eq!(found.status, 200, "{}", found.body);
            let offers = found.json()["offers"].clone();
            let token = offers[(client + round) % 3]["hold_token"].clone();
            let key = format!("hold {referral} {round}");
            let body = json!({"hold_token": token}).to_string();
            let held = self.insists(client, "POST", "/v1/holds", &[("Idempotency-Key", &key)], &body);
            if held.status == 409 {
                continue;
            }
            assert_eq!(held.status, 201, "{}", held.body);
            let (key, body) =
                (format!("book {referral} {round}"), json!({"hold": held.json()["id"]}).to_string());
            let booked =
                self.insists(client, "POST", "/v1/appointments", &[("Idempotency-Key", &key)], &body);
            if booked.status == 409 {
                continue;
            }
            assert_eq!(booked.status, 201, "{}", booked.body);
            let text = |field: &str| booked.json()[field].as_str().unwrap().to_owned();
            let booked = Booked { id: text("id"), start: text("start"), referral };
            return if number.is_multiple_of(3) { self.moves(client, booked) } else { booked };
        }
        unreachable!("rounds do not end")
    }

    /// To a later offer; stays where it is when that is taken meanwhile.
    fn moves(&self, client: usize, booked: Booked) -> Booked {
        let ask = json!({"visit_type": DIAGNOSTIC, "referral": booked.referral}).to_string();
        let found = self.insists(client, "POST", "/v1/joint-availability", &[], &ask).json();
        let path = format!("/v1/appointments/{}", booked.id);
        let read = self.insists(client, "GET", &path, &[], "");
        assert_eq!(read.status, 200, "{}", read.body);
        let version = read.header("etag").unwrap().to_owned();
        let key = format!("move {}", booked.referral);
        let to =
            json!({"start": found["offers"][2]["start"], "site": found["offers"][2]["site"]}).to_string();
        let headers = [("Idempotency-Key", key.as_str()), ("If-Match", version.as_str())];
        let moved = self.insists(client, "PATCH", &path, &headers, &to);
        match moved.status {
            200 => Booked { start: moved.json()["start"].as_str().unwrap().to_owned(), ..booked },
            409 => booked,
            _ => panic!("{}", moved.body),
        }
    }

    /// Repeats the request under the same key until it has an answer.
    fn insists(
        &self,
        client: usize,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let since = Instant::now();
        loop {
            assert!(since.elapsed() < TOO_LONG, "no answer to {method} {path}");
            let Some(caller) = self.chooses(client) else {
                thread::sleep(PAUSE);
                continue;
            };
            match caller.asks(method, path, headers, body) {
                Ok(reply) if reply.status < 500 && reply.status != 429 => {
                    self.tally.answered.fetch_add(1, Ordering::Relaxed);
                    return reply;
                }
                Ok(_) => {
                    self.tally.refused.fetch_add(1, Ordering::Relaxed);
                }
                Err(_) => {
                    self.tally.lost.fetch_add(1, Ordering::Relaxed);
                }
            }
            thread::sleep(PAUSE);
        }
    }

    fn chooses(&self, client: usize) -> Option<Caller> {
        let addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let callers = (0..addresses.len()).map(|step| Caller {
            address: addresses[(client + step) % addresses.len()],
            token: Some(self.token.clone()),
        });
        let mut ready = callers.filter(|caller| {
            !self.careful || caller.gets("/health/ready").is_ok_and(|reply| reply.status == 200)
        });
        ready.next()
    }
}

/// Everything that was acknowledged to the clients.
pub fn all(clients: Vec<JoinHandle<Vec<Booked>>>) -> Vec<Booked> {
    clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
}
