//! `/metrics` for Prometheus, on an address of its own: counters of this replica, and gauges read from the database.

use std::fmt;
use std::sync::atomic::AtomicU64;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use domain::channel::Channel;
use domain::channel_health::{ChannelFault, detect_fault};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use thiserror::Error;

use crate::context::Context;
use crate::store::messages::Status;
use crate::store::{StoreError, calendars, diagnostics, message_statistics};
use crate::web::routes;

const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The router of the metrics listener.
pub fn router(ctx: Context) -> Router {
    Router::new().route(routes::METRICS, get(show)).with_state(ctx)
}

#[derive(Debug, Error)]
enum Unreadable {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Format(#[from] fmt::Error),
}

/// All metrics; without the database the counters alone, and a gauge that says so.
async fn show(State(ctx): State<Context>) -> Response {
    let gauges = match measured(&ctx).await {
        Ok(gauges) => Ok(gauges),
        Err(error) => {
            tracing::error!(%error, "the metrics of the database cannot be read");
            up(false)
        }
    };
    let mut text = String::new();
    let written = gauges.and_then(|gauges| {
        ctx.metrics.write(&mut text)?;
        text.push_str(&gauges);
        Ok(encode_eof(&mut text)?)
    });
    match written {
        Ok(()) => ([(header::CONTENT_TYPE, TYPE)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn up(is_up: bool) -> Result<String, Unreadable> {
    let mut registry = Registry::with_prefix("unisson");
    gauge(&mut registry, "database_up", "1 when the database answers", i64::from(is_up));
    let mut text = String::new();
    encode_registry(&mut text, &registry)?;
    Ok(text)
}

fn gauge(registry: &mut Registry, name: &str, help: &str, value: i64) {
    let gauge = Gauge::<i64>::default();
    gauge.set(value);
    registry.register(name, help, gauge);
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MessageState {
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ChannelTrouble {
    channel: &'static str,
    trouble: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Connections {
    access: &'static str,
    state: &'static str,
}

async fn measured(ctx: &Context) -> Result<String, Unreadable> {
    let now = ctx.now();
    let mut registry = Registry::with_prefix("unisson");
    let messages = Family::<MessageState, Gauge>::default();
    // Those that were sent or dropped grow for ever; they are counted where they are sent.
    for status in [Status::Planned, Status::Sending, Status::Failed, Status::Bounced, Status::Doubtful] {
        let count = diagnostics::messages_at(&ctx.db, status).await?;
        messages.get_or_create(&MessageState { state: status.word() }).set(whole(count));
    }
    registry.register("messages", "Messages that are not sent, by state", messages);
    let oldest = diagnostics::oldest_due(&ctx.db, now).await?;
    let late = oldest.map_or(0, |due| (now - due).num_seconds());
    gauge(&mut registry, "message_oldest_due_seconds", "How long the oldest due message has waited", late);
    registry.register(
        "channel_trouble",
        "1 for a channel whose messages are not sent (stopped), or half of which do not arrive (failing)",
        channels(ctx, now).await?,
    );
    let unread = calendars::degraded(ctx.db.read()).await?.len();
    gauge(
        &mut registry,
        "calendars_unreadable",
        "Calendars that could not be read last time",
        whole(unread as u64),
    );
    let cache = ctx.agendas.figures();
    gauge(
        &mut registry,
        "agenda_cache_territories",
        "Territories whose agendas are in memory",
        whole(cache.territories),
    );
    gauge(&mut registry, "agenda_cache_agendas", "Agendas in memory", whole(cache.agendas));
    let age = cache.oldest_look.map_or(0.0, |at| (now - at).as_seconds_f64());
    let gauge_of_age = Gauge::<f64, AtomicU64>::default();
    gauge_of_age.set(age);
    registry.register(
        "agenda_cache_age_seconds",
        "How long ago the cache was last found up to date",
        gauge_of_age,
    );
    gauge(
        &mut registry,
        "agenda_cache_stale",
        "How often an action found the cache stale and read the database again, since the start",
        whole(cache.looked_again),
    );
    gauge(
        &mut registry,
        "reservations_lost",
        "How often a reservation was lost to another booking, since the start",
        whole(cache.lost),
    );
    let connections = Family::<Connections, Gauge>::default();
    for (access, open, idle) in ctx.db.connections() {
        for (state, count) in [("idle", idle), ("busy", open.saturating_sub(idle))] {
            connections.get_or_create(&Connections { access, state }).set(i64::from(count));
        }
    }
    registry.register("database_connections", "Connections to the database", connections);
    let mut text = up(true)?;
    encode_registry(&mut text, &registry)?;
    Ok(text)
}

async fn channels(ctx: &Context, now: DateTime<Utc>) -> Result<Family<ChannelTrouble, Gauge>, StoreError> {
    let troubles = Family::<ChannelTrouble, Gauge>::default();
    for channel in Channel::ALL {
        let lately = message_statistics::lately(ctx.db.read(), None, channel, now).await?;
        let found = detect_fault(&lately, now).map(|trouble| trouble.word());
        for word in ChannelFault::WORDS {
            let is_this = i64::from(found == Some(word));
            troubles.get_or_create(&ChannelTrouble { channel: channel.word(), trouble: word }).set(is_this);
        }
    }
    Ok(troubles)
}

#[expect(clippy::expect_used, reason = "it counts rows or tries: 2^63 of them never exist")]
fn whole(count: u64) -> i64 {
    i64::try_from(count).expect("less than 2^63 of them")
}
