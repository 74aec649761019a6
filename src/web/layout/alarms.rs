//! Alarms while messages are not sent, above the pages of members who can call instead.

use domain::channel::Channel;
use domain::channel_health::{ChannelFault, detect_fault};
use domain::ids::TerritoryId;

use crate::store::message_statistics;
use crate::text::{Arg, Catalogue, Key};
use crate::web::layout::messages::Wall;
use crate::web::layout::page::Failure;
use crate::web::state::State as App;

/// One sentence for each channel of the territory that fails; none while all is well.
///
/// # Errors
/// [`Failure`].
pub async fn alarms(app: &App, territory: TerritoryId, wall: Wall) -> Result<Vec<String>, Failure> {
    let text = Catalogue::french()?;
    let mut said = Vec::new();
    for channel in Channel::ALL {
        let lately =
            message_statistics::lately(app.ctx.db.read(), Some(territory), channel, wall.now).await?;
        let Some(trouble) = detect_fault(&lately, wall.now) else { continue };
        let since = wall.since(trouble.since(), text)?;
        said.push(match (trouble, channel) {
            (ChannelFault::Stopped { waiting, .. }, channel) => {
                let key = match channel {
                    Channel::Sms => Key("alarm-sms-stopped"),
                    Channel::Mail => Key("alarm-mail-stopped"),
                };
                text.get(key, &[("since", Arg::from(&since)), ("count", Arg::from(waiting))])?
            }
            (ChannelFault::Failing { failed, of, .. }, channel) => {
                let key = match channel {
                    Channel::Sms => Key("alarm-sms-failing"),
                    Channel::Mail => Key("alarm-mail-failing"),
                };
                let (failed, of) = (Arg::from(failed), Arg::from(of));
                text.get(key, &[("since", Arg::from(&since)), ("failed", failed), ("of", of)])?
            }
        });
    }
    Ok(said)
}
