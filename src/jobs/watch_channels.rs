//! Watches whether messages leave, and says so in the log once when they do not, once when they do again.

use chrono::{DateTime, Duration, Utc};
use domain::channel::Channel;
use domain::channel_health::{ChannelFault, detect_fault};

use crate::context::Context;
use crate::store::{StoreError, message_statistics};

/// How often it looks.
const PAUSE: Duration = Duration::minutes(1);

/// What was seen last.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    looked_at: Option<DateTime<Utc>>,
    ill: Vec<Channel>,
}

/// A channel that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub channel: Channel,
    /// What is wrong with it; nothing any more when there is none.
    pub trouble: Option<ChannelFault>,
}

impl Watch {
    /// Looks, unless it has within the last minute, and logs what changed.
    pub async fn run(&mut self, ctx: &Context) {
        match self.look(ctx).await {
            Ok(changes) => changes.into_iter().for_each(tell),
            Err(error) => tracing::error!(%error, "whether messages leave is not known"),
        }
    }

    /// As [`Watch::run`], and says what changed instead.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn look(&mut self, ctx: &Context) -> Result<Vec<Change>, StoreError> {
        let now = ctx.now();
        if self.looked_at.is_some_and(|at| now - at < PAUSE) {
            return Ok(Vec::new());
        }
        self.looked_at = Some(now);
        let mut changes = Vec::new();
        for channel in Channel::ALL {
            let lately = message_statistics::lately(ctx.db.read(), None, channel, now).await?;
            let trouble = detect_fault(&lately, now);
            let was_ill = self.ill.contains(&channel);
            if trouble.is_some() == was_ill {
                continue;
            }
            self.ill.retain(|ill| *ill != channel);
            if trouble.is_some() {
                self.ill.push(channel);
            }
            changes.push(Change { channel, trouble });
        }
        Ok(changes)
    }
}

fn tell(Change { channel, trouble }: Change) {
    let channel = channel.word();
    match trouble {
        Some(ChannelFault::Stopped { since, waiting }) => {
            tracing::error!(channel, %since, waiting, "messages do not leave: `unisson doctor` looks at the way out");
        }
        Some(ChannelFault::Failing { since, failed, of }) => {
            tracing::error!(channel, %since, failed, of, "messages do not arrive: `unisson messages` shows which");
        }
        None => tracing::info!(channel, "messages leave again"),
    }
}
