//! Who is who, and whose word counts, when lists are imported again after edits and merges.

use chrono::{Duration, NaiveDate};
use domain::ids::BeneficiaryId;
use domain::provenance::{EditedBy, StatedField};
use domain::visit::Language;
use unisson::actions::{self, Contact, Settlement};
use unisson::cli::import::DEFAULT_SOURCE;
use unisson::store::provenance::{self, OpenCheck};
use unisson::store::referrals::{self, Beneficiary};

use super::{Folder, example, listed};
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![
    an_edit_stays_when_the_same_list_comes_again,
    an_edit_yields_to_a_list_as_of_a_later_day_only,
    what_is_to_be_checked_is_settled_either_way,
    a_list_older_than_the_last_one_changes_nothing,
    a_column_that_is_not_there_takes_nothing_away,
    a_merged_person_is_not_changed_by_the_same_list,
    a_number_of_a_household_turns_nobody_into_the_other_spouse,
    a_number_that_a_sheet_has_cut_is_restored_or_refused,
    who_has_one_name_only_is_taken,
    nobody_is_oriented_as_a_child,
    what_was_said_and_edited_is_forgotten_with_the_person,
];

const LISTED: &str = "01 99 00 00 12";
const LISTED_LATER: &str = "06 39 98 00 12";
const EDITED: &str = "0639980099";

fn with_number(number: &str) -> Folder {
    Folder::example().change("orientations.csv", LISTED, number)
}

async fn paul(app: &App) -> Beneficiary {
    let id = app.client("o-2").referral().await.beneficiary;
    person(app, id).await
}

async fn person(app: &App, id: BeneficiaryId) -> Beneficiary {
    referrals::beneficiary(app.ctx.db.read(), app.territory, id).await.unwrap().unwrap()
}

async fn edits(app: &App) -> NaiveDate {
    let contact = Contact { phone: Some(EDITED.to_owned()), email: None };
    let id = paul(app).await.id;
    actions::change_contact(&app.ctx, app.territory, id, &contact, EditedBy::Desk).await.unwrap();
    app.ctx.now().date_naive()
}

async fn checks(app: &App) -> Vec<OpenCheck> {
    provenance::open_checks(app.ctx.db.read(), app.territory, 100).await.unwrap()
}

async fn goes_in_as_of(folder: &Folder, app: &App, as_of: Option<NaiveDate>) -> bool {
    match folder.try_as_of(&app.ctx, false, as_of).await {
        Ok((imported, _)) => imported.has_changed,
        Err(faults) => panic!("{}", listed(&faults)),
    }
}

async fn an_edit_stays_when_the_same_list_comes_again(db: &TestDb) {
    let app = example(db).await;
    edits(&app).await;
    for as_of in [None, Some(app.ctx.now().date_naive() + Duration::days(9))] {
        assert!(!goes_in_as_of(&Folder::example(), &app, as_of).await, "it says nothing new");
        assert_eq!(paul(&app).await.phone.as_deref(), Some(EDITED));
    }
    assert!(checks(&app).await.is_empty());
}

async fn an_edit_yields_to_a_list_as_of_a_later_day_only(db: &TestDb) {
    let app = example(db).await;
    let today = edits(&app).await;
    let changed = with_number(LISTED_LATER);
    for as_of in [None, Some(today), Some(today - Duration::days(1))] {
        assert!(!goes_in_as_of(&changed, &app, as_of).await);
        assert_eq!(paul(&app).await.phone.as_deref(), Some(EDITED));
        let open = checks(&app).await;
        assert_eq!(open.len(), 1, "asked once");
        assert_eq!((open[0].field, open[0].stated.as_str()), (StatedField::Phone, "0639980012"));
    }
    let later = with_number("06 39 98 00 13");
    assert!(goes_in_as_of(&later, &app, Some(today + Duration::days(1))).await);
    assert_eq!(paul(&app).await.phone.as_deref(), Some("0639980013"));
}

async fn what_is_to_be_checked_is_settled_either_way(db: &TestDb) {
    let app = example(db).await;
    edits(&app).await;
    let id = paul(&app).await.id;
    let settles = async |settlement| {
        actions::settle_check(&app.ctx, app.territory, id, StatedField::Phone, DEFAULT_SOURCE, settlement)
            .await
    };
    goes_in_as_of(&with_number(LISTED_LATER), &app, None).await;
    settles(Settlement::Keep).await.unwrap();
    assert_eq!(paul(&app).await.phone.as_deref(), Some(EDITED));
    assert!(checks(&app).await.is_empty());
    assert!(settles(Settlement::Take).await.is_err(), "nothing is left to decide");
    goes_in_as_of(&with_number(LISTED_LATER), &app, None).await;
    assert!(checks(&app).await.is_empty(), "the same list does not ask again");
    goes_in_as_of(&with_number("06 39 98 00 13"), &app, None).await;
    settles(Settlement::Take).await.unwrap();
    assert_eq!(paul(&app).await.phone.as_deref(), Some("0639980013"));
    assert!(checks(&app).await.is_empty());
}

async fn a_list_older_than_the_last_one_changes_nothing(db: &TestDb) {
    let app = example(db).await;
    let today = app.ctx.now().date_naive();
    assert!(goes_in_as_of(&with_number(LISTED_LATER), &app, Some(today)).await);
    assert!(!goes_in_as_of(&Folder::example(), &app, Some(today - Duration::days(3))).await);
    assert_eq!(paul(&app).await.phone.as_deref(), Some("0639980012"));
}

async fn a_column_that_is_not_there_takes_nothing_away(db: &TestDb) {
    let app = example(db).await;
    let samia = app.client("o-1").referral().await.beneficiary;
    let arabic = Language::parse("ar").unwrap();
    assert_eq!(person(&app, samia).await.language, arabic);
    let without = Folder::example()
        .change("orientations.csv", ";Langue;", ";")
        .change("orientations.csv", "14/07/1990;ar;", "14/07/1990;")
        .change("orientations.csv", ";;fr;ft-melun", ";;ft-melun")
        .change("agents.csv", "80 %;5", ";5");
    assert!(!without.goes_in(&app.ctx).await.has_changed);
    assert_eq!(person(&app, samia).await.language, arabic);
}

async fn a_merged_person_is_not_changed_by_the_same_list(db: &TestDb) {
    let app = example(db).await;
    let twice = Folder::example().add(
        "orientations.csv",
        "o-3;Paul;Durand;12/10/2026;paul@courriel.example;06 39 98 00 77;;fr;ft-melun;provins;",
    );
    twice.clone().goes_in(&app.ctx).await;
    let app = db.app_over(app.ctx.clone(), app.territory).await;
    let kept = paul(&app).await;
    let gone = app.client("o-3").referral().await.beneficiary;
    actions::merge_beneficiaries(&app.ctx, app.territory, kept.id, gone).await.unwrap();
    let merged = person(&app, kept.id).await;
    for _ in 0..2 {
        assert!(!twice.clone().goes_in(&app.ctx).await.has_changed);
        assert_eq!(person(&app, kept.id).await, merged);
    }
}

async fn a_number_of_a_household_turns_nobody_into_the_other_spouse(db: &TestDb) {
    let app = example(db).await;
    let samia = person(&app, app.client("o-1").referral().await.beneficiary).await;
    let spouse = Folder::example().change("orientations.csv", "o-1;Samia;Benali", "o-1;Karim;Benali").change(
        "orientations.csv",
        "14/07/1990",
        "02/03/1988",
    );
    let said = spouse.is_refused(&app.ctx).await;
    assert!(said.contains("Samia Benali, born on 1990-07-14"), "{said}");
    assert!(said.contains("Karim Benali, born on 1988-03-02"), "{said}");
    assert_eq!(person(&app, samia.id).await, samia);
    let married = Folder::example().change("orientations.csv", "o-1;Samia;Benali", "o-1;Samia;Morel");
    assert!(married.goes_in(&app.ctx).await.has_changed, "a name is corrected");
}

async fn a_number_that_a_sheet_has_cut_is_restored_or_refused(db: &TestDb) {
    let app = example(db).await;
    with_number("639980012").goes_in(&app.ctx).await;
    assert_eq!(paul(&app).await.phone.as_deref(), Some("0639980012"));
    for number in ["6,39E+08", "06 39 98 00 1"] {
        let said = with_number(&format!("\"{number}\"")).is_refused(&app.ctx).await;
        assert!(said.starts_with("orientations.csv, line 3, column \"Téléphone\": "), "{said}");
    }
}

async fn who_has_one_name_only_is_taken(db: &TestDb) {
    let app = example(db).await;
    let one = Folder::example().add("orientations.csv", "o-3;;Rahmatullah;12/10/2026;;;01/01/1990;;;;");
    one.goes_in(&app.ctx).await;
    let app = db.app_over(app.ctx.clone(), app.territory).await;
    let taken = person(&app, app.client("o-3").referral().await.beneficiary).await;
    assert_eq!((taken.given_name.as_str(), taken.family_name.as_str()), ("", "Rahmatullah"));
    let none = Folder::example().add("orientations.csv", "o-4;;;12/10/2026;;;01/01/1990;;;;");
    assert!(none.is_refused(&app.ctx).await.contains("no name is written"));
}

async fn nobody_is_oriented_as_a_child(db: &TestDb) {
    let app = example(db).await;
    let child = Folder::example().change("orientations.csv", "14/07/1990", "14/07/2025");
    let said = child.is_refused(&app.ctx).await;
    assert!(said.starts_with("orientations.csv, line 2, column \"Né(e) le\": "), "{said}");
}

async fn what_was_said_and_edited_is_forgotten_with_the_person(db: &TestDb) {
    let app = example(db).await;
    edits(&app).await;
    goes_in_as_of(&with_number(LISTED_LATER), &app, None).await;
    let raw = db.raw().await;
    let count = async |table: &str| raw.counts(&format!("SELECT COUNT(*) AS n FROM {table}")).await;
    assert_eq!(
        (count("source_statement").await, count("value_edit").await, count("value_check").await),
        (2, 1, 1)
    );
    app.wait(Duration::days(1000));
    actions::purge(&app.ctx).await.unwrap();
    assert_eq!(
        (count("source_statement").await, count("value_edit").await, count("value_check").await),
        (0, 0, 0)
    );
}
