//! Settings of the identity provider of the back office.

use std::path::PathBuf;

use clap::Args;

/// The identity provider of the back office (OpenID Connect).
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "oidc")]
pub struct OidcSettings {
    /// Identity provider of the back office (OpenID Connect; `https://PROCONNECT_DOMAIN/api/v2` for ProConnect), exactly
    /// as its issuer identifier; it redirects to `UNISSON_PUBLIC_URL/sign-in/sso/back`, and after signing out to
    /// `UNISSON_PUBLIC_URL/sign-in?after=out`
    #[arg(long, env = "UNISSON_OIDC_ISSUER", value_name = "URL")]
    pub oidc_issuer: Option<String>,
    /// Client identifier at the identity provider
    #[arg(long, env = "UNISSON_OIDC_CLIENT_ID", value_name = "NAME")]
    pub oidc_client_id: Option<String>,
    /// File that holds the client secret
    #[arg(long, env = "UNISSON_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    pub oidc_client_secret_file: Option<PathBuf>,
    /// Scopes asked for, separated by spaces
    #[arg(
        long,
        env = "UNISSON_OIDC_SCOPES",
        value_name = "SCOPES",
        default_value = "openid email given_name usual_name uid idp_id"
    )]
    pub oidc_scopes: String,
    /// Accepted levels of authentication (`acr`), separated by commas; `any` accepts every level
    #[arg(
        long,
        env = "UNISSON_OIDC_ACR",
        value_name = "LEVELS",
        default_value = "eidas0-mfa,eidas1-mfa,eidas2,eidas3"
    )]
    pub oidc_acr: String,
    /// Name of the identity provider on the sign-in page
    #[arg(long, env = "UNISSON_OIDC_NAME", value_name = "NAME", default_value = "ProConnect")]
    pub oidc_name: String,
}
