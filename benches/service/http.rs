//! One call over HTTP, measured from outside by `wrk`: `POST /v1/joint-availability`.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::process::Command;
use std::time::Duration;

use domain::ids::TerritoryId;
use tokio::net::TcpListener;
use unisson::clock::RandomSource;
use unisson::context::Context;
use unisson::formats::email::Service;
use unisson::formats::mail_address::{Address, HostName, Mailbox};
use unisson::web;
use unisson::web::api::Api;
use unisson::web::api::token::{Grant, Keys, Scope};

use crate::databases::Databases;
use crate::{KINDS, made, memory};

/// Referrals that are searched for, in turn.
const REFERRALS: usize = 50;
const SECONDS: u64 = 5;
const TICK: Duration = Duration::from_millis(100);

/// Prints the table.
pub async fn measure(databases: &Databases) {
    println!(
        "\nPOST /v1/joint-availability over HTTP on loopback: 200 professionals and 40 rooms at 10 sites, 60 days, \
         three offers; wrk beside the service on the same machine, {SECONDS} s a row"
    );
    println!("database  | clients | explained | p50     | p90     | p99     | calls/s");
    for kind in KINDS {
        let installation = databases.installation(kind, "http", &made::town(100, 40, 10, REFERRALS)).await;
        memory::fill(&installation).await;
        let (address, token) = serve(&installation.ctx, installation.territory).await;
        for (clients, explained) in [(1, false), (1, true), (8, false)] {
            let script = script(&token, explained);
            let said = wrk(address, clients, &script).await;
            let value = |label: &str| {
                let line = said.lines().find(|line| line.trim_start().starts_with(label));
                line.and_then(|line| line.split_whitespace().nth(1)).unwrap_or("?").to_owned()
            };
            assert!(!said.contains("Non-2xx"), "every call succeeds:\n{said}");
            println!(
                "{:9} | {clients:>7} | {:9} | {:>7} | {:>7} | {:>7} | {}",
                format!("{kind:?}"),
                if explained { "yes" } else { "no" },
                value("50%"),
                value("90%"),
                value("99%"),
                value("Requests/sec:"),
            );
        }
    }
}

/// The sender of mails.
fn sender() -> Service {
    let from =
        Mailbox { name: String::new(), address: Address::parse("rendez-vous@unisson.example").unwrap() };
    let host = HostName::parse("unisson.example").unwrap();
    Service { from: from.clone(), reply_to: from, host, dkim: None, reads_returns: false }
}

/// The pages, without the API.
pub fn pages(ctx: &Context) -> axum::Router {
    web::router(web::State {
        ctx: ctx.clone(),
        mail_folder: None,
        api: Api::new(None, NonZeroU32::MIN),
        sender: sender(),
        public: web::Public::default(),
        sms_price: None,
        sso: None,
    })
}

/// The service on a free port of this machine, and a token for it.
async fn serve(ctx: &Context, territory: TerritoryId) -> (SocketAddr, String) {
    let keys = Keys::parse(&Keys::line(&RandomSource::seeded(2).bytes())).unwrap();
    let scopes = BTreeSet::from([Scope::AvailabilityRead]);
    let grant = Grant { client: "bench".to_owned(), territory, scopes };
    let token = keys.mint(&grant, ctx.now(), 3_600, ctx.new_id()).unwrap();
    let api = Api::new(Some(keys), NonZeroU32::new(100_000_000).unwrap());
    let router = web::router(web::State {
        ctx: ctx.clone(),
        mail_folder: None,
        api,
        sender: sender(),
        public: web::Public::default(),
        sms_price: None,
        sso: None,
    });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    // Time goes on, so that agendas in memory are looked after every second as they are in production.
    let clock = ctx.clock.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(TICK).await;
            clock.set(clock.now() + TICK);
        }
    });
    (address, token)
}

/// The requests that wrk sends.
fn script(token: &str, explained: bool) -> String {
    format!(
        r#"
local number = 0
local headers = {{ ["Authorization"] = "Bearer {token}", ["Content-Type"] = "application/json" }}
function request()
    number = number % {REFERRALS} + 1
    local body = '{{"visit_type":"diagnostic","referral":"r-' .. number .. '","mode":"onsite","explain":{explained}}}'
    return wrk.format("POST", "/v1/joint-availability", headers, body)
end
"#
    )
}

async fn wrk(address: SocketAddr, clients: u32, script: &str) -> String {
    let file = tempfile::Builder::new().suffix(".lua").tempfile().unwrap();
    fs::write(file.path(), script).unwrap();
    let mut command = Command::new("wrk");
    command
        .args(["--latency", "--threads", "1", "--connections", &clients.to_string()])
        .args(["--duration", &format!("{SECONDS}s"), "--script"])
        .arg(file.path())
        .arg(format!("http://{address}"));
    let said = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let said = said.unwrap_or_else(|error| panic!("cannot run wrk ({error}): scripts/need wrk"));
    String::from_utf8_lossy(&said.stdout).into_owned()
}
