//! The board of the day: from expected to done, by whom, how late, and live.

use std::time::Duration as RealTime;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use domain::appointment_state::State;
use domain::ids::AppointmentId;
use domain::rights::{Grant, Role};
use http_body_util::BodyExt;
use tower::ServiceExt;
use unisson::actions;
use unisson::store::reception;

use super::{card, expected, lea, searches, town};
use crate::office::staff::at_work;
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::{Browser, Page, pages};
use crate::support::database::TestDb;

both_databases![
    a_day_from_expected_to_done,
    a_step_that_was_a_mistake_is_taken_back,
    whoever_waits_long_is_seen,
    whoever_is_late_is_told_until_when_it_is_possible,
    outcomes_that_nobody_wrote_down_are_asked_for_first,
    the_board_is_of_its_place,
    another_organisation_sees_that_time_is_taken,
    a_step_of_another_day_is_refused,
    the_sheet_has_initials_unless_names_are_asked_for,
    what_another_replica_writes_is_shown_at_once,
    a_callback_is_made_and_settled,
    a_move_begins_a_new_day,
];

/// The column of a board, its words.
fn column(page: &Page, stage: &str) -> String {
    let from = page.text.find(&format!("<section class=\"column {stage}\"")).unwrap();
    let text = &page.text[from..];
    let text = &text[..text.find("</section>").unwrap()];
    let part = Page { text: format!("<main>{text}"), ..page.clone() };
    part.words()
}

/// Presses a button of a line of the board.
async fn presses(browser: &mut Browser, page: &Page, id: AppointmentId, step: &str) -> Page {
    let (action, mut fields) = page.form("/desk/board?");
    fields.retain(|(name, _)| name == "form");
    let form = fields.pop().unwrap().1;
    browser.posts(&action, &[("form", &form), ("appointment", &id.to_string()), ("step", step)]).await
}

/// Samia at nine and Bruno at ten, both at Melun.
async fn booked(app: &App) -> (AppointmentId, AppointmentId) {
    let samia = app.client("samia").books_at("2027-01-04 09:00", "melun").await.unwrap();
    let bruno = app.client("bruno").books_at("2027-01-04 10:00", "melun").await.unwrap();
    (samia.appointment, bruno.appointment)
}

async fn a_day_from_expected_to_done(db: &TestDb) {
    let app = db.app(town()).await;
    let (samia, bruno) = booked(&app).await;
    let mut lea = lea(&app).await;
    let board = lea.asks("/desk/board?site=melun").await;
    assert!(column(&board, "expected").contains("9h Samia Ben Saïd"), "{}", column(&board, "expected"));
    assert!(column(&board, "expected").contains("Salle room-1"), "{}", board.words());
    app.wait_until("2027-01-04 08:56");
    let board = presses(&mut lea, &board, samia, "arrive").await;
    assert!(column(&board, "arrived").contains("En avance"), "{}", board.words());
    app.wait_until("2027-01-04 09:00");
    let board = lea.asks("/desk/board?site=melun").await;
    assert!(column(&board, "arrived").contains("Vient d'arriver"), "{}", board.words());
    app.wait_until("2027-01-04 09:02");
    let board = presses(&mut lea, &board, samia, "call").await;
    assert!(column(&board, "in_meeting").contains("Jusqu'à 10 h"), "{}", board.words());
    app.wait_until("2027-01-04 10:04");
    let board = lea.asks("/desk/board?site=melun").await;
    assert!(column(&board, "in_meeting").contains("Dépasse de 4 minutes"), "{}", board.words());
    let board = presses(&mut lea, &board, samia, "end").await;
    assert!(column(&board, "done").contains("Samia"), "{}", board.words());
    assert_eq!(app.appointment(samia).await.state, State::Attended);
    let client = app.client("samia");
    assert!(client.referral().await.attended_at.is_some(), "the clock of the referral has stopped");
    let board = presses(&mut lea, &board, bruno, "miss").await;
    assert!(column(&board, "absent").contains("Bruno"), "{}", board.words());
    let day = reception::of(app.ctx.db.read(), samia).await.unwrap();
    assert_eq!(day.called.unwrap() - day.arrived.unwrap(), Duration::minutes(6));
}

async fn a_step_that_was_a_mistake_is_taken_back(db: &TestDb) {
    let app = db.app(town()).await;
    let (samia, _) = booked(&app).await;
    let mut lea = lea(&app).await;
    let board = lea.asks("/desk/board?site=melun").await;
    let board = presses(&mut lea, &board, samia, "call").await;
    let board = presses(&mut lea, &board, samia, "back").await;
    assert!(column(&board, "arrived").contains("Samia"), "{}", board.words());
    let board = presses(&mut lea, &board, samia, "back").await;
    assert!(column(&board, "expected").contains("Samia"), "{}", board.words());
    let board = presses(&mut lea, &board, samia, "back").await;
    assert!(board.words().contains("Cette étape n'est plus possible"), "{}", board.words());
}

async fn whoever_waits_long_is_seen(db: &TestDb) {
    let app = db.app(town()).await;
    let (samia, _) = booked(&app).await;
    let mut lea = lea(&app).await;
    // Nobody waits before the hour that was agreed.
    app.wait_until("2027-01-04 09:00");
    let board = lea.asks("/desk/board?site=melun").await;
    let board = presses(&mut lea, &board, samia, "arrive").await;
    assert!(!board.text.contains("entry long"));
    app.wait(Duration::minutes(9));
    assert!(!lea.asks("/desk/board?site=melun").await.text.contains("entry long"));
    app.wait(Duration::minutes(1));
    let board = lea.asks("/desk/board?site=melun").await;
    assert!(
        board.text.contains("entry long") && board.words().contains("Attend depuis 10 minutes"),
        "{}",
        board.words()
    );
    app.wait(Duration::minutes(117));
    let board = lea.asks("/desk/board?site=melun").await;
    assert!(board.words().contains("Attend depuis 2 h 07"), "{}", board.words());
}

async fn whoever_is_late_is_told_until_when_it_is_possible(db: &TestDb) {
    let app = db.app(town().teams(0, "melun")).await;
    let samia = app.client("samia").books_at("2027-01-04 09:00", "melun").await.unwrap().appointment;
    let team = app.team_of(samia).await;
    let mut lea = lea(&app).await;
    app.wait_until("2027-01-04 09:10");
    let board = lea.asks("/desk/board?site=melun").await;
    assert!(
        board.words().contains("possible jusqu'à 10 h 20"),
        "an hour behind it is free: {}",
        board.words()
    );
    // Both others are away, so the next one gets the same people.
    let away: Vec<&str> = ["s-1", "s-2"].into_iter().filter(|who| !team.contains(who)).collect();
    app.is_away(away[0], "2027-01-04 00:00", "2027-01-05 00:00").await;
    app.client("bruno").books_at("2027-01-04 10:00", "melun").await.unwrap();
    let board = lea.asks("/desk/board?site=melun").await;
    assert!(board.words().contains("possible jusqu'à 9 h 20"), "{}", board.words());
    app.wait_until("2027-01-04 09:30");
    let board = lea.asks("/desk/board?site=melun").await;
    assert!(board.words().contains("Trop tard pour être reçu"), "{}", board.words());
}

async fn outcomes_that_nobody_wrote_down_are_asked_for_first(db: &TestDb) {
    let app = db.app(town()).await;
    let (samia, bruno) = booked(&app).await;
    app.wait_until("2027-01-05 08:00");
    let mut lea = lea(&app).await;
    let board = lea.asks("/desk/board?site=melun").await;
    assert!(board.words().contains("2 rendez-vous des jours passés"), "{}", board.words());
    let unfilled = board.text.find("class=\"unfilled\"").unwrap();
    assert!(unfilled < board.text.find("class=\"columns\"").unwrap());
    let board = presses(&mut lea, &board, samia, "came").await;
    assert!(board.words().contains("Un rendez-vous des jours passés"), "{}", board.words());
    let board = presses(&mut lea, &board, bruno, "miss").await;
    assert!(!board.words().contains("jours passés"), "{}", board.words());
    assert_eq!(app.appointment(samia).await.state, State::Attended);
    assert_eq!(app.appointment(bruno).await.state, State::NoShow);
}

async fn the_board_is_of_its_place(db: &TestDb) {
    let app = db.app(town()).await;
    let (samia, _) = booked(&app).await;
    let grant = Grant::new(Role::Receptionist, None, Some(app.site("meaux"))).unwrap();
    let mut max = at_work(&app, "max", grant, 2).await;
    let own = max.asks("/desk/board").await;
    assert!(own.words().contains("Maison de meaux"), "{}", own.words());
    assert_eq!(max.asks("/desk/board?site=melun").await.status, StatusCode::NOT_FOUND);
    assert_eq!(max.asks("/desk/board/print?site=melun").await.status, StatusCode::NOT_FOUND);
    assert_eq!(max.asks("/desk/board/live?site=melun").await.status, StatusCode::NOT_FOUND);
    let form = own.text.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("form", form.as_str()), ("appointment", &samia.to_string()), ("step", "arrive")];
    assert_eq!(max.posts("/desk/board?site=meaux", &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(reception::of(app.ctx.db.read(), samia).await.unwrap().arrived, None);
    // Whoever stands there is helped there all the same.
    assert!(searches(&mut max, "samia").await.words().contains("Une personne."));
}

async fn another_organisation_sees_that_time_is_taken(db: &TestDb) {
    let mut draft = town();
    draft.0.organisations.push(domain::territory_document::OrganisationSpec {
        key: "ft".to_owned(),
        name: "France Travail".to_owned(),
        kind: "france_travail".to_owned(),
    });
    let app = db.app(draft).await;
    booked(&app).await;
    let rows = unisson::store::organisations::list(app.ctx.db.read(), app.territory).await.unwrap();
    let ft = rows.into_iter().find(|row| row.key == "ft").unwrap().id;
    let grant = Grant::new(Role::OrganisationManager, Some(ft), None).unwrap();
    let mut theirs = at_work(&app, "theo", grant, 2).await;
    let board = theirs.asks("/desk/board?site=melun").await;
    let words = column(&board, "expected");
    assert!(words.contains("9h Occupé") && words.contains("10h Occupé"), "{words}");
    assert!(!words.contains("Samia") && !words.contains("Agent") && !words.contains("Salle"), "{words}");
    let sheet = theirs.asks("/desk/board/print?site=melun&names=yes").await;
    assert!(!sheet.text.contains("Samia") && !sheet.text.contains("Bruno"));
}

async fn a_step_of_another_day_is_refused(db: &TestDb) {
    let app = db.app(town()).await;
    let tomorrow = app.client("samia").books_at("2027-01-05 09:00", "melun").await.unwrap().appointment;
    let mut lea = lea(&app).await;
    let board = lea.asks("/desk/board?site=melun&day=2027-01-05").await;
    assert!(column(&board, "expected").contains("Samia") && !board.text.contains("value=\"arrive\""));
    let today = lea.asks("/desk").await;
    let form =
        today.text.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for step in ["arrive", "call", "miss"] {
        let fields = [("form", form.as_str()), ("appointment", &tomorrow.to_string()), ("step", step)];
        let page = lea.posts("/desk/board?site=melun", &fields).await;
        assert!(page.words().contains("Cette étape n'est plus possible"), "{step}: {}", page.words());
    }
    let fields = [("form", form.as_str()), ("appointment", &tomorrow.to_string()), ("step", "fly")];
    assert_eq!(lea.posts("/desk/board?site=melun", &fields).await.status, StatusCode::CONFLICT);
    assert_eq!(
        lea.asks("/desk/board?site=melun&day=x").await.status,
        StatusCode::OK,
        "any other day is today"
    );
    assert_eq!(lea.asks("/desk/board?site=melun&day=99999-01-01").await.status, StatusCode::OK);
}

async fn the_sheet_has_initials_unless_names_are_asked_for(db: &TestDb) {
    let app = db.app(town()).await;
    booked(&app).await;
    let mut lea = lea(&app).await;
    let sheet = lea.asks("/desk/board/print?site=melun").await;
    assert!(sheet.words().contains("9h S. B. samia"), "{}", sheet.words());
    assert!(!sheet.text.contains("Samia"));
    let sheet = lea.asks("/desk/board/print?site=melun&names=yes").await;
    assert!(sheet.words().contains("9h Samia Ben Saïd"), "{}", sheet.words());
}

async fn what_another_replica_writes_is_shown_at_once(db: &TestDb) {
    let app = db.app(town()).await;
    let (samia, _) = booked(&app).await;
    let lea = lea(&app).await;
    let name = "__Host-unisson-office";
    let cookie = format!("{name}={}", lea.cookie(name).unwrap());
    let request = Request::get("/desk/board/live?site=melun&day=2027-01-04")
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT, "text/event-stream")
        .body(Body::empty())
        .unwrap();
    let answer = pages(&app).oneshot(request).await.unwrap();
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut events = answer.into_body();
    let next = async |events: &mut Body| {
        let frame = tokio::time::timeout(RealTime::from_secs(20), events.frame()).await.unwrap();
        String::from_utf8(frame.unwrap().unwrap().into_data().unwrap().to_vec()).unwrap()
    };
    let first = next(&mut events).await;
    assert!(first.contains("event: pulse"), "{first}");
    let other = db.replica(&app).await;
    actions::receive(&other.ctx, other.territory, samia, domain::reception::ReceptionStep::Arrive)
        .await
        .unwrap();
    let second = next(&mut events).await;
    assert!(second.contains("event: pulse") && second != first, "{second}");
}

async fn a_callback_is_made_and_settled(db: &TestDb) {
    let app = db.app(town()).await;
    let client = app.client("samia");
    let half = domain::time::HalfDay::Afternoon;
    actions::request_callback(&app.ctx, app.territory, client.ask.referral, half).await.unwrap();
    let mut lea = lea(&app).await;
    assert!(lea.asks("/desk").await.words().contains("Un appel promis"));
    let page = lea.asks("/desk/calls").await;
    let by = "À appeler au plus tard mercredi 6 janvier, de préférence l'après-midi.";
    assert!(page.words().contains(by), "{}", page.words());
    assert!(!page.words().contains("En retard"));
    app.wait(Duration::days(3));
    let mut later = at_work(&app, "paul", super::DESK, 2).await;
    let page = later.asks("/desk/calls").await;
    assert!(page.words().contains("En retard"), "{}", page.words());
    let done = later.fills(&page, "/desk/calls", &[]).await;
    assert!(
        done.words().contains("C'est noté") && done.words().contains("Aucun appel n'est promis."),
        "{}",
        done.words()
    );
    let again = later.fills(&page, "/desk/calls", &[]).await;
    assert!(again.words().contains("C'est noté"), "settled by two desks: {}", again.words());
}

async fn a_move_begins_a_new_day(db: &TestDb) {
    let app = db.app(town()).await;
    let (samia, _) = booked(&app).await;
    let mut lea = lea(&app).await;
    let page = lea.asks(&card(&app, "samia").await).await;
    let page = lea.fills(&page, "/step", &[("step", "arrive")]).await;
    assert!(page.words().contains("Arrivé"), "{}", page.words());
    app.moves(samia, crate::support::app::at("2027-01-05 09:00")).await.unwrap();
    app.wait_until("2027-01-05 08:00");
    let mut paul = at_work(&app, "paul", super::DESK, 2).await;
    let board = paul.asks("/desk/board?site=melun").await;
    assert!(column(&board, "expected").contains("Samia"), "{}", board.words());
    assert_eq!(expected(&app.client("samia")).await, [samia]);
}
