//! Runs every job in a task of its own: repeats it, backs off when it fails, restarts it when it panics.
//!
//! A job that succeeds runs again after its interval. One that fails runs again after a pause that doubles with every
//! failure in a row, up to a minute (or its interval when that is longer). One that panics is made anew after the same
//! kind of pause; after three panics in a row `/health/ready` answers 503 with its name until a run comes to its end
//! ([`crate::telemetry::jobs::JobHealth::broken`]). Failures never make a replica unready: a mail relay that is down must
//! not take the pages out of service. The last success of each job is a metric, `unisson_job_last_success_timestamp_seconds`.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::context::Context;
use crate::jobs::job::{Job, JobContext, Next};
use crate::telemetry::millis;

/// The first pause after a failure or a panic, for jobs with a shorter interval.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause after failures in a row, for jobs with a shorter interval.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The running jobs and streams of a service.
#[derive(Debug)]
pub struct Supervisor {
    job: JobContext,
    jobs: Vec<JoinHandle<()>>,
    streams: Vec<JoinHandle<()>>,
}

impl Supervisor {
    /// Nothing runs yet. Everything ends when `stopping` turns true, or when its sender is gone.
    #[must_use]
    pub const fn new(ctx: Context, stopping: watch::Receiver<bool>) -> Self {
        Self::over(JobContext::new(ctx, stopping))
    }

    const fn over(job: JobContext) -> Self {
        Self { job, jobs: Vec::new(), streams: Vec::new() }
    }

    /// Runs the job that `make` makes; it is made anew after a panic.
    pub fn run<J: Job>(&mut self, make: impl Fn() -> J + Send + 'static) {
        let job = self.job.clone();
        let make = move || repeat(make(), job.clone());
        self.jobs.push(tokio::spawn(restart_on_panic(J::NAME, self.job.clone(), make)));
    }

    /// Runs work that is not periodic: a listener, or what a connection delivers. It ends by itself when the service
    /// stops, or when nothing can come any more.
    pub fn stream<F: Future<Output = ()> + Send + 'static>(
        &mut self,
        name: &'static str,
        make: impl Fn() -> F + Send + 'static,
    ) {
        self.streams.push(tokio::spawn(restart_on_panic(name, self.job.clone(), make)));
    }

    /// Waits until every job has finished what it had begun, then `patience` at most for the streams: what a provider
    /// delivers is stored before its session ends.
    pub async fn finish(self, patience: Duration) {
        for job in self.jobs {
            // Supervision itself does not panic; a job that did was logged.
            let _ = job.await;
        }
        let streams = async {
            for stream in self.streams {
                let _ = stream.await;
            }
        };
        let _ = tokio::time::timeout(patience, streams).await;
    }
}

/// Runs what `make` makes to its end, again and again while it panics.
async fn restart_on_panic<F: Future<Output = ()> + Send + 'static>(
    name: &'static str,
    job: JobContext,
    make: impl Fn() -> F + Send + 'static,
) {
    loop {
        let running = tokio::spawn(make());
        let Err(error) = running.await else { return };
        if !error.is_panic() {
            // Cancelled: the runtime shuts down.
            return;
        }
        let panics = job.ctx.metrics.jobs.panicked(name);
        let pause = back_off(FIRST_PAUSE, panics);
        tracing::error!(job.name = name, panics, retry_ms = millis(pause), "a job panicked and is restarted");
        job.rest(pause).await;
        if job.is_stopping() {
            return;
        }
    }
}

async fn repeat<J: Job>(mut work: J, job: JobContext) {
    let health = job.ctx.metrics.jobs.clone();
    let mut failures = 0_u32;
    while !job.is_stopping() {
        let span = tracing::info_span!("job", job.name = J::NAME);
        let pause = match work.run(&job).instrument(span.clone()).await {
            Ok(next) => {
                failures = 0;
                health.succeeded(J::NAME, job.ctx.now().timestamp());
                match next {
                    Next::AtOnce => continue,
                    Next::AfterInterval => J::EVERY,
                    Next::After(pause) => pause.max(J::EVERY),
                }
            }
            Err(error) => {
                failures = failures.saturating_add(1);
                health.failed(J::NAME);
                let pause = back_off(J::EVERY, failures);
                let _entered = span.entered();
                tracing::error!(%error, failures, retry_ms = millis(pause), "a job failed");
                pause
            }
        };
        job.rest(pause).await;
    }
    work.finish().await;
}

/// The pause after so many failures in a row.
fn back_off(interval: Duration, failures: u32) -> Duration {
    let first = interval.max(FIRST_PAUSE);
    let doublings = failures.saturating_sub(1).min(16);
    first.saturating_mul(2_u32.pow(doublings)).min(LONGEST_PAUSE.max(first))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tempfile::TempDir;
    use tokio::sync::mpsc;

    use super::*;
    use crate::clock::{Clock, RandomSource};
    use crate::jobs::job::JobError;
    use crate::store::Db;

    /// What a job of the tests does in each run, by number.
    type Script = fn(usize) -> Result<Next, JobError>;

    struct Scripted {
        runs: Arc<AtomicUsize>,
        script: Script,
        finished: Arc<AtomicUsize>,
    }

    impl Job for Scripted {
        const NAME: &'static str = "scripted";
        const EVERY: Duration = Duration::from_secs(5);

        async fn run(&mut self, _: &JobContext) -> Result<Next, JobError> {
            (self.script)(self.runs.fetch_add(1, Ordering::SeqCst))
        }

        async fn finish(&mut self) {
            self.finished.fetch_add(1, Ordering::SeqCst);
        }
    }

    struct Running {
        ctx: Context,
        runs: Arc<AtomicUsize>,
        finished: Arc<AtomicUsize>,
        stop: watch::Sender<bool>,
        pauses: mpsc::Receiver<Duration>,
        supervisor: Supervisor,
        _folder: TempDir,
    }

    /// A supervisor of nothing, whose pauses the test reads.
    async fn idle() -> Running {
        let folder = TempDir::new().unwrap();
        let db = Db::open(&format!("sqlite://{}/jobs.db", folder.path().display())).await.unwrap();
        let now = "2027-01-04T08:00:00Z".parse().unwrap();
        let ctx = Context::new(db, Clock::standing_at(now), RandomSource::seeded(1));
        let (stop, stopping) = watch::channel(false);
        let (recorded, pauses) = mpsc::channel(1);
        let job = JobContext::new(ctx.clone(), stopping).with_recorded_pauses(recorded);
        let supervisor = Supervisor::over(job);
        let (runs, finished) = (Arc::default(), Arc::default());
        Running { ctx, runs, finished, stop, pauses, supervisor, _folder: folder }
    }

    async fn running(script: Script) -> Running {
        let mut running = idle().await;
        let (runs, finished) = (Arc::clone(&running.runs), Arc::clone(&running.finished));
        running.supervisor.run(move || Scripted {
            runs: Arc::clone(&runs),
            script,
            finished: Arc::clone(&finished),
        });
        running
    }

    impl Running {
        /// The next pauses, in seconds.
        async fn pauses<const N: usize>(&mut self) -> [u64; N] {
            let mut pauses = [0; N];
            for pause in &mut pauses {
                *pause = self.pauses.recv().await.unwrap().as_secs();
            }
            pauses
        }

        async fn stops(self) -> usize {
            self.stop.send(true).unwrap();
            self.supervisor.finish(Duration::from_secs(5)).await;
            self.finished.load(Ordering::SeqCst)
        }

        fn metrics(&self) -> String {
            let mut text = String::new();
            self.ctx.metrics.write(&mut text).unwrap();
            text
        }
    }

    fn away() -> JobError {
        std::io::Error::other("away").into()
    }

    #[tokio::test]
    async fn a_job_runs_again_after_its_interval_and_its_last_success_is_shown() {
        let mut running = running(|_| Ok(Next::AfterInterval)).await;
        assert_eq!(running.pauses().await, [5, 5, 5]);
        let expected = "unisson_job_last_success_timestamp_seconds{job=\"scripted\"} 1799049600";
        assert!(running.metrics().contains(expected), "{}", running.metrics());
        assert_eq!(running.stops().await, 1, "what it kept was released");
    }

    #[tokio::test]
    async fn a_job_with_more_to_do_runs_again_at_once() {
        let script: Script = |run| Ok(if run < 50 { Next::AtOnce } else { Next::AfterInterval });
        let mut running = running(script).await;
        assert_eq!(running.pauses().await, [5]);
        assert!(running.runs.load(Ordering::SeqCst) > 50);
        running.stops().await;
    }

    #[tokio::test]
    async fn a_job_waits_longer_than_its_interval_when_it_says_so() {
        let script: Script = |run| Ok(Next::After(Duration::from_secs(if run == 0 { 90 } else { 1 })));
        let mut running = running(script).await;
        assert_eq!(running.pauses().await, [90, 5]);
        running.stops().await;
    }

    #[tokio::test]
    async fn a_failing_job_backs_off_up_to_a_minute_and_is_not_broken() {
        let mut running = running(|run| if run < 7 { Err(away()) } else { Ok(Next::AfterInterval) }).await;
        assert_eq!(running.pauses().await, [5, 10, 20, 40, 60, 60, 60]);
        assert!(running.ctx.metrics.jobs.broken().is_empty());
        assert!(running.metrics().contains("unisson_job_failures_total{job=\"scripted\"} 7"));
        assert_eq!(running.pauses().await, [5], "it succeeded: its interval again");
        running.stops().await;
    }

    #[tokio::test]
    async fn a_panicking_job_is_restarted_and_is_broken_until_a_run_ends() {
        let script: Script = |run| if run < 3 { panic!("run {run}") } else { Ok(Next::AfterInterval) };
        let mut running = running(script).await;
        assert_eq!(running.pauses().await, [1, 2]);
        while running.ctx.metrics.jobs.broken().is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(running.ctx.metrics.jobs.broken(), ["scripted"]);
        assert_eq!(running.pauses().await, [4, 5]);
        assert!(running.ctx.metrics.jobs.broken().is_empty());
        assert!(running.metrics().contains("unisson_job_panics_total{job=\"scripted\"} 3"));
        assert_eq!(running.stops().await, 1);
    }

    #[tokio::test]
    async fn a_stream_that_panics_is_restarted_and_one_that_ends_is_not() {
        let mut running = idle().await;
        let begun = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&begun);
        running.supervisor.stream("listener", move || {
            let counted = Arc::clone(&counted);
            async move { assert!(counted.fetch_add(1, Ordering::SeqCst) > 0, "the first one panics") }
        });
        assert_eq!(running.pauses().await, [1]);
        running.supervisor.finish(Duration::from_secs(5)).await;
        assert_eq!(begun.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_service_that_is_gone_stops_its_jobs() {
        let mut running = running(|_| Ok(Next::AfterInterval)).await;
        running.pauses::<1>().await;
        drop(running.stop);
        running.supervisor.finish(Duration::from_secs(5)).await;
        assert_eq!(running.finished.load(Ordering::SeqCst), 1);
    }
}
