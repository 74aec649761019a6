//! Accounts are made, changed and closed by those who may, and by nobody else.

use axum::http::StatusCode;
use domain::ids::OrganisationId;
use domain::rights::{Grant, Role};
use unisson::store::accounts;
use unisson::store::organisations;

use super::staff::{account, address, at_work, browser, tries};
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::{Browser, Page};
use crate::support::database::TestDb;
use crate::support::territory::{Draft, person, small};

both_databases![
    a_manager_makes_an_account_and_changes_it,
    a_manager_of_an_organisation_keeps_to_it,
    what_is_wrong_with_a_new_account_is_said_and_nothing_typed_is_lost,
    the_last_manager_of_a_territory_stays,
    an_auditor_looks_and_touches_nothing,
    a_grant_that_is_taken_back_is_gone_at_the_next_page,
];

const MANAGER: Grant = Grant::territory_wide(Role::TerritoryManager);

/// Two organisations, each with a professional.
pub fn partners() -> Draft {
    let mut draft = small();
    let mut other = draft.0.organisations[0].clone();
    "ml".clone_into(&mut other.key);
    "Mission locale".clone_into(&mut other.name);
    draft.0.organisations.push(other);
    let mut theirs = person("ml-1").is("employment").works_at("melun");
    theirs.0.organisations = vec!["ml".to_owned()];
    draft.with(theirs)
}

/// The organisation called `key`.
pub async fn organisation(app: &App, key: &str) -> OrganisationId {
    let all = organisations::list(app.ctx.db.read(), app.territory).await.unwrap();
    all.into_iter().find(|known| known.key == key).unwrap().id
}

async fn adds(browser: &mut Browser, fields: &[(&str, &str)]) -> Page {
    let page = browser.asks("/office/accounts").await;
    let none = [("organisation", ""), ("site", ""), ("professional", "")];
    let none = none.into_iter().filter(|(name, _)| fields.iter().all(|(given, _)| given != name));
    let all: Vec<_> = fields.iter().copied().chain(none).collect();
    browser.fills(&page, "/office/accounts", &all).await
}

async fn a_manager_makes_an_account_and_changes_it(db: &TestDb) {
    let app = db.app(partners()).await;
    let mut boss = at_work(&app, "boss", MANAGER, 1).await;
    let dep = organisation(&app, "dep").await.to_string();
    let fields = [
        ("name", " Léa  Petit "),
        ("email", "Lea@Territoire.example"),
        ("role", "receptionist"),
        ("organisation", &dep),
    ];
    let page = adds(&mut boss, &fields).await;
    assert!(page.heading().starts_with("Léa Petit"), "{}", page.words());
    assert!(page.words().contains("Un lien part vers lea@territoire.example"), "{}", page.words());
    assert!(page.words().contains("Accueil, Département"));
    let stored =
        accounts::by_email(app.ctx.db.read(), app.territory, &address("lea")).await.unwrap().unwrap();
    super::staff::sets_password(&app, stored.id, super::staff::PASSWORD).await;
    let mut lea = browser(&app, 2);
    assert_eq!(tries(&mut lea, "lea", super::staff::PASSWORD).await.heading(), "Aujourd'hui");
    let page = boss.opens(&page.path.replace("?after=made", "")).await;
    let more = [
        ("role", "professional"),
        ("organisation", &*dep),
        ("site", ""),
        ("professional", &app.resource("s-1").to_string()),
    ];
    let page = boss.fills(&page, "/give", &more).await;
    assert!(page.words().contains("Professionnel, Département"), "{}", page.words());
    let page = boss.fills(&page, "/take", &[]).await;
    assert_eq!(page.text.matches("/take\"").count(), 1);
    let page = boss.fills(&page, "/manage", &[("do", "close")]).await;
    assert!(page.words().contains("fermé"), "{}", page.words());
    assert_eq!(lea.asks("/office").await.status, StatusCode::SEE_OTHER);
    let page = boss.fills(&page, "/manage", &[("do", "open")]).await;
    assert!(page.words().contains("ouvert"), "{}", page.words());
    let page = boss.fills(&page, "/manage", &[("do", "link")]).await;
    assert!(page.words().contains("Les liens d'avant ne sont plus bons"), "{}", page.words());
}

async fn a_manager_of_an_organisation_keeps_to_it(db: &TestDb) {
    let app = db.app(partners()).await;
    let (dep, ml) = (organisation(&app, "dep").await, organisation(&app, "ml").await);
    let manages = |organisation| Grant::new(Role::OrganisationManager, Some(organisation), None).unwrap();
    let receives = |organisation| Grant::new(Role::Receptionist, Some(organisation), None).unwrap();
    let mut boss = at_work(&app, "ml-boss", manages(ml), 1).await;
    account(&app, "ml-desk", receives(ml)).await;
    let theirs = account(&app, "dep-desk", receives(dep)).await;
    account(&app, "shared-desk", Grant::territory_wide(Role::Receptionist)).await;
    let page = boss.asks("/office/accounts").await;
    assert!(page.text.contains("ml-desk") && page.text.contains("ml-boss"));
    assert!(!page.text.contains("dep-desk") && !page.text.contains("shared-desk"), "{}", page.words());
    assert!(!page.text.contains("Département"), "what may not be given is not offered");
    assert!(!page.text.contains(&app.resource("s-1").to_string()), "nor the agenda of others");
    assert_eq!(boss.asks(&format!("/office/accounts/{theirs}")).await.status, StatusCode::NOT_FOUND);
    let form = page.form("/office/accounts").1;
    let form = form.iter().find(|(name, _)| name == "form").unwrap().1.clone();
    for action in ["give", "take", "manage"] {
        let path = format!("/office/accounts/{theirs}/{action}");
        let posted =
            [("form", &*form), ("do", "close"), ("role", "receptionist"), ("organisation", &dep.to_string())];
        assert_eq!(boss.posts(&path, &posted).await.status, StatusCode::NOT_FOUND, "{action}");
    }
    for (role, organisation) in [
        ("receptionist", dep.to_string()),
        ("receptionist", String::new()),
        ("territory_manager", String::new()),
        ("system", String::new()),
    ] {
        let posted = [
            ("name", "X"),
            ("email", "x@territoire.example"),
            ("role", role),
            ("organisation", &organisation),
        ];
        assert_eq!(adds(&mut boss, &posted).await.status, StatusCode::NOT_FOUND, "{role} {organisation}");
    }
    let (own, agenda) = (ml.to_string(), app.resource("s-1").to_string());
    let posted = [
        ("name", "X"),
        ("email", "x@territoire.example"),
        ("role", "professional"),
        ("organisation", &*own),
        ("professional", &*agenda),
    ];
    assert_eq!(adds(&mut boss, &posted).await.status, StatusCode::NOT_FOUND, "another organisation's agenda");
    let agenda = app.resource("ml-1").to_string();
    let posted = [
        ("name", "X"),
        ("email", "x@territoire.example"),
        ("role", "professional"),
        ("organisation", &*own),
        ("professional", &*agenda),
    ];
    assert_eq!(adds(&mut boss, &posted).await.heading(), "X mot de passe à choisir");
}

async fn what_is_wrong_with_a_new_account_is_said_and_nothing_typed_is_lost(db: &TestDb) {
    let app = db.app(partners()).await;
    let mut boss = at_work(&app, "boss", MANAGER, 1).await;
    let long = "Léa ".repeat(60);
    for (name, email, role, why, field) in [
        ("", "lea@territoire.example", "receptionist", "Écrivez le nom", "name"),
        (&*long, "lea@territoire.example", "receptionist", "Écrivez le nom", "name"),
        ("Léa", "lea", "receptionist", "pas une adresse mail", "email"),
        ("Léa", "boss@territoire.example", "receptionist", "a déjà cette adresse", "email"),
        ("Léa", "lea@territoire.example", "professional", "demande un agenda", "professional"),
        ("Léa", "lea@territoire.example", "organisation_manager", "demande une organisation", "organisation"),
    ] {
        let page = adds(&mut boss, &[("name", name), ("email", email), ("role", role)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        assert!(page.words().contains(why), "{why}: {}", page.words());
        page.names_error(field, field);
        assert!(page.text.contains(&format!("value=\"{email}\"")), "what was typed stays");
        assert!(page.text.contains(&format!("<option value=\"{role}\" selected")), "{role}");
    }
    let script = adds(
        &mut boss,
        &[
            ("name", "<script>alert(1)</script>"),
            ("email", "lea@territoire.example"),
            ("role", "receptionist"),
        ],
    )
    .await;
    assert!(!script.text.contains("<script>alert"), "{}", script.text);
    assert_eq!(accounts::list(app.ctx.db.read(), app.territory).await.unwrap().len(), 2);
}

async fn the_last_manager_of_a_territory_stays(db: &TestDb) {
    let app = db.app(partners()).await;
    let mut boss = at_work(&app, "boss", MANAGER, 1).await;
    let own =
        accounts::by_email(app.ctx.db.read(), app.territory, &address("boss")).await.unwrap().unwrap().id;
    let path = format!("/office/accounts/{own}");
    let page = boss.asks(&path).await;
    for (to, fields) in [("/take", vec![]), ("/manage", vec![("do", "close")])] {
        let refused = boss.fills(&page, to, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.words().contains("dernier responsable du territoire"), "{}", refused.words());
    }
    account(&app, "second", MANAGER).await;
    let page = boss.fills(&page, "/take", &[]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "gone at the next page");
}

async fn an_auditor_looks_and_touches_nothing(db: &TestDb) {
    let app = db.app(partners()).await;
    let lea = account(&app, "lea", Grant::territory_wide(Role::Receptionist)).await;
    let mut auditor = at_work(&app, "audit", Grant::territory_wide(Role::Auditor), 1).await;
    let page = auditor.asks("/office/accounts").await;
    assert!(page.text.contains("lea@territoire.example") && !page.text.contains("Nouveau compte"));
    let page = auditor.asks(&format!("/office/accounts/{lea}")).await;
    assert!(
        !page.text.contains("/take\"") && !page.text.contains("/manage\"") && !page.text.contains("/give\"")
    );
    let form = page.form("/sign-out").1[0].1.clone();
    for action in ["give", "take", "manage"] {
        let path = format!("/office/accounts/{lea}/{action}");
        let page = auditor.posts(&path, &[("form", &form), ("do", "close"), ("role", "receptionist")]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{action}");
    }
}

async fn a_grant_that_is_taken_back_is_gone_at_the_next_page(db: &TestDb) {
    let app = db.app(partners()).await;
    let mut boss = at_work(&app, "boss", MANAGER, 1).await;
    account(&app, "second", MANAGER).await;
    assert_eq!(boss.asks("/office/accounts").await.status, StatusCode::OK);
    let own =
        accounts::by_email(app.ctx.db.read(), app.territory, &address("boss")).await.unwrap().unwrap().id;
    unisson::actions::take_grant(&app.ctx, app.territory, own, &MANAGER).await.unwrap();
    assert_eq!(boss.asks("/office/accounts").await.status, StatusCode::FORBIDDEN);
}
