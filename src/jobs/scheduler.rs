//! The background worker of a running service.

use std::time::Duration;

use tokio::sync::watch;

use crate::adapters::mail::Transport;
use crate::adapters::sms::Provider;
use crate::context::Context;
use crate::jobs::notify_waitlist::Places;
use crate::jobs::purge::Daily;
use crate::jobs::send_messages;
use crate::jobs::send_messages::Mailer;
use crate::jobs::send_password_links;
use crate::jobs::send_sms;
use crate::jobs::send_sms::Texter;
use crate::jobs::watch_channels::Watch;

/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_secs(1);
/// How long it rests when the database fails.
const LONG_REST: Duration = Duration::from_secs(10);

/// Sends messages until `stop` says so, tells of places that became free, forgets once a day what was kept long enough, and
/// watches whether messages leave. What it has begun is finished first.
pub async fn work(ctx: Context, mailer: Mailer, mut stop: watch::Receiver<bool>) {
    let mut daily = Daily::over(match &mailer.transport {
        Transport::Folder(folder) => Some(folder.clone()),
        Transport::Smtp(_) => None,
    });
    let (mut watch, mut places, mut line) = (Watch::default(), Places::default(), mailer.line());
    while !*stop.borrow() {
        daily.run(&ctx).await;
        watch.run(&ctx).await;
        places.run(&ctx).await;
        match send_password_links::run(&ctx, &mailer, &mut line).await {
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
pub async fn send_too(ctx: Context, mailer: Mailer, mut stop: watch::Receiver<bool>) {
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
pub async fn text(ctx: Context, texter: Texter, mut stop: watch::Receiver<bool>) {
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
