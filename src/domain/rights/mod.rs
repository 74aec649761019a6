//! Who may do what: one function, [`may`], that every page and route asks.
//!
//! What an account may do is the union of what its grants allow, so that no grant ever takes anything away. A grant is
//! a [`Role`] within a scope: the whole territory, one organisation of it, one site, or one organisation at one site.
//! Nothing reaches over the border of a territory.
//!
//! **Who sees whom** (design.md section 3.6; GDPR article 5.1.c; standards.md 6.1 P7 and appendix F). The desk of a joint
//! diagnostic is shared by the partners: whoever stands before it must be found, or they are entered a second time. So a
//! receptionist *without an organisation* serves every person of the territory, and a site in the grant narrows the
//! place only: its board, its check-in, its outcomes. A receptionist or manager *of an organisation* sees the persons
//! whom that organisation serves: it referred them, or one of its professionals is in a team of theirs. A professional
//! sees those whom they receive, and their referrals. Of everybody else's time, they all see "occupied": [`visibility`].

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
        // The rights of a grant do not matter: whoever is signed in sees to themselves.
        return matches!(&thing.kind, TargetKind::Account { account, .. } if Some(*account) == actor.account);
    }
    actor.grants.iter().any(|grant| {
        grant.is_valid() && grant.role.does(action) && reaches(actor, grant, action, &thing.kind)
    })
}

/// How much of an appointment or an agenda somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visibility {
    /// Nothing: for them it does not exist.
    Nothing,
    /// That the time is taken, no more.
    Occupied,
    /// All of it.
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

/// Whose persons somebody sees: for a query that finds nobody else. It says the same as [`may`] with
/// [`Action::SeeBeneficiary`], which a test proves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessScope {
    /// Everybody's of the territory.
    pub is_whole: bool,
    /// Those whom these organisations serve.
    pub organisations: BTreeSet<OrganisationId>,
    /// Those whom this professional receives.
    pub professional: Option<ResourceId>,
}

/// Whose persons `actor` sees.
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

/// True when the scope of `grant`, which is one of `actor`'s, reaches a thing of the territory.
fn reaches(actor: &Actor, grant: &Grant, action: Action, kind: &TargetKind) -> bool {
    let is_mine = |people: &BTreeSet<ResourceId>| actor.professional.is_some_and(|me| people.contains(&me));
    let is_ours = |organisations: &BTreeSet<OrganisationId>| {
        grant.organisation.is_none_or(|organisation| organisations.contains(&organisation))
    };
    let is_here = |site| grant.site.is_none_or(|here| here == site);
    match kind {
        TargetKind::Territory => action.opens_list_page() || grant.is_territory_wide(),
        TargetKind::Organisation(organisation) => {
            grant.site.is_none() && grant.organisation.is_none_or(|ours| ours == *organisation)
        }
        TargetKind::Site(site) => is_here(*site),
        TargetKind::Beneficiary { organisations, professionals } => match grant.role {
            Role::Professional => is_mine(professionals),
            _ => is_ours(organisations),
        },
        TargetKind::Appointment { site, organisations, team } => match grant.role {
            Role::Professional => is_mine(team),
            _ => is_ours(organisations) && (!action.happens_on_site() || is_here(*site)),
        },
        TargetKind::Agenda { resource, organisations } => match grant.role {
            _ if action == Action::SeeOccupied => true,
            Role::Professional => actor.professional == Some(*resource),
            _ => is_ours(organisations),
        },
        TargetKind::Account { grants, .. } => match grant.organisation {
            None => true,
            // An account without a grant is nobody's but the territory's.
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
