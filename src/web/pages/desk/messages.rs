//! The messages of a person, on their card: what each was, by what way, and what became of it.

use domain::ids::BeneficiaryId;
use domain::notifications::DropReason;
use domain::rights::{Action, may};
use domain::time::Quantum;

use crate::store::messages::Message;
use crate::store::{access_scopes, message_statistics};
use crate::text::{Arg, Key, TextError};
use crate::web::errors::office_error::OfficeError;
use crate::web::layout::messages::{channel_key, kind, life, mark, status_key, why};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::pages::desk::staff::Desk;
use crate::web::state::State as App;

/// How many are shown, those due last.
const SHOWN: usize = 20;
/// How many are looked at: what was dropped because another message says it is nobody's news.
const LOOKED_AT: u64 = 60;

/// The messages of a person.
pub struct Letters {
    pub lines: Vec<MessageLine>,
    /// That there are more than these.
    pub more: Option<String>,
}

/// One message.
pub struct MessageLine {
    pub name: String,
    pub state: String,
    pub mark: &'static str,
    pub life: String,
    pub why: Option<String>,
    /// What it says, as far as they may know: the appointment it is about.
    pub about: Option<String>,
}

impl Letters {
    /// The messages of `person`, whose card they may see.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn of(
        app: &App,
        desk: &Desk,
        layout: &OfficeLayout,
        person: BeneficiaryId,
    ) -> Result<Self, OfficeError> {
        let db = app.ctx.db.read();
        let mut found = message_statistics::of_person(db, desk.territory(), person, LOOKED_AT).await?;
        let is_all = (found.len() as u64) < LOOKED_AT;
        found.retain(|message| !is_said_otherwise(message));
        let more = (found.len() > SHOWN || !is_all)
            .then(|| layout.text.get(Key("card-messages-more"), &[("count", Arg::Text(&SHOWN.to_string()))]))
            .transpose()?;
        found.truncate(SHOWN);
        let appointments: Vec<_> = found.iter().filter_map(|message| message.appointment).collect();
        let things = access_scopes::of_appointments(db, desk.territory(), &appointments).await?;
        let mut lines = Vec::with_capacity(found.len());
        for message in &found {
            let thing = message.appointment.and_then(|appointment| things.get(&appointment));
            let sees = thing.is_some_and(|thing| may(&desk.signed_in.actor, Action::SeeMessages, thing));
            lines.push(letter(desk, layout, message, sees)?);
        }
        Ok(Self { lines, more })
    }
}

/// True for what never left because another message tells it: it would look like a failure and is none.
fn is_said_otherwise(message: &Message) -> bool {
    let why = message.problem.as_deref().and_then(DropReason::from_word);
    matches!(why, Some(DropReason::Overtaken | DropReason::SaidTogether))
}

fn letter(
    desk: &Desk,
    layout: &OfficeLayout,
    message: &Message,
    sees: bool,
) -> Result<MessageLine, TextError> {
    let (text, wall) = (layout.text, desk.wall());
    let (said, channel) = (kind(message, text)?, layout.say(channel_key(message.channel))?);
    let about = if message.is_forgotten(desk.now) {
        Some(layout.say(Key("message-erased"))?)
    } else if sees {
        let when = wall.moment(Quantum(message.facts.start).instant(), text)?;
        Some(text.get(Key("message-about"), &[("when", Arg::from(&when))])?)
    } else {
        None
    };
    Ok(MessageLine {
        name: text.get(Key("message-by"), &[("kind", Arg::from(&said)), ("channel", Arg::from(&channel))])?,
        state: layout.say(status_key(message.status))?,
        mark: mark(message.status),
        life: life(message, wall, text)?,
        why: message.problem.as_deref().map(|problem| why(problem, text)).transpose()?.flatten(),
        about,
    })
}
