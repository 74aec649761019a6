//! The transaction of a write: what it tells others is collected, and written with its answer when it is committed.

use chrono::{DateTime, Utc};
use domain::appointment_state::Event;
use domain::ids::TerritoryId;
use domain::notifications::{DropReason, MessageKind};
use domain::search::Team;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::actions::kit::error::IdempotencyError;
use crate::actions::kit::journal::{self, JournalEntry};
use crate::context::Context;
use crate::store::appointment_events::{self, NewEvent};
use crate::store::appointments::Appointment;
use crate::store::idempotency::{self, Claim, Key};
use crate::store::messages::{self, MessageScope, NewMessage};
use crate::store::{StoreError, Tx};

/// A write that has begun. Dropped before [`Write::commit`], it undoes itself.
pub(in crate::actions) struct Write<'a> {
    ctx: &'a Context,
    tx: Tx,
    now: DateTime<Utc>,
    key: Option<(TerritoryId, &'a Key)>,
    events: Vec<NewEvent>,
    messages: Vec<NewMessage>,
}

/// A write that has begun, or the answer it gave when it was done.
pub(in crate::actions) enum Begun<'a, T> {
    /// Do it, then [`Write::commit`].
    New(Write<'a>),
    /// It was done: this was the answer.
    Done(T),
}

impl<'a> Write<'a> {
    /// Begins a write; `now` is its instant.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(in crate::actions) async fn begin(ctx: &'a Context, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let tx = ctx.db.begin().await?;
        Ok(Self { ctx, tx, now, key: None, events: Vec::new(), messages: Vec::new() })
    }

    /// As [`Write::begin`], with the idempotency key of the caller. `request` says what is asked, so that a key used for
    /// something else is refused.
    ///
    /// # Errors
    /// [`IdempotencyError::KeyReused`], [`IdempotencyError::Store`].
    pub(in crate::actions) async fn once<T: DeserializeOwned>(
        ctx: &'a Context,
        territory: TerritoryId,
        key: Option<&'a Key>,
        request: &(impl Serialize + Sync),
        now: DateTime<Utc>,
    ) -> Result<Begun<'a, T>, IdempotencyError> {
        let write = Self::begin(ctx, now).await?;
        let Some(key) = key else { return Ok(Begun::New(write)) };
        let fingerprint = idempotency::fingerprint(request)?;
        match idempotency::claim(&write.tx, territory, key, &fingerprint, now).await? {
            Claim::New => Ok(Begun::New(Self { key: Some((territory, key)), ..write })),
            Claim::Done(answer) => Ok(Begun::Done(answer)),
            Claim::Reused => Err(IdempotencyError::KeyReused),
        }
    }

    /// Its transaction, for queries.
    pub(in crate::actions) const fn tx(&self) -> &Tx {
        &self.tx
    }

    /// What it works with.
    pub(in crate::actions) const fn ctx(&self) -> &'a Context {
        self.ctx
    }

    /// Its instant.
    pub(in crate::actions) const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Appends that `event` happened; `after` and `team` are what it left.
    pub(in crate::actions) fn event(&mut self, event: Event, after: &Appointment, team: &Team) {
        self.events.push(NewEvent::new(self.ctx.new_id(), self.now, event, after, team));
    }

    /// Plans a message.
    pub(in crate::actions) fn plan(&mut self, message: NewMessage) {
        self.messages.push(message);
    }

    /// Drops the messages of these kinds that are planned and have not left, those planned by this write included.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(in crate::actions) async fn drop_planned(
        &mut self,
        of: MessageScope,
        kinds: &[MessageKind],
        why: DropReason,
    ) -> Result<(), StoreError> {
        self.messages.retain(|message| {
            let is_theirs = match of {
                MessageScope::Appointment(id) => message.appointment == Some(id),
                MessageScope::Referral(id) => message.referral == id,
            };
            !(is_theirs && kinds.contains(&message.kind))
        });
        messages::drop_planned(&self.tx, of, kinds, why, self.now).await
    }

    /// Keeps what this write has planned about `appointment` from leaving before `until`.
    pub(in crate::actions) fn hold_back(&mut self, appointment: &Appointment, until: DateTime<Utc>) {
        for message in self.messages.iter_mut().filter(|message| message.appointment == Some(appointment.id))
        {
            message.due_at = message.due_at.max(until);
        }
    }

    /// Writes the messages collected so far, for a query of the same transaction that looks for them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(in crate::actions) async fn flush_messages(&mut self) -> Result<(), StoreError> {
        messages::add(&self.tx, &std::mem::take(&mut self.messages)).await
    }

    /// Writes what was collected and, under the idempotency key, `answer`; takes note of `entry`; commits.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was then done.
    pub(in crate::actions) async fn commit(
        mut self,
        entry: JournalEntry,
        answer: &(impl Serialize + Sync),
    ) -> Result<(), StoreError> {
        self.flush_messages().await?;
        appointment_events::append(&self.tx, self.events).await?;
        if let Some((territory, key)) = self.key {
            idempotency::record(&self.tx, territory, key, answer).await?;
        }
        journal::record(self.ctx.initiator, entry);
        Ok(self.tx.commit().await?)
    }
}
