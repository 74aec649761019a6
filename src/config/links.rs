//! Settings of personal links and of the reverse proxy.

use std::path::PathBuf;

use clap::Args;

/// The service's address and key.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "links")]
pub struct LinkSettings {
    /// How the service is reached from outside, for the links in messages: `https://rdv.exemple.fr`; invitations wait
    /// until it is set
    #[arg(long, env = "UNISSON_PUBLIC_URL", value_name = "URL", global = true)]
    pub public_url: Option<String>,
    /// File that holds the service's key, 64 hexadecimal digits; created when it is missing. Replicas share it;
    /// another key voids every link
    #[arg(long, env = "UNISSON_KEY_FILE", value_name = "FILE", default_value = "unisson.key", global = true)]
    pub key_file: PathBuf,
    /// Number of trusted reverse proxies that append the client to X-Forwarded-For
    #[arg(long, env = "UNISSON_TRUSTED_PROXIES", value_name = "COUNT", default_value_t = 0, global = true)]
    pub trusted_proxies: u8,
}
