//! `unisson serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::error::CliError;
use crate::cli::output::Output;
use crate::cli::wiring;
use crate::config::{HttpSettings, MediaSettings, ServiceSettings};
use crate::context::Context;
use crate::formats::sms::provider_webhooks::ProviderWebhooks;
use crate::jobs::{self, Outlets};
use crate::web::{self, LeftOut, Media, Public};

/// How long a stopping service waits for its last responses: longer than any of them may take.
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
        let ServiceSettings { listen, mail, sms, api, http, metrics, media, oidc } = self.service;
        let mailer = wiring::mail::mailer(&mail)?;
        let sms = wiring::sms::sms_outlet(&sms, mail.folder().as_deref())?;
        let api = wiring::api::api(&api)?;
        let public = public(&media)?;
        let public_url = ctx.links.as_ref().and_then(|links| links.public_url.as_ref());
        let sso = wiring::sso::single_sign_on(&oidc, public_url)?.map(Arc::new);
        let listener = bind("--listen", listen.listen).await?;
        let address = listener.local_addr().map_err(CliError::io("listen"))?;
        let metrics = match metrics.metrics_listen {
            Some(address) => Some(bind("--metrics-listen", address).await?),
            None => None,
        };
        let incoming = wiring::mail::incoming_mail(&mail)?;
        let lmtp = match incoming.lmtp_listen {
            Some(address) => Some(bind("--mail-lmtp-listen", address).await?),
            None => None,
        };
        out.line(format!("http://{address}"));
        if let Some(metrics) = &metrics {
            let address = metrics.local_addr().map_err(CliError::io("listen"))?;
            out.line(format!("http://{address}{}", web::METRICS));
        }
        if let Some(listener) = &lmtp {
            out.line(format!("lmtp://{}", listener.local_addr().map_err(CliError::io("listen"))?));
        }
        let sender = mailer.service.clone();
        let mail_folder = outbox(mail.folder(), address);
        let sms_price = sms.sender.price;
        let state = web::State { ctx, mail_folder, api, sender, public, sms_price, sso };
        let outlets = Outlets {
            mailer,
            mail_sessions: mail.smtp_connections,
            sms: sms.sender,
            provider_events: sms.events,
            incoming_mail: Some((incoming, lmtp)),
        };
        serve(Serving { state, outlets, webhooks: sms.webhooks, listener, metrics, http }).await
    }
}

/// Listens on `address`, the value of `option`.
///
/// # Errors
/// [`CliError::Io`] naming both.
pub async fn bind(option: &str, address: SocketAddr) -> Result<TcpListener, CliError> {
    TcpListener::bind(address)
        .await
        .map_err(CliError::io(format!("{option} {address}: choose another address or port")))
}

/// The outbox page shows whole mails, so it exists only when nobody but this machine can open it.
fn outbox(folder: Option<PathBuf>, address: SocketAddr) -> Option<PathBuf> {
    folder.filter(|_| address.ip().is_loopback())
}

/// The public pages with the files of territories. A file that cannot be shown is logged and left out: a photo that is too
/// large must not stop the service.
fn public(settings: &MediaSettings) -> Result<Public, CliError> {
    let Some(folder) = &settings.media_folder else { return Ok(Public::default()) };
    let named = format!("UNISSON_MEDIA_FOLDER {}", folder.display());
    let (media, left_out) = Media::read(folder).map_err(CliError::io(named))?;
    for LeftOut { file, why } in left_out {
        tracing::warn!(file = %file.display(), why, "a file of the media folder is not shown");
    }
    Ok(Public::with(media))
}

/// What is served and worked on.
pub struct Serving {
    /// What the pages need.
    pub state: web::State,
    /// What jobs send with and receive from.
    pub outlets: Outlets,
    /// The webhooks of each HTTP SMS provider, by its name.
    pub webhooks: Vec<(&'static str, ProviderWebhooks)>,
    /// The socket of the pages.
    pub listener: TcpListener,
    /// The socket of the metrics.
    pub metrics: Option<TcpListener>,
    /// How requests are identified and drained.
    pub http: HttpSettings,
}

/// Serves pages and runs jobs until SIGINT, at once, or SIGTERM, after a pause in which it is not ready; then finishes
/// what it has begun.
///
/// # Errors
/// [`CliError::Io`].
pub async fn serve(serving: Serving) -> Result<(), CliError> {
    let Serving { state, outlets, webhooks, listener, metrics, http } = serving;
    let (stop, stopping) = watch::channel(false);
    let jobs = jobs::start(&state.ctx, outlets, stopping.clone());
    if let Some(metrics) = metrics {
        let router = web::metrics::router(state.ctx.clone());
        let stopped = stopped(stopping.clone());
        // When it ends early the service goes on: whoever reads the metrics sees that there are none.
        drop(tokio::spawn(async move { axum::serve(metrics, router).with_graceful_shutdown(stopped).await }));
    }
    let drain = web::Drain::default();
    let webhooks = web::sms_provider_webhooks::router(state.ctx.clone(), webhooks);
    let router = web::with_drain(web::router(state).merge(webhooks), drain.clone(), http.request_id_header);
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let pages = axum::serve(listener, router).with_graceful_shutdown(stopped(stopping)).into_future();
    tokio::pin!(pages);
    let ended = async {
        if signal().await == Signal::Terminate {
            drain.begin();
            tokio::time::sleep(Duration::from_secs(http.drain_seconds.into())).await;
        }
        // Jobs keep receivers for as long as they run.
        let _ = stop.send(true);
        tokio::time::sleep(PATIENCE).await;
    };
    let served = tokio::select! {
        served = &mut pages => served,
        // A client still reads, a response that never ends perhaps: whatever writes was done long ago.
        () = ended => Ok(()),
    };
    let _ = stop.send(true);
    jobs.finish(PATIENCE).await;
    served.map_err(CliError::io("serving"))
}

/// Ends when the service stops, or when nobody can stop it any more.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    /// SIGINT, by a person at a terminal: stop now.
    Interrupt,
    /// SIGTERM, by an orchestrator: load balancers must learn of it first.
    Terminate,
}

async fn signal() -> Signal {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return Signal::Interrupt;
    };
    tokio::select! {
        _ = interrupt => Signal::Interrupt,
        _ = terminate.recv() => Signal::Terminate,
    }
}
