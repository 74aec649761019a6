//! Tries a write again after a lost race: with growing pauses, a bounded number of times.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use thiserror::Error;

use crate::context::Context;
use crate::store::{StoreError, UniqueKey};

/// How often a write is tried. Each lost race means that somebody else was faster, so only a crowd far larger than the
/// choice of teams comes near.
const TRIES: usize = 100;
/// The pauses between tries, before the jitter that at most doubles them.
const SHORTEST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(25);

/// A race that another writer can win.
#[derive(Debug, Error)]
pub enum LostRace {
    /// Somebody of the team, or the hold itself, was taken by another appointment.
    #[error("somebody of the team, or the hold, was taken by another appointment meanwhile")]
    Seat,
    /// Another writer made a link for the same referral.
    #[error("another link of the same referral was made meanwhile")]
    Link,
    /// Another transaction was in the way: a serialization failure, a deadlock, a busy database, or one of the unique
    /// keys that [`StoreError::unique_key`] names.
    #[error(transparent)]
    Transaction(StoreError),
}

/// Others were faster until no try was left; the last race that was lost is the source.
#[derive(Debug, Error)]
#[error("too many others are booking at this moment, try again")]
pub struct Crowded(#[source] pub LostRace);

/// An error that may hide a lost race.
pub(in crate::actions) trait Retryable: From<Crowded> + From<StoreError> {
    /// The error of the database in it; the same error when it is another.
    ///
    /// # Errors
    /// The error itself.
    fn into_store(self) -> Result<StoreError, Self>;
}

/// Implements [`Retryable`] for an error with a variant `Store`.
macro_rules! retryable {
    ($error:ident) => {
        impl $crate::actions::kit::retry::Retryable for $error {
            fn into_store(self) -> Result<$crate::store::StoreError, Self> {
                match self {
                    Self::Store(error) => Ok(error),
                    other => Err(other),
                }
            }
        }
    };
}

pub(in crate::actions) use retryable;

/// The race that this error says was lost; the same error when it is a refusal or a fault.
///
/// # Errors
/// The error itself.
pub(in crate::actions) fn lost_race<E: Retryable>(error: E) -> Result<LostRace, E> {
    match error.into_store()? {
        store if store.is_transient() || store.unique_key().is_some_and(is_race) => {
            Ok(LostRace::Transaction(store))
        }
        store => Err(store.into()),
    }
}

/// True when a second try finds what the winner wrote, and decides by it.
const fn is_race(key: UniqueKey) -> bool {
    match key {
        UniqueKey::ReservedQuantum
        | UniqueKey::IdempotencyKey
        | UniqueKey::ExpectedAppointment
        | UniqueKey::Hold
        | UniqueKey::Link
        | UniqueKey::OpenCall
        | UniqueKey::Territory => true,
        // It is somebody else's address, however often one tries.
        UniqueKey::AccountEmail => false,
    }
}

/// The tries of one write.
pub(in crate::actions) struct Tries {
    lost: usize,
    pauses: Option<ExponentialBackoff>,
}

impl Tries {
    /// None lost yet.
    pub(in crate::actions) const fn new() -> Self {
        Self { lost: 0, pauses: None }
    }

    /// Counts a lost race and waits before the next try. The first one costs no pause: the winner has finished.
    ///
    /// # Errors
    /// [`Crowded`] when no try is left.
    pub(in crate::actions) async fn again_after(
        &mut self,
        ctx: &Context,
        race: LostRace,
    ) -> Result<(), Crowded> {
        self.lost += 1;
        if self.lost == 1 {
            return Ok(());
        }
        let pauses = self.pauses.get_or_insert_with(|| pauses(ctx));
        let Some(pause) = pauses.next() else { return Err(Crowded(race)) };
        tokio::time::sleep(pause).await;
        Ok(())
    }
}

fn pauses(ctx: &Context) -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(SHORTEST_PAUSE)
        .with_max_delay(LONGEST_PAUSE)
        .with_max_times(TRIES - 2)
        .with_jitter()
        .with_jitter_seed(u64::from_le_bytes(ctx.rng.bytes()))
        .build()
}

/// Tries `attempt` until it is done or fails for good; a lost race is no reason to fail.
///
/// # Errors
/// Those of `attempt`; [`Crowded`] when others were always faster.
pub(in crate::actions) async fn retry<T, E, F>(ctx: &Context, mut attempt: impl FnMut() -> F) -> Result<T, E>
where
    E: Retryable,
    F: Future<Output = Result<T, E>>,
{
    let mut tries = Tries::new();
    loop {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err(error) => tries.again_after(ctx, lost_race(error)?).await?,
        }
    }
}
