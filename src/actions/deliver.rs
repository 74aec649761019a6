//! Deliver: what the worker may send now, and what became of it.

use chrono::{DateTime, Utc};
use domain::ids::{MessageId, ResourceId, SiteId, TerritoryId};
use domain::notices::{self, Recipient, Standing, Untold};
use domain::territory::Site;
use domain::time::Quantum;
use domain::visit::{Mode, Role};

use super::error::Error;
use super::{invite, offer};
use crate::ctx::Ctx;
use crate::store::messages::{self, Message, Status};
use crate::store::people::{self, Member};
use crate::store::referrals::{self, Beneficiary};
use crate::store::{Tx, appointments};

/// A message that is true now, with the names it needs.
#[derive(Clone, Debug)]
pub struct Due {
    /// The message.
    pub message: Message,
    /// The person received.
    pub beneficiary: Beneficiary,
    /// Where.
    pub site: Site,
    /// How.
    pub mode: Mode,
    /// Who was in the team, with their role, in the order of the visit type.
    pub team: Vec<(Member, Role)>,
    /// The recipient, when it is a professional.
    pub professional: Option<Member>,
    /// The page where the person received sees and changes the appointment, when the service has an address.
    pub link: Option<String>,
}

/// What a worker has taken.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// How many messages were looked at, those dropped included: none means that nothing is due.
    pub looked_at: usize,
    /// Those to be sent.
    pub due: Vec<Due>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It left.
    Sent,
    /// It will never leave.
    Failed(String),
    /// It may have left, nobody knows.
    Doubtful(String),
    /// It did not leave; try again then.
    Again(DateTime<Utc>, String),
}

impl Delivery {
    /// In one word, for what is counted.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Failed(_) => "failed",
            Self::Doubtful(_) => "doubtful",
            Self::Again(..) => "again",
        }
    }
}

/// Whether sending the same message twice does harm: a mail server delivers it twice, a folder replaces a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twice {
    /// It does.
    Harms,
    /// It does not.
    IsHarmless,
}

/// Takes up to `most` due messages for this worker. What is no longer true is dropped here, in the transaction
/// that looked. Messages a lost worker left are first marked doubtful, or planned again when twice is harmless.
///
/// # Errors
/// [`Error::Store`].
pub async fn claim_due(ctx: &Ctx, most: u64, twice: Twice) -> Result<Batch, Error> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let left_behind = match twice {
        Twice::Harms => Status::Doubtful,
        Twice::IsHarmless => Status::Planned,
    };
    messages::reap(&tx, left_behind, now).await?;
    let mut batch = Batch::default();
    for message in messages::claim(&tx, ctx.db.kind(), most, now).await? {
        let id = message.id;
        batch.looked_at += 1;
        match look_up(ctx, &tx, message, now).await {
            Ok(Ok(found)) => batch.due.push(found),
            Ok(Err(why)) => messages::settle(&tx, id, Status::Dropped, Some(why.word()), now).await?,
            // One message about something that is gone must not hold up everybody's mail.
            Err(error @ Error::Unknown(_)) => {
                messages::settle(&tx, id, Status::Failed, Some(&error.to_string()), now).await?;
            }
            Err(error) => return Err(error),
        }
    }
    tx.commit().await?;
    Ok(batch)
}

/// The message with its names, or why it is not to be sent.
async fn look_up(
    ctx: &Ctx,
    tx: &Tx,
    message: Message,
    now: DateTime<Utc>,
) -> Result<Result<Due, Untold>, Error> {
    let territory: TerritoryId = message.territory;
    let appointment = appointments::get(tx, territory, message.appointment).await?;
    let appointment = appointment.ok_or(Error::Unknown("appointment"))?;
    let team = appointments::team(tx, appointment.id).await?;
    let facts = &message.facts;
    let standing = Standing {
        state: appointment.state,
        in_team: match message.recipient {
            Recipient::Professional(resource) => team.has(resource),
            Recipient::Beneficiary => true,
        },
        same_facts: facts.start == appointment.visit.start.0
            && facts.site == appointment.site.0
            && facts.mode == appointment.mode.word(),
        has_begun: Quantum(facts.start).instant() <= now,
    };
    if let Err(why) = notices::still_true(message.kind, standing) {
        return Ok(Err(why));
    }
    let referral = referrals::get(tx, territory, appointment.referral).await?;
    let referral = referral.ok_or(Error::Unknown("referral"))?;
    let beneficiary = referrals::beneficiary(tx, territory, referral.beneficiary).await?;
    let beneficiary = beneficiary.ok_or(Error::Unknown("beneficiary"))?;
    if message.recipient == Recipient::Beneficiary && beneficiary.email.is_none() {
        return Ok(Err(Untold::NoAddress));
    }
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let site = snapshot.territory.sites.get(&SiteId(facts.site)).cloned().ok_or(Error::Unknown("site"))?;
    let mode = Mode::from_word(&facts.mode).ok_or(Error::Unknown("mode"))?;
    let mut ids: Vec<ResourceId> = facts.team.iter().map(|(id, _)| ResourceId(*id)).collect();
    if let Recipient::Professional(resource) = message.recipient {
        ids.push(resource);
    }
    let members = people::members(tx, territory, &ids).await?;
    let find = |id: ResourceId| members.iter().find(|member| member.id == id).cloned();
    let team = facts
        .team
        .iter()
        .filter_map(|(id, role)| Some((find(ResourceId(*id))?, Role::parse(role)?)))
        .collect();
    let professional = match message.recipient {
        Recipient::Professional(resource) => Some(find(resource).ok_or(Error::Unknown("professional"))?),
        Recipient::Beneficiary => None,
    };
    let link = match message.recipient {
        Recipient::Beneficiary => invite::link(ctx, tx, &appointment, &referral, now).await?,
        Recipient::Professional(_) => None,
    };
    Ok(Ok(Due { message, beneficiary, site, mode, team, professional, link }))
}

/// Writes down what became of a message this worker had claimed.
///
/// # Errors
/// [`Error::Store`]; the message then stays claimed until its lease ends.
pub async fn settle(ctx: &Ctx, id: MessageId, delivery: &Delivery) -> Result<(), Error> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    match delivery {
        Delivery::Sent => messages::settle(&tx, id, Status::Sent, None, now).await?,
        Delivery::Failed(why) => messages::settle(&tx, id, Status::Failed, Some(why), now).await?,
        Delivery::Doubtful(why) => messages::settle(&tx, id, Status::Doubtful, Some(why), now).await?,
        Delivery::Again(at, why) => messages::postpone(&tx, id, *at, why).await?,
    }
    tx.commit().await?;
    Ok(())
}
