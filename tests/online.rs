//! What a person does alone, from a link to an appointment and back: pages from outside, as a browser without
//! scripts sees them.

mod booking;
mod concurrent_booking;
mod first_page;
mod media;
mod moving;
mod own_appointment;
mod safety;
mod self_registration;
mod sign_in_by_link;
mod ways_in;
mod weight;
mod wording;

use domain::appointment_state::State;
use domain::ids::AppointmentId;
use unisson::actions::{self, Invited, LinkSet};
use unisson::store::appointments::{self, Appointment};

use crate::support::app::{App, Client};
use crate::support::browser::{Browser, Page, pages};
use crate::support::database::TestDb;
use crate::support::territory::{DIAGNOSTIC, Draft, person};

/// The birthday of every beneficiary here.
const BORN: &str = "1988-02-29";
const BIRTHDAY: [(&str, &str); 2] = [("day", "29"), ("month", "02")];

/// A town with two sites, an interpreter of Arabic on Wednesdays, and people who are known well.
fn town() -> Draft {
    Draft::new()
        .site("melun")
        .site("meaux")
        .travel("melun", "meaux", 40)
        .teams(1, "melun")
        .with(person("s-meaux").is("social").works_at("meaux"))
        .with(person("e-meaux").is("employment").works_at("meaux"))
        .room("meaux-1", "meaux")
        .with(person("ar").is("interpreter:ar").opens("melun", "WE", "09:00", "12:00"))
        .with_visit(DIAGNOSTIC, |visit| visit.modes = vec!["onsite".to_owned(), "phone".to_owned()])
        .people(&["samia", "bruno", "chen"])
}

impl Draft {
    /// With people whose birthday, telephone and address are known.
    #[must_use]
    pub fn people(self, keys: &[&str]) -> Self {
        keys.iter().fold(self, |draft, key| {
            draft.referral(key, |sheet| {
                let mut name = (*key).to_owned();
                name[..1].make_ascii_uppercase();
                sheet.given_name = name;
                "Dupont".clone_into(&mut sheet.family_name);
                sheet.born_on = Some(BORN.parse().unwrap());
                sheet.phone = Some("0612345678".to_owned());
                sheet.site = Some("melun".to_owned());
            })
        })
    }
}

/// Somebody with a link and a browser.
struct Visit {
    app: App,
    client: Client,
    browser: Browser,
    invited: Invited,
}

impl Visit {
    /// Somebody who was invited and has opened nothing yet.
    async fn of(app: &App, key: &str, number: u16) -> Self {
        let client = app.client(key);
        let (referral, kind) = (client.ask.referral, client.ask.visit_type);
        let invited =
            actions::invite(&app.ctx, app.territory, referral, kind, LinkSet::Current).await.unwrap();
        let browser = Browser::new(&pages(app), number);
        Self { app: app.clone(), client, browser, invited }
    }

    /// The path of the link from a mail.
    fn link(&self) -> String {
        format!("/a/{}", self.invited.token.as_str())
    }

    /// The path of the link from a letter.
    fn code(&self) -> String {
        format!("/a/{}", self.invited.code.letters())
    }

    /// Opens the link and says the birthday; comes to the language.
    async fn enters(&mut self) -> Page {
        let link = self.link();
        self.browser.opens(&link).await;
        self.browser.posts(&link, &BIRTHDAY).await
    }

    /// Comes as far as the three dates.
    async fn comes_to_the_dates(&mut self) -> Page {
        let page = self.enters().await;
        let page = self.browser.fills(&page, "/book/language", &[("choice", "fr")]).await;
        self.browser.fills(&page, "/book/how", &[("choice", "onsite")]).await
    }

    /// Takes the first date and comes as far as the last question.
    async fn comes_to_the_check(&mut self) -> Page {
        let page = self.comes_to_the_dates().await;
        let page = self.browser.fills(&page, "/book/dates", &[]).await;
        self.browser.fills(&page, "/book/needs", &[]).await
    }

    /// Books the first date that is offered.
    async fn books(&mut self) -> Page {
        let page = self.comes_to_the_check().await;
        self.browser.fills(&page, "/book/check", &[]).await
    }

    /// The expected appointment.
    async fn booked(&self) -> Option<Appointment> {
        self.all(&[State::Booked]).await.into_iter().next()
    }

    /// What is held.
    async fn held(&self) -> Option<AppointmentId> {
        self.all(&[State::Held]).await.first().map(|held| held.id)
    }

    /// The appointments in these states.
    async fn all(&self, states: &[State]) -> Vec<Appointment> {
        let db = self.app.ctx.db.read();
        appointments::of_referral(db, self.app.territory, self.client.ask.referral, states).await.unwrap()
    }
}

/// The town on a database, and Samia in front of her telephone.
async fn samia(db: &TestDb) -> Visit {
    let app = db.app(town()).await;
    Visit::of(&app, "samia", 1).await
}
