//! What becomes of messages, from a browser without scripts: numbers, what waits for somebody, alarms, a person's card.

use std::time::Instant;

use axum::http::StatusCode;
use chrono::Duration;
use domain::ids::MessageId;
use domain::rights::{Grant, Role};
use domain::territory_document::ReferralSpec;
use unisson::actions::{self, Delivery};
use unisson::store::messages::{self, Message, Status};

use super::accounts::{organisation, partners};
use super::staff::{PASSWORD, at_work, tries};
use crate::flows::deliveries::{books, failed, taken, tried, unreachable, with_phones, writes_many};
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::{Browser, Page};
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    the_numbers_of_the_territory_are_shown_with_their_cost,
    what_failed_is_sent_again_once_however_often_it_is_asked_for,
    what_is_given_up_needs_a_reason,
    a_message_that_was_overtaken_is_not_sent_again,
    each_sees_the_messages_of_those_they_serve,
    an_auditor_sees_numbers_and_nobody,
    many_are_shown_page_by_page,
    a_channel_that_fails_is_shown_above_the_pages_of_those_who_can_call,
    the_card_of_a_beneficiary_shows_what_became_of_their_messages,
    what_was_forgotten_is_said_to_be,
    a_hundred_thousand_messages_are_one_page,
];

const BOSS: Grant = Grant::territory_wide(Role::TerritoryManager);
const DESK: Grant = Grant::territory_wide(Role::Receptionist);
const PAGE: &str = "/office/messages";

async fn boss(app: &App) -> Browser {
    at_work(app, "boss", BOSS, 1).await
}

async fn stored(app: &App, id: MessageId) -> Message {
    messages::get(app.ctx.db.read(), id).await.unwrap().unwrap()
}

/// A territory of four people by SMS, told and not: one arrived, one left, two failed.
async fn told(db: &TestDb) -> (App, Vec<MessageId>) {
    let app = db.app(with_phones(4)).await;
    books(&app, 2).await;
    let ids = tried(&app, taken).await;
    actions::note_report(&app.ctx, ids[0], domain::incoming_mail::ReportedOutcome::Delivered).await.unwrap();
    for key in ["r-3", "r-4"] {
        app.client(key).books_at("2027-01-14 10:00", "melun").await.unwrap();
    }
    let bad = tried(&app, failed).await;
    assert_eq!((ids.len(), bad.len()), (2, 2));
    (app, bad)
}

async fn the_numbers_of_the_territory_are_shown_with_their_cost(db: &TestDb) {
    let (app, _) = told(db).await;
    let mut boss = boss(&app).await;
    let page = boss.asks(PAGE).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "Messages"));
    let words = page.words();
    assert!(words.contains("2 SMS facturés. 0,09 € dépensés."), "{words}");
    assert!(words.contains("2 messages attendent une décision."), "{words}");
    assert!(words.contains("Confirmation par SMS À envoyer 0 Parti 1 Arrivé 1 Échec 2 Total 4"), "{words}");
    assert!(words.contains("Invitation par mail À envoyer 8"), "{words}");
    assert!(words.contains("lundi 4 janvier, SMS"), "{words}");
    // What is to come: two reminders each, known before they leave.
    let next = boss.asks(&format!("{PAGE}?period=next&channel=sms")).await.words();
    assert!(!next.contains("par mail"), "{next}");
    let month = boss.asks(&format!("{PAGE}?period=month")).await.words();
    assert!(month.contains("2 SMS facturés."), "{month}");
    app.wait_until("2027-01-10 12:00");
    tries(&mut boss, "boss", PASSWORD).await;
    let next = boss.asks(&format!("{PAGE}?period=next&channel=sms")).await.words();
    assert!(next.contains("8 SMS à venir. 0,36 € à prévoir."), "{next}");
    assert!(next.contains("Rappel par SMS À envoyer 8 Total 8"), "{next}");
    let only = boss.asks(&format!("{PAGE}?period=week&state=failed&channel=sms")).await.words();
    assert!(only.contains("2 messages."), "{only}");
    assert!(!only.contains("Parti 1"), "{only}");
    let mail = boss.asks(&format!("{PAGE}?channel=mail")).await.words();
    assert!(mail.contains("Aucun message n'attend de décision avec ces choix."), "{mail}");
    for odd in ["?period=ever&channel=pigeon&state=lost&before=x", "?noted=%3Cb%3E", "?before=nonsense"] {
        let page = boss.asks(&format!("{PAGE}{odd}")).await;
        assert_eq!(page.status, StatusCode::OK, "{odd}");
    }
}

async fn what_failed_is_sent_again_once_however_often_it_is_asked_for(db: &TestDb) {
    let (app, bad) = told(db).await;
    let mut boss = boss(&app).await;
    let page = boss.asks(&format!("{PAGE}?channel=sms")).await;
    let mut other = boss.clone();
    let to = format!("/{}/retry", bad[0]);
    let sent = boss.posts_only(&format!("{PAGE}{to}"), &fields(&page, &to)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert_eq!(sent.headers["location"], "/office/messages?channel=sms&noted=retried");
    let again = other.fills(&page, &to, &[]).await;
    assert!(again.words().contains("C'était déjà fait"), "{}", again.words());
    assert_eq!(stored(&app, bad[0]).await.status, Status::Planned);
    assert_eq!(tried(&app, taken).await, [bad[0]], "it leaves once");
    let page = boss.asks(PAGE).await;
    assert!(page.words().contains("Un message attend une décision."), "{}", page.words());
    // Without the proof of the session nothing is done.
    let forged = boss.posts_only(&format!("{PAGE}/{}/retry", bad[1]), &[("form", "forged")]).await;
    assert_eq!(forged.status, StatusCode::CONFLICT);
    boss.site = "cross-site";
    let forged = boss.posts_only(&format!("{PAGE}/{}/retry", bad[1]), &fields(&page, "/retry")).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(stored(&app, bad[1]).await.status, Status::Failed);
}

/// What the form to `to` sends, as it stands.
fn fields<'a>(page: &'a Page, to: &str) -> Vec<(&'a str, &'a str)> {
    let (_, fields) = page.form(to);
    let fields: &'a [(String, String)] = Vec::leak(fields);
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

async fn what_is_given_up_needs_a_reason(db: &TestDb) {
    let (app, bad) = told(db).await;
    let mut boss = boss(&app).await;
    let page = boss.asks(&format!("{PAGE}?state=failed")).await;
    let to = format!("/{}/drop", bad[0]);
    for why in ["", "because"] {
        let wrong = boss.fills(&page, &to, &[("why", why)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.words().contains("Choisissez pourquoi ce message est abandonné."), "{}", wrong.words());
        assert!(wrong.text.contains("href=\"#why\"") && wrong.text.contains("id=\"why\""), "{}", wrong.text);
        assert!(wrong.text.contains("aria-describedby=\"why-wrong\""));
        assert_eq!(wrong.form(&to).1.iter().find(|(name, _)| name == "state").unwrap().1, "failed");
    }
    assert_eq!(stored(&app, bad[0]).await.status, Status::Failed);
    let done = boss.fills(&page, &to, &[("why", "told_otherwise")]).await;
    assert!(done.words().contains("Le message est abandonné."), "{}", done.words());
    for why in ["arrived", ""] {
        let again = boss.fills(&page, &to, &[("why", why)]).await;
        assert!(again.words().contains("C'était déjà fait"), "{}", again.words());
    }
    let dropped = stored(&app, bad[0]).await;
    assert_eq!((dropped.status, dropped.problem.as_deref()), (Status::Dropped, Some("told_otherwise")));
}

async fn a_message_that_was_overtaken_is_not_sent_again(db: &TestDb) {
    let (app, bad) = told(db).await;
    let mut boss = boss(&app).await;
    let page = boss.asks(PAGE).await;
    let about = stored(&app, bad[0]).await.appointment.unwrap();
    app.moves(about, crate::support::app::at("2027-01-15 09:00")).await.unwrap();
    let refused = boss.fills(&page, &format!("/{}/retry", bad[0]), &[]).await;
    assert!(refused.words().contains("Un message plus récent a été écrit"), "{}", refused.words());
    assert_eq!(stored(&app, bad[0]).await.status, Status::Failed);
}

/// Everybody's mails and SMS fail: of a person of the département and of one of the mission locale.
async fn shared(db: &TestDb) -> App {
    let of = |draft: Draft, key: &str, organisation: &str, name: &str| {
        draft.referral(key, |sheet: &mut ReferralSpec| {
            name.clone_into(&mut sheet.family_name);
            sheet.organisation = Some(organisation.to_owned());
            sheet.email = None;
            sheet.phone = Some("0612345678".to_owned());
        })
    };
    let app = db.app(of(of(partners(), "dupre", "dep", "Dupré"), "lemoine", "ml", "Lemoine")).await;
    for (key, site) in [("dupre", "melun"), ("lemoine", "meaux")] {
        app.client(key).only_at(site).books_the_earliest().await;
    }
    assert_eq!(tried(&app, failed).await.len(), 2);
    app
}

async fn each_sees_the_messages_of_those_they_serve(db: &TestDb) {
    let app = shared(db).await;
    let ml = organisation(&app, "ml").await;
    let theirs = |role| Grant::new(role, Some(ml), None).unwrap();
    let mut boss = at_work(&app, "boss", BOSS, 1).await;
    let mut desk = at_work(&app, "desk", DESK, 2).await;
    let mut ml_boss = at_work(&app, "ml-boss", theirs(Role::OrganisationManager), 3).await;
    let mut ml_desk = at_work(&app, "ml-desk", theirs(Role::Receptionist), 4).await;
    for (browser, sees_all, counts, drops) in [
        (&mut boss, true, true, true),
        (&mut desk, true, false, false),
        (&mut ml_boss, false, false, true),
        (&mut ml_desk, false, false, false),
    ] {
        let page = browser.asks(PAGE).await;
        let words = page.words();
        assert!(words.contains("Pour Camille Lemoine"), "{words}");
        assert_eq!(words.contains("Dupré"), sees_all, "{words}");
        assert_eq!(words.contains("Nombres"), counts, "{words}");
        assert_eq!(words.contains("attendent une décision"), counts, "how many there are elsewhere: {words}");
        assert_eq!(page.text.contains("/drop\""), drops);
        assert!(page.text.contains("/retry\""));
    }
}

async fn an_auditor_sees_numbers_and_nobody(db: &TestDb) {
    let app = shared(db).await;
    let mut auditor = at_work(&app, "audit", Grant::territory_wide(Role::Auditor), 1).await;
    let page = auditor.asks(PAGE).await;
    assert!(page.words().contains("Confirmation par SMS À envoyer 0 Échec 2"), "{}", page.words());
    for word in ["Dupré", "Lemoine", "Camille", "/retry", "/drop", "/desk/person"] {
        assert!(!page.text.contains(word), "{word}: {}", page.text);
    }
    assert!(auditor.asks("/office").await.link(PAGE).is_some(), "the way there");
}

async fn many_are_shown_page_by_page(db: &TestDb) {
    let app = db.app(with_phones(45)).await;
    books(&app, 45).await;
    assert_eq!(tried(&app, failed).await.len(), 45);
    let mut boss = boss(&app).await;
    let (mut path, mut seen, mut pages) = (Some(PAGE.to_owned()), std::collections::BTreeSet::new(), 0);
    while let Some(next) = path {
        let page = boss.asks(next.split('#').next().unwrap()).await;
        assert!(page.words().contains("45 messages attendent une décision."), "{}", page.words());
        let forms: Vec<&str> = page.text.split("/retry\"").collect();
        seen.extend(forms[..forms.len() - 1].iter().map(|text| text[text.len() - 36..].to_owned()));
        assert!(page.text.len() < 120_000, "{}", page.text.len());
        pages += 1;
        path = page.link("before=").filter(|_| page.words().contains("Les suivants"));
    }
    assert_eq!((seen.len(), pages), (45, 3));
}

async fn a_channel_that_fails_is_shown_above_the_pages_of_those_who_can_call(db: &TestDb) {
    let app = db.app(with_phones(3)).await;
    books(&app, 3).await;
    // Mails leave.
    let all =
        actions::claim_due(&app.ctx, domain::channel::Channel::Mail, 100, actions::Redelivery::Unsafe).await;
    for due in all.unwrap().due {
        actions::settle(&app.ctx, due.message.id, &Delivery::Sent).await.unwrap();
    }
    let mut boss = boss(&app).await;
    let mut desk = at_work(&app, "desk", DESK, 2).await;
    let person = format!("/desk/person/{}", app.client("r-1").referral().await.beneficiary);
    tried(&app, unreachable).await;
    let pages = ["/office", PAGE, "/desk", "/desk/calls", &person];
    let told = "Les SMS ne partent plus depuis 8 h : 3 attendent. Appelez les personnes à prévenir.";
    for browser in [&mut boss, &mut desk] {
        for page in pages {
            assert!(!browser.asks(page).await.words().contains("Attention"), "{page}");
        }
    }
    app.wait(Duration::minutes(12));
    for browser in [&mut boss, &mut desk] {
        for page in pages {
            let shown = browser.asks(page).await;
            assert!(shown.words().contains(told), "{page}: {}", shown.words());
            assert_eq!(shown.words().contains("Voir les messages"), page != PAGE, "{page}");
        }
    }
    assert_eq!(tried(&app, taken).await.len(), 3);
    for page in pages {
        assert!(!boss.asks(page).await.words().contains("Attention"), "{page}");
    }
}

async fn the_card_of_a_beneficiary_shows_what_became_of_their_messages(db: &TestDb) {
    let (app, bad) = told(db).await;
    let mut desk = at_work(&app, "desk", DESK, 2).await;
    let person = app.client("r-3").referral().await.beneficiary;
    let card = desk.asks(&format!("/desk/person/{person}")).await.words();
    assert!(
        card.contains("Confirmation par SMS Échec N'est pas parti, dernier essai aujourd'hui à 8 h."),
        "{card}"
    );
    assert!(card.contains("Rendez-vous : jeudi 14 janvier à 10 h"), "{card}");
    assert!(card.contains("Rappel, 2 jours avant par SMS À envoyer Prévu mardi 12 janvier"), "{card}");
    assert!(!card.contains("the provider answered"), "{card}");
    actions::drop_message(
        &app.ctx,
        app.territory,
        bad[0],
        domain::notifications::AbandonReason::ToldOtherwise,
    )
    .await
    .unwrap();
    let card = desk.asks(&format!("/desk/person/{person}")).await.words();
    assert!(card.contains("La personne a été prévenue autrement."), "{card}");
    // A professional receives them and sees no messages.
    let mut professional = at_work(&app, "pro", Grant::territory_wide(Role::Professional), 3).await;
    for key in ["r-1", "r-2", "r-3", "r-4"] {
        let person = app.client(key).referral().await.beneficiary;
        let card = professional.asks(&format!("/desk/person/{person}")).await;
        assert!(!card.text.contains("id=\"letters\""), "{}", card.text);
    }
}

async fn what_was_forgotten_is_said_to_be(db: &TestDb) {
    let (app, bad) = told(db).await;
    app.wait_until("2027-08-01 12:00");
    actions::purge(&app.ctx).await.unwrap();
    let mut boss = boss(&app).await;
    let page = boss.asks(PAGE).await;
    assert!(page.words().contains("contenu effacé"), "{}", page.words());
    assert!(!page.text.contains("/retry\"") && page.text.contains("/drop\""), "{}", page.text);
    assert!(!page.words().contains("14 janvier à 10 h"), "{}", page.words());
    let person = app.client("r-3").referral().await.beneficiary;
    let card = boss.asks(&format!("/desk/person/{person}")).await.words();
    assert!(card.contains("Échec N'est pas parti") && card.contains("contenu effacé"), "{card}");
    assert_eq!(stored(&app, bad[0]).await.status, Status::Failed);
}

async fn a_hundred_thousand_messages_are_one_page(db: &TestDb) {
    let app = db.app(with_phones(1)).await;
    writes_many(&app, db, 100_000).await;
    let mut boss = boss(&app).await;
    for path in ["?period=month", "?period=next", "?state=failed&channel=sms"] {
        let begun = Instant::now();
        let page = boss.asks(&format!("{PAGE}{path}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.len() < 100_000, "{}", page.text.len());
        assert!(begun.elapsed().as_secs() < 3, "{path}: {:?}", begun.elapsed());
    }
}
