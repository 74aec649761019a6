//! The desk on a large territory: finding a person among a hundred thousand, and the earliest panel of one, page and
//! all, as the server spends its time on them.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::beneficiary_search::BeneficiaryQuery;
use domain::rights::{AccessScope, Grant, Role};
use entity::beneficiary;
use http_body_util::BodyExt;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use tower::ServiceExt;
use unisson::actions::{self, Arrival, NewAccount};
use unisson::store::account_links::LinkMailState;
use unisson::store::beneficiary_search;

use crate::databases::{Databases, Installation};
use crate::{KINDS, http, made, memory};

const PROFESSIONALS: usize = 2_000;
const PEOPLE: usize = 100_000;
/// Pages of each kind.
const TIMES: usize = 200;
/// Pages that one session asks for: fewer than are allowed in a minute.
const OF_SESSION: usize = 50;
const PASSWORD: &str = "tortue bleue qui nage";

/// Prints the table.
pub async fn measure(databases: &Databases) {
    println!("\nThe desk with {PEOPLE} people and {PROFESSIONALS} professionals, {TIMES} of each");
    println!("database  | what                                | p50       | p95       | slowest");
    for kind in KINDS {
        let begun = Instant::now();
        let installation = databases.installation(kind, "desk", &made::demo(PROFESSIONALS, PEOPLE)).await;
        println!("{:9} | written down, people and their terms | {:?}", format!("{kind:?}"), begun.elapsed());
        memory::fill(&installation).await;
        let people = some(&installation).await;
        for (what, typed) in [
            ("three letters", typed(&people, |person| person.family_name.chars().take(3).collect())),
            ("both names", typed(&people, |person| format!("{} {}", person.family_name, person.given_name))),
            ("a typo in a name", typed(&people, |person| mistyped(&person.family_name))),
            ("telephone", typed(&people, |person| person.phone.clone().unwrap_or_default())),
            (
                "birthday and name",
                typed(&people, |person| {
                    let born = person.born_on.map(|born| born.format("%d/%m/%Y").to_string());
                    format!("{} {}", born.unwrap_or_default(), person.family_name)
                }),
            ),
        ] {
            say(&installation, &format!("index: {what}"), find(&installation, &typed).await);
        }
        let router = http::pages(&installation.ctx);
        let searches: Vec<String> = people
            .iter()
            .map(|person| format!("/desk?q={}+{}", plain(&person.family_name), plain(&person.given_name)))
            .collect();
        say(&installation, "page: search", pages(&installation, &router, &searches).await);
        let letters: Vec<String> = people
            .iter()
            .map(|person| {
                format!("/desk?q={}", plain(&person.family_name.chars().take(3).collect::<String>()))
            })
            .collect();
        say(&installation, "page: search, three letters", pages(&installation, &router, &letters).await);
        let panels: Vec<String> =
            people.iter().map(|person| format!("/desk/person/{}/earliest", person.id.0)).collect();
        say(&installation, "page: earliest panel", pages(&installation, &router, &panels).await);
    }
}

/// People from everywhere in the table.
async fn some(installation: &Installation) -> Vec<beneficiary::Model> {
    let every = u64::try_from(PEOPLE / TIMES).unwrap();
    let mut people = Vec::new();
    for number in 0..TIMES {
        let offset = every * u64::try_from(number).unwrap();
        let query = beneficiary::Entity::find().order_by_asc(beneficiary::Column::Id).offset(offset).limit(1);
        people.extend(query.one(installation.ctx.db.read()).await.unwrap());
    }
    people
}

fn typed(people: &[beneficiary::Model], how: impl Fn(&beneficiary::Model) -> String) -> Vec<String> {
    people.iter().map(how).collect()
}

/// Two letters in the middle change places.
fn mistyped(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let middle = letters.len() / 2;
    letters.swap(middle, middle.saturating_sub(1));
    letters.into_iter().collect()
}

/// A word of a query, letters only.
fn plain(name: &str) -> String {
    domain::beneficiary_search::words(name).join("+")
}

async fn find(installation: &Installation, typed: &[String]) -> Vec<Duration> {
    let everybody = AccessScope { is_whole: true, ..AccessScope::default() };
    let mut times = Vec::new();
    let mut found = 0;
    for typed in typed {
        let Some(query) = BeneficiaryQuery::parse(typed, made::today()) else { continue };
        let begun = Instant::now();
        let people = beneficiary_search::find(
            installation.ctx.db.read(),
            installation.territory,
            &query,
            &everybody,
            12,
        )
        .await
        .unwrap();
        times.push(begun.elapsed());
        found += people.people.len();
    }
    assert!(found > 0, "somebody is found");
    times
}

/// Requests pages in a session, and reads them whole.
async fn pages(installation: &Installation, router: &Router, paths: &[String]) -> Vec<Duration> {
    let mut times = Vec::new();
    let mut good = 0;
    for some in paths.chunks(OF_SESSION) {
        let secret = session(installation).await;
        for path in some {
            let request = Request::get(path)
                .header("cookie", format!("__Host-unisson-office={secret}"))
                .body(Body::empty())
                .unwrap();
            let begun = Instant::now();
            let answer = router.clone().oneshot(request).await.unwrap();
            let status = answer.status();
            answer.into_body().collect().await.unwrap();
            times.push(begun.elapsed());
            // Whoever was received already has no panel but a card.
            assert!(status == StatusCode::OK || status == StatusCode::SEE_OTHER, "{path}: {status}");
            good += usize::from(status == StatusCode::OK);
        }
    }
    assert!(good * 2 > paths.len(), "most pages are shown: {good} of {}", paths.len());
    times
}

/// A new session of the same receptionist.
async fn session(installation: &Installation) -> String {
    let email = "lea@territoire.example".to_owned();
    let grant = Grant::territory_wide(Role::Receptionist);
    let new = NewAccount { email: email.clone(), name: "Léa".to_owned(), grant, professional: None };
    if let Ok(id) = actions::create_account(&installation.ctx, installation.territory, &new, None).await {
        let token =
            actions::link_password(&installation.ctx, installation.territory, id, LinkMailState::None)
                .await
                .unwrap();
        actions::set_password(&installation.ctx, &token, PASSWORD).await.unwrap();
    }
    match actions::sign_in(&installation.ctx, installation.territory, &email, PASSWORD, None, "bench")
        .await
        .unwrap()
    {
        Arrival::In(secret) => secret,
        Arrival::Wrong | Arrival::TooOften => panic!("Léa is not let in"),
    }
}

fn say(installation: &Installation, what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!(
        "{:9} | {what:35} | {:>9.2?} | {:>9.2?} | {:>9.2?}",
        format!("{:?}", installation.kind),
        at(50),
        at(95),
        at(100)
    );
}
