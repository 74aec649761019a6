//! What takes time away: absences, calendars read elsewhere, caps, the way between two sites.

use domain::ids::AppointmentId;
use unisson::actions::import_calendar;
use unisson::actions::{AppointmentError, Booked};
use unisson::store::calendars::Reading;

use crate::support::app::{App, at, between};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{DIAGNOSTIC, Draft, person};

both_databases![
    busy_time_from_elsewhere_is_not_offered,
    a_calendar_that_cannot_be_read_never_means_free,
    an_absence_names_the_appointments_it_touches,
    a_daily_cap_holds_for_all_who_book_at_once,
    a_weekly_cap_holds,
    nobody_is_in_two_towns_without_the_way_between,
    nobody_who_books_at_once_shortens_the_way,
    a_buffer_is_kept_after_each_visit,
    on_a_public_holiday_nothing_opens,
    the_hour_stays_when_the_clocks_change,
];

const NINE: &str = "2027-01-04 09:00";

fn one_team() -> Draft {
    Draft::new().site("melun").teams(1, "melun").referrals(6)
}

async fn busy_time_from_elsewhere_is_not_offered(db: &TestDb) {
    let app = db.app(one_team()).await;
    let busy = [between(NINE, "2027-01-04 10:30")];
    let s1 = app.resource("s-1");
    import_calendar(&app.ctx, app.territory, s1, "outlook", Reading::Good(&busy), None).await.unwrap();
    assert_eq!(app.client("r-1").first_offer().await.start, at("2027-01-04 10:30"));
    assert!(matches!(app.client("r-1").books_at(NINE, "melun").await, Err(AppointmentError::Taken(_))));
    // The next good reading takes the place of the last.
    import_calendar(&app.ctx, app.territory, s1, "outlook", Reading::Good(&[]), None).await.unwrap();
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
}

async fn a_calendar_that_cannot_be_read_never_means_free(db: &TestDb) {
    let app = db.app(one_team()).await;
    let busy = [between(NINE, "2027-01-04 12:00")];
    let s1 = app.resource("s-1");
    import_calendar(&app.ctx, app.territory, s1, "outlook", Reading::Good(&busy), None).await.unwrap();
    let failed = Reading::Failed("the file is empty");
    import_calendar(&app.ctx, app.territory, s1, "outlook", failed, None).await.unwrap();
    assert_eq!(app.client("r-1").first_offer().await.start, at("2027-01-04 14:00"));
    let after_restart = db.replica(&app).await;
    assert_eq!(after_restart.client("r-1").first_offer().await.start, at("2027-01-04 14:00"));
}

async fn an_absence_names_the_appointments_it_touches(db: &TestDb) {
    let app = db.app(one_team()).await;
    let eleven = app.client("r-1").books_at("2027-01-04 11:00", "melun").await.unwrap();
    let nine = app.client("r-2").books_at(NINE, "melun").await.unwrap();
    app.client("r-3").books_at("2027-01-05 09:00", "melun").await.unwrap();
    app.client("r-4").holds(at("2027-01-04 10:00"), app.site("melun")).await.unwrap();
    let touched = app.is_away("s-1", "2027-01-04 00:00", "2027-01-05 00:00").await;
    assert_eq!(touched, [nine.appointment, eleven.appointment]);
    assert!(app.is_away("s-1", "2027-01-05 10:00", "2027-01-05 11:00").await.is_empty(), "10:00 is the end");
}

/// How many of those who book at the same moment get the start; the others must get the error that it is taken.
async fn at_once(apps: &[App], wishes: &[(&str, &str, &str)]) -> Vec<AppointmentId> {
    let tasks: Vec<_> = wishes
        .iter()
        .zip(apps.iter().cycle())
        .map(|((key, local, site), app)| {
            let (client, local, site) = (app.client(key), (*local).to_owned(), (*site).to_owned());
            tokio::spawn(async move { client.books_at(&local, &site).await })
        })
        .collect();
    let mut booked = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            Ok(Booked { appointment, .. }) => booked.push(appointment),
            Err(AppointmentError::Taken(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    booked
}

async fn a_daily_cap_holds_for_all_who_book_at_once(db: &TestDb) {
    let draft = Draft::new()
        .site("melun")
        .teams(4, "melun")
        .with(person("rare").is("expert").works_at("melun").at_most_a_day(2))
        .with_visit(DIAGNOSTIC, |visit| visit.roles.push(crate::support::territory::role("expert")))
        .referrals(6);
    let app = db.app(draft).await;
    let apps = [app.clone(), db.replica(&app).await];
    // No two of these share a quantum, so no reservation is in another's way: the lock and the second look are.
    let booked = at_once(
        &apps,
        &[
            ("r-1", "2027-01-04 09:00", "melun"),
            ("r-2", "2027-01-04 10:00", "melun"),
            ("r-3", "2027-01-04 11:00", "melun"),
            ("r-4", "2027-01-04 14:00", "melun"),
            ("r-5", "2027-01-04 15:00", "melun"),
            ("r-6", "2027-01-04 16:00", "melun"),
        ],
    )
    .await;
    assert_eq!(booked.len(), 2);
}

async fn a_weekly_cap_holds(db: &TestDb) {
    let draft = Draft::new()
        .site("melun")
        .room("melun-1", "melun")
        .with(person("s-1").is("social").works_at("melun").at_most_a_week(2))
        .with(person("e-1").is("employment").works_at("melun"))
        .referrals(3);
    let app = db.app(draft).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    app.client("r-2").books_at("2027-01-08 16:00", "melun").await.unwrap();
    assert_eq!(app.client("r-3").first_offer().await.start, at("2027-01-11 09:00"));
}

/// One social worker for two towns, 40 minutes apart.
fn two_towns() -> Draft {
    Draft::new()
        .site("melun")
        .site("meaux")
        .travel("melun", "meaux", 40)
        .room("melun-1", "melun")
        .room("meaux-1", "meaux")
        .with(person("s-1").is("social").works_at("melun").works_at("meaux"))
        .with(person("e-melun").is("employment").works_at("melun"))
        .with(person("e-meaux").is("employment").works_at("meaux"))
        .referrals(10)
}

async fn nobody_is_in_two_towns_without_the_way_between(db: &TestDb) {
    let app = db.app(two_towns()).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    let in_meaux = app.client("r-2").only_at("meaux");
    assert_eq!(in_meaux.first_offer().await.start, at("2027-01-04 10:45"), "40 minutes, then the grid");
    assert!(matches!(in_meaux.books_at("2027-01-04 10:30", "meaux").await, Err(AppointmentError::Taken(_))));
    in_meaux.books_at("2027-01-04 10:45", "meaux").await.unwrap();
}

async fn nobody_who_books_at_once_shortens_the_way(db: &TestDb) {
    let app = db.app(two_towns()).await;
    let apps = [app.clone(), db.replica(&app).await];
    for (day, pair) in ["04", "05", "06", "07", "08"].into_iter().zip(1..) {
        let (nine, ten) = (format!("2027-01-{day} 09:00"), format!("2027-01-{day} 10:00"));
        let (first, second) = (format!("r-{pair}"), format!("r-{}", pair + 5));
        let booked = at_once(&apps, &[(&first, &nine, "melun"), (&second, &ten, "meaux")]).await;
        assert_eq!(booked.len(), 1, "on the {day}th one of the two is on the road");
    }
}

async fn a_buffer_is_kept_after_each_visit(db: &TestDb) {
    let draft = one_team().room("spare", "melun").with_visit(DIAGNOSTIC, |visit| visit.buffer_after = 10);
    let app = db.app(draft).await;
    app.client("r-1").books_at(NINE, "melun").await.unwrap();
    assert_eq!(app.client("r-2").first_offer().await.start, at("2027-01-04 10:15"));
}

async fn on_a_public_holiday_nothing_opens(db: &TestDb) {
    let app = db.app(one_team()).await;
    app.wait_until("2027-03-26 18:00");
    assert_eq!(
        app.client("r-1").first_offer().await.start,
        at("2027-03-30 09:00"),
        "29 March is Easter Monday"
    );
}

async fn the_hour_stays_when_the_clocks_change(db: &TestDb) {
    let app = db.app(one_team()).await;
    app.wait_until("2027-03-26 08:00");
    let before = app.client("r-1").books_at("2027-03-26 09:00", "melun").await.unwrap();
    let after = app.client("r-2").books_at("2027-03-30 09:00", "melun").await.unwrap();
    assert_eq!(before.start.to_rfc3339(), "2027-03-26T08:00:00+00:00");
    assert_eq!(after.start.to_rfc3339(), "2027-03-30T07:00:00+00:00");
}
