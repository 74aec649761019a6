//! Settings of the database. Its URL may hold a password, which is never shown.

use std::fmt;
use std::path::PathBuf;

use clap::Args;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::config::error::ConfigError;

/// All but the unreserved characters (RFC 3986, section 2.3) of a password are percent-encoded.
const USER_INFO: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The database when none is named: a file in the working directory.
pub const DEFAULT_DATABASE_URL: &str = "sqlite://unisson.db";

/// Where data is kept.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "database")]
pub struct DatabaseSettings {
    /// The database: `sqlite://FILE` or `postgres://USER@HOST/NAME`; a password in it only from the environment
    #[arg(
        long,
        env = "DATABASE_URL",
        value_name = "URL",
        default_value = DEFAULT_DATABASE_URL,
        hide_env_values = true,
        global = true
    )]
    pub database_url: DatabaseUrl,
    /// File that holds the PostgreSQL password
    #[arg(long, env = "UNISSON_DATABASE_PASSWORD_FILE", value_name = "FILE", global = true)]
    pub database_password_file: Option<PathBuf>,
}

impl DatabaseSettings {
    /// The database URL, with the password of its file.
    ///
    /// # Errors
    /// [`ConfigError`] naming the setting.
    pub fn url(&self) -> Result<DatabaseUrl, ConfigError> {
        let Some(path) = &self.database_password_file else { return Ok(self.database_url.clone()) };
        let failed = |source| ConfigError::DatabasePassword { path: path.clone(), source };
        let password = std::fs::read_to_string(path).map_err(failed)?;
        let whole = self.database_url.with_password(password.trim_end_matches(['\r', '\n']));
        whole.map_err(ConfigError::NoPlaceForPassword)
    }
}

/// The URL of the database. `Debug` leaves the password out.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The URL, its password included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when it holds a password, between the user and the host or after the question mark.
    #[must_use]
    pub fn has_password(&self) -> bool {
        let Some((user, _, rest)) = self.parts() else { return false };
        let parameters = rest.split_once('?').map_or("", |(_, parameters)| parameters);
        user.contains(':') || parameters.split('&').any(|one| one.starts_with("password="))
    }

    /// The same URL with `password`, which may hold any character.
    ///
    /// # Errors
    /// Why it takes no password.
    pub fn with_password(&self, password: &str) -> Result<Self, &'static str> {
        if !self.0.starts_with("postgres://") && !self.0.starts_with("postgresql://") {
            return Err("only the address of a PostgreSQL takes a password: leave this setting out");
        }
        if self.has_password() {
            return Err("the address of the database holds a password already: set one or the other");
        }
        let Some((user, scheme, rest)) = self.parts().filter(|(user, ..)| !user.is_empty()) else {
            return Err("the address of the database names no user: write postgres://USER@HOST/NAME");
        };
        let encoded = utf8_percent_encode(password, USER_INFO);
        Ok(Self(format!("{scheme}://{user}:{encoded}@{rest}")))
    }

    /// User with password, scheme, and what follows the `@`.
    fn parts(&self) -> Option<(&str, &str, &str)> {
        let (scheme, rest) = self.0.split_once("://")?;
        // A password written unencoded may hold a slash: everything before the last `@` may be one.
        let place = rest.find('?').unwrap_or(rest.len());
        match rest[..place].rfind('@') {
            Some(at) => Some((&rest[..at], scheme, &rest[at + 1..])),
            None => Some(("", scheme, rest)),
        }
    }
}

impl From<&str> for DatabaseUrl {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for DatabaseUrl {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((user, scheme, rest)) = self.parts() else { return f.write_str("DatabaseUrl(..)") };
        // Parameters may hold a password too.
        let place = rest.split_once('?').map_or(rest, |(place, _)| place);
        let user = user.split_once(':').map_or(user, |(name, _)| name);
        let at = if user.is_empty() { "" } else { "@" };
        write!(f, "DatabaseUrl({scheme}://{user}{at}{place})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_put_in_encoded_and_never_shown() {
        let url = DatabaseUrl::from("postgres://unisson@db.example/unisson?sslmode=require");
        let whole = url.with_password("p@ss:/ é").unwrap();
        assert_eq!(
            whole.as_str(),
            "postgres://unisson:p%40ss%3A%2F%20%C3%A9@db.example/unisson?sslmode=require"
        );
        assert!(whole.has_password() && !url.has_password());
        assert_eq!(format!("{whole:?}"), "DatabaseUrl(postgres://unisson@db.example/unisson)");
        let behind = DatabaseUrl::from("postgres://db.example/unisson?user=unisson&password=secret");
        assert!(behind.has_password());
        assert!(!format!("{behind:?}").contains("secret"));
        let slashes = DatabaseUrl::from("postgres://unisson:se/cret@db.example/unisson");
        assert!(!format!("{slashes:?}").contains("cret"), "{slashes:?}");
    }

    #[test]
    fn a_password_without_a_place_is_refused() {
        for url in ["sqlite://unisson.db", "postgres://u:p@h/n", "postgres://h/n"] {
            assert!(DatabaseUrl::from(url).with_password("x").is_err(), "{url}");
        }
    }
}
