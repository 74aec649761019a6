//! Made-up territories, built by sentences: `Draft::new().site("melun").with(person("s-1").is("social"))`.
//!
//! Everybody works on weekdays from Monday 4 January 2027, 9 to 12 and 14 to 17, unless a test says otherwise.

use chrono::NaiveDate;
use domain::territory_document::{
    HoursSpec, MessagesSpec, OpeningSpec, OrganisationSpec, ProfessionalSpec, ReferralSpec, RoleSpec,
    RoomSpec, SiteSpec, TerritoryDocument, ThemeSpec, TravelSpec, VisitTypeSpec,
};

/// The visit type of most tests: an hour with a social worker, an employment counsellor and a room.
pub const DIAGNOSTIC: &str = "diagnostic";
/// The weekdays, as a recurrence rule names them.
pub const WEEKDAYS: &str = "MO,TU,WE,TH,FR";

/// The first day of every opening: the Monday on which the tests' clock stands.
pub fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 1, 4).unwrap()
}

/// A territory being written.
#[derive(Clone, Debug)]
pub struct Draft(pub TerritoryDocument);

impl Draft {
    /// Empty but for its organisation and the visit type [`DIAGNOSTIC`].
    pub fn new() -> Self {
        let organisation = OrganisationSpec {
            key: "dep".to_owned(),
            name: "Département".to_owned(),
            kind: "departement".to_owned(),
        };
        let draft = Self(TerritoryDocument {
            key: "demo".to_owned(),
            name: "Territoire d'essai".to_owned(),
            time_zone: "Europe/Paris".to_owned(),
            holidays: "metropolitan".to_owned(),
            theme: ThemeSpec::default(),
            messages: MessagesSpec::default(),
            legal_limits: Vec::new(),
            organisations: vec![organisation],
            sites: Vec::new(),
            travel: Vec::new(),
            rooms: Vec::new(),
            professionals: Vec::new(),
            visit_types: Vec::new(),
            referrals: Vec::new(),
        });
        draft.visit(DIAGNOSTIC, |visit| {
            visit.modes = words(&["onsite", "phone"]);
            visit.roles = vec![
                role("social"),
                role("employment"),
                RoleSpec { modes: words(&["onsite"]), ..role("room") },
            ];
        })
    }

    /// With a site that receives people on weekdays from 8 to 18.
    #[must_use]
    pub fn site(mut self, key: &str) -> Self {
        self.0.sites.push(SiteSpec {
            key: key.to_owned(),
            name: format!("Maison de {key}"),
            address: format!("1 rue de la Mairie, {key}"),
            phone: "01 23 45 67 89".to_owned(),
            time_zone: None,
            access: Vec::new(),
            access_note: None,
            hours: vec![HoursSpec {
                days: words(&["mon", "tue", "wed", "thu", "fri"]),
                from: "08:00".to_owned(),
                to: "18:00".to_owned(),
            }],
        });
        self
    }

    /// With a way between two sites.
    #[must_use]
    pub fn travel(mut self, from: &str, to: &str, minutes: u32) -> Self {
        self.0.travel.push(TravelSpec { from: from.to_owned(), to: to.to_owned(), minutes });
        self
    }

    /// With a room, open with its site.
    #[must_use]
    pub fn room(mut self, key: &str, site: &str) -> Self {
        let (roles, openings) = (Vec::new(), Vec::new());
        let name = format!("Salle {key}");
        self.0.rooms.push(RoomSpec { key: key.to_owned(), name, site: site.to_owned(), roles, openings });
        self
    }

    /// With a professional.
    #[must_use]
    pub fn with(mut self, person: Person) -> Self {
        self.0.professionals.push(person.0);
        self
    }

    /// With one more visit type: one hour, on the quarter, no notice, 60 days ahead, until `change` says otherwise.
    #[must_use]
    pub fn visit(mut self, key: &str, change: impl FnOnce(&mut VisitTypeSpec)) -> Self {
        let mut visit = VisitTypeSpec {
            key: key.to_owned(),
            name: "Premier rendez-vous".to_owned(),
            duration: 60,
            grid: 15,
            notice: 0,
            horizon_days: 60,
            modes: words(&["onsite"]),
            buffer_before: 0,
            buffer_after: 0,
            public: false,
            roles: Vec::new(),
            reminders: None,
            chase_days: None,
        };
        change(&mut visit);
        self.0.visit_types.push(visit);
        self
    }

    /// With a known visit type changed.
    #[must_use]
    pub fn with_visit(mut self, key: &str, change: impl FnOnce(&mut VisitTypeSpec)) -> Self {
        change(self.0.visit_types.iter_mut().find(|visit| visit.key == key).unwrap());
        self
    }

    /// With one referral.
    #[must_use]
    pub fn referral(mut self, key: &str, change: impl FnOnce(&mut ReferralSpec)) -> Self {
        let mut referral = ReferralSpec {
            key: key.to_owned(),
            given_name: "Camille".to_owned(),
            family_name: key.to_owned(),
            email: Some(format!("{key}@exemple.fr")),
            phone: None,
            born_on: None,
            language: Some("fr".to_owned()),
            organisation: None,
            received_on: NaiveDate::from_ymd_opt(2026, 12, 14).unwrap(),
            site: None,
            referent: None,
            interpreter: None,
        };
        change(&mut referral);
        self.0.referrals.push(referral);
        self
    }

    /// With referrals `r-1` to `r-COUNT`.
    #[must_use]
    pub fn referrals(self, count: usize) -> Self {
        self.referrals_named("r", count)
    }

    /// With referrals `NAME-1` to `NAME-COUNT`.
    #[must_use]
    pub fn referrals_named(self, name: &str, count: usize) -> Self {
        (1..=count).fold(self, |draft, number| draft.referral(&format!("{name}-{number}"), |_| {}))
    }

    /// For the real clock instead of the tests' own: everybody has worked, and everybody has waited, for some time.
    #[must_use]
    pub fn since_long(mut self) -> Self {
        let day = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        for opening in self.0.professionals.iter_mut().flat_map(|person| &mut person.openings) {
            opening.first_day = day;
        }
        for referral in &mut self.0.referrals {
            referral.received_on = day;
        }
        self
    }

    /// With teams at a site: `s-1`, `e-1`, `room-1` to `s-COUNT`, `e-COUNT`, `room-COUNT`.
    #[must_use]
    pub fn teams(self, count: usize, site: &str) -> Self {
        (1..=count).fold(self, |draft, number| {
            draft
                .with(person(&format!("s-{number}")).is("social").works_at(site))
                .with(person(&format!("e-{number}")).is("employment").works_at(site))
                .room(&format!("room-{number}"), site)
        })
    }
}

/// A professional being written.
#[derive(Clone, Debug)]
pub struct Person(pub ProfessionalSpec);

/// Somebody who works for the département and does nothing yet.
pub fn person(key: &str) -> Person {
    Person(ProfessionalSpec {
        key: key.to_owned(),
        name: format!("Agent {key}"),
        email: format!("{key}@exemple.fr"),
        organisations: words(&["dep"]),
        roles: Vec::new(),
        languages: words(&["fr"]),
        share: None,
        daily_cap: None,
        weekly_cap: None,
        openings: Vec::new(),
        absences: Vec::new(),
    })
}

impl Person {
    /// Fills one role more.
    #[must_use]
    pub fn is(mut self, role: &str) -> Self {
        self.0.roles.push(role.to_owned());
        self
    }

    /// Receives at `site` every weekday, 9 to 12 and 14 to 17.
    #[must_use]
    pub fn works_at(self, site: &str) -> Self {
        self.opens(site, WEEKDAYS, "09:00", "12:00").opens(site, WEEKDAYS, "14:00", "17:00")
    }

    /// Receives at `site` on those days of every week.
    #[must_use]
    pub fn opens(mut self, site: &str, days: &str, from: &str, to: &str) -> Self {
        self.0.openings.push(OpeningSpec {
            site: site.to_owned(),
            first_day: monday(),
            from: from.to_owned(),
            to: to.to_owned(),
            repeat: Some(format!("FREQ=WEEKLY;BYDAY={days}")),
            modes: Vec::new(),
            visit_types: Vec::new(),
            except: Vec::new(),
        });
        self
    }

    /// Receives by telephone and video only.
    #[must_use]
    pub fn remotely(mut self) -> Self {
        for opening in &mut self.0.openings {
            opening.modes = words(&["phone", "video"]);
        }
        self
    }

    /// Has no more than so many appointments a day.
    #[must_use]
    pub fn at_most_a_day(mut self, cap: u16) -> Self {
        self.0.daily_cap = Some(cap);
        self
    }

    /// Has no more than so many appointments a week.
    #[must_use]
    pub fn at_most_a_week(mut self, cap: u16) -> Self {
        self.0.weekly_cap = Some(cap);
        self
    }
}

/// One of a role.
pub fn role(name: &str) -> RoleSpec {
    RoleSpec { role: name.to_owned(), count: 1, modes: Vec::new(), anywhere: false }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The small territory of most tests. Melun has two rooms and Meaux, 40 minutes away, one; three social workers,
/// three counsellors, `both` who is either, and an interpreter of Arabic who joins by telephone. People keep ten
/// minutes free after each visit. Referrals `r-1` to `r-9`; `r-ar` needs the interpreter.
pub fn small() -> Draft {
    Draft::new()
        .site("melun")
        .site("meaux")
        .travel("melun", "meaux", 40)
        .room("melun-1", "melun")
        .room("melun-2", "melun")
        .room("meaux-1", "meaux")
        .with(person("s-1").is("social").works_at("melun"))
        .with(person("s-2").is("social").works_at("melun").at_most_a_day(3))
        .with(person("s-3").is("social").works_at("meaux"))
        .with(person("e-1").is("employment").works_at("melun"))
        .with(person("e-2").is("employment").works_at("melun").at_most_a_week(8))
        .with(person("e-3").is("employment").works_at("meaux"))
        .with(person("both").is("social").is("employment").opens("meaux", "TU,TH", "09:00", "12:00"))
        .with(person("ar").is("interpreter:ar").opens("meaux", "WE", "10:00", "12:00").remotely())
        .with_visit(DIAGNOSTIC, |visit| visit.buffer_after = 10)
        .referrals(9)
        .referral("r-ar", |referral| referral.interpreter = Some("ar".to_owned()))
}
