//! From the first offer to the appointment.

use domain::appointment_state::State;
use domain::search::Refusal;
use domain::visit::{Mode, SeatLocation};
use unisson::actions::{AppointmentError, Noun, OfferError};
use unisson::store::appointments;

use crate::support::app::at;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::{DIAGNOSTIC, Draft, person, role, small};

both_databases![
    the_earliest_offer_is_held_and_booked,
    three_offers_leave_a_real_choice,
    a_preferred_site_comes_first_at_equal_times,
    the_referent_receives_whom_they_know,
    an_interpreter_joins_from_afar_where_one_is_needed,
    by_telephone_no_room_is_taken,
    somebody_with_two_roles_fills_one_at_a_time,
    somebody_who_has_been_booked_is_not_booked_again,
    what_cannot_be_is_refused_for_its_reason,
    a_start_that_has_passed_is_not_confirmed,
];

async fn the_earliest_offer_is_held_and_booked(db: &TestDb) {
    let app = db.app(small()).await;
    let client = app.client("r-1");
    let offer = client.first_offer().await;
    assert_eq!((offer.start, offer.end), (at("2027-01-04 09:00"), at("2027-01-04 10:00")));
    assert_eq!((offer.site, offer.choice), (app.site("melun"), 8));
    assert_eq!(client.referral().await.first_offered_at, Some(app.ctx.now()));

    let held = client.takes(&offer).await.unwrap();
    assert_eq!(held.ends_at, at("2027-01-04 08:10"));
    assert_eq!(app.team_of(held.appointment).await, app.keys_of(&offer.team));
    assert!(app.messages_about(held.appointment).await.is_empty(), "a hold is nobody's news");

    let booked = app.books(&held).await.unwrap();
    assert_eq!((booked.appointment, booked.start, booked.end), (held.appointment, offer.start, offer.end));
    let stored = app.appointment(booked.appointment).await;
    assert_eq!((stored.state, stored.revision, stored.hold_ends), (State::Booked, 1, None));
    let team = app.team_of(booked.appointment).await;
    let [counsellor, _room, social_worker] = team[..] else { panic!("a team of three, not {team:?}") };
    assert_eq!(
        app.messages_about(booked.appointment).await,
        [
            "confirmation to the person, sequence 0, planned".to_owned(),
            format!("invitation to {counsellor}, sequence 0, planned"),
            format!("invitation to {social_worker}, sequence 0, planned"),
        ]
    );
}

async fn three_offers_leave_a_real_choice(db: &TestDb) {
    let app = db.app(small()).await;
    let offers = app.client("r-1").is_offered().await.unwrap();
    let starts: Vec<_> = offers.offers.iter().map(|offer| offer.start).collect();
    // The earliest; the other half of a day; another weekday than these.
    assert_eq!(starts, [at("2027-01-04 09:00"), at("2027-01-04 14:00"), at("2027-01-05 09:00")]);
    assert_eq!(offers.certificate.earliest.map(|start| start.at.instant()), Some(starts[0]));
}

async fn a_preferred_site_comes_first_at_equal_times(db: &TestDb) {
    let meaux =
        |referral: &mut domain::territory_document::ReferralSpec| referral.site = Some("meaux".to_owned());
    let app = db.app(small().referral("r-meaux", meaux)).await;
    let offer = app.client("r-meaux").first_offer().await;
    assert_eq!((offer.start, offer.site), (at("2027-01-04 09:00"), app.site("meaux")));
}

async fn the_referent_receives_whom_they_know(db: &TestDb) {
    let draft = Draft::new()
        .site("melun")
        .teams(4, "melun")
        .referral("known-by-s3", |referral| referral.referent = Some("s-3".to_owned()))
        .referral("known-by-e4", |referral| referral.referent = Some("e-4".to_owned()));
    let app = db.app(draft).await;
    for (key, referent) in [("known-by-s3", "s-3"), ("known-by-e4", "e-4")] {
        // The first is called off again, so that neither has the other's referent.
        let booked = app.client(key).books_the_earliest().await;
        assert_eq!(booked.start, at("2027-01-04 09:00"), "a reason to choose somebody, not to wait");
        let team = app.team_of(booked.appointment).await;
        assert!(team.contains(&referent), "{key} is received by {team:?}");
        super::cancelling::call_off(&app.client(key)).await.unwrap().unwrap();
    }
}

async fn an_interpreter_joins_from_afar_where_one_is_needed(db: &TestDb) {
    let app = db.app(small()).await;
    let client = app.client("r-ar").only_at("melun");
    let offer = client.first_offer().await;
    assert_eq!(offer.start, at("2027-01-06 10:00"), "the interpreter is there on Wednesdays from 10");
    let seat = offer.team.seats.iter().find(|seat| seat.resource == app.resource("ar")).unwrap();
    assert_eq!(seat.place, SeatLocation::Anywhere);
    let booked = client.books_the_earliest().await;
    let said = app.messages_about(booked.appointment).await;
    assert!(said.contains(&"invitation to ar, sequence 0, planned".to_owned()), "{said:?}");
    // One interpreter, so nobody else who needs them is received then, although a second room is free.
    assert!(app.client("r-1").only_at("melun").first_offer().await.start < booked.start);
}

async fn by_telephone_no_room_is_taken(db: &TestDb) {
    let app = db.app(small()).await;
    let client = app.client("r-1").by(Mode::Phone);
    let booked = client.books_the_earliest().await;
    let team = app.team_of(booked.appointment).await;
    assert_eq!(team.len(), 2);
    assert!(team.iter().all(|key| !key.starts_with("melun")), "{team:?}");
}

async fn somebody_with_two_roles_fills_one_at_a_time(db: &TestDb) {
    let draft = Draft::new()
        .site("melun")
        .room("melun-1", "melun")
        .with(person("both").is("social").is("employment").works_at("melun"))
        .with(person("s-1").is("social").opens("melun", "TU", "09:00", "10:00"))
        .referrals(2);
    let app = db.app(draft).await;
    let booked = app.client("r-1").books_the_earliest().await;
    assert_eq!(booked.start, at("2027-01-05 09:00"), "alone they are no team");
    assert_eq!(app.team_of(booked.appointment).await, ["both", "melun-1", "s-1"]);
    assert_eq!(app.client("r-2").first_offer().await.start, at("2027-01-12 09:00"));
}

async fn somebody_who_has_been_booked_is_not_booked_again(db: &TestDb) {
    let app = db.app(small()).await;
    let client = app.client("r-1");
    client.books_the_earliest().await;
    let offer = client.first_offer().await;
    assert!(matches!(client.takes(&offer).await, Err(AppointmentError::AlreadyBooked)));
}

async fn what_cannot_be_is_refused_for_its_reason(db: &TestDb) {
    let short = |visit: &mut domain::territory_document::VisitTypeSpec| {
        visit.notice = 120;
        visit.horizon_days = 14;
        visit.roles = vec![role("social")];
    };
    let app = db.app(small().visit("soon", short)).await;
    let (melun, client) = (app.site("melun"), app.client("r-1").wanting("soon"));
    let refused = async |local: &str| match client.holds(at(local), melun).await {
        Err(AppointmentError::Refused(refusal)) => refusal,
        other => panic!("{local} came to {other:?}"),
    };
    assert_eq!(refused("2027-01-04 09:00").await, Refusal::OutsideWindow);
    assert_eq!(refused("2027-02-01 09:00").await, Refusal::OutsideWindow);
    assert_eq!(refused("2027-01-05 09:05").await, Refusal::OffGrid { grid: 15 });
    assert_eq!(refused("2027-01-05 09:01").await, Refusal::OffGrid { grid: 5 });
    assert!(matches!(
        client.holds(at("2027-01-05 09:00"), domain::ids::SiteId(app.ctx.new_id())).await,
        Err(AppointmentError::NotFound(Noun::Site))
    ));
    assert!(matches!(
        client.clone().by(Mode::Video).is_offered().await,
        Err(OfferError::ModeNotOffered("video"))
    ));
    let nobody_works = client.holds(at("2027-01-05 12:30"), melun).await;
    assert!(
        matches!(&nobody_works, Err(AppointmentError::Taken(offers)) if offers.len() == 3),
        "{nobody_works:?}"
    );
    let found = appointments::of_referral(app.ctx.db.read(), app.territory, client.ask.referral, &State::ALL);
    assert!(found.await.unwrap().is_empty(), "nothing is kept of what was refused");
}

async fn a_start_that_has_passed_is_not_confirmed(db: &TestDb) {
    let app = db.app(small()).await;
    let held = app.client("r-1").holds(at("2027-01-04 09:00"), app.site("melun")).await.unwrap();
    app.wait_until("2027-01-04 09:00");
    assert!(matches!(app.books(&held).await, Err(AppointmentError::Past)));
    let late = app.client("r-2").wanting(DIAGNOSTIC).holds(at("2027-01-04 08:45"), app.site("melun")).await;
    assert!(matches!(late, Err(AppointmentError::Refused(Refusal::OutsideWindow))));
}
