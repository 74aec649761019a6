//! The background worker of a running service.

use std::time::Duration;

use tokio::sync::watch;

use super::fill_places::Places;
use super::forget::Daily;
use super::send_links;
use super::send_messages::{self, Mailer};
use super::send_sms::{self, Texter};
use super::watch_channels::Watch;
use crate::adapters::mail::Transport;
use crate::adapters::sms::Provider;
use crate::ctx::Ctx;

/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_secs(1);
/// How long it rests when the database fails.
const LONG_REST: Duration = Duration::from_secs(10);

/// Sends messages until `stop` says so, tells of places that became free, forgets once a day what was kept long enough, and
/// watches whether messages leave. What it has begun is finished first.
pub async fn work(ctx: Ctx, mailer: Mailer, mut stop: watch::Receiver<bool>) {
    let mut daily = Daily::over(match &mailer.transport {
        Transport::Folder(folder) => Some(folder.clone()),
        Transport::Smtp(_) => None,
    });
    let (mut watch, mut places, mut line) = (Watch::default(), Places::default(), mailer.line());
    while !*stop.borrow() {
        daily.run(&ctx).await;
        watch.run(&ctx).await;
        places.run(&ctx).await;
        match send_links::run(&ctx, &mailer, &mut line).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "links for passwords wait for the database"),
        }
        let rest = match send_messages::run(&ctx, &mailer, &mut line).await {
            Ok(0) => REST,
            Ok(_) => continue,
            Err(error) => {
                tracing::error!(%error, "messages wait for the database");
                LONG_REST
            }
        };
        line.rest().await;
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            // An error means that nobody can say stop any more: the service is gone.
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
    line.rest().await;
}

/// Sends mails until `stop` says so, over a connection of its own beside that of [`work`]. A message is claimed by one of
/// them, and waits while an earlier one to the same person is on its way.
pub async fn send_too(ctx: Ctx, mailer: Mailer, mut stop: watch::Receiver<bool>) {
    let mut line = mailer.line();
    while !*stop.borrow() {
        let rest = match send_messages::run(&ctx, &mailer, &mut line).await {
            Ok(0) => REST,
            Ok(_) => continue,
            // The other one says so.
            Err(_) => LONG_REST,
        };
        line.rest().await;
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
    line.rest().await;
}

/// Sends short messages until `stop` says so. What is on its way lands first.
pub async fn text(ctx: Ctx, texter: Texter, mut stop: watch::Receiver<bool>) {
    for provider in texter.gateway.providers() {
        if let Provider::Smpp(exchange) = provider {
            exchange.listen();
        }
    }
    while !*stop.borrow() {
        let rest = match send_sms::run(&ctx, &texter, || !*stop.borrow()).await {
            Ok(run) => run.rest.unwrap_or(REST).max(REST),
            Err(error) => {
                tracing::error!(%error, "short messages wait for the database");
                LONG_REST
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            // An error means that nobody can say stop any more: the service is gone.
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
