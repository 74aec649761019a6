//! How territories and their sites show themselves: imported, kept, changed, refused.

use domain::accessibility::AccessibilityFeature;
use domain::theme::Colour;
use unisson::actions::{self, ImportError};
use unisson::store::territories;

use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    what_a_territory_shows_is_kept,
    a_colour_without_contrast_is_refused_with_one_that_has_it,
    what_a_place_offers_is_said_in_known_words,
];

fn draft() -> Draft {
    Draft::new().site("melun").teams(1, "melun")
}

async fn what_a_territory_shows_is_kept(db: &TestDb) {
    let mut draft = draft();
    draft.0.theme.brand = Some("#1F4E79".to_owned());
    draft.0.theme.phone = Some("01 99 00 00 00".to_owned());
    draft.0.sites[0].access = vec!["lift".to_owned(), "step_free".to_owned(), "lift".to_owned()];
    draft.0.sites[0].access_note = Some("La porte est dans la cour.".to_owned());
    let app = db.app(draft).await;
    let kept = territories::load(app.ctx.db.read(), app.territory).await.unwrap().unwrap();
    assert_eq!(kept.theme.brand, Colour::parse("#1f4e79"));
    assert_eq!(kept.theme.phone, "01 99 00 00 00");
    let access = &kept.sites.values().next().unwrap().access;
    assert_eq!(
        access.features.iter().copied().collect::<Vec<_>>(),
        [AccessibilityFeature::StepFree, AccessibilityFeature::Lift]
    );
    assert_eq!(access.note, "La porte est dans la cour.");
}

async fn a_colour_without_contrast_is_refused_with_one_that_has_it(db: &TestDb) {
    for (brand, found, suggestion) in [
        ("#ffcc00", "contrast of 1.3 to 1", "use a darker one, such as #"),
        // Good enough under white letters, too light for a link on a tinted ground.
        ("#737373", "contrast of 4.0 to 1", "use a darker one, such as #"),
        ("jaune", "is not a colour", "write it as #14505c"),
    ] {
        let mut draft = draft();
        draft.0.theme.brand = Some(brand.to_owned());
        let refused = actions::create_territory(&db.ctx(1).await, &draft.0).await;
        let Err(ImportError::Faults(faults)) = refused else { panic!("{brand} is refused") };
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("theme.brand: ") && said[0].contains(found), "{said:?}");
        assert!(said[0].contains(suggestion), "{said:?}");
        if let Some(better) = said[0].split("such as ").nth(1) {
            let better = Colour::parse(better).unwrap();
            assert!(better.contrast(Colour::WHITE) >= 4.5 && better.contrast(Colour::TINT) >= 4.5);
        }
    }
}

async fn what_a_place_offers_is_said_in_known_words(db: &TestDb) {
    let mut draft = draft();
    draft.0.sites[0].access = vec!["ramp".to_owned()];
    let refused = actions::create_territory(&db.ctx(1).await, &draft.0).await;
    let Err(ImportError::Faults(faults)) = refused else { panic!("an unknown word is refused") };
    let said = faults[0].to_string();
    assert!(said.starts_with("sites[melun].access: unknown word \"ramp\"; use step_free, lift"), "{said}");
}
