//! `unisson serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::error::CliError;
use crate::cli::output::Output;
use crate::config::{FrontSettings, Line, MediaSettings, ServiceSettings};
use crate::context::Context;
use crate::jobs::receive_mail::{self, Inbox};
use crate::jobs::receive_sms;
use crate::jobs::scheduler;
use crate::jobs::send_messages::Mailer;
use crate::web::{self, LeftOut, Media, Public};

/// How long a stopping service waits for its last answers: longer than any of them may take.
const PATIENCE: Duration = Duration::from_secs(35);

/// How to serve.
#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    service: ServiceSettings,
}

impl Serve {
    /// Serves until a signal stops it.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: Context, out: &mut Output) -> Result<(), CliError> {
        let ServiceSettings { listen, mail, sms, api, front, metrics, media, oidc } = self.service;
        let mailer = mail.mailer()?;
        let line = sms.line(mail.folder().as_deref())?;
        let api = api.api()?;
        let public = public(&media)?;
        let sso = oidc.sso(ctx.links.as_ref().and_then(|links| links.public_url.as_ref()))?.map(Arc::new);
        let listener = bind("--listen", listen.listen).await?;
        let address = listener.local_addr().map_err(CliError::io("listen"))?;
        let numbers = match metrics.metrics_listen {
            Some(address) => Some(bind("--metrics-listen", address).await?),
            None => None,
        };
        let inbox = mail.inbox()?;
        let handed_over = match inbox.listen {
            Some(address) => Some(bind("--mail-lmtp-listen", address).await?),
            None => None,
        };
        out.line(format!("http://{address}"));
        if let Some(numbers) = &numbers {
            let address = numbers.local_addr().map_err(CliError::io("listen"))?;
            out.line(format!("http://{address}{}", web::METRICS));
        }
        if let Some(listener) = &handed_over {
            out.line(format!("lmtp://{}", listener.local_addr().map_err(CliError::io("listen"))?));
        }
        let (stop, stopped) = watch::channel(false);
        let mut beside = receive(&ctx, inbox, handed_over, &stopped);
        for _ in 1..mail.smtp_connections.get() {
            beside.push(tokio::spawn(scheduler::send_too(ctx.clone(), mailer.clone(), stopped.clone())));
        }
        let sender = mailer.service.clone();
        let mail_folder = outbox(mail.folder(), address);
        let sms_price = line.texter.price;
        let state = web::State { ctx, mail_folder, api, sender, public, sms_price, sso };
        let served = serve(state, mailer, line, listener, front, numbers).await;
        let _ = stop.send(true);
        for task in beside {
            // What it has begun is finished; a panic has been logged.
            let _ = task.await;
        }
        served
    }
}

/// Begins to take mail in, from wherever it may come.
fn receive(
    ctx: &Context,
    inbox: Inbox,
    handed_over: Option<TcpListener>,
    stopped: &watch::Receiver<bool>,
) -> Vec<JoinHandle<()>> {
    let mut tasks = Vec::new();
    if let Some(maildir) = inbox.maildir {
        let (ctx, own, stopped) = (ctx.clone(), inbox.own.clone(), stopped.clone());
        tasks.push(tokio::spawn(receive_mail::watch_maildir(ctx, maildir, own, stopped)));
    }
    if let Some(listener) = handed_over {
        tasks.push(tokio::spawn(receive_mail::listen(ctx.clone(), listener, inbox.own, stopped.clone())));
    }
    tasks
}

/// Listens on `address`, which `option` named.
///
/// # Errors
/// [`CliError::Io`] naming both.
pub async fn bind(option: &str, address: SocketAddr) -> Result<TcpListener, CliError> {
    TcpListener::bind(address)
        .await
        .map_err(CliError::io(format!("{option} {address}: choose another address or port")))
}

/// The outbox page shows mails whole, so it is there only when nobody but this machine can open it.
fn outbox(folder: Option<PathBuf>, address: SocketAddr) -> Option<PathBuf> {
    folder.filter(|_| address.ip().is_loopback())
}

/// The public pages with the files that territories supply. One that cannot be shown is named in the log and left out:
/// a photo that is too large closes no service.
fn public(settings: &MediaSettings) -> Result<Public, CliError> {
    let Some(folder) = &settings.media_folder else { return Ok(Public::default()) };
    let named = format!("UNISSON_MEDIA_FOLDER {}", folder.display());
    let (media, left_out) = Media::read(folder).map_err(CliError::io(named))?;
    for LeftOut { file, why } in left_out {
        tracing::warn!(file = %file.display(), why, "a file of the media folder is not shown");
    }
    Ok(Public::with(media))
}

/// Serves pages and sends messages until SIGINT, at once, or SIGTERM, after a pause in which it says that it is not
/// ready; then finishes what it has begun. `numbers` is where Prometheus reads.
///
/// # Errors
/// [`CliError::Io`].
pub async fn serve(
    state: web::State,
    mailer: Mailer,
    line: Line,
    listener: TcpListener,
    front: FrontSettings,
    numbers: Option<TcpListener>,
) -> Result<(), CliError> {
    let (stop, stopped) = watch::channel(false);
    let sending = tokio::spawn(scheduler::work(state.ctx.clone(), mailer, stopped.clone()));
    let Line { texter, brought, callbacks } = line;
    let texting = tokio::spawn(scheduler::text(state.ctx.clone(), texter, stopped.clone()));
    let hearing = tokio::spawn(receive_sms::listen(state.ctx.clone(), brought));
    if let Some(numbers) = numbers {
        let router = web::metrics::router(state.ctx.clone());
        let stopped = until(stopped.clone());
        // Its end is no matter of the service's: whoever reads the numbers sees that there are none.
        drop(tokio::spawn(async move { axum::serve(numbers, router).with_graceful_shutdown(stopped).await }));
    }
    let leaving = web::Drain::default();
    let callers = web::sms_provider_webhooks::router(state.ctx.clone(), callbacks);
    let router = web::with_drain(web::router(state).merge(callers), leaving.clone(), front.request_id_header);
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, router).with_graceful_shutdown(until(stopped.clone())).into_future();
    tokio::pin!(serving);
    let told = async {
        if told_to_stop().await == Told::ToLeave {
            leaving.begin();
            tokio::time::sleep(Duration::from_secs(front.drain_seconds.into())).await;
        }
        // The worker may be gone already only if it panicked, which the log has said.
        let _ = stop.send(true);
        tokio::time::sleep(PATIENCE).await;
    };
    let served = tokio::select! {
        served = &mut serving => served,
        // Somebody still reads, a page that never ends perhaps: whatever writes was done long ago.
        () = told => Ok(()),
    };
    let _ = stop.send(true);
    let _ = sending.await;
    let _ = texting.await;
    // What an exchange brought is written down before its session says goodbye.
    let _ = tokio::time::timeout(PATIENCE, hearing).await;
    served.map_err(CliError::io("serving"))
}

/// Ends when `stopped` says so, or when nobody can say it any more.
async fn until(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// By a person at a terminal: now.
    ToStop,
    /// By whoever runs several of us: others must learn of it first.
    ToLeave,
}

async fn told_to_stop() -> Told {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return Told::ToStop;
    };
    tokio::select! {
        _ = interrupt => Told::ToStop,
        _ = terminate.recv() => Told::ToLeave,
    }
}
