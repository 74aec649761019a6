//! The identity provider by which those who work here sign in.

use std::path::PathBuf;

use clap::Args;

use super::ConfigError;
use crate::adapters::sso::{Sso, SsoSettings};
use crate::keys::PublicUrl;
use crate::web::{AFTER_SIGN_OUT, SSO_BACK, SingleSignOn};

/// Who signs people in beside us.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "oidc")]
pub struct OidcSettings {
    /// Identity provider for those who work here (OpenID Connect; `https://PROCONNECT_DOMAIN/api/v2` for ProConnect),
    /// exactly as it calls itself; it sends people back to `UNISSON_PUBLIC_URL/sign-in/sso/back`, and after signing out
    /// to `UNISSON_PUBLIC_URL/sign-in?after=out`
    #[arg(long, env = "UNISSON_OIDC_ISSUER", value_name = "URL")]
    pub oidc_issuer: Option<String>,
    /// Name of the service at the identity provider
    #[arg(long, env = "UNISSON_OIDC_CLIENT_ID", value_name = "NAME")]
    pub oidc_client_id: Option<String>,
    /// File that holds the secret of the service at the identity provider
    #[arg(long, env = "UNISSON_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    pub oidc_client_secret_file: Option<PathBuf>,
    /// What is asked of the identity provider, separated by spaces
    #[arg(
        long,
        env = "UNISSON_OIDC_SCOPES",
        value_name = "SCOPES",
        default_value = "openid email given_name usual_name uid idp_id"
    )]
    pub oidc_scopes: String,
    /// Levels of authentication that are enough, separated by commas; anybody whom the provider knows is let in when it
    /// is `any`
    #[arg(
        long,
        env = "UNISSON_OIDC_ACR",
        value_name = "LEVELS",
        default_value = "eidas0-mfa,eidas1-mfa,eidas2,eidas3"
    )]
    pub oidc_acr: String,
    /// What people call the identity provider
    #[arg(long, env = "UNISSON_OIDC_NAME", value_name = "NAME", default_value = "ProConnect")]
    pub oidc_name: String,
}

impl OidcSettings {
    /// The way to the provider; none when no provider is named.
    ///
    /// # Errors
    /// [`ConfigError`] naming the setting.
    pub fn sso(&self, public_url: Option<&PublicUrl>) -> Result<Option<SingleSignOn>, ConfigError> {
        let Some(issuer) = &self.oidc_issuer else { return Ok(None) };
        let here = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"];
        if !issuer.starts_with("https://") && !here.iter().any(|here| issuer.starts_with(here)) {
            return Err(ConfigError::OidcIssuer);
        }
        let url = public_url.ok_or(ConfigError::OidcNeedsUrl)?;
        let (Some(client_id), Some(path)) = (&self.oidc_client_id, &self.oidc_client_secret_file) else {
            return Err(ConfigError::HalfAProvider);
        };
        let secret = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::OidcSecret { path: path.clone(), source })?;
        let acr = self.oidc_acr.split(',').map(str::trim).filter(|level| !level.is_empty());
        let sso = Sso::new(SsoSettings {
            issuer: issuer.clone(),
            client_id: client_id.clone(),
            client_secret: secret.trim().to_owned(),
            redirect_uri: url.to(SSO_BACK),
            after_sign_out: url.to(AFTER_SIGN_OUT),
            scopes: self.oidc_scopes.clone(),
            acr: if self.oidc_acr.trim() == "any" { Vec::new() } else { acr.map(str::to_owned).collect() },
        })?;
        Ok(Some(SingleSignOn { sso, name: self.oidc_name.clone() }))
    }
}
