//! Single sign-on of the back office.

use super::error::WiringError;
use crate::adapters::sso::{Sso, SsoSettings};
use crate::config::OidcSettings;
use crate::keys::PublicUrl;
use crate::web::{AFTER_SIGN_OUT, SSO_BACK, SingleSignOn};

/// The identity provider; `None` when none is set.
///
/// # Errors
/// [`WiringError`] naming the setting.
pub fn single_sign_on(
    settings: &OidcSettings,
    public_url: Option<&PublicUrl>,
) -> Result<Option<SingleSignOn>, WiringError> {
    let Some(issuer) = &settings.oidc_issuer else { return Ok(None) };
    let loopback = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"];
    if !issuer.starts_with("https://") && !loopback.iter().any(|start| issuer.starts_with(start)) {
        return Err(WiringError::OidcIssuer);
    }
    let url = public_url.ok_or(WiringError::OidcNeedsUrl)?;
    let (Some(client_id), Some(path)) = (&settings.oidc_client_id, &settings.oidc_client_secret_file) else {
        return Err(WiringError::IncompleteOidc);
    };
    let secret =
        std::fs::read_to_string(path).map_err(WiringError::file("UNISSON_OIDC_CLIENT_SECRET_FILE", path))?;
    let acr = settings.oidc_acr.split(',').map(str::trim).filter(|level| !level.is_empty());
    let sso = Sso::new(SsoSettings {
        issuer: issuer.clone(),
        client_id: client_id.clone(),
        client_secret: secret.trim().to_owned(),
        redirect_uri: url.to(SSO_BACK),
        after_sign_out: url.to(AFTER_SIGN_OUT),
        scopes: settings.oidc_scopes.clone(),
        acr: if settings.oidc_acr.trim() == "any" { Vec::new() } else { acr.map(str::to_owned).collect() },
    })?;
    Ok(Some(SingleSignOn { sso, name: settings.oidc_name.clone() }))
}
