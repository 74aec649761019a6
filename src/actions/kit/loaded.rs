//! What a use case loads before its transaction, and how that is looked at again in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::ids::{AppointmentId, TerritoryId};
use domain::search::{SearchQuestion, Team};

use crate::actions::kit::error::{LoadError, Noun, QuestionError};
use crate::actions::kit::search_request;
use crate::actions::kit::write::Write;
use crate::context::Context;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::store::referrals::{self, Referral};

/// The agendas of a territory as of a second ago at most. To be loaded before a transaction begins: on SQLite nobody else
/// writes until it ends.
///
/// # Errors
/// [`LoadError::NotFound`] without such a territory, [`LoadError::Store`].
pub(in crate::actions) async fn snapshot(
    ctx: &Context,
    territory: TerritoryId,
    now: DateTime<Utc>,
) -> Result<Arc<Snapshot>, LoadError> {
    ctx.agendas.snapshot(&ctx.db, territory, now).await?.ok_or(LoadError::NotFound(Noun::Territory))
}

/// The agendas that were loaded before a transaction, or the newer ones that are in memory by now: a write that waited for
/// its turn does not choose a team by what others have taken since. Reads nothing.
pub(in crate::actions) fn latest(ctx: &Context, loaded: Arc<Snapshot>) -> Arc<Snapshot> {
    ctx.agendas.latest(loaded.territory.id).unwrap_or(loaded)
}

/// The agendas of several territories.
#[derive(Debug, Default)]
pub(in crate::actions) struct Snapshots(BTreeMap<TerritoryId, Arc<Snapshot>>);

impl Snapshots {
    /// Those of `territories`; one that is gone is left out.
    ///
    /// # Errors
    /// [`LoadError::Store`].
    pub(in crate::actions) async fn load(
        ctx: &Context,
        territories: BTreeSet<TerritoryId>,
        now: DateTime<Utc>,
    ) -> Result<Self, LoadError> {
        let mut found = BTreeMap::new();
        for territory in territories {
            if let Some(snapshot) = ctx.agendas.snapshot(&ctx.db, territory, now).await? {
                found.insert(territory, snapshot);
            }
        }
        Ok(Self(found))
    }

    /// That of `territory`. One that was not loaded is read now, which is rare: what needs it came in between.
    ///
    /// # Errors
    /// As [`snapshot`].
    pub(in crate::actions) async fn of(
        &self,
        ctx: &Context,
        territory: TerritoryId,
        now: DateTime<Utc>,
    ) -> Result<Arc<Snapshot>, LoadError> {
        match self.0.get(&territory) {
            Some(known) => Ok(Arc::clone(known)),
            None => snapshot(ctx, territory, now).await,
        }
    }
}

/// What a use case about an appointment works with.
#[derive(Clone, Debug)]
pub(in crate::actions) struct AppointmentContext {
    /// The agendas of its territory.
    pub(in crate::actions) snapshot: Arc<Snapshot>,
    /// The referral it serves.
    pub(in crate::actions) referral: Referral,
    /// The appointment.
    pub(in crate::actions) appointment: Appointment,
    /// Its team.
    pub(in crate::actions) team: Team,
}

impl AppointmentContext {
    /// The appointment `id` as it is now.
    ///
    /// # Errors
    /// [`LoadError::NotFound`], [`LoadError::Store`].
    pub(in crate::actions) async fn load(
        ctx: &Context,
        territory: TerritoryId,
        id: AppointmentId,
        now: DateTime<Utc>,
    ) -> Result<Self, LoadError> {
        let db = ctx.db.read();
        // The team is read after its appointment: when the appointment is locked unchanged, so is the team.
        let appointment = appointments::get(db, territory, id).await?;
        let appointment = appointment.ok_or(LoadError::NotFound(Noun::Appointment))?;
        let team = appointments::team(db, id).await?;
        let referral = referrals::get(db, territory, appointment.referral).await?;
        let referral = referral.ok_or(LoadError::NotFound(Noun::Referral))?;
        let snapshot = snapshot(ctx, territory, now).await?;
        Ok(Self { snapshot, referral, appointment, team })
    }

    /// Keeps others from changing the appointment until the write ends; what has changed since it was loaded is replaced. No
    /// team changes without its appointment, so the team is read again only when that has changed.
    ///
    /// # Errors
    /// [`LoadError::NotFound`], [`LoadError::Store`].
    pub(in crate::actions) async fn lock(&mut self, write: &Write<'_>) -> Result<(), LoadError> {
        let Appointment { territory, id, .. } = self.appointment;
        let locked = appointments::lock(write.tx(), territory, id).await?;
        let locked = locked.ok_or(LoadError::NotFound(Noun::Appointment))?;
        if locked != self.appointment {
            self.team = appointments::team(write.tx(), id).await?;
            self.appointment = locked;
        }
        self.snapshot = latest(write.ctx(), Arc::clone(&self.snapshot));
        Ok(())
    }

    /// Keeps others from holding, booking or closing anything of the referral until the write ends. To be called before
    /// [`Self::lock`]: whoever locks both does so in this order.
    ///
    /// # Errors
    /// [`LoadError::NotFound`], [`LoadError::Store`].
    pub(in crate::actions) async fn lock_referral(&mut self, write: &Write<'_>) -> Result<(), LoadError> {
        let Appointment { territory, referral, .. } = self.appointment;
        let locked = referrals::lock(write.tx(), territory, referral).await?;
        self.referral = locked.ok_or(LoadError::NotFound(Noun::Referral))?;
        Ok(())
    }

    /// The question that the appointment answers where it is ([`search_request::question_of_appointment`]).
    ///
    /// # Errors
    /// [`QuestionError`].
    pub(in crate::actions) fn question(&self, now: DateTime<Utc>) -> Result<SearchQuestion, QuestionError> {
        search_request::question_of_appointment(&self.snapshot, &self.appointment, &self.referral, now)
    }
}
