//! Settings that hold secrets, shown nowhere.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters (RFC 3986, section 2.3) of a password are percent-encoded.
const USER_INFO: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of the database. What `Debug` shows of it has no password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address, its password included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when a password stands in it, between the user and the host or behind the question mark.
    #[must_use]
    pub fn has_password(&self) -> bool {
        let Some((user, _, rest)) = self.parts() else { return false };
        let parameters = rest.split_once('?').map(|(_, parameters)| parameters).unwrap_or_default();
        user.contains(':') || parameters.split('&').any(|one| one.starts_with("password="))
    }

    /// The same address with `password`, which may hold any character.
    ///
    /// # Errors
    /// Says what stands in the way.
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

    /// User with password, scheme, and what stands behind the `@`.
    fn parts(&self) -> Option<(&str, &str, &str)> {
        let (scheme, rest) = self.0.split_once("://")?;
        // A password written unencoded may hold a slash: whatever stands before the last `@` may be one.
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
        let place = rest.split('?').next().unwrap_or_default();
        let user = user.split(':').next().unwrap_or_default();
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
