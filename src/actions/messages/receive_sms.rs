//! Hear SMS: somebody wrote back. 1 and 2 are understood, STOP is respected, anything else is for the desk to read.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::callback::{due, promised};
use domain::channel::Channel;
use domain::ids::MessageId;
use domain::notifications::{MessageKind, Recipient};
use domain::sms::reply::parse_reply;
use domain::sms::transliteration::one_line;
use domain::sms::{PhoneNumber, ReplyMeaning};
use domain::time::{Quantum, Span};
use domain::zone;
use sha2::{Digest, Sha256};

use crate::actions::callbacks::open::open_callback;
use crate::actions::kit::notify;
use crate::actions::kit::notify::replan_reminders;
use crate::actions::messages::error::MessageError;
use crate::actions::offers::offer;
use crate::context::Context;
use crate::store::appointments::{self, Appointment};
use crate::store::callbacks::{self, CallbackReason};
use crate::store::messages::{self, NewMessage, Payload};
use crate::store::sms_replies::{self, Writer};
use crate::store::{Tx, channels, events, referrals};

/// The same words from the same number within this time are one message, when the provider gives no name to it: it brings
/// again what was not thanked for.
const SAME: Duration = Duration::minutes(5);
/// How many replies of somebody are answered in a day: two machines that answer each other stop there.
const MOST_ANSWERS: u64 = 6;
/// Longest text that is kept for the desk.
const LONGEST: usize = 500;

/// What was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Understood {
    /// Somebody's reply, which means this.
    Reply(ReplyMeaning),
    /// It was written down before.
    Again,
    /// Nobody was written to at that number.
    Nobody,
}

/// Takes what somebody wrote: `name` is the provider's own for it, when it gives one.
///
/// # Errors
/// [`MessageError::Store`].
pub async fn receive_sms(
    ctx: &Context,
    provider: &str,
    name: Option<&str>,
    from: &PhoneNumber,
    text: &str,
) -> Result<Understood, MessageError> {
    let now = ctx.now();
    let tx = ctx.db.begin().await?;
    let names = match name {
        Some(name) => vec![name.to_owned()],
        None => names_by_time(from, text, now),
    };
    if sms_replies::any_is_known(&tx, provider, &names).await? {
        return Ok(Understood::Again);
    }
    let writer = sms_replies::any_territory_writer(&tx, from).await?;
    let meaning = parse_reply(text);
    let about = match &writer {
        Some(writer) => about(ctx, &tx, writer, now).await?,
        None => About::default(),
    };
    let lines: Vec<_> = about.meant(meaning).iter().map(|meant| (meant.id, ctx.new_id())).collect();
    let kept: String = one_line(text).chars().take(LONGEST).collect();
    let new = sms_replies::NewSmsReply {
        id: ctx.new_id(),
        provider,
        name: &names[0],
        writer,
        appointments: &lines,
        meaning,
        text: (meaning == ReplyMeaning::Other && writer.is_some()).then_some(kept.as_str()),
        received_at: now,
    };
    // Another replica may have been brought the same at this moment.
    if !sms_replies::insert(&tx, &new).await? {
        return Ok(Understood::Again);
    }
    let Some(writer) = writer else {
        tx.commit().await?;
        return Ok(Understood::Nobody);
    };
    if meaning == ReplyMeaning::Stop {
        stop(ctx, &tx, from, now).await?;
    }
    act(ctx, &tx, &writer, &about, meaning, now).await?;
    tx.commit().await?;
    Ok(Understood::Reply(meaning))
}

/// The names of a message without one: by this stretch of time and, to be found again, by the one before.
fn names_by_time(from: &PhoneNumber, text: &str, now: DateTime<Utc>) -> Vec<String> {
    let stretch = now.timestamp() / SAME.num_seconds();
    let name = |stretch: i64| {
        let said = format!("{}\0{text}\0{stretch}", from.digits());
        URL_SAFE_NO_PAD.encode(&Sha256::digest(said.as_bytes())[..18])
    };
    vec![name(stretch), name(stretch - 1)]
}

/// What a reply is about.
#[derive(Default)]
struct About {
    /// The appointments, the earliest first; none when the person expects none.
    appointments: Vec<Appointment>,
    /// Whether the person may say yes to them: they were told of them as they stand.
    may_be_meant: bool,
}

impl About {
    /// The appointments of which a reply is written down: a yes to an hour is none to another.
    fn meant(&self, meaning: ReplyMeaning) -> &[Appointment] {
        match meaning {
            ReplyMeaning::Comes if !self.may_be_meant => &[],
            ReplyMeaning::Comes | ReplyMeaning::Change => &self.appointments,
            ReplyMeaning::Stop | ReplyMeaning::Other => &self.appointments[..self.appointments.len().min(1)],
        }
    }
}

/// The appointments a reply is about: those that the last reminder told and that stand as it told them. When none does,
/// the one the person was written of last, when it is to come; else the next. Who was told last of a place that became free
/// may mean that place or what they have: neither is guessed.
async fn about(ctx: &Context, tx: &Tx, writer: &Writer, now: DateTime<Utc>) -> Result<About, MessageError> {
    let to_come = Span::new(Quantum::ceil(now), Quantum(i64::MAX));
    let expected = appointments::expected_of(tx, writer.territory, writer.beneficiary, to_come).await?;
    if writer.kind == MessageKind::PlaceFreed {
        return Ok(About { appointments: expected.into_iter().take(1).collect(), may_be_meant: false });
    }
    let reminded = reminded(ctx, tx, writer, &expected, now).await?;
    if !reminded.is_empty() {
        return Ok(About { appointments: reminded, may_be_meant: true });
    }
    let told = expected.iter().position(|one| Some(one.id) == writer.appointment);
    let one = expected.into_iter().nth(told.unwrap_or(0));
    // Who answers a reminder of what was moved or called off since has not heard of what stands now.
    let may_be_meant = one.is_some() && writer.kind != MessageKind::Reminder;
    Ok(About { appointments: one.into_iter().collect(), may_be_meant })
}

/// Those of `expected` that the last reminder told, and that stand as it told them.
async fn reminded(
    ctx: &Context,
    tx: &Tx,
    writer: &Writer,
    expected: &[Appointment],
    now: DateTime<Utc>,
) -> Result<Vec<Appointment>, MessageError> {
    let Some(reminder) = sms_replies::reminded(tx, writer).await? else { return Ok(Vec::new()) };
    let snapshot = offer::snapshot(ctx, writer.territory, now).await?;
    let site = snapshot.territory.sites.get(&reminder.site);
    let zone = site.map_or(snapshot.territory.zone, |site| site.zone);
    let day = zone::day_span(zone, zone::local_start(zone, reminder.start).date());
    let mut told = expected.to_vec();
    told.retain(|one| day.start <= one.visit.start && one.visit.start < day.end);
    let ids: Vec<_> = told.iter().map(|one| one.id).collect();
    let changed = events::set_after(tx, &ids, reminder.due_at).await?;
    told.retain(|one| !changed.contains(&one.id));
    Ok(told)
}

async fn act(
    ctx: &Context,
    tx: &Tx,
    writer: &Writer,
    about: &About,
    meaning: ReplyMeaning,
    now: DateTime<Utc>,
) -> Result<(), MessageError> {
    let first = &about.appointments[..about.appointments.len().min(1)];
    let (kind, call_by, told) = match meaning {
        // One answer tells them all.
        ReplyMeaning::Comes if about.may_be_meant => (MessageKind::AnswerComes, None, first),
        // There is nothing to come to: the answer leads to where one is chosen, or to what stands now. Each appointment is
        // changed on a page of its own.
        ReplyMeaning::Comes | ReplyMeaning::Change => {
            (MessageKind::AnswerChange, None, &about.appointments[..])
        }
        ReplyMeaning::Stop => (MessageKind::AnswerStop, None, first),
        ReplyMeaning::Other => match ask_to_call(ctx, tx, writer, first.first(), now).await? {
            Some(day) => (MessageKind::AnswerCall, Some(day), first),
            // They know already by when they are called.
            None => return Ok(()),
        },
    };
    let (turn, lately) = sms_replies::count(tx, writer.beneficiary, now - Duration::days(1)).await?;
    if lately > MOST_ANSWERS {
        return Ok(());
    }
    let new = NewMessage {
        id: MessageId(ctx.new_id()),
        territory: writer.territory,
        referral: writer.referral,
        appointment: None,
        revision: turn,
        kind,
        before: None,
        channel: Channel::Sms,
        recipient: Recipient::Beneficiary,
        beneficiary: writer.beneficiary,
        facts: Payload { call_by, ..Payload::none() },
        due_at: now,
    };
    if told.is_empty() {
        messages::put(tx, &new).await?;
    }
    for appointment in told {
        let facts = notify::facts(appointment, &appointments::team(tx, appointment.id).await?);
        let of_it = NewMessage {
            id: MessageId(ctx.new_id()),
            referral: appointment.referral,
            appointment: Some(appointment.id),
            facts: Payload { call_by, ..facts },
            ..new.clone()
        };
        messages::put(tx, &of_it).await?;
    }
    Ok(())
}

/// No more reminders to that number: those of a family who share it have one telephone that rings.
async fn stop(ctx: &Context, tx: &Tx, from: &PhoneNumber, now: DateTime<Utc>) -> Result<(), MessageError> {
    for (territory, person) in sms_replies::people_of(tx, from).await? {
        channels::set_refused(tx, territory, person, Channel::Sms, true, now).await?;
        replan_reminders(ctx, tx, territory, person, now).await?;
    }
    Ok(())
}

/// Puts a call on the desk's worklist; the day that is promised, unless they were told one already. A call for a reason of
/// ours was told to nobody.
async fn ask_to_call(
    ctx: &Context,
    tx: &Tx,
    writer: &Writer,
    next: Option<&Appointment>,
    now: DateTime<Utc>,
) -> Result<Option<NaiveDate>, MessageError> {
    let territory = writer.territory;
    // Locked, so that two messages at once make one call.
    let referral = referrals::lock(tx, territory, writer.referral).await?;
    let Some(referral) = referral.filter(|referral| !referral.is_over()) else { return Ok(None) };
    let open = callbacks::reasons_of(tx, territory, referral.id).await?;
    open_callback(ctx, tx, &referral, CallbackReason::SmsReply, now).await?;
    if open.iter().any(|call| matches!(call.why, CallbackReason::SmsReply | CallbackReason::NothingSuits)) {
        return Ok(None);
    }
    let snapshot = offer::snapshot(ctx, territory, now).await?;
    let today = zone::to_local(snapshot.territory.zone, now).date();
    let visit = next.map(|next| zone::local_start(notify::zone_of(&snapshot, next), next.visit.start).date());
    Ok(Some(due(promised(today, snapshot.territory.holidays), visit)))
}
