//! Forms of the back office: what is typed stays, each error names its field.

use axum::http::StatusCode;
use domain::rights::{Grant, Role};

use super::staff::{PASSWORD, account, address, at_work, browser, tries};
use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::small;

both_databases![
    a_refused_sign_in_keeps_the_address_and_not_the_password,
    a_wrong_address_is_named_where_a_link_is_asked_for,
    a_wrong_password_is_named_and_nothing_typed_is_repeated,
    a_role_that_does_not_fit_keeps_what_was_chosen,
];

const DESK: Grant = Grant::territory_wide(Role::Receptionist);
const MANAGER: Grant = Grant::territory_wide(Role::TerritoryManager);

async fn a_refused_sign_in_keeps_the_address_and_not_the_password(db: &TestDb) {
    let app = db.app(small()).await;
    account(&app, "lea", DESK).await;
    let page = tries(&mut browser(&app, 1), "lea", "pas le bon mot").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.names_error("email", "email");
    assert!(page.text.contains(&format!("value=\"{}\"", address("lea"))), "what was typed stays");
    assert!(!page.text.contains("pas le bon mot"), "a password is never shown again");
}

async fn a_wrong_address_is_named_where_a_link_is_asked_for(db: &TestDb) {
    let app = db.app(small()).await;
    let mut lea = browser(&app, 1);
    let page = lea.asks("/sign-in/forgotten").await;
    let page = lea.fills(&page, "/sign-in/forgotten", &[("email", "lea")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.names_error("email", "email");
    assert!(page.text.contains("value=\"lea\""), "what was typed stays");
}

async fn a_wrong_password_is_named_and_nothing_typed_is_repeated(db: &TestDb) {
    let app = db.app(small()).await;
    let mut lea = at_work(&app, "lea", DESK, 1).await;
    let page = lea.asks("/office/password").await;
    for (current, new, again, field) in [
        ("pas le bon mot", "un autre mot long", "un autre mot long", "current"),
        (PASSWORD, "court", "court", "password"),
        (PASSWORD, "un autre mot long", "un autre mot", "password"),
    ] {
        let fields = [("current", current), ("password", new), ("again", again)];
        let page = lea.fills(&page, "/office/password", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        page.names_error(field, field);
        for typed in [current, "un autre mot"] {
            assert!(!page.text.contains(&format!("value=\"{typed}")), "a password is never shown again");
        }
    }
}

async fn a_role_that_does_not_fit_keeps_what_was_chosen(db: &TestDb) {
    let app = db.app(small()).await;
    account(&app, "lea", DESK).await;
    let mut boss = at_work(&app, "boss", MANAGER, 2).await;
    let page = boss.asks("/office/accounts").await;
    let lea = page.text.split("<tr>").find(|row| row.contains(&address("lea"))).unwrap();
    let path = lea.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = boss.asks(&path).await;
    let page = boss.fills(&page, "/give", &[("role", "organisation_manager")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.names_error("organisation", "organisation");
    assert!(page.text.contains("<option value=\"organisation_manager\" selected"), "the choice stays");
}
