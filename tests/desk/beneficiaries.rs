//! Somebody new is written down once; two entries of one person become one.

use axum::http::StatusCode;
use domain::appointment_state::{Party, Reason};
use domain::channel::{AddressFault, Channel};
use domain::provenance::EditedBy;
use entity::{beneficiary, referral};
use sea_orm::{EntityTrait, PaginatorTrait};
use unisson::actions::{self, Contact, LinkSet};
use unisson::store::{channels, messages, referrals};

use super::{card, expected, lea, searches, stored, town, who};
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::{Browser, Page};
use crate::support::database::TestDb;

both_databases![
    somebody_new_is_found_and_booked_at_once,
    whoever_may_be_the_same_is_shown_first,
    what_is_wrong_is_named_and_nothing_is_lost,
    a_wrong_contact_is_named_and_stays_in_the_card,
    two_desks_write_somebody_down_once,
    a_file_number_is_nobody_else_s,
    two_entries_become_one,
    two_entries_with_appointments_stay_two,
    a_referral_is_opened_for_whoever_has_none,
    what_keeps_messages_from_leaving_is_reported,
];

const SAMIA: [(&str, &str); 6] = [
    ("given", "Samia"),
    ("family", "Bensaid"),
    ("day", "29"),
    ("month", "2"),
    ("year", "1988"),
    ("language", "ar"),
];

async fn enters(browser: &mut Browser, fields: &[(&str, &str)]) -> Page {
    let form = browser.asks("/desk/new").await;
    browser.fills(&form, "/desk/new", fields).await
}

async fn how_many(app: &App) -> u64 {
    beneficiary::Entity::find().count(app.ctx.db.read()).await.unwrap()
}

async fn somebody_new_is_found_and_booked_at_once(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let new =
        [("given", "Zélie"), ("family", "D'Ornano <b>"), ("phone", "+33 6 44 55 66 77"), ("language", "fr")];
    let page = enters(&mut lea, &new).await;
    assert!(page.words().contains("La personne est inscrite."), "{}", page.words());
    assert!(
        page.words().contains("06 44 55 66 77") && page.words().contains("Orientation reçue aujourd'hui")
    );
    assert!(!page.text.contains("<b>D'Ornano") && !page.text.contains("Ornano <b>"), "{}", page.text);
    let found = searches(&mut lea, "dornano zel").await;
    let panel = lea.asks(&found.link("/earliest").unwrap()).await;
    let done = lea.fills(&panel, "/book", &[]).await;
    assert!(done.words().contains("C'est noté"), "{}", done.words());
}

async fn whoever_may_be_the_same_is_shown_first(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let before = how_many(&app).await;
    let page = enters(&mut lea, &SAMIA).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.words().contains("Cette personne est peut-être déjà inscrite"), "{}", page.words());
    assert!(page.words().contains("Même nom et même date de naissance"), "{}", page.words());
    assert_eq!(page.link("/desk/person/"), Some(card(&app, "samia").await));
    assert_eq!(how_many(&app).await, before);
    for (fields, why) in [
        (&[("given", "A"), ("family", "B"), ("phone", "06 12 34 56 78")][..], "Même téléphone"),
        (&[("given", "A"), ("family", "B"), ("email", "Samia@exemple.fr")][..], "Même adresse mail"),
        (&[("given", "said"), ("family", "samya ben")][..], "Même nom"),
        (&[("given", "A"), ("family", "B"), ("file", "SAMIA")][..], "Même numéro de dossier"),
    ] {
        let page = enters(&mut lea, fields).await;
        assert!(page.words().contains(why), "{why}: {}", page.words());
    }
    // It is somebody else: what was typed is still there.
    let page = enters(&mut lea, &SAMIA).await;
    let done = lea.fills(&page, "/desk/new", &[("another", "yes")]).await;
    assert!(done.words().contains("La personne est inscrite."), "{}", done.words());
    assert_eq!(how_many(&app).await, before + 1);
}

async fn what_is_wrong_is_named_and_nothing_is_lost(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let before = how_many(&app).await;
    let long = "é".repeat(5_000);
    for (field, value, said) in [
        ("given", "", "Écrivez le prénom."),
        ("family", long.as_str(), "C'est trop long."),
        ("family", "185057800608491", "numéro de sécurité sociale"),
        ("file", "1 85 05 78 006 084 91", "numéro de sécurité sociale"),
        ("day", "31", "Écrivez une date de naissance qui existe"),
        ("year", "1850", "Écrivez une date de naissance qui existe"),
        ("year", "2031", "Écrivez une date de naissance qui existe"),
        ("phone", "06 12", "Écrivez un numéro comme"),
        ("email", "samia", "Écrivez une adresse comme"),
    ] {
        let mut fields = vec![
            ("given", "Zélie"),
            ("family", "Ornano"),
            ("day", "29"),
            ("month", "2"),
            ("year", "1988"),
            ("phone", "0644556677"),
            ("email", "z@exemple.fr"),
        ];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let page = enters(&mut lea, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(page.words().contains(said), "{field}: {}", page.words());
        page.names_error(field, if ["day", "year"].contains(&field) { "birthday" } else { field });
        assert!(field == "phone" || page.text.contains("0644556677"), "what was typed stays");
        assert!(
            !page.text.contains("185057800608491") && !page.text.contains("78 006 084"),
            "never shown again"
        );
        assert!(page.text.len() < 30_000);
    }
    assert_eq!(how_many(&app).await, before);
}

async fn a_wrong_contact_is_named_and_stays_in_the_card(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let page = lea.asks(&card(&app, "samia").await).await;
    for (field, value) in [("phone", "06 12"), ("email", "samia")] {
        let again = lea.fills(&page, "/contact", &[(field, value)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        again.names_error(field, field);
        assert!(
            again.form("/contact").1.contains(&(field.to_owned(), value.to_owned())),
            "what was typed stays"
        );
    }
}

async fn two_desks_write_somebody_down_once(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let mut other = lea.clone();
    let new = [("given", "Zélie"), ("family", "Ornano"), ("phone", "0644556677")];
    let (one, two) = tokio::join!(enters(&mut lea, &new), enters(&mut other, &new));
    let created =
        [&one, &two].iter().filter(|page| page.words().contains("La personne est inscrite")).count();
    assert_eq!(created, 1, "{} {}", one.words(), two.words());
    assert_eq!(how_many(&app).await, 4);
}

async fn a_file_number_is_nobody_else_s(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let new = [("given", "Zélie"), ("family", "Ornano"), ("file", "samia"), ("another", "yes")];
    let page = enters(&mut lea, &new).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.words().contains("Ce numéro de dossier est déjà pris"), "{}", page.words());
    assert_eq!(how_many(&app).await, 3);
}

/// Writes Samia down a second time.
async fn twin(app: &App, lea: &mut Browser) -> String {
    let fields = [&SAMIA[..], &[("another", "yes"), ("phone", "0700000001")]].concat();
    let page = enters(lea, &fields).await;
    assert_eq!(how_many(app).await, 4);
    page.path.split('?').next().unwrap().to_owned()
}

async fn two_entries_become_one(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = twin(&app, &mut lea).await;
    let samia = who(&app, "samia").await;
    let client = app.client("samia");
    let booked = client.books_the_earliest().await;
    let (referral, kind) = (client.ask.referral, client.ask.visit_type);
    actions::invite(&app.ctx, app.territory, referral, kind, LinkSet::Current).await.unwrap();
    let page = lea.asks(&path).await;
    assert!(page.words().contains("peut-être inscrite deux fois"), "{}", page.words());
    let page = lea.asks(&page.link("/merge").unwrap()).await;
    assert_eq!(page.heading(), "Est-ce la même personne ?");
    let done = lea.fills(&page, "/merge", &[]).await;
    assert!(done.words().contains("Les deux fiches n'en font plus qu'une."), "{}", done.words());
    assert!(done.words().contains("lundi 4 janvier à 9 h"), "the appointment followed: {}", done.words());
    assert_eq!(how_many(&app).await, 3);
    assert!(stored(&app, samia).await.is_none(), "the one that was opened is kept");
    let kept = who(&app, "samia").await;
    assert_eq!(format!("/desk/person/{kept}"), path);
    assert_eq!(expected(&client).await, [booked.appointment]);
    let about = messages::about(app.ctx.db.read(), app.territory, booked.appointment).await.unwrap();
    assert!(about.iter().any(|message| message.recipient_id == kept.0));
    assert!(about.iter().all(|message| message.recipient_id != samia.0));
    let person = stored(&app, kept).await.unwrap();
    assert_eq!(
        (person.phone.as_deref(), person.email.as_deref()),
        (Some("0700000001"), Some("samia@exemple.fr"))
    );
    assert_eq!(
        referral::Entity::find().count(app.ctx.db.read()).await.unwrap(),
        4,
        "both referrals are there"
    );
    assert!(searches(&mut lea, "samia@exemple.fr").await.words().contains("Une personne."));
    // A second press of the same button.
    assert_eq!(lea.fills(&page, "/merge", &[]).await.status, StatusCode::NOT_FOUND);
}

async fn two_entries_with_appointments_stay_two(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = twin(&app, &mut lea).await;
    app.client("samia").books_the_earliest().await;
    let panel = lea.asks(&format!("{path}/earliest")).await;
    lea.fills(&panel, "/book", &[]).await;
    let page = lea.asks(&format!("{path}/merge?with={}", who(&app, "samia").await)).await;
    let refused = lea.fills(&page, "/merge", &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.words().contains("Annulez d'abord celui qui est de trop"), "{}", refused.words());
    assert!(
        refused.text.contains("href=\"#keep\"") && refused.text.contains("aria-describedby=\"keep-error\"")
    );
    assert_eq!(how_many(&app).await, 4);
    let [id] = expected(&app.client("samia")).await[..] else { panic!("one appointment") };
    actions::cancel(&app.ctx, app.territory, id, Party::Service, Reason::Mistake, None).await.unwrap();
    let done = lea.fills(&page, "/merge", &[]).await;
    assert!(done.words().contains("n'en font plus qu'une"), "{}", done.words());
}

async fn a_referral_is_opened_for_whoever_has_none(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let client = app.client("samia");
    let why = domain::referral::ExitReason::MovedAway;
    actions::close_referral(&app.ctx, app.territory, client.ask.referral, why, None).await.unwrap();
    let path = card(&app, "samia").await;
    let page = lea.asks(&path).await;
    assert!(page.words().contains("Aucune orientation n'est en cours."), "{}", page.words());
    let page = lea.fills(&page, "/referral", &[]).await;
    assert!(page.words().contains("Orientation reçue aujourd'hui"), "{}", page.words());
    assert!(page.link("/earliest").is_some());
}

async fn what_keeps_messages_from_leaving_is_reported(db: &TestDb) {
    let app = db.app(town()).await;
    let samia = who(&app, "samia").await;
    let path = card(&app, "samia").await;
    let contact =
        Contact { phone: Some("+33612345678".to_owned()), email: Some("samia@courriel.example".to_owned()) };
    actions::change_contact(&app.ctx, app.territory, samia, &contact, EditedBy::Desk).await.unwrap();
    let mut lea = lea(&app).await;
    let page = lea.asks(&path).await;
    assert!(!page.text.contains("reaching"), "nothing does: {}", page.words());
    let person = referrals::beneficiary(app.ctx.db.read(), app.territory, samia).await.unwrap().unwrap();
    let tx = app.ctx.db.begin().await.unwrap();
    let (now, territory) = (app.ctx.now(), app.territory);
    channels::set_refused(&tx, territory, samia, Channel::Sms, true, now).await.unwrap();
    channels::set_refused(&tx, territory, samia, Channel::Mail, true, now).await.unwrap();
    tx.commit().await.unwrap();
    let said = lea.asks(&path).await.words();
    assert!(
        said.contains(
            "SMS : la personne ne veut plus de rappels ; ce qui change son rendez-vous part encore."
        ),
        "{said}"
    );
    assert!(said.contains("Mail : la personne ne veut plus de rappels ; le reste part encore."), "{said}");
    assert!(!said.contains("Plus aucun message"), "{said}");
    for (channel, why, expected) in [
        (
            Channel::Mail,
            AddressFault::Unknown,
            "Adresse mail : nos messages reviennent depuis lundi 4 janvier, cette adresse n'existe pas.",
        ),
        (
            Channel::Sms,
            AddressFault::Refused,
            "Téléphone : nos SMS sont refusés depuis lundi 4 janvier par l'opérateur.",
        ),
    ] {
        let tx = app.ctx.db.begin().await.unwrap();
        channels::mark_bad(&tx, territory, &person, &app.ctx.address_hashes(&person), channel, why, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let said = lea.asks(&path).await.words();
        assert!(said.contains(expected), "{said}");
        let is_silent = channel == Channel::Sms;
        assert_eq!(said.contains("Plus aucun message ne lui parvient"), is_silent, "{said}");
    }
    // Another address is another matter.
    let other = Contact { email: Some("samia@ailleurs.example".to_owned()), ..contact };
    actions::change_contact(&app.ctx, app.territory, samia, &other, EditedBy::Desk).await.unwrap();
    let said = lea.asks(&path).await.words();
    assert!(!said.contains("reviennent") && !said.contains("Plus aucun message"), "{said}");
}
