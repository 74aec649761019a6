//! Looks up what the arguments of a command name.

use std::sync::Arc;

use clap::Args;
use domain::ids::{OrganisationId, SiteId, TerritoryId, VisitTypeId};
use domain::visit::Mode;

use crate::cli::error::CliError;
use crate::context::Context;
use crate::store::agenda_cache::Snapshot;
use crate::store::organisations;
use crate::store::professionals;
use crate::store::professionals::Member;
use crate::store::referrals::{self, Referral};
use crate::store::territories;

/// The territory that a command is about.
#[derive(Args, Clone, Debug)]
pub struct TerritoryArgument {
    /// Key of the territory; may be left out when there is only one
    #[arg(long)]
    pub territory: Option<String>,
}

/// A territory with its agendas, in which keys are looked up.
pub struct FoundTerritory {
    /// Its identifier.
    pub id: TerritoryId,
    /// Its agendas.
    pub snapshot: Arc<Snapshot>,
}

impl TerritoryArgument {
    /// The territory meant.
    ///
    /// # Errors
    /// [`CliError::Said`] when there is none of that key, or several and none was named.
    pub async fn find(&self, ctx: &Context) -> Result<FoundTerritory, CliError> {
        let all = territories::list(ctx.db.read()).await?;
        let known = || all.iter().map(|(_, key, _)| key.as_str()).collect::<Vec<_>>().join(", ");
        let id = match (&self.territory, all.as_slice()) {
            (_, []) => {
                return Err(CliError::said(
                    "there is no territory yet: run `unisson import territory FILE.toml`",
                ));
            }
            (None, [(id, ..)]) => *id,
            (None, _) => return Err(CliError::said(format!("--territory: name one of {}", known()))),
            (Some(key), all) => match all.iter().find(|(_, known, _)| known == key) {
                Some((id, ..)) => *id,
                None => {
                    return Err(CliError::said(format!(
                        "--territory: {key:?} is unknown, name one of {}",
                        known()
                    )));
                }
            },
        };
        let snapshot = ctx.agendas.snapshot(&ctx.db, id, ctx.now()).await?;
        let snapshot = snapshot.ok_or_else(|| CliError::said("the territory has just been taken away"))?;
        Ok(FoundTerritory { id, snapshot })
    }
}

impl FoundTerritory {
    /// The site of that key.
    ///
    /// # Errors
    /// [`CliError::Said`] naming those there are.
    pub fn site(&self, key: &str) -> Result<SiteId, CliError> {
        let territory = &self.snapshot.territory;
        let found = territory.site_by_key(key);
        found.ok_or_else(|| unknown("site", key, territory.sites.values().map(|site| site.key.as_str())))
    }

    /// The organisation of that key.
    ///
    /// # Errors
    /// [`CliError::Said`] naming those there are.
    pub async fn organisation(&self, ctx: &Context, key: &str) -> Result<OrganisationId, CliError> {
        let all = organisations::list(ctx.db.read(), self.id).await?;
        let found = all.iter().find(|organisation| organisation.key == key).map(|known| known.id);
        found.ok_or_else(|| unknown("organisation", key, all.iter().map(|known| known.key.as_str())))
    }

    /// The visit type of that key, or the only one.
    ///
    /// # Errors
    /// [`CliError::Said`] naming those there are.
    pub fn visit_type(&self, key: Option<&str>) -> Result<VisitTypeId, CliError> {
        let kinds = &self.snapshot.territory.visit_types;
        let keys = || kinds.values().map(|kind| kind.key.as_str());
        match key {
            Some(key) => {
                let found = self.snapshot.territory.visit_type_by_key(key);
                found.ok_or_else(|| unknown("visit-type", key, keys()))
            }
            None if kinds.len() == 1 => {
                kinds.keys().next().copied().ok_or_else(|| unknown("visit-type", "", keys()))
            }
            None => Err(CliError::said(format!(
                "--visit-type: name one of {}",
                keys().collect::<Vec<_>>().join(", ")
            ))),
        }
    }

    /// The referral with that file number.
    ///
    /// # Errors
    /// [`CliError::Said`].
    pub async fn referral(&self, ctx: &Context, key: &str) -> Result<Referral, CliError> {
        let found = referrals::by_key(ctx.db.read(), self.id, key).await?;
        found.ok_or_else(|| CliError::said(format!("--referral: no referral has file number {key:?}")))
    }

    /// The professional of that key.
    ///
    /// # Errors
    /// [`CliError::Said`].
    pub async fn professional(&self, ctx: &Context, key: &str) -> Result<Member, CliError> {
        let found = professionals::professional_by_key(ctx.db.read(), self.id, key).await?;
        found.ok_or_else(|| CliError::said(format!("--professional: nobody has key {key:?}")))
    }
}

/// Parses a mode.
///
/// # Errors
/// The words there are, for whoever typed another.
pub fn mode(word: &str) -> Result<Mode, String> {
    Mode::from_word(word).ok_or_else(|| "use onsite, phone or video".to_owned())
}

fn unknown<'a>(option: &str, key: &str, known: impl Iterator<Item = &'a str>) -> CliError {
    let known = known.collect::<Vec<_>>().join(", ");
    CliError::said(format!("--{option}: {key:?} is unknown, name one of {known}"))
}
