//! One box finds whoever the desk may see, and nobody else.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::Duration;
use domain::beneficiary_search::{BeneficiaryQuery, BeneficiaryRecord, terms};
use domain::ids::BeneficiaryId;
use domain::provenance::EditedBy;
use domain::rights::{AccessScope, Grant, Role};
use entity::{beneficiary, beneficiary_term, name_key, organisation, referral};
use sea_orm::{EntityTrait, PaginatorTrait};
use unisson::actions::{self, LinkSet};
use unisson::store::beneficiary_search;

use super::{card, lea, searches, town, who};
use crate::office::staff::at_work;
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    whoever_stands_there_is_found_however_it_is_said,
    a_code_finds_its_person,
    an_index_finds_whom_a_look_at_everybody_finds,
    another_organisation_finds_nobody_of_ours,
    whoever_changes_is_found_anew_and_whoever_is_forgotten_is_not,
    what_is_typed_is_shown_as_it_is,
];

async fn whoever_stands_there_is_found_however_it_is_said(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let samia = card(&app, "samia").await;
    for typed in [
        "sam",
        "ben said",
        "SAÏD samia",
        "bensaid",
        "samai",
        "29/02/1988",
        "29 février",
        "06 12 34 56 78",
        "+33 6 12 34 56 78",
        "5678",
        "samia@exemple.fr",
        "ben 29/02",
    ] {
        let page = searches(&mut lea, typed).await;
        assert_eq!(page.link("/desk/person/").as_deref(), Some(samia.as_str()), "{typed}: {}", page.words());
        assert!(page.words().contains("Une personne."), "{typed}: {}", page.words());
        assert!(page.words().contains("Attend depuis 21 jours"), "{}", page.words());
    }
    for (typed, said) in [("zzz", "Personne ne correspond"), ("s", "Tapez au moins deux lettres")] {
        let page = searches(&mut lea, typed).await;
        assert!(page.words().contains(said), "{typed}: {}", page.words());
    }
}

async fn a_code_finds_its_person(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let client = app.client("bruno");
    let (referral, kind) = (client.ask.referral, client.ask.visit_type);
    let invited = actions::invite(&app.ctx, app.territory, referral, kind, LinkSet::Current).await.unwrap();
    let page = searches(&mut lea, &invited.code.grouped().to_lowercase()).await;
    assert_eq!(page.link("/desk/person/"), Some(card(&app, "bruno").await));
    assert!(searches(&mut lea, "K7M2-QX9B").await.words().contains("Personne ne correspond"));
}

/// Names of which many are near each other.
fn crowd(count: usize) -> Draft {
    let given = ["Marie", "Maria", "Jean-Marc", "Samia", "Amina", "Aminata", "Zoé", "Noé", "Léa", "Lea"];
    let family = [
        "Martin", "Martine", "Dupont", "Dupond", "Ben Ali", "Benali", "N'Diaye", "Ndiaye", "Saïd", "Le Goff",
    ];
    (0..count).fold(town(), |draft, number| {
        let (one, other) = (given[number * 7 % 10], family[(number * 3 + number / 10) % 10]);
        let day = 1 + number * 5 % 28;
        draft.known(
            &format!("f-{number}"),
            one,
            other,
            &format!("1980-03-{day:02}"),
            &format!("06000000{number:02}"),
        )
    })
}

async fn an_index_finds_whom_a_look_at_everybody_finds(db: &TestDb) {
    let app = db.app(crowd(90)).await;
    let today = "2027-01-04".parse().unwrap();
    let people = beneficiary::Entity::find().all(app.ctx.db.read()).await.unwrap();
    let files = referral::Entity::find().all(app.ctx.db.read()).await.unwrap();
    let everybody = AccessScope { is_whole: true, ..AccessScope::default() };
    let mut found_any = 0;
    for typed in [
        "mar",
        "martin",
        "matrin",
        "dupont",
        "dupomd",
        "ben ali",
        "benali",
        "ndiaye lea",
        "n'diaye",
        "lea ndiaye",
        "jean marc",
        "jeanmarc",
        "zoe le goff",
        "goff zoé",
        "12/03",
        "12/03/1980",
        "0600000012",
        "0012",
        "f-12",
        "samia said 1980",
        "aminta",
        "marie martin 5/3",
        "xavier",
        "le",
    ] {
        let Some(query) = BeneficiaryQuery::parse(typed, today) else { continue };
        let mut exact = BTreeSet::new();
        let mut near = BTreeSet::new();
        for row in &people {
            let keys: Vec<&str> = files
                .iter()
                .filter(|file| file.beneficiary_id == row.id)
                .map(|file| file.key.as_str())
                .collect();
            let facts = BeneficiaryRecord {
                given_name: &row.given_name,
                family_name: &row.family_name,
                phone: row.phone.as_deref(),
                email: row.email.as_deref(),
                born_on: row.born_on,
                files: &keys,
            };
            match query.distance(&terms(&facts)) {
                Some(distance) if distance < 4 => {
                    exact.insert(row.id.0);
                    near.insert(row.id.0);
                }
                Some(_) => {
                    near.insert(row.id.0);
                }
                None => {}
            }
        }
        let found = beneficiary_search::find(app.ctx.db.read(), app.territory, &query, &everybody, 1_000)
            .await
            .unwrap();
        let found: BTreeSet<_> = found.people.into_iter().map(|found| found.person).collect();
        found_any += found.len();
        let wanted = if exact.len() < 5 { near } else { exact };
        assert_eq!(found, wanted, "{typed}");
    }
    assert!(found_any > 100, "{found_any}");
}

async fn another_organisation_finds_nobody_of_ours(db: &TestDb) {
    let mut draft = town();
    draft.0.organisations.push(domain::territory_document::OrganisationSpec {
        key: "ft".to_owned(),
        name: "France Travail".to_owned(),
        kind: "france_travail".to_owned(),
    });
    draft.0.referrals[0].organisation = Some("ft".to_owned());
    draft.0.referrals[1].organisation = Some("dep".to_owned());
    let app = db.app(draft).await;
    let rows = organisation::Entity::find().all(app.ctx.db.read()).await.unwrap();
    let id = |key: &str| rows.iter().find(|row| row.key == key).unwrap().id.0;
    let grant = |key: &str| Grant::new(Role::Receptionist, Some(id(key)), None).unwrap();
    let mut theirs = at_work(&app, "theo", grant("ft"), 2).await;
    let page = searches(&mut theirs, "samia").await;
    assert!(page.words().contains("Une personne."), "{}", page.words());
    for typed in ["bruno", "dupont", "dupomd", "06 98 76 54 32", "6/5/1970", "chen"] {
        let page = searches(&mut theirs, typed).await;
        assert!(page.words().contains("Personne ne correspond"), "{typed}: {}", page.words());
    }
    let bruno = card(&app, "bruno").await;
    for path in ["", "/earliest", "/today", "/merge?with=x"] {
        assert_eq!(theirs.asks(&format!("{bruno}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // Somebody of theirs receives him: from then on he is theirs as well. Nobody of France Travail does here.
    let mut ours = at_work(&app, "olga", grant("dep"), 3).await;
    assert!(searches(&mut ours, "bruno").await.words().contains("Une personne."));
    assert!(searches(&mut ours, "samia").await.words().contains("Personne ne correspond"));
    app.client("samia").books_the_earliest().await;
    assert!(searches(&mut ours, "samia").await.words().contains("Une personne."), "their people receive her");
}

async fn whoever_changes_is_found_anew_and_whoever_is_forgotten_is_not(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let samia = who(&app, "samia").await;
    let contact = actions::Contact { phone: Some("0700000001".to_owned()), email: None };
    actions::change_contact(&app.ctx, app.territory, samia, &contact, EditedBy::Desk).await.unwrap();
    assert!(searches(&mut lea, "0700000001").await.words().contains("Une personne."));
    assert!(searches(&mut lea, "0612345678").await.words().contains("Personne ne correspond"));
    app.wait(Duration::days(800));
    actions::purge(&app.ctx).await.unwrap();
    let db = app.ctx.db.read();
    assert_eq!(beneficiary_term::Entity::find().count(db).await.unwrap(), 0, "nobody is found by anything");
    assert_eq!(name_key::Entity::find().count(db).await.unwrap(), 0, "no name is left over");
}

async fn what_is_typed_is_shown_as_it_is(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let page = searches(&mut lea, "<script>alert(1)</script>").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("<script>alert"), "{}", page.text);
    let page = searches(&mut lea, &"é".repeat(2_000)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.len() < 20_000);
    assert_eq!(lea.asks("/desk?q=%ff%fe%00").await.status, StatusCode::OK);
    let nobody = BeneficiaryId(app.ctx.new_id());
    for path in [format!("/desk/person/{nobody}"), "/desk/person/x".to_owned()] {
        assert_eq!(lea.asks(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let _: &App = &app;
}
