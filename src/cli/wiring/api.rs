//! The API: the keys of its tokens and its rate limit.

use super::error::WiringError;
use crate::config::{ApiSettings, TokenSettings};
use crate::web::api::Api;
use crate::web::api::token::Keys;

/// The keys of API tokens; `None` when no file is named.
///
/// # Errors
/// [`WiringError::File`], [`WiringError::TokenKey`].
pub fn token_keys(settings: &TokenSettings) -> Result<Option<Keys>, WiringError> {
    let Some(path) = &settings.token_key_file else { return Ok(None) };
    let text = std::fs::read_to_string(path).map_err(WiringError::file("UNISSON_TOKEN_KEY_FILE", path))?;
    let keys = Keys::parse(&text);
    keys.map(Some).map_err(|source| WiringError::TokenKey { path: path.clone(), source })
}

/// The API.
///
/// # Errors
/// As [`token_keys`].
pub fn api(settings: &ApiSettings) -> Result<Api, WiringError> {
    Ok(Api::new(token_keys(&settings.tokens)?, settings.api_requests_per_minute))
}
