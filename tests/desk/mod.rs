//! The reception desk from a browser without scripts.

mod beneficiaries;
mod booking;
mod callbacks;
mod check_in;
mod day;
mod moving;
mod options;
mod search;
mod to_check;
mod undo;

use domain::appointment_state::State;
use domain::ids::{AppointmentId, BeneficiaryId};
use domain::rights::{Grant, Role};
use unisson::store::appointments;
use unisson::store::referrals;

use crate::office::staff::at_work;
use crate::support::app::{App, Client};
use crate::support::browser::{Browser, Page};
use crate::support::territory::{Draft, person};

/// Receives everybody of the territory.
const DESK: Grant = Grant::territory_wide(Role::Receptionist);

/// A town with two sites, an interpreter of Arabic on Wednesdays, and people who are known well.
fn town() -> Draft {
    Draft::new()
        .site("melun")
        .site("meaux")
        .teams(2, "melun")
        .with(person("s-meaux").is("social").works_at("meaux"))
        .with(person("e-meaux").is("employment").works_at("meaux"))
        .room("meaux-1", "meaux")
        .with(person("ar").is("interpreter:ar").opens("melun", "WE", "09:00", "12:00"))
        .known("samia", "Samia", "Ben Saïd", "1988-02-29", "0612345678")
        .known("bruno", "Bruno", "Dupont", "1970-05-06", "0698765432")
        .known("chen", "Chen", "Martin", "1995-11-30", "0611223344")
}

impl Draft {
    /// With somebody of whom everything is known.
    #[must_use]
    fn known(self, key: &str, given: &str, family: &str, born: &str, phone: &str) -> Self {
        self.referral(key, |sheet| {
            given.clone_into(&mut sheet.given_name);
            family.clone_into(&mut sheet.family_name);
            sheet.born_on = Some(born.parse().unwrap());
            sheet.phone = Some(phone.to_owned());
            sheet.site = Some("melun".to_owned());
        })
    }
}

/// Who a referral is about.
async fn who(app: &App, key: &str) -> BeneficiaryId {
    app.client(key).referral().await.beneficiary
}

/// The path of somebody's card.
async fn card(app: &App, key: &str) -> String {
    format!("/desk/person/{}", who(app, key).await)
}

/// The expected appointments of a referral.
async fn expected(client: &Client) -> Vec<AppointmentId> {
    let states = [State::Booked];
    let db = client.app.ctx.db.read();
    let found = appointments::of_referral(db, client.app.territory, client.ask.referral, &states).await;
    found.unwrap().into_iter().map(|appointment| appointment.id).collect()
}

/// The receptionist Léa at her desk.
async fn lea(app: &App) -> Browser {
    at_work(app, "lea", DESK, 1).await
}

/// The page after `typed` was searched for.
async fn searches(browser: &mut Browser, typed: &str) -> Page {
    browser.asks(&format!("/desk?q={}", crate::support::browser::encoded(typed))).await
}

/// A person as they are stored.
async fn stored(app: &App, id: BeneficiaryId) -> Option<referrals::Beneficiary> {
    referrals::beneficiary(app.ctx.db.read(), app.territory, id).await.unwrap()
}
