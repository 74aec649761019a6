//! Limits on what is tried from one address or with one link: the same for every replica, kept over a restart.

use chrono::{DateTime, Duration, Timelike, Utc};

use crate::keys::{Purpose, ServiceKey};

/// Something limited in each hour. Its name is a keyed hash: neither an address nor a code is stored.
#[derive(Clone, Debug)]
pub(in crate::actions) struct Bucket {
    /// Its name in the database.
    pub(in crate::actions) name: String,
    /// When it is forgotten.
    pub(in crate::actions) ends_at: DateTime<Utc>,
}

impl Bucket {
    /// What happens to `whom` within this hour, about `what`.
    pub(in crate::actions) fn of_this_hour(
        key: &ServiceKey,
        what: &str,
        whom: &str,
        now: DateTime<Utc>,
    ) -> Self {
        let hour = now.timestamp().div_euclid(3600);
        let name = key.name(Purpose::Limit, format!("{what} {whom}").as_bytes());
        // Until the hour is surely over.
        let ends_at = now + Duration::minutes(61 - i64::from(now.minute()));
        Self { name: format!("{name}.{hour}"), ends_at }
    }

    /// What happens to `whom` in `days` days, about `what`.
    pub(in crate::actions) fn of_days(
        key: &ServiceKey,
        what: &str,
        whom: &str,
        days: i64,
        now: DateTime<Utc>,
    ) -> Self {
        let name = key.name(Purpose::Limit, format!("{what} {whom}").as_bytes());
        Self { name, ends_at: now + Duration::days(days) }
    }
}
