//! Watches whether messages are sent and delivered, and logs each change once.

use std::time::Duration;

use domain::channel::Channel;
use domain::channel_health::{ChannelFault, detect_fault};

use crate::context::Context;
use crate::jobs::job::{Job, JobContext, JobError, Next};
use crate::store::{StoreError, message_statistics};

/// Remembers which channels are in trouble.
#[derive(Clone, Debug, Default)]
pub struct WatchChannels {
    in_trouble: Vec<Channel>,
}

/// A channel whose state changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelChange {
    /// The channel.
    pub channel: Channel,
    /// Its trouble; `None` when it works again.
    pub trouble: Option<ChannelFault>,
}

impl WatchChannels {
    /// The channels that changed since the last call.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes(&mut self, ctx: &Context) -> Result<Vec<ChannelChange>, StoreError> {
        let now = ctx.now();
        let mut changes = Vec::new();
        for channel in Channel::ALL {
            let lately = message_statistics::lately(ctx.db.read(), None, channel, now).await?;
            let trouble = detect_fault(&lately, now);
            if trouble.is_some() == self.in_trouble.contains(&channel) {
                continue;
            }
            self.in_trouble.retain(|other| *other != channel);
            if trouble.is_some() {
                self.in_trouble.push(channel);
            }
            changes.push(ChannelChange { channel, trouble });
        }
        Ok(changes)
    }
}

impl Job for WatchChannels {
    const NAME: &'static str = "watch_channels";
    const EVERY: Duration = Duration::from_mins(1);

    async fn run(&mut self, job: &JobContext) -> Result<Next, JobError> {
        self.changes(&job.ctx).await?.into_iter().for_each(log);
        Ok(Next::AfterInterval)
    }
}

fn log(ChannelChange { channel, trouble }: ChannelChange) {
    let channel = channel.word();
    match trouble {
        Some(ChannelFault::Stopped { since, waiting }) => {
            tracing::error!(channel, %since, waiting, "messages are not sent: `unisson doctor` checks the channel");
        }
        Some(ChannelFault::Failing { since, failed, of }) => {
            tracing::error!(channel, %since, failed, of, "messages do not arrive: `unisson messages` shows which");
        }
        None => tracing::info!(channel, "messages are sent again"),
    }
}
