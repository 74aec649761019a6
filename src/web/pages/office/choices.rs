//! What a member may grant: roles, organisations, sites, agendas.

use domain::ids::{OrganisationId, ResourceId, SiteId};
use domain::rights::{AccessTarget, Action, Grant, InvalidGrant, Role, may};

use crate::actions::AccountFault;
use crate::store::{organisations, professionals};
use crate::text::{Catalogue, Key};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::form::PostedForm;
use crate::web::extract::office_session::SignedIn;
use crate::web::layout::form::{FormFields, FormState};
use crate::web::pages::office::roles::role_key;
use crate::web::state::State as App;
use domain::contact::LONGEST_EMAIL;

/// The lists of a form: value, name, and whether it is chosen.
pub struct Choices {
    /// Roles.
    pub roles: Vec<(String, String, bool)>,
    /// Organisations; the first is none, where that may be given.
    pub organisations: Vec<(String, String, bool)>,
    /// Sites; the first is none.
    pub sites: Vec<(String, String, bool)>,
    /// Professionals; the first is none.
    pub professionals: Vec<(String, String, bool)>,
}

/// The roles an account may hold.
const HELD: [Role; 5] = [
    Role::Receptionist,
    Role::Professional,
    Role::OrganisationManager,
    Role::TerritoryManager,
    Role::Auditor,
];

impl Choices {
    /// What `signed_in` may give, with what `form` chose.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn of(app: &App, signed_in: &SignedIn, form: Option<&PostedForm>) -> Result<Self, OfficeError> {
        let (db, territory) = (app.ctx.db.read(), signed_in.actor.territory);
        let text = Catalogue::french()?;
        let gives = |grant: Result<Grant, InvalidGrant>| {
            grant.is_ok_and(|grant| {
                may(&signed_in.actor, Action::GiveGrant, &AccessTarget::grant(territory, grant))
            })
        };
        let chosen = |field: &str, value: &str| form.is_some_and(|form| form.has(field, value));
        let entry = |field: &str, value: String, name: String| {
            let is_chosen = chosen(field, &value);
            (value, name, is_chosen)
        };
        let partners = organisations::list(db, territory).await?;
        let mut roles = Vec::new();
        for role in HELD {
            let circles = partners.iter().map(|known| Some(known.id)).chain([None]);
            if circles.into_iter().any(|organisation| gives(Grant::new(role, organisation, None))) {
                roles.push(entry("role", role.word().to_owned(), text.get(role_key(role), &[])?));
            }
        }
        let whole = entry("organisation", String::new(), text.get(Key("account-whole-territory"), &[])?);
        let gives_whole = gives(Ok(Grant::territory_wide(Role::Receptionist)));
        let ours = partners
            .into_iter()
            .filter(|known| gives(Grant::new(Role::Receptionist, Some(known.id), None)))
            .map(|known| entry("organisation", known.id.to_string(), known.name));
        let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, territory, app.ctx.now()).await?;
        let snapshot = snapshot.ok_or(OfficeError::Missing)?;
        let sites = snapshot.site_order.iter().filter_map(|id| snapshot.territory.sites.get(id));
        let sites = sites.map(|site| entry("site", site.id.to_string(), site.name.clone()));
        let mut professionals = Vec::new();
        for known in professionals::professionals(db, territory).await? {
            let works_for = professionals::organisations_of(db, territory, known.id).await?;
            if may(&signed_in.actor, Action::SeeAgenda, &AccessTarget::agenda(territory, known.id, works_for))
            {
                professionals.push(entry("professional", known.id.to_string(), known.name));
            }
        }
        let every_site = entry("site", String::new(), text.get(Key("account-every-site"), &[])?);
        let nobody = entry("professional", String::new(), text.get(Key("account-no-agenda"), &[])?);
        Ok(Self {
            roles,
            organisations: gives_whole.then_some(whole).into_iter().chain(ours).collect(),
            sites: std::iter::once(every_site).chain(sites).collect(),
            professionals: std::iter::once(nobody).chain(professionals).collect(),
        })
    }
}

/// The fields of the forms of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountField {
    Name,
    Email,
    Role,
    Organisation,
    Site,
    Professional,
}

impl FormFields for AccountField {
    const ALL: &'static [Self] =
        &[Self::Name, Self::Email, Self::Role, Self::Organisation, Self::Site, Self::Professional];

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Role => "role",
            Self::Organisation => "organisation",
            Self::Site => "site",
            Self::Professional => "professional",
        }
    }

    fn max_length(self) -> usize {
        LONGEST_EMAIL
    }
}

/// A field and what is wrong with it; without a field it is the form as a whole.
pub type WrongField = (Option<AccountField>, Key);

/// The grant and the agenda that a form chose; what is wrong where they do not go together. What is not of the territory
/// is not there.
///
/// # Errors
/// [`OfficeError::Missing`].
pub async fn chosen(
    app: &App,
    signed_in: &SignedIn,
    form: &PostedForm,
) -> Result<Result<(Grant, Option<ResourceId>), WrongField>, OfficeError> {
    fn id<T: std::str::FromStr>(text: &str) -> Result<Option<T>, OfficeError> {
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| OfficeError::Missing) }
    }
    let territory = signed_in.actor.territory;
    let role =
        Role::from_word(form.one("role")).filter(|role| HELD.contains(role)).ok_or(OfficeError::Missing)?;
    let organisation: Option<OrganisationId> = id(form.one("organisation"))?;
    let site: Option<SiteId> = id(form.one("site"))?;
    let professional: Option<ResourceId> = id(form.one("professional"))?;
    if let Some(organisation) = organisation {
        let partners = organisations::list(app.ctx.db.read(), territory).await?;
        if !partners.iter().any(|known| known.id == organisation) {
            return Err(OfficeError::Missing);
        }
    }
    if let Some(site) = site {
        let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, territory, app.ctx.now()).await?;
        if !snapshot.is_some_and(|snapshot| snapshot.territory.sites.contains_key(&site)) {
            return Err(OfficeError::Missing);
        }
    }
    Ok(match Grant::new(role, organisation, site) {
        Ok(grant) => Ok((grant, professional)),
        Err(InvalidGrant::NeedsOrganisation) => {
            Err((Some(AccountField::Organisation), Key("account-needs-organisation")))
        }
        Err(InvalidGrant::TakesNoOrganisation) => {
            Err((Some(AccountField::Organisation), Key("account-takes-no-organisation")))
        }
        Err(InvalidGrant::TakesNoSite) => Err((Some(AccountField::Site), Key("account-takes-no-site"))),
    })
}

/// Goes on only when they may give that grant, and that agenda with it.
///
/// # Errors
/// [`OfficeError`].
pub async fn must_give(
    app: &App,
    signed_in: &SignedIn,
    grant: Grant,
    professional: Option<ResourceId>,
) -> Result<(), OfficeError> {
    let territory = signed_in.actor.territory;
    signed_in.must(Action::GiveGrant, &AccessTarget::grant(territory, grant))?;
    if let Some(professional) = professional {
        let works_for = professionals::organisations_of(app.ctx.db.read(), territory, professional).await?;
        signed_in.must(Action::SeeAgenda, &AccessTarget::agenda(territory, professional, works_for))?;
    }
    Ok(())
}

/// What is wrong with a field of the form of an account.
pub const fn fault_key(fault: &AccountFault) -> WrongField {
    match fault {
        AccountFault::NotAnAddress => (Some(AccountField::Email), Key("account-not-an-address")),
        AccountFault::NotAName => (Some(AccountField::Name), Key("account-not-a-name")),
        AccountFault::EmailTaken => (Some(AccountField::Email), Key("account-email-taken")),
        AccountFault::LastManager => (None, Key("account-last-manager")),
        _ => (Some(AccountField::Professional), Key("account-needs-agenda")),
    }
}

/// Adds an error of an account's form.
///
/// # Errors
/// [`OfficeError::Broken`] when its text is missing.
pub fn reject(form: &mut FormState<AccountField>, (field, key): WrongField) -> Result<(), OfficeError> {
    let text = Catalogue::french()?.get(key, &[])?;
    match field {
        Some(field) => form.reject(field, text),
        None => form.reject_form(text),
    }
    Ok(())
}
