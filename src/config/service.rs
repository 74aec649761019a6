//! Settings of a running service.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::HeaderName;
use clap::Args;

use crate::config::api::ApiSettings;
use crate::config::mail::MailSettings;
use crate::config::oidc::OidcSettings;
use crate::config::sms::SmsSettings;

/// Where pages are served.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "serve")]
pub struct ListenSettings {
    /// Address and port of the pages
    #[arg(long, env = "UNISSON_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// How HTTP requests are identified and drained.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "serve")]
pub struct HttpSettings {
    /// Header in which a trusted proxy gives each request its identifier for the log; without it every request gets a
    /// new one
    #[arg(long, env = "UNISSON_REQUEST_ID_HEADER", value_name = "HEADER")]
    pub request_id_header: Option<HeaderName>,
    /// Seconds between SIGTERM and the end of new connections, during which `/health/ready` answers 503, so that load
    /// balancers stop routing here
    #[arg(long, env = "UNISSON_DRAIN_SECONDS", value_name = "SECONDS", default_value_t = 3)]
    pub drain_seconds: u16,
}

/// Where metrics are served.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "metrics")]
pub struct MetricsSettings {
    /// Address and port on which Prometheus reads `/metrics`; nowhere when it is not set; keep it off the public network
    #[arg(long, env = "UNISSON_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<SocketAddr>,
}

/// Files supplied by territories.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "media")]
pub struct MediaSettings {
    /// Folder of files supplied by territories, read at startup: `TERRITORY/logo.svg` (or png, 16 kB),
    /// `TERRITORY/sites/SITE.jpg` (or png, webp, 64 kB), `TERRITORY/audio/LANGUAGE/SCREEN.opus` (or mp3, 96 kB);
    /// docs/media.md lists the screens
    #[arg(long, env = "UNISSON_MEDIA_FOLDER", value_name = "FOLDER")]
    pub media_folder: Option<PathBuf>,
}

/// What a running service needs beside its database.
#[derive(Args, Clone, Debug)]
pub struct ServiceSettings {
    /// Where pages are served.
    #[command(flatten)]
    pub listen: ListenSettings,
    /// How mail is sent and received.
    #[command(flatten)]
    pub mail: MailSettings,
    /// How SMS are sent and received.
    #[command(flatten)]
    pub sms: SmsSettings,
    /// Who may use the API, and how often.
    #[command(flatten)]
    pub api: ApiSettings,
    /// How HTTP requests are identified and drained.
    #[command(flatten)]
    pub http: HttpSettings,
    /// Where metrics are served.
    #[command(flatten)]
    pub metrics: MetricsSettings,
    /// Files supplied by territories.
    #[command(flatten)]
    pub media: MediaSettings,
    /// The identity provider of the back office.
    #[command(flatten)]
    pub oidc: OidcSettings,
}
