//! Roles, grants and actors.

use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};
use thiserror::Error;

use super::action::Action;
use crate::ids::{AccountId, OrganisationId, ResourceId, SiteId, TerritoryId};
use crate::word::words;

/// Role of an account.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Receives people at a desk, in person or by telephone (accueil).
    Receptionist,
    /// Receives beneficiaries; has an agenda.
    Professional,
    /// Manages one organisation: its people and accounts.
    OrganisationManager,
    /// Manages the territory.
    TerritoryManager,
    /// Reviews the service without seeing beneficiaries.
    Auditor,
    /// The service itself: the worker, the command line, partner systems. No account holds it.
    System,
}

words!(Role, "a role of an account");

impl Role {
    /// True when the role allows `action` at all, within the scope of the grant.
    #[must_use]
    pub fn does(self, action: Action) -> bool {
        use Action::{
            AddAccount, Book, Cancel, ChangeBeneficiary, CheckIn, CloseReferral, CreateBeneficiary,
            DeclareAbsence, DropMessage, GiveGrant, Hold, ImportCalendar, Invite, ManageAccount,
            MergeBeneficiaries, Move, PrintBoard, RecordOutcome, RetryMessage, SearchBeneficiaries,
            SeeAccounts, SeeAgenda, SeeAppointment, SeeBeneficiary, SeeBoard, SeeCallbacks, SeeDeliveries,
            SeeHome, SeeMessages, SeeOccupied, SeeOffers, SeeWaitingTimes, SettleCallback,
        };
        let of_desk = || {
            matches!(
                action,
                SeeHome
                    | SearchBeneficiaries
                    | SeeBeneficiary
                    | CreateBeneficiary
                    | ChangeBeneficiary
                    | MergeBeneficiaries
                    | Invite
                    | CloseReferral
                    | SeeOffers
                    | Hold
                    | Book
                    | Move
                    | Cancel
                    | SeeAppointment
                    | CheckIn
                    | RecordOutcome
                    | SeeBoard
                    | PrintBoard
                    | SeeCallbacks
                    | SettleCallback
                    | SeeMessages
                    | RetryMessage
                    | SeeOccupied
                    | DeclareAbsence
            )
        };
        match self {
            Self::Receptionist => of_desk(),
            Self::Professional => matches!(
                action,
                SeeHome
                    | SearchBeneficiaries
                    | SeeBeneficiary
                    | ChangeBeneficiary
                    | Invite
                    | SeeOffers
                    | Hold
                    | Book
                    | Move
                    | Cancel
                    | SeeAppointment
                    | CheckIn
                    | RecordOutcome
                    | SeeOccupied
                    | SeeAgenda
                    | DeclareAbsence
                    | ImportCalendar
            ),
            Self::OrganisationManager => {
                of_desk()
                    || matches!(
                        action,
                        SeeAgenda
                            | ImportCalendar
                            | DropMessage
                            | SeeDeliveries
                            | SeeWaitingTimes
                            | SeeAccounts
                            | AddAccount
                            | ManageAccount
                            | GiveGrant
                    )
            }
            Self::TerritoryManager => !action.concerns_own_account(),
            Self::Auditor => {
                matches!(action, SeeHome | SeeWaitingTimes | SeeDeliveries | SeeAccounts | SeeOccupied)
            }
            Self::System => {
                !action.concerns_own_account()
                    && !matches!(action, SeeHome | SeeAccounts | AddAccount | ManageAccount | GiveGrant)
            }
        }
    }
}

/// A role within a scope: the whole territory where neither organisation nor site is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Only for what this organisation serves.
    pub organisation: Option<OrganisationId>,
    /// Only at this site, for actions on site.
    pub site: Option<SiteId>,
}

/// A scope that does not suit its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidGrant {
    /// A manager without organisation.
    #[error("an organisation manager needs an organisation: name it")]
    NeedsOrganisation,
    /// The role covers the whole territory.
    #[error("this role is the whole territory's: leave the organisation out")]
    TakesNoOrganisation,
    /// The role has no site.
    #[error("only a receptionist is bound to a site: leave the site out")]
    TakesNoSite,
}

impl Grant {
    /// A role in the whole territory; valid for every role but organisation manager.
    #[must_use]
    pub const fn territory_wide(role: Role) -> Self {
        Self { role, organisation: None, site: None }
    }

    /// A role within a scope.
    ///
    /// # Errors
    /// [`InvalidGrant`] when the scope does not suit the role.
    pub fn new(
        role: Role,
        organisation: Option<OrganisationId>,
        site: Option<SiteId>,
    ) -> Result<Self, InvalidGrant> {
        let takes_organisation =
            matches!(role, Role::Receptionist | Role::Professional | Role::OrganisationManager);
        if role == Role::OrganisationManager && organisation.is_none() {
            Err(InvalidGrant::NeedsOrganisation)
        } else if organisation.is_some() && !takes_organisation {
            Err(InvalidGrant::TakesNoOrganisation)
        } else if site.is_some() && role != Role::Receptionist {
            Err(InvalidGrant::TakesNoSite)
        } else {
            Ok(Self { role, organisation, site })
        }
    }

    /// True when the scope suits the role; an invalid stored grant allows nothing.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        Self::new(self.role, self.organisation, self.site).is_ok()
    }

    /// True when it covers the whole territory.
    #[must_use]
    pub const fn is_territory_wide(&self) -> bool {
        self.organisation.is_none() && self.site.is_none()
    }
}

/// Who requests an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Their account; the service itself has none.
    pub account: Option<AccountId>,
    /// Their territory.
    pub territory: TerritoryId,
    /// Their grants there.
    pub grants: Vec<Grant>,
    /// Their own agenda.
    pub professional: Option<ResourceId>,
}

impl Actor {
    /// The service itself, in a territory.
    #[must_use]
    pub fn system(territory: TerritoryId) -> Self {
        Self {
            account: None,
            territory,
            grants: vec![Grant::territory_wide(Role::System)],
            professional: None,
        }
    }

    /// True when one of their valid grants has that role.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.is_valid() && grant.role == role)
    }
}
