//! Settings of the API.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::Args;

/// The keys of API tokens.
#[derive(Args, Clone, Debug)]
pub struct TokenSettings {
    /// File that holds the keys that sign and check API tokens, one per line, the first one signs (`unisson token
    /// --new-key FILE` makes it); without it every API request is refused
    #[arg(long, env = "UNISSON_TOKEN_KEY_FILE", help_heading = "api", value_name = "FILE")]
    pub token_key_file: Option<PathBuf>,
}

/// Who may use the API, and how often.
#[derive(Args, Clone, Debug)]
pub struct ApiSettings {
    /// The keys of API tokens.
    #[command(flatten)]
    pub tokens: TokenSettings,
    /// How many requests a minute each API client may make to one replica
    #[arg(
        long,
        env = "UNISSON_API_REQUESTS_PER_MINUTE",
        help_heading = "api",
        value_name = "COUNT",
        default_value = "1200"
    )]
    pub api_requests_per_minute: NonZeroU32,
}
