//! Messages that need a decision: failed, bounced or in doubt, as far as the member may see them.

use std::collections::BTreeMap;

use domain::ids::{AppointmentId, MessageId, ReferralId, ResourceId, TerritoryId};
use domain::notifications::Recipient;
use domain::rights::{AccessTarget, Action, may};
use domain::time::Quantum;

use super::filter::Filter;
use crate::store::message_statistics;
use crate::store::message_statistics::Stuck;
use crate::store::messages::{Message, Status};
use crate::store::{access_scopes, professionals};
use crate::text::{Arg, Key, TextError};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::SignedIn;
use crate::web::layout::messages::{Wall, channel_key, kind, life, mark, status_key, why};
use crate::web::layout::office_layout::OfficeLayout;
use crate::web::routes;
use crate::web::state::State as App;

/// How many are on one page.
const SHOWN: usize = 20;
/// How many are read at once.
const BATCH: u64 = 60;
/// After so many readings a page ends, however few of them somebody may see: the next one goes on from there.
const READINGS: usize = 10;

/// A page of them.
pub struct Waiting {
    /// How many there are in all; none for members who do not see the whole territory.
    pub count: Option<String>,
    pub lines: Vec<WaitingMessage>,
    /// The address of the next page.
    pub more: Option<String>,
    /// The address of the first page, when this is another.
    pub first: Option<String>,
    pub is_narrowed: bool,
}

/// One message.
pub struct WaitingMessage {
    pub id: MessageId,
    pub name: String,
    pub to: String,
    pub href: Option<String>,
    pub state: String,
    pub mark: &'static str,
    pub life: String,
    pub why: Option<String>,
    /// What the machines said, in English; holds no address.
    pub detail: Option<String>,
    pub about: Option<String>,
    /// What to know before it is sent again.
    pub hint: Option<String>,
    pub can_retry: bool,
    pub can_drop: bool,
    /// The name of its field for a reason, in the page.
    pub field: String,
    /// True for the one whose reason lacks: the summary of what is wrong leads to its field.
    pub is_wrong: bool,
}

/// What the rights over messages depend on: their appointments, or the persons where there are none.
///
/// # Errors
/// [`OfficeError`].
pub async fn things(
    app: &App,
    territory: TerritoryId,
    messages: &[Message],
) -> Result<BTreeMap<MessageId, AccessTarget>, OfficeError> {
    let db = app.ctx.db.read();
    let appointments: Vec<AppointmentId> =
        messages.iter().filter_map(|message| message.appointment).collect();
    let found = access_scopes::of_appointments(db, territory, &appointments).await?;
    let without: Vec<ReferralId> = messages
        .iter()
        .filter(|message| message.appointment.is_none())
        .map(|message| message.referral)
        .collect();
    let mut persons: BTreeMap<ReferralId, AccessTarget> = BTreeMap::new();
    for (referral, (person, _)) in message_statistics::persons(db, territory, &without).await? {
        persons.insert(referral, access_scopes::of_person(db, territory, person).await?);
    }
    let thing = |message: &Message| match message.appointment {
        Some(appointment) => found.get(&appointment).cloned(),
        None => persons.get(&message.referral).cloned(),
    };
    Ok(messages.iter().filter_map(|message| Some((message.id, thing(message)?))).collect())
}

impl Waiting {
    /// The page that `filter` asks for; `wrong` is the message whose reason lacks.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn of(
        app: &App,
        signed_in: &SignedIn,
        layout: &OfficeLayout,
        filter: Filter,
        wall: Wall,
        wrong: Option<MessageId>,
    ) -> Result<Self, OfficeError> {
        let territory = signed_in.actor.territory;
        let is_decided = filter.status.is_some_and(|status| !status.is_stuck());
        let (mut seen, more) =
            if is_decided { (Vec::new(), None) } else { see(app, signed_in, filter).await? };
        let count = if signed_in.may_here(Action::SeeDeliveries) && !is_decided {
            let which = Stuck { channel: filter.channel, status: filter.status, before: None };
            let count = message_statistics::how_many_stuck(app.ctx.db.read(), territory, which).await?;
            Some(layout.text.get(Key("messages-stuck-count"), &[("count", Arg::from(count))])?)
        } else {
            None
        };
        let db = app.ctx.db.read();
        let referrals: Vec<ReferralId> = seen.iter().map(|(message, _)| message.referral).collect();
        let persons = message_statistics::persons(db, territory, &referrals).await?;
        let ids: Vec<ResourceId> = seen
            .iter()
            .filter_map(|(message, _)| match message.recipient {
                Recipient::Professional(id) => Some(id),
                Recipient::Beneficiary => None,
            })
            .collect();
        let members = professionals::members(db, territory, &ids).await?;
        let mut lines = Vec::with_capacity(seen.len());
        for (message, thing) in seen.drain(..) {
            let mut line = line(signed_in, layout, &message, &thing, wall)?;
            match message.recipient {
                Recipient::Professional(id) => {
                    if let Some(member) = members.iter().find(|member| member.id == id) {
                        let name = [("name", Arg::from(&member.name))];
                        line.to = layout.text.get(Key("messages-to-professional"), &name)?;
                    }
                }
                Recipient::Beneficiary => {
                    let person = persons.get(&message.referral).filter(|(_, name)| !name.is_empty());
                    if let Some((person, name)) = person {
                        let person_thing = access_scopes::of_person(db, territory, *person).await?;
                        if may(&signed_in.actor, Action::SeeBeneficiary, &person_thing) {
                            line.to =
                                layout.text.get(Key("messages-to-person"), &[("name", Arg::from(name))])?;
                            line.href = Some(routes::desk_person(*person));
                        }
                    }
                }
            }
            line.is_wrong = wrong == Some(message.id);
            if line.is_wrong {
                "why".clone_into(&mut line.field);
            }
            lines.push(line);
        }
        let first = filter.before.is_some().then(|| Filter { before: None, ..filter }.address(&[]));
        Ok(Self {
            count,
            lines,
            more: more.map(|last| Filter { before: Some(last), ..filter }.address(&[])),
            first,
            is_narrowed: filter.channel.is_some() || filter.status.is_some() || filter.before.is_some(),
        })
    }
}

/// The messages of a page that they may see, and behind which one the next page begins.
async fn see(
    app: &App,
    signed_in: &SignedIn,
    filter: Filter,
) -> Result<(Vec<(Message, AccessTarget)>, Option<MessageId>), OfficeError> {
    let territory = signed_in.actor.territory;
    let mut which = Stuck { channel: filter.channel, status: filter.status, before: filter.before };
    let mut seen: Vec<(Message, AccessTarget)> = Vec::new();
    for _ in 0..READINGS {
        let batch = message_statistics::stuck(app.ctx.db.read(), territory, which, BATCH).await?;
        let is_last = (batch.len() as u64) < BATCH;
        which.before = batch.last().map_or(which.before, |message| Some(message.id));
        let mut things = things(app, territory, &batch).await?;
        for message in batch {
            let Some(thing) = things.remove(&message.id) else { continue };
            if !may(&signed_in.actor, Action::SeeMessages, &thing) {
                continue;
            }
            if seen.len() == SHOWN {
                let last = seen.last().map(|(message, _)| message.id);
                return Ok((seen, last));
            }
            seen.push((message, thing));
        }
        if is_last {
            return Ok((seen, None));
        }
    }
    Ok((seen, which.before))
}

fn line(
    signed_in: &SignedIn,
    layout: &OfficeLayout,
    message: &Message,
    thing: &AccessTarget,
    wall: Wall,
) -> Result<WaitingMessage, TextError> {
    let text = layout.text;
    let (said, channel) = (kind(message, text)?, layout.say(channel_key(message.channel))?);
    let why = message.problem.as_deref().map(|problem| why(problem, text)).transpose()?.flatten();
    let is_forgotten = message.is_forgotten(wall.now);
    let about = if is_forgotten {
        Some(layout.say(Key("message-erased"))?)
    } else if message.appointment.is_some() {
        let when = wall.moment(Quantum(message.facts.start).instant(), text)?;
        Some(text.get(Key("message-about"), &[("when", Arg::from(&when))])?)
    } else {
        None
    };
    // What is forgotten cannot be said again.
    let can_retry = !is_forgotten && may(&signed_in.actor, Action::RetryMessage, thing);
    let hint = if can_retry && message.status == Status::Doubtful {
        Some(layout.say(Key("messages-may-be-twice"))?)
    } else {
        None
    };
    Ok(WaitingMessage {
        id: message.id,
        name: text.get(Key("message-by"), &[("kind", Arg::from(&said)), ("channel", Arg::from(&channel))])?,
        to: layout.say(Key("messages-to-someone"))?,
        href: None,
        state: layout.say(status_key(message.status))?,
        mark: mark(message.status),
        life: life(message, wall, text)?,
        detail: message.problem.clone().filter(|_| why.is_none()),
        why,
        about,
        hint,
        can_retry,
        can_drop: may(&signed_in.actor, Action::DropMessage, thing),
        field: format!("why-{}", message.id),
        is_wrong: false,
    })
}
