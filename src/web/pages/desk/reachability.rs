//! Why messages do not reach a beneficiary: channels they refused, addresses that no longer work.

use domain::channel::{AddressFault, Channel};
use domain::zone;

use crate::store::channels::{self, BadChannel};
use crate::store::referrals::Beneficiary;
use crate::text::{Arg, Key, TextError, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::pages::desk::staff::Desk;
use crate::web::state::State as App;

/// Why messages do not reach a beneficiary.
pub struct Reaching {
    /// What is wrong with their addresses, and what they refuse; each a sentence.
    pub stops: Vec<String>,
    /// That nothing reaches them any more, though they gave an address.
    pub nothing: Option<String>,
}

impl Reaching {
    /// What prevents messages to `person`, whose card is seen.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn of(
        app: &App,
        desk: &Desk,
        layout: &OfficeLayout,
        person: &Beneficiary,
    ) -> Result<Self, OfficeError> {
        let db = app.ctx.db.read();
        let mut stops = Vec::new();
        let hashes = app.ctx.address_hashes(person);
        for bad in channels::bad(db, person, &hashes).await? {
            stops.push(broken(desk, layout, bad)?);
        }
        for refused in channels::refused(db, person.id).await?.iter() {
            stops.push(layout.say(match refused {
                Channel::Sms => Key("card-refuses-sms"),
                Channel::Mail => Key("card-refuses-mail"),
            })?);
        }
        let is_silent = !stops.is_empty() && channels::reach(db, person, &hashes).await?.good.is_empty();
        let nothing = is_silent.then(|| layout.say(Key("card-reached-by-nothing"))).transpose()?;
        Ok(Self { stops, nothing })
    }
}

/// Since when and why nothing arrives.
fn broken(desk: &Desk, layout: &OfficeLayout, bad: BadChannel) -> Result<String, TextError> {
    let key = match (bad.channel, bad.why) {
        (Channel::Mail, AddressFault::Unknown) => Key("card-bad-mail-unknown"),
        (Channel::Mail, AddressFault::Refused) => Key("card-bad-mail-refused"),
        (Channel::Sms, AddressFault::Unknown) => Key("card-bad-sms-unknown"),
        (Channel::Sms, AddressFault::Refused) => Key("card-bad-sms-refused"),
    };
    let since = zone::to_local(desk.snapshot.territory.zone, bad.since).date();
    let since = dates::Dates::day(&dates::French, since, desk.today());
    layout.text.get(key, &[("since", Arg::from(&since))])
}
