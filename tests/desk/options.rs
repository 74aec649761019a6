//! What the earliest appointment is looked for by: the wished site, a first day, half a day, more days.

use super::{card, lea, town, who};
use crate::support::both_databases;
use crate::support::browser::Page;
use crate::support::database::TestDb;
use crate::support::territory::Draft;

both_databases![
    the_wished_site_is_looked_at_first_and_another_is_a_choice,
    no_day_is_offered_before_the_one_that_was_asked_for,
    only_the_half_of_the_day_that_was_asked_for_is_offered,
    more_days_are_one_press_away,
    what_was_asked_for_stays_while_an_hour_is_held,
    whoever_is_booked_stands_beside_the_button,
];

/// A town where Meaux is wished for and Melun is free earlier.
fn wished() -> Draft {
    town().referral("dina", |sheet| {
        "Dina".clone_into(&mut sheet.given_name);
        "Ravel".clone_into(&mut sheet.family_name);
        sheet.site = Some("meaux".to_owned());
    })
}

fn sites(page: &Page) -> (bool, bool) {
    let offers =
        page.text.split("<fieldset class=\"offers\"").nth(1).unwrap().split("</fieldset>").next().unwrap();
    (offers.contains("melun"), offers.contains("meaux"))
}

async fn the_wished_site_is_looked_at_first_and_another_is_a_choice(db: &TestDb) {
    let app = db.app(wished()).await;
    app.is_away("s-meaux", "2027-01-04 00:00", "2027-01-06 00:00").await;
    let mut lea = lea(&app).await;
    let path = format!("{}/earliest", card(&app, "dina").await);
    let page = lea.asks(&path).await;
    assert_eq!(sites(&page), (false, true), "{}", page.words());
    assert!(page.words().contains("mercredi 6 janvier"));
    let page = lea.asks(&format!("{path}?site=")).await;
    assert_eq!(sites(&page), (true, false), "every site, the earliest first: {}", page.words());
    let page = lea.asks(&format!("{path}?site=melun")).await;
    assert_eq!(sites(&page), (true, false));
}

async fn no_day_is_offered_before_the_one_that_was_asked_for(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = format!("{}/earliest", card(&app, "samia").await);
    assert!(lea.asks(&path).await.words().contains("lundi 4 janvier"));
    let page = lea.asks(&format!("{path}?from=2027-01-07")).await;
    let words = page.words();
    assert!(
        words.contains("jeudi 7 janvier") && !words.contains("lundi 4") && !words.contains("mercredi 6"),
        "{words}"
    );
    assert!(page.text.contains("value=\"2027-01-07\""));
    for odd in ["", "demain", "2027-13-40", "1999-01-01"] {
        let page = lea.asks(&format!("{path}?from={odd}")).await;
        assert!(page.words().contains("lundi 4 janvier"), "{odd}: {}", page.words());
    }
}

async fn only_the_half_of_the_day_that_was_asked_for_is_offered(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = format!("{}/earliest", card(&app, "samia").await);
    for (half, other) in [("morning", "(après-midi)"), ("afternoon", "(matin)")] {
        for days in ["", "&days=0"] {
            let page = lea.asks(&format!("{path}?half={half}{days}")).await;
            assert!(!page.choices("choice").is_empty());
            assert!(!page.words().contains(other), "{half}: {}", page.words());
        }
    }
}

async fn more_days_are_one_press_away(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let page = lea.asks(&format!("{}/earliest?half=morning", card(&app, "samia").await)).await;
    let more = lea.asks(&page.link("days=0").unwrap().replace("&#38;", "&")).await;
    let words = more.words();
    assert!(words.contains("lundi 4 janvier") && words.contains("vendredi 8 janvier"), "{words}");
    assert!(!words.contains("lundi 11 janvier") && !words.contains("(après-midi)"), "{words}");
    let next = lea.asks(&more.link("days=1").unwrap().replace("&#38;", "&")).await;
    assert!(next.words().contains("lundi 11 janvier"), "{}", next.words());
    let chosen = next.choices("choice").pop().unwrap();
    let done = lea.fills(&next, "/book", &[("choice", &chosen)]).await;
    assert!(done.words().contains("C'est noté"), "{}", done.words());
    let far = lea.asks(&format!("{}/earliest?days=18446744073709551615", card(&app, "bruno").await)).await;
    assert!(far.choices("choice").is_empty() && far.words().contains("Les premiers rendez-vous"));
}

async fn what_was_asked_for_stays_while_an_hour_is_held(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = card(&app, "samia").await;
    let page = lea.asks(&format!("{path}/earliest?half=afternoon&from=2027-01-06&site=melun")).await;
    let (_, fields) = page.form("/book");
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let held = lea.posts(&format!("{path}/hold"), &fields).await;
    assert!(held.path.contains("half=afternoon") && held.path.contains("from=2027-01-06"), "{}", held.path);
    assert!(held.words().contains("Heure gardée"), "{}", held.words());
}

async fn whoever_is_booked_stands_beside_the_button(db: &TestDb) {
    let app = db.app(town()).await;
    let mut lea = lea(&app).await;
    let path = format!("/desk/person/{}", who(&app, "samia").await);
    for page in [lea.asks(&format!("{path}/earliest")).await, lea.asks(&format!("{path}/today")).await] {
        let subject = page.text.split("<p class=\"subject\">").nth(1).unwrap().split("</p>").next().unwrap();
        let subject = subject.replace('\u{a0}', " ");
        for fact in ["Samia Ben Saïd", "29 février 1988", "06 12 34 56 78"] {
            assert!(subject.contains(fact), "{fact}: {subject}");
        }
    }
}
