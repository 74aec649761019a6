//! Professionals and referrals.

use std::collections::BTreeSet;

use crate::agenda::Resource;
use crate::contact;
use crate::credentials::is_birthday;
use crate::ids::{BeneficiaryId, ReferralId, ResourceId};
use crate::retention::is_forgotten;
use crate::territory::Territory;
use crate::territory_document::agendas::{absences, openings};
use crate::territory_document::validated::{Organisation, Professional, Referral, ValidatedAgenda};
use crate::territory_document::validator::Validator;
use crate::territory_document::{ProfessionalSpec, ReferralSpec, TerritoryDocument};
use crate::visit::Language;

pub(super) fn professionals(
    blueprint: &TerritoryDocument,
    check: &mut Validator<'_>,
    territory: &Territory,
    organisations: &[Organisation],
) -> Vec<Professional> {
    check.keys("professionals", blueprint.professionals.iter().map(|sheet| sheet.key.as_str()));
    blueprint.professionals.iter().map(|sheet| professional(sheet, check, territory, organisations)).collect()
}

fn professional(
    sheet: &ProfessionalSpec,
    check: &mut Validator<'_>,
    territory: &Territory,
    organisations: &[Organisation],
) -> Professional {
    let field = format!("professionals[{}]", sheet.key);
    let at = |name: &str| format!("{field}.{name}");
    if !(1..=100).contains(&sheet.share) {
        check.fault(at("share"), format!("a share of {} per cent", sheet.share), "use 1 to 100");
    }
    if sheet.roles.is_empty() {
        check.fault(at("roles"), "no role is given", "name at least one");
    }
    let mut roles = BTreeSet::new();
    for name in &sheet.roles {
        let role = check.role(&at("roles"), name);
        if role.as_ref().is_some_and(crate::visit::Role::is_room) {
            check.fault(at("roles"), format!("{name} is for rooms"), "leave it out");
        }
        roles.extend(role);
    }
    let mut languages = BTreeSet::new();
    for code in &sheet.languages {
        languages.extend(check.language(&at("languages"), code));
    }
    let mut works_for = Vec::new();
    for key in &sheet.organisations {
        let known = organisations.iter().find(|organisation| organisation.key == *key).map(|o| o.id);
        let known = check.known(&at("organisations"), "organisations", key, known);
        if known.is_some_and(|known| works_for.contains(&known)) {
            check.fault(at("organisations"), format!("{key:?} stands twice"), "name it once");
        }
        works_for.extend(known);
    }
    if sheet.organisations.is_empty() {
        check.fault(at("organisations"), "works for nobody", "name at least one organisation");
    }
    let resource = Resource {
        id: ResourceId(check.id("professionals", &sheet.key)),
        roles,
        languages,
        share: sheet.share,
        room_of: None,
        daily_cap: sheet.daily_cap,
        weekly_cap: sheet.weekly_cap,
    };
    Professional {
        key: sheet.key.clone(),
        name: check.text(&at("name"), &sheet.name),
        email: check.email(&at("email"), &sheet.email),
        organisations: works_for,
        agenda: ValidatedAgenda {
            resource,
            openings: openings(&sheet.openings, &field, check, territory),
            absences: absences(&sheet.absences, &field, check, territory),
        },
    }
}

pub(super) fn referrals(
    sheets: &[ReferralSpec],
    check: &mut Validator<'_>,
    territory: &Territory,
    organisations: &[Organisation],
    professionals: &[Professional],
) -> Vec<Referral> {
    check.keys("referrals", sheets.iter().map(|sheet| sheet.key.as_str()));
    let mut referrals = Vec::new();
    for sheet in sheets {
        let field = format!("referrals[{}]", sheet.key);
        let at = |name: &str| format!("{field}.{name}");
        check.date(&at("received_on"), sheet.received_on);
        if sheet.received_on > check.today {
            check.fault(
                at("received_on"),
                "the referral is received in the future",
                "give the day it came in",
            );
        }
        // What is known was kept for a later contact.
        if !check.is_known("referrals", &sheet.key) && is_forgotten(sheet.received_on, check.today) {
            check.fault(
                at("received_on"),
                format!(
                    "it was received on {}: people are forgotten two years after the last contact",
                    sheet.received_on
                ),
                "leave the line out, or give the day of a new request",
            );
        }
        if sheet.born_on.is_some_and(|day| !is_birthday(day, check.today)) {
            check.fault(at("born_on"), "nobody alive was born then", "write the birthday as 1990-12-31");
        }
        let organisation = sheet.organisation.as_ref().and_then(|key| {
            let known = organisations.iter().find(|organisation| organisation.key == *key).map(|o| o.id);
            check.known(&at("organisation"), "organisations", key, known)
        });
        let site = sheet.site.as_ref().and_then(|key| {
            let known = territory.site_by_key(key);
            check.known(&at("site"), "sites", key, known)
        });
        let referent = sheet.referent.as_ref().and_then(|key| {
            let known = professionals
                .iter()
                .find(|person| person.key == *key)
                .map(|person| person.agenda.resource.id);
            check.known(&at("referent"), "professionals", key, known)
        });
        let language = check.language(&at("language"), &sheet.language);
        let interpreter =
            sheet.interpreter.as_ref().and_then(|code| check.language(&at("interpreter"), code));
        referrals.push(Referral {
            id: ReferralId(check.id("referrals", &sheet.key)),
            key: sheet.key.clone(),
            beneficiary: BeneficiaryId(check.id("beneficiaries", &sheet.key)),
            given_name: check.text(&at("given_name"), &sheet.given_name),
            family_name: check.text(&at("family_name"), &sheet.family_name),
            email: sheet.email.as_ref().map(|email| check.email(&at("email"), email)),
            phone: sheet.phone.as_ref().map(|typed| {
                let text = check.text(&at("phone"), typed);
                // As everywhere else, so that who writes from that number is found; what is no number stays as it is.
                contact::phone(&text).unwrap_or(text)
            }),
            born_on: sheet.born_on,
            language: language.unwrap_or_else(Language::french),
            organisation,
            received_on: sheet.received_on,
            site,
            referent,
            interpreter,
        });
    }
    referrals
}
