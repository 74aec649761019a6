//! What personal links are made with.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

use super::ConfigError;
use crate::clock::RandomSource;
use crate::keys::{KEY_BYTES, LinkSigner, PublicUrl, ServiceKey};

/// What personal links are made with.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "links")]
pub struct LinkSettings {
    /// How the service is reached from outside, for the links in messages: `https://rdv.exemple.fr`
    #[arg(long, env = "UNISSON_PUBLIC_URL", value_name = "URL", global = true)]
    pub public_url: Option<String>,
    /// File that holds the service's key, 64 hexadecimal digits; made when it is not there. Replicas share it;
    /// with another key every link is void
    #[arg(long, env = "UNISSON_KEY_FILE", value_name = "FILE", default_value = "unisson.key", global = true)]
    pub key_file: PathBuf,
    /// How many proxies stand before the service and add to X-Forwarded-For whom they speak for
    #[arg(long, env = "UNISSON_PROXIES", value_name = "COUNT", default_value_t = 0, global = true)]
    pub proxies: u8,
}

/// What to do when there is no key yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKeyYet {
    /// Make one.
    Make,
    /// Do without.
    DoWithout,
}

impl LinkSettings {
    /// What links are made with; `None` without a key.
    ///
    /// # Errors
    /// [`ConfigError`] naming the setting.
    pub fn links(&self, no_key_yet: NoKeyYet) -> Result<Option<LinkSigner>, ConfigError> {
        let public_url = self.public_url.as_deref().map(PublicUrl::parse).transpose()?;
        let path = &self.key_file;
        let failed = |source| ConfigError::KeyFile { path: path.clone(), source };
        if !path.exists() {
            if no_key_yet == NoKeyYet::DoWithout && public_url.is_none() {
                return Ok(None);
            }
            make_key(path).map_err(failed)?;
        }
        let text = std::fs::read_to_string(path).map_err(failed)?;
        let key = read_key(text.trim()).ok_or_else(|| ConfigError::Key { path: path.clone() })?;
        Ok(Some(LinkSigner { public_url, trusted_proxies: self.proxies, ..LinkSigner::with_key(key) }))
    }
}

/// Writes a new key that only this user can read. Somebody who did the same a moment ago keeps theirs.
fn make_key(path: &Path) -> std::io::Result<()> {
    let digits = HEXLOWER.encode(&RandomSource::fair().bytes::<KEY_BYTES>());
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match file {
        Ok(mut file) => writeln!(file, "{digits}"),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

fn read_key(text: &str) -> Option<ServiceKey> {
    <[u8; KEY_BYTES]>::try_from(HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?)
        .ok()
        .map(|bytes| ServiceKey::new(&bytes))
}
