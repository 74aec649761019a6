//! Imports a territory: stores a new one whole, or brings one that is there to what its files say.

use std::collections::{BTreeMap, BTreeSet};

use domain::fault::Fault;
use domain::ids::{BeneficiaryId, ReferralId, TerritoryId};
use domain::provenance::SourceHistory;
use domain::territory_document::{
    ChangeCounts, KnownIds, TerritoryChanges, TerritoryDocument, ValidatedTerritory,
};
use domain::time::{Quantum, Span};
use domain::zone;

use crate::actions::kit::error::Noun;
use crate::actions::kit::journal::JournalEntry;
use crate::actions::kit::loaded::Snapshots;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::kit::retry::retry;
use crate::actions::kit::write::Write;
use crate::actions::territories::error::ImportError;
use crate::context::Context;
use crate::store::provenance::{self, ListSource};
use crate::store::{appointments, territories, territory_documents};

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The territory.
    pub territory: TerritoryId,
    /// Its name.
    pub name: String,
    /// True when it was not there before.
    pub is_new: bool,
    /// False when the files say what was stored already: nothing was written then.
    pub has_changed: bool,
    /// Of each list of the files, by its name: how many were added, changed, left alone.
    pub tallies: Vec<(&'static str, ChangeCounts)>,
}

/// Adds what `document` has and the territory has not, and changes what differs, in one transaction. What the
/// document does not name stays, an empty field changes nothing, and no appointment is touched; who has another telephone
/// or address is reminded there. What `source` says of people counts where it differs from what it said last. `found` are faults
/// that were found while the files were read: with one, nothing is stored, and they stand before those found here.
///
/// # Errors
/// [`ImportError::Faults`] with everything that is wrong, [`ImportError::Store`] when the database fails.
pub async fn import_territory(
    ctx: &Context,
    document: &TerritoryDocument,
    found: &[Fault],
    source: &ListSource,
) -> Result<Imported, ImportError> {
    let imported = retry(ctx, || attempt(ctx, document, found, source)).await?;
    if imported.has_changed {
        ctx.agendas.forget(imported.territory);
    }
    Ok(imported)
}

async fn attempt(
    ctx: &Context,
    document: &TerritoryDocument,
    found: &[Fault],
    source: &ListSource,
) -> Result<Imported, ImportError> {
    let now = ctx.now();
    // A zone that is none is one of the faults that the plan finds, whatever day it is.
    let zone = zone::french_zone(&document.time_zone).unwrap_or(chrono_tz::Tz::Europe__Paris);
    let today = zone::to_local(zone, now).date();
    let known = territories::by_key(ctx.db.read(), &document.key).await?;
    let snapshots = Snapshots::load(ctx, known.into_iter().collect(), now).await?;
    let mut write = Write::begin(ctx, now).await?;
    let tx = write.tx();
    let stored = match territories::lock_by_key(tx, &document.key).await? {
        Some(id) => territory_documents::load(tx, id).await?,
        None => None,
    };
    let known = stored.as_ref().map(KnownIds::from).unwrap_or_default();
    let history = match &stored {
        Some(before) => provenance::history(tx, before.territory.id, source, zone).await?,
        None => SourceHistory { as_of: source.as_of, ..SourceHistory::default() },
    };
    let fresh = || ctx.new_id();
    let planned = document.validate(&known, &mut || ctx.new_id(), today);
    let checked = planned.and_then(|plan| match &stored {
        Some(before) => TerritoryChanges::between(before, plan, &history).map(|changes| (None, changes)),
        None => TerritoryChanges::between(&plan.emptied(), plan.clone(), &history)
            .map(|changes| (Some(plan), changes)),
    });
    let (new, changes) = match checked {
        Ok(both) if found.is_empty() => both,
        Ok(_) => return Err(ImportError::Faults(found.to_vec())),
        Err(faults) => return Err(ImportError::Faults(found.iter().cloned().chain(faults).collect())),
    };
    match &new {
        Some(plan) => territory_documents::insert(tx, plan, now, &fresh).await?,
        None if changes.is_empty() => {}
        None => territory_documents::apply(tx, &changes, &fresh).await?,
    }
    if let Some(before) = &stored {
        plan_reminders(&mut write, &snapshots, before, &changes).await?;
    }
    provenance::record(write.tx(), changes.territory.id, source, &changes.reconciled, now).await?;
    write.commit(JournalEntry::of("import", Noun::Territory, changes.territory.id.0), &()).await?;
    let is_new = new.is_some();
    let (tallies, has_changed) = (changes.counts_by_list(), is_new || !changes.is_empty());
    let (territory, name) = (changes.territory.id, changes.territory.name);
    Ok(Imported { territory, name, is_new, has_changed, tallies })
}

/// Plans the reminders anew of those who are expected and are reached otherwise than `before`.
async fn plan_reminders(
    write: &mut Write<'_>,
    snapshots: &Snapshots,
    before: &ValidatedTerritory,
    changes: &TerritoryChanges,
) -> Result<(), ImportError> {
    let mut reached: BTreeMap<ReferralId, (&Option<String>, &Option<String>)> = BTreeMap::new();
    reached.extend(before.referrals.iter().map(|one| (one.id, (&one.phone, &one.email))));
    let moved = changes.referrals.changed.iter();
    let moved =
        moved.filter(|one| reached.get(&one.id).is_none_or(|known| *known != (&one.phone, &one.email)));
    let moved: BTreeSet<BeneficiaryId> = moved.map(|one| one.beneficiary).collect();
    if moved.is_empty() {
        return Ok(());
    }
    let (territory, now) = (changes.territory.id, write.now());
    let snapshot = snapshots.of(write.ctx(), territory, now).await?;
    let to_come = Span::new(Quantum::ceil(now), Quantum(i64::MAX));
    for person in appointments::people_expected(write.tx(), territory, to_come).await?.intersection(&moved) {
        replan_reminders(write, &snapshot, territory, *person).await?;
    }
    Ok(())
}
