//! Values to check: what a list says otherwise than the desk, decided by whoever knows.

use chrono::NaiveDate;
use domain::provenance::EditedBy;
use domain::territory_document::ReferralSpec;
use unisson::actions::{self, Contact};
use unisson::store::provenance::ListSource;

use super::{lea, stored, town, who};
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![a_value_is_shown_on_both_sides_and_taken, a_value_that_was_settled_meanwhile_is_reported];

const ENTERED: &str = "0639980001";
const LISTED: &str = "06 39 98 00 02";

/// Samia, whose telephone the desk has entered and a list says otherwise.
async fn differing(db: &TestDb) -> App {
    let app = db.app(town()).await;
    let samia = stored(&app, who(&app, "samia").await).await.unwrap();
    let contact = Contact { phone: Some(ENTERED.to_owned()), email: samia.email.clone() };
    actions::change_contact(&app.ctx, app.territory, samia.id, &contact, EditedBy::Desk).await.unwrap();
    let line = ReferralSpec {
        key: "samia".to_owned(),
        given_name: samia.given_name,
        family_name: samia.family_name,
        email: None,
        phone: Some(LISTED.to_owned()),
        born_on: samia.born_on,
        language: None,
        organisation: None,
        received_on: app.client("samia").referral().await.received_on,
        site: None,
        referent: None,
        interpreter: None,
    };
    let source = ListSource { name: "caf".to_owned(), as_of: NaiveDate::from_ymd_opt(2026, 12, 1) };
    let snapshot =
        app.ctx.agendas.snapshot(&app.ctx.db, app.territory, app.ctx.now()).await.unwrap().unwrap();
    actions::import_referrals(&app.ctx, &snapshot.territory.key, &[line], &source).await.unwrap();
    app
}

async fn a_value_is_shown_on_both_sides_and_taken(db: &TestDb) {
    let app = differing(db).await;
    let mut lea = lea(&app).await;
    let calls = lea.asks("/desk/calls").await;
    assert!(calls.words().contains("Une valeur à vérifier"), "{}", calls.words());
    let page = lea.asks(&calls.link("/desk/to-check").unwrap()).await;
    let said = page.words();
    assert!(said.contains("Samia Ben Saïd") && said.contains("Téléphone, ici 06 39 98 00 01"), "{said}");
    assert!(said.contains("d'après « caf », liste du mardi 1er décembre 2026 06 39 98 00 02"), "{said}");
    let page = lea.fills(&page, "/check", &[("counts", "stated")]).await;
    let said = page.words();
    assert!(
        said.contains("Votre choix est enregistré.") && said.contains("Rien n'est à vérifier."),
        "{said}"
    );
    let samia = stored(&app, who(&app, "samia").await).await.unwrap();
    assert_eq!(samia.phone.as_deref(), Some("0639980002"));
    assert!(!lea.asks("/desk/calls").await.words().contains("valeur à vérifier"));
}

async fn a_value_that_was_settled_meanwhile_is_reported(db: &TestDb) {
    let app = differing(db).await;
    let mut lea = lea(&app).await;
    let page = lea.asks("/desk/to-check").await;
    lea.fills(&page, "/check", &[("counts", "stored")]).await;
    let again = lea.fills(&page, "/check", &[("counts", "stated")]).await;
    assert!(again.words().contains("quelqu'un a choisi entre-temps"), "{}", again.words());
    let samia = stored(&app, who(&app, "samia").await).await.unwrap();
    assert_eq!(samia.phone.as_deref(), Some(ENTERED));
}
