//! How many statements an action runs in its transaction, and how many reads outside of it.
//!
//! BEGIN, COMMIT and what a job does later are not counted. Agendas are in memory, as they are in a service that runs. A
//! figure may be lowered by whoever makes an action cheaper. Whoever raises one says why in a comment on its line.

use domain::appointment_state::{Party, Reason};
use domain::credentials::{Birthday, Credential};
use domain::provenance::EditedBy;
use domain::reception::ReceptionStep;
use domain::referral::ExitReason;
use domain::time::{HalfDay, Minutes};
use domain::visit::Language;
use unisson::actions::{
    self, Answers, Contact, LinkSet, LinkSignIn, Needs, Outcome, SelfRegistered, SelfRegistration,
};
use unisson::store::ConnectionRole;

use crate::support::app::{App, Client, at, between, key_of};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::statements::Statements;
use crate::support::territory::{DIAGNOSTIC, Draft};

both_databases![every_action_runs_as_many_statements_as_the_table_says];

/// Action, statements in its transactions, reads outside of them.
const TABLE: &[(&str, usize, usize)] = &[
    ("offer", 0, 2),
    ("hold", 10, 10),
    ("extend", 10, 13),
    ("release", 8, 10),
    ("hold in place of another", 15, 10),
    ("book", 17, 13),
    ("hold under a key", 13, 10),
    ("book under a key", 19, 13),
    ("book again under the key", 2, 3),
    ("reschedule", 21, 14),
    ("declare_absence", 5, 10),
    ("replace", 20, 15),
    ("replace without need", 1, 5),
    ("cancel_undoably", 14, 13),
    ("undo", 19, 13),
    ("cancel", 12, 13),
    ("close_referral", 4, 0),
    ("check_in", 6, 0),
    ("receive: call", 3, 3),
    ("receive: end", 8, 3),
    ("record_outcome: no-show", 7, 3),
    ("record_outcome: attended", 6, 3),
    ("receive: miss", 12, 3),
    ("undo a miss", 10, 3),
    ("invite", 5, 0),
    ("sign_in_by_link", 16, 0),
    ("booking session", 0, 4),
    ("remember", 1, 0),
    ("hold_online", 16, 10),
    // Two more: what they said is an edit, which a list does not undo, and settles what was to be checked.
    ("self_register", 27, 0),
    ("send_invitation", 10, 0),
    ("request_callback", 5, 0),
    ("settle_callback", 2, 0),
    // Two more: as above.
    ("change_contact", 15, 0),
    ("refuse_reminders", 7, 0),
    ("set_needs", 4, 0),
];

/// A person of whom everything is known.
fn town() -> Draft {
    let people = (1..=9).map(|number| format!("r-{number}"));
    let town =
        Draft::new().site("melun").teams(3, "melun").with_visit(DIAGNOSTIC, |visit| visit.public = true);
    people.fold(town, |draft, key| {
        draft.referral(&key, |referral| {
            referral.phone = Some("0612345678".to_owned());
            referral.born_on = Some("1988-02-29".parse().unwrap());
        })
    })
}

/// Counts what actions run.
struct Count {
    statements: Statements,
    found: Vec<(&'static str, Vec<String>, Vec<String>)>,
}

impl Count {
    /// Has `action` done, and counts under `name` what it runs.
    async fn of<T>(&mut self, name: &'static str, action: impl Future<Output = T>) -> T {
        self.statements.take();
        let done = action.await;
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        for (role, sql) in self.statements.take() {
            match role {
                ConnectionRole::Write => inside.push(sql),
                ConnectionRole::Read => outside.push(sql),
            }
        }
        self.found.push((name, inside, outside));
        done
    }

    /// Fails with the statements of each action that does not run as many as the table says.
    fn must_be_those_of_the_table(self) {
        let wrong = self
            .found
            .iter()
            .filter(|(name, inside, outside)| !TABLE.contains(&(*name, inside.len(), outside.len())));
        let wrong: Vec<String> = wrong
            .map(|(name, inside, outside)| {
                let line = (*name, inside.len(), outside.len());
                let (inside, outside) = (inside.join("\n    "), outside.join("\n    "));
                format!("{line:?},\n  in the transaction:\n    {inside}\n  outside:\n    {outside}")
            })
            .collect();
        let lines: Vec<String> = self
            .found
            .iter()
            .map(|(name, inside, outside)| format!("{:?},", (name, inside.len(), outside.len())))
            .collect();
        assert!(
            wrong.is_empty(),
            "other than in the table:\n{}\nall of them:\n{}",
            wrong.join("\n"),
            lines.join("\n")
        );
        assert_eq!(self.found.len(), TABLE.len(), "the table names actions that are not counted");
    }
}

async fn every_action_runs_as_many_statements_as_the_table_says(db: &TestDb) {
    let mut app = db.app(town()).await;
    let statements = Statements::of(&mut app);
    let mut count = Count { statements, found: Vec::new() };
    let (first, second) = (app.client("r-1"), app.client("r-2"));
    // The agendas are read, and no number depends on what came before.
    first.first_offer().await;
    books_and_changes(&app, &first, &mut count).await;
    is_received(&app, &second, &mut count).await;
    comes_alone(&app, &mut count).await;
    is_written_to(&app, &mut count).await;
    count.must_be_those_of_the_table();
}

async fn books_and_changes(app: &App, client: &Client, count: &mut Count) {
    let (ctx, territory, melun) = (&app.ctx, app.territory, app.site("melun"));
    count.of("offer", client.is_offered()).await.unwrap();
    let held = count.of("hold", client.holds(at("2027-01-06 09:00"), melun)).await.unwrap();
    count.of("extend", actions::extend(ctx, territory, held.appointment, Minutes(20), None)).await.unwrap();
    count.of("release", actions::release(ctx, territory, held.appointment, None)).await.unwrap();
    client.holds(at("2027-01-06 09:00"), melun).await.unwrap();
    let held =
        count.of("hold in place of another", client.holds(at("2027-01-06 10:00"), melun)).await.unwrap();
    let booked = count.of("book", app.books(&held)).await.unwrap();
    let other = app.client("r-3");
    let held =
        count.of("hold under a key", other.holds_once(at("2027-01-06 09:00"), melun, "hold")).await.unwrap();
    count
        .of("book under a key", actions::book(ctx, territory, held.appointment, Some(&key_of("book"))))
        .await
        .unwrap();
    count
        .of(
            "book again under the key",
            actions::book(ctx, territory, held.appointment, Some(&key_of("book"))),
        )
        .await
        .unwrap();
    app.sends_everything().await;
    let id = booked.appointment;
    count.of("reschedule", app.moves(id, at("2027-01-06 14:00"))).await.unwrap();
    let leaver = app.team_of(id).await.into_iter().find(|key| key.starts_with("s-")).unwrap();
    let away = actions::declare_absence(
        ctx,
        territory,
        app.resource(leaver),
        between("2027-01-06 12:00", "2027-01-06 18:00"),
        None,
    );
    count.of("declare_absence", away).await.unwrap();
    count.of("replace", actions::replace(ctx, territory, id, None)).await.unwrap();
    count.of("replace without need", actions::replace(ctx, territory, id, None)).await.unwrap();
    app.sends_everything().await;
    let undoably = actions::cancel_undoably(ctx, territory, id, Party::Service, Reason::Asked);
    count.of("cancel_undoably", undoably).await.unwrap();
    count.of("undo", actions::undo(ctx, territory, id)).await.unwrap();
    let cancel = actions::cancel(ctx, territory, id, Party::Beneficiary, Reason::Asked, None);
    count.of("cancel", cancel).await.unwrap();
    let closed = actions::close_referral(ctx, territory, client.ask.referral, ExitReason::Elsewhere, None);
    count.of("close_referral", closed).await.unwrap();
}

async fn is_received(app: &App, client: &Client, count: &mut Count) {
    let (ctx, territory, melun) = (&app.ctx, app.territory, app.site("melun"));
    let (referral, kind) = (client.ask.referral, client.ask.visit_type);
    let booked = client.books_at("2027-01-04 09:00", "melun").await.unwrap();
    let id = booked.appointment;
    let invited = actions::invite(ctx, territory, referral, kind, LinkSet::Current).await.unwrap();
    let check_in = actions::check_in(ctx, territory, melun, Some(invited.code));
    count.of("check_in", check_in).await.unwrap();
    let step = |step| actions::receive(ctx, territory, id, step);
    count.of("receive: call", step(ReceptionStep::Call)).await.unwrap();
    count.of("receive: end", step(ReceptionStep::End)).await.unwrap();
    let missed = app.client("r-4").books_at("2027-01-04 09:00", "melun").await.unwrap();
    let away = app.client("r-5").books_at("2027-01-04 09:00", "melun").await.unwrap();
    app.wait_until("2027-01-04 09:30");
    app.client("r-6").first_offer().await;
    let outcome = |id, outcome| actions::record_outcome(ctx, territory, id, outcome, None);
    count.of("record_outcome: no-show", outcome(missed.appointment, Outcome::NoShow)).await.unwrap();
    count.of("record_outcome: attended", outcome(missed.appointment, Outcome::Attended)).await.unwrap();
    let miss = actions::receive(ctx, territory, away.appointment, ReceptionStep::Miss);
    count.of("receive: miss", miss).await.unwrap();
    count.of("undo a miss", actions::undo(ctx, territory, away.appointment)).await.unwrap();
}

async fn comes_alone(app: &App, count: &mut Count) {
    let ctx = &app.ctx;
    let client = app.client("r-6");
    let (referral, kind) = (client.ask.referral, client.ask.visit_type);
    let invite = actions::invite(ctx, app.territory, referral, kind, LinkSet::Current);
    let invited = count.of("invite", invite).await.unwrap();
    let link = Credential::Token(invited.token.clone());
    let born = Birthday::of("1988-02-29".parse().unwrap());
    let sign_in = actions::sign_in_by_link(ctx, &link, Some(born), None, Some("192.0.2.1"));
    let LinkSignIn::In(secret) = count.of("sign_in_by_link", sign_in).await.unwrap() else {
        panic!("the link does not let in")
    };
    let session =
        count.of("booking session", actions::find_booking_session(ctx, &secret)).await.unwrap().unwrap();
    let answers = Answers::default();
    let remember = actions::remember(ctx, &session, &answers);
    count.of("remember", remember).await.unwrap();
    let (start, site) = (at("2027-01-07 09:00"), app.site("melun"));
    let hold = actions::hold_online(ctx, &session, client.ask.clone(), start, site, Some("192.0.2.1"));
    count.of("hold_online", hold).await.unwrap();
    let who = SelfRegistration {
        territory: app.territory,
        visit_type: kind,
        given_name: "Nina".to_owned(),
        family_name: "Petit".to_owned(),
        born_on: "1990-01-01".parse().unwrap(),
        contact: Contact { phone: Some("0611111111".to_owned()), email: None },
        language: Language::parse("fr").unwrap(),
    };
    let registered = count.of("self_register", actions::self_register(ctx, &who, Some("192.0.2.1"))).await;
    assert!(matches!(registered, Ok(SelfRegistered::In(_))));
}

async fn is_written_to(app: &App, count: &mut Count) {
    let (ctx, territory) = (&app.ctx, app.territory);
    let client = app.client("r-7");
    let referral = client.ask.referral;
    let send = actions::send_invitation(ctx, territory, referral, client.ask.visit_type);
    count.of("send_invitation", send).await.unwrap();
    let callback = actions::request_callback(ctx, territory, referral, HalfDay::Morning);
    let call = count.of("request_callback", callback).await.unwrap();
    count.of("settle_callback", actions::settle_callback(ctx, territory, call.id)).await.unwrap();
    let person = client.referral().await.beneficiary;
    client.books_at("2027-01-08 09:00", "melun").await.unwrap();
    let contact = Contact { phone: Some("0622222222".to_owned()), email: None };
    let change = actions::change_contact(ctx, territory, person, &contact, EditedBy::Desk);
    count.of("change_contact", change).await.unwrap();
    let refuse = actions::refuse_reminders(ctx, territory, person, true);
    count.of("refuse_reminders", refuse).await.unwrap();
    let none = Needs::default();
    let needs = actions::set_needs(ctx, territory, app.client("r-8").ask.referral, &none);
    count.of("set_needs", needs).await.unwrap();
}
