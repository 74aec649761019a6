//! What a background job is.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;

use crate::context::Context;

/// A piece of background work that is repeated for as long as the service runs.
pub trait Job: Send + 'static {
    /// Its name in logs and metrics.
    const NAME: &'static str;
    /// How long to wait between two runs.
    const EVERY: Duration;

    /// Does the work once. What it has begun it brings to an end, also while the service stops.
    ///
    /// # Errors
    /// [`JobError`]: it is tried again after a pause that grows with every failure in a row.
    fn run(&mut self, job: &JobContext) -> impl Future<Output = Result<Next, JobError>> + Send;

    /// Releases what it keeps between runs. Called once, when the service stops.
    fn finish(&mut self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// When a job runs again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// At once: there was work, there may be more.
    AtOnce,
    /// After the interval of the job.
    AfterInterval,
    /// After this time, or the interval when that is longer.
    After(Duration),
}

/// Why a run failed: whatever error, to be logged.
#[derive(Debug)]
pub struct JobError(Box<dyn Error + Send + Sync>);

impl<E: Error + Send + Sync + 'static> From<E> for JobError {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a job works with.
#[derive(Clone, Debug)]
pub struct JobContext {
    /// The context of actions.
    pub ctx: Context,
    stopping: watch::Receiver<bool>,
    sleep: Sleep,
}

/// How a job waits.
#[derive(Clone, Debug)]
enum Sleep {
    /// For as long as it says.
    Real,
    /// Until the test has read for how long it would wait.
    #[cfg(test)]
    Recorded(tokio::sync::mpsc::Sender<Duration>),
}

impl JobContext {
    /// For a job of a service that stops when `stopping` turns true, or when its sender is gone.
    #[must_use]
    pub const fn new(ctx: Context, stopping: watch::Receiver<bool>) -> Self {
        Self { ctx, stopping, sleep: Sleep::Real }
    }

    /// The same, with pauses that `pauses` reads instead of time that passes.
    #[cfg(test)]
    pub(super) fn with_recorded_pauses(self, pauses: tokio::sync::mpsc::Sender<Duration>) -> Self {
        Self { sleep: Sleep::Recorded(pauses), ..self }
    }

    /// True when the service stops: nothing new is begun.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow() || self.stopping.has_changed().is_err()
    }

    /// Waits until the service stops.
    pub async fn stopped(&self) {
        // An error means that the sender is gone, and the service with it.
        let _ = self.stopping.clone().wait_for(|is_stopping| *is_stopping).await;
    }

    /// Waits for `pause`, or until the service stops.
    pub async fn rest(&self, pause: Duration) {
        tokio::select! {
            () = self.sleep.wait(pause) => {}
            () = self.stopped() => {}
        }
    }
}

impl Sleep {
    async fn wait(&self, pause: Duration) {
        match self {
            Self::Real => tokio::time::sleep(pause).await,
            #[cfg(test)]
            Self::Recorded(pauses) => pauses.send(pause).await.unwrap(),
        }
    }
}
