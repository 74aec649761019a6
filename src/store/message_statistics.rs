//! Messages as they are seen: how many, what became of them, which wait for somebody, how a channel does.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::channel::Channel;
use domain::channel_health::{MAX_OUTCOMES, QueueState, RECENT, RecentActivity, SendOutcome};
use domain::ids::{BeneficiaryId, MessageId, ReferralId, TerritoryId};
use domain::notifications::MessageKind;
use entity::column::{Id, Word};
use entity::{beneficiary, message, referral};
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::store::error::StoreError;
use crate::store::messages::{Message, Status, read};

/// How many messages of one kind and channel, in one part of a period, have one status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Which part of the period, from 0 on.
    pub part: usize,
    /// By which channel.
    pub channel: Channel,
    /// What they say.
    pub kind: MessageKind,
    /// Their status.
    pub status: Status,
    /// How many.
    pub messages: u64,
    /// How many short messages were billed for them.
    pub segments: u64,
    /// What they cost, in ten-thousandths of a euro; none when that of none is known.
    pub cost: Option<i64>,
}

#[derive(FromQueryResult)]
struct Counted {
    part: i32,
    channel: Word<Channel>,
    kind: Word<MessageKind>,
    state: Word<Status>,
    messages: i64,
    segments: Option<i64>,
    cost: Option<i64>,
}

/// The messages of a territory that leave or left between the first and the last of `bounds`, counted between each of
/// them and the next. A message that is tried again counts when it is.
///
/// # Errors
/// [`StoreError`].
pub async fn counts(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    bounds: &[DateTime<Utc>],
) -> Result<Vec<Count>, StoreError> {
    let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else { return Ok(Vec::new()) };
    let due = || Expr::col((message::Entity, message::Column::DueAt));
    let mut part = CaseStatement::new();
    for (number, bound) in (0_i32..).zip(&bounds[1..]) {
        part = part.case(due().lt(*bound), number);
    }
    let sum =
        |column: message::Column| Expr::col((message::Entity, column)).sum().cast_as(Alias::new("bigint"));
    let rows = message::Entity::find()
        .select_only()
        .expr_as(part.finally(0), "part")
        .column(message::Column::Channel)
        .column(message::Column::Kind)
        .column(message::Column::State)
        .expr_as(Expr::col((message::Entity, message::Column::State)).count(), "messages")
        .expr_as(sum(message::Column::Segments), "segments")
        .expr_as(sum(message::Column::Cost), "cost")
        .filter(message::COLUMN.territory_id.eq(Id(territory)))
        .filter(message::COLUMN.due_at.gte(*first))
        .filter(message::COLUMN.due_at.lt(*last))
        .group_by(Expr::col(Alias::new("part")))
        .group_by(message::Column::Channel)
        .group_by(message::Column::Kind)
        .group_by(message::Column::State)
        .into_model::<Counted>()
        .all(db)
        .await?;
    rows.iter().map(count).collect()
}

fn count(row: &Counted) -> Result<Count, StoreError> {
    let corrupt = |column: &str, found: &dyn std::fmt::Display, wanted| StoreError::Corrupt {
        column: format!("message.{column}"),
        found: found.to_string(),
        wanted,
    };
    let whole = |column: &str, number: i64| {
        u64::try_from(number).map_err(|_| corrupt(column, &number, "a number that is not negative"))
    };
    Ok(Count {
        part: usize::try_from(row.part)
            .map_err(|_| corrupt("due_at", &row.part, "in a part of the period"))?,
        channel: row.channel.0,
        kind: row.kind.0,
        status: row.state.0,
        messages: whole("state", row.messages)?,
        segments: whole("segments", row.segments.unwrap_or(0))?,
        cost: row.cost,
    })
}

/// Which of the messages that wait for somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stuck {
    /// By which channel; by any when there is none.
    pub channel: Option<Channel>,
    /// At which of [`Status::STUCK`]; at any when there is none.
    pub status: Option<Status>,
    /// Written before this one.
    pub before: Option<MessageId>,
}

impl Stuck {
    fn wanted(self, territory: TerritoryId) -> Condition {
        let all: Vec<Status> = Status::STUCK
            .into_iter()
            .filter(|status| self.status.is_none_or(|only| only == *status))
            .collect();
        let mut wanted = Condition::all()
            .add(message::COLUMN.territory_id.eq(Id(territory)))
            .add(message::COLUMN.state.is_in(all.into_iter().map(Word)));
        if let Some(channel) = self.channel {
            wanted = wanted.add(message::COLUMN.channel.eq(Word(channel)));
        }
        if let Some(before) = self.before {
            wanted = wanted.add(message::COLUMN.id.lt(Id(before)));
        }
        wanted
    }
}

/// Those that wait for somebody, the newest first, `most` at most.
///
/// # Errors
/// [`StoreError`].
pub async fn stuck(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    which: Stuck,
    most: u64,
) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(which.wanted(territory))
        .order_by_desc(message::COLUMN.id)
        .limit(most)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// How many wait for somebody.
///
/// # Errors
/// [`StoreError`].
pub async fn how_many_stuck(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    which: Stuck,
) -> Result<u64, StoreError> {
    Ok(message::Entity::find().filter(which.wanted(territory)).count(db).await?)
}

/// The messages to a person, those due last first, `most` at most.
///
/// # Errors
/// [`StoreError`].
pub async fn of_person(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    person: BeneficiaryId,
    most: u64,
) -> Result<Vec<Message>, StoreError> {
    // By the person alone, the territory looked at here: given both, SQLite walks through the whole territory.
    let rows = message::Entity::find()
        .filter(message::COLUMN.recipient_id.eq(person.0))
        .order_by_desc(message::COLUMN.due_at)
        .order_by_desc(message::COLUMN.id)
        .limit(most)
        .all(db)
        .await?;
    rows.into_iter().filter(|row| row.territory_id.0 == territory).map(read).collect()
}

/// Whom referrals are about, by name.
///
/// # Errors
/// [`StoreError`].
pub async fn persons(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    referrals: &[ReferralId],
) -> Result<BTreeMap<ReferralId, (BeneficiaryId, String)>, StoreError> {
    let mut files = referral::Entity::find()
        .filter(referral::COLUMN.id.is_in(referrals.iter().copied().map(Id)))
        .all(db)
        .await?;
    files.retain(|file| file.territory_id.0 == territory);
    let people: BTreeMap<Id<BeneficiaryId>, String> = beneficiary::Entity::find()
        .filter(beneficiary::COLUMN.id.is_in(files.iter().map(|file| file.beneficiary_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, format!("{} {}", row.given_name, row.family_name).trim().to_owned()))
        .collect();
    let named = |file: referral::Model| {
        let name = people.get(&file.beneficiary_id)?.clone();
        Some((file.id.0, (file.beneficiary_id.0, name)))
    };
    Ok(files.into_iter().filter_map(named).collect())
}

/// What is known of a channel at `now`: of a territory, or of all.
///
/// # Errors
/// [`StoreError`].
pub async fn lately(
    db: &impl ConnectionTrait,
    territory: Option<TerritoryId>,
    channel: Channel,
    now: DateTime<Utc>,
) -> Result<RecentActivity, StoreError> {
    let mut ours = Condition::all().add(message::COLUMN.channel.eq(Word(channel)));
    if let Some(territory) = territory {
        ours = ours.add(message::COLUMN.territory_id.eq(Id(territory)));
    }
    let untried = ours
        .clone()
        .add(message::COLUMN.state.eq(Word(Status::Planned)))
        .add(message::COLUMN.due_at.lte(now))
        .add(message::COLUMN.waiting_since.is_null());
    let retried = ours.clone().add(message::COLUMN.waiting_since.is_not_null());
    let untried = queue(db, untried, message::Column::DueAt).await?;
    let retried = queue(db, retried, message::Column::WaitingSince).await?;
    // By none of the states that end it, so that the database walks back in time instead of sorting all that ever left.
    let settled = ours.add(message::COLUMN.settled_at.gte(now - RECENT));
    let not = |states: &[Status]| message::COLUMN.state.is_not_in(states.iter().copied().map(Word));
    let ends: Vec<(Option<DateTime<Utc>>, Word<Status>)> = message::Entity::find()
        .select_only()
        .column(message::Column::SettledAt)
        .column(message::Column::State)
        .filter(settled.clone())
        .filter(not(&[Status::Planned, Status::Sending, Status::Dropped]))
        .order_by_desc(message::COLUMN.settled_at)
        .order_by_desc(message::COLUMN.id)
        .limit(MAX_OUTCOMES as u64)
        .into_tuple()
        .all(db)
        .await?;
    let outcomes: Vec<SendOutcome> = ends
        .into_iter()
        .filter_map(|(at, state)| {
            let succeeded = Status::SUCCEEDED.contains(&state.0);
            Some(SendOutcome { at: at?, succeeded })
        })
        .collect();
    let last_sent_at = if untried.count + retried.count == 0 {
        outcomes.iter().filter(|outcome| outcome.succeeded).map(|outcome| outcome.at).max()
    } else {
        let unsent = [Status::Planned, Status::Sending, Status::Dropped, Status::Failed, Status::Doubtful];
        message::Entity::find()
            .select_only()
            .column(message::Column::SettledAt)
            .filter(settled)
            .filter(not(&unsent))
            .order_by_desc(message::COLUMN.settled_at)
            .limit(1)
            .into_tuple::<Option<DateTime<Utc>>>()
            .one(db)
            .await?
            .flatten()
    };
    Ok(RecentActivity { untried, retried, last_sent_at, outcomes })
}

/// How many rows there are, and the first of their instants.
async fn queue(
    db: &impl ConnectionTrait,
    wanted: Condition,
    since: message::Column,
) -> Result<QueueState, StoreError> {
    let first = message::Entity::find()
        .select_only()
        .column(since)
        .filter(wanted.clone())
        .order_by_asc(since)
        .limit(1)
        .into_tuple::<Option<DateTime<Utc>>>()
        .one(db)
        .await?
        .flatten();
    let count = match first {
        Some(_) => message::Entity::find().filter(wanted).count(db).await?,
        None => 0,
    };
    Ok(QueueState { count, since: first })
}

/// A territory's message, whatever it is about.
///
/// # Errors
/// [`StoreError`].
pub async fn one(
    db: &impl ConnectionTrait,
    territory: TerritoryId,
    id: MessageId,
) -> Result<Option<Message>, StoreError> {
    let row = message::Entity::find_by_id(id).one(db).await?;
    row.filter(|row| row.territory_id.0 == territory).map(read).transpose()
}
