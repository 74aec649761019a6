//! Authorisation: one function, [`may`], that every page and route calls.
//!
//! An account's rights are the union of its grants, so that no grant removes a right. A grant is a [`Role`] within a
//! scope: the whole territory, one organisation of it, one site, or one organisation at one site.
//! No right extends to another territory.
//!
//! **Visibility of beneficiaries** (design.md section 3.6; GDPR article 5.1.c; standards.md 6.1 P7 and appendix F).
//! The desk of a joint diagnostic is shared by the partners: whoever comes must be found, or they are entered twice.
//! So a receptionist *without an organisation* serves every beneficiary of the territory, and a site in the grant
//! limits only what is done on site: board, check-in, outcomes. A receptionist or manager *of an organisation* sees
//! the beneficiaries whom that organisation serves: it referred them, or one of its professionals is in a team of
//! theirs. A professional sees those whom they receive, and their referrals. All of them see other people's time as
//! "occupied": [`visibility`].

mod action;
mod grant;
mod target;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use action::Action;
pub use grant::{Actor, Grant, InvalidGrant, Role};
pub use target::{AccessTarget, TargetKind};

use crate::ids::{OrganisationId, ResourceId};

/// True when `actor` may do `action` to `thing`.
#[must_use]
pub fn may(actor: &Actor, action: Action, thing: &AccessTarget) -> bool {
    if thing.territory != actor.territory {
        return false;
    }
    if action.concerns_own_account() {
        // Independent of grants: whoever is signed in manages their own account.
        return matches!(&thing.kind, TargetKind::Account { account, .. } if Some(*account) == actor.account);
    }
    actor.grants.iter().any(|grant| {
        grant.is_valid() && grant.role.does(action) && reaches(actor, grant, action, &thing.kind)
    })
}

/// How much of an appointment or an agenda an actor sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visibility {
    /// Nothing: treated as nonexistent.
    Nothing,
    /// Only that the time is taken.
    Occupied,
    /// Everything.
    Whole,
}

/// How much `actor` sees of an appointment or an agenda.
#[must_use]
pub fn visibility(actor: &Actor, thing: &AccessTarget) -> Visibility {
    let whole = match thing.kind {
        TargetKind::Appointment { .. } => Action::SeeAppointment,
        _ => Action::SeeAgenda,
    };
    if may(actor, whole, thing) {
        Visibility::Whole
    } else if may(actor, Action::SeeOccupied, &AccessTarget::of_territory(thing.territory)) {
        Visibility::Occupied
    } else {
        Visibility::Nothing
    }
}

/// Which beneficiaries an actor sees, as a filter for queries. Equivalent to [`may`] with [`Action::SeeBeneficiary`],
/// which a test proves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessScope {
    /// Everybody of the territory.
    pub is_whole: bool,
    /// Those served by these organisations.
    pub organisations: BTreeSet<OrganisationId>,
    /// Those received by this professional.
    pub professional: Option<ResourceId>,
}

/// The beneficiaries that `actor` sees.
#[must_use]
pub fn access_scope(actor: &Actor) -> AccessScope {
    let mut scope = AccessScope::default();
    for grant in
        actor.grants.iter().filter(|grant| grant.is_valid() && grant.role.does(Action::SeeBeneficiary))
    {
        match (grant.role, grant.organisation) {
            (Role::Professional, _) => scope.professional = actor.professional,
            (_, Some(organisation)) => {
                scope.organisations.insert(organisation);
            }
            (_, None) => scope.is_whole = true,
        }
    }
    scope
}

/// True when the scope of `grant`, one of `actor`'s, includes the target.
fn reaches(actor: &Actor, grant: &Grant, action: Action, kind: &TargetKind) -> bool {
    let includes_actor =
        |people: &BTreeSet<ResourceId>| actor.professional.is_some_and(|me| people.contains(&me));
    let in_organisation = |organisations: &BTreeSet<OrganisationId>| {
        grant.organisation.is_none_or(|organisation| organisations.contains(&organisation))
    };
    let at_granted_site = |site| grant.site.is_none_or(|here| here == site);
    match kind {
        TargetKind::Territory => action.opens_list_page() || grant.is_territory_wide(),
        TargetKind::Organisation(organisation) => {
            grant.site.is_none() && grant.organisation.is_none_or(|ours| ours == *organisation)
        }
        TargetKind::Site(site) => at_granted_site(*site),
        TargetKind::Beneficiary { organisations, professionals } => match grant.role {
            Role::Professional => includes_actor(professionals),
            _ => in_organisation(organisations),
        },
        TargetKind::Appointment { site, organisations, team } => match grant.role {
            Role::Professional => includes_actor(team),
            _ => in_organisation(organisations) && (!action.happens_on_site() || at_granted_site(*site)),
        },
        TargetKind::Agenda { resource, organisations } => match grant.role {
            _ if action == Action::SeeOccupied => true,
            Role::Professional => actor.professional == Some(*resource),
            _ => in_organisation(organisations),
        },
        TargetKind::Account { grants, .. } => match grant.organisation {
            None => true,
            // An account without a grant belongs to the territory only.
            Some(ours) => !grants.is_empty() && grants.iter().all(|theirs| theirs.organisation == Some(ours)),
        },
        TargetKind::Grant(given) => {
            given.is_valid()
                && given.role != Role::System
                && match grant.organisation {
                    None => true,
                    Some(ours) => given.organisation == Some(ours),
                }
        }
    }
}
