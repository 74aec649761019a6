//! Sends due SMS: claims messages, writes them, hands several at once to the provider, records the outcomes.
//!
//! As many are claimed as may be in flight; outcomes are recorded in batches while the others are in flight. A worker
//! that is lost leaves in doubt what it had claimed and not recorded: never more than [`Gateway::slots`], and answers that
//! came are recorded before the next batch is claimed.

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
use tracing::Instrument;

use crate::actions::{self, Also, Delivery, Due, Redelivery, SettledSms};
use crate::adapters::sms::{Cause, Gateway, Outcome};
use crate::context::Context;
use crate::formats::sms::OutgoingSms;
use crate::jobs::job::{Job, JobContext, JobError, Next};
use crate::jobs::retry_schedule::{MOST_TRIES, pause};
use crate::store::messages::Receipt;
use crate::text::TextError;
use crate::text::sms::{RenderedSms, SameDayAppointments, SmsContent, SmsKind, SmsPlace, SmsVisit, write};

/// How SMS are sent.
#[derive(Clone, Debug)]
pub struct SmsSender {
    /// The providers.
    pub gateway: Gateway,
    /// Whether replies are received.
    pub replies: Replies,
    /// Price of one SMS part, in ten-thousandths of a euro, when it is known.
    pub price: Option<u32>,
}

/// Whether replies to SMS are received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replies {
    /// They are: messages ask for a reply.
    Come,
    /// They are not: messages link to the page of the appointment.
    DoNotCome,
}

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SmsRun {
    /// How many messages were looked at, including those that no longer apply.
    pub looked_at: usize,
    /// How long to wait, when the provider accepts no more for a while.
    pub rest: Option<Pause>,
}

/// A message that cannot be written.
#[derive(Debug, Error)]
enum Unwritable {
    #[error("not a number that receives SMS")]
    Number,
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("the stored message lasts {0} minutes")]
    Negative(i64),
}

impl SmsSender {
    const fn redelivery(&self) -> Redelivery {
        if self.gateway.replaces() { Redelivery::Safe } else { Redelivery::Unsafe }
    }
}

/// Sends what is due as a job.
#[derive(Clone, Debug)]
pub struct SendSms {
    sender: SmsSender,
}

impl SendSms {
    /// With `sender`.
    #[must_use]
    pub const fn new(sender: SmsSender) -> Self {
        Self { sender }
    }
}

impl Job for SendSms {
    const NAME: &'static str = "send_sms";
    const EVERY: Pause = Pause::from_secs(1);

    async fn run(&mut self, job: &JobContext) -> Result<Next, JobError> {
        let run = run(&job.ctx, &self.sender, || !job.is_stopping()).await?;
        Ok(run.rest.map_or(Next::AfterInterval, Next::After))
    }
}

/// Sends what is due until nothing is, the provider accepts no more for a while, or `goes_on` says no; what is in flight
/// is then waited for.
///
/// # Errors
/// [`actions::MessageError`] when the database fails; nothing is in flight any more then, and what could not be recorded is
/// looked at again after its lease.
pub async fn run(
    ctx: &Context,
    sender: &SmsSender,
    goes_on: impl Fn() -> bool,
) -> Result<SmsRun, actions::MessageError> {
    if sender.gateway.is_nobody() {
        return fall_back_to_mail(ctx, goes_on).await;
    }
    let slots = sender.gateway.slots();
    let mut in_flight = FuturesUnordered::new();
    let (mut run, mut more, mut failed) = (SmsRun::default(), true, None);
    loop {
        more &= goes_on();
        if more && in_flight.len() * 2 <= slots {
            let most = (slots - in_flight.len()) as u64;
            match actions::claim_due(ctx, Channel::Sms, most, sender.redelivery()).await {
                Ok(batch) => {
                    more = batch.looked_at > 0;
                    run.looked_at += batch.looked_at;
                    in_flight.extend(batch.due.into_iter().map(|due| send_one(ctx, sender, due)));
                }
                Err(error) => (more, failed) = (false, Some(error)),
            }
        }
        let Some(first) = in_flight.next().await else {
            match failed {
                Some(error) => return Err(error),
                None if more => continue,
                None => return Ok(run),
            }
        };
        let mut settled = vec![first];
        while let Some(Some(next)) = in_flight.next().now_or_never() {
            settled.push(next);
        }
        let rest = settled.iter().filter_map(|(_, rest)| *rest).max();
        if let Some(rest) = rest {
            more = false;
            run.rest = run.rest.max(Some(rest));
        }
        let settled: Vec<SettledSms> = settled.into_iter().map(|(one, _)| one).collect();
        if let Err(error) = actions::settle_sms_batch(ctx, &settled).await {
            (more, failed) = (false, Some(error));
        }
    }
}

/// Turns what is due into mails.
async fn fall_back_to_mail(
    ctx: &Context,
    goes_on: impl Fn() -> bool,
) -> Result<SmsRun, actions::MessageError> {
    let mut run = SmsRun::default();
    while goes_on() {
        match actions::fall_back_to_mail(ctx).await? {
            0 => break,
            some => run.looked_at += some,
        }
    }
    Ok(run)
}

/// Hands one message over; with how long to wait when the provider accepts no more.
async fn send_one(ctx: &Context, sender: &SmsSender, due: Due) -> (SettledSms, Option<Pause>) {
    let message = due.message.id;
    let now = ctx.now();
    let sms = sms(&due, sender.replies, now);
    let (delivery, references, bad_number, rest) = match sms {
        Err(error) => (Delivery::Failed(error.to_string()), Vec::new(), false, None),
        Ok(sms) => {
            let span = tracing::info_span!("sms", message.id = %message);
            let outcome = sender.gateway.send(&sms, now).instrument(span).await;
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
            let segments = segments(&sms);
            (
                delivery(outcome, segments, sender.price, due.message.attempts, ctx.now()),
                references,
                bad_number,
                rest,
            )
        }
    };
    ctx.metrics.delivered(due.message.kind.word(), delivery.word());
    if !matches!(delivery, Delivery::Taken(_) | Delivery::Later(_)) {
        tracing::warn!(message.id = %message, ?delivery, "an SMS was not sent");
    }
    let sent_to = due.address.as_deref().and_then(|address| ctx.address_hash(address));
    (SettledSms { message, delivery, references, bad_number, sent_to }, rest)
}

/// The parts of `sms`.
#[expect(clippy::expect_used, reason = "a concatenated SMS has at most 255 parts (3GPP TS 23.040)")]
fn segments(sms: &OutgoingSms) -> u16 {
    u16::try_from(sms.encoded.segments()).expect("at most 255 parts")
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
        Outcome::Throttled { after } => Delivery::Later(now + waited(after)),
        Outcome::Permanent(cause) => Delivery::Failed(cause.to_string()),
        Outcome::Unknown(cause) => Delivery::Doubtful(cause.to_string()),
        Outcome::Temporary { cause, .. } if tries + 1 >= MOST_TRIES => Delivery::Failed(cause.to_string()),
        Outcome::Temporary { cause, after } => {
            let pause = after.map_or(pause(tries), |after| pause(tries).max(waited(after)));
            Delivery::Again(now + pause, cause.to_string())
        }
    }
}

/// What a provider asks us to wait, a day at most: reminders that leave later say nothing any more.
fn waited(pause: Pause) -> Duration {
    let seconds = pause.as_secs().min(24 * 60 * 60);
    Duration::seconds(seconds.cast_signed())
}

fn sms(due: &Due, replies: Replies, now: DateTime<Utc>) -> Result<OutgoingSms, Unwritable> {
    let to = due.address.as_deref().and_then(PhoneNumber::parse).ok_or(Unwritable::Number)?;
    let RenderedSms { text, encoded } = written(due, replies, now)?;
    Ok(OutgoingSms { message: due.message.id, to, text, encoded })
}

/// The text of a message.
///
/// # Errors
/// [`Unwritable::Negative`]; tests exclude [`TextError`] for every kind and language.
fn written(due: &Due, replies: Replies, now: DateTime<Utc>) -> Result<RenderedSms, Unwritable> {
    let facts = &due.message.facts;
    let zone = due.site.as_ref().map_or(due.territory.zone, |site| site.zone);
    let local = |quantum: i64| to_local(zone, Quantum(quantum).instant());
    let before = facts.previous_start.map(local);
    let at = local(facts.start);
    let minutes = (facts.end - facts.start) * QUANTUM_MINUTES;
    let minutes = Minutes(u32::try_from(minutes).map_err(|_| Unwritable::Negative(minutes))?);
    let tells_when = due.message.appointment.is_some() || due.message.kind == MessageKind::PlaceFreed;
    let people = due.team.iter().map(|(_, role)| u32::from(!role.is_room())).sum();
    let visit = due.site.as_ref().filter(|_| tells_when).map(|site| SmsVisit {
        at,
        mode: due.mode,
        place: SmsPlace { name: &site.name, address: &site.address },
        duration: minutes,
        people,
    });
    let kind = sms_kind(due, replies, at, before, to_local(zone, now));
    let hours: Vec<_> = due.also.iter().map(|also| to_local(also.site.zone, also.start).time()).collect();
    let here =
        |also: &Also| Some(also.site.id) == due.site.as_ref().map(|site| site.id) && also.mode == due.mode;
    let same_day = SameDayAppointments { at: &hours, elsewhere: !due.also.iter().all(here) };
    let phone = due.territory.help_phone(due.site.as_ref().map(|site| site.id)).unwrap_or_default();
    let link = due.link.as_deref().map(bare);
    Ok(write(&due.beneficiary.language, &SmsContent { kind, visit, same_day, link, phone })?)
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

/// A link as written in an SMS: telephones recognise it without `https://`.
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
