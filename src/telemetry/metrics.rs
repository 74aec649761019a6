//! Metrics for Prometheus. Labels are fixed words of the program, never personal data: the number of lines does not grow
//! with the number of users.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::text::encode_registry;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::telemetry::jobs::JobHealth;

/// Upper bounds of the histogram of response times, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// The labels of a counted request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Request {
    /// The template of its path, `/v1/appointments/{id}`, never the path.
    pub route: String,
    /// Its method; `other` for methods that are not in use.
    pub method: &'static str,
    /// The class of its response status: `2xx`.
    pub status: StatusClass,
}

/// The class of a response status (RFC 9110 section 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusClass(pub u16);

impl EncodeLabelValue for StatusClass {
    fn encode(
        &self,
        encoder: &mut prometheus_client::encoding::LabelValueEncoder<'_>,
    ) -> Result<(), fmt::Error> {
        fmt::Write::write_fmt(encoder, format_args!("{}xx", self.0 / 100))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Action {
    action: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Delivery {
    kind: &'static str,
    outcome: &'static str,
}

fn histogram() -> Histogram {
    Histogram::new(BUCKETS)
}

/// The metrics of one replica. Cheap to clone: all clones count together.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Request, Histogram, fn() -> Histogram>,
    actions: Family<Action, Counter>,
    deliveries: Family<Delivery, Counter>,
    /// The metrics of background jobs.
    pub jobs: JobHealth,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics(..)")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let requests = Family::new_with_constructor(histogram as fn() -> Histogram);
        let actions = Family::default();
        let deliveries = Family::default();
        let mut registry = Registry::with_prefix("unisson");
        registry.register("http_request_duration_seconds", "Time to a response, by route", requests.clone());
        registry.register("actions", "Use cases run, by outcome", actions.clone());
        registry.register("deliveries", "Attempts to send a message, by outcome", deliveries.clone());
        let jobs = JobHealth::registered(&mut registry);
        Self { registry: Arc::new(registry), requests, actions, deliveries, jobs }
    }
}

impl Metrics {
    /// Counts a response.
    pub fn answered(&self, request: &Request, after: Duration) {
        self.requests.get_or_create(request).observe(after.as_secs_f64());
    }

    /// Counts a run of a use case; `outcome` is `done`, or the word of its refusal.
    pub fn acted(&self, action: &'static str, outcome: &'static str) {
        self.actions.get_or_create(&Action { action, outcome }).inc();
    }

    /// Counts an attempt to send a message.
    pub fn delivered(&self, kind: &'static str, outcome: &'static str) {
        self.deliveries.get_or_create(&Delivery { kind, outcome }).inc();
    }

    /// Writes every metric in the text format of `OpenMetrics`, without the final `# EOF`.
    ///
    /// # Errors
    /// [`fmt::Error`] when `into` refuses.
    pub fn write(&self, into: &mut String) -> fmt::Result {
        encode_registry(into, &self.registry)
    }
}
