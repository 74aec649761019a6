//! The service key and the public address, for personal links.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

use super::error::WiringError;
use crate::clock::RandomSource;
use crate::config::LinkSettings;
use crate::keys::{KEY_BYTES, LinkSigner, PublicUrl, ServiceKey};

const KEY_FILE: &str = "UNISSON_KEY_FILE";

/// What to do when the key file is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingKey {
    /// Create it with a new key.
    Create,
    /// Go on without links, unless a public address is set.
    GoWithout,
}

/// The signer of personal links; `None` without a key.
///
/// # Errors
/// [`WiringError`] naming the setting.
pub fn link_signer(
    settings: &LinkSettings,
    missing_key: MissingKey,
) -> Result<Option<LinkSigner>, WiringError> {
    let public_url = settings.public_url.as_deref().map(PublicUrl::parse).transpose()?;
    let path = &settings.key_file;
    if !path.exists() {
        if missing_key == MissingKey::GoWithout && public_url.is_none() {
            return Ok(None);
        }
        create_key(path).map_err(WiringError::file(KEY_FILE, path))?;
    }
    let text = std::fs::read_to_string(path).map_err(WiringError::file(KEY_FILE, path))?;
    let key = read_key(text.trim()).ok_or_else(|| WiringError::Key { path: path.clone() })?;
    let trusted_proxies = settings.trusted_proxies;
    Ok(Some(LinkSigner { public_url, trusted_proxies, ..LinkSigner::with_key(key) }))
}

/// Writes a new key that only this user can read. One that another process wrote meanwhile is kept.
fn create_key(path: &Path) -> std::io::Result<()> {
    let digits = HEXLOWER.encode(&RandomSource::fair().bytes::<KEY_BYTES>());
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match file {
        Ok(mut file) => writeln!(file, "{digits}"),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

fn read_key(text: &str) -> Option<ServiceKey> {
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
    <[u8; KEY_BYTES]>::try_from(bytes).ok().map(|bytes| ServiceKey::new(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Purpose;

    #[test]
    fn a_key_is_created_once_and_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("unisson.key");
        let settings = LinkSettings { public_url: None, key_file: key_file.clone(), trusted_proxies: 0 };
        assert!(link_signer(&settings, MissingKey::GoWithout).unwrap().is_none());
        assert!(!key_file.exists());
        let name = || {
            let links = link_signer(&settings, MissingKey::Create).unwrap().unwrap();
            links.key.name(Purpose::Lookup, b"x")
        };
        assert_eq!(name(), name());
        assert_eq!(key_file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        for wrong in ["", "abcd", &"g".repeat(64), &"0".repeat(66), "éé"] {
            std::fs::write(&key_file, wrong).unwrap();
            let error = link_signer(&settings, MissingKey::Create).unwrap_err().to_string();
            assert!(error.contains("UNISSON_KEY_FILE") && error.contains("openssl"), "{error}");
        }
    }

    #[test]
    fn an_address_for_links_is_checked() {
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("unisson.key");
        let public_url = Some("rdv.exemple.fr".to_owned());
        let settings = LinkSettings { public_url, key_file, trusted_proxies: 0 };
        let error = link_signer(&settings, MissingKey::Create).unwrap_err().to_string();
        assert!(error.contains("UNISSON_PUBLIC_URL") && error.contains("https://"), "{error}");
    }
}
