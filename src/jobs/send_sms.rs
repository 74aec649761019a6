//! Sends due short messages: from rows to sentences to the way out, several at once.
//!
//! As many are claimed as may be on their way, each marked on its own; what is done is written down in groups while the
//! others fly. A worker that is lost leaves in doubt what it had claimed and not written down: never more than
//! [`Gateway::slots`], and a relay's answer that came is written down before the next group is claimed.

use std::time::Duration as Pause;

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use domain::channel::Channel;
use domain::notifications::MessageKind;
use domain::sms::PhoneNumber;
use domain::time::{Minutes, QUANTUM_MINUTES, Quantum};
use domain::zone::to_local;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use thiserror::Error;

use super::send_messages::{MOST_TRIES, pause};
use crate::actions::{self, Also, Delivery, Due, Redelivery, SettledSms};
use crate::adapters::sms::{Cause, Gateway, Outcome};
use crate::context::Context;
use crate::formats::sms::OutgoingSms;
use crate::store::messages::Receipt;
use crate::text::TextError;
use crate::text::sms::{RenderedSms, SameDayAppointments, SmsContent, SmsKind, SmsPlace, SmsVisit, write};

/// The way out of short messages.
#[derive(Clone, Debug)]
pub struct Texter {
    /// The way out.
    pub gateway: Gateway,
    /// Whether an answer reaches us.
    pub replies: Replies,
    /// What one message costs, in ten-thousandths of a euro, when that is known.
    pub price: Option<u32>,
}

/// Whether answers to short messages reach us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replies {
    /// They do: people are asked to answer.
    Come,
    /// They do not: people are led to their page.
    DoNotCome,
}

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// How many messages were looked at, those no longer true included.
    pub looked_at: usize,
    /// How long to leave the provider alone, when it takes no more for a while.
    pub rest: Option<Pause>,
}

/// A message that cannot be written.
#[derive(Debug, Error)]
enum Unwritable {
    #[error("not a number that receives short messages")]
    Number,
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Texter {
    const fn twice(&self) -> Redelivery {
        if self.gateway.replaces() { Redelivery::Safe } else { Redelivery::Unsafe }
    }
}

/// Sends what is due until nothing is, the provider takes no more for a while, or `goes_on` says no; what is on its way
/// then lands first.
///
/// # Errors
/// [`actions::MessageError`] when the database fails; what was on its way has then landed, and what could not be written down is
/// looked at again after its lease.
pub async fn run(
    ctx: &Context,
    texter: &Texter,
    goes_on: impl Fn() -> bool,
) -> Result<Run, actions::MessageError> {
    if texter.gateway.is_nobody() {
        return fall_back_to_mail(ctx, goes_on).await;
    }
    let slots = texter.gateway.slots();
    let mut flying = FuturesUnordered::new();
    let (mut run, mut more, mut failed) = (Run::default(), true, None);
    loop {
        more &= goes_on();
        if more && flying.len() * 2 <= slots {
            let most = u64::try_from(slots - flying.len()).unwrap_or(u64::MAX);
            match actions::claim_due(ctx, Channel::Sms, most, texter.twice()).await {
                Ok(batch) => {
                    more = batch.looked_at > 0;
                    run.looked_at += batch.looked_at;
                    flying.extend(batch.due.into_iter().map(|due| hand_over(ctx, texter, due)));
                }
                Err(error) => (more, failed) = (false, Some(error)),
            }
        }
        let Some(first) = flying.next().await else {
            match failed {
                Some(error) => return Err(error),
                None if more => continue,
                None => return Ok(run),
            }
        };
        let mut landed = vec![first];
        while let Some(Some(next)) = flying.next().now_or_never() {
            landed.push(next);
        }
        let rest = landed.iter().filter_map(|(_, rest)| *rest).max();
        if let Some(rest) = rest {
            more = false;
            run.rest = run.rest.max(Some(rest));
        }
        let landed: Vec<SettledSms> = landed.into_iter().map(|(one, _)| one).collect();
        if let Err(error) = actions::settle_sms_batch(ctx, &landed).await {
            (more, failed) = (false, Some(error));
        }
    }
}

/// Has what is due go by mail.
async fn fall_back_to_mail(ctx: &Context, goes_on: impl Fn() -> bool) -> Result<Run, actions::MessageError> {
    let mut run = Run::default();
    while goes_on() {
        match actions::fall_back_to_mail(ctx).await? {
            0 => break,
            some => run.looked_at += some,
        }
    }
    Ok(run)
}

/// Hands one message over; with how long to leave the provider alone.
async fn hand_over(ctx: &Context, texter: &Texter, due: Due) -> (SettledSms, Option<Pause>) {
    let message = due.message.id;
    let now = ctx.now();
    let sms = sms(&due, texter.replies, now);
    let (delivery, references, bad_number, rest) = match sms {
        Err(error) => (Delivery::Failed(error.to_string()), Vec::new(), false, None),
        Ok(sms) => {
            let outcome = texter.gateway.send(&sms, now).await;
            let references = match &outcome {
                Outcome::Accepted { references, .. } => references.clone(),
                _ => Vec::new(),
            };
            let bad_number = matches!(outcome, Outcome::Permanent(Cause::NoSuchNumber(_)));
            let rest = match &outcome {
                Outcome::Throttled { after } => Some(*after),
                Outcome::Temporary { after, .. } => *after,
                _ => None,
            };
            let segments = u16::try_from(sms.encoded.segments()).unwrap_or(u16::MAX);
            (
                delivery(outcome, segments, texter.price, due.message.attempts, ctx.now()),
                references,
                bad_number,
                rest,
            )
        }
    };
    ctx.metrics.delivered(due.message.kind.word(), delivery.word());
    if !matches!(delivery, Delivery::Taken(_) | Delivery::Later(_)) {
        tracing::warn!(message.id = %message, ?delivery, "a short message did not leave");
    }
    let sent_to = due.address.as_deref().and_then(|address| ctx.address_hash(address));
    (SettledSms { message, delivery, references, bad_number, sent_to }, rest)
}

/// What an outcome means for a message that was tried `tries` times before.
fn delivery(outcome: Outcome, segments: u16, price: Option<u32>, tries: i32, now: DateTime<Utc>) -> Delivery {
    match outcome {
        Outcome::Accepted { provider, references } => Delivery::Taken(Receipt {
            provider: provider.to_owned(),
            reference: references.into_iter().next(),
            segments,
            cost: price.map(|price| i64::from(price) * i64::from(segments)),
        }),
        Outcome::Throttled { after } => Delivery::Later(now + of(after)),
        Outcome::Permanent(cause) => Delivery::Failed(cause.to_string()),
        Outcome::Unknown(cause) => Delivery::Doubtful(cause.to_string()),
        Outcome::Temporary { cause, .. } if tries + 1 >= MOST_TRIES => Delivery::Failed(cause.to_string()),
        Outcome::Temporary { cause, after } => {
            let pause = pause(tries).max(after.map(of).unwrap_or_default());
            Delivery::Again(now + pause, cause.to_string())
        }
    }
}

fn of(pause: Pause) -> Duration {
    Duration::from_std(pause).unwrap_or(Duration::hours(1))
}

fn sms(due: &Due, replies: Replies, now: DateTime<Utc>) -> Result<OutgoingSms, Unwritable> {
    let to = due.address.as_deref().and_then(PhoneNumber::parse).ok_or(Unwritable::Number)?;
    let RenderedSms { text, encoded } = said(due, replies, now)?;
    Ok(OutgoingSms { message: due.message.id, to, text, encoded })
}

/// What a message says.
///
/// # Errors
/// [`TextError`]; tests exclude it for every kind and language.
fn said(due: &Due, replies: Replies, now: DateTime<Utc>) -> Result<RenderedSms, TextError> {
    let facts = &due.message.facts;
    let zone = due.site.as_ref().map_or(due.territory.zone, |site| site.zone);
    let local = |quantum: i64| to_local(zone, Quantum(quantum).instant());
    let before = facts.previous_start.map(local);
    let at = local(facts.start);
    let minutes = Minutes(u32::try_from((facts.end - facts.start) * QUANTUM_MINUTES).unwrap_or(0));
    let tells_when = due.message.appointment.is_some() || due.message.kind == MessageKind::PlaceFreed;
    let visit = due.site.as_ref().filter(|_| tells_when).map(|site| SmsVisit {
        at,
        mode: due.mode,
        place: SmsPlace { name: &site.name, address: &site.address },
        duration: minutes,
        people: u32::try_from(due.team.iter().filter(|(_, role)| !role.is_room()).count()).unwrap_or(0),
    });
    let kind = sms_kind(due, replies, at, before, to_local(zone, now));
    let hours: Vec<_> = due.also.iter().map(|also| to_local(also.site.zone, also.start).time()).collect();
    let here =
        |also: &Also| Some(also.site.id) == due.site.as_ref().map(|site| site.id) && also.mode == due.mode;
    let same_day = SameDayAppointments { at: &hours, elsewhere: !due.also.iter().all(here) };
    let phone = due.site.as_ref().map_or(due.territory.theme.phone.as_str(), |site| site.phone.as_str());
    let link = due.link.as_deref().map(bare);
    write(&due.beneficiary.language, &SmsContent { kind, visit, same_day, link, phone })
}

fn sms_kind(
    due: &Due,
    replies: Replies,
    start: NaiveDateTime,
    before: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> SmsKind {
    match due.message.kind {
        MessageKind::Choose => SmsKind::Choose,
        MessageKind::Chase => SmsKind::Chase,
        MessageKind::Moved | MessageKind::Update => SmsKind::Moved {
            before: before.map(|before| before.date()).filter(|before| *before != start.date()),
        },
        MessageKind::Reminder if start.date() == now.date() => SmsKind::Today,
        MessageKind::Reminder => SmsKind::Reminder { answerable: due.asks && replies == Replies::Come },
        MessageKind::PlaceFreed => SmsKind::PlaceFreed { kept: before.map(|before| before.date()) },
        MessageKind::CalledOff | MessageKind::Cancellation | MessageKind::Withdrawal => SmsKind::CalledOff,
        MessageKind::CancelledByPerson => SmsKind::CancelledByPerson,
        MessageKind::Missed => SmsKind::Missed,
        MessageKind::AnswerComes => SmsKind::AnswerComes,
        MessageKind::AnswerChange => SmsKind::AnswerChange,
        MessageKind::AnswerStop => SmsKind::AnswerStop,
        MessageKind::AnswerCall => {
            SmsKind::AnswerCall { by: due.message.facts.call_by.unwrap_or_else(|| now.date()) }
        }
        MessageKind::Confirmation | MessageKind::Invitation | MessageKind::CounterDeclined => {
            SmsKind::Confirmation
        }
    }
}

/// A link as it stands in a short message: telephones know it without `https://`.
fn bare(link: &str) -> &str {
    link.strip_prefix("https://").unwrap_or(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_decides_whether_a_message_is_tried_again() {
        let now = DateTime::UNIX_EPOCH;
        let after = Pause::from_secs(90);
        let of = |outcome, tries| delivery(outcome, 2, Some(450), tries, now);
        let lost = Cause::Lost;
        assert_eq!(of(Outcome::Throttled { after }, 11), Delivery::Later(now + Duration::seconds(90)));
        assert_eq!(
            of(Outcome::temporary(lost), 1),
            Delivery::Again(now + Duration::minutes(2), lost.to_string())
        );
        assert_eq!(
            of(Outcome::Temporary { cause: lost, after: Some(after) }, 0),
            Delivery::Again(now + Duration::seconds(90), lost.to_string())
        );
        assert_eq!(of(Outcome::temporary(lost), 11), Delivery::Failed(lost.to_string()));
        assert_eq!(of(Outcome::Unknown(lost), 0), Delivery::Doubtful(lost.to_string()));
        let taken = Outcome::Accepted { provider: "smpp", references: vec!["a".into(), "b".into()] };
        let Delivery::Taken(receipt) = of(taken, 0) else { panic!("it was taken") };
        assert_eq!((receipt.reference.as_deref(), receipt.cost), (Some("a"), Some(900)));
    }

    #[test]
    fn a_link_needs_no_scheme() {
        assert_eq!(bare("https://rdv.dep99.fr/r/K7M2QX9B"), "rdv.dep99.fr/r/K7M2QX9B");
        assert_eq!(bare("http://127.0.0.1/r/x"), "http://127.0.0.1/r/x");
    }
}
