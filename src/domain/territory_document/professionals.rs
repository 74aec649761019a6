//! Validation of professionals and referrals.

use std::collections::BTreeSet;

use crate::agenda::Resource;
use crate::credentials::is_birthday;
use crate::ids::{BeneficiaryId, ReferralId, ResourceId};
use crate::retention::is_forgotten;
use crate::territory::Territory;
use crate::territory_document::agendas::{absences, openings};
use crate::territory_document::document::{ProfessionalSpec, ReferralSpec, TerritoryDocument};
use crate::territory_document::validated::{Organisation, Professional, Referral, ValidatedAgenda};
use crate::territory_document::validator::Validator;

pub(super) fn professionals(
    document: &TerritoryDocument,
    validator: &mut Validator<'_>,
    territory: &Territory,
    organisations: &[Organisation],
) -> Vec<Professional> {
    validator.keys("professionals", document.professionals.iter().map(|spec| spec.key.as_str()));
    document
        .professionals
        .iter()
        .map(|spec| professional(spec, validator, territory, organisations))
        .collect()
}

fn professional(
    spec: &ProfessionalSpec,
    validator: &mut Validator<'_>,
    territory: &Territory,
    organisations: &[Organisation],
) -> Professional {
    let field = format!("professionals[{}]", spec.key);
    let at = |name: &str| format!("{field}.{name}");
    if let Some(share) = spec.share.filter(|share| !(1..=100).contains(share)) {
        validator.fault(at("share"), format!("a share of {share} per cent"), "use 1 to 100");
    }
    if spec.roles.is_empty() {
        validator.fault(at("roles"), "no role is given", "name at least one");
    }
    let mut roles = BTreeSet::new();
    for name in &spec.roles {
        let role = validator.role(&at("roles"), name);
        if role.as_ref().is_some_and(crate::visit::Role::is_room) {
            validator.fault(at("roles"), format!("{name} is for rooms"), "leave it out");
        }
        roles.extend(role);
    }
    let mut languages = BTreeSet::new();
    for code in &spec.languages {
        languages.extend(validator.language(&at("languages"), code));
    }
    let mut works_for = Vec::new();
    for key in &spec.organisations {
        let known = organisations.iter().find(|organisation| organisation.key == *key).map(|o| o.id);
        let known = validator.known(&at("organisations"), "organisations", key, known);
        if known.is_some_and(|known| works_for.contains(&known)) {
            validator.fault(at("organisations"), format!("{key:?} stands twice"), "name it once");
        }
        works_for.extend(known);
    }
    if spec.organisations.is_empty() {
        validator.fault(at("organisations"), "works for nobody", "name at least one organisation");
    }
    let resource = Resource {
        id: ResourceId(validator.id("professionals", &spec.key)),
        roles,
        languages,
        share: spec.share.unwrap_or(FULL_TIME),
        room_of: None,
        daily_cap: spec.daily_cap,
        weekly_cap: spec.weekly_cap,
    };
    Professional {
        key: spec.key.clone(),
        name: validator.text(&at("name"), &spec.name),
        email: validator.email(&at("email"), &spec.email),
        organisations: works_for,
        states_share: spec.share.is_some(),
        agenda: ValidatedAgenda {
            resource,
            openings: openings(&spec.openings, &field, validator, territory),
            absences: absences(&spec.absences, &field, validator, territory),
        },
    }
}

/// The share of working time of somebody new of whom none is given, per cent.
const FULL_TIME: u8 = 100;

pub(super) fn referrals(
    specs: &[ReferralSpec],
    validator: &mut Validator<'_>,
    territory: &Territory,
    organisations: &[Organisation],
    professionals: &[Professional],
) -> Vec<Referral> {
    validator.keys("referrals", specs.iter().map(|spec| spec.key.as_str()));
    let mut referrals = Vec::new();
    for spec in specs {
        let field = format!("referrals[{}]", spec.key);
        let at = |name: &str| format!("{field}.{name}");
        validator.date(&at("received_on"), spec.received_on);
        if spec.received_on > validator.today {
            validator.fault(
                at("received_on"),
                "the referral is received in the future",
                "give the day it came in",
            );
        }
        // A known referral was kept because of a later contact.
        if !validator.is_known("referrals", &spec.key) && is_forgotten(spec.received_on, validator.today) {
            validator.fault(
                at("received_on"),
                format!(
                    "it was received on {}: people are forgotten two years after the last contact",
                    spec.received_on
                ),
                "leave the line out, or give the day of a new request",
            );
        }
        if spec.born_on.is_some_and(|day| !is_birthday(day, validator.today)) {
            validator.fault(
                at("born_on"),
                "nobody who is oriented was born then",
                "write the birthday as 1990-12-31",
            );
        }
        let organisation = spec.organisation.as_ref().and_then(|key| {
            let known = organisations.iter().find(|organisation| organisation.key == *key).map(|o| o.id);
            validator.known(&at("organisation"), "organisations", key, known)
        });
        let site = spec.site.as_ref().and_then(|key| {
            let known = territory.site_by_key(key);
            validator.known(&at("site"), "sites", key, known)
        });
        let referent = spec.referent.as_ref().and_then(|key| {
            let known = professionals
                .iter()
                .find(|person| person.key == *key)
                .map(|person| person.agenda.resource.id);
            validator.known(&at("referent"), "professionals", key, known)
        });
        let language = spec.language.as_ref().and_then(|code| validator.language(&at("language"), code));
        let interpreter =
            spec.interpreter.as_ref().and_then(|code| validator.language(&at("interpreter"), code));
        referrals.push(Referral {
            id: ReferralId(validator.id("referrals", &spec.key)),
            key: spec.key.clone(),
            beneficiary: BeneficiaryId(validator.id("beneficiaries", &spec.key)),
            given_name: validator.name(&at("given_name"), &spec.given_name, &spec.family_name),
            family_name: validator.name(&at("family_name"), &spec.family_name, &spec.given_name),
            email: spec.email.as_ref().map(|email| validator.email(&at("email"), email)),
            phone: spec.phone.as_ref().map(|typed| validator.phone(&at("phone"), typed, territory.zone)),
            born_on: spec.born_on,
            language,
            organisation,
            received_on: spec.received_on,
            site,
            referent,
            interpreter,
        });
    }
    referrals
}
