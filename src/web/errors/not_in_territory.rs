//! A row that names what the loaded territory does not have.

use domain::ids::{SiteId, VisitTypeId};
use domain::territory::{Site, Territory};
use domain::visit::VisitType;
use thiserror::Error;

use crate::actions::{ErrorKind, UseCaseError};

/// Something stored names a site or a visit type that the territory does not have. Foreign keys exclude it; what is
/// left is a snapshot that is older than the row: it is a fault of the service, and the next request may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotInTerritory {
    /// No such site.
    #[error("the territory has no site {0}")]
    Site(SiteId),
    /// No such visit type.
    #[error("the territory has no visit type {0}")]
    VisitType(VisitTypeId),
}

impl UseCaseError for NotInTerritory {
    fn kind(&self) -> ErrorKind<'_> {
        ErrorKind::Fault
    }

    fn word(&self) -> &'static str {
        "not_in_territory"
    }
}

/// The site of that identifier.
///
/// # Errors
/// [`NotInTerritory::Site`].
pub fn site(territory: &Territory, id: SiteId) -> Result<&Site, NotInTerritory> {
    territory.sites.get(&id).ok_or(NotInTerritory::Site(id))
}

/// The visit type of that identifier.
///
/// # Errors
/// [`NotInTerritory::VisitType`].
pub fn visit_type(territory: &Territory, id: VisitTypeId) -> Result<&VisitType, NotInTerritory> {
    territory.visit_types.get(&id).ok_or(NotInTerritory::VisitType(id))
}
