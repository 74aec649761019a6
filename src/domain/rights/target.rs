//! Targets of actions.

use std::collections::BTreeSet;

use crate::ids::{AccountId, OrganisationId, ResourceId, SiteId, TerritoryId};
use crate::rights::grant::Grant;

/// A target of an action, with the attributes that rights depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessTarget {
    /// Its territory.
    pub territory: TerritoryId,
    /// Its kind.
    pub kind: TargetKind,
}

/// Kind of target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// The territory as a whole.
    Territory,
    /// A partner.
    Organisation(OrganisationId),
    /// A place.
    Site(SiteId),
    /// A beneficiary with their referrals, links and callbacks.
    Beneficiary {
        /// Organisations that serve them: each referred them, or has a professional in a team of theirs.
        organisations: BTreeSet<OrganisationId>,
        /// Professionals who receive them: in a team of theirs, or their referent.
        professionals: BTreeSet<ResourceId>,
    },
    /// An appointment, and its messages.
    Appointment {
        /// Where.
        site: SiteId,
        /// Organisations of the team, and the one that referred the beneficiary.
        organisations: BTreeSet<OrganisationId>,
        /// The team.
        team: BTreeSet<ResourceId>,
    },
    /// The agenda of a professional or a room.
    Agenda {
        /// Whose.
        resource: ResourceId,
        /// Organisations they work for; none for a room.
        organisations: BTreeSet<OrganisationId>,
    },
    /// An account.
    Account {
        /// Which.
        account: AccountId,
        /// What it holds.
        grants: Vec<Grant>,
    },
    /// A grant, to be given or revoked.
    Grant(Grant),
}

impl AccessTarget {
    /// A territory as a whole.
    #[must_use]
    pub const fn of_territory(territory: TerritoryId) -> Self {
        Self { territory, kind: TargetKind::Territory }
    }

    /// A partner.
    #[must_use]
    pub const fn organisation(territory: TerritoryId, organisation: OrganisationId) -> Self {
        Self { territory, kind: TargetKind::Organisation(organisation) }
    }

    /// A place.
    #[must_use]
    pub const fn site(territory: TerritoryId, site: SiteId) -> Self {
        Self { territory, kind: TargetKind::Site(site) }
    }

    /// A beneficiary, with the organisations that serve them and the professionals who receive them.
    #[must_use]
    pub fn beneficiary(
        territory: TerritoryId,
        organisations: impl IntoIterator<Item = OrganisationId>,
        professionals: impl IntoIterator<Item = ResourceId>,
    ) -> Self {
        let (organisations, professionals) =
            (organisations.into_iter().collect(), professionals.into_iter().collect());
        Self { territory, kind: TargetKind::Beneficiary { organisations, professionals } }
    }

    /// An appointment at a site, with the organisations of its team and of the referral, and the team.
    #[must_use]
    pub fn appointment(
        territory: TerritoryId,
        site: SiteId,
        organisations: impl IntoIterator<Item = OrganisationId>,
        team: impl IntoIterator<Item = ResourceId>,
    ) -> Self {
        let (organisations, team) = (organisations.into_iter().collect(), team.into_iter().collect());
        Self { territory, kind: TargetKind::Appointment { site, organisations, team } }
    }

    /// An agenda, with the organisations its owner works for.
    #[must_use]
    pub fn agenda(
        territory: TerritoryId,
        resource: ResourceId,
        organisations: impl IntoIterator<Item = OrganisationId>,
    ) -> Self {
        Self {
            territory,
            kind: TargetKind::Agenda { resource, organisations: organisations.into_iter().collect() },
        }
    }

    /// An account with what it holds.
    #[must_use]
    pub const fn account(territory: TerritoryId, account: AccountId, grants: Vec<Grant>) -> Self {
        Self { territory, kind: TargetKind::Account { account, grants } }
    }

    /// A grant.
    #[must_use]
    pub const fn grant(territory: TerritoryId, grant: Grant) -> Self {
        Self { territory, kind: TargetKind::Grant(grant) }
    }
}
