//! Wording of grants.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::{OrganisationId, TerritoryId};
use domain::rights::{Grant, Role};

use crate::store::agenda_cache::Snapshot;
use crate::store::organisations;
use crate::text::{Catalogue, Key, TextError};
use crate::web::errors::office_error::OfficeError;
use crate::web::state::State as App;

/// The names that circles are said with.
pub struct Names {
    organisations: BTreeMap<OrganisationId, String>,
    snapshot: Arc<Snapshot>,
}

impl Names {
    /// Those of a territory.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn read(app: &App, territory: TerritoryId) -> Result<Self, OfficeError> {
        let organisations = organisations::list(app.ctx.db.read(), territory).await?;
        let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, territory, app.ctx.now()).await?;
        Ok(Self {
            organisations: organisations.into_iter().map(|known| (known.id, known.name)).collect(),
            snapshot: snapshot.ok_or(OfficeError::Missing)?,
        })
    }

    /// The wall clock of the territory.
    pub fn zone(&self) -> chrono_tz::Tz {
        self.snapshot.territory.zone
    }

    /// Role and circle: `Accueil, Mission locale, Maison de Melun`.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn say(&self, grant: &Grant, text: &Catalogue) -> Result<String, TextError> {
        let mut said = text.get(role_key(grant.role), &[])?;
        let organisation = grant.organisation.and_then(|id| self.organisations.get(&id).cloned());
        let site = grant.site.and_then(|id| self.snapshot.territory.sites.get(&id));
        for part in organisation.into_iter().chain(site.map(|site| site.name.clone())) {
            said.push_str(", ");
            said.push_str(&part);
        }
        Ok(said)
    }
}

/// The name of a role.
pub const fn role_key(role: Role) -> Key {
    match role {
        Role::Receptionist => Key("right-receptionist"),
        Role::Professional => Key("right-professional"),
        Role::OrganisationManager => Key("right-organisation-manager"),
        Role::TerritoryManager => Key("right-territory-manager"),
        Role::Auditor => Key("right-auditor"),
        Role::System => Key("right-system"),
    }
}
