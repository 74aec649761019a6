//! `unisson serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::error::CliError;
use super::out::Out;
use crate::config::{ListenSettings, MailSettings, MediaSettings};
use crate::ctx::Ctx;
use crate::jobs::send_messages::Mailer;
use crate::jobs::worker;
use crate::web::{self, LeftOut, Media, Public};

/// How to serve.
#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    listen: ListenSettings,
    #[command(flatten)]
    mail: MailSettings,
    #[command(flatten)]
    media: MediaSettings,
}

impl Serve {
    /// Serves until it is told to stop.
    ///
    /// # Errors
    /// [`CliError`].
    pub async fn run(self, ctx: Ctx, out: &mut Out) -> Result<(), CliError> {
        let mailer = self.mail.mailer()?;
        let listener = bind(self.listen.listen).await?;
        let folder = outbox(self.mail.folder(), listener.local_addr().map_err(CliError::io("listen"))?);
        out.line(format!("http://{}", self.listen.listen));
        serve(ctx, mailer, folder, public(&self.media)?, listener).await
    }
}

/// Listens on `address`.
///
/// # Errors
/// [`CliError::Io`] naming the address.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, CliError> {
    TcpListener::bind(address)
        .await
        .map_err(CliError::io(format!("--listen {address}: choose another address or port")))
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

/// Serves pages and sends messages until SIGINT or SIGTERM; then finishes what it has begun.
///
/// # Errors
/// [`CliError::Io`].
pub async fn serve(
    ctx: Ctx,
    mailer: Mailer,
    mail_folder: Option<PathBuf>,
    public: Public,
    listener: TcpListener,
) -> Result<(), CliError> {
    let (stop, stopped) = watch::channel(false);
    let sender = mailer.service.clone();
    let sending = tokio::spawn(worker::work(ctx.clone(), mailer, stopped));
    let router = web::router(web::State { ctx, mail_folder, sender, public });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await;
    // The worker may be gone already only if it panicked, which the log has said.
    let _ = stop.send(true);
    let _ = sending.await;
    served.map_err(CliError::io("serving"))
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}
