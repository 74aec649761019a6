//! A cache of the first days with a free start: one search per minute and territory, however many people look.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use domain::ids::TerritoryId;

use crate::actions::{self, FirstDay};
use crate::context::Context;

/// How long an answer is reused.
const KEPT_FOR: Duration = Duration::seconds(60);

type Answer = (DateTime<Utc>, Arc<Vec<FirstDay>>);

/// The last answer of each territory.
#[derive(Clone, Debug, Default)]
pub struct FirstDays(Arc<Mutex<HashMap<TerritoryId, Answer>>>);

impl FirstDays {
    /// The first days of a territory, a minute old at most.
    ///
    /// # Errors
    /// As [`actions::first_days`].
    pub async fn of(
        &self,
        ctx: &Context,
        territory: TerritoryId,
    ) -> Result<Arc<Vec<FirstDay>>, actions::OfferError> {
        let now = ctx.now();
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&territory).cloned();
        if let Some((_, days)) = known.filter(|(at, _)| (Duration::zero()..KEPT_FOR).contains(&(now - *at))) {
            return Ok(days);
        }
        let days = Arc::new(actions::first_days(ctx, territory).await?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(territory, (now, Arc::clone(&days)));
        Ok(days)
    }
}
