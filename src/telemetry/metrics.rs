//! What is counted while the service runs, for Prometheus. Labels are words of the program, never of a person: every
//! family has as many lines as the program has words, however many people use it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::text::encode_registry;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds of the histogram of answers, seconds: from a page in memory to the longest patience of a client.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// A request, as far as it is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Request {
    /// The template of its address, `/v1/appointments/{id}`, never the address.
    pub route: String,
    /// Its method; those nobody uses are all `other`.
    pub method: &'static str,
    /// The class of its answer: `2xx`.
    pub status: StatusClass,
}

/// The class of an answer (RFC 9110 section 15).
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

/// The counters of one replica. Cheap to clone: all clones count together.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Request, Histogram, fn() -> Histogram>,
    actions: Family<Action, Counter>,
    deliveries: Family<Delivery, Counter>,
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
        registry.register("http_request_seconds", "Time to an answer, by route", requests.clone());
        registry.register("actions", "What was asked for and what became of it", actions.clone());
        registry.register("deliveries", "Messages handed over, by what became of them", deliveries.clone());
        Self { registry: Arc::new(registry), requests, actions, deliveries }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, request: &Request, after: Duration) {
        self.requests.get_or_create(request).observe(after.as_secs_f64());
    }

    /// Counts an action; `outcome` is `done`, or the word of its refusal.
    pub fn acted(&self, action: &'static str, outcome: &'static str) {
        self.actions.get_or_create(&Action { action, outcome }).inc();
    }

    /// Counts a message that was handed over, or was not.
    pub fn delivered(&self, kind: &'static str, outcome: &'static str) {
        self.deliveries.get_or_create(&Delivery { kind, outcome }).inc();
    }

    /// Writes every counter in the text format of `OpenMetrics`, without its last line.
    ///
    /// # Errors
    /// [`fmt::Error`] when `into` refuses.
    pub fn write(&self, into: &mut String) -> fmt::Result {
        encode_registry(into, &self.registry)
    }
}
